"""Fill the empty `wikidata` cells of `curated/*.tsv` from sources that pair a QID with the name.

    python seeds/attest.py --kb PATH_TO_SOURCES

Keys, the best first: ISO code (countries), exact English Wikipedia title (`titles.py`; the first English name of a
curated row is one), the cross-checked list qid_attested.tsv, exports that pair a name with a QID for one item of
that label only (recent_entities, and Who's On First cities of the row's country), ROR, partyfacts, brands.
Where keys of the best kind that answers disagree, or the kinds do, the cell stays empty and the row is printed.
All other bytes of the files stay as they are.
"""

import argparse
import re
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from sources.files import read_jsonl, read_tsv
from sources.organisations import read_brands, read_parties, read_ror
from sources.people import read_everypolitician, read_recent
from sources.places import load_iso_pins, read_territories, read_whosonfirst
from sources.records import Row
from sources.titles import TitleKeys, load_title_keys

SEEDS = Path(__file__).resolve().parent
# A place shares its name with many: only a city of this prominence (about 30 000 inhabitants) answers to a bare name.
MIN_CITY_PROMINENCE = 0.3


_OFFICE = re.compile(
    r"politician|head of|minister|official|diplomat|mayor|monarch|royal|president|governor|senator|ambassador|leader|spokes|judge|military|chief|candidate"
)
_WEAPON = re.compile(r"weapon|aircraft|vehicle|missile|tank|ship")
_OFFICE_SOURCES = frozenset(
    {
        "every-politician-scrapers",
        "everypolitician",
        "OpenParliamentTV-NEL",
        "riksdagen-persons",
        "congress-legislators",
    }
)
_SETTLEMENT = re.compile(r"city|capital|town|village|borough|settlement")


class Answer(NamedTuple):
    """A QID and the source that pairs it with the name."""

    qid: str
    source: str


class Attester:
    """The keys of all sources."""

    def __init__(self, kb: Path) -> None:
        self.titles: TitleKeys = load_title_keys(kb)
        self.pins = load_iso_pins(kb)
        self.territory_names = {
            (territory.code, name) for territory in read_territories(kb) for name in territory.names.values()
        }
        self.checked = _load_checked(kb)
        self.labels = {
            item["qid"]: item["type"] for item in read_jsonl(kb / "recent_entities.jsonl.gz") if item["type"]
        }
        self.named = _load_named(kb)
        self.untyped = _load_untyped(kb)
        self.confirmed = _load_confirmed(kb)

    def find(self, label: str, kind: str, country: str, names: dict[str, list[str]]) -> tuple[list[Answer], str]:
        """The agreed answer for a row (one item), or the differing ones, or none."""
        is_named = any((country, name) in self.territory_names for name in names["en"])
        if kind in {"country", "state", "dependent territory"} and country in self.pins and is_named:
            return [Answer(self.pins[country], "iso3166")], ""
        answers = self._find_titles(label, [f"en|{names['en'][0]}"], names["en"][0])
        if not answers:
            answers = self._find_titles(
                label,
                [f"{code}|{names[column][0]}" for code, column in (("de", "de"), ("no", "nb")) if names[column]],
                "",
            )
        if not answers:
            answers = self._find_named(label, kind, country, names["en"][0])
        if not answers and kind == "party" and country:
            answers = self._find_party(country, [name for column in names.values() for name in column])
        if not answers:
            answers = self._find_confirmed(label, names)
        if not answers and label == "PER" and " " in names["en"][0]:
            answers = [Answer(qid, "recent_entities") for qid in sorted(self.untyped.get(names["en"][0], ()))]
        return answers, "disagree" if len({answer.qid for answer in answers}) > 1 else ""

    def _find_titles(self, label: str, keys: list[str], name: str) -> list[Answer]:
        found = [(self.titles.key_to_qid.get(key, ""), self.titles.key_to_source.get(key, "")) for key in keys]
        found.append((self.checked.get(name, ""), "qid_attested"))
        return [Answer(qid, source) for qid, source in found if qid and self.labels.get(qid, label) == label]

    def _find_named(self, label: str, kind: str, country: str, title: str) -> list[Answer]:
        rows = [
            row
            for row in self.named.get((label, title), ())
            if not (country and row.country and row.country != country)
        ]
        rows = [
            row
            for row in rows
            if row.label != "GPE" or (country and row.country == country and row.prominence >= MIN_CITY_PROMINENCE)
        ]
        rows = [row for row in rows if _is_same_kind(kind, row)]
        with_office = [row for row in rows if row.label == "PER" and row.prominence >= 0.15]
        qids = {row.qid: row for row in (with_office if len(with_office) == 1 else rows)}
        return [Answer(row.qid, row.source) for row in qids.values()]

    def _find_party(self, country: str, names: list[str]) -> list[Answer]:
        """The one party of the country that has any of the names."""
        rows = {
            row.qid: row
            for name in names
            for row in self.named.get(("ORG", name), ())
            if row.source == "partyfacts" and row.country == country
        }
        return [Answer(row.qid, row.source) for row in rows.values()]

    def _find_confirmed(self, label: str, names: dict[str, list[str]]) -> list[Answer]:
        """Items whose English name is that of the row and whose Norwegian or German name is one of the row's too."""
        found = {
            qid: source
            for qid, source, confirming in self.confirmed.get((label, names["en"][0]), ())
            if any((column, name) in confirming for column in ("nb", "de") for name in names[column])
        }
        return [Answer(qid, source) for qid, source in found.items()]


