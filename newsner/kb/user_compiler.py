"""Compile a user's rows into a table that `newsner.kb.user_table` maps into memory.

In: a CSV or JSON Lines file (`newsner.kb.user_rows`). Out: a folder of four files, like the shipped table's. Entities are
numbered in the order of their ids, so that an id is found by bisection; rules of a form stay in the order of the rows.

Rows are read once and not kept: a million of them are as many tuples of thirteen cells. Entities are numbered as they come, and
all numbers are turned into those of the sorted ids at the end. A rule is one integer until then.
"""

import gc
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any, Final, NamedTuple

import marisa_trie
import numpy as np
from numpy.typing import NDArray

from newsner.errors import InputValueError
from newsner.kb.columns import Sections, StringPool
from newsner.kb.compiler import build_trie, write_table
from newsner.kb.keys import fold_key, latin_word_key
from newsner.kb.store import KnowledgeBase
from newsner.kb.table_format import ENTITY_LABELS, FORMS, KEYS, LANG_BITS, PROMINENCE_SCALE
from newsner.kb.user_format import ADD, DENY, NO_ENTRY, NO_PROMINENCE, PIN, USER_FORMAT
from newsner.kb.user_rows import UserRow, read_rows

_ACTION_TO_CODE: Final = {"add": ADD, "pin": PIN, "deny": DENY}
_LABEL_TO_CODE: Final[dict[str, int]] = {label: number for number, label in enumerate(ENTITY_LABELS, start=1)}


class UserReport(NamedTuple):
    """What was compiled: version, rows, entities that rows name, distinct forms, bytes."""

    version: str
    rows: int
    entities: int
    forms: int
    size: int


