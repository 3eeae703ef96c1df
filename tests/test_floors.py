"""Floors that only rise, on gold that is pinned; the committed pipelines stand on theirs."""

import shutil
from pathlib import Path

import pytest
from conftest import ROOT

from newsner.errors import DataError, InputValueError
from newsner.evaluation import Scores
from newsner.measuring.floors import (
    TOLERANCE,
    Floors,
    evaluate_extraction,
    hash_gold,
    measure_recognisers,
    read_figures,
    record,
)

ARTICLES = ROOT / "seeds" / "articles"
FLOORS = Floors.read(Path(__file__).parent / "quality_floors.json")


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """Floors of two figures on a gold set of one file."""
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "a.nb.txt").write_text("Oslo", encoding="utf8")
    record(tmp_path / "floors.json", tmp_path / "gold", {"one": 90.123, "two": 80.0})
    return tmp_path / "floors.json"


def test_figures_are_recorded_with_their_gold(recorded: Path) -> None:
    """Two decimals, and the hash of the gold that they were measured on."""
    floors = Floors.read(recorded)
    assert floors.figures == {"one": 90.12, "two": 80.0}
    floors.check_gold(recorded.parent / "gold")


@pytest.mark.parametrize("change", ["a.nb.txt", "b.nb.txt"])
def test_other_gold_is_refused(recorded: Path, change: str) -> None:
    """A changed file and a new one: figures on another set say nothing about the floors."""
    gold = recorded.parent / "gold"
    (gold / change).write_text("Bergen", encoding="utf8")
    with pytest.raises(DataError, match="measure them again"):
        Floors.read(recorded).check_gold(gold)


@pytest.mark.parametrize(
    ("measured", "fallen"),
    [
        ({"one": 90.12, "two": 80.0}, []),
        ({"one": 95.0, "two": 79.71}, []),
        ({"one": 89.8, "two": 80.0}, ["one"]),
        ({"one": 95.0}, ["two"]),
    ],
)
def test_a_figure_more_than_the_tolerance_under_its_floor_has_fallen(
    recorded: Path, measured: dict[str, float], fallen: list[str]
) -> None:
    """Three tenths of a point are noise, more is not, and a figure that is missing is none at all."""
    assert list(Floors.read(recorded).find_fallen(measured, TOLERANCE)) == fallen


def test_floors_only_rise(recorded: Path) -> None:
    """A lower figure is refused with its name and the file stays; a higher one and a new one are taken."""
    gold = recorded.parent / "gold"
    with pytest.raises(InputValueError, match=r"two 80\.0 -> 79\.9"):
        record(recorded, gold, {"one": 99.0, "two": 79.9})
    assert Floors.read(recorded).figures["one"] == 90.12
    record(recorded, gold, {"one": 90.12, "two": 81.0, "three": 1.0})
    assert Floors.read(recorded).figures == {"one": 90.12, "two": 81.0, "three": 1.0}


def test_force_lowers_a_floor(recorded: Path) -> None:
    """For gold that became harder."""
    record(recorded, recorded.parent / "gold", {"one": 50.0, "two": 50.0}, force=True)
    assert set(Floors.read(recorded).figures.values()) == {50.0}


def test_the_hash_knows_names_and_contents(tmp_path: Path) -> None:
    """A file under another name is another gold set; the folder's own name does not matter."""
    shutil.copytree(ARTICLES, tmp_path / "copy")
    assert hash_gold(tmp_path / "copy") == hash_gold(ARTICLES)
    (tmp_path / "copy" / "arctic.nb.txt").rename(tmp_path / "copy" / "antarctic.nb.txt")
    assert hash_gold(tmp_path / "copy") != hash_gold(ARTICLES)


def test_the_sample_articles_are_those_of_the_floors() -> None:
    """Whoever changes an article measures the floors again."""
    FLOORS.check_gold(ARTICLES)


@pytest.fixture(scope="module")
def scores() -> Scores:
    """Everything together on the sample articles."""
    return evaluate_extraction(ARTICLES)


@pytest.mark.pipelines
def test_committed_pipelines_keep_their_floors(scores: Scores) -> None:
    """Each recogniser alone, and spans, entities and links of everything together."""
    measured = measure_recognisers(ARTICLES) | read_figures(scores)
    assert set(measured) == set(FLOORS.figures)
    assert FLOORS.find_fallen(measured, TOLERANCE) == {}


@pytest.mark.pipelines
def test_spans_and_entities_of_the_samples_are_nine_in_ten(scores: Scores) -> None:
    """Precision and recall of spans and of entities are 0.90 each, no article is under 0.75, no unknown name is linked."""
    spans, entities = scores.span_counts("PER+ORG+place"), scores.clusters["core"]
    figures = [spans.precision, spans.recall, entities.precision, entities.recall]
    assert min(figure or 0.0 for figure in figures) >= 0.90
    assert min(row.spans.f1 or 0.0 for row in scores.articles) >= 0.75
    assert (scores.unknown.share_linked or 0.0) <= 0.02
