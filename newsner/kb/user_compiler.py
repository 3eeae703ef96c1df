"""Compile a user's rows into a table that `newsner.kb.user_table` maps into memory.

In: a CSV or JSON Lines file (`newsner.kb.user_rows`). Out: a folder of four files, like the shipped table's. Entities are
numbered in the order of their ids, so that an id is found by bisection; rules of a form stay in the order of the rows.
"""

import gc
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate
from operator import itemgetter
from pathlib import Path
from typing import Final, NamedTuple

import marisa_trie

from newsner.errors import InputValueError
from newsner.kb.columns import Sections, StringPool
from newsner.kb.compiler import build_trie, flatten, write_table
from newsner.kb.keys import variant_key
from newsner.kb.store import KnowledgeBase
from newsner.kb.table_format import ENTITY_LABELS, FORMS, KEYS, LANG_BITS, PROMINENCE_SCALE
from newsner.kb.user_format import ADD, DENY, NO_ENTRY, NO_PROMINENCE, PIN, USER_FORMAT
from newsner.kb.user_rows import UserRow, read_rows

_ACTION_TO_CODE: Final = {"add": ADD, "pin": PIN, "deny": DENY}
_CELLS: Final = ("kind", "country", "description")
_LABEL_TO_CODE: Final[dict[str, int]] = {label: number for number, label in enumerate(ENTITY_LABELS, start=1)}


class UserReport(NamedTuple):
    """What was compiled: version, rows, entities that rows name, distinct forms, bytes."""

    version: str
    rows: int
    entities: int
    forms: int
    size: int


class _Rule(NamedTuple):
    entry: int
    action: int
    langs: int
    labels: int


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
        rows = list(read_rows(source))
        ids = sorted({name for row in rows for name in (row.id, row.to) if name})
        id_to_number = {name: number for number, name in enumerate(ids)}
        _check_known(source, rows, kb)
        sections = _build_entities(rows, ids, id_to_number)
        form_to_rules = _collect_rules(rows, id_to_number)
        trie, lists = build_trie(form_to_rules)
        sections[f"{FORMS}_offsets"], rules = flatten(lists)
        for number, (field, code) in enumerate(zip(_Rule._fields, "IBBB", strict=True)):
            sections[f"rule_{field}"] = array(code, map(itemgetter(number), rules))
        key_trie, form_lists = build_trie(_collect_keys(form_to_rules, trie))
        sections[f"{KEYS}_offsets"], keyed = flatten(form_lists)
        sections[f"{KEYS}_forms"] = array("I", keyed)
        merges = [(id_to_number[row.id], id_to_number[row.to]) for row in rows if row.action == "merge"]
        sections["merged"] = array("I", [number for pair in merges for number in pair])
        version, sizes = write_table(path, {FORMS: trie, KEYS: key_trie}, sections, USER_FORMAT)
        return UserReport(version, len(rows), len(ids), len(form_to_rules), sum(sizes.values()))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Millions of tuples that all live to the end: looking for cycles among them takes a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _collect_rules(rows: Iterable[UserRow], id_to_number: dict[str, int]) -> dict[str, list[_Rule]]:
    """What the rows say of each form, in their order."""
    form_to_rules: defaultdict[str, list[_Rule]] = defaultdict(list)
    for row in rows:
        if row.action == "merge":
            continue
        rules = form_to_rules[row.form]
        entry = id_to_number[row.id] if row.id else NO_ENTRY
        if row.action == "split":
            rules.append(_Rule(entry, DENY, row.langs, row.labels))
            rules.append(_Rule(id_to_number[row.to], ADD, row.langs, row.labels))
        else:
            rules.append(_Rule(entry, _ACTION_TO_CODE[row.action], row.langs, row.labels))
    return form_to_rules


def _check_known(source: Path, rows: Sequence[UserRow], kb: KnowledgeBase) -> None:
    """Every id is one of the table below, or some row says its label."""
    described = {row.to or row.id for row in rows if row.label}
    seen = set(described)
    for row in rows:
        for name in (row.id, row.to):
            if name and name not in seen:
                seen.add(name)
                if kb.index_of(name) is None:
                    raise InputValueError(
                        f"{source}, line {row.line}, column id: {name!r} is not in the table and no row gives it a label. "
                        f"Fill the column label ({' '.join(ENTITY_LABELS)}), or use an id that `newsner lookup` shows."
                    )


class _EntityColumns:
    """The columns of the entities: of each cell the last row that fills it, of names the first of each language."""

    def __init__(self, size: int) -> None:
        self._pool = StringPool()
        self._columns = {name: array("I", bytes(4 * size)) for name in (*_CELLS, "name", *LANG_BITS)}
        self._labels = array("B", bytes(size))
        self._prominences = array("H", [NO_PROMINENCE]) * size
        # The languages that have a name already, as bits.
        self._named = array("B", bytes(size))

    def describe(self, number: int, row: UserRow) -> None:
        """Write what a row says of an entity beside the form."""
        if row.label:
            self._labels[number] = _LABEL_TO_CODE[row.label]
        if row.prominence is not None:
            self._prominences[number] = round(row.prominence * PROMINENCE_SCALE)
        for column, cell in zip(_CELLS, (row.kind, row.country, row.description), strict=True):
            if cell:
                self._columns[column][number] = self._pool.add(cell)

    def name(self, number: int, row: UserRow) -> None:
        """Write the names that a row gives an entity."""
        columns, add = self._columns, self._pool.add
        if row.name:
            columns["name"][number] = add(row.name)
        if not row.form:
            return
        if not columns["name"][number]:
            columns["name"][number] = add(row.form)
        missing = row.langs & ~self._named[number]
        if missing:
            self._named[number] |= missing
            for lang, bit in LANG_BITS.items():
                if missing & bit:
                    columns[lang][number] = add(row.form)

    def sections(self) -> Sections:
        """All of it for `write_table`."""
        sections: Sections = {f"entity_{name}": column for name, column in self._columns.items()}
        sections |= {"entity_label": self._labels, "entity_prominence": self._prominences}
        sections["string_offsets"], sections["strings"] = self._pool.sections()
        return sections


def _build_entities(rows: Iterable[UserRow], ids: Sequence[str], id_to_number: dict[str, int]) -> Sections:
    columns = _EntityColumns(len(ids))
    for row in rows:
        if row.action != "deny":
            number = id_to_number[row.to or row.id]
            columns.describe(number, row)
            columns.name(number, row)
    encoded_ids = [name.encode() for name in ids]
    offsets = array("I", accumulate(map(len, encoded_ids), initial=0))
    return columns.sections() | {"id_offsets": offsets, "ids": b"".join(encoded_ids)}


def _collect_keys(form_to_rules: dict[str, list[_Rule]], trie: marisa_trie.Trie) -> dict[str, list[int]]:
    """Romanisation key to the numbers of the forms that have it; denied forms have none: a denial means one spelling."""
    key_to_forms: defaultdict[str, list[int]] = defaultdict(list)
    make_key = variant_key.__wrapped__  # every form comes once
    for form, number in trie.items():
        rules = form_to_rules[form]
        if rules[0].action != DENY or any(rule.action != DENY for rule in rules):
            key = make_key(form)
            if len(key) > 1:
                key_to_forms[key].append(number)
    return key_to_forms