def compile_file(source: Path, path: Path, kb: KnowledgeBase) -> UserReport:
    """Check a user's file and write its table; an older table at the path is replaced in one step.

    Args:
        source: `.csv`, `.tsv` or `.jsonl`.
        path: The folder to write.
        kb: The table under it: a row may name its ids without saying what they are.

    Raises:
        InputValueError: A row is wrong; the message gives file, line, column and the next step.
    """
    with _without_collector():
        entities, rules = _Entities(), _Rules()
        merges = array("I")
        n_rows = 0
        for row in read_rows(source):
            n_rows += 1
            entry = entities.number(row.id, row.line) if row.id else NO_ENTRY
            if row.to:
                target = entities.number(row.to, row.line)
                entities.describe(target, row)
                if row.action == "merge":
                    merges.extend((entry, target))
                else:
                    rules.add(row, entry, DENY)
                    rules.add(row, target, ADD)
            else:
                rules.add(row, entry, _ACTION_TO_CODE[row.action])
                if row.action != "deny":
                    entities.describe(entry, row)
                elif row.label and row.id:
                    entities.vouch(entry)
        entities.check_known(source, kb)
        sections, ranks = entities.sections()
        trie, key_trie, rule_sections = rules.build(ranks)
        sections |= rule_sections
        sections["merged"] = array("I", [int(ranks[number]) for number in merges])
        version, sizes = write_table(path, {FORMS: trie, KEYS: key_trie}, sections, USER_FORMAT)
        return UserReport(version, n_rows, len(ranks), len(trie), sum(sizes.values()))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Millions of objects that all live to the end: looking for cycles among them takes a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Entities:
    """The ids of the rows and the columns of their entities.

    Of each cell the last row that fills it counts, of names the first of each language.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._first_lines = array("I")
        self._pool = StringPool()
        self._columns = {name: array("I") for name in ("kind", "country", "description", "name", *LANG_BITS)}
        self._labels = array("B")
        self._prominences = array("H")
        # The languages that have a name already, as bits.
        self._named = array("B")
        # Those that only a denial says the label of: it describes nothing.
        self._vouched = set[int]()
        self._room = 0

    def number(self, entity_id: str, line: int) -> int:
        """Number of an id, in the order in which they come."""
        number = self._numbers.setdefault(entity_id, len(self._numbers))
        if number == len(self._first_lines):
            self._first_lines.append(line)
            if number == self._room:
                self._grow()
        return number

    def _grow(self) -> None:
        size = max(self._room, 1024)
        for column in self._columns.values():
            column.frombytes(bytes(size * column.itemsize))
        self._labels.frombytes(bytes(size))
        self._named.frombytes(bytes(size))
        self._prominences.extend([NO_PROMINENCE] * size)
        self._room += size

    def describe(self, number: int, row: UserRow) -> None:
        """Write what a row says of an entity."""
        columns, add = self._columns, self._pool.add
        if row.label:
            self._labels[number] = _LABEL_TO_CODE[row.label]
        if row.prominence is not None:
            self._prominences[number] = round(row.prominence * PROMINENCE_SCALE)
        if row.kind:
            columns["kind"][number] = add(row.kind)
        if row.country:
            columns["country"][number] = add(row.country)
        if row.description:
            columns["description"][number] = add(row.description)
        if row.name:
            columns["name"][number] = add(row.name)
        if row.form and (row.langs & ~self._named[number] or not columns["name"][number]):
            self._name(number, row)

    def _name(self, number: int, row: UserRow) -> None:
        """The form is the name of an entity without one, and in languages without one."""
        columns, name = self._columns, self._pool.add(row.form)
        if not columns["name"][number]:
            columns["name"][number] = name
        missing = row.langs & ~self._named[number]
        self._named[number] |= missing
        for lang, bit in LANG_BITS.items():
            if missing & bit:
                columns[lang][number] = name

    def vouch(self, number: int) -> None:
        """Take an entity for known whatever the table below says."""
        self._vouched.add(number)

    def check_known(self, source: Path, kb: KnowledgeBase) -> None:
        """Every id is one of the table below, or some row says its label."""
        for name, number in self._numbers.items():
            if not self._labels[number] and number not in self._vouched and kb.index_of(name) is None:
                raise InputValueError(
                    f"{source}, line {self._first_lines[number]}, column id: {name!r} is not in the table and no row gives it "
                    f"a label. Fill the column label ({' '.join(ENTITY_LABELS)}), or use an id that `newsner lookup` shows."
                )

    def sections(self) -> tuple[Sections, NDArray[np.uint32]]:
        """All of it for `write_table` in the order of the ids, and the place of each number in that order."""
        ids = sorted(self._numbers)
        order = np.fromiter(map(self._numbers.__getitem__, ids), dtype="u4", count=len(ids))
        ranks = np.zeros(len(ids), dtype="u4")
        ranks[order] = np.arange(len(ids), dtype="u4")
        columns = self._columns | {"label": self._labels, "prominence": self._prominences}
        sections: Sections = {
            f"entity_{name}": _to_array(np.frombuffer(column, dtype=column.typecode)[order], column.typecode)
            for name, column in columns.items()
        }
        sections["string_offsets"], sections["strings"] = self._pool.sections()
        encoded = [name.encode() for name in ids]
        sections["id_offsets"] = array("I", accumulate(map(len, encoded), initial=0))
        sections["ids"] = b"".join(encoded)
        return sections, ranks


# What a key has: mostly one thing, which needs no list.
_Items = int | list[int]
# A rule as one integer: entry, action, bits of languages and labels, each from this bit on.
_ACTION_BIT, _LANGS_BIT, _LABELS_BIT = 32, 40, 48
_RULE_FIELDS: Final = (
    ("entry", 0, "I"),
    ("action", _ACTION_BIT, "B"),
    ("langs", _LANGS_BIT, "B"),
    ("labels", _LABELS_BIT, "B"),
)


class _Rules:
    """What the rows say of each form: one rule, or a list of them in their order."""

    def __init__(self) -> None:
        self._form_to_rules: dict[str, _Items] = {}

    def add(self, row: UserRow, entry: int, action: int) -> None:
        """One more rule of the row's form."""
        rule = entry | action << _ACTION_BIT | row.langs << _LANGS_BIT | row.labels << _LABELS_BIT
        _append(self._form_to_rules, row.form, rule)

    def build(self, ranks: NDArray[np.uint32]) -> tuple[marisa_trie.Trie, marisa_trie.Trie, Sections]:
        """Trie of the forms, trie of their keys, and the sections of both; entries become their places in `ranks`."""
        trie, items = build_trie(self._form_to_rules)
        offsets, rules = _flatten(items)
        sections: Sections = {f"{FORMS}_offsets": offsets}
        packed = np.array(rules, dtype="u8")
        for name, bit, code in _RULE_FIELDS:
            values = (packed >> np.uint64(bit)).astype(code)
            if name == "entry":
                known = values != NO_ENTRY
                values[known] = ranks[values[known]]
            sections[f"rule_{name}"] = _to_array(values, code)
        key_trie, items = build_trie(_collect_keys(trie, items))
        sections[f"{KEYS}_offsets"], forms = _flatten(items)
        sections[f"{KEYS}_forms"] = array("I", forms)
        return trie, key_trie, sections


def _collect_keys(trie: marisa_trie.Trie, rules_of: Sequence[_Items]) -> dict[str, _Items]:
    """Romanisation key to the numbers of the forms that have it; denied forms have none: a denial means one spelling."""
    key_to_forms: dict[str, _Items] = {}
    word_to_key = cache(latin_word_key)  # a table has more words than are worth keeping for texts
    for form, number in trie.items():
        rules = rules_of[number]
        if _is_denial(rules) if isinstance(rules, int) else all(map(_is_denial, rules)):
            continue
        key = fold_key(form, word_to_key)
        if len(key) > 1:
            _append(key_to_forms, key, number)
    return key_to_forms


def _is_denial(rule: int) -> bool:
    return (rule >> _ACTION_BIT) & 0xFF == DENY


def _append(key_to_items: dict[str, _Items], key: str, item: int) -> None:
    """One more item of a key."""
    known = key_to_items.get(key)
    if known is None:
        key_to_items[key] = item
    elif isinstance(known, int):
        key_to_items[key] = [known, item]
    else:
        known.append(item)


def _flatten(items: Sequence[_Items]) -> tuple["array[int]", list[int]]:
    """Where the items of each number begin in all of them behind one another, and that."""
    flat, ends = list[int](), [0]
    for item in items:
        if isinstance(item, int):
            flat.append(item)
        else:
            flat.extend(item)
        ends.append(len(flat))
    return array("I", ends), flat


def _to_array(values: NDArray[Any], code: str) -> "array[int]":
    return array(code, values.astype(code).tobytes())
