"""Which texts a pipeline is scored on, and which labels of them count."""

from pathlib import Path

import pytest
from networks import gold
from small_corpora import write_germeval, write_smartdata

from newsner.corpora.sources import SOURCES
from newsner.errors import DataError
from newsner.evaluation.gold import GoldArticle, GoldMention
from newsner.measuring.gold_sets import (
    CORE_LABELS,
    GoldSet,
    group_articles,
    has_one_place_label,
    read_dev_sets,
    read_tuning_sets,
)


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    write_germeval(tmp_path)
    write_smartdata(tmp_path)
    return tmp_path


def test_the_news_half_of_germeval_is_what_is_not_from_wikipedia(corpora: Path) -> None:
    """Ten of thirty sentences are from Wikipedia; the others carry their address as document."""
    news, smartdata = read_dev_sets(corpora, "de")
    assert len(news.texts) == 20 and {text.document for text in news.texts} == {
        "http://www.welt.example/1",
        "http://www.zeit.example/2",
    }
    assert news.counted == CORE_LABELS and news.merge_places
    assert smartdata.counted == ("PER", "ORG") and [text.document for text in smartdata.texts] == ["a", "b"]


def test_sentences_without_source_lines_are_refused(corpora: Path) -> None:
    """Without them nobody knows which sentence is news."""
    path = corpora / "germeval2014/NER-de-dev.tsv"
    path.write_text(path.read_text(encoding="utf8").replace("#\t", "# ", 1), encoding="utf8")
    with pytest.raises(DataError, match="29 source lines for 30 sentences"):
        list(read_dev_sets(corpora, "de"))


def test_tuning_sets_are_of_corpora_that_have_a_dev_set(corpora: Path) -> None:
    """One document in twenty of the training part; a corpus of training alone tunes nothing."""
    (germeval,) = read_tuning_sets(corpora, ["germeval", "wikinews-de"])
    assert germeval.name == "germeval" and 0 < len(germeval.texts) < 60
    assert all(text.document.startswith("block ") for text in germeval.texts)


def test_texts_of_our_own_tune_too(corpora: Path) -> None:
    """They are news under exactly our rules, so that the scores are fitted on them as well."""
    path = corpora / "newsner" / "de" / "own.txt"
    path.parent.mkdir(parents=True)
    path.write_text("".join(f"### de-{n} | x | y\n[PER|Anna Roth] ruft.\n" for n in range(200)), encoding="utf8")
    (own,) = read_tuning_sets(corpora, ["own-de"])
    assert (own.name, own.lang, own.merge_places) == ("own-de", "de", False)
    assert 0 < len(own.texts) < 40 and all(text.document.startswith("de-") for text in own.texts)


def test_articles_are_grouped_by_language() -> None:
    """The Norwegian pipeline reads both standards; marks keep offsets and labels."""
    articles = [
        GoldArticle(f"a.{lang}", lang, "Oslo snør", (GoldMention(0, 4, "GPE", "oslo"),), {})
        for lang in ("nn", "nb", "de")
    ]
    bokmaal, nynorsk = group_articles(articles, "nb")
    assert (bokmaal.name, bokmaal.lang, nynorsk.name) == ("articles-nb", "nb", "articles-nn")
    assert bokmaal.texts == (gold("Oslo snør", ("Oslo", "GPE"), document="a.nb"),)
    assert list(group_articles(articles, "en")) == []


def test_other_case_keeps_offsets() -> None:
    """ß stays: its capitals are two letters."""
    text = gold("Strauß in Köln", ("Strauß", "PER"), ("Köln", "GPE"))
    listed = GoldSet("x", "de", CORE_LABELS, (), True, (text,))
    assert listed.in_case("upper") == (text._replace(text="STRAUß IN KÖLN"),)
    assert listed.in_case("lower") == (text._replace(text="strauß in köln"),)


def test_corpora_with_one_label_for_places() -> None:
    """NorNE tells GPE from LOC, the English and German corpora do not."""
    assert not has_one_place_label("norne-nob")
    assert all(has_one_place_label(name) for name in ("worldwide", "ewt", "germeval", "smartdata"))


def test_corpora_without_a_licence_are_known() -> None:
    """None stands for "none stated"; nobody may take it for a licence that was forgotten."""
    assert {"worldwide", "gmb"} <= {name for name, source in SOURCES.items() if source.licence is None}
    assert SOURCES["ewt"].licence == "CC BY-SA 4.0"
