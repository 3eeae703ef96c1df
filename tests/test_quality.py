"""What the sample articles show beyond the figures of test_floors.py. Needs the trained pipelines and the compiled table."""

import pytest
from conftest import ROOT

import newsner
from newsner.evaluation import read_gold

ARTICLES = ROOT / "seeds" / "articles"

pytestmark = pytest.mark.pipelines


def test_languages_of_the_samples_are_detected() -> None:
    """Every sample article is routed to its own language."""
    articles = read_gold(ARTICLES)
    found = {article.id: newsner.extract(article.text, link=False).lang for article in articles}
    assert found == {article.id: article.lang for article in articles}


def test_boilerplate_of_the_samples_has_no_mention() -> None:
    """No mention where the gold has none in the last lines of a page."""
    for line in ("LEAVE A REPLY", "Nå nettopp", "Latest news", "Please enter your comment!", "Del artikkelen"):
        text = f"{read_gold(ARTICLES)[0].text}\n\n{line}\n"
        assert all(mention.end <= text.rindex(line) for mention in newsner.extract(text).mentions)
