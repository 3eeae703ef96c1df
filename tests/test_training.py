"""Word facts for training, the choice of corpora by licence, and a run of the committed config."""

from pathlib import Path

import pytest
import spacy
from doubles import ENTRIES
from networks import recogniser_of
from small_corpora import write_germeval
from thinc.api import Config

from newsner import training
from newsner.errors import InputValueError
from newsner.labels import LABELS
from newsner.training import build_lexicon, licensed_sources, seed_names


def test_seed_names_and_lexicon(monkeypatch: pytest.MonkeyPatch) -> None:
    """All names of the table's entries become word roles; without clusters every cluster is unknown."""
    monkeypatch.setattr(training, "read_entries", lambda path: ENTRIES if path == Path("seeds") else ())
    names = seed_names("seeds")
    assert {("PER", "Wladimir Putin"), ("GPE", "Moskau"), ("GPE", "Oslo")} <= set(names())
    lexicon = build_lexicon(names=names)
    assert lexicon.find("Moskau") == (0, 16)
    assert lexicon.find("Putin")[1] and not lexicon.find("Merkel")[1]
    assert len(build_lexicon()) == 0


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


def test_spacy_train_runs_on_the_committed_config(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name in a committed config resolves, and two steps of training give a pipeline that loads."""
    monkeypatch.setattr(training, "read_entries", lambda path: ENTRIES)
    write_germeval(tmp_path / "corpora")
    encoder = "components.newsner_recogniser.model.encoder"
    overrides = {
        "paths.corpora": str(tmp_path / "corpora"),
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
