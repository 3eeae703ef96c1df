"""Fit the weights of `newsner.link_scores`, and measure how far its scores can be trusted.

In: articles with gold ids. Out: weights, and the calibration error of scores by weights that were fitted on the other
documents. Every link of every mention counts, those of wrong spans as wrong; known entities without a gold id are left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from newsner.evaluation import read_gold
from newsner.evaluation.scorer import NIL_PREFIX
from newsner.extractor import Newsner, load
from newsner.link_scores import WEIGHTS, LinkEvidence, read_features
from newsner.measuring.calibration import FOLDS, calibration_error, chance_error, deal_documents, split_bins
from newsner.measuring.judging import Judged

# Of the squares of the weights, in the logistic regression: a few dozen wrong links must not decide a weight.
_RIDGE: Final = 1.0
_STEPS: Final = 50


class JudgedLink(NamedTuple):
    """A link, the number of its document, and whether it is right."""

    document: int
    evidence: LinkEvidence
    right: bool


def judge_links(folders: Iterable[Path], newsner: Newsner | None = None) -> Iterator[JudgedLink]:
    """The links of all articles of gold folders."""
    newsner = newsner or load()
    articles = [article for folder in folders for article in read_gold(folder)]
    for number, article in enumerate(articles):
        told = newsner.explain(article.text, lang=article.lang)
        gold = {(mention.start, mention.end): article.entities[mention.entity] for mention in article.mentions}
        for mention, considered in zip(told.extraction.mentions, told.evidence, strict=True):
            if mention.entity_id is None or mention.entity_id.startswith(NIL_PREFIX):
                continue
            entity = gold.get((mention.start, mention.end))
            if entity is not None and entity.known and entity.id is None:
                continue
            index = newsner.knowledge_base.index_of(mention.entity_id)
            assert index is not None, mention.entity_id
            entry = newsner.knowledge_base.entry(index)
            shares = [one.score for one in considered.candidates if one.entity_id == mention.entity_id]
            evidence = LinkEvidence(
                mention.link_method or "",
                shares[0] if shares else 1.0,
                entry.prominence,
                entry.curated,
                entry.label,
                mention.label in (entry.label, "DRV"),
                " " in mention.base,
                mention.score,
            )
            yield JudgedLink(number, evidence, entity is not None and entity.id == mention.entity_id)


def fit_weights(links: Sequence[JudgedLink]) -> dict[str, float]:
    """Logistic regression by Newton's method, with a ridge on all weights but the bias."""
    features, right = _to_arrays(links)
    weights = np.zeros(features.shape[1])
    ridge = np.diag([0.0 if name == "bias" else _RIDGE for name in WEIGHTS])
    for _ in range(_STEPS):
        chance = _squash(features @ weights)
        slope = features.T @ (right - chance) - ridge @ weights
        curve = (features * (chance * (1.0 - chance))[:, None]).T @ features + ridge
        weights = weights + np.linalg.solve(curve, slope)
    return {name: round(float(weight), 2) for name, weight in zip(WEIGHTS, weights, strict=True)}


def cross_fit_links(links: Sequence[JudgedLink], folds: int = FOLDS) -> list[Judged]:
    """The links with the scores that weights fitted on the other folds of the documents give them."""
    dealt = deal_documents([link.document for link in links], folds)
    scored = []
    for fold in range(folds):
        own = [link for link, own_fold in zip(links, dealt, strict=True) if own_fold == fold]
        fitted = fit_weights([link for link, own_fold in zip(links, dealt, strict=True) if own_fold != fold])
        scored += judge_scores(own, fitted)
    return scored


def judge_scores(links: Sequence[JudgedLink], weights: dict[str, float]) -> list[Judged]:
    """The links with the scores that some weights give them."""
    features, _ = _to_arrays(links)
    scores = _squash(features @ np.array(list(weights.values())))
    return [
        Judged(link.evidence.label, float(score), link.right, missed=False, document=link.document)
        for link, score in zip(links, scores, strict=True)
    ]


def format_links(links: Sequence[JudgedLink]) -> Iterator[str]:
    """The report: errors, bins, weights."""
    crossed, shipped = cross_fit_links(links), judge_scores(links, WEIGHTS)
    wrong = sum(not link.right for link in links)
    yield f"{len(links)} links, {wrong} of them wrong, those of wrong spans among them. Expected calibration error:"
    yield f"cross-fitted {calibration_error(crossed):.3f}, by chance alone {chance_error(crossed):.3f}, as shipped (fitted on"
    yield f"these links) {calibration_error(shipped):.3f}."
    yield ""
    yield "| mean score, cross-fitted | links | right |"
    yield "|---|---|---|"
    for each in split_bins(crossed):
        yield f"| {each.score:.3f} | {each.size} | {each.right:.3f} |"
    yield ""
    yield "Weights: " + ", ".join(f"{name} {weight}" for name, weight in fit_weights(links).items()) + "."


def _to_arrays(links: Sequence[JudgedLink]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    rows = [list(read_features(link.evidence).values()) for link in links]
    return np.array(rows), np.array([float(link.right) for link in links])


def _squash(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    squashed: npt.NDArray[np.float64] = 1.0 / (1.0 + np.exp(-values))
    return squashed
