"""A compiled user table, mapped into memory: rules by form and by romanisation key, entities by number and by id."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from newsner.kb.keys import variant_key
from newsner.kb.store import begins_form, map_columns, open_trie, read_header
from newsner.kb.table_format import (
    COLUMNS,
    ENTITY_LABELS,
    FORMS,
    KEYS,
    LANG_BITS,
    PROMINENCE_SCALE,
    TRIE_FILES,
    EntityLabel,
)
from newsner.kb.user_format import NO_PROMINENCE, USER_FORMAT

# How much of a key a search for typos takes for right, how many keys that begin so it reads, and how much longer or shorter they may be.
_SURE_LETTERS: Final = 4
_MOST_NEAR: Final = 5_000
_MOST_EDITS: Final = 2
_NEXT_STEP: Final = "Compile it again with `newsner aliases compile`."


class Rule(NamedTuple):
    """What a row says of a form: action, entity by number, and the bits of languages and labels (0: all) it holds for."""

    entry: int
    action: int
    langs: int
    labels: int


class UserTable:
    """A compiled user table; reading is thread-safe.

    Args:
        path: The folder that `newsner.kb.user_compiler` wrote.
        keep: Whatever has to live as long as the table, such as the temporary folder that it lies in.

    Raises:
        DataError: A file is missing or damaged, or another version of newsner wrote it.
    """

    def __init__(self, path: Path, keep: object = None) -> None:
        header = read_header(path, USER_FORMAT, _NEXT_STEP)
        self.path = path
        self.version = str(header["version"])
        self._keep = keep
        self._forms = open_trie(path / TRIE_FILES[FORMS], header)
        self._keys = open_trie(path / TRIE_FILES[KEYS], header)
        self._sections = map_columns(path / COLUMNS, header)
        self._rules = tuple(self._sections[f"rule_{field}"] for field in Rule._fields)
        self._offsets = self._sections[f"{FORMS}_offsets"]
        merged = self._sections["merged"]
        self.merges = tuple(zip(merged[::2], merged[1::2], strict=True))

    def __getstate__(self) -> Path:
        return self.path

    def __setstate__(self, path: Path) -> None:
        self.__init__(path)  # type: ignore[misc]

    def __len__(self) -> int:
        """The number of entities that rows name."""
        return len(self._sections["entity_label"])

    def rules(self, form: str) -> tuple[Rule, ...]:
        """Rules of a normalised form in the order of the rows; () where there are none."""
        number = self._forms.get(form)
        return () if number is None else self.read_rules(number)

    def read_rules(self, number: int) -> tuple[Rule, ...]:
        """Rules of a form by its number."""
        start, end = self._offsets[number], self._offsets[number + 1]
        entries, actions, langs, labels = self._rules
        if end == start + 1:  # most forms have one row
            return (Rule(entries[start], actions[start], langs[start], labels[start]),)
        return tuple(map(Rule, entries[start:end], actions[start:end], langs[start:end], labels[start:end]))

    def variants(self, name: str) -> Iterator[tuple[str, tuple[Rule, ...]]]:
        """Forms with the romanisation key of a name, and their rules."""
        number = self._keys.get(variant_key(name))
        if number is not None:
            offsets = self._sections[f"{KEYS}_offsets"]
            for form in self._sections[f"{KEYS}_forms"][offsets[number] : offsets[number + 1]]:
                yield self._forms.restore_key(form), self.read_rules(form)

    def near(self, key: str) -> Iterator[tuple[str, tuple[Rule, ...]]]:
        """Stored keys about as long as a romanisation key that begin alike, and the rules of their forms.

        A table of a million rows has no room for a typo in every place: the first word of a name of several must be right, of one
        word the first `_SURE_LETTERS` letters. Check the distance.
        """
        first, space, _ = key.partition(" ")
        begin = first + space if space else key[:_SURE_LETTERS]
        if len(begin) < _SURE_LETTERS:
            return
        offsets, forms = self._sections[f"{KEYS}_offsets"], self._sections[f"{KEYS}_forms"]
        for stored, number in islice(self._keys.iteritems(begin), _MOST_NEAR):
            if abs(len(stored) - len(key)) <= _MOST_EDITS and stored != key:
                for form in forms[offsets[number] : offsets[number + 1]]:
                    yield stored, self.read_rules(form)

    def prefixes(self, normal: str) -> list[tuple[str, int]]:
        """Stored forms that a normalised text begins with, and their numbers."""
        return list(self._forms.iter_prefixes_with_ids(normal))

    def opens(self, word: str) -> bool:
        """Whether a stored form may begin with a word of a text, see `KnowledgeBase.opens`."""
        return begins_form(self._forms, word)

    def all_rules(self) -> Iterator[tuple[str, tuple[Rule, ...]]]:
        """Every form with its rules, for comparing tables."""
        for form in self._forms:
            yield form, self.rules(form)

    def id_of(self, number: int) -> str:
        """Id of an entity."""
        offsets = self._sections["id_offsets"]
        return str(self._sections["ids"][offsets[number] : offsets[number + 1]], "utf-8")

    def find(self, entity_id: str) -> int | None:
        """Number of an entity by its id."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.id_of(middle) < entity_id:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self) and self.id_of(low) == entity_id else None

    def label(self, number: int) -> EntityLabel | None:
        """Label of an entity, None where no row gives it."""
        code = self._sections["entity_label"][number]
        return ENTITY_LABELS[code - 1] if code else None

    def prominence(self, number: int) -> float | None:
        """Prominence of an entity, 0.0-1.0, None where no row gives it."""
        code = self._sections["entity_prominence"][number]
        return None if code == NO_PROMINENCE else code / PROMINENCE_SCALE

    def cell(self, number: int, column: str) -> str | None:
        """Name, kind, country, description or display name (nb, nn, en, de) of an entity."""
        place = self._sections[f"entity_{column}"][number]
        offsets = self._sections["string_offsets"]
        return str(self._sections["strings"][offsets[place] : offsets[place + 1]], "utf-8") or None

    def names(self, number: int) -> dict[str, Any]:
        """Display names by language."""
        return {lang: self.cell(number, lang) for lang in LANG_BITS}
