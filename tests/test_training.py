"""Calibration, scores and what is made of raw text; an export that tells nothing of where and on what it was trained."""

import json
import lzma
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
from spacy.util import registry
from thinc.api import Config

from newsner import training
from newsner.corpora.sources import PlaceSplitter, read_source
from newsner.labels import LABELS
from newsner.recognition import pretraining
from newsner.recognition.features import COLUMNS
from newsner.recognition.layers import build_encoder, embed_of
from newsner.recognition.lexicon import Lexicon
from newsner.recognition.recogniser import Recogniser
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
    paragraph_key,
    pretrain_encoder,
    read_paragraphs,
    rejoin,
    seed_names,
    train_clusters,
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


@pytest.fixture
def no_clusters(tmp_path: Path) -> str:
    """A file of no clusterings at all."""
    file = tmp_path / "none.json"
    file.write_text("[]", encoding="utf8")
    return str(file)


def test_seed_names_and_lexicon(no_clusters: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All names of the table's entries become word roles; without clusters every cluster is unknown."""
    monkeypatch.setattr(training, "read_entries", lambda path: ENTRIES if path == Path("seeds") else ())
    names = seed_names("seeds")
    assert {("PER", "Wladimir Putin"), ("GPE", "Moskau"), ("GPE", "Oslo")} <= set(names())
    lexicon = build_lexicon(no_clusters, names)
    assert lexicon.find("Moskau") == ((0, 0, 0, 0), 16, True)
    assert lexicon.find("Putin").roles and not lexicon.find("Merkel").roles
    assert len(build_lexicon(no_clusters)) == 0


def test_lexicon_of_a_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no file names the language of a published clustering."""
    monkeypatch.setattr(training, "read_brown_clusters", lambda lang: {f"ord-{lang}": (9, 8, 7, 6)})
    lexicon = build_lexicon("de", lambda: [("GPE", "Oslo")])
    assert lexicon.find("ord-de") == ((9, 8, 7, 6), 0, True) and lexicon.find("Oslo").roles == 16


RAW = ["Støre reiste til Kyiv i 2024. Han møtte Zelenskyj!", "Merkel sprach in Bonn.", "Mayor of Leeds resigns"]


def write_raw(path: Path, paragraphs: list[str]) -> Path:
    path.write_bytes(lzma.compress("\n".join(paragraphs).encode()))
    return path


def test_read_paragraphs(tmp_path: Path) -> None:
    """One a line, in order, without empty ones and spaces at the ends, one file after the other, twice if it comes twice."""
    one = write_raw(tmp_path / "nb.xz", ["", f"  {RAW[0]} ", "   ", RAW[1], ""])
    two = write_raw(tmp_path / "en.xz", [RAW[2]])
    assert list(read_paragraphs([one, two, one])) == [RAW[0], RAW[1], RAW[2], RAW[0], RAW[1]]


def test_train_clusters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words of raw text are clustered sentence by sentence, digits being one word, and the file is a lexicon's."""
    monkeypatch.setattr(training, "CLUSTERINGS", ((4, 5), (2, 5)))
    seen: list[list[str]] = []

    def count(sentences: Any) -> Any:
        seen.extend(sentences)
        return real(seen)

    real = training.count_neighbours
    monkeypatch.setattr(training, "count_neighbours", count)
    raw = write_raw(tmp_path / "nb.xz", RAW * 9)
    output = tmp_path / "clusters.json"
    train_clusters([raw], output)
    assert seen[:3] == [
        "Støre reiste til Kyiv i 0000 .".split(), "Han møtte Zelenskyj !".split(), "Merkel sprach in Bonn .".split(),
    ]  # fmt: skip
    clusterings = json.loads(output.read_text(encoding="utf8"))
    words = {word for sentence in seen for word in sentence}
    assert [set(clustering) for clustering in clusterings] == [words, words]
    assert [set(clustering.values()) <= set(range(size)) for clustering, size in zip(clusterings, (4, 2), strict=True)]
    assert max(clusterings[0].values()) < 4 and max(clusterings[1].values()) < 2
    found = build_lexicon(str(output)).find("ZELENSKYJ")
    assert found.clusters == (clusterings[0]["Zelenskyj"] + 1, clusterings[1]["Zelenskyj"] + 1, 0, 0)


@pytest.mark.parametrize(
    ("text", "key"),
    [("Oslo", "43152cc97f457f27"), ("Ålesund og Tromsø", "bcd0b2d360747c20"), ("", "e3b0c44298fc1c14")],
)
def test_paragraph_key(text: str, key: str) -> None:
    """The key is what `printf TEXT | sha256sum` begins with: published files depend on it."""
    assert paragraph_key(text) == key


def write_annotations(path: Path, rows: dict[str, list[Any]]) -> Path:
    lines = [json.dumps({"paragraph": key, "spans": spans}) for key, spans in rows.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf8")
    return path


def test_rejoin(tmp_path: Path) -> None:
    """Annotated paragraphs are found by their hash, wherever they stand; others, and keys of no paragraph, are left."""
    annotated = {
        paragraph_key(RAW[1]): [[0, 6, "PER"], [17, 21, "GPE"]],
        paragraph_key(RAW[2]): [],
        paragraph_key("Merkel sprach in Köln."): [[0, 6, "PER"]],
        paragraph_key(RAW[0])[::-1]: [[0, 5, "PER"]],
    }
    raw = write_raw(tmp_path / "de.xz", ["Bonn", RAW[0], f" {RAW[1]}  ", RAW[1], RAW[1] + ".", RAW[2]])
    output = tmp_path / "corpora" / "wikinews" / "de.jsonl"
    assert rejoin(raw, write_annotations(tmp_path / "annotations.jsonl", annotated), output) == 2
    texts = [
        text
        for part in ("train", "tune")
        for text in read_source("wikinews-de", tmp_path / "corpora", part, PlaceSplitter())  # type: ignore[arg-type]
    ]
    assert sorted(text.text for text in texts) == sorted([RAW[1], RAW[2]])
    names = {text.text[start:end]: set(labels) for text in texts for start, end, labels in text.spans}
    assert names == {"Merkel": {"PER"}, "Bonn": {"GPE"}}


def test_rejoin_of_other_text_finds_nothing(tmp_path: Path) -> None:
    """An older output is replaced, also by nothing."""
    output = tmp_path / "de.jsonl"
    output.write_text("old", encoding="utf8")
    annotations = write_annotations(tmp_path / "annotations.jsonl", {paragraph_key("Oslo."): [[0, 4, "GPE"]]})
    assert rejoin(write_raw(tmp_path / "de.xz", RAW), annotations, output) == 0
    assert output.read_text(encoding="utf8") == ""


def run_main(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> None:
    monkeypatch.setattr(sys, "argv", ["newsner.training", *map(str, arguments)])
    main()


def test_rejoin_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The command says how many paragraphs were found."""
    raw = write_raw(tmp_path / "de.xz", RAW)
    annotations = write_annotations(tmp_path / "annotations.jsonl", {paragraph_key(RAW[1]): [[0, 6, "PER"]]})
    run_main(monkeypatch, "rejoin", raw, annotations, tmp_path / "out.jsonl")
    assert capsys.readouterr().out == "1 paragraphs\n"
    assert json.loads((tmp_path / "out.jsonl").read_text(encoding="utf8")) == {"text": RAW[1], "spans": [[0, 6, "PER"]]}


@pytest.mark.parametrize(
    ("function", "arguments", "expected"),
    [
        ("train_clusters", "clusters a.xz b.xz out.json", ([Path("a.xz"), Path("b.xz")], Path("out.json"))),
        (
            "pretrain_encoder",
            "pretrain nb.cfg a.xz a.xz out --clusters c.json --seeds s --vectors v --steps 7",
            (Path("nb.cfg"), [Path("a.xz")] * 2, Path("out"), 7, "v", "c.json", "s"),
        ),
        (
            "pretrain_encoder",
            "pretrain nb.cfg a.xz out --clusters de --seeds s",
            (Path("nb.cfg"), [Path("a.xz")], Path("out"), 4000, None, "de", "s"),
        ),
        (
            "train",
            "train nb.cfg out --corpora c --clusters de --seeds s --pretrained p",
            (
                Path("nb.cfg"),
                Path("out"),
                {
                    "paths.corpora": "c",
                    "paths.vectors": None,
                    "paths.clusters": "de",
                    "paths.pretrained": "p",
                    "paths.seeds": "s",
                },
            ),
        ),
    ],
    ids=["clusters", "pretrain", "pretrain by default", "train"],
)
def test_commands(function: str, arguments: str, expected: tuple[object, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Arguments of a command reach its function."""
    calls: list[tuple[object, ...]] = []
    monkeypatch.setattr(training, function, lambda *given: calls.append(given))
    run_main(monkeypatch, *arguments.split())
    assert calls == [expected]


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


# A network of a few hundred weights in place of the one of a committed config.
SMALL = {"width": 8, "embed_width": 4, "rows": [50] * len(COLUMNS), "gram_rows": 50, "dilations": [1, 2]}


def overrides_of(exported: SimpleNamespace, clusters: Path, pretrained: Path | None) -> dict[str, Any]:
    """Settings for two steps on the small corpus."""
    return {
        "paths.corpora": str(exported.root / "corpora"),
        "paths.vectors": None,
        "paths.clusters": str(clusters),
        "paths.pretrained": str(pretrained) if pretrained else None,
        "paths.seeds": "seeds",
        **{f"components.newsner_recogniser.model.encoder.{name}": value for name, value in SMALL.items()},
        "corpora.train.sources": {"germeval": 1.0},
        "corpora.dev.sources": {"germeval": 1.0},
        "training.max_steps": 2,
        "training.eval_frequency": 1,
    }


def write_clusters(path: Path) -> Path:
    clusterings = [dict.fromkeys(CITIES, 3), dict.fromkeys(CITIES, 1)]
    path.write_text(json.dumps(clusterings), encoding="utf8")
    return path


@pytest.mark.parametrize("lang", ["nb", "en", "de"])
def test_spacy_train_runs_on_the_committed_config(
    exported: SimpleNamespace, root: Path, tmp_path: Path, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every name in a committed config resolves, and two steps of training give a pipeline that loads."""
    monkeypatch.setattr(training, "read_entries", lambda path: ENTRIES)
    clusters = write_clusters(tmp_path / "clusters.json")
    training.train(root / f"models/configs/{lang}.cfg", tmp_path, overrides_of(exported, clusters, None))
    loaded = spacy.load(tmp_path / "model-last")
    assert recogniser_of(loaded).labels == LABELS
    embed = embed_of(recogniser_of(loaded).model)
    assert len(embed.attrs["keys"]) > 3
    lexicon = Lexicon(embed.attrs["keys"], embed.attrs["values"])
    assert lexicon.find("Trier").clusters == (4, 2, 0, 0) and lexicon.find("Moskau").roles == 16


@pytest.mark.parametrize("lang", ["nb", "en", "de"])
def test_networks_of_the_committed_configs(root: Path, lang: str) -> None:
    """The settings that the test above replaces are of the right number and kind too."""
    encoder = Config().from_disk(root / f"models/configs/{lang}.cfg")["components"]["newsner_recogniser"]["model"]
    assert set(SMALL) <= set(encoder["encoder"])
    assert registry.resolve({"model": encoder})["model"].layers[0].get_dim("nO") == 128


def test_pretrained_weights_go_into_training(
    exported: SimpleNamespace, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The weights of one command are where the next starts, on the same config."""
    monkeypatch.setattr(training, "read_entries", lambda path: ENTRIES)
    monkeypatch.setattr(pretraining, "_BATCH_WORDS", 60)
    settings = Config().from_disk(root / "models/configs/de.cfg", interpolate=False)
    settings["components"]["newsner_recogniser"]["model"]["encoder"] |= SMALL
    settings.to_disk(tmp_path / "small.cfg")
    clusters = write_clusters(tmp_path / "clusters.json")
    raw = write_raw(tmp_path / "raw.xz", [f"{text} Danach reiste sie wieder nach Trier." for text in RAW])
    weights = tmp_path / "weights"
    pretrain_encoder(tmp_path / "small.cfg", [raw], weights, 3, None, str(clusters), "seeds")

    started: list[bytes] = []
    update = Recogniser.update

    def watched(self: Recogniser, *arguments: Any, **settings: Any) -> Any:
        started.append(self.model.layers[0].to_bytes())
        return update(self, *arguments, **settings)

    monkeypatch.setattr(Recogniser, "update", watched)
    training.train(tmp_path / "small.cfg", tmp_path, overrides_of(exported, clusters, weights))
    first, expected = (build_encoder(**SMALL) for _ in range(2))
    for encoder, stored in ((first, started[0]), (expected, weights.read_bytes())):
        encoder.initialize(X=[spacy.blank("de").make_doc("Bonn")])
        encoder.from_bytes(stored)
    for one, other in zip(first.walk(), expected.walk(), strict=True):
        for name in one.param_names:
            np.testing.assert_array_equal(one.get_param(name), other.get_param(name))
