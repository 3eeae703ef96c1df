"""An export tells nothing of where and on what it was trained, and everything of what it was measured to do."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import spacy
from doubles import compile_entries
from networks import found, make_nlp, recogniser_of, train
from small_corpora import SECRET_WORD, write_germeval, write_smartdata
from spacy.language import Language
from thinc.api import Config

from newsner.corpora.sources import PlaceSplitter, read_source
from newsner.data_files import DATA_VARIABLE
from newsner.evaluation import convert_draft
from newsner.labels import LABELS
from newsner.measuring.export import Inputs, export
from newsner.training import main

SECRET_FOLDER = "/somewhere/assets"
ENTITIES = """\
entity\tlabel\tname\tid\tknown\tnote
meier\tPER\tKarl Meier\t\tno\t
oslo\tGPE\tOslo\tQ585\tyes\t
"""
CARD = {
    "name": "newsner",
    "version": "0.0.1",
    "description": "Names in German news",
    "license": "CC-BY-4.0",
    "sources": [{"name": "GermEval 2014", "license": "CC BY 4.0", "url": "https://germeval.example"}],
    "weaknesses": ["Ministries that are called like a street"],
}


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """A small pipeline, trained, written as `spacy train` writes one, and exported, with a table of three entries."""
    root = tmp_path_factory.mktemp("training")
    write_germeval(root / "corpora")
    write_smartdata(root / "corpora")
    write_articles(root / "articles")
    compile_entries(root / "data" / "table")
    nlp = make_nlp("de", vectors=4)
    texts = list(read_source("germeval", root / "corpora", "train", PlaceSplitter()))[:12]
    train(nlp, texts, 20)
    nlp.to_disk(root / "model-best")
    config = Config().from_disk(root / "model-best" / "config.cfg", interpolate=False)
    config["paths"] |= {"corpora": f"{SECRET_FOLDER}/corpora", "vectors": f"{SECRET_FOLDER}/vectors"}
    config["initialize"]["vectors"] = "${paths.vectors}"
    config["corpora"] = {"train": {"sources": {"germeval": 0.5, "gmb": 1.0}}, "dev": {"sources": {"germeval": 1.0}}}
    config.to_disk(root / "model-best" / "config.cfg")
    (root / "de").mkdir()
    (root / "de" / "stale.txt").write_text("an older pipeline", encoding="utf8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DATA_VARIABLE, str(root / "data"))
        inputs = Inputs.read(root / "corpora", root / "articles")
        meta = export(root / "model-best", root / "de", inputs, CARD)
    return SimpleNamespace(root=root, trained=root / "model-best", output=root / "de", meta=meta, nlp=nlp)


def write_articles(folder: Path) -> None:
    """One article of two names."""
    folder.mkdir()
    (folder / "entities.tsv").write_text(ENTITIES, encoding="utf8")
    draft = folder.parent / "trip.de.txt"
    draft.write_text("[[Meier7|PER|meier]] in [[Oslo|GPE|oslo]] .\n", encoding="utf8")
    convert_draft(draft, folder)


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


def test_export_writes_what_people_wrote_and_what_was_measured(exported: SimpleNamespace) -> None:
    """The card file, labels, vectors, corpora with their licences, and figures stand in meta.json."""
    meta = json.loads((exported.output / "meta.json").read_text(encoding="utf8"))
    assert meta == json.loads(json.dumps(exported.meta))
    assert {**meta, **CARD} == meta
    assert meta["lang"] == "de" and meta["pipeline"] == ["newsner_recogniser"]
    assert meta["labels"] == {"newsner_recogniser": list(LABELS)}
    assert meta["vectors"] == {"width": 4, "vectors": 60, "mode": "floret"}
    assert meta["tuning"] == ["germeval"]
    assert meta["corpora"] == [
        {"name": "germeval", "share": 0.5, "licence": "CC BY 4.0"},
        {"name": "gmb", "share": 1.0, "licence": None},
    ]


def test_export_measures_dev_sets_and_articles(exported: SimpleNamespace) -> None:
    """Twenty news sentences of GermEval have forty names, none of them in the table but Oslo in the article."""
    performance = exported.meta["performance"]
    scores = {score["name"]: score for score in performance["scores"]}
    assert list(scores) == ["germeval-news", "smartdata", "articles-de"]
    news = scores["germeval-news"]
    assert news["whole"]["gold"] == news["outside"]["gold"] == 40 and news["whole"]["f"] > 90
    assert news["documents"] == 2 and set(news["labels"]) == {"PER", "place"}
    assert scores["articles-de"]["whole"]["gold"] == 2 and scores["articles-de"]["outside"]["gold"] == 1
    assert [row["kind"] for row in performance["calibration"]] == ["tuning part", "dev sets", "articles"]
    assert 0 < performance["megabytes"] < 1 and min(performance["speed"].values()) > 0


def test_the_readable_card_says_what_to_know(exported: SimpleNamespace) -> None:
    """Name, data with licence or without, scores with interval, calibration, size, speed, weaknesses."""
    card = (exported.output / "README.md").read_text(encoding="utf8")
    news = exported.meta["performance"]["scores"][0]["whole"]
    assert card.startswith("# de_newsner 0.0.1\n")
    assert "| germeval | 50 % | CC BY 4.0 |\n| gmb | 100 % | none stated |\n" in card
    assert "| GermEval 2014 | CC BY 4.0 | https://germeval.example |" in card
    assert f"| {news['f']:.1f} | {news['low']:.1f}-{news['high']:.1f} | 40 |" in card
    assert "| de | tuning part | " in card and "words per second" in card
    assert card.endswith("- Ministries that are called like a street\n")


Run = Callable[..., str]


@pytest.fixture
def run(exported: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`python -m newsner.training COMMAND` on the small corpora; what it prints."""

    def run_command(*arguments: object) -> str:
        data = ["--corpora", exported.root / "corpora", "--articles", exported.root / "articles"]
        monkeypatch.setenv(DATA_VARIABLE, str(exported.root / "data"))
        monkeypatch.setattr(sys, "argv", ["newsner.training", *map(str, [*arguments, *data])])
        main()
        return capsys.readouterr().out

    return run_command


