"""Raw text of one paragraph a line, xz-compressed, and what is made of it: word clusters, vectors, annotated paragraphs."""

import hashlib
import json
import lzma
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from newsner.corpora.sources import PlaceSplitter, read_source
from newsner.recognition.exchange import cluster_words, count_neighbours
from newsner.recognition.lexicon import mask_digits

# Floret vectors (Bojanowski et al. 2017 with the hashed table of explosion/floret): one small table for any word.
VECTOR_SETTINGS: Final = {
    "mode": "floret", "model": "cbow", "dim": 96, "bucket": 50_000, "hashCount": 2, "minn": 3, "maxn": 5,
    "minCount": 5, "neg": 10, "ws": 5, "lr": 0.05, "thread": 2,
}  # fmt: skip
_TOKEN: Final = re.compile(r"\w+(?:[-'&]\w+)*|[^\w\s]")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?]) ")
# The corpora of sentences without documents are news in which neighbours mostly belong together.
SENTENCES_A_PARAGRAPH: Final = 4
# Classes and passes of each clustering, fine to coarse: at the end of them a pass moves about one word in twenty.
CLUSTERINGS: Final = ((1_000, 6), (200, 6), (40, 8))


def read_paragraphs(raw: Iterable[Path]) -> Iterator[str]:
    """Paragraphs of xz-compressed text of one paragraph a line."""
    for path in raw:
        with lzma.open(path, "rt", encoding="utf8") as lines:
            yield from (line.strip() for line in lines if line.strip())


def write_texts(sources: Iterable[str], corpora: Path, output: Path) -> int:
    """Write the training parts of corpora as raw text, where a language has little other text.

    Args:
        sources: names of ``corpora.sources``, in order.
        corpora: their folder.
        output: xz file. Sentences without a document are put together by ``SENTENCES_A_PARAGRAPH``.

    Returns:
        Number of words.
    """
    words = 0
    output.parent.mkdir(parents=True, exist_ok=True)
    with lzma.open(output, "wt", encoding="utf8") as file:
        for source in sources:
            texts = [" ".join(text.text.split()) for text in read_source(source, corpora, "train", PlaceSplitter())]
            for low in range(0, len(texts), SENTENCES_A_PARAGRAPH):
                paragraph = " ".join(texts[low : low + SENTENCES_A_PARAGRAPH])
                file.write(paragraph + "\n")
                words += len(paragraph.split())
    return words


def train_clusters(raw: Iterable[Path], output: Path, report: Callable[[str], None]) -> None:
    """Write clusterings of the words of a language, a list of word to class, fine to coarse.

    Args:
        raw: xz-compressed text of one paragraph a line.
        output: JSON file.
        report: told of every clustering and pass.
    """
    sentences = (
        _TOKEN.findall(mask_digits(sentence))
        for paragraph in read_paragraphs(raw)
        for sentence in _SENTENCE_END.split(paragraph)
    )
    neighbours = count_neighbours(sentences)
    clusterings = []
    for size, rounds in CLUSTERINGS:
        report(f"{size} classes of {len(neighbours.words)} words")
        clusterings.append(
            cluster_words(neighbours, size, rounds, lambda done, moved: report(f"pass {done}: {moved} words moved"))
        )
    output.write_text(json.dumps(clusterings, ensure_ascii=False), encoding="utf8")


def rejoin(raw: Path, annotations: Path, output: Path) -> int:
    """Put annotations that were published without their text back on the paragraphs they were made on.

    Args:
        raw: xz-compressed text of one paragraph a line.
        annotations: JSON lines ``{"paragraph": ..., "spans": [[start, end, label]]}``; the paragraph is named by the
            first 16 hexadecimal digits of the SHA-256 of its text.
        output: JSON lines, see ``read_spans``.

    Returns:
        Number of paragraphs found.
    """
    with annotations.open(encoding="utf8") as lines:
        spans = {row["paragraph"]: row["spans"] for row in map(json.loads, lines)}
    found = 0
    output.parent.mkdir(parents=True, exist_ok=True)
    with output.open("w", encoding="utf8") as file:
        for text in dict.fromkeys(read_paragraphs([raw])):
            key = paragraph_key(text)
            if key in spans:
                file.write(json.dumps({"text": text, "spans": spans[key]}, ensure_ascii=False) + "\n")
                found += 1
    return found


def paragraph_key(text: str) -> str:
    """Name of a paragraph in annotations without text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def train_vectors(raw: Iterable[Path], output: Path, lang: str, epochs: int) -> None:
    """Train floret vectors on xz-compressed text of one paragraph a line and store them for ``spacy train``."""
    import floret
    import spacy
    from spacy.training.initialize import convert_vectors

    output.mkdir(parents=True, exist_ok=True)
    words = output / "words.txt"
    with words.open("w", encoding="utf8") as file:
        for paragraph in read_paragraphs(raw):
            file.write(" ".join(_TOKEN.findall(paragraph.replace("’", "'"))) + "\n")
    model = floret.train_unsupervised(str(words), epoch=epochs, **VECTOR_SETTINGS)
    model.save_floret_vectors(str(output / "table.floret"))
    nlp = spacy.blank(lang)
    convert_vectors(nlp, output / "table.floret", truncate=-1, prune=-1, mode="floret")
    nlp.to_disk(output)
    words.unlink()
