"""What a document has introduced so far: who may be meant by a shorter, fuller or hurried form of a name.

In: names that were resolved, with where they stand. Out: the one that a form means. Indexed by folded words, so that a
text of book length takes time in proportion to its length.
"""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from newsner.candidates import agreement, is_typo
from newsner.kb.keys import variant_key
from newsner.labels import Label

# Labels that agree less are different kinds of things: no person is a short form of a company.
_SAME_KIND = 0.4


class Known(NamedTuple):
    """An entity that the document introduced.

    Attributes:
        entry: of the table, or None.
        nil_key: of an entity that the table lacks, or None.
        label: of the entity.
        words: folded words of the introducing name.
        share: of the candidate taken, 0.0-1.0; 1.0 for nil.
        prominence: of the entry, 0.0-1.0; 0.0 for nil.
    """

    entry: int | None
    nil_key: str | None
    label: str
    words: tuple[str, ...]
    share: float
    prominence: float = 0.0


class Memory:
    """The names of one document."""

    def __init__(self) -> None:
        self._positions: dict[Known, list[int]] = {}
        self._by_word: dict[str, list[Known]] = defaultdict(list)
        self._by_initials: dict[str, list[Known]] = defaultdict(list)
        self._by_shape: dict[tuple[str, int], list[Known]] = defaultdict(list)

    def add(self, known: Known, position: int) -> None:
        """Remember that a name stands at a character of the text."""
        if not known.words:
            return
        if known in self._positions:
            insort(self._positions[known], position)
            return
        self._positions[known] = [position]
        for word in {known.words[0], known.words[-1]}:
            self._by_word[word].append(known)
        if len(known.words) > 1:
            self._by_initials["".join(word[0] for word in known.words)].append(known)
        for word in {known.words[-1], known.words[0]}:
            self._by_shape[word[0], len(word)].append(known)

    def find_part(self, label: Label | None, words: tuple[str, ...], base: str, position: int) -> Known | None:
        """Whom a form of a name means: its bearer introduced last before the position, else first after it.

        Args:
            label: of the mention, None for any.
            words: folded words of the form.
            base: the form itself.
            position: character where it stands.
        """
        if not words:
            return None
        listed = [*self._by_word.get(words[0], ()), *self._by_word.get(words[-1], ())]
        if is_acronym(base):
            listed += self._by_initials.get(_letters(base), ())
        return self._likeliest((known for known in listed if _is_part(label, words, known, base)), position)

    def find_misspelt(self, label: Label | None, words: tuple[str, ...], position: int) -> Known | None:
        """Which entry of the table a hurried spelling of a name in the document means."""
        if not words:
            return None
        listed = [
            known
            for word in {words[0], words[-1]}
            for length in range(len(word) - 2, len(word) + 3)
            for known in self._by_shape.get((word[0], length), ())
        ]
        found = (known for known in listed if known.entry is not None and _is_misspelt(label, words, known))
        return self._nearest(found, position)

    def _nearest(self, found: Iterable[Known], position: int) -> Known | None:
        return max(found, key=lambda known: self._nearness(known, position), default=None)

    def _likeliest(self, found: Iterable[Known], position: int) -> Known | None:
        """The nearest; but of several entries of the table the most prominent, if the document begins with that one.

        Kim is Kim Jong-un all through a report on him, whoever of the family has just been named.
        """
        listed = list(dict.fromkeys(found))
        if len(listed) > 1 and all(known.entry is not None for known in listed):
            first = min(listed, key=lambda known: self._positions[known][0])
            if all(known.prominence < first.prominence for known in listed if known is not first):
                return first
        return self._nearest(listed, position)

    def _nearness(self, known: Known, position: int) -> tuple[bool, int]:
        positions = self._positions[known]
        index = bisect_right(positions, position)
        return (True, positions[index - 1]) if index else (False, -positions[0])


def is_acronym(form: str) -> bool:
    """Whether a form is written as an acronym: two capitals or more and nothing else."""
    return len(form) > 1 and form.isupper() and form.isalpha()


def _letters(acronym: str) -> str:
    # Letter by letter, since the key of a word joins doubled letters.
    return "".join(map(variant_key, acronym))


def _is_part(label: Label | None, words: tuple[str, ...], known: Known, base: str) -> bool:
    """Whether a name is a form of one that the document introduced.

    A person's surname, given name, or full name with more or fewer middle names; the first words of an organisation;
    an acronym of its name.
    """
    if label is not None and agreement(label, known.label) < _SAME_KIND:
        return False
    if words == known.words:
        return True
    if known.label == "PER":
        return _is_part_of_person(words, known.words)
    if is_acronym(base) and len(known.words) > 1:
        return "".join(word[0] for word in known.words) == _letters(base)
    return label == "ORG" and len(words) < len(known.words) and known.words[: len(words)] == words


def _is_part_of_person(words: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    if len(whole) == 1:
        return False
    if len(words) == 1:
        return words[0] in (whole[-1], whole[0])
    same_ends = (words[0], words[-1]) == (whole[0], whole[-1])
    return whole[-len(words) :] == words or (same_ends and min(len(words), len(whole)) == 2)


def _is_misspelt(label: Label | None, words: tuple[str, ...], known: Known) -> bool:
    """Whether a name is a hurried spelling of one in the document: one word wrong, the others right."""
    if label is not None and agreement(label, known.label) < _SAME_KIND:
        return False
    if known.label == "PER" and len(words) == 1:
        return is_typo(words[0], known.words[-1])
    if len(words) != len(known.words):
        return False
    wrong = list(_differences(words, known.words))
    return len(wrong) == 1 and is_typo(*wrong[0])


def _differences(words: Iterable[str], others: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((one, other) for one, other in zip(words, others, strict=True) if one != other)
