"""Made-up results, line-ups and bylines: every name annotated, nothing else, in the language's own words."""

import random

import pytest

from newsner.corpora.lists import ListMaker
from newsner.errors import InputValueError

NAMES = [
    ("PER", "Kari Nordmann"), ("PER", "Sergej Lavrov"), ("PER", "Pelé"), ("GPE", "Sogndal"), ("GPE", "Bad Homburg"),
    ("ORG", "Brann FK"), ("ORG", "Reuters"), ("LOC", "Rhein"), ("PROD", "Telegram"), ("GPE", "{p}"),
]  # fmt: skip
PEOPLE = {"Kari Nordmann", "Sergej Lavrov", "Nordmann", "Lavrov", "K Nordmann", "S Lavrov"}
ALLOWED = {"PER": PEOPLE, "ORG": {"Brann FK", "Reuters", "Sogndal"}, "GPE": {"Sogndal"}}


@pytest.mark.parametrize("lang", ["nb", "en", "de"])
def test_every_name_is_annotated_and_nothing_else(lang: str) -> None:
    """Spans are in order and hold names of their label; between them no listed name and no slot is left."""
    maker, rng = ListMaker(lang, NAMES), random.Random(1)
    labels = set()
    for _ in range(300):
        text = maker.make(rng)
        rest, done = "", 0
        for start, end, (label,) in ((start, end, tuple(found)) for start, end, found in text.spans):
            assert done <= start and text.text[start:end] in ALLOWED[label]
            rest, done = rest + text.text[done:start] + "|", end
            labels.add(label)
        rest += text.text[done:]
        assert not any(name in rest for names in ALLOWED.values() for name in names) and "{" not in text.text
        assert text.unknown == frozenset()
    assert labels == set(ALLOWED)


def test_the_same_seed_gives_the_same_text() -> None:
    """Training is seeded."""
    texts = [[ListMaker("nb", NAMES).make(random.Random(seed)).text for seed in range(9)] for _ in range(2)]
    assert texts[0] == texts[1] and len(set(texts[0])) > 5


@pytest.mark.parametrize(("lang", "word"), [("nb", "Dommer: "), ("en", "Photograph: "), ("de", "Schiedsrichter: ")])
def test_each_language_has_its_own_words(lang: str, word: str) -> None:
    """A line of one language is made for that language alone."""
    for other in ("nb", "en", "de"):
        maker, rng = ListMaker(other, NAMES), random.Random(2)
        assert any(word in maker.make(rng).text for _ in range(400)) is (other == lang)


def test_patterns_that_cannot_be_filled_are_left_out() -> None:
    """Without a club or a body only lines of people are made; without any name there is nothing to make."""
    maker, rng = ListMaker("de", [("PER", "Kari Nordmann")]), random.Random(3)
    assert {label for _ in range(50) for _, _, labels in maker.make(rng).spans for label in labels} == {"PER"}
    with pytest.raises(InputValueError, match="lists need people, places or bodies"):
        ListMaker("de", [("PROD", "Telegram")])
