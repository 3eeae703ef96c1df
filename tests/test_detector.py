"""Tests of newsner.detector."""

import pytest
from py3langid import langid  # type: ignore[import-untyped]

from newsner.detector import Detector

LANGS = ("no", "nn", "en", "de", "da", "fr")
TEXTS = (
    "Statsministeren møtte kommunestyret i Bodø på tirsdag.",
    "Die Abgeordneten stimmten über den Haushalt ab. " * 40,
    "An apple\x00 a day",
    "x",
    "1 2 3",
    "Путин прибыл",
    "\ud800",
)


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(LANGS)


@pytest.fixture(scope="module")
def original() -> langid.LanguageIdentifier:
    identifier = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
    identifier.set_languages(LANGS)
    return identifier


@pytest.mark.parametrize("text", TEXTS)
def test_scores_are_those_of_py3langid(detector: Detector, original: langid.LanguageIdentifier, text: str) -> None:
    """All bytes at once give the same bits as one byte after the other, known n-grams or none."""
    assert detector.score(text) == dict(original.rank(text))
