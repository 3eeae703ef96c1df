"""The texts that the project wrote to train on: well formed, all labels, and nothing of what it is measured on."""

import re
from collections import Counter
from pathlib import Path

import pytest

from newsner.corpora.formats import read_marked
from newsner.labels import LABELS, PIPELINES

ROOT = Path(__file__).resolve().parents[1]
TEXTS = ROOT / "models" / "texts"
FOLDERS = [TEXTS / lang for lang in PIPELINES]
MEASURED = [ROOT / "seeds" / folder for folder in ("articles", "gold/develop", "gold/test")]
# Words in a row that two writers would not both write.
SHARED_WORDS = 9


def word_runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[low : low + SHARED_WORDS]) for low in range(len(words) - SHARED_WORDS + 1)}


@pytest.mark.parametrize("lang", PIPELINES)
def test_every_label_is_marked_often(lang: str) -> None:
    """A language has hundreds of texts, each article an id of its own, and examples of every label."""
    paragraphs = list(read_marked(TEXTS / lang))
    labels = Counter(label for paragraph in paragraphs for _, _, label in paragraph.spans)
    assert min(labels[label] for label in LABELS) >= 50
    heads = [
        line.split("|")[0].strip()
        for file in sorted((TEXTS / lang).glob("*.txt"))
        for line in file.read_text(encoding="utf8").splitlines()
        if line.startswith("###")
    ]
    assert len(heads) == len(set(heads)) >= 300
    assert len({paragraph.document for paragraph in paragraphs}) == len(heads)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(TEXTS)))
def test_marks_hold_whole_words(folder: Path) -> None:
    """No mark begins or ends within a word, holds a blank at its edge or stretches over another."""
    for paragraph in read_marked(folder):
        end = 0
        for start, stop, _ in paragraph.spans:
            name = paragraph.text[start:stop]
            around = paragraph.text[start - 1 : start], paragraph.text[stop : stop + 1]
            assert name == name.strip() and start >= end, (paragraph.document, name)
            assert not any(side.isalpha() for side in around), (paragraph.document, name)
            end = stop


def test_nothing_of_the_measured_articles_is_trained_on() -> None:
    """No run of nine words stands both in a training text and in an article with gold."""
    measured = {
        run
        for folder in MEASURED
        for path in folder.glob("*.txt")
        for run in word_runs(path.read_text(encoding="utf8"))
    }
    assert len(measured) > 30_000
    for folder in FOLDERS:
        for paragraph in read_marked(folder):
            assert not word_runs(paragraph.text) & measured, paragraph.text
