"""Parties, research organisations and ministries, football clubs, brands.

Sources: hdigital/partyfactsdata (MIT), ror-community (CC0), openfootball/clubs (CC0),
osmlab/name-suggestion-index (BSD-3).
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sources.files import read_json, read_jsonl
from sources.places import load_country_codes
from sources.records import Row, is_latin
from sources.titles import title_of_url

_ROR_KINDS = {
    "government": "government body",
    "education": "university",
    "healthcare": "hospital",
    "company": "company",
    "archive": "archive",
    "facility": "institute",
    "nonprofit": "organisation",
    "funder": "organisation",
    "other": "organisation",
}
_ROR_PROMINENCE = {"government": 0.2, "education": 0.15, "company": 0.12, "nonprofit": 0.12}
_MINISTRY = re.compile(r"\b(?:Ministry|Department of|Bundesministerium|departement)", re.IGNORECASE)
_ROR_LANGUAGES = {"en": "en", "de": "de", "no": "nb", "nb": "nb", "nn": "nn"}
# Short names of parties of these countries are known to readers of the four languages.
_HOME_COUNTRIES = frozenset({"NOR", "DEU", "AUT", "CHE", "GBR", "USA", "SWE", "DNK"})


def read_parties(kb: Path) -> Iterator[Row]:
    """Yield the parties of partyfacts with QID, under their English and native names."""
    alpha3_to_alpha2 = load_country_codes(kb)
    folder = kb / "partyfactsdata" / "import" / "wikipedia"
    with (folder / "wikipedia.csv").open(encoding="utf-8") as file:
        party_to_url = {row["partyfacts_id"]: row["url"] for row in csv.DictReader(file)}
    with (folder / "wikidata.csv").open(encoding="utf-8") as file:
        for record in csv.DictReader(file):
            if not record["wikidata_id"].startswith("Q"):
                continue
            row = Row(
                "ORG",
                f"partyfacts/{record['partyfacts_id']}",
                "partyfacts",
                kind="party",
                qid=record["wikidata_id"],
                prominence=0.15,
            )
            row.country = alpha3_to_alpha2.get(record["country"], "")
            row.add_name("en", record["name"])
            row.add_name("any", record["name_native"].partition(" / ")[0])
            if record["country"] in _HOME_COUNTRIES and len(record["name_short"]) >= 2:
                row.add_name("any", record["name_short"])
            title = title_of_url(party_to_url.get(record["partyfacts_id"], ""))
            if title:
                row.titles.add(f"en|{title}")
            yield row


def read_ror(kb: Path) -> Iterator[Row]:
    """Yield the organisations of ROR that have a QID and are of a kind that news names."""
    for item in read_jsonl(kb / "ror-records" / "ror_latest.jsonl.gz"):
        kinds = [kind.lower() for kind in item["types"]]
        main = next(
            (kind for kind in ("government", "education", "company", "nonprofit", "healthcare") if kind in kinds), ""
        )
        if not item["wd"] or not main:
            continue
        row = Row(
            "ORG",
            f"ror/{item['ror'].rpartition('/')[2]}",
            "ror",
            kind=_ROR_KINDS[main],
            qid=item["wd"],
            prominence=_ROR_PROMINENCE.get(main, 0.08),
        )
        row.country = item["cc"][0] if item["cc"] else ""
        _add_ror_names(row, item["names"])
        if any(_MINISTRY.search(name) for names in row.names.values() for name in names):
            row.kind = "ministry" if main == "government" else row.kind
        if row.names:
            yield row


def _add_ror_names(row: Row, names: list[list[Any]]) -> None:
    for language, name, kinds in names:
        if "label" in kinds and language in _ROR_LANGUAGES:
            row.add_name(_ROR_LANGUAGES[language], name)
        if "ror_display" in kinds and is_latin(name) and language not in _ROR_LANGUAGES:
            row.add_name("any", name)
    if row.names.get("en") and len(row.names) == 1 and row.country in {"US", "GB", "CA", "AU", "NZ", "IE"}:
        row.names = {"any": row.names["en"]}


def read_clubs(kb: Path) -> Iterator[Row]:
    """Yield football clubs; names tagged [en], [de] go to that language, full names to any."""
    for path in sorted((kb / "openfootball-clubs").rglob("*.clubs.txt")):
        country = path.name.partition(".")[0]
        row: Row | None = None
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.match(r"^[^\s=#|(][^,|]+,", line) and not re.match(r"^\w{1,3}\)", line):
                if row and row.names:
                    yield row
                row = _club_row(line.partition(",")[0].strip(), country)
            elif re.match(r"^(?:\w{1,3}\)|=)", line):
                if row and row.names:
                    yield row
                row = None
            elif row and line.strip().startswith("|"):
                _add_club_names(row, line)
        if row and row.names:
            yield row


_UK = {"eng": "GB", "sco": "GB", "wal": "GB", "nir": "GB", "kos": "XK"}


def _club_row(name: str, country: str) -> Row:
    row = Row(
        "ORG",
        f"openfootball/{country}/{name}",
        "openfootball",
        kind="club",
        country=_UK.get(country, country.upper()),
        prominence=0.15,
    )
    if is_club_name(name):
        row.add_name("any", name)
    return row


def _add_club_names(row: Row, line: str) -> None:
    for alias in line.partition("#")[0].split("|"):
        match = re.match(r"^(.*?)\s*\[(\w\w)\]$", alias.strip())
        name, language = (match[1], match[2]) if match else (alias.strip(), "any")
        if language in {"any", "en", "de"} and is_club_name(name):
            row.add_name(language, name)


def is_club_name(name: str) -> bool:
    """Whether a club alias stands on its own: two words or more, not abbreviated with a full stop."""
    return " " in name and not re.search(r"\w\.(?:\s\w|$)(?<!F\.C\.)", name) and not name.startswith("(")


def read_brands(kb: Path) -> Iterator[Row]:
    """Yield brands sold worldwide or in five countries and more."""
    seen: set[str] = set()
    for path in sorted((kb / "name-suggestion-index" / "data" / "brands").rglob("*.json")):
        for item in read_json(path)["items"]:
            tags = item.get("tags", {})
            qid = tags.get("brand:wikidata", "")
            places = item.get("locationSet", {}).get("include", [])
            if not qid or qid in seen or ("001" not in places and len(places) < 5):
                continue
            seen.add(qid)
            row = Row(
                "ORG",
                f"name-suggestion-index/{item['id']}",
                "name-suggestion-index",
                kind="company",
                qid=qid,
                prominence=0.15,
            )
            for tag in ("brand:en", "brand", "name:en"):
                row.add_name("any", tags.get(tag, ""))
            if row.names:
                yield row
