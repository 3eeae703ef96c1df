"""Exact Wikipedia-title keys ("en|Oslo" -> QID) of every source that pairs a title with a QID.

Sources: everypolitician-2015 strong_titles and Wikidata exports (enwiki_qid), partyfacts
(wikipedia.csv beside wikidata.csv), the Wikipedia links of FB15K. Titles that two sources pair
with different QIDs are in `conflicts` and serve nobody.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from sources.fb15k import read_fb15k
from sources.files import read_json, read_tsv

# Wikipedias whose titles stand in a wikidict row.
TITLE_LANGUAGES = ("de", "el", "en", "es", "et", "fr", "hy", "it", "lt", "lv", "nl", "nn", "no", "pt", "ru", "sv")


class TitleKeys(NamedTuple):
    """The joined title keys."""

    key_to_qid: dict[str, str]
    key_to_source: dict[str, str]
    conflicts: dict[str, tuple[str, str]]


def load_title_keys(kb: Path) -> TitleKeys:
    """Join all title keys; a key with two QIDs is a conflict."""
    keys = TitleKeys({}, {}, {})
    for source, key, qid in _title_pairs(kb):
        known = keys.key_to_qid.setdefault(key, qid)
        keys.key_to_source.setdefault(key, source)
        if known != qid:
            keys.conflicts[key] = (known, qid)
    for key in keys.conflicts:
        del keys.key_to_qid[key]
    return keys


def title_of_url(url: str) -> str:
    """The page title in a Wikipedia address, or "" for another address."""
    return unquote(url.partition("/wiki/")[2]).replace("_", " ") if "wikipedia.org/wiki/" in url else ""


def _title_pairs(kb: Path) -> Iterator[tuple[str, str, str]]:
    for key, qid in read_json(kb / "strong_titles.json.gz").items():
        if key.partition("|")[0] in TITLE_LANGUAGES:
            yield "strong_titles", key, qid
    rows = read_tsv(kb / "enwiki_qid.tsv.gz")
    next(rows)
    for title, qid in rows:
        yield "enwiki_qid", f"en|{title}", qid
    for item in read_fb15k(kb):
        if item.title:
            yield "fb15k", f"en|{item.title}", item.qid
    folder = kb / "partyfactsdata" / "import" / "wikipedia"
    with (folder / "wikidata.csv").open(encoding="utf-8") as file:
        party_to_qid = {row["partyfacts_id"]: row["wikidata_id"] for row in csv.DictReader(file)}
    with (folder / "wikipedia.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            title = title_of_url(row["url"])
            qid = party_to_qid.get(row["partyfacts_id"], "")
            if title and "en.wikipedia" in row["url"] and "#" not in title and qid.startswith("Q"):
                yield "partyfacts", f"en|{title}", qid
