"""Calibration and scores by hand, and an export that tells nothing of where and on what it was trained."""

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import spacy
from doubles import ENTRIES
from networks import found, gold, make_nlp, recogniser_of, train
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Config

from newsner import training
from newsner.corpora.sources import PlaceSplitter, read_source
from newsner.labels import LABELS
from newsner.training import (
    CALIBRATION_KNOTS,
    Judged,
    build_lexicon,
    calibration_error,
    export,
    f_scores,
    fit_calibration,
    judge,
    main,
    seed_names,
)


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


def test_f_scores_by_hand() -> None:
    """Two right, one wrong, one missed PER, one missed ORG: by label and for all."""
    listed = [
        *predictions((0.9, True), (0.8, True), (0.7, False)),
        Judged("PER", 0.0, right=False, missed=True),
        Judged("ORG", 0.0, right=False, missed=True),
        Judged("DRV", 0.4, right=False, missed=False),
    ]
    scores = f_scores(listed)
    assert scores["PER"] == {"p": 66.7, "r": 66.7, "f": 66.7, "gold": 3}
    assert scores["ORG"] == {"p": 0.0, "r": 0.0, "f": 0.0, "gold": 1}
    assert scores["all"] == {"p": 50.0, "r": 50.0, "f": 50.0, "gold": 4}
    assert set(scores) == {"PER", "ORG", "all"}  # no gold, no score
    assert f_scores([]) == {}


class Scripted:
    """A pipeline that finds what it is told: ``(surface, label, score)``."""

    def __init__(self, *names: tuple[str, str, float]) -> None:
        self.names = names
        self.blank = spacy.blank("en")

    def pipe(self, texts: list[str]) -> Iterator[Doc]:
        for text in texts:
            doc = self.blank.make_doc(text)
            spans: list[Any] = [
                doc.char_span(text.index(s), text.index(s) + len(s), label) for s, label, _ in self.names
            ]
            doc.spans["newsner"] = spans
            doc.spans["newsner"].attrs["scores"] = [score for *_, score in self.names]
            yield doc


TEXT = gold("Biden met Merkel in Oslo on May", ("Biden", "PER"), ("Merkel", "PER"), ("Oslo", "GPE"))


def test_judge_right_wrong_and_missed() -> None:
    """Span and label must both be right; what was not found exactly is missed under its gold label."""
    nlp = Scripted(("Biden", "PER", 0.9), ("Merkel", "ORG", 0.6), ("in Oslo", "GPE", 0.5))
    assert list(judge(nlp, [TEXT], unsplit_places=False)) == [
        Judged("PER", 0.9, right=True, missed=False),
        Judged("ORG", 0.6, right=False, missed=False),
        Judged("GPE", 0.5, right=False, missed=False),
        Judged("PER", 0.0, right=False, missed=True),
        Judged("GPE", 0.0, right=False, missed=True),
    ]


@pytest.mark.parametrize(("unsplit", "right"), [(True, True), (False, False)])
def test_judge_of_places(unsplit: bool, right: bool) -> None:
    """Where a corpus has one label for places, LOC for GPE is right and counts as GPE."""
    first = next(judge(Scripted(("Oslo", "LOC", 0.7)), [TEXT], unsplit))
    assert first == Judged("GPE" if unsplit else "LOC", 0.7, right=right, missed=False)


def test_judge_of_what_the_gold_leaves_open() -> None:
    """Any of several labels is right, none of them is missed; labels that the corpus does not know are left out."""
    text = gold("The Open in Kyiv with iPhone", ("Open", "EVT|PROD"), ("Kyiv", "GPE|O"), unknown=["PROD"])
    assert [each.right for each in judge(Scripted(("Open", "PROD", 0.5)), [text], False)] == [True]
    assert list(judge(Scripted(), [text], False)) == []
    assert list(judge(Scripted(("iPhone", "PROD", 0.9)), [text], False)) == []
    assert [each.right for each in judge(Scripted(("iPhone", "ORG", 0.9)), [text], False)] == [False]


def test_seed_names_and_lexicon(monkeypatch: pytest.MonkeyPatch) -> None:
    """All names of the table's entries become word roles; without clusters every cluster is unknown."""
    monkeypatch.setattr(training, "read_entries", lambda path: ENTRIES if path == Path("seeds") else ())
    names = seed_names("seeds")
    assert {("PER", "Wladimir Putin"), ("GPE", "Moskau"), ("GPE", "Oslo")} <= set(names())
    lexicon = build_lexicon(names=names)
    assert lexicon.find("Moskau") == (0, 16)
    assert lexicon.find("Putin")[1] and not lexicon.find("Merkel")[1]
    assert len(build_lexicon()) == 0


# Words and folders that must not be found in an exported pipeline.
SECRET_WORD, SECRET_FOLDER = "Quarkfabrikant", "/somewhere/assets"
CITIES = ("Bonn", "Köln", "Mainz", "Trier")


def write_germeval(root: Path) -> None:
    """Sentences with a place or a person each, enough for a tuning part."""
    blocks = [
        f"1\t{SECRET_WORD}\tO\tO\n2\tMeier{number}\tB-PER\tO\n3\tin\tO\tO\n4\t{CITIES[number % 4]}\tB-LOC\tO\n5\t.\tO\tO\n"
        for number in range(300)
    ]
    (root / "germeval2014").mkdir(parents=True)
    for part in ("train-4800", "dev"):
        chosen = blocks if part != "dev" else blocks[::10]
        (root / f"germeval2014/NER-de-{part}.tsv").write_text("\n".join(chosen), encoding="utf8")


