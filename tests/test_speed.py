"""The stock pipeline is spaCy's own small architecture and sees names; speed is counted in words."""

from pathlib import Path

import spacy
from networks import SENTENCES, make_nlp

from newsner.measuring.speed import count_words, make_stock, measure_size, measure_speed


def test_stock_is_the_official_small_architecture() -> None:
    """As `spacy init config --optimize efficiency` writes it."""
    nlp = make_stock("nb", SENTENCES)
    components = nlp.config["components"]
    encode = components["tok2vec"]["model"]["encode"]
    assert nlp.pipe_names == ["tok2vec", "ner"]
    assert (encode["width"], encode["depth"]) == (96, 4)
    assert components["ner"]["model"]["@architectures"] == "spacy.TransitionBasedParser.v2"
    assert components["tok2vec"]["model"]["embed"]["include_static_vectors"] is False


def test_speed_counts_words_of_all_texts() -> None:
    """Twice the texts take longer, the words per second are of one order; every pipeline has its figure."""
    texts = ["Putins utsending landet i Oslo ."] * 100
    speed = measure_speed({"own": make_nlp("nb"), "blank": spacy.blank("nb")}, texts, rounds=2)
    assert set(speed) == {"own", "blank"} and speed["blank"] > speed["own"] > 0
    assert count_words(texts) == 600


def test_size_is_of_all_files(tmp_path: Path) -> None:
    """Those in folders too."""
    (tmp_path / "vocab").mkdir()
    for path in (tmp_path / "a", tmp_path / "vocab" / "b"):
        path.write_bytes(bytes(1024 * 512))
    assert measure_size(tmp_path) == 1.0