def _is_same_kind(kind: str, row: Row) -> bool:
    """Whether a curated kind can be the item: no politician for a footballer, no canton for a city."""
    if row.label == "PER":
        # A row of these sources without a position is no politician.
        return bool(_OFFICE.search(kind)) == (row.source in _OFFICE_SOURCES and bool(row.kind))
    if row.label == "PROD":
        return bool(_WEAPON.search(kind)) == bool(_WEAPON.search(row.kind))
    if row.label == "GPE":
        return bool(_SETTLEMENT.search(kind)) == (row.kind in {"city", "town", "village", "borough"})
    return True


def _load_untyped(kb: Path) -> dict[str, set[str]]:
    """Names of recent_entities without a type, where no typed item has the name."""
    untyped: dict[str, set[str]] = defaultdict(set)
    typed = set()
    for item in read_jsonl(kb / "recent_entities.jsonl.gz"):
        for name in item["names"].get("en", []):
            if item["type"]:
                typed.add(name)
            elif not item["source"].startswith("qid_attested"):
                untyped[name].add(item["qid"])
    return {name: qids for name, qids in untyped.items() if name not in typed}


def _load_confirmed(kb: Path) -> dict[tuple[str, str], list[tuple[str, str, frozenset[tuple[str, str]]]]]:
    """Label and English name of recent_entities to QID, source and the item's names in Norwegian and German."""
    confirmed: dict[tuple[str, str], list[tuple[str, str, frozenset[tuple[str, str]]]]] = defaultdict(list)
    for item in read_jsonl(kb / "recent_entities.jsonl.gz"):
        others = frozenset((lang, name) for lang in ("nb", "de") for name in item["names"].get(lang, []))
        if item["type"] and others:
            source = item["source"].partition("@")[0].partition(":")[0]
            for name in item["names"].get("en", []):
                confirmed[item["type"], name].append((item["qid"], source, others))
    return confirmed


def _load_checked(kb: Path) -> dict[str, str]:
    """Names of qid_attested.tsv that a bulk export, a second file or a hand-kept list confirms."""
    rows = read_tsv(kb / "qid_attested.tsv")
    next(rows)
    return {
        name: qid
        for qid, name, source, cross_check in rows
        if cross_check.startswith("agrees")
        or "2 files" in cross_check
        or "(ids " in source
        or source.startswith("opensanctions")
    }


def _load_named(kb: Path) -> dict[tuple[str, str], list[Row]]:
    named: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for read in (read_recent, read_everypolitician, read_parties, read_ror, read_whosonfirst, read_brands):
        for row in read(kb):
            if row.qid:
                for name in {*row.names.get("en", ()), *row.names.get("any", ())}:
                    named[row.label, name].append(row)
    return named


def attest_file(path: Path, attester: Attester) -> tuple[int, int, list[str]]:
    """Fill one file in place; return filled cells, empty cells left, and lines for the report."""
    lines = path.read_text(encoding="utf-8").split("\n")
    header: list[str] = []
    filled, left, notes = 0, 0, []
    for number, line in enumerate(lines):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not header:
            header = cells
            if "wikidata" not in header:
                return 0, 0, []
            continue
        row = dict(zip(header, cells, strict=False))
        names = {
            column: [name for name in row.get(column, "").split("|") if name] for column in ("en", "nb", "de", "any")
        }
        if row.get("wikidata") or not names["en"] or len(cells) != len(header):
            continue
        answers, problem = attester.find(row["label"], row["kind"], row["country"], names)
        if problem or not answers:
            left += 1
            if problem:
                notes.append(
                    f"{path.name}: {names['en'][0]}: "
                    + ", ".join(f"{answer.qid} ({answer.source})" for answer in answers)
                )
            continue
        cells[header.index("wikidata")] = answers[0].qid
        cells[header.index("wikidata_source")] = "+".join(dict.fromkeys(answer.source for answer in answers))
        lines[number] = "\t".join(cells)
        filled += 1
    if filled:
        path.write_text("\n".join(lines), encoding="utf-8")
    return filled, left, notes


def main() -> None:
    """Fill all curated files and print what stayed empty and why."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kb", type=Path, required=True, help="folder of the source data")
    attester = Attester(parser.parse_args().kb)
    for path in sorted((SEEDS / "curated").glob("*.tsv")):
        filled, left, notes = attest_file(path, attester)
        print(f"{path.name}: {filled} filled, {left} left empty, {len(notes)} of them because sources differ")
        print("".join(f"  {note}\n" for note in notes), end="")


if __name__ == "__main__":
    main()
