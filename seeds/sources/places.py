"""Countries, subdivisions and settlements.

Sources: unicode-org/cldr-json (territories, authoritative spelling), countries/countries (ISO 3166-2
subdivisions), anki-geo/ultimate-geography (capitals), whosonfirst-data-admin-* (settlements with
population and QID; links back to whosonfirst.org, parts CC-BY GeoNames).

Countries and subdivisions are pinned by ISO code (`load_iso_pins`).
"""

import csv
import math
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple

from sources.fb15k import read_fb15k
from sources.files import read_json, read_jsonl
from sources.records import Row, scale

_COUNTRY_CODE = re.compile(r"^[A-Z]{2}$")
# CLDR codes that are no territory of its own.
_NO_TERRITORY = frozenset({"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO", "AC", "CP", "DG", "EA", "IC", "TA", "CQ"})
_PLACE_TYPES = {
    "country": ("GPE", "country"),
    "dependency": ("GPE", "dependent territory"),
    "region": ("GPE", "region"),
    "macroregion": ("GPE", "region"),
    "county": ("GPE", "county"),
    "localadmin": ("GPE", "municipality"),
    "locality": ("GPE", "city"),
    "borough": ("GPE", "borough"),
    "marinearea": ("LOC", "sea"),
    "ocean": ("LOC", "ocean"),
    "continent": ("LOC", "continent"),
}
_BASE = {
    "country": 0.66,
    "dependency": 0.5,
    "region": 0.25,
    "macroregion": 0.15,
    "county": 0.12,
    "localadmin": 0.06,
    "borough": 0.12,
    "ocean": 0.6,
    "continent": 0.65,
    "marinearea": 0.25,
}
# Below this many inhabitants (or unknown) a locality needs names in Norwegian and German to be listed.
MIN_POPULATION = 1000
# Below this many inhabitants an exonym that is not alike is taken for an error (Peyos, "Schläfenlocken").
SMALL_TOWN = 5000
MIN_SIMILARITY = 0.5


class Territory(NamedTuple):
    """One ISO 3166-1 territory with its CLDR names."""

    code: str
    names: dict[str, str]


def read_territories(kb: Path) -> Iterator[Territory]:
    """Yield the territories of CLDR that are countries or dependencies."""
    folder = kb / "cldr" / "cldr-json" / "cldr-localenames-full" / "main"
    by_language: dict[str, dict[str, str]] = {}
    for language, locale in (("nb", "no"), ("nn", "nn"), ("en", "en"), ("de", "de")):
        loaded = read_json(folder / locale / "territories.json")
        by_language[language] = loaded["main"][locale]["localeDisplayNames"]["territories"]
    for code in sorted(by_language["en"]):
        if _COUNTRY_CODE.match(code) and code not in _NO_TERRITORY:
            yield Territory(code, {lang: names[code] for lang, names in by_language.items() if code in names})


def load_iso_pins(kb: Path) -> dict[str, str]:
    """QID by ISO code ("NO", "US-CA"): country rows of Who's On First, then the territories of opensanctions/rigour.

    Where they differ (Denmark and the Netherlands, which rigour gives as kingdoms) the country row counts.
    """
    pins = {}
    for item in read_jsonl(kb / "recent_entities.jsonl.gz"):
        code = find_territory_code(item["source"])
        if code and item["type"] == "GPE":
            pins[code] = item["qid"]
    pins |= {place["cc"]: place["wd"] for place in read_places(kb) if place["type"] == "country" and place["wd"]}
    return pins


def find_territory_code(source: str) -> str:
    """The ISO code in the source of a rigour row ("territories/us_ca.yml" -> "US-CA"), or ""."""
    match = re.search(r"territories/(\w+)\.yml", source)
    return match[1].upper().replace("_", "-") if match else ""


def read_countries(kb: Path) -> Iterator[Row]:
    """Yield one row per territory, with the short and variant names of CLDR."""
    folder = kb / "cldr" / "cldr-json" / "cldr-localenames-full" / "main"
    code_to_qid = load_iso_pins(kb)
    variants = {
        language: read_json(folder / locale / "territories.json")["main"][locale]["localeDisplayNames"]["territories"]
        for language, locale in (("nb", "no"), ("nn", "nn"), ("en", "en"), ("de", "de"))
    }
    for territory in read_territories(kb):
        row = Row("GPE", f"iso3166/{territory.code}", "cldr", kind="country", country=territory.code, prominence=0.66)
        row.qid = code_to_qid.get(territory.code, "")
        for language, name in territory.names.items():
            row.add_name(language, name, separator=False)
            for suffix in ("-alt-short", "-alt-variant"):
                alternative = variants[language].get(territory.code + suffix, "")
                if len(alternative) > 3:
                    row.add_name(language, alternative, separator=False)
        yield row


