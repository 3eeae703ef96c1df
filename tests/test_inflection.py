"""Endings of names: base forms, derived forms, compounds."""

import pytest

from newsner.kb.inflection import MAX_BASE_FORMS, base_forms, derived_forms, split_compound


@pytest.mark.parametrize(
    ("form", "lang", "base"),
    [
        ("Putins", "nb", "Putin"),
        ("USAs", "nb", "USA"),
        ("Støres", "nn", "Støre"),
        ("Ap's", "nb", "Ap"),
        ("FN’s", "nn", "FN"),
        ("Jens'", "nb", "Jens"),
        ("Det hvite hus'", "nb", "Det hvite hus"),
        ("Vardø'", "nb", "Vardø"),
        ("Hans'", "nn", "Hans"),
        ("NATO-s", "nb", "NATO"),
        ("NORGES", "nb", "NORGE"),
        ("Karl 12.s", "nb", "Karl 12."),
        ("Harald Vs", "nb", "Harald V"),
        ("56. brigades", "nb", "56. brigade"),
        ("bin Salmans", "nn", "bin Salman"),
        ("O'Briens", "nb", "O'Brien"),
        ("PUTINS", "de", "PUTIN"),
        ("Merz’", "de", "Merz"),
        ("Karls XII.", "de", "Karl XII."),
        ("Karls des Großen", "de", "Karl der Große"),
        ("Karl dem Großen", "de", "Karl der Große"),
        ("Katharinas der Großen", "de", "Katharina die Große"),
        ("Clintons", "en", "Clinton"),
        ("Joneses", "en", "Jones"),
        ("Deutschlands", "de", "Deutschland"),
        ("Angela Merkels", "de", "Angela Merkel"),
        ("Peter Müllers", "de", "Peter Müller"),
        ("Ursula von der Leyens", "de", "Ursula von der Leyen"),
        ("Scholz'", "de", "Scholz"),
        ("Linken", "de", "Linke"),
        ("Vereinten Nationen", "de", "Vereinte Nationen"),
        ("Kommunistischen Partei Russlands", "de", "Kommunistische Partei Russlands"),
        ("Freien Demokratischen Partei", "de", "Freie Demokratische Partei"),
        ("Europäischen Kommission", "de", "Europäische Kommission"),
        ("Auswärtigen Amts", "de", "Auswärtiges Amt"),
        ("Schwarzen Meer", "de", "Schwarzes Meer"),
        ("Roten Kreuz", "de", "Rotes Kreuz"),
    ],
)
def test_most_likely_base_form_comes_first(form: str, lang: str, base: str) -> None:
    """The usual ending is taken off first."""
    assert base_forms(form, lang)[0] == base


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("Weißen Hauses", "Weißes Haus"),
        ("Weißen Hauses", "Weiße Haus"),
        ("Auswärtigen Amtes", "Auswärtiges Amt"),
        ("Schwarzen Meeres", "Schwarzes Meer"),
        ("Nahen Osten", "Naher Osten"),
        ("Nahen Ostens", "Naher Osten"),
        ("Internationalen Währungsfonds", "Internationaler Währungsfonds"),
        ("Vereinigten Staaten von Amerika", "Vereinigte Staaten von Amerika"),
        ("Rates der Europäischen Union", "Rat der Europäischen Union"),
        ("Bundestages", "Bundestag"),
        ("Niederlanden", "Niederlande"),
        ("Scholzens", "Scholz"),
        ("Jürgen Klopps", "Jürgen Klopp"),
        ("Rainer Maria Rilkes", "Rainer Maria Rilke"),
    ],
)
def test_german_base_form_is_among_the_candidates(form: str, base: str) -> None:
    """Adjective and noun endings are taken off together, in a bounded list."""
    bases = base_forms(form, "de")
    assert base in bases
    assert form not in bases
    assert len(bases) == len(set(bases)) <= MAX_BASE_FORMS


@pytest.mark.parametrize(
    ("form", "lang"),
    [
        ("Putin", "nb"),
        ("Russ", "nb"),
        ("Trump's", "en"),
        ("Biden’s", "en"),
        ("Congress", "en"),
        ("Merkel", "de"),
        ("Putins", "fr"),
        ("s", "nb"),
        ("OSSE", "nb"),
        ("OFFS", "nb"),
        ("Karl XII.", "de"),
        ("'", "de"),
        ("", "de"),
    ],
)
def test_no_base_form_where_nothing_can_be_taken_off(form: str, lang: str) -> None:
    """A form without an ending, the English 's and an unknown language give no candidates."""
    assert base_forms(form, lang) == []


