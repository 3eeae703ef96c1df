"""Tests of newsner.candidates: one name against a small table, without a document."""

from pathlib import Path

import pytest
from doubles import compile_entries, make_entry, number_entries

from newsner.candidates import CandidateFinder, Lookup, agreement, is_slip, is_typo, shares
from newsner.kb.keys import variant_key
from newsner.kb.store import KnowledgeBase
from newsner.labels import Label, Lang

ENTRIES = number_entries(
    [
        make_entry("PER", "Vladimir Putin", langs={"de": ["Wladimir Putin"]}, prominence=1.0),
        make_entry("PER", "Yuri Ushakov", langs={"nb": ["Jurij Usjakov"], "de": ["Juri Uschakow"]}, prominence=0.7),
        make_entry("PER", "Robert Apple", prominence=0.75),
        make_entry("PER", "Kari Obscure", prominence=0.3),
        make_entry("GPE", "Norway", langs={"nb": ["Norge"], "de": ["Norwegen"]}, country="NO", kind="country",
            derived={"nb": ("norsk",), "en": ("Norwegian",), "de": ("norwegisch", "Norweger")}),
        make_entry("GPE", "United States", "US", "USA", country="US", kind="country", prominence=1.0),
        make_entry("GPE", "Dortmund", kind="city", country="DE", prominence=0.75),
        make_entry("GPE", "Georgia", kind="country", country="GE", prominence=0.9),
        make_entry("GPE", "Georgia", kind="state", country="US", prominence=0.8),
        make_entry("GPE", "Paris", kind="capital", country="FR", prominence=0.95),
        make_entry("GPE", "Paris", kind="town", country="US", prominence=0.3),
        make_entry("GPE", "Apples", kind="village", country="CH", prominence=0.1),
        make_entry("GPE", "Viks", kind="village", country="SE", prominence=0.2),
        make_entry("GPE", "Vik", kind="village", country="NO", prominence=0.4),
        make_entry("ORG", "Apple", kind="company", country="US", prominence=0.9),
        make_entry("ORG", "Borussia Dortmund", kind="club", country="DE", prominence=0.7),
        make_entry("ORG", "White House", langs={"nb": ["Det hvite hus"], "de": ["Weißes Haus"]}, prominence=1.0),
        make_entry("ORG", "NATO", "Nato", prominence=1.0),
    ]
)  # fmt: skip


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """The table of `ENTRIES`."""
    return compile_entries(tmp_path_factory.mktemp("candidates") / "table", ENTRIES)


FOUND = [
    ("nb", "Vladimir Putin", "PER", "Vladimir Putin", "exact", "Vladimir Putin"),
    ("nb", "Wladimir Putin", "PER", "Vladimir Putin", "exact", "Wladimir Putin"),
    ("nb", "Norges", "GPE", "Norway", "inflected", "Norge"),
    ("nn", "USAs", "GPE", "United States", "inflected", "USA"),
    ("de", "Weißen Hauses", "ORG", "White House", "inflected", "Weißes Haus"),
    ("nb", "Det hvite hus'", "ORG", "White House", "inflected", "Det hvite hus"),
    ("en", "Yury Ushakov", "PER", "Yuri Ushakov", "variant", "Yury Ushakov"),
    ("de", "Jurij Uschakows", "PER", "Yuri Ushakov", "variant", "Jurij Uschakows"),
    ("en", "Vladimir V. Putin", "PER", "Vladimir Putin", "variant", "Vladimir V. Putin"),
    ("en", "NATO", "ORG", "NATO", "exact", "NATO"),
    # The village yields to the genitive of the company, in languages with such a genitive.
    ("nb", "Apples", "ORG", "Apple", "inflected", "Apple"),
    # The village does not yield to a village.
    ("nb", "Viks", "GPE", "Viks", "exact", "Viks"),
]


@pytest.mark.parametrize(("lang", "surface", "label", "name", "method", "base"), FOUND)
def test_find_tells_entry_step_and_base(
    kb: KnowledgeBase, lang: Lang, surface: str, label: Label, name: str, method: str, base: str
) -> None:
    """The first step that yields a plausible entry ends the search."""
    found = CandidateFinder(kb, lang).find(surface, label)
    best = found.candidates[0]
    assert (kb.entry(best.entry).name, best.method) == (name, method)
    assert found.base == base or method == "variant"


@pytest.mark.parametrize(
    ("lang", "surface", "label"),
    [
        ("nb", "Kari Nordmann", "PER"),
        ("en", "norwegian", "GPE"),
        # Derived words are no names of the country.
        ("en", "Norwegian", "GPE"),
        # A town is no person.
        ("en", "Dortmund", "PER"),
        # A surname whose bearer is not prominent.
        ("en", "Obscure", "PER"),
        # A typo is none of these steps.
        ("en", "Vladimir Puting", "PER"),
        ("en", "", "PER"),
    ],
)
def test_find_without_candidates_keeps_the_surface(kb: KnowledgeBase, lang: Lang, surface: str, label: Label) -> None:
    """Nothing found, nothing taken off."""
    assert CandidateFinder(kb, lang).find(surface, label) == Lookup(surface, ())


