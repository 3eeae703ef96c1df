"""Read `seeds/`: curated rows, demonyms, denied forms and bulk rows become one entry per id.

In: the folder `seeds/`, whose columns and rules seeds/README.md gives. Out: `SeedEntry` rows sorted by id (QIDs first),
and `DeniedForm` rows. Curated rows win over bulk rows of the same id: bulk only adds names and fills empty cells.
Runs in the package build, so it needs nothing but the standard library.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple

from newsner.kb.corrections import Corrections
from newsner.kb.seed_entry import COUNTRY_CODE, DEFAULT_PROMINENCE, ENTRY_ID, SeedEntry
from newsner.kb.seed_rows import SeedRow, read_lines, read_rows, seed_error
from newsner.kb.table_format import ALL_LANGS, ENTITY_LABELS, LANG_BITS, encode_id

NAME_COLUMNS: Final = ("nb", "nn", "en", "de", "any")
DEMONYMS: Final = "demonyms.tsv"
DENY: Final = "deny.tsv"
OWN_IDS: Final = "own_ids.tsv"
COMMON_WORDS: Final = "common_words.txt"
MORE_NAMES: Final = "more_names.tsv"

_INFO_COLUMNS: Final = frozenset({"source", "as_of", "note"})
_CURATED_COLUMNS: Final = _INFO_COLUMNS.union(
    NAME_COLUMNS, ("label", "kind", "country", "prominence", "wikidata", "wikidata_source", "short")
)
_DEMONYM_COLUMNS: Final = _INFO_COLUMNS.union(LANG_BITS, ("entity",))
_MORE_COLUMNS: Final = frozenset({"id", "short"}.union(NAME_COLUMNS))
_DENY_COLUMNS: Final = frozenset({"form", "lang", "note"})
_BULK_FIELDS: Final = frozenset({"id", "label", "kind", "country", "prominence", "names", "description", "source"})

# The first of these columns that is not empty names the row, in own_ids.tsv and in demonyms.tsv; another order would
# give rows other ids.
_KEY_COLUMNS: Final = ("en", "nb", "de", "any", "nn")

_QID: Final = re.compile(r"Q[1-9][0-9]{0,8}")


class DeniedForm(NamedTuple):
    """A form that is never a mention, in the languages whose bits are set (nb 1, nn 2, en 4, de 8)."""

    form: str
    langs: int


def read_entries(folder: Path) -> list[SeedEntry]:
    """Read all entries of a seeds folder.

    Args:
        folder: The folder with `curated/`, `bulk/`, `own_ids.tsv`, `corrections.tsv` and `more_names.tsv`; each may be
            missing.

    Returns:
        One entry per id, sorted: QIDs by number, then own ids by number.

    Raises:
        SeedError: A row is wrong; the message gives file, line, column, value and the next step.
    """
    id_to_entry: dict[str, SeedEntry] = {}
    corrections = Corrections(folder)
    curated = _add_derived(_read_curated(folder), folder / "curated" / DEMONYMS)
    bulk = (entry for path in sorted((folder / "bulk").glob("*.jsonl")) for entry in _read_bulk(path))
    for entry in filter(None, map(corrections.apply, chain(curated, bulk))):
        if entry.names:
            _merge_into(id_to_entry, entry)
    _add_more_names(id_to_entry, corrections, folder / MORE_NAMES)
    return sorted(id_to_entry.values(), key=lambda entry: encode_id(entry.id))


def read_denied(folder: Path) -> list[DeniedForm]:
    """Read `curated/deny.tsv` of a seeds folder, sorted by form; empty where there is no such file.

    Raises:
        SeedError: A row has no form or an unknown language.
    """
    form_to_langs: dict[str, int] = defaultdict(int)
    for row in read_rows(folder / "curated" / DENY, _DENY_COLUMNS):
        if not row.cell("form"):
            raise row.error("form", "Write the form, or delete the line.")
        unknown = [lang for lang in row.values("lang") if lang not in LANG_BITS]
        if unknown:
            raise row.error("lang", f"Use {', '.join(LANG_BITS)}, joined by |, or leave it empty for all four.")
        form_to_langs[row.cell("form")] |= sum(LANG_BITS[lang] for lang in row.values("lang")) or ALL_LANGS
    return [DeniedForm(form, langs) for form, langs in sorted(form_to_langs.items())]


def read_common_words(folder: Path) -> frozenset[str]:
    """Read `common_words.txt` of a seeds folder: names that are everyday words too; empty if it is missing."""
    return frozenset(word.strip() for _, word in read_lines(folder / COMMON_WORDS))


def _read_curated(folder: Path) -> list[SeedEntry]:
    key_to_id = _read_own_ids(folder / OWN_IDS)
    paths = sorted((folder / "curated").glob("*.tsv"))
    return [
        _parse_curated(row, key_to_id)
        for path in paths
        if path.name not in (DEMONYMS, DENY)
        for row in read_rows(path, _CURATED_COLUMNS)
    ]


def _parse_curated(row: SeedRow, key_to_id: Mapping[str, str]) -> SeedEntry:
    label, country = row.cell("label"), row.cell("country")
    if label not in ENTITY_LABELS:
        raise row.error("label", f"Use one of {' '.join(ENTITY_LABELS)}.")
    if country and not COUNTRY_CODE.fullmatch(country):
        raise row.error("country", "Use the two capital letters of ISO 3166-1 alpha-2, or leave it empty.")
    names = {column: row.values(column) for column in NAME_COLUMNS if row.values(column)}
    if not names:
        raise row.error("en", "Give the entry a name in one of the columns en, nb, nn, de, any.")
    # An empty `nn` cell says that Nynorsk writes it as Bokmål does.
    if "nb" in names:
        names.setdefault("nn", names["nb"])
    entity_id, former_ids = _find_id(row, label, key_to_id)
    return SeedEntry(
        id=entity_id,
        label=label,
        names=names,
        kind=row.cell("kind"),
        country=country,
        prominence=_parse_prominence(row),
        short=row.values("short"),
        description=row.cell("note"),
        source=row.cell("source"),
        curated=True,
        former_ids=former_ids,
    )


def _find_id(row: SeedRow, label: str, key_to_id: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    name = next(names[0] for column in _KEY_COLUMNS if (names := row.values(column)))
    key = f"curated/{label}/{name}"
    own_id, qid = key_to_id.get(key), row.cell("wikidata")
    if qid and not _QID.fullmatch(qid):
        raise row.error("wikidata", "Use a QID such as Q7747, or leave the cell empty.")
    if qid:
        return qid, (own_id,) if own_id else ()
    if not own_id:
        raise row.error("wikidata", f"The row has no id: append NEXT_FREE_ID<tab>{key} to {OWN_IDS}.")
    return own_id, ()


def _parse_prominence(row: SeedRow) -> float:
    text = row.cell("prominence")
    try:
        prominence = float(text or DEFAULT_PROMINENCE)
    except ValueError:
        prominence = -1.0
    if not 0.0 <= prominence <= 1.0:
        raise row.error("prominence", "Use a number from 0.0 to 1.0 with a decimal point.")
    return prominence


def _add_derived(curated: list[SeedEntry], path: Path) -> list[SeedEntry]:
    name_to_positions: dict[str, list[int]] = defaultdict(list)
    for position, entry in enumerate(curated):
        name = next(entry.names[column][0] for column in _KEY_COLUMNS if column in entry.names)
        name_to_positions[name].append(position)
    for row in read_rows(path, _DEMONYM_COLUMNS):
        name, _, country = row.cell("entity").partition("|")
        positions = name_to_positions.get(name.strip(), [])
        position = _choose_base(row, curated, [p for p in positions if country in ("", curated[p].country)])
        derived = {lang: row.values(lang) or (row.values("nb") if lang == "nn" else ()) for lang in LANG_BITS}
        entry = curated[position]
        curated[position] = entry._replace(derived=_join_names(entry.derived, derived))
    return curated


def _add_more_names(id_to_entry: dict[str, SeedEntry], corrections: Corrections, path: Path) -> None:
    for row in read_rows(path, _MORE_COLUMNS):
        entry_id = corrections.find_id(row.cell("id"))
        entry = id_to_entry.get(entry_id)
        if entry is None:
            raise row.error("id", "No entry has this id: correct it, or delete the line.")
        names = {column: row.values(column) for column in NAME_COLUMNS if row.values(column)}
        short = tuple(dict.fromkeys(entry.short + row.values("short")))
        id_to_entry[entry_id] = entry._replace(names=_join_names(entry.names, names), short=short)


def _choose_base(row: SeedRow, curated: list[SeedEntry], positions: list[int]) -> int:
    """The one entry a demonym row means: of several of the name the place (Alabama the band), else the country (Luxembourg)."""
    ids = {curated[position].id for position in positions}
    for is_meant in (_is_place, _is_country):
        if len(ids) > 1:
            positions = [position for position in positions if is_meant(curated[position])]
            ids = {curated[position].id for position in positions}
    if len(ids) != 1:
        raise row.error(
            "entity",
            f"{len(ids) or 'No'} curated rows fit. Use the `en` display name of one row, or `en name|COUNTRY CODE`.",
        )
    return positions[0]


def _is_place(entry: SeedEntry) -> bool:
    return entry.label == "GPE"


def _is_country(entry: SeedEntry) -> bool:
    return entry.kind == "country"


def _read_bulk(path: Path) -> Iterator[SeedEntry]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                fields = json.loads(line)
            except ValueError:
                raise seed_error(
                    path, number, "the line", line[:60], "Rebuild with `python seeds/build_bulk.py`."
                ) from None
            entry = _parse_bulk(fields, path, number)
            if entry.names:
                yield entry


def _parse_bulk(fields: dict[str, Any], path: Path, line: int) -> SeedEntry:
    next_step = "Rebuild with `python seeds/build_bulk.py`."
    for field in fields.keys() - _BULK_FIELDS:
        raise seed_error(path, line, field, str(fields[field]), next_step)
    if not ENTRY_ID.fullmatch(str(fields.get("id", ""))):
        raise seed_error(path, line, "id", str(fields.get("id", "")), next_step)
    if fields.get("label") not in ENTITY_LABELS:
        raise seed_error(path, line, "label", str(fields.get("label", "")), next_step)
    if not 0.0 <= fields.get("prominence", 0.0) <= 1.0:
        raise seed_error(path, line, "prominence", str(fields["prominence"]), next_step)
    names = fields.get("names", {})
    if not names.keys() <= set(NAME_COLUMNS):
        raise seed_error(path, line, "names", str(names), next_step)
    return SeedEntry(
        id=fields["id"],
        label=fields["label"],
        names={
            column: kept for column in NAME_COLUMNS if (kept := tuple(filter(_is_bulk_name, names.get(column, ()))))
        },
        kind=fields.get("kind", ""),
        country=fields.get("country", ""),
        prominence=fields.get("prominence", 0.0),
        description=fields.get("description", ""),
        source=fields.get("source", ""),
    )


def _is_bulk_name(name: str) -> bool:
    """A single lower-case word is a common noun, or a name that no text tells from one."""
    return " " in name or name != name.lower()


def _merge_into(id_to_entry: dict[str, SeedEntry], entry: SeedEntry) -> None:
    first = id_to_entry.get(entry.id)
    if first is None:
        id_to_entry[entry.id] = entry
        return
    id_to_entry[entry.id] = first._replace(
        names=_join_names(first.names, entry.names),
        kind=first.kind or entry.kind,
        country=first.country or entry.country,
        short=tuple(dict.fromkeys(first.short + entry.short)),
        description=first.description or entry.description,
        derived=_join_names(first.derived, entry.derived),
        source="+".join(dict.fromkeys(filter(None, (first.source, entry.source)))),
        former_ids=tuple(dict.fromkeys(first.former_ids + entry.former_ids)),
    )


def _join_names(
    first: Mapping[str, tuple[str, ...]], second: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    joined = {column: tuple(dict.fromkeys(first.get(column, ()) + second.get(column, ()))) for column in NAME_COLUMNS}
    return {column: names for column, names in joined.items() if names}


def _read_own_ids(path: Path) -> dict[str, str]:
    # The keys of bulk rows are their sources' own and may hold tabs.
    pairs = (line.partition("\t") for _, line in read_lines(path))
    return {key: own_id for own_id, _, key in pairs if key.startswith("curated/")}