def read_subdivisions(kb: Path) -> Iterator[Row]:
    """Yield the ISO 3166-2 subdivisions."""
    folder = kb / "countries-gem" / "lib" / "countries" / "data" / "subdivisions"
    code_to_qid = load_iso_pins(kb)
    for path in sorted(folder.glob("*.yaml")):
        for code, kind, names in _read_subdivision_file(path.read_text(encoding="utf-8")):
            if kind in {"local_council", "unitary_authority", "london_borough"} or not names.get("en"):
                continue
            row = Row(
                "GPE",
                f"iso3166/{path.stem}-{code}",
                "countries",
                kind=kind.replace("_", " ") or "region",
                country=path.stem,
                prominence=0.2,
            )
            row.qid = code_to_qid.get(f"{path.stem}-{code}", "")
            if kind in {"state", "province"}:
                row.prominence = 0.3
            for source_language, language in (("en", "en"), ("nb", "nb"), ("no", "nb"), ("nn", "nn"), ("de", "de")):
                if source_language in names:
                    row.add_name(language, names[source_language])
            yield row


def load_country_codes(kb: Path) -> dict[str, str]:
    """ISO 3166-1 alpha-3 -> alpha-2, from the country files of the countries gem."""
    codes = {}
    for path in sorted((kb / "countries-gem" / "lib" / "countries" / "data" / "countries").glob("*.yaml")):
        match = re.search(r"^  alpha3: (\w{3})$", path.read_text(encoding="utf-8"), re.MULTILINE)
        if match:
            codes[match[1]] = path.stem
    return codes


def _read_subdivision_file(text: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Read the plain two-level YAML of the countries gem, which needs no YAML parser."""
    code, kind, section = "", "", ""
    names: dict[str, str] = {}
    for line in text.splitlines():
        if re.match(r"^[^\s-].*:\s*$", line):
            if code:
                yield code, kind, names
            code, kind, section, names = line.rstrip(": ").strip("'\""), "", "", {}
        elif line.startswith("    ") and section == "translations":
            key, _, value = line.strip().partition(": ")
            names[key.strip("'\"")] = value.strip("'\" ")
        elif line.startswith("  ") and line[2] not in " -":
            section, _, value = line.strip().partition(":")
            kind = value.strip() if section == "type" else kind
    if code:
        yield code, kind, names


def read_capitals(kb: Path) -> Iterator[Row]:
    """Yield the capitals of sovereign states; the country is named by its English name."""
    name_to_code = {territory.names["en"]: territory.code for territory in read_territories(kb)}
    with (kb / "ultimate-geography" / "src" / "data" / "capital.csv").open(encoding="utf-8") as file:
        for record in csv.DictReader(file):
            code = name_to_code.get(record["country"], "")
            if not record["capital"] or not code:
                continue
            row = Row(
                "GPE",
                f"ultimate-geography/capital/{code}",
                "ultimate-geography",
                kind="capital",
                country=code,
                prominence=0.6,
            )
            for column, language in (("capital", "en"), ("capital:de", "de"), ("capital:nb", "nb")):
                row.add_name(language, re.sub(r"<.*?>|\(.*?\)", "", record[column]).partition(",")[0])
            yield row


def read_places(kb: Path) -> Iterator[dict[str, Any]]:
    """Yield the raw Who's On First items in file order."""
    for path in sorted((kb / "whosonfirst").glob("*.jsonl.gz")):
        yield from read_jsonl(path)


def read_whosonfirst(kb: Path) -> Iterator[Row]:
    """Yield the places worth an entry: named in two of our languages, and of some size or with a QID."""
    wrong_qids = {item.qid for item in read_fb15k(kb) if item.label not in {"GPE", "LOC"}}
    for place in read_places(kb):
        label, kind = _PLACE_TYPES.get(place["type"], ("", ""))
        if not label or kind == "country":
            continue
        row = Row(
            label, f"whosonfirst/{place['wof']}", "whosonfirst", kind=kind, country=place["cc"], qid=place["wd"] or ""
        )
        population = place["pop"] or 0
        if row.qid in wrong_qids:
            continue
        for source_language, language in (("nb", "nb"), ("no", "nb"), ("nn", "nn"), ("en", "en"), ("de", "de")):
            for name in place["names"].get(source_language, {}).get("preferred", [])[:1]:
                if population >= SMALL_TOWN or _is_alike(name, place):
                    row.add_name(language, name)
        row.prominence = rank_place(place["type"], population)
        if kind == "city" and population < 20000:
            row.kind = "town" if population >= 2000 else "village"
        if _is_worth_listing(row, place["type"], population):
            yield row


def _is_worth_listing(row: Row, place_type: str, population: int) -> bool:
    if len(row.names) < 2:
        return False
    if place_type in {"locality", "localadmin"}:
        is_known = row.qid or row.country == "NO"
        return population >= MIN_POPULATION or bool(is_known and "nb" in row.names and "de" in row.names)
    return True


def _is_alike(name: str, place: dict[str, Any]) -> bool:
    """Whether a name resembles the main name: names of hamlets are often those of a wrongly joined namesake."""
    mains = [place["name"], *place["names"].get("en", {}).get("preferred", [])[:1]]
    return any(SequenceMatcher(None, name.lower(), main.lower()).ratio() >= MIN_SIMILARITY for main in mains)


def rank_place(place_type: str, population: int) -> float:
    """Prominence of a place: 0.05 for a village, 0.6 for a city of a million."""
    if place_type in {"locality", "localadmin", "borough", "county"}:
        size = 0.05 + 0.55 * scale(math.log10(max(population, 1)), 3.0, 6.0)
        return size if place_type == "locality" else max(_BASE[place_type], 0.6 * size)
    return _BASE.get(place_type, 0.05)