def test_find_marks_short_forms(kb: KnowledgeBase) -> None:
    """A surname counts as short by whatever step it was found, a full name never."""
    finder = CandidateFinder(kb, "nb")
    shorts = [
        finder.find(name, "PER").candidates[0].short for name in ("Putin", "Putins", "Uschakow", "Vladimir Putin")
    ]
    assert shorts == [True, True, True, False]


def test_find_ranks_by_prominence(kb: KnowledgeBase) -> None:
    """The capital stands before the town, by much."""
    candidates = CandidateFinder(kb, "en").find("Paris", "GPE").candidates
    assert [kb.country(each.entry) for each in candidates] == ["FR", "US"]
    assert candidates[0].weight > 10 * candidates[1].weight > 0.0


def test_find_ranks_by_label(kb: KnowledgeBase) -> None:
    """A town that is a club in a text about sport is the club only where the mention is a body."""
    finder = CandidateFinder(kb, "de")
    bodies = [kb.entry(each.entry).name for each in finder.find("Dortmund", "ORG").candidates]
    places = [kb.entry(each.entry).name for each in finder.find("Dortmund", "GPE").candidates]
    assert (set(bodies), places) == ({"Borussia Dortmund", "Dortmund"}, ["Dortmund"])


def test_form_of_another_language_weighs_less(kb: KnowledgeBase) -> None:
    """Norwegen is Norway in a Norwegian text too, with half the weight."""
    german, norwegian = (CandidateFinder(kb, lang).find("Norwegen", "GPE").candidates[0] for lang in ("de", "nb"))
    assert german.entry == norwegian.entry and norwegian.weight == pytest.approx(german.weight / 2)


@pytest.mark.parametrize(
    ("surface", "countries"),
    [("Georgia", ["GE", "US"]), ("Paris, USA", ["US"]), ("Paris, Norway", []), ("Kvik, USA", [])],
)
def test_comma_part_rules_out_other_countries(kb: KnowledgeBase, surface: str, countries: list[str]) -> None:
    """A place before its country lies there or is not known."""
    candidates = CandidateFinder(kb, "en").find(surface, "GPE").candidates
    assert [kb.country(each.entry) for each in candidates] == countries


@pytest.mark.parametrize(
    ("lang", "surface", "base"),
    [
        ("nb", "norske", "norske"),
        ("nb", "Norske", "norske"),
        ("nn", "norsk", "norsk"),
        ("en", "Norwegians", "Norwegians"),
        ("de", "norwegischen", "norwegischen"),
        ("de", "Norwegern", "Norwegern"),
    ],
)
def test_find_derived(kb: KnowledgeBase, lang: Lang, surface: str, base: str) -> None:
    """Demonyms lead to the country, with a capital at the start of a sentence too."""
    found = CandidateFinder(kb, lang).find_derived(surface)
    assert [kb.entry(each.entry).name for each in found.candidates] == ["Norway"]
    assert found.base == base


@pytest.mark.parametrize(("lang", "surface"), [("en", "Norway"), ("nb", "dansk"), ("nb", "USA"), ("de", "Norge")])
def test_find_derived_knows_derived_words_only(kb: KnowledgeBase, lang: Lang, surface: str) -> None:
    """A plain name is no derived word."""
    assert CandidateFinder(kb, lang).find_derived(surface) == Lookup(surface, ())


@pytest.mark.parametrize(
    ("lang", "surface", "bases"),
    [
        ("nb", "EU-landene", ["EU"]),
        ("de", "Wolodymyr Selenskyj-Gipfel", ["Wolodymyr Selenskyj"]),
        ("de", "Dortmunder", ["Dortmund"]),
        ("de", "Dortmunderinnen", ["Dortmund"]),
        ("en", "Moscow-based", []),
        ("nb", "norsk", []),
    ],
)
def test_bases_of_compounds_and_inhabitants(kb: KnowledgeBase, lang: Lang, surface: str, bases: list[str]) -> None:
    """What may be a name inside, among other cuts; nothing in English or in a short word."""
    found = CandidateFinder(kb, lang).bases(surface)
    assert set(bases) <= set(found) and bool(bases) == bool(found)


@pytest.mark.parametrize("surface", ["Vladimir Puting", "Vladmir Putin", "Vladimir Ptuin"])
def test_find_near_a_typo(kb: KnowledgeBase, surface: str) -> None:
    """One edit from a well-known name."""
    found = CandidateFinder(kb, "en").find_near(surface, "PER", 0.8)
    assert [(kb.entry(each.entry).name, each.method) for each in found.candidates] == [("Vladimir Putin", "fuzzy")]


