"""Calibration curves and their errors, by hand and on made-up predictions; no fold sees its own curve."""

import random

import numpy as np
import pytest

from newsner.measuring.calibration import (
    CALIBRATION_KNOTS,
    Bin,
    apply_calibration,
    calibration_error,
    chance_error,
    cross_fit,
    fit_calibration,
    split_bins,
)
from newsner.measuring.judging import Judged


def predictions(*pairs: tuple[float, bool]) -> list[Judged]:
    return [Judged("PER", score, right, missed=False) for score, right in pairs]


def simulate(n: int, seed: int = 0) -> list[Judged]:
    """Overconfident predictions: a score of x is right in x squared of the cases."""
    rng = random.Random(seed)
    scores = [rng.random() for _ in range(n)]
    return predictions(*((score, rng.random() < score**2) for score in scores))


@pytest.mark.parametrize("n", [1, 2, 11, 100, 3000])
@pytest.mark.parametrize("seed", [0, 1])
def test_calibration_is_monotone(n: int, seed: int) -> None:
    """A higher raw score never gives a lower probability; there are few knots, all between 0 and 1."""
    knots = fit_calibration(simulate(n, seed))
    raw, right = zip(*knots, strict=True)
    assert list(raw) == sorted(set(raw)) and list(right) == sorted(right)
    assert 1 <= len(knots) <= CALIBRATION_KNOTS
    assert all(0.0 <= value <= 1.0 for value in (*raw, *right))


def test_calibration_straightens_overconfident_scores() -> None:
    """On unseen predictions of the same kind the error falls to a fifth or less."""
    xs, ys = zip(*fit_calibration(simulate(4000)), strict=True)
    unseen = simulate(4000, seed=1)
    bent = [each._replace(score=float(np.interp(each.score, xs, ys))) for each in unseen]
    assert calibration_error(unseen) > 0.1
    assert calibration_error(bent) < 0.2 * calibration_error(unseen)


def test_calibration_by_hand() -> None:
    """Neighbours out of order are pooled: means of their scores and of their being right."""
    points = [(0.2, False), (0.4, True), (0.6, False), (0.9, True)]
    raw, right = zip(*fit_calibration(predictions(*points)), strict=True)
    assert raw == pytest.approx((0.2, 0.5, 0.9)) and right == (0.0, 0.5, 1.0)


@pytest.mark.parametrize("order", [[True, True, True, False], [False, True, True, True], [True, False, True, True]])
def test_equal_scores_get_one_probability(order: list[bool]) -> None:
    """Full certainty that is wrong once in four is worth three quarters, in whatever order the four come."""
    knots = fit_calibration(predictions(*((1.0, right) for right in order), (0.125, False)))
    assert knots == [(0.125, 0.0), (1.0, 0.75)]


def test_calibration_leaves_out_missed_names() -> None:
    """A name that was not found has no score to calibrate; without predictions there is no curve."""
    missed = [Judged("PER", 0.0, right=False, missed=True)] * 5
    assert fit_calibration([*missed, *predictions((0.5, True))]) == [(0.5, 1.0)]
    assert fit_calibration(missed) == fit_calibration([]) == []


def test_calibration_error_by_hand() -> None:
    """Two bins of two: mean scores 0.25 and 0.85, shares right 0.5 and 1.0: the mean gap is 0.2."""
    points = [(0.8, True), (0.2, False), (0.9, True), (0.3, True)]
    assert calibration_error(predictions(*points), bins=2) == pytest.approx((0.25 + 0.15) / 2)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([(1.0, True), (1.0, True)], 0.0),
        ([(1.0, False), (1.0, False)], 1.0),
        ([(0.75, True)] * 3 + [(0.75, False)], 0.0),
        ([], 0.0),
    ],
)
def test_calibration_error_in_one_bin(points: list[tuple[float, bool]], expected: float) -> None:
    """Right as often as said is no error; no predictions are none either."""
    assert calibration_error(predictions(*points), bins=1) == pytest.approx(expected)


def test_calibration_error_of_equal_scores_is_small() -> None:
    """Hundreds of equal scores, right as often as they say, in random order, are well calibrated."""
    rng = random.Random(2)
    points = [(0.9, rng.random() < 0.9) for _ in range(3000)]
    assert calibration_error(predictions(*points)) < 0.05


def test_bins_have_equal_mass() -> None:
    """Four predictions in two bins: mean score and share right of each; no more bins than predictions."""
    points = [(0.8, True), (0.2, False), (0.9, True), (0.3, True)]
    assert split_bins(predictions(*points), bins=2) == [Bin(2, 0.25, 0.5), Bin(2, pytest.approx(0.85), 1.0)]
    assert len(split_bins(predictions(*points))) == 4
    assert split_bins([]) == []


def test_apply_calibration_bends_between_knots() -> None:
    """Scores follow the curve, flat outside its ends; without a curve they stay."""
    listed = predictions((0.1, False), (0.5, True), (0.9, True))
    bent = apply_calibration(listed, [(0.2, 0.1), (0.8, 0.5)])
    assert [each.score for each in bent] == pytest.approx([0.1, 0.3, 0.5])
    assert apply_calibration(listed, ()) == listed


def test_no_document_is_bent_by_its_own_curve() -> None:
    """Two documents that contradict each other get the curve of the other: all wrong, where each alone fits itself."""
    first = [each._replace(document=0) for each in predictions(*[(0.9, True)] * 20)]
    second = [each._replace(document=1) for each in predictions(*[(0.9, False)] * 20)]
    crossed = cross_fit([*first, *second], folds=2)
    assert {(each.document, each.score) for each in crossed} == {(0, 0.0), (1, 1.0)}
    assert calibration_error(crossed, bins=2) == 1.0


def test_cross_fitting_keeps_every_prediction_and_miss() -> None:
    """Whatever is judged comes out once, with no other field changed."""
    listed = [each._replace(document=index % 30) for index, each in enumerate(simulate(300))]
    listed.append(Judged("PER", 0.0, right=False, missed=True, document=30))
    crossed = cross_fit(listed)
    key = {(each.document, each.right, each.missed): 0 for each in listed}
    assert len(crossed) == len(listed) and {(e.document, e.right, e.missed) for e in crossed} == set(key)


def test_chance_error_falls_with_more_predictions() -> None:
    """What perfect scores show by chance is near what such predictions show, and near nothing for many."""
    rng = random.Random(5)

    def perfect(n: int) -> list[Judged]:
        scores = [rng.random() for _ in range(n)]
        return predictions(*((score, rng.random() < score) for score in scores))

    few, many = perfect(150), perfect(15_000)
    assert chance_error(many) < 0.2 * chance_error(few) < 0.05
    assert calibration_error(few) == pytest.approx(chance_error(few), abs=0.05)
    assert chance_error([]) == 0.0
