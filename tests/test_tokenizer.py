"""Tokens of news text: a name ends where a token ends."""

from functools import cache

import pytest
import spacy
from spacy.language import Language

from newsner.recognition.tokenizer import create_tokenizer

EVERY = ("nb", "en", "de")


@cache
def blank(lang: str) -> Language:
    nlp = spacy.blank(lang)
    nlp.tokenizer = create_tokenizer()(nlp)
    return nlp


def tokens(lang: str, text: str) -> list[str]:
    return [token.text for token in blank(lang).make_doc(text)]


@pytest.mark.parametrize("lang", EVERY)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("City–Borussia", "City – Borussia"),  # a result line
        ("AFP—Kyiv", "AFP — Kyiv"),
        ("Foto:NTB", "Foto : NTB"),
        ("AP/NTB", "AP / NTB"),
        ("Reuters|dpa", "Reuters | dpa"),
        ("Støre,Merkel", "Støre , Merkel"),
        ("©dpa", "© dpa"),
        ("*Merkel*", "* Merkel *"),
        ("_Lavrov_", "_ Lavrov _"),
        ("Reuters…", "Reuters …"),
        ("–Nato", "– Nato"),
        ("Oslo.Politiet", "Oslo . Politiet"),  # a space was lost between sentences
        ("TV2/Oslo", "TV2 / Oslo"),
    ],
)
def test_names_are_cut_off(lang: str, text: str, expected: str) -> None:
    """Dashes, slashes, credits and lost spaces do not glue a name to its neighbour."""
    assert tokens(lang, text) == expected.split()


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        *((lang, "24.februar") for lang in EVERY),
        *((lang, "U.S.") for lang in EVERY),
        *((lang, "10:30") for lang in EVERY),
        *((lang, "3,5") for lang in EVERY),
        *((lang, "nrk.no") for lang in EVERY),
        *((lang, "http://www.nrk.no/urix/kyiv") for lang in EVERY),
        ("nb", "Ukraina-konflikten"),
        ("nb", "EU-landene"),
        ("nb", "f.eks."),
        ("de", "Ukraina-konflikten"),
        ("de", "US-Präsident"),
        ("de", "Rhein-Main-Gebiet"),
        ("de", "z.B."),
    ],
)
def test_stays_whole(lang: str, text: str) -> None:
    """Compounds of Norwegian and German, abbreviations, times, numbers and addresses are one token."""
    assert tokens(lang, text) == [text]


def test_english_hyphens_are_cut() -> None:
    """English keeps spaCy's own rule, so that the name in `Kremlin-backed` has an end."""
    assert tokens("en", "Kremlin-backed") == ["Kremlin", "-", "backed"]


@pytest.mark.parametrize("lang", EVERY)
def test_full_stop_of_u_s_in_a_sentence(lang: str) -> None:
    """The dots of U.S. belong to it, the full stop of the sentence does not belong to the last name."""
    assert tokens(lang, "The U.S. and Kyiv.") == ["The", "U.S.", "and", "Kyiv", "."]


@pytest.mark.parametrize("lang", EVERY)
def test_nothing_is_lost(lang: str) -> None:
    """Tokens and spaces make the text again, odd spacing included."""
    text = "  OSLO (NTB):\tKreml–Nato…\n\n«Bodø/Glimt»  slo\u00a0Bayern 2–1. "
    assert blank(lang).make_doc(text).text == text


@pytest.mark.parametrize("lang", EVERY)
def test_rules_survive_storing(lang: str) -> None:
    """A tokenizer read back from bytes cuts the same."""
    other = spacy.blank(lang)
    other.from_bytes(blank(lang).to_bytes())
    text = "City–Borussia Foto:NTB U.S. Ukraina-konflikten"
    assert [token.text for token in other.make_doc(text)] == tokens(lang, text)
