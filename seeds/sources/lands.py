"""The country of a list of people: parliaments and cabinets are collected country by country.

Names of countries are those of CLDR; the collections' own spellings are in `_SPELLINGS`.
"""

import re
from pathlib import Path

from sources.places import read_territories

_SPELLINGS = {
    "us": "US",
    "uk": "GB",
    "uk home secretary": "GB",
    "united states of america": "US",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "czech": "CZ",
    "czech republic": "CZ",
    "swiss": "CH",
    "turkey": "TR",
    "hong kong": "HK",
    "macao": "MO",
    "saudi": "SA",
    "uae": "AE",
    "myanmar": "MM",
    "bosnia herzegovina": "BA",
    "bosnia and herzegovina": "BA",
    "macedonia": "MK",
    "luhansk": "UA",
    "sweden riksdag api current": "SE",
    "iceland althing": "IS",
    "ivory coast": "CI",
    "swaziland": "SZ",
    "cabo verde": "CV",
    "congo kinshasa": "CD",
    "congo brazzaville": "CG",
    "aland": "AX",
    "palestine": "PS",
    "vatican city": "VA",
    "northern cyprus": "CY",
    "somaliland": "SO",
    "abkhazia": "GE",
    "south ossetia": "GE",
    "transnistria": "MD",
}
_SCRAPER = re.compile(
    r"every-politician-scrapers/([a-z0-9-]+?)(?:-(?:cabinet|ministers|federal-council|officials|government))?@"
)


class Lands:
    """ISO 3166-1 alpha-2 codes by the names that the collections give to countries."""

    def __init__(self, kb: Path) -> None:
        self._name_to_code = {_fold(territory.names["en"]): territory.code for territory in read_territories(kb)}
        self._name_to_code |= _SPELLINGS

    def of_names(self, names: list[str]) -> str:
        """The code that all the names agree on, "" where they do not or one is unknown."""
        codes = {self._name_to_code.get(_fold(name), "") for name in names}
        return codes.pop() if len(codes) == 1 else ""

    def of_source(self, source: str) -> str:
        """The country of the lists that a row comes from ("every-politician-scrapers/norway-cabinet@..." -> "NO").

        Lists of no country (world leaders, the European Parliament) say nothing, and two countries neither.
        """
        codes = {code for slug in _SCRAPER.findall(source) if (code := self._name_to_code.get(_fold(slug), ""))}
        return codes.pop() if len(codes) == 1 else ""


def _fold(name: str) -> str:
    return re.sub(r"[-_ ]+", " ", name.replace("&", "and")).lower()
