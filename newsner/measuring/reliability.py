"""How far scores can be trusted: calibration of a pipeline on corpora and on our own articles, apart.

Three errors stand side by side: of raw probabilities, of the scores as the pipeline gives them, and of curves fitted by
cross-fitting on the very texts. No shipped curve was fitted on dev sets or articles; on the tuning part it was.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, Final, NamedTuple

from spacy.language import Language

from newsner.measuring.calibration import (
    Bin,
    apply_calibration,
    calibration_error,
    chance_error,
    cross_fit,
    split_bins,
)
from newsner.measuring.gold_sets import GoldSet
from newsner.measuring.judging import Judged, judge

# Points of the curve of `min_score`.
THRESHOLDS: Final = tuple(step / 100 for step in range(100))
# Thresholds that tables and plots show.
MARKS: Final = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95)


class Operating(NamedTuple):
    """Precision and recall of what is left by ``min_score``, all 0.0-1.0."""

    min_score: float
    precision: float
    recall: float


class Reliability(NamedTuple):
    """Calibration on the texts of one kind in one language.

    Attributes:
        lang: nb, nn, en or de.
        kind: where the texts come from: "tuning part", "dev sets", "articles".
        predictions: how many.
        raw: expected calibration error of the raw probabilities, 0.0-1.0.
        shipped: of the scores as the pipeline gives them.
        crossed: of curves that were fitted on the other documents of the same texts.
        chance: what perfect scores would show on so few predictions.
        bins: of the cross-fitted scores.
        curve: what ``min_score`` does, for the headline labels; without thresholds that leave nothing.
    """

    lang: str
    kind: str
    predictions: int
    raw: float
    shipped: float
    crossed: float
    chance: float
    bins: tuple[Bin, ...]
    curve: tuple[Operating, ...]


def measure_reliability(nlp: Language, sets: Mapping[str, Iterable[GoldSet]]) -> Iterator[Reliability]:
    """Measure a pipeline.

    Args:
        nlp: the pipeline; it comes back without its calibration, so do not go on predicting with it.
        sets: kind of text to its sets.

    Yields:
        One result a kind and language; sets of one kind and language are taken together.
    """
    recogniser: Any = nlp.get_pipe("newsner_recogniser")
    knots = recogniser.cfg["calibration"]
    recogniser.set_calibration(())
    for kind, listed in sets.items():
        for lang, group in groupby(sorted(listed, key=lambda gold: gold.lang), key=lambda gold: gold.lang):
            judged, counted = _pool(nlp, group)
            yield _measure(lang, kind, judged, counted, knots)


def _pool(nlp: Language, sets: Iterable[GoldSet]) -> tuple[list[Judged], list[Judged]]:
    """What was judged in all sets, and the part of it that has a label of the headline figure."""
    judged, counted = list[Judged](), list[Judged]()
    documents = 0
    for gold in sets:
        found = [
            each._replace(document=documents + each.document) for each in judge(nlp, gold.texts, gold.merge_places)
        ]
        judged += found
        counted += [each for each in found if each.label in gold.counted]
        documents += len(gold.texts)
    return judged, counted


def _measure(
    lang: str, kind: str, judged: list[Judged], counted: list[Judged], knots: list[tuple[float, float]]
) -> Reliability:
    shipped, crossed = apply_calibration(judged, knots), cross_fit(judged)
    return Reliability(
        lang,
        kind,
        sum(not each.missed for each in judged),
        calibration_error(judged),
        calibration_error(shipped),
        calibration_error(crossed),
        chance_error(crossed),
        tuple(split_bins(crossed)),
        tuple(trace_min_score(apply_calibration(counted, knots))),
    )


def trace_min_score(judged: Iterable[Judged]) -> Iterator[Operating]:
    """Precision and recall at each of ``THRESHOLDS`` that leaves a prediction."""
    listed = list(judged)
    gold = sum(each.right or each.missed for each in listed)
    for threshold in THRESHOLDS:
        kept = [each for each in listed if not each.missed and each.score >= threshold]
        right = sum(each.right for each in kept)
        if kept and gold:
            yield Operating(threshold, right / len(kept), right / gold)


def format_reliability(results: Iterable[Reliability]) -> Iterator[str]:
    """Lines of two Markdown tables: calibration errors, and what ``min_score`` does."""
    results = list(results)
    yield "| language | texts | predictions | raw | as shipped | cross-fitted | by chance alone |"
    yield "|---|---|---|---|---|---|---|"
    for row in results:
        errors = " | ".join(f"{error:.3f}" for error in (row.raw, row.shipped, row.crossed, row.chance))
        yield f"| {row.lang} | {row.kind} | {row.predictions} | {errors} |"
    yield ""
    yield f"| language | texts | {' | '.join(f'{mark:.2f}' for mark in MARKS)} |"
    yield f"|---|---|{'---|' * len(MARKS)}"
    for row in results:
        points = {point.min_score: f"{100 * point.precision:.1f} / {100 * point.recall:.1f}" for point in row.curve}
        yield f"| {row.lang} | {row.kind} | {' | '.join(points.get(mark, '-') for mark in MARKS)} |"
