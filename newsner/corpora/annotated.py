"""What a corpus reader yields: a text with character spans, and what its corpus does not say."""

from collections.abc import Callable
from typing import NamedTuple


class GoldSpan(NamedTuple):
    """Characters ``[start, end)`` of the text and the labels it may have; "O" among them: perhaps no name."""

    start: int
    end: int
    labels: frozenset[str]


class AnnotatedText(NamedTuple):
    """One sentence or article.

    Attributes:
        text: as published where the corpus has it, else put together by ``detokenise``.
        spans: in text order, not overlapping.
        unknown: labels that the corpus leaves unmarked although its texts have such names.
        document: texts with one value follow each other in one article; "" where that is not known.
    """

    text: str
    spans: tuple[GoldSpan, ...]
    unknown: frozenset[str]
    document: str

    def in_case(self, turn: Callable[[str], str]) -> "AnnotatedText":
        """The text in another case; a character whose other case is longer (ß, SS) stays, so that offsets hold."""
        turned = (other if len(other := turn(character)) == 1 else character for character in self.text)
        return self._replace(text="".join(turned))
