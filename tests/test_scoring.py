"""Scores of a set: as written, in other case, and on names that the alias table lacks."""

from typing import Any

import pytest
from doubles import ENTRIES
from networks import gold
from scripted import Scripted

from newsner.kb.store import KnowledgeBase
from newsner.labels import Lang
from newsner.measuring.gold_sets import CORE_LABELS, GoldSet
from newsner.measuring.scoring import format_scores, listed_in, score_set

TEXT = gold("Putin trifft Wasilczuk in Oslo .", ("Putin", "PER"), ("Wasilczuk", "PER"), ("Oslo", "GPE"))
SET = GoldSet("trip", "de", CORE_LABELS, ("DRV",), True, (TEXT,))


def is_listed(surface: str, lang: Lang) -> bool:
    return surface in {name for entry in ENTRIES for name in entry.names[lang]} | {"Putin"}


def score(*names: tuple[str, str, float]) -> Any:
    nlp: Any = Scripted(*names)
    return score_set(nlp, SET, is_listed)


def test_names_outside_the_table_are_scored_beside_the_whole() -> None:
    """Of three names two are listed and found; the third and a wrong span are what is outside."""
    found = score(("Putin", "PER", 0.9), ("Oslo", "LOC", 0.9), ("trifft", "ORG", 0.9))
    assert found.whole.f == 66.7 and found.whole.gold == 3
    assert (found.outside.f, found.outside.gold) == (0.0, 1)
    assert score(("Wasilczuk", "PER", 0.9)).outside.f == 100.0


def test_other_case_is_read_anew() -> None:
    """A system that knows only PUTIN and putin scores only there."""
    found = score(("PUTIN", "PER", 0.9), ("putin", "PER", 0.9), ("oslo", "GPE", 0.9))
    assert (found.whole.f, found.upper, found.lower) == (0.0, 50.0, 80.0)


def test_labels_without_gold_have_no_figure() -> None:
    """Neither ORG, which is counted and missing, nor DRV, which is shown."""
    assert set(score(("Putin", "PER", 0.9)).labels) == {"PER", "place"}


@pytest.mark.parametrize(
    ("surface", "lang", "expected"),
    [
        ("Moskau", "de", True),
        ("Moskaus", "de", True),
        ("Oslos", "nb", True),
        ("Wasilczuk", "nb", False),
        ("Mosk", "de", False),
    ],
)
def test_a_name_is_listed_with_and_without_its_ending(
    tiny_table: KnowledgeBase, surface: str, lang: Lang, expected: bool
) -> None:
    """Genitives are the name too; a part of a name is not."""
    assert listed_in(tiny_table)(surface, lang) is expected


def test_the_table_has_a_row_a_set_and_a_label() -> None:
    """Figures, their interval, outside the table, and how much other case costs."""
    header, headline, *labels = format_scores([score(("Putin", "PER", 0.9), ("oslo", "GPE", 0.9))])
    assert header.split()[0] == "set"
    assert headline.split()[:5] == ["trip", "counted", "100.0", "33.3", "50.0"]
    assert headline.endswith("|   0.0  -50.0 |  50.0   +0.0")
    assert [line.split()[0] for line in labels] == ["PER", "place"]
