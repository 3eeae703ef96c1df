"""From raw probabilities to scores that are right as often as they say, and how far they are from it.

The curve is isotonic (pool adjacent violators; Zadrozny and Elkan 2002). The expected calibration error takes bins of equal
mass (Naeini et al. 2015). A curve that is judged on what it was fitted on looks better than it is, so ``cross_fit`` gives
each document the curve of the others.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from newsner.measuring.judging import Judged

Knots = Sequence[tuple[float, float]]

# Knots of the calibration curve: more follow the noise of a few hundred mistakes.
CALIBRATION_KNOTS: Final = 12
BINS: Final = 15
FOLDS: Final = 5
_SEED: Final = 0
# Draws for the error that even perfect scores show on so few predictions.
_CHANCE_DRAWS: Final = 200


class Bin(NamedTuple):
    """Predictions of like score: how many, their mean score, and the share that is right, 0.0-1.0."""

    size: int
    score: float
    right: float


def fit_calibration(judged: Iterable[Judged]) -> list[tuple[float, float]]:
    """Isotonic curve from raw to calibrated probability, as knots in ascending order; none without predictions."""
    pools: list[_Pool] = []
    for pool in _equal_pools(_by_score(judged), 4 * CALIBRATION_KNOTS):
        pools.append(pool)
        while len(pools) > 1 and pools[-2].knot()[1] >= pools[-1].knot()[1]:
            last = pools.pop()
            pools[-1] = pools[-1].join(last)
    return _thin([pool.knot() for pool in pools])


def apply_calibration(judged: Iterable[Judged], knots: Knots) -> list[Judged]:
    """Bend the scores along a curve, as the recogniser does; without knots they stay as they are."""
    listed = list(judged)
    if not knots:
        return listed
    raw, right = zip(*knots, strict=True)
    scores = np.interp([each.score for each in listed], raw, right)
    return [each._replace(score=float(score)) for each, score in zip(listed, scores, strict=True)]


def cross_fit(judged: Iterable[Judged], folds: int = FOLDS) -> list[Judged]:
    """Bend the scores of each fold of the documents along the curve fitted on the other folds.

    Args:
        judged: with raw scores.
        folds: 2 or more; documents are dealt out at random, always in the same way.
    """
    listed = list(judged)
    dealt = deal_documents([each.document for each in listed], folds)
    bent = list[Judged]()
    for fold in range(folds):
        own = [each for each, own_fold in zip(listed, dealt, strict=True) if own_fold == fold]
        others = [each for each, own_fold in zip(listed, dealt, strict=True) if own_fold != fold]
        bent += apply_calibration(own, fit_calibration(others))
    return bent


def deal_documents(documents: Sequence[int], folds: int) -> list[int]:
    """The fold of each of the numbered documents: dealt out at random, always in the same way."""
    order = np.random.default_rng(_SEED).permutation(max(documents, default=-1) + 1)
    return [int(order[document] % folds) for document in documents]


def split_bins(judged: Iterable[Judged], bins: int = BINS) -> list[Bin]:
    """Bins of equal mass by rising score; fewer where there are fewer predictions than bins."""
    points = np.array(_by_score(judged)).reshape(-1, 2)
    parts = [part for part in np.array_split(points, bins) if len(part)]
    return [Bin(len(part), float(part[:, 0].mean()), float(part[:, 1].mean())) for part in parts]


def calibration_error(judged: Iterable[Judged], bins: int = BINS) -> float:
    """Expected calibration error, 0.0-1.0; 0.0 without predictions."""
    found = split_bins(judged, bins)
    return sum(each.size * abs(each.score - each.right) for each in found) / max(sum(each.size for each in found), 1)


def chance_error(judged: Iterable[Judged], bins: int = BINS) -> float:
    """The mean calibration error if each prediction were right with exactly the probability of its score.

    A bin of twenty is off by chance alone; an error near this one says nothing against the scores.
    """
    points = np.array(_by_score(judged)).reshape(-1, 2)
    rng = np.random.default_rng(_SEED)
    drawn = rng.random((_CHANCE_DRAWS, len(points))) < points[:, 0]
    parts = np.array_split(np.arange(len(points)), bins)
    gaps = [abs((drawn[:, part] - points[part, 0]).sum(axis=1)) for part in parts]
    return float(np.sum(gaps, axis=0).mean() / max(len(points), 1))


class _Pool(NamedTuple):
    """Predictions taken together: sum of raw probabilities, how many were right, how many there are."""

    raw: float
    right: float
    size: int

    def join(self, other: "_Pool") -> "_Pool":
        return _Pool(self.raw + other.raw, self.right + other.right, self.size + other.size)

    def knot(self) -> tuple[float, float]:
        return self.raw / self.size, self.right / self.size


def _by_score(judged: Iterable[Judged]) -> list[tuple[float, float]]:
    """Raw probability and 1.0 or 0.0 of each prediction, ascending; equal scores stay as they come, right or wrong."""
    points = ((each.score, float(each.right)) for each in judged if not each.missed)
    return sorted(points, key=lambda point: point[0])


def _equal_pools(points: list[tuple[float, float]], wanted: int) -> Iterator[_Pool]:
    """Pools of like size; equal scores share one, since a curve cannot tell them apart."""
    size = max(1, len(points) // wanted)
    low = 0
    while low < len(points):
        high = min(low + size, len(points))
        while high < len(points) and points[high][0] == points[high - 1][0]:
            high += 1
        part = points[low:high]
        yield _Pool(sum(raw for raw, _ in part), sum(right for _, right in part), len(part))
        low = high


def _thin(knots: list[tuple[float, float]]) -> list[tuple[float, float]]:
    if len(knots) <= CALIBRATION_KNOTS:
        return knots
    picked = np.linspace(0, len(knots) - 1, CALIBRATION_KNOTS).round().astype(int)
    return [knots[index] for index in picked]
