"""Readers of the official public file formats; what the labels mean is said in ``sources``.

Each reader yields ``TaggedText``: a text and its spans under the corpus's own labels.
"""

import csv
import gzip
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from newsner.corpora.detokenise import detokenise
from newsner.errors import DataError
from newsner.labels import LABELS

_ARTICLE = re.compile(r"^### *", re.MULTILINE)
_MARK = re.compile(rf"\[({'|'.join(LABELS)})\|([^\[\]|\n]+)\]")


class TaggedText(NamedTuple):
    """A text, ``(start, end, corpus label)`` spans in characters, and the document it comes from ("" if unknown)."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    document: str


def open_text(path: Path, encoding: str = "utf8") -> io.TextIOBase:
    """Open a plain or gzipped text file."""
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding=encoding)
    return path.open(encoding=encoding)


def read_conllu_names(path: Path) -> Iterator[TaggedText]:
    """CoNLL-U with ``name=B-PER`` in MISC, as NorNE has it; ``SpaceAfter=No`` and ``# text`` are followed."""
    document = ""
    text, tokens, tags, glue = "", list[str](), list[str](), list[bool]()
    with open_text(path) as file:
        for line in [*file, "\n"]:
            line = line.rstrip("\n")
            if line.startswith("# newdoc"):
                document = line.partition("=")[2].strip()
            elif line.startswith("# text ="):
                text = line.partition("=")[2].strip()
            elif not line:
                if tokens:
                    offsets = _align(text, tokens)
                    if offsets is None:
                        text, offsets = _join(tokens, glue)
                    yield TaggedText(text, _spans(offsets, tags), document)
                text, tokens, tags, glue = "", [], [], []
            elif not line.startswith("#"):
                columns = line.split("\t")
                if columns[0].isdigit():
                    misc = dict(item.partition("=")[::2] for item in columns[9].split("|"))
                    tokens.append(columns[1])
                    tags.append(misc.get("name", "O"))
                    glue.append(misc.get("SpaceAfter") == "No")


def read_columns(
    path: Path, tag_column: int = 1, token_column: int = 0, separator: str | None = None, encoding: str = "utf8"
) -> Iterator[TaggedText]:
    """One token a line, BIO or IO tags, a blank line between sentences; ``# text`` and ``# newdoc id`` are used.

    Other lines that start with # are comments where an index stands before the token, else a token of that name.
    """
    document, text = "", ""
    tokens, tags = list[str](), list[str]()
    with open_text(path, encoding) as file:
        for line in [*file, "\n"]:
            line = line.rstrip("\n")
            if line.startswith("# newdoc id"):
                document = line.partition("=")[2].strip()
            elif line.startswith("# text ="):
                text = line.partition("=")[2].strip()
            elif line.startswith("-DOCSTART-") or (token_column and line.startswith("#")):
                continue
            elif not line.strip():
                if tokens:
                    offsets = _align(text, tokens)
                    if offsets is None:
                        text, offsets = detokenise(tokens)
                    yield TaggedText(text, _spans(offsets, tags), document)
                text, tokens, tags = "", [], []
            else:
                columns = line.split(separator)
                if len(columns) > max(tag_column, token_column):
                    tokens.append(columns[token_column])
                    tags.append(columns[tag_column])


def read_worldwide(folder: Path) -> Iterator[TaggedText]:
    """Articles of the worldwide newswire: ``.txt`` as published and ``.tsv`` tokens with the outer BIO column first."""
    for path in sorted(folder.glob("*.tsv")):
        tokens, tags = [], []
        for line in path.read_text(encoding="utf8").split("\n"):
            columns = line.split("\t")
            if len(columns) > 1 and columns[0]:
                tokens.append(columns[0])
                tags.append(columns[1])
        text = path.with_suffix(".txt").read_text(encoding="utf8")
        offsets = _align(text, tokens)
        if offsets is None:
            text, offsets = detokenise(tokens)
        yield TaggedText(text, _spans(offsets, tags), path.stem)


def read_smartdata(path: Path) -> Iterator[TaggedText]:
    """Documents of the DFKI SmartData corpus: text and concept mentions with offsets in UTF-16 units, as Java counts."""
    with open_text(path) as file:
        for line in file:
            record = json.loads(line)
            text = record["text"]["string"]
            units = text.encode("utf-16-le")
            spans = []
            for mention in record["conceptMentions"]["array"]:
                start, end = (len(units[: 2 * mention["span"][edge]].decode("utf-16-le")) for edge in ("start", "end"))
                spans.append((start, end, mention["type"].upper().replace("-", "_")))
            yield TaggedText(text, _outermost(spans), record["id"])


