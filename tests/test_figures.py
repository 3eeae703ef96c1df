"""Precision, recall, F and intervals of judged spans, counted by hand."""

import pytest

from newsner.measuring.figures import Figure, f_of, measure
from newsner.measuring.judging import Judged


def judged(label: str, kind: str, document: int = 0) -> Judged:
    return Judged(label, 0.5, kind == "right", kind == "missed", document=document)


LISTED = [
    judged("PER", "right"),
    judged("PER", "right"),
    judged("PER", "wrong"),
    judged("PER", "missed"),
    judged("ORG", "missed"),
    judged("DRV", "wrong"),
]


@pytest.mark.parametrize(
    ("labels", "precision", "recall", "f", "gold"),
    [
        (["PER"], 66.7, 66.7, 66.7, 3),
        (["ORG"], 0.0, 0.0, 0.0, 1),
        (["DRV"], 0.0, 0.0, 0.0, 0),
        (["PER", "ORG", "DRV"], 50.0, 50.0, 50.0, 4),
        (["PER", "ORG"], 66.7, 50.0, 57.1, 4),
    ],
)
def test_figures_by_hand(labels: list[str], precision: float, recall: float, f: float, gold: int) -> None:
    """Two right, one wrong, one missed PER, one missed ORG, one wrong DRV; labels that are not asked for do not count."""
    figure = measure(LISTED, labels)
    assert figure == Figure(precision, recall, f, f, f, gold)
    assert round(f_of(LISTED, labels), 1) == f


def test_nothing_to_count_is_zero() -> None:
    """No predictions and no gold."""
    assert measure([], ["PER"]) == Figure(0.0, 0.0, 0.0, 0.0, 0.0, 0)
    assert f_of([], ["PER"]) == 0.0


def test_the_interval_draws_documents_not_mentions() -> None:
    """Forty hits and forty misses: in two documents anything from 0 to 100 may be drawn, in eighty far less."""
    kinds = ["right"] * 40 + ["missed"] * 40
    two = measure([judged("PER", kind, int(kind == "missed")) for kind in kinds], ["PER"])
    eighty = measure([judged("PER", kind, index) for index, kind in enumerate(kinds)], ["PER"])
    assert two.f == eighty.f == 66.7
    assert (two.low, two.high) == (0.0, 100.0)
    assert 50.0 < eighty.low < 62.0 and 71.0 < eighty.high < 80.0


def test_the_interval_is_seeded() -> None:
    """The same judged spans give the same interval."""
    listed = [judged("PER", "right" if index % 3 else "wrong", index) for index in range(50)]
    assert measure(listed, ["PER"]) == measure(listed, ["PER"])
