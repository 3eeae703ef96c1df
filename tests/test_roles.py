"""Roles beside a name, and words that say that a region is meant."""

import re

import pytest

from newsner.labels import Lang
from newsner.roles import AGED, PRIVATE, SIGNED, find_role, group_of_kind, is_misfit, is_region, lists_on, topic_of_kind


def find(text: str, lang: Lang) -> str | None:
    """The role of the name between braces."""
    start = text.index("{")
    end = text.index("}") - 1
    return find_role(text.replace("{", "").replace("}", ""), start, end, lang)


@pytest.mark.parametrize(
    ("text", "lang", "role"),
    [
        ("Wirt {Thomas Müller} winkte ab.", "de", PRIVATE),
        ("der Landesinnenminister {Thomas Müller}", "de", "politics"),
        ("Schauspieler {Thomas Müller}", "de", "arts"),
        ("Mittelstürmer {Thomas Müller}", "de", "sport"),
        ("avdelingsleder {Lars Monsen} ler", "nb", PRIVATE),
        ("{Lars Monsen}, byggeleder og vant til vitser, ler", "nb", PRIVATE),
        ("utanriksministeren {Espen Barth Eide}", "nn", "politics"),
        ("{Dev Patel} (34), a student in Ohio, said", "en", PRIVATE),
        ("the striker {Jan Berg}", "en", "sport"),
        ("Foto: {Jan Berg}", "nb", "press"),
        # An age, in brackets or between commas; a role beside it says more.
        ("{Lars Monsen} (47) bor der.", "nb", AGED),
        ("{Anna Hill} (34 Jahre) lacht", "de", AGED),
        ("{Jane Roe}, 61, said", "en", AGED),
        # Who signs, alone or with others.
        ("Headline\nBy {Dev Patel}\nText", "en", SIGNED),
        ("By Marian Kessler and {Dev Patel}, Boston", "en", SIGNED),
        ("Av Per Olsen og {Jan Berg}", "nb", SIGNED),
        ("(Reporting by {Dev Patel}; Editing by Jane Roe)", "en", SIGNED),
        ("(Reporting by Jane Roe; Editing by {Dev Patel})", "en", SIGNED),
        ("{Dev Patel} reported from Mobile.", "en", SIGNED),
        ("By the time {Dev Patel} came", "en", None),
        ("The book by {Dev Patel} sells.", "en", None),
        ("{Jan Berg}, 1,3 Prozent", "de", None),
        # Nothing is said: no role, a role that many have, a role of another behind the comma.
        ("with {Dev Patel} in the lead", "en", None),
        ("professor {Jan Berg}", "nb", None),
        ("{Dev Patel}, who was late, met farmer Joe", "en", None),
    ],
)
def test_a_role_is_read_before_the_name_or_in_its_apposition(text: str, lang: Lang, role: str | None) -> None:
    """Compounds by their end, English by whole words."""
    assert find(text, lang) == role


def test_a_role_fits_the_kind_of_its_group_only() -> None:
    """A footballer is no minister; professors and journalists are now and then."""
    assert group_of_kind("foreign minister") == "politics"
    assert group_of_kind("club") is None and group_of_kind(None) is None
    assert is_misfit("sport", "politics") and not is_misfit("sport", "sport")
    assert not is_misfit("science", "politics")


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("im Kanton {Zürich}.", True),
        ("in the province of {Quebec}.", True),
        ("from {Kerry} county to", True),
        ("i {Zürich} by", False),
        ("die Stadt {Zürich},", False),
        ("{Zürich}", False),
    ],
)
def test_a_word_beside_a_place_says_region(text: str, region: bool) -> None:
    """Before the name, before an "of", and behind the name."""
    start, end = text.index("{"), text.index("}") - 1
    assert is_region(text.replace("{", "").replace("}", ""), start, end) is region


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [("Zürich, Bern", True), ("Bern og Genf", True), ("Bern. Genf", False), ("Bern, wo Genf", False)],
)
def test_a_list_of_regions_goes_on(text: str, goes_on: bool) -> None:
    """A comma or an "and" alone between two names."""
    end = re.match(r"\w+", text).end()  # type: ignore[union-attr]
    assert lists_on(text, end, text.rindex(" ") + 1) is goes_on


def test_clubs_and_parties_speak_for_a_field() -> None:
    """What people of a field stand among."""
    assert topic_of_kind("club") == topic_of_kind("athlete") == "sport"
    assert topic_of_kind("party") == "politics" and topic_of_kind("mountain") is None
