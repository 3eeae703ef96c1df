"""Word facts for training, what is made of raw text, the choice of corpora by licence, and runs of the committed configs."""

import json
import lzma
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from doubles import ENTRIES
from networks import make_nlp, recogniser_of
from small_corpora import CITIES, write_germeval
from spacy.util import registry
from thinc.api import Config

from newsner import training
from newsner.corpora import raw as raw_text
from newsner.corpora.raw import paragraph_key, read_paragraphs, rejoin, train_clusters
from newsner.corpora.sources import PlaceSplitter, read_source
from newsner.errors import InputValueError
from newsner.labels import LABELS
from newsner.recognition import pretraining
from newsner.recognition.features import COLUMNS
from newsner.recognition.layers import build_encoder, embed_of
from newsner.recognition.lexicon import Lexicon
from newsner.recognition.recogniser import Recogniser
from newsner.training import (
    average,
    build_lexicon,
    licensed_sources,
    main,
    pretrain_encoder,
    seed_names,
    weigh_sources,
)


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
    monkeypatch.setattr(raw_text, "CLUSTERINGS", ((4, 5), (2, 5)))
    seen: list[list[str]] = []

    def count(sentences: Any) -> Any:
        seen.extend(sentences)
        return real(seen)

    real = raw_text.count_neighbours
    monkeypatch.setattr(raw_text, "count_neighbours", count)
    raw = write_raw(tmp_path / "nb.xz", RAW * 9)
    output = tmp_path / "clusters.json"
    told: list[str] = []
    train_clusters([raw], output, told.append)
    assert told[0].startswith("4 classes of ") and any(line.startswith("pass 1: ") for line in told)
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