CARD = {
    "name": "newsner",
    "version": "0.0.1",
    "description": "Names in German news",
    "license": "CC-BY-4.0",
    "sources": [{"name": "GermEval 2014"}],
    "sets": ["germeval"],
}


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """A small pipeline, trained, written as `spacy train` writes one, and exported."""
    root = tmp_path_factory.mktemp("training")
    write_germeval(root / "corpora")
    nlp = make_nlp("de", vectors=4)
    texts = list(read_source("germeval", root / "corpora", "train", PlaceSplitter()))[:12]
    train(nlp, texts, 20)
    nlp.to_disk(root / "model-best")
    config = Config().from_disk(root / "model-best" / "config.cfg", interpolate=False)
    config["paths"] |= {"corpora": f"{SECRET_FOLDER}/corpora", "vectors": f"{SECRET_FOLDER}/vectors"}
    config["initialize"]["vectors"] = "${paths.vectors}"
    config.to_disk(root / "model-best" / "config.cfg")
    (root / "nb").mkdir()
    (root / "nb" / "stale.txt").write_text("an older pipeline", encoding="utf8")
    meta = export(root / "model-best", root / "nb", root / "corpora", CARD)
    return SimpleNamespace(root=root, trained=root / "model-best", output=root / "nb", meta=meta, nlp=nlp)


def holding(folder: Path, needle: str) -> list[str]:
    """Files whose bytes hold the needle."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path.name for path in files if needle.encode() in path.read_bytes()]


@pytest.mark.parametrize("needle", [SECRET_WORD, SECRET_FOLDER, "Meier", "Trier"])
def test_export_leaves_no_training_path_and_no_training_word(exported: SimpleNamespace, needle: str) -> None:
    """What the trained folder holds of the corpus, the exported one does not."""
    assert holding(exported.trained, needle)
    assert holding(exported.output, needle) == []


def test_export_leaves_no_path_of_this_machine(exported: SimpleNamespace) -> None:
    """Neither the folder of the corpora nor that of the trained pipeline is named."""
    assert holding(exported.output, str(exported.root)) == []
    assert not (exported.output / "stale.txt").exists()


def test_export_config_has_what_loading_needs(exported: SimpleNamespace) -> None:
    """Sections of the training run are gone."""
    config = Config().from_disk(exported.output / "config.cfg")
    assert {name for name, section in config.items() if section} == {"nlp", "components"}
    assert json.loads((exported.output / "vocab" / "strings.json").read_text(encoding="utf8")) == sorted(LABELS)


def test_exported_pipeline_finds_the_same(exported: SimpleNamespace) -> None:
    """With words, vectors and config pruned, the spans are those of the trained pipeline, its scores calibrated."""
    loaded: Language = spacy.load(exported.output)
    for text in (f"{SECRET_WORD} Meier7 in Köln .", "Meier300 in Trier ."):
        assert found(loaded, text) == found(exported.nlp, text)
    assert [text for text, _ in found(loaded, f"{SECRET_WORD} Meier7 in Köln .")] == ["Meier7", "Köln"]
    knots = recogniser_of(loaded).cfg["calibration"]
    assert knots and all(0.0 <= value <= 1.0 for knot in knots for value in knot)


def test_export_writes_the_card(exported: SimpleNamespace) -> None:
    """The card, the labels, the vectors and the scores on the dev part stand in meta.json."""
    meta = json.loads((exported.output / "meta.json").read_text(encoding="utf8"))
    assert meta == exported.meta
    assert {**CARD, **meta} | {"sets": CARD["sets"]} == {**meta, "sets": CARD["sets"]} and "sets" not in meta
    assert meta["lang"] == "de" and meta["pipeline"] == ["newsner_recogniser"]
    assert meta["labels"] == {"newsner_recogniser": list(LABELS)}
    assert meta["vectors"] == {"width": 4, "vectors": 60, "mode": "floret"}
    scores = meta["performance"]["germeval"]
    assert scores["scores"]["all"]["gold"] == 60 and scores["scores"]["all"]["f"] > 90
    assert 0.0 <= scores["calibration_error"] < 0.2


def test_score_command(
    exported: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command prints one line a corpus with the scores of the card."""
    arguments = ["score", str(exported.output), "--corpora", str(exported.root / "corpora"), "--sets", "germeval"]
    monkeypatch.setattr(sys, "argv", ["newsner.training", *arguments])
    main()
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith('germeval {"PER": {"p":') and "calibration error 0." in line


def test_spacy_train_runs_on_the_committed_config(
    exported: SimpleNamespace, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every name in a committed config resolves, and two steps of training give a pipeline that loads."""
    monkeypatch.setattr(training, "read_entries", lambda path: ENTRIES)
    encoder = "components.newsner_recogniser.model.encoder"
    overrides = {
        "paths.corpora": str(exported.root / "corpora"),
        "paths.vectors": None,
        "paths.seeds": "seeds",
        f"{encoder}.width": 8,
        f"{encoder}.embed_width": 4,
        f"{encoder}.rows": [50] * 10,
        "corpora.train.sources": {"germeval": 1.0},
        "corpora.dev.sources": {"germeval": 1.0},
        "initialize.components.newsner_recogniser.lexicon.clusters": None,
        "training.max_steps": 2,
        "training.eval_frequency": 1,
    }
    training.train(root / "models/configs/de.cfg", tmp_path, overrides)
    loaded = spacy.load(tmp_path / "model-last")
    assert recogniser_of(loaded).labels == LABELS
    embed = next(node for node in recogniser_of(loaded).model.walk() if node.name == "newsner_embed")
    assert len(embed.attrs["keys"]) > 3
