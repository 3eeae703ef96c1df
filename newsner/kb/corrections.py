"""Apply what readers found wrong in the table (label, names, no entity, one thing twice) or know: country, kind.

In: `seeds/corrections.tsv` and `seeds/more_facts.tsv`, hand-kept (columns in seeds/README.md), and entries as their rows have them.
Out: entries as they should be. Sources can then be built anew without losing what was read.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from newsner.kb.seed_entry import COUNTRY_CODE, ENTRY_ID, SeedEntry
from newsner.kb.seed_rows import SeedRow, read_rows
from newsner.kb.table_format import ENTITY_LABELS

CORRECTIONS: Final = "corrections.tsv"
MORE_FACTS: Final = "more_facts.tsv"
# In the label column: no entity (a species, an opening of chess, a list).
DROP: Final = "DROP"

_COLUMNS: Final = frozenset({"id", "label", "kind", "same_as", "wrong_names", "note"})
_FACT_COLUMNS: Final = frozenset({"id", "country", "kind"})


class Correction(NamedTuple):
    """What is to change in an entry; empty where nothing is."""

    label: str
    kind: str
    same_as: str
    wrong_names: frozenset[str]


class Facts(NamedTuple):
    """What a reader knows of an entry, for where its rows say nothing."""

    country: str
    kind: str


class Corrections:
    """The corrections and facts of a seeds folder, by the id of the entry they are about."""

    def __init__(self, folder: Path) -> None:
        """Read them.

        Raises:
            SeedError: An id, a label, a country or the line as a whole is wrong; the message gives line, value and next step.
        """
        self._facts = {row.cell("id"): _parse_facts(row) for row in read_rows(folder / MORE_FACTS, _FACT_COLUMNS)}
        rows = {row.cell("id"): row for row in read_rows(folder / CORRECTIONS, _COLUMNS)}
        self._by_id: Mapping[str, Correction] = {entry_id: _parse(row) for entry_id, row in rows.items()}
        for entry_id, correction in self._by_id.items():
            if correction.same_as in self._by_id and self._by_id[correction.same_as].same_as:
                raise rows[entry_id].error("same_as", "That entry is itself the same as another: name the last one.")

    def find_id(self, entry_id: str) -> str:
        """The id under which an entry goes on: that of the entry it is the same as, else its own."""
        correction = self._by_id.get(entry_id)
        return (correction and correction.same_as) or entry_id

    def apply(self, entry: SeedEntry) -> SeedEntry | None:
        """The entry as it should be, None where it is none. An id that gives way to another is kept as a former one."""
        facts = self._facts.get(entry.id)
        if facts is not None:
            entry = entry._replace(country=entry.country or facts.country, kind=entry.kind or facts.kind)
        correction = self._by_id.get(entry.id)
        if correction is None:
            return entry
        if correction.label == DROP:
            return None
        entry = entry._replace(label=correction.label or entry.label, kind=correction.kind or entry.kind)
        if correction.wrong_names:
            left = {
                language: kept
                for language, names in entry.names.items()
                if (kept := tuple(name for name in names if name not in correction.wrong_names))
            }
            entry = entry._replace(names=left)
        if correction.same_as:
            entry = entry._replace(id=correction.same_as, former_ids=(*entry.former_ids, entry.id))
        return entry


def _parse_facts(row: SeedRow) -> Facts:
    if not ENTRY_ID.fullmatch(row.cell("id")):
        raise row.error("id", "Use an id such as Q64 or newsner:E0000123.")
    if row.cell("country") and not COUNTRY_CODE.fullmatch(row.cell("country")):
        raise row.error("country", "Use the two capital letters of ISO 3166-1 alpha-2.")
    return Facts(row.cell("country"), row.cell("kind"))


def _parse(row: SeedRow) -> Correction:
    entry_id, label, same_as = row.cell("id"), row.cell("label"), row.cell("same_as")
    for column, value in (("id", entry_id), ("same_as", same_as)):
        if not ENTRY_ID.fullmatch(value) and (value or column == "id"):
            raise row.error(column, "Use an id such as Q64 or newsner:E0000123.")
    if label and label != DROP and label not in ENTITY_LABELS:
        raise row.error("label", f"Use one of {' '.join(ENTITY_LABELS)}, or {DROP}.")
    correction = Correction(label, row.cell("kind"), same_as, frozenset(row.values("wrong_names")))
    if not any(correction):
        raise row.error("id", "The line changes nothing: fill label, kind, same_as or wrong_names, or delete it.")
    return correction
