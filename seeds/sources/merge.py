"""One row per real-world entity: merge rows of one QID, then those that labels join.

Order: rows sharing a QID or a title key are merged for certain. A row without QID that shares names with
one QID row of the same label is a *vote*: if the QID row already has all its names it is absorbed (nothing new is
written under the QID); if not, both are merged under an own id and the QID is only listed in votes.tsv.
Namesakes (several candidates, other country, other occupation) stay apart.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from sources.records import LANGUAGES, Row

# A bulk entity stays below the prominence of curated rows.
MAX_PROMINENCE = 0.69
# What one more source adds to prominence.
SOURCE_BONUS = 0.02


class Vote(NamedTuple):
    """A QID that labels point to and no key attests."""

    key: str
    label: str
    name: str
    qid: str
    languages: int


class Merger:
    """Collects rows and joins those of one entity."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.votes: list[Vote] = []
        self.counts: Counter[str] = Counter()
        self.conflicts: list[str] = []
        self._qid_to_row: dict[str, Row] = {}
        self._name_to_rows: dict[tuple[str, str], list[Row]] = defaultdict(list)

    def add_attested(self, row: Row) -> None:
        """Add a row that has a QID, or merge it into the row of that QID."""
        known = self._qid_to_row.get(row.qid)
        if known is None:
            self._qid_to_row[row.qid] = row
            self._append(row)
        elif known.label != row.label:
            self.conflicts.append(
                f"{row.qid}: {known.label} in {known.source}, {row.label} in {row.source} ({row.display_name()})"
            )
            if row.source == "wikidict":
                row.qid = ""
                self._append(row)
        else:
            self._merge(known, row)
            self.counts["merged by QID"] += 1

    def add_unattested(self, row: Row) -> None:
        """Add a row without QID: absorbed, voted into another, or on its own."""
        candidates = [other for other in self._candidates(row) if _is_compatible(row, other)]
        matches = [(count_shared(row, other), other) for other in candidates]
        matches = [(shared, other) for shared, other in matches if shared >= _needed(row, other)]
        pinned = [(shared, other) for shared, other in matches if is_pinned(row, other)]
        matches = sorted(pinned, key=lambda match: -match[1].prominence)[:1] or matches
        if len(matches) != 1:
            if matches:
                self.counts["namesakes kept apart"] += 1
            self._append(row)
            return
        shared, other = matches[0]
        if not other.qid or is_pinned(row, other):
            self._merge(other, row)
            self.counts["merged by names, no QID or ISO pin"] += 1
        elif all(name in other.names_in(language) for language in LANGUAGES for name in row.names.get(language, ())):
            other.prominence = max(other.prominence, row.prominence)
            other.kind = other.kind or row.kind
            self.counts["absorbed: QID row has all its names"] += 1
        else:
            self.votes.append(Vote(row.key, row.label, row.display_name(), other.qid, shared))
            del self._qid_to_row[other.qid]
            other.qid, other.key = "", row.key
            self._merge(other, row)
            self.counts["vote of labels: own id"] += 1

    def _candidates(self, row: Row) -> list[Row]:
        found: dict[int, Row] = {}
        for name in sorted({name for language in ("en", "de", "any") for name in row.names.get(language, ())}):
            for other in self._name_to_rows.get((row.label, name), ()):
                found.setdefault(id(other), other)
        return list(found.values())

    def _append(self, row: Row) -> None:
        self.rows.append(row)
        self._index(row)

    def _index(self, row: Row) -> None:
        for name in {name for names in row.names.values() for name in names}:
            rows = self._name_to_rows[row.label, name]
            if not any(other is row for other in rows):
                rows.append(row)

    def _merge(self, known: Row, row: Row) -> None:
        combine(known, row)
        self._index(known)


def combine(known: Row, row: Row) -> None:
    """Write what `row` says of the same entity into `known`."""
    # Wikipedia titles are better display names than export labels.
    first, second = (row, known) if row.source == "wikidict" else (known, row)
    names: dict[str, list[str]] = {}
    for source in (first, second):
        for language, values in source.names.items():
            merged = names.setdefault(language, [])
            merged += [value for value in values if value not in merged]
    known.names = names
    known.kind = known.kind if known.kind and known.source != "wikidict" else row.kind or known.kind
    known.country = known.country or row.country
    known.description = known.description or row.description
    known.prominence = max(known.prominence, row.prominence)
    known.titles |= row.titles
    if row.source not in known.source.split("+"):
        known.source += f"+{row.source}"
        known.prominence = min(MAX_PROMINENCE, known.prominence + SOURCE_BONUS)


def join_equal_ids(rows: Iterable[Row]) -> list[Row]:
    """Combine the rows that a curated row has given one id."""
    id_to_row: dict[str, Row] = {}
    for row in rows:
        if row.id in id_to_row:
            combine(id_to_row[row.id], row)
        else:
            id_to_row[row.id] = row
    return list(id_to_row.values())


def count_shared(row: Row, other: Row) -> int:
    """In how many of the four languages the two rows share a name."""
    return sum(bool(row.names_in(language) & other.names_in(language)) for language in LANGUAGES)


def _needed(row: Row, other: Row) -> int:
    # One shared language is enough only where the other side has no other; towns have too many namesakes.
    if other.kind == "country" and not is_pinned(row, other):
        return len(LANGUAGES) + 1
    if row.label == "GPE" or (row.kind == "club" and "any" in row.names):
        return 1 if is_pinned(row, other) else 2
    return min(2, len(other.covered_languages()))


def is_pinned(row: Row, other: Row) -> bool:
    """Whether an ISO code pins the two together: a capital, a subdivision or a country of one code."""
    if row.source == "wikidict" and other.kind == "country" and other.country:
        return all(row.names_in(language) & other.names_in(language) for language in row.covered_languages())
    if not row.country or row.country != other.country or row.label != "GPE":
        return False
    if _is_town_and_municipality(row, other):
        return all(row.names_in(language) & other.names_in(language) for language in row.covered_languages())
    if row.kind == "capital":
        return other.kind == "city" and other.prominence > 0.3
    return row.key.startswith("iso3166/") and other.kind in {"region", "country"}


_OCCUPATIONS = frozenset(
    {"footballer", "actor", "singer", "musician", "writer", "athlete", "artist", "scientist", "director", "model"}
)


def _is_compatible(row: Row, other: Row) -> bool:
    # Two rows of one source are two things, whatever their names; but a municipality without an id is its town.
    if _is_town_and_municipality(row, other):
        return row.country == other.country
    if set(row.source.split("+")) & set(other.source.split("+")):
        return False
    if row.country and other.country and row.country != other.country:
        return False
    kinds = {row.kind, other.kind}
    if row.label == "PER" and kinds & _OCCUPATIONS and len(kinds - {""}) > 1:
        return False
    return not (row.key.startswith("iso3166/") and other.key.startswith("iso3166/"))


def _is_town_and_municipality(row: Row, other: Row) -> bool:
    return (
        row.source == "whosonfirst"
        and row.kind in {"municipality", "county"}
        and other.kind in {"city", "town", "village"}
    )


def sort_rows(rows: Iterable[Row]) -> list[Row]:
    """Rows by label and key, so that every build writes the same files."""
    return sorted(rows, key=lambda row: (row.label, row.key))