@pytest.mark.parametrize(
    ("surface", "label", "prominent"),
    [
        ("Vladimir Puting", "ORG", 0.8),
        ("Yuri Ushakow-Lee", "PER", 0.6),
        ("Yurri Ushakov", "PER", 0.8),
        ("Kari Obscura", "PER", 0.0),
        ("Vladimir Pushkin", "PER", 0.8),
        ("Nata", "ORG", 0.8),
    ],
    ids=["label", "too far", "not prominent enough", "not of the head", "three edits", "too short"],
)
def test_find_near_finds_nothing(kb: KnowledgeBase, surface: str, label: Label, prominent: float) -> None:
    """Another label, more edits, an obscure entry or a short form is no typo."""
    assert CandidateFinder(kb, "en").find_near(surface, label, prominent).candidates == ()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("biden", "binden", True),
        ("blinken", "blingen", True),
        ("lavrov", "lavorv", True),
        ("vladimir putin", "wladimir puting", False),
        ("vladimir putin", "vladmir puting", True),
        ("biden", "bindens", False),
        ("biden", "biden", False),
        ("oslo", "osla", False),
        ("iran", "irak", False),
        ("merkel", "ferkel", False),
        ("", "a", False),
    ],
)
def test_is_typo(one: str, other: str, expected: bool) -> None:
    """One edit, two in long forms; never in short ones, never in the first letter, never the form itself."""
    assert is_typo(one, other) is expected
    assert is_typo(other, one) is expected


@pytest.mark.parametrize(
    ("mention", "entry", "low", "high"),
    [
        (None, "PER", 1.0, 1.0),
        ("PER", "PER", 1.0, 1.0),
        ("GPE", "ORG", 0.4, 0.6),
        ("ORG", "PROD", 0.4, 0.6),
        ("PER", "GPE", 0.0, 0.1),
        ("GPE", "PER", 0.0, 0.1),
        ("GPE", "PROD", 0.0, 0.1),
    ],
)
def test_agreement(mention: Label | None, entry: str, low: float, high: float) -> None:
    """Bodies and places are taken for one another, people for nothing else."""
    assert low <= agreement(mention, entry) <= high


def test_shares_sum_up_to_one(kb: KnowledgeBase) -> None:
    """Each candidate has its part of the whole weight."""
    parts = [part for _, part in shares(CandidateFinder(kb, "en").find("Georgia", "GPE").candidates)]
    assert len(parts) == 2 and sum(parts) == pytest.approx(1.0) and parts[0] > parts[1] > 0.0
    assert list(shares([])) == []


def test_key_of_a_typo_is_a_variant_key() -> None:
    """`is_typo` compares folded forms: a spelling of another language is no edit."""
    assert variant_key("Uschakow") == variant_key("Usjakov")
    assert not is_typo(variant_key("Uschakow"), variant_key("Usjakov"))


def test_label_that_cannot_be_is_no_candidate(kb: KnowledgeBase) -> None:
    """Mr Washington is no city, however well known it is."""
    assert CandidateFinder(kb, "en").find("USA", "PER").candidates == ()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("meinl reisiger", "meinl reisinger", True),
        ("robert harbeck", "robert habeck", True),
        # Two words wrong, a short word wrong, one word alone, another number of words.
        ("rober harbeck", "robert habeck", False),
        ("robert miler", "robert muler", False),
        ("harbeck", "habeck", False),
        ("robert x harbeck", "robert habeck", False),
    ],
)
def test_is_slip(one: str, other: str, expected: bool) -> None:
    """One edit in one long word of several."""
    assert is_slip(one, other) is expected


def test_one_word_of_a_body_is_spelled_one_way(tmp_path: Path) -> None:
    """Another spelling of it means a known body only: the club Skjold is not Skiold, Gazprom is Gasprom."""
    entries = [make_entry("ORG", "Skiold", prominence=0.4), make_entry("ORG", "Gasprom", prominence=0.8)]
    finder = CandidateFinder(compile_entries(tmp_path / "table", number_entries(entries)), "nn")
    assert finder.find("Skjold", "ORG").candidates == ()
    assert [candidate.form for candidate in finder.find("Gazprom", "ORG").candidates] == ["Gazprom"]


@pytest.mark.parametrize(
    ("surface", "label", "found"),
    [("Paris", "ORG", ["FR"]), ("Paris", "GPE", ["FR", "US"]), ("Dortmund", "ORG", ["DE"])],
)
def test_a_body_is_no_village_of_its_name(kb: KnowledgeBase, surface: str, label: Label, found: list[str]) -> None:
    """A club or council may be called by its town, not by a village that shares the name."""
    candidates = CandidateFinder(kb, "nb").find(surface, label).candidates
    assert [kb.country(each.entry) for each in candidates if kb.label(each.entry) == "GPE"] == found
