"""Predictions against gold, span by span: what is right, wrong, missed, and what is not judged."""

from collections.abc import Iterable
from typing import Any

import pytest
from networks import gold
from scripted import Scripted

from newsner.corpora.annotated import AnnotatedText
from newsner.measuring.judging import PLACE_CLASS, Judged, judge

TEXT = gold("Biden met Merkel in Oslo on May", ("Biden", "PER"), ("Merkel", "PER"), ("Oslo", "GPE"))


def judge_texts(nlp: Any, *texts: AnnotatedText, merge_places: bool = False) -> list[Judged]:
    return judge(nlp, texts, merge_places)


def rights(judged: Iterable[Judged]) -> list[bool]:
    return [each.right for each in judged]


def test_judge_right_wrong_and_missed() -> None:
    """Span and label must both be right; what was not found exactly is missed under its gold label."""
    nlp = Scripted(("Biden", "PER", 0.9), ("Merkel", "ORG", 0.6), ("in Oslo", "GPE", 0.5))
    assert judge_texts(nlp, TEXT) == [
        Judged("PER", 0.9, right=True, missed=False, surface="Biden"),
        Judged("ORG", 0.6, right=False, missed=False, surface="Merkel"),
        Judged("GPE", 0.5, right=False, missed=False, surface="in Oslo"),
        Judged("PER", 0.0, right=False, missed=True, surface="Merkel"),
        Judged("GPE", 0.0, right=False, missed=True, surface="Oslo"),
    ]


@pytest.mark.parametrize(("merge_places", "right", "label"), [(True, True, PLACE_CLASS), (False, False, "LOC")])
def test_judge_of_places(merge_places: bool, right: bool, label: str) -> None:
    """Where a corpus has one label for places, LOC for GPE is right and counts as a place."""
    first = judge_texts(Scripted(("Oslo", "LOC", 0.7)), TEXT, merge_places=merge_places)[0]
    assert first == Judged(label, 0.7, right=right, missed=False, surface="Oslo")


def test_any_of_several_labels_is_right_and_none_is_missed() -> None:
    """Of a span that is EVT or PROD nobody knows under which label it would be missed."""
    text = gold("The Open begins", ("Open", "EVT|PROD"))
    assert rights(judge_texts(Scripted(("Open", "PROD", 0.5)), text)) == [True]
    assert rights(judge_texts(Scripted(("Open", "ORG", 0.5)), text)) == [False]
    assert judge_texts(Scripted(), text) == []


def test_a_span_that_is_perhaps_no_name_is_no_miss_and_no_hit() -> None:
    """Under an allowed label it is left out; under any other label it is wrong, name or not."""
    text = gold("Kyiv waits", ("Kyiv", "GPE|O"))
    assert judge_texts(Scripted(), text) == []
    assert judge_texts(Scripted(("Kyiv", "GPE", 0.9)), text) == []
    assert rights(judge_texts(Scripted(("Kyiv", "PER", 0.9)), text)) == [False]


def test_labels_that_the_corpus_leaves_unmarked_are_not_judged() -> None:
    """They may be right or wrong there; the same words under a marked label are wrong."""
    text = gold("with an iPhone", unknown=["PROD"])
    assert judge_texts(Scripted(("iPhone", "PROD", 0.9)), text) == []
    assert rights(judge_texts(Scripted(("iPhone", "ORG", 0.9)), text)) == [False]


def test_texts_of_one_document_share_a_number() -> None:
    """Sentences without a document are one each, a document that comes back is the same one."""
    texts = [gold("Oslo", ("Oslo", "GPE"), document=name) for name in ("a", "", "", "b", "a")]
    assert [each.document for each in judge_texts(Scripted(), *texts)] == [0, 1, 2, 3, 0]
