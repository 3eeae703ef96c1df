"""Cut spans to what docs/annotation.md calls a mention, and keep stretches of text apart.

In: spans as a recogniser gives them. Out: spans without titles, articles, quotation marks and loose punctuation.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from newsner.labels import Lang
from newsner.layout import Zone
from newsner.spans import RecognisedSpan
from newsner.wordlists import ARTICLES, CANTONS, DOTTED, TITLES

# One character for one, so that offsets stay.
_PLAIN: Final = (("’", "'"), ("‘", "'"), ("ʼ", "'"), ("‑", "-"), ("‐", "-"), ("\u00a0", " "))
QUOTES: Final = "\"'«»“”„‘’‹›`*[]{}()"
# Marks without width: byte order, joiners, directions, soft hyphen.
_INVISIBLE: Final = "\ufeff\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u00ad"
_LEADING: Final = frozenset(QUOTES + ".,;:!?-–—" + _INVISIBLE)
# How far to look back over spaces, in characters.
NEAR: Final = 8
# Names do not run over line ends, tags, dashes (a hyphen is none) or a slash, but "Wallonia/brussels" is one word.
_PIECE: Final = re.compile(r"[^\n\r/–—<>]+(?:/(?=\d|[a-zæøå])[^\n\r/–—<>]+)*")
# A full stop behind a word and before a capital ends a sentence, and so a name.
_SENTENCE_END: Final = re.compile(r"(?<=[^\W\d_]{5})\. (?=[A-ZÆØÅÄÖÜ])")
# A letter, or a date that has become a name: 9/11.
_NAME_LIKE: Final = re.compile(r"[^\W\d_]|\d/\d")
_MARKUP: Final = r"<[^<>\n]{1,300}>|(?:https?://|www\.)\S+"
_MAIL: Final = r"[\w.+-]+@[\w-]+\.\w+"
_MARKS: Final = r"[@#]\w+|\b(?:bild|foto|photo)(?=:)"
_UNNAMED: Final = re.compile(f"{_MARKUP}|{_MAIL}|{_MARKS}", re.IGNORECASE)
# Any word may begin an address, and few texts have one.
_UNNAMED_BUT_MAIL: Final = re.compile(f"{_MARKUP}|{_MARKS}", re.IGNORECASE)


class Stretches:
    """Stretches of the text that hold no mention."""

    def __init__(self, stretches: list[tuple[int, int]]) -> None:
        stretches.sort()
        self._starts = [start for start, _ in stretches]
        self._ends = [end for _, end in stretches]

    def holds(self, start: int, end: int) -> bool:
        """Whether any part of ``[start, end)`` lies in a stretch."""
        index = bisect_right(self._starts, end - 1) - 1
        # Stretches may nest by a URL in boilerplate: look a few back.
        return index >= 0 and max(self._ends[max(0, index - 3) : index + 1]) > start


def to_plain(text: str) -> str:
    """The text with plain apostrophes, hyphens and spaces, every character in its place."""
    # Faster than a translation: a text has few of these, and one that it lacks costs next to nothing.
    for mark, plain in _PLAIN:
        text = text.replace(mark, plain)
    return text


def closed_stretches(text: str, zones: Sequence[Zone]) -> Stretches:
    """Where no mention can be: boilerplate, addresses, handles and hashtags."""
    stretches = [(zone.start, zone.end) for zone in zones if zone.kind == "boilerplate"]
    unnamed = _UNNAMED if "@" in text else _UNNAMED_BUT_MAIL
    return Stretches(stretches + [match.span() for match in unnamed.finditer(text)])


def tidy_span(text: str, lang: Lang, span: RecognisedSpan) -> Iterator[RecognisedSpan]:
    """The span without what docs/annotation.md keeps outside; two spans where a slash joins two names."""
    for start, end in _split_lines(text, span.start, span.end):
        start, end = _trim(text, start, end)
        start = skip_words(text, start, end, ARTICLES[lang])
        if lang == "en" and text.startswith("The ", start) and begins_sentence(text, start):
            start += len("The ")
        if span.label == "PER":
            start = skip_words(text, start, end, TITLES[lang], any_case=True)
        if lang == "en":  # the possessive is outside, also the bare apostrophe of a plural
            end -= 2 * to_plain(text[start:end]).endswith("'s")
            end -= to_plain(text[start:end]).endswith("'")
        start, end = _trim(text, start, end)
        if _NAME_LIKE.search(text, start, end):
            yield span._replace(start=start, end=end)


def begins_sentence(text: str, start: int) -> bool:
    """Whether a capital there may be due to the sentence: at the start of text, line, sentence or quotation."""
    before = text[max(0, start - NEAR) : start].rstrip(" ")[-1:]
    return not before or before in ".!?:\n\r" or before in QUOTES


def _split_lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _PIECE.finditer(text[start:end]):
        low, high = start + match.start(), start + match.end()
        for stop in _SENTENCE_END.finditer(text, low, high):
            yield low, stop.start()
            low = stop.end()
        yield low, high


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in _LEADING):
        start += 1
    while end > start and _is_loose(text, start, end):
        end -= 1
    return start, end


def _is_loose(text: str, start: int, end: int) -> bool:
    """Whether the last character is outside the name."""
    last = text[end - 1]
    if last == ".":
        word = text[start:end].rsplit(maxsplit=1)[-1].lower()
        return not (word in DOTTED or re.fullmatch(r"(?:[^\W\d]\.){2,}", word))
    if last in "'’":  # a genitive apostrophe follows a sibilant: Merz', Det hvite hus'
        return text[end - 2 : end - 1].lower() not in ("s", "x", "z", "ß")
    if last == ")" and "(" in text[start:end]:
        return False
    return last.isspace() or last in QUOTES or last in ",;:!?-–—" or last in _INVISIBLE


def skip_words(text: str, start: int, end: int, words: frozenset[str], any_case: bool = False) -> int:
    """Start behind leading words of a closed class, as long as something is left."""
    while True:
        word, space, rest = text[start:end].partition(" ")
        known = word.lower() in words if any_case else word in words
        if not (known and space and rest.strip()):
            return start
        start += len(word) + 1


def before_canton(place: str) -> str:
    """The name of a place before the code of its canton, "" where there is none: Wil SG."""
    name, _, code = place.rpartition(" ")
    return name if code in CANTONS else ""


def prefix_before(text: str, start: int) -> str:
    """The word before a hyphen at ``start - 1``, lower case."""
    low = start - 1
    while low and text[low - 1].isalpha():
        low -= 1
    return text[low : start - 1].lower()


def without_overlap(spans: Iterable[RecognisedSpan]) -> list[RecognisedSpan]:
    """In text order, of overlapping spans the one that begins first, of those the longest, of equal ones the first given."""
    kept: list[RecognisedSpan] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept
