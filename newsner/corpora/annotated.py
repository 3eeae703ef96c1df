"""What a corpus reader yields: a text with character spans, and what its corpus does not say."""

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
