"""Scores of links: what raises and lowers them, how their weights are fitted and judged."""

import math
import random
from pathlib import Path

import pytest

from newsner.link_scores import WEIGHTS, LinkEvidence, read_features, score_link
from newsner.measuring.calibration import calibration_error
from newsner.measuring.link_scores import JudgedLink, cross_fit_links, fit_weights, format_links, judge_links

CLEAR = LinkEvidence("exact", 1.0, 0.9, True, "PER", True, True, 0.99)


@pytest.mark.parametrize(
    "worse",
    [
        {"share": 0.6},
        {"prominence": 0.1},
        {"curated": False},
        {"agrees": False},
        {"score": 0.3},
        {"method": "variant"},
    ],
)
def test_less_evidence_is_a_lower_score(worse: dict[str, object]) -> None:
    """A rival, an obscure or program-made entry, another label, a doubtful span, another spelling."""
    assert 0.0 < score_link(CLEAR._replace(**worse)) < score_link(CLEAR) < 1.0  # type: ignore[arg-type]


def test_a_foreign_recogniser_without_scores_is_no_error() -> None:
    """None counts as a usual score."""
    assert score_link(CLEAR._replace(score=0.5)) < score_link(CLEAR._replace(score=None)) < score_link(CLEAR)
    assert list(read_features(CLEAR)) == list(WEIGHTS)


def test_weights_are_found_again_where_the_world_is_as_they_say() -> None:
    """Links drawn by a known rule give back its direction and scores that can be trusted on other documents."""
    rng = random.Random(1)
    links = []
    for number in range(3_000):
        evidence = CLEAR._replace(share=rng.choice((0.6, 0.8, 1.0)), prominence=rng.random(), score=rng.random())
        chance = 1.0 / (1.0 + math.exp(-3.0 * evidence.prominence))
        links.append(JudgedLink(number % 40, evidence, rng.random() < chance))
    fitted = fit_weights(links)
    assert fitted["prominence"] > 1.0 and abs(fitted["score"]) < 0.5
    assert calibration_error(cross_fit_links(links)) < 0.03
    assert any("cross-fitted" in line for line in format_links(links))


def test_links_of_gold_articles_are_judged(tmp_path: Path) -> None:
    """Most links of a sample article are right, by the ids of its gold."""
    folder = Path(__file__).parents[1] / "seeds" / "articles"
    for name in ("gas.nb.txt", "gas.nb.tsv", "entities.tsv"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    links = list(judge_links([tmp_path]))
    assert len(links) > 30
    assert sum(link.right for link in links) > 0.9 * len(links)
    assert {link.document for link in links} == {0}
