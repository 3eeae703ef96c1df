"""Compile a user's rows into a table that `newsner.kb.user_table` maps into memory.

In: a CSV or JSON Lines file (`newsner.kb.user_rows`). Out: a folder of four files, like the shipped table's. Entities are
numbered in the order of their ids, so that an id is found by bisection; rules of a form stay in the order of the rows.
"""

from array import array
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import accumulate
from multiprocessing import get_context
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, NamedTuple

from newsner.errors import InputValueError
from newsner.kb.columns import Sections, StringPool
from newsner.kb.compiler import build_trie, flatten, write_table
from newsner.kb.keys import variant_key
from newsner.kb.store import KnowledgeBase
from newsner.kb.table_format import ENTITY_LABELS, FORMS, KEYS, LANG_BITS, PROMINENCE_SCALE
from newsner.kb.user_format import ADD, DENY, NO_ENTRY, NO_PROMINENCE, PIN, USER_FORMAT
from newsner.kb.user_rows import UserRow, read_rows

# Below this many forms starting processes takes longer than the keys.
_MANY_FORMS: Final = 100_000
_CHUNK: Final = 25_000
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


def compile_file(source: Path, path: Path, kb: KnowledgeBase, *, n_process: int = 1) -> UserReport:
    """Check a user's file and write its table; an older table at the path is replaced in one step.

    Args:
        source: `.csv`, `.tsv` or `.jsonl`.
        path: The folder to write.
        kb: The table under it: a row may name its ids without saying what they are.
        n_process: Processes that make the romanisation keys of large tables.

    Raises:
        InputValueError: A row is wrong; the message gives file, line, column and the next step.
    """
    rows = list(read_rows(source))
    ids = sorted({name for row in rows for name in (row.id, row.to) if name})
    id_to_number = {name: number for number, name in enumerate(ids)}
    _check_known(source, rows, kb)
    sections = _build_entities(rows, ids, id_to_number)
    form_to_rules: dict[str, list[_Rule]] = {}
    for row in rows:
        if row.action != "merge":
            form_to_rules.setdefault(row.form, []).extend(_build_rules(row, id_to_number))
    trie, lists = build_trie(form_to_rules)
    offsets, rules = flatten(lists)
    sections[f"{FORMS}_offsets"] = offsets
    for number, (field, code) in enumerate(zip(_Rule._fields, "IBBB", strict=True)):
        sections[f"rule_{field}"] = array(code, map(itemgetter(number), rules))
    key_to_forms = _collect_keys(form_to_rules, n_process)
    key_trie, form_lists = build_trie(key_to_forms)
    sections[f"{KEYS}_offsets"], keyed = flatten(form_lists)
    sections[f"{KEYS}_forms"] = array("I", map(trie.__getitem__, keyed))
    merges = [(id_to_number[row.id], id_to_number[row.to]) for row in rows if row.action == "merge"]
    sections["merged"] = array("I", [number for pair in merges for number in pair])
    version, sizes = write_table(path, {FORMS: trie, KEYS: key_trie}, sections, USER_FORMAT)
    return UserReport(version, len(rows), len(ids), len(form_to_rules), sum(sizes.values()))


def _build_rules(row: UserRow, id_to_number: dict[str, int]) -> Iterable[_Rule]:
    entry = id_to_number[row.id] if row.id else NO_ENTRY
    if row.action == "split":
        yield _Rule(entry, DENY, row.langs, row.labels)
        yield _Rule(id_to_number[row.to], ADD, row.langs, row.labels)
    else:
        yield _Rule(entry, {"add": ADD, "pin": PIN, "deny": DENY}[row.action], row.langs, row.labels)


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


def _build_entities(rows: Sequence[UserRow], ids: Sequence[str], id_to_number: dict[str, int]) -> Sections:
    """The columns of the entities: of each cell the last row that fills it, of names the first of each language."""
    pool, size = StringPool(), len(ids)
    columns = {name: array("I", bytes(4 * size)) for name in (*_CELLS, "name", *LANG_BITS)}
    labels, prominences = array("B", bytes(size)), array("H", [NO_PROMINENCE]) * size
    for row in rows:
        if row.action == "deny":
            continue
        number = id_to_number[row.to or row.id]
        if row.label:
            labels[number] = _LABEL_TO_CODE[row.label]
        if row.prominence is not None:
            prominences[number] = round(row.prominence * PROMINENCE_SCALE)
        for column in _CELLS:
            if cell := getattr(row, column):
                columns[column][number] = pool.add(cell)
        _add_names(row, number, columns, pool)
    sections: Sections = {f"entity_{name}": column for name, column in columns.items()}
    sections |= {"entity_label": labels, "entity_prominence": prominences}
    sections["string_offsets"], sections["strings"] = pool.sections()
    encoded_ids = [name.encode() for name in ids]
    sections["id_offsets"] = array("I", accumulate(map(len, encoded_ids), initial=0))
    sections["ids"] = b"".join(encoded_ids)
    return sections


def _add_names(row: UserRow, number: int, columns: dict[str, "array[int]"], pool: StringPool) -> None:
    if row.name:
        columns["name"][number] = pool.add(row.name)
    if not row.form:
        return
    form = pool.add(row.form)
    if not columns["name"][number]:
        columns["name"][number] = form
    for lang, bit in LANG_BITS.items():
        if row.langs & bit and not columns[lang][number]:
            columns[lang][number] = form


def _collect_keys(form_to_rules: dict[str, list[_Rule]], n_process: int) -> dict[str, list[Any]]:
    """Romanisation key to the forms that have it; denied forms have none, since a denial means one spelling."""
    # By last word: the keys of words are remembered for a while, and families have more members than given names.
    forms = sorted(
        (form for form, rules in form_to_rules.items() if any(rule.action != DENY for rule in rules)),
        key=lambda form: form[form.rfind(" ") + 1 :],
    )
    key_to_forms: dict[str, list[Any]] = {}
    for form, key in zip(forms, _make_keys(forms, n_process), strict=True):
        if len(key) > 1:
            key_to_forms.setdefault(key, []).append(form)
    return key_to_forms


def _make_keys(forms: Sequence[str], n_process: int) -> Iterable[str]:
    if n_process == 1 or len(forms) < _MANY_FORMS:
        yield from map(variant_key, forms)
        return
    chunks = [forms[start : start + _CHUNK] for start in range(0, len(forms), _CHUNK)]
    with ProcessPoolExecutor(n_process, get_context("spawn")) as pool:
        for keys in pool.map(_make_chunk, chunks):
            yield from keys


def _make_chunk(forms: Sequence[str]) -> list[str]:
    return [variant_key(form) for form in forms]
