"""People (and typed items) that Wikidata exports list with a QID.

Sources: recent_entities (every-politician-scrapers, OpenParliamentTV, congress-legislators, reep,
wikitrivia ...: each row names source and licence) and the Wikidata names of EveryPolitician 2015.

An English label serves every language only where the bearer writes in Latin script (`latin_native`).
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sources.files import read_json, read_jsonl
from sources.lands import Lands
from sources.places import find_territory_code, load_iso_pins
from sources.records import Row
from sources.spellings import add_spellings

# Prominence by the highest office in `positions`; the words are tried in this order. Our own ranking.
_OFFICES: tuple[tuple[str, str, float], ...] = (
    (
        r"^(?:Deputy|Vice|deputy|vice|Assistant|State Secretary|Substitute|substitute|candidate|Shadow|Parliamentary)",
        "politician",
        0.20,
    ),
    (
        r"^(?:President|president) of (?!.*(?:Treasury|Privy|Bundestag|Federation Council|Union|Bank|Court|Region|Flanders|Madrid|Catalonia|Andalusia)|the (?:Senate|House|Assembly|National Assembly|Chamber|Regional|General|Supreme|Parliament|Council|Court|Board))[\w ]+$|^President$|^Chancellor of Germany",
        "head of state",
        0.45,
    ),
    (r"^(?:Prime [Mm]inister|Federal Chancellor|Taoiseach|Emir|King|Queen|Sultan)", "head of government", 0.45),
    (
        r"^(?:Minister (?:of|for) Foreign Affairs|Foreign Minister|United States Secretary of State)",
        "foreign minister",
        0.38,
    ),
    (
        r"^(?:[Mm]inister|Federal Minister|Secretary of State|United States Secretary|Chancellor of the Exchequer|Attorney General)",
        "minister",
        0.30,
    ),
    (
        r"^(?:United States senator|Governor of|governor of|member of the European Parliament|Member of the European Parliament)",
        "politician",
        0.25,
    ),
    (
        (
            r"[Ll]ocal|[Mm]unicipal|[Cc]ity [Cc]ouncil|councillor|Regional Council|Legislative Assembly|state (?:deputy|representative)|State (?:Senate|Assembly)"
            r"|(?:Massachusetts|Alaska|Michigan|Texas|Ohio) House|Provincial"
        ),
        "politician",
        0.07,
    ),
    (r"", "politician", 0.15),
)
_OFFICE_RULES = tuple((re.compile(pattern), kind, prominence) for pattern, kind, prominence in _OFFICES)

_LOCAL = re.compile(
    r"\b(?:U-?\d\d|U\d\d|II|III|[BC]|Women|Ladies|Reserves|Youth|Academy|women's|Under-\d\d|Juvenil|Sub-\d\d|Juniors?)\b|national .*team"
)


def read_recent(kb: Path) -> Iterator[Row]:
    """Yield the typed rows of recent_entities that can serve as entries."""
    pins, lands = load_iso_pins(kb), Lands(kb)
    for item in read_jsonl(kb / "recent_entities.jsonl.gz"):
        label = item["type"]
        if not label or not item["names"] or item["qid"] == "Q2":
            continue
        territory = find_territory_code(item["source"])
        if territory and (label != "GPE" or pins.get(territory) != item["qid"]):
            continue
        if label == "ORG" and _LOCAL.search(" ".join(item["names"].get("en", []))):
            continue
        row = _recent_row(item, label)
        if label == "PER":
            row.country = lands.of_source(item["source"])
        yield row


# Kind by the name of the list that an item stands in.
_LIST_KINDS = {
    "queries/wars-": "war",
    "queries/battles-": "battle",
    "queries/massacres-": "massacre",
    "queries/coups-": "coup",
    "queries/aircraft": "aircraft",
    "queries/weapon": "weapon",
    "queries/combat-vehicle": "vehicle",
    "queries/stadiums-": "stadium",
    "queries/websites-": "website",
    "queries/brands-": "company",
    "queries/radio-": "broadcaster",
    "queries/tv-channels": "broadcaster",
    "queries/airlines": "airline",
    "wiki-media-cred": "newspaper",
}
_CLUB_SOURCES = frozenset({"reep", "wikidata-football-cleanup"})


def _recent_row(item: dict[str, Any], label: str) -> Row:
    source = _source_name(item["source"])
    territory = find_territory_code(item["source"])
    row = Row(label, f"recent_entities/{item['qid']}", source, qid=item["qid"], country=territory.partition("-")[0])
    names = item["names"]
    serves_all = bool(item.get("latin_native")) or (label == "ORG" and source in {"wiki-media-cred", *_CLUB_SOURCES})
    for language in ("en", "nb", "nn", "de"):
        for name in names.get(language, [])[:3]:
            if label == "PER" and ("," in name or name.split(" ")[0] in _TITLES):
                continue
            row.add_name("any" if serves_all and language == "en" else language, name)
    if label == "PER" and row.names.get("en"):
        add_spellings(row, row.names["en"][0], [*names.get("ru", []), *names.get("und", [])])
    row.kind = next(
        (kind for pattern, kind in _LIST_KINDS.items() if pattern in item["source"]),
        "club" if source in _CLUB_SOURCES else "",
    )
    if source == "wiki-media-cred":
        row.country = "US"
    if territory:
        row.kind, row.prominence = ("region", 0.3) if "-" in territory else ("country", 0.66)
    if source in _CLUB_SOURCES and label == "ORG":
        row.names = {
            language: kept for language, names in row.names.items() if (kept := [name for name in names if " " in name])
        }
    if label == "PER":
        row.kind, row.prominence = rank_offices(item.get("positions", []))
        if "world-leaders" in item["source"]:
            row.prominence += 0.05
        row.prominence += 0.02 * item["source"].count(";")
    return row


_TITLES = frozenset({"Bundeskanzlerin", "Bundeskanzler", "Dr.", "Prof.", "Präsident", "Minister", "Sir"})


def rank_offices(positions: list[str]) -> tuple[str, float]:
    """Kind and prominence of the highest office held ("", 0.06 without any)."""
    best = ("", 0.06)
    for position in positions:
        for pattern, kind, prominence in _OFFICE_RULES:
            if pattern.search(position):
                if prominence > best[1]:
                    best = (kind, prominence)
                break
    return best


def _source_name(source: str) -> str:
    first = source.partition("@")[0].partition(":")[0]
    return "every-politician-scrapers" if first.startswith("every-politician") else first.rpartition("/")[2]


def read_everypolitician(kb: Path) -> Iterator[Row]:
    """Yield the politicians that have a QID, with their Wikidata names."""
    qid_to_names: dict[str, dict[str, list[str]]] = read_json(kb / "names_by_qid.json.gz")
    lands = Lands(kb)
    for person in read_jsonl(kb / "everypolitician-2015" / "persons.jsonl.gz"):
        if not person["wd"]:
            continue
        row = Row(
            "PER",
            f"everypolitician/{person['wd']}",
            "everypolitician",
            qid=person["wd"],
            kind="politician",
            country=lands.of_names(person["cc"]),
            prominence=0.12,
        )
        listed = qid_to_names.get(person["wd"], person["names"])
        for language, target in (("en", "en"), ("no", "nb"), ("nb", "nb"), ("nn", "nn"), ("de", "de")):
            for name in listed.get(language, [])[:2]:
                if "," not in name and " " in name.strip():
                    row.add_name(target, name)
        row.prominence += 0.008 * min(len(listed), 40)
        if row.names:
            yield row
