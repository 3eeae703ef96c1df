"""What becomes an alias: shortened towns, and the languages that a name serves."""

import pytest
from doubles import make_entry

from newsner.kb.aliases import collect_aliases, shorten_site
from newsner.kb.seed_entry import SeedEntry
from newsner.kb.table_format import ALL_LANGS, LANG_BITS

NB, NN, EN, DE = (LANG_BITS[lang] for lang in ("nb", "nn", "en", "de"))


@pytest.mark.parametrize(
    ("town", "forms"),
    [
        ("Halle an der Saale", ["Halle/Saale", "Halle (Saale)", "Halle a. d. S.", "Halle a.d.S."]),
        ("Esslingen am Neckar", ["Esslingen/Neckar", "Esslingen (Neckar)", "Esslingen a. N.", "Esslingen a.N."]),
        (
            "Rothenburg ob der Tauber",
            ["Rothenburg/Tauber", "Rothenburg (Tauber)", "Rothenburg o. d. T.", "Rothenburg o.d.T."],
        ),
        ("Bad Homburg", []),
        ("Stratford-upon-Avon", []),
    ],
)
def test_german_towns_are_shortened(town: str, forms: list[str]) -> None:
    """By a slash, in brackets, by initials with and without spaces."""
    assert shorten_site(town) == forms


def langs_of(entry: SeedEntry, form: str) -> int:
    """The languages in which a form leads to the only entry."""
    forms, _ = collect_aliases([entry], {}, frozenset())
    return sum(posting.langs for posting in forms.get(form, ()))


def with_names(**names: tuple[str, ...]) -> SeedEntry:
    """A town with names in some languages only."""
    return make_entry("GPE", "x")._replace(names=names)


@pytest.mark.parametrize(
    ("entry", "langs"),
    [
        (with_names(en=("Marburg",)), ALL_LANGS),
        (with_names(en=("Marburg",), de=("Marburg an der Lahn",)), NB | NN | EN),
        (with_names(en=("Marburg",), nb=("Marburg i Hessen",)), EN | DE),
        (with_names(en=("Marburg",), nn=("Marburg i Hessen",)), EN | DE),
        # Acronyms and native spellings hold everywhere; the English name is then one of several.
        (with_names(en=("Marburg",), any=("MR",)), EN),
    ],
)
def test_an_english_name_serves_languages_without_one(entry: SeedEntry, langs: int) -> None:
    """Whoever has no German name is called by the English one."""
    assert langs_of(entry, "Marburg") == langs


def test_a_bokmal_name_serves_nynorsk_without_one() -> None:
    """But not where Nynorsk has its own."""
    assert langs_of(with_names(nb=("Moskva",)), "Moskva") == NB | NN
    assert langs_of(with_names(nb=("Frankrike",), nn=("Frankrike land",)), "Frankrike") == NB


def test_an_article_is_no_part_of_an_alias() -> None:
    """The Greens are found as Greens, and nobody of the Netherlands is called by them."""
    assert langs_of(make_entry("ORG", "the Greens"), "Greens") == ALL_LANGS
    assert not langs_of(make_entry("PER", "Beatrix of the Netherlands"), "the Netherlands")