@pytest.mark.parametrize(
    ("base", "lang", "present", "absent"),
    [
        ("russisk", "nb", {"russisk", "russiske"}, {"russisken", "russiskt"}),
        ("dansk", "nn", {"danske"}, {"dansken", "danskar"}),
        ("ukrainer", "nb", {"ukrainers", "ukrainere", "ukraineren", "ukrainerne", "ukrainernes"}, {"ukrainerer"}),
        ("ukrainar", "nn", {"ukrainaren", "ukrainarar", "ukrainarane"}, {"ukrainarer"}),
        ("brite", "nb", {"briten", "briter", "britene"}, {"briteer"}),
        ("brite", "nn", {"britar", "britane"}, {"briter"}),
        ("nordmann", "nb", {"nordmannen"}, {"nordmanner"}),
        ("nordmenn", "nb", {"nordmennene"}, {"nordmenner"}),
        ("Russian", "en", {"Russian", "Russians"}, {"Russianes"}),
        ("British", "en", {"British"}, {"Britishs"}),
        ("Frenchman", "en", {"Frenchman"}, {"Frenchmans"}),
        ("deutsch", "de", {"deutsche", "deutschen", "deutscher", "deutsches", "deutschem"}, {"deutschin"}),
        ("Russe", "de", {"Russen", "Russin", "Russinnen"}, {"Russer", "Russes"}),
        ("Norweger", "de", {"Norweger", "Norwegern", "Norwegers", "Norwegerin", "Norwegerinnen"}, {"Norwegere"}),
        ("Norwegerin", "de", {"Norwegerinnen"}, {"Norwegerins"}),
        ("Deutsche", "de", {"Deutscher", "Deutschen"}, {"Deutschin"}),
        ("Pole", "de", {"Pole", "Polin"}, {"Polen"}),
        ("Ungar", "de", {"Ungarin"}, {"Ungarn"}),
        ("Israeli", "de", {"Israelis"}, {"Israelin"}),
    ],
)
def test_derived_forms_are_regular(base: str, lang: str, present: set[str], absent: set[str]) -> None:
    """Regular endings are added, none that make another word."""
    forms = derived_forms(base, lang)
    assert forms[0] == base
    assert present <= set(forms)
    assert not absent & set(forms)


@pytest.mark.parametrize("base", ["El Salvador", "sør-afrikansk kvinne"])
def test_several_words_are_not_inflected(base: str) -> None:
    """Only single words take endings."""
    assert derived_forms(base, "nb") == [base]


@pytest.mark.parametrize(
    ("form", "lang", "pairs"),
    [
        ("Ukraina-konflikten", "nb", [("Ukraina", "konflikten")]),
        ("Bergen-kvinnen", "nn", [("Bergen", "kvinnen")]),
        ("EU-US-avtalen", "nb", [("EU-US", "avtalen"), ("EU", "US-avtalen")]),
        ("Wolodymyr Selenskyj-Gipfel", "de", [("Wolodymyr Selenskyj", "Gipfel")]),
        ("US‑Präsident", "de", [("US", "Präsident")]),
        ("Mittel-", "de", []),
        ("Oslo", "nb", []),
        ("kremlfreundlich", "de", []),
        ("Kremlin-backed", "en", []),
    ],
)
def test_hyphen_compounds_split_at_their_hyphens(form: str, lang: str, pairs: list[tuple[str, str]]) -> None:
    """Every hyphen is a place to split, the longest base first; English and ellipses give none."""
    assert split_compound(form, lang) == pairs


@pytest.mark.parametrize(
    ("form", "lang", "pair"),
    [
        ("Russlandsreisen", "nb", ("Russland", "reisen")),
        ("Ukrainekrieg", "de", ("Ukraine", "krieg")),
        ("Bundestagsabgeordnete", "de", ("Bundestag", "abgeordnete")),
    ],
)
def test_solid_compounds_are_candidates(form: str, lang: str, pair: tuple[str, str]) -> None:
    """A solid compound is split with and without the linking s, both parts long enough."""
    pairs = split_compound(form, lang)
    assert pair in pairs
    assert all(len(base) >= 4 and len(rest) >= 4 for base, rest in pairs)