def test_score_prints_the_figures_of_the_card(exported: SimpleNamespace, run: Run) -> None:
    """One headline row a set, with the figure outside the table and both other cases, and a row a label."""
    rows = [line.split() for line in run("score", exported.output).splitlines()]
    news = exported.meta["performance"]["scores"][0]
    headline = next(row for row in rows if row[:2] == ["germeval-news", "counted"])
    assert headline[4] == f"{news['whole']['f']:.1f}" and f"{news['upper']:.1f}" in headline
    assert [row[0] for row in rows if row[1] == "counted"] == ["germeval-news", "smartdata", "articles-de"]
    assert any(row[0] == "place" for row in rows)


def test_calibration_writes_table_and_plots(exported: SimpleNamespace, run: Run, tmp_path: Path) -> None:
    """The table that is printed is the one in the file, and the plots have a line a kind of text."""
    printed = run("calibration", exported.output, "-o", tmp_path / "docs")
    assert "| de | dev sets | " in printed
    assert printed.strip() in (tmp_path / "docs" / "calibration.md").read_text(encoding="utf8")
    for name in ("reliability.svg", "min_score.svg"):
        assert (tmp_path / "docs" / name).read_text(encoding="utf8").count("<polyline") == 3


def test_card_measures_again_and_keeps_the_weights(exported: SimpleNamespace, run: Run, tmp_path: Path) -> None:
    """A new sentence of the card file gets into both cards; what meta.json says of the training stays."""
    (tmp_path / "de.json").write_text(json.dumps(CARD | {"description": "Other words"}), encoding="utf8")
    weights = (exported.output / "newsner_recogniser" / "model").read_bytes()
    assert "Other words. Licence" in run("card", exported.output, "--card", tmp_path / "de.json")
    meta = json.loads((exported.output / "meta.json").read_text(encoding="utf8"))
    assert meta["description"] == "Other words" and meta["corpora"] == exported.meta["corpora"]
    assert (exported.output / "newsner_recogniser" / "model").read_bytes() == weights
