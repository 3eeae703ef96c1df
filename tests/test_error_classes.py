"""Errors in classes, counted by hand, with examples in their words."""

import pytest
from test_scorer import GOLD, SYSTEM, found, gold, score_one

from newsner.evaluation import format_errors
from newsner.evaluation.scorer import score


def sections(listing: str) -> dict[str, list[str]]:
    """Title to lines."""
    parts = [part.splitlines() for part in listing.split("\n\n")]
    return {lines[0]: lines[1:] for lines in parts}


def classes(listing: str, title: str) -> list[str]:
    """Count and name of each class of a section."""
    return [line.strip() for line in sections(listing)[title] if not line.startswith("      ")]


def test_every_error_is_in_its_classes() -> None:
    """A label alone, a span alone, both at once, a miss and a spurious name."""
    listing = format_errors(score_one(GOLD, SYSTEM))
    assert classes(listing, "Confusion of labels: 2") == ["1 GPE taken for LOC", "1 ORG taken for GPE"]
    assert classes(listing, "Boundary errors: 2") == ["1 too long on the left", "1 too short on the right"]
    assert classes(listing, "Missed: 1") == ["1 DRV, found nowhere"]
    assert classes(listing, "Spurious: 1") == ["1 PER, a name nowhere"]


def test_examples_show_the_words_around() -> None:
    """Article, both sides, context; what is right is not listed."""
    listing = format_errors(score_one(GOLD, SYSTEM))
    assert (
        "      a: gold PER 'Kari Nordmann', system PER 'Kari' in: Putin såg Kyiv og [Kari Nordmann] i Nato" in listing
    )
    assert "      a: gold DRV 'russisk' in: " in listing and "[russisk] snø i mars" in listing
    assert "      a: system PER 'mars' in: " in listing
    assert "'Putin'" not in listing and "'Donbass'" not in listing


def test_context_is_thirty_characters_on_each_side() -> None:
    """Longer lines are cut, so that a list stays readable."""
    text = "x" * 40 + " [[Kyiv|GPE|kyiv]] " + "y" * 40
    listing = format_errors(score_one(text, text.replace("[[Kyiv|GPE|kyiv]]", "Kyiv")))
    assert f"in: {'x' * 29} [Kyiv] {'y' * 29}\n" in listing


@pytest.mark.parametrize(
    ("gold_markup", "system_markup", "kind"),
    [
        ("ved [[Tromsø|GPE|kyiv]] hamn", "[[ved Tromsø|GPE|-]] hamn", "too long on the left"),
        ("ved [[Tromsø hamn|GPE|kyiv]]", "ved Tromsø [[hamn|GPE|-]]", "too short on the left"),
        ("ved [[Tromsø|GPE|kyiv]] hamn", "[[ved Tromsø hamn|GPE|-]]", "too long on both sides"),
        ("[[ved Tromsø hamn|GPE|kyiv]]", "ved [[Tromsø|GPE|-]] hamn", "too short on both sides"),
        ("[[ved Tromsø|GPE|kyiv]] hamn", "ved [[Tromsø hamn|GPE|-]]", "too short on the left, too long on the right"),
    ],
)
def test_boundaries_are_told_apart(gold_markup: str, system_markup: str, kind: str) -> None:
    """Too much or too little, on which side."""
    assert classes(format_errors(score_one(gold_markup, system_markup)), "Boundary errors: 1") == [f"1 {kind}"]


def test_a_name_that_is_known_is_told_from_one_that_is_not() -> None:
    """Found elsewhere in the article, a miss is the sentence's fault; gold elsewhere, a spurious name is half right."""
    missed = score_one("[[Kyiv|GPE|kyiv]] og [[Kyiv|GPE|kyiv]]", "[[Kyiv|GPE|-]] og Kyiv")
    assert classes(format_errors(missed), "Missed: 1") == ["1 GPE, found elsewhere in the article"]
    spurious = score_one("[[Nato|ORG|nato]] og nato", "[[Nato|ORG|-]] og [[nato|ORG|-]]")
    assert classes(format_errors(spurious), "Spurious: 1") == ["1 ORG, a name nowhere"]
    spurious = score_one("[[Ap|ORG|nato]] og Ap", "[[Ap|ORG|-]] og [[Ap|ORG|-]]")
    assert classes(format_errors(spurious), "Spurious: 1") == ["1 ORG, a name elsewhere in the article"]


@pytest.mark.parametrize("examples", [0, 1, 3])
def test_the_largest_class_comes_first_with_its_examples(examples: int) -> None:
    """Four misses of one class and one of another; as many examples as asked for."""
    text = "[[Kari|PER|kari]] " * 1 + "[[Kyiv|GPE|kyiv]] " * 4
    plain = "Kari " + "Kyiv " * 4
    lines = sections(format_errors(score_one(text, plain), examples=examples))["Missed: 5"]
    assert lines[0] == "  4 GPE, found nowhere" and lines[1 + examples] == "  1 PER, found nowhere"
    assert len(lines) == 2 + examples + min(examples, 1)


def test_the_worst_articles_come_first() -> None:
    """By F1, with their first errors; an article without any mention on both sides is no bad one."""
    articles = [gold("[[Putin|PER|putin]]"), gold("Snø", "nb", "empty"), gold("[[Kyiv|GPE|kyiv]]", "en", "bad")]
    extractions = [found("[[Putin|PER|Q7747]]"), found("Snø"), found("Kyiv")]
    worst = sections(format_errors(score(articles, extractions), worst=2))["Worst articles"]
    assert worst[0] == "  bad F1 0.0, 1 mentions, 1 errors"
    assert worst[1].startswith("      bad: gold GPE 'Kyiv' in: [Kyiv]")
    assert worst[2:] == ["  a F1 100.0, 1 mentions, 0 errors"]


def test_nothing_wrong_and_nothing_scored() -> None:
    """Sections without errors say so."""
    assert format_errors(score_one("[[Kyiv|GPE|kyiv]]", "[[Kyiv|GPE|-]]")).count("  none") == 4
    assert format_errors(score([], [])).count("  none") == 5