def test_texts_of_corpora(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Training sentences go out four a line without their labels, and nothing of dev."""
    write_germeval(tmp_path)
    output = tmp_path / "text" / "de.xz"
    run_main(monkeypatch, "texts", "germeval", output, "--corpora", tmp_path)
    lines = list(read_paragraphs([output]))
    words = sum(len(line.split()) for line in lines)
    assert capsys.readouterr().out == f"{words} words\n"
    sentences = [text.text for text in read_source("germeval", tmp_path, "train", PlaceSplitter())]
    assert " ".join(lines) == " ".join(sentences)
    assert [line.count(".") for line in lines[:-1]] == [4] * (len(lines) - 1)


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
        ("train_clusters", "clusters a.xz b.xz out.json", ([Path("a.xz"), Path("b.xz")], Path("out.json"), print)),
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
        ("average", "average a b c out", ([Path("a"), Path("b"), Path("c")], Path("out"))),
        (
            "train",
            "train nb.cfg out --corpora c --clusters de --seeds s --pretrained p",
            (
                Path("nb.cfg"),
                Path("out"),
                {
                    "system.seed": 1,
                    "paths.corpora": "c",
                    "paths.vectors": None,
                    "paths.clusters": "de",
                    "paths.pretrained": "p",
                    "paths.seeds": "s",
                },
            ),
        ),
        (
            "train",
            "train nb.cfg out --corpora c --clusters de --seeds s --seed 2 --steps 9",
            (
                Path("nb.cfg"),
                Path("out"),
                {
                    "system.seed": 2,
                    "paths.corpora": "c",
                    "paths.vectors": None,
                    "paths.clusters": "de",
                    "paths.pretrained": None,
                    "paths.seeds": "s",
                    "training.max_steps": 9,
                    "training.patience": 9,
                },
            ),
        ),
    ],
    ids=["clusters", "pretrain", "pretrain by default", "average", "train", "train to the end"],
)
def test_commands(function: str, arguments: str, expected: tuple[object, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Arguments of a command reach its function."""
    calls: list[tuple[object, ...]] = []
    monkeypatch.setattr(training, function, lambda *given: calls.append(given))
    run_main(monkeypatch, *arguments.split())
    assert calls == [expected]


def test_corpora_without_a_licence_can_be_left_out(root: Path) -> None:
    """Of the English corpora two state none; the rest keep their shares, in training and in tuning."""
    config = Config().from_disk(root / "models/configs/en.cfg", interpolate=False)["corpora"]
    left = licensed_sources(root / "models/configs/en.cfg")
    assert {"worldwide", "gmb"} <= set(config["train"]["sources"])
    for block in ("train", "dev"):
        expected = {name: s for name, s in config[block]["sources"].items() if name not in ("worldwide", "gmb")}
        assert left[f"corpora.{block}.sources"] == expected and "ewt" in expected


def test_nothing_with_a_licence_is_an_error(tmp_path: Path) -> None:
    """A run without a corpus would fail late and in other words."""
    path = tmp_path / "en.cfg"
    Config({"corpora": {part: {"sources": {"gmb": 1.0}} for part in ("train", "dev")}}).to_disk(path)
    with pytest.raises(InputValueError, match=r"no corpus of .corpora.train. states a licence: gmb"):
        licensed_sources(path)


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small corpus in its published format."""
    folder = tmp_path_factory.mktemp("corpora")
    write_germeval(folder)
    return folder


# A network of a few hundred weights in place of the one of a committed config.
SMALL = {"width": 8, "embed_width": 4, "rows": [50] * len(COLUMNS), "gram_rows": 50, "dilations": [1, 2]}


def overrides_of(corpora: Path, clusters: Path, pretrained: Path | None) -> dict[str, Any]:
    """Settings for two steps on the small corpus."""
    return {
        "paths.corpora": str(corpora),
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
    corpora: Path, root: Path, tmp_path: Path, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every name in a committed config resolves, and two steps of training give a pipeline that loads."""
    monkeypatch.setattr(training, "read_entries", lambda path: ENTRIES)
    clusters = write_clusters(tmp_path / "clusters.json")
    training.train(root / f"models/configs/{lang}.cfg", tmp_path, overrides_of(corpora, clusters, None))
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
    corpora: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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
    training.train(tmp_path / "small.cfg", tmp_path, overrides_of(corpora, clusters, weights))
    first, expected = (build_encoder(**SMALL) for _ in range(2))
    for encoder, stored in ((first, started[0]), (expected, weights.read_bytes())):
        encoder.initialize(X=[spacy.blank("de").make_doc("Bonn")])
        encoder.from_bytes(stored)
    for one, other in zip(first.walk(), expected.walk(), strict=True):
        for name in one.param_names:
            np.testing.assert_array_equal(one.get_param(name), other.get_param(name))


def test_average(tmp_path: Path) -> None:
    """Weights are the mean of the runs' weights, and nothing else of the first run changes."""
    for seed in (1, 2, 3):
        make_nlp("de", seed=seed, vectors=4).to_disk(tmp_path / str(seed))
    runs = [tmp_path / str(seed) for seed in (1, 2, 3)]
    average(runs, tmp_path / "mean")
    *models, mean = (recogniser_of(spacy.load(path)).model for path in (*runs, tmp_path / "mean"))
    changed = 0
    for *nodes, node in zip(*(model.walk() for model in models), mean.walk(), strict=True):
        for name in node.param_names:
            weights = [each.get_param(name) for each in nodes]
            np.testing.assert_allclose(node.get_param(name), sum(weights) / 3, atol=1e-6)
            changed += not np.array_equal(node.get_param(name), weights[0])
    assert changed > 3


def test_average_of_other_networks_is_refused(tmp_path: Path) -> None:
    """Runs of two configs have no mean."""
    for name, width in (("a", 4), ("b", 6)):
        make_nlp("de", vectors=width).to_disk(tmp_path / name)
    with pytest.raises(InputValueError, match="different shapes; give runs of one config"):
        average([tmp_path / "a", tmp_path / "b"], tmp_path / "mean")


def test_a_corpus_can_have_another_weight_for_a_run() -> None:
    """The config's weights, but for those that are given."""
    config = Path(__file__).parents[1] / "models/configs/en.cfg"
    [sources] = weigh_sources(config, ["ewt=2.5"]).values()
    [kept] = weigh_sources(config, []).values()
    assert sources["ewt"] == 2.5 and sources | {"ewt": kept["ewt"]} == kept


@pytest.mark.parametrize("weight", ["ewt", "ewt=", "ewt=much", "ewt=0", "norne-nob=1"])
def test_a_wrong_weight_is_an_error_that_names_it(weight: str) -> None:
    """No number, zero, and a corpus that the config does not have."""
    config = Path(__file__).parents[1] / "models/configs/en.cfg"
    with pytest.raises(InputValueError, match=f"'{weight}': write CORPUS=WEIGHT"):
        weigh_sources(config, [weight])
