"""What the stages hand to each other: plain tuples, since pydantic is for the border only."""

from typing import NamedTuple

from newsner.labels import Label


class RecognisedSpan(NamedTuple):
    """What a recogniser found: characters ``[start, end)``, label, calibrated probability 0.0-1.0."""

    start: int
    end: int
    label: Label
    score: float | None


class MentionSpan(NamedTuple):
    """A settled mention: span and label are final, only ids are added after this.

    Attributes:
        start: first character.
        end: character behind the last.
        label: one of the seven.
        surface: the characters.
        score: calibrated probability of span and label, None after a foreign recogniser.
    """

    start: int
    end: int
    label: Label
    surface: str
    score: float | None


class Link(NamedTuple):
    """What a mention was resolved to.

    Attributes:
        entry: index of the entry in the knowledge base, None for nil and ambiguous.
        nil_key: key of the name for nil mentions, else None.
        base: base form of the surface.
        method: how, see ``LinkMethod``.
        score: calibrated probability that the entry is right, None for nil and ambiguous.
        nearest: entries that were considered, best first, for ``explain``.
    """

    entry: int | None
    nil_key: str | None
    base: str
    method: str
    score: float | None
    nearest: tuple["Scored", ...] = ()


class Scored(NamedTuple):
    """A candidate with its evidence: entry index, stored or derived form, method, score 0.0-1.0."""

    entry: int
    form: str
    method: str
    score: float
