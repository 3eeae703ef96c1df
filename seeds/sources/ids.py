"""Own ids (`own_ids.tsv`, append-only) and what curated rows ask for.

An id is never changed or reused: known keys keep theirs, new keys get the next numbers in sorted order. A curated row that is
written for an entity of the bulk part takes over the id that it had there.
"""

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sources.files import read_table
from sources.records import Row

# Of several bulk namesakes, the one this many times as prominent as the next is the curated one.
LEAD = 1.5


class Curated(NamedTuple):
    """The cells of a curated row that the bulk build needs."""

    label: str
    name: str
    country: str
    qid: str

    @property
    def key(self) -> str:
        """Key of the row in own_ids.tsv."""
        return f"curated/{self.label}/{self.name}"


class OwnIds:
    """The append-only id file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        pairs = (line.split("\t", 1) for line in lines if line and not line.startswith("#"))
        self.key_to_id = {key: own_id for own_id, key in pairs}
        self._old = dict(self.key_to_id)

    def allot(self, keys: list[str]) -> None:
        """Give every key an id; new ones in sorted order after the last."""
        last = max((int(own_id.partition(":E")[2]) for own_id in self.key_to_id.values()), default=0)
        for number, key in enumerate(sorted(set(keys) - set(self.key_to_id)), start=last + 1):
            self.key_to_id[key] = f"newsner:E{number:07d}"

    def share(self, key: str, other: str) -> None:
        """Let a new key have the id that another key of the same entity has, if it has one: ids live on."""
        if key not in self.key_to_id and other in self.key_to_id:
            self.key_to_id[key] = self.key_to_id[other]

    def save(self) -> int:
        """Append the new lines and return how many there are."""
        new = [f"{own_id}\t{key}" for key, own_id in self.key_to_id.items() if key not in self._old]
        with self._path.open("a", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in new)
        return len(new)


def read_curated(folder: Path) -> list[Curated]:
    """Read label, first English name, country and QID of every curated row (demonyms aside)."""
    rows = []
    for path in sorted(folder.glob("*.tsv")):
        for cells in read_table(path):
            name = next(
                (cells[column].partition("|")[0] for column in ("en", "nb", "de", "any") if cells.get(column)), ""
            )
            if name and "label" in cells:
                rows.append(Curated(cells["label"], name, cells.get("country", ""), cells.get("wikidata", "")))
    return rows


def attach_curated(
    rows: list[Row], curated: list[Curated], country_of: Callable[[Row], str]
) -> list[tuple[Row, Curated]]:
    """The bulk rows that are the one curated row of their label and English name, and of no other country."""
    name_to_curated: dict[tuple[str, str], list[Curated]] = defaultdict(list)
    for item in curated:
        name_to_curated[item.label, item.name].append(item)
    wanted: dict[int, list[Row]] = defaultdict(list)
    qids = {item.qid for item in curated if item.qid}
    for row in rows:
        found = name_to_curated.get((row.label, row.display_name()), [])
        if len(found) == 1 and row.qid not in qids and _agrees(row, found[0]):
            wanted[id(found[0])].append(row)
    attached = []
    for items in name_to_curated.values():
        for item in items:
            candidates = sorted(wanted.get(id(item), []), key=lambda row: (-row.prominence, row.key))
            leads = len(candidates) == 1 or (candidates and candidates[0].prominence >= LEAD * candidates[1].prominence)
            # What readers know of its country has the last word: Brighton in Victoria is not the one in Sussex.
            if leads and not _is_elsewhere(country_of(candidates[0]), item):
                attached.append((candidates[0], item))
    return attached


def _agrees(row: Row, item: Curated) -> bool:
    if row.qid and item.qid and row.qid != item.qid:
        return False
    return not _is_elsewhere(row.country, item)


def _is_elsewhere(country: str, item: Curated) -> bool:
    return bool(country and item.country and country != item.country)
