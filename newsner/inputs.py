"""Check what callers hand over, once, at the door: one clear error, or a text that every later stage can take."""

import re
from os import PathLike
from typing import Any, Final, get_args

from newsner.errors import InputTypeError, InputValueError
from newsner.labels import Lang

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
LANG_VALUES: Final = ("auto", *get_args(Lang))


def check_text(text: Any) -> str:
    """The text itself.

    Raises:
        InputTypeError: not a str; the message says what to call instead.
        InputValueError: it holds a lone surrogate, which neither JSON nor spaCy can write.
    """
    if not isinstance(text, str):
        raise InputTypeError(_advice(text))
    broken = _SURROGATE.search(text)
    if broken:
        raise InputValueError(
            f"text has the lone surrogate U+{ord(broken.group()):04X} at offset {broken.start()}: it was decoded wrongly; "
            "read the file as UTF-8, or pass text.encode('utf-16', 'surrogatepass').decode('utf-16', 'replace')"
        )
    return text


def _advice(text: Any) -> str:
    kind = type(text).__name__
    if isinstance(text, bytes | bytearray):
        return f"text must be str, got {kind}: decode it first, for example text.decode('utf-8')"
    if isinstance(text, PathLike):
        return f"text must be str, got {kind}: read the file first, for example path.read_text('utf-8')"
    if isinstance(text, list | tuple | set | frozenset) or hasattr(text, "__next__"):
        return f"text must be one str, got {kind}: for several texts call extract_many(texts)"
    return f"text must be str, got {kind}"


def check_lang(lang: Any) -> str:
    """One of ``LANG_VALUES``; "no" is taken as Bokmål.

    Raises:
        InputTypeError: not a str.
        InputValueError: another language.
    """
    if not isinstance(lang, str):
        raise InputTypeError(f"lang must be a str, got {type(lang).__name__}; one of {', '.join(LANG_VALUES)}")
    if lang == "no":
        return "nb"
    if lang not in LANG_VALUES:
        raise InputValueError(f"lang {lang!r} is not known: use one of {', '.join(LANG_VALUES)} (or 'no' for 'nb')")
    return lang


def check_min_score(min_score: Any) -> float | None:
    """A number from 0.0 to 1.0, or None.

    Raises:
        InputTypeError: no number.
        InputValueError: outside the range.
    """
    if min_score is None:
        return None
    if isinstance(min_score, bool) or not isinstance(min_score, int | float):
        raise InputTypeError(f"min_score must be a number from 0.0 to 1.0, got {type(min_score).__name__}")
    if not 0.0 <= min_score <= 1.0:
        raise InputValueError(f"min_score {min_score} is outside 0.0 to 1.0")
    return float(min_score)
