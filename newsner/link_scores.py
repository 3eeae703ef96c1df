"""How likely a link is right: a logistic curve over what speaks for it.

In: how a name was resolved. Out: a probability. The weights are fitted on all links of seeds/articles and the develop half of
seeds/gold, those of wrong spans too, by `python -m newsner.training link-scores`, which prints them together with the
calibration error of weights that were fitted on the other documents (docs/evaluation/links.md).
"""

from math import exp, log
from operator import mul
from typing import Final, NamedTuple

# What a user pinned is what the user says it is.
PINNED: Final = 0.99
# Of a mention whose recogniser gives no probability.
_USUAL_SCORE: Final = 0.9
# Shares are cut to this range: one candidate alone is no proof.
_LEAST_SHARE: Final = 0.05
_MOST_SHARE: Final = 0.995

WEIGHTS: Final[dict[str, float]] = {
    "bias": -2.38,
    "share": 0.51,
    "prominence": 1.79,
    "curated": 0.62,
    "agrees": 0.45,
    "score": 0.86,
    "person": 0.63,
    "several": -0.07,
    "variant": -0.66,
    "short": -0.11,
    "fuzzy": 0.41,
}
_VALUES: Final = tuple(WEIGHTS.values())


class LinkEvidence(NamedTuple):
    """What is known of a link.

    Attributes:
        method: step that found the entry, see ``LinkMethod``.
        share: of the entry among the candidates, 0.0-1.0.
        prominence: of the entry, 0.0-1.0.
        curated: whether the entry is hand-kept.
        label: of the entry.
        agrees: whether the mention has that label; True for derived words.
        several: whether the base form has several words.
        score: probability of the span, None where the recogniser gives none.
    """

    method: str
    share: float
    prominence: float
    curated: bool
    label: str
    agrees: bool
    several: bool
    score: float | None


def read_features(evidence: LinkEvidence) -> dict[str, float]:
    """The numbers that the weights are for; those of methods are 0.0 or 1.0."""
    return dict(zip(WEIGHTS, _read_values(evidence), strict=True))


def score_link(evidence: LinkEvidence) -> float:
    """Probability that the id is right, 0.0-1.0."""
    return 1.0 / (1.0 + exp(-sum(map(mul, _VALUES, _read_values(evidence)))))


def _read_values(evidence: LinkEvidence) -> tuple[float, ...]:
    """In the order of the weights."""
    method, share, prominence, curated, label, agrees, several, score = evidence
    share = min(max(share, _LEAST_SHARE), _MOST_SHARE)
    return (
        1.0,
        log(share / (1.0 - share)),
        prominence,
        float(curated),
        float(agrees),
        _USUAL_SCORE if score is None else score,
        float(label == "PER"),
        float(several),
        float(method == "variant"),
        float(method == "short"),
        float(method == "fuzzy"),
    )
