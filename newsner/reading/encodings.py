"""Bytes to text: which encoding, without ever turning one letter into another by a wrong guess.

In: bytes. Out: text and the name of the encoding. Line ends stay as they are; a byte order mark is no part of the text.

A rule decides and not statistics, since news archives hold these encodings only and every one of them but the last two can be told
for certain: a byte order mark, the zero bytes of UTF-16, valid UTF-8. What is left is Windows-1252 where it has bytes from 0x80 to 0x9F
(quotation marks and dashes, which are control characters in Latin-1), else Latin-1, of which Windows-1252 is then a twin.
Source: https://encoding.spec.whatwg.org/ and RFC 3629 for how unlikely other text is valid UTF-8.
"""

import codecs
import re
from typing import Final, NamedTuple

from newsner.errors import InputValueError

UTF8: Final = "utf-8"
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", UTF8),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
)
# Enough to see the zero bytes of UTF-16, in which text of European languages is half zeros.
_SAMPLE: Final = 4096
_MOST: Final = 0.4
_C1: Final = re.compile(rb"[\x80-\x9f]")
_ESCAPED: Final = re.compile("[\udc80-\udcff]")
_WIDE: Final = re.compile("[^\x00-\x7f\udc80-\udcff]")


class Decoded(NamedTuple):
    """A text and what it was decoded from: utf-8, utf-8-sig, utf-16-le, utf-16-be, windows-1252, latin-1, or a codec asked for."""

    text: str
    encoding: str


def detect_wide(start: bytes) -> tuple[str, str, int] | None:
    """Name, codec and length of the byte order mark of what the first bytes tell for certain; None if they do not."""
    for mark, name, codec in _MARKS:
        if start.startswith(mark):
            return name, codec, len(mark)
    half = len(start[:_SAMPLE]) / 2
    even, odd = start[:_SAMPLE:2].count(0), start[1:_SAMPLE:2].count(0)
    if odd > _MOST * half and even < odd / 2:
        return "utf-16-le", "utf-16-le", 0
    if even > _MOST * half and odd < even / 2:
        return "utf-16-be", "utf-16-be", 0
    return None


def decode(content: bytes, encoding: str | None = None) -> Decoded:
    """The text of a file or a line.

    Args:
        content: all of it.
        encoding: a Python codec; None detects it.

    Raises:
        InputValueError: bytes that the encoding does not have; the message gives the first.
    """
    if encoding is not None:
        return Decoded(_decode_strictly(content, encoding), encoding)
    wide = detect_wide(content[:_SAMPLE])
    if wide is not None:
        name, codec, mark = wide
        return Decoded(_decode_strictly(content[mark:], codec), name)
    if 0 in content:
        raise InputValueError(f"no text: a zero byte at byte {content.index(0)}")
    text = content.decode(UTF8, "surrogateescape")
    bad = len(_ESCAPED.findall(text))
    if not bad:
        return Decoded(text, UTF8)
    # In text of one byte a letter, what looks like UTF-8 by chance is far rarer than what does not.
    if len(_WIDE.findall(text)) >= bad:
        return Decoded(_decode_strictly(content, UTF8), UTF8)
    if _C1.search(content):
        return Decoded(_decode_strictly(content, "windows-1252"), "windows-1252")
    return Decoded(content.decode("latin-1"), "latin-1")


def decode_escaped(text: str) -> Decoded:
    """The text of a line that was read as UTF-8 with ``surrogateescape``.

    Raises:
        InputValueError: as ``decode``.
    """
    if not _ESCAPED.search(text):
        return Decoded(text, UTF8)
    return decode(text.encode(UTF8, "surrogateescape"))


def check_codec(encoding: str | None) -> str | None:
    """The name of a codec that Python has, or None.

    Raises:
        InputValueError: there is no such codec.
    """
    if encoding is not None:
        try:
            codecs.lookup(encoding)
        except LookupError:
            raise InputValueError(
                f"encoding {encoding!r} is not known: use utf-8, utf-16, latin-1, windows-1252 or another codec of Python"
            ) from None
    return encoding


def _decode_strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputValueError(f"not {encoding}, {error.reason} at byte {error.start}") from None