def read_spans(path: Path) -> Iterator[TaggedText]:
    """Paragraphs with our own labels: ``{"text", "spans": [[start, end, label]]}`` a line."""
    with open_text(path) as file:
        for line in file:
            record = json.loads(line)
            yield TaggedText(record["text"], tuple((start, end, label) for start, end, label in record["spans"]), "")


def read_marked(path: Path, lower_derived: bool = True) -> Iterator[TaggedText]:
    """Paragraphs of our own texts, with marks in the text: ``### id | register | subject``, then ``[PER|Lavrov] said``.

    Args:
        path: a folder of ``*.txt`` files.
        lower_derived: keep derived words in lower case (*russisk*). Norwegian pipelines leave them to the table, since
            NorNE has them unmarked.

    Raises:
        DataError: a mark of an unknown label or a stray bracket, with its text.
    """
    for file in sorted(path.glob("*.txt")):
        for article in _ARTICLE.split(file.read_text(encoding="utf8"))[1:]:
            head, _, body = article.partition("\n")
            for paragraph in filter(None, map(str.strip, body.split("\n"))):
                text, spans = _cut_marks(paragraph, f"{file.name}, text {head!r}")
                kept = [span for span in spans if lower_derived or span[2] != "DRV" or not text[span[0]].islower()]
                yield TaggedText(text, tuple(kept), head.partition("|")[0].strip())


def _cut_marks(marked: str, where: str) -> tuple[str, list[tuple[int, int, str]]]:
    text, spans, position = "", list[tuple[int, int, str]](), 0
    for mark in _MARK.finditer(marked):
        text += marked[position : mark.start()]
        spans.append((len(text), len(text) + len(mark[2]), mark[1]))
        text += mark[2]
        position = mark.end()
    text += marked[position:]
    if "[" in text or "]" in text:
        raise DataError(f"{where}: a bracket that is no mark in {text!r}; write [LABEL|name]")
    return text, spans


def read_gmb(path: Path) -> Iterator[TaggedText]:
    """Sentences of the Groningen Meaning Bank export ``ner_dataset.csv`` in its zip."""
    with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as raw:
        tokens, tags = list[str](), list[str]()
        rows = csv.reader(io.TextIOWrapper(raw, encoding="latin-1"))
        next(rows)
        for row in [*rows, ["end", "", "", ""]]:
            if row[0] and tokens:
                text, offsets = detokenise(tokens)
                yield TaggedText(text, _spans(offsets, tags), "")
                tokens, tags = [], []
            tokens.append(row[1])
            tags.append(row[3])


def _join(tokens: Sequence[str], glue: Sequence[bool]) -> tuple[str, list[tuple[int, int]]]:
    text, offsets = "", []
    for token, glued in zip(tokens, glue, strict=True):
        offsets.append((len(text), len(text) + len(token)))
        text += token if glued else token + " "
    return text.rstrip(), offsets


def _align(text: str, tokens: Iterable[str]) -> list[tuple[int, int]] | None:
    """Offsets of tokens in the text, in order; None where one of them is not there."""
    if not text:
        return None
    offsets, position = [], 0
    for token in tokens:
        match = re.compile(r"\s*".join(map(re.escape, token))).search(text, position)
        if match is None or match.start() - position > 200:
            return None
        offsets.append(match.span())
        position = match.end()
    return offsets


def _spans(offsets: Sequence[tuple[int, int]], tags: Sequence[str]) -> tuple[tuple[int, int, str], ...]:
    """Character spans of BIO or IO tags; an I without its B starts a span."""
    spans: list[tuple[int, int, str]] = []
    previous = ""
    for (start, end), tag in zip(offsets, tags, strict=True):
        if tag in ("O", "_", "") or "-" not in tag:
            previous = ""
            continue
        part, _, label = tag.partition("-")
        if part == "I" and previous == label:
            spans[-1] = (spans[-1][0], end, label)
        else:
            spans.append((start, end, label))
        previous = label
    return tuple(spans)


def _outermost(spans: Iterable[tuple[int, int, str]]) -> tuple[tuple[int, int, str], ...]:
    kept: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return tuple(kept)
