"""Precision, recall and F of judged spans, with intervals from resampling whole documents.

Mentions of one document are not independent draws: a name that is missed once is missed all through an article. So the
bootstrap (Efron 1979) draws documents, and the interval is the middle 95 % of the F of the draws.
"""

from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple

import numpy as np

from newsner.measuring.judging import Judged

DRAWS: Final = 1000
_SEED: Final = 0
_INTERVAL: Final = (2.5, 97.5)
# Columns of the counts.
_RIGHT, _WRONG, _MISSED = range(3)


class Figure(NamedTuple):
    """Precision, recall and F with the 95 % interval of F, all 0-100 with one decimal, and the number of gold spans."""

    precision: float
    recall: float
    f: float
    low: float
    high: float
    gold: int


def measure(judged: Iterable[Judged], labels: Collection[str], draws: int = DRAWS) -> Figure:
    """The figure of some labels together.

    Args:
        judged: from ``judge``; other labels are left out.
        labels: which to count.
        draws: of the bootstrap, 1 or more; the draws are the same for the same number of documents.

    Returns:
        The figure; all zero where there is nothing to count.
    """
    counts = _count_by_document(judged, labels)
    right, wrong, missed = counts.sum(axis=0)
    shares = np.full(len(counts), 1 / max(len(counts), 1))
    weights = np.random.default_rng(_SEED).multinomial(len(counts), shares, size=draws)
    low, high = np.percentile(_f(weights @ counts), _INTERVAL)
    return Figure(
        precision=_percent(right / max(right + wrong, 1)),
        recall=_percent(right / max(right + missed, 1)),
        f=_percent(_f(counts.sum(axis=0))),
        low=_percent(low),
        high=_percent(high),
        gold=int(right + missed),
    )


def f_of(judged: Iterable[Judged], labels: Collection[str]) -> float:
    """F of some labels together, 0-100, not rounded; 0.0 where there is nothing to count."""
    return 100 * float(_f(_count_by_document(judged, labels).sum(axis=0)))


def _count_by_document(judged: Iterable[Judged], labels: Collection[str]) -> np.ndarray[Any, Any]:
    """Right, wrong and missed of each document, a row each; documents with none of the labels count too."""
    listed = list(judged)
    counts = np.zeros((max((each.document for each in listed), default=0) + 1, 3), dtype="i8")
    for each in listed:
        if each.label in labels:
            counts[each.document, _MISSED if each.missed else _RIGHT if each.right else _WRONG] += 1
    return counts


def _percent(share: Any) -> float:
    return round(100 * float(share), 1)


def _f(counts: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    doubled = 2 * counts[..., _RIGHT]
    whole = doubled + counts[..., _WRONG] + counts[..., _MISSED]
    return np.asarray(doubled / np.maximum(whole, 1))
