"""What ``min_score`` leaves, and calibration by language and kind of text."""

from typing import Any

from networks import SENTENCES, make_nlp, recogniser_of, train

from newsner.measuring.gold_sets import GoldSet
from newsner.measuring.judging import Judged
from newsner.measuring.reliability import format_reliability, measure_reliability, trace_min_score


def test_min_score_by_hand() -> None:
    """Two right, one wrong, one missed: what lies below the threshold goes, equal scores stay."""
    judged = [
        Judged("PER", 0.9, right=True, missed=False),
        Judged("PER", 0.5, right=False, missed=False),
        Judged("ORG", 0.7, right=True, missed=False),
        Judged("ORG", 0.0, right=False, missed=True),
    ]
    points = {point.min_score: (point.precision, point.recall) for point in trace_min_score(judged)}
    assert points[0.0] == points[0.5] == (2 / 3, 2 / 3)
    assert points[0.51] == points[0.7] == (1.0, 2 / 3)
    assert points[0.9] == (1.0, 1 / 3)
    assert max(points) == 0.9
    assert list(trace_min_score([])) == []


def test_reliability_by_language_and_kind() -> None:
    """Sets of one language and kind are taken together; the shipped curve is judged as it is."""
    nlp = make_nlp("nb")
    train(nlp, SENTENCES, 30)
    knots = [(0.0, 0.0), (1.0, 0.5)]
    recogniser_of(nlp).set_calibration(knots)
    labels: Any = ("PER", "ORG", "GPE", "PROD", "DRV")
    sets = [GoldSet(f"{lang}{n}", lang, labels, (), False, SENTENCES) for n in (1, 2) for lang in ("nb", "nn")]  # type: ignore[arg-type]
    rows = list(measure_reliability(nlp, {"dev sets": sets, "articles": sets[:1]}))
    assert [(row.lang, row.kind) for row in rows] == [("nb", "dev sets"), ("nn", "dev sets"), ("nb", "articles")]
    both, _, one = rows
    assert both.predictions == 2 * one.predictions > 0
    # All six are right and sure of it, and the shipped curve halves that.
    assert one.raw < 0.1 and 0.4 < one.shipped < 0.6
    assert sum(each.size for each in one.bins) == one.predictions
    assert max(point.min_score for point in one.curve) <= 0.5
    lines = list(format_reliability(rows))
    assert sum(line.startswith("| nb | articles |") for line in lines) == 2
