"""Tables that type Wikipedia titles: GND persons and name parts, place names, names of regions.

Sources: dbpedia/links (GND, CC0), Who's On First, CLDR and ISO 3166-2 (see `places`).
"""

import re
from collections import Counter, defaultdict
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple

from anyascii import anyascii

from sources.files import read_tsv
from sources.places import read_places, read_territories
from sources.records import Row, strip_disambiguator

# GND persons with a first token this often, and ten times as often as other GND titles have it, make it a given name.
MIN_GIVEN_NAME = 25
# Names of one town in two languages are at least this alike; read off 200 pairs (Khotyn, Chotyn: 0.83).
MIN_SIMILARITY = 0.45


class Gnd(NamedTuple):
    """What the GND pairs say: persons by title, and how names are built."""

    person_titles: set[str]
    body_titles: set[str]
    given_names: set[str]
    surnames: set[str]


def load_gnd(kb: Path) -> Gnd:
    """Read the GND pairs; keys of titles are "de|..." and "en|..."."""
    persons: set[str] = set()
    bodies: set[str] = set()
    first: Counter[str] = Counter()
    other_first: Counter[str] = Counter()
    last: Counter[str] = Counter()
    rows = read_tsv(kb / "dbpedia-links" / "gnd_de_en.tsv.gz")
    for number, german, english in rows:
        is_person = "-" not in number
        keys = [f"{language}|{title}" for language, title in (("de", german), ("en", english)) if title]
        (persons if is_person else bodies if not re.match(r"^[47]\d{6}-", number) else set()).update(keys)
        tokens = strip_disambiguator(german or english).split(" ")
        (first if is_person else other_first)[tokens[0]] += 1
        if is_person and len(tokens) > 1:
            last[tokens[-1]] += 1
    given = {
        name
        for name, count in first.items()
        if count >= MIN_GIVEN_NAME and count > 10 * other_first[name] and len(name) > 2
    }
    return Gnd(persons, bodies, given, {name for name, count in last.items() if count >= 2 and len(name) > 2})


def load_place_names(kb: Path) -> dict[str, list[frozenset[str]]]:
    """Index the settlements of Who's On First: English name -> "language|name" sets."""
    index: dict[str, list[frozenset[str]]] = defaultdict(list)
    for place in read_places(kb):
        if place["type"] in {"locality", "localadmin", "region", "county"} and _is_transliterated(place):
            names = {f"{lang}|{name}" for lang, kinds in place["names"].items() for name in kinds.get("preferred", [])}
            english = place["names"].get("en", {}).get("preferred", [place["name"]])[0]
            index[english].append(frozenset(names | {f"|{place['name']}"}))
    return index


def _is_transliterated(place: dict[str, Any]) -> bool:
    """Whether the Russian name renders the name: else both may come from a wrongly joined word (Plant, Victoria Cross)."""
    russian = place["names"].get("ru", {}).get("preferred", [""])[0]
    return (
        not russian
        or SequenceMatcher(None, anyascii(russian).lower(), anyascii(place["name"]).lower()).ratio() >= MIN_SIMILARITY
    )


def load_regions(kb: Path, subdivisions: list[Row]) -> dict[str, str]:
    """Names of countries and subdivisions that stand in place titles ("Denton, Texas") -> country code."""
    regions = {name: territory.code for territory in read_territories(kb) for name in territory.names.values()}
    regions |= {name: row.country for row in subdivisions for names in row.names.values() for name in names}
    # "Albany, Georgia" and "Jasper, Florida" are in the United States: English titles drop no other state's country.
    regions |= {
        name: "US" for row in subdivisions if row.country == "US" for names in row.names.values() for name in names
    }
    return regions
