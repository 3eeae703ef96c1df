"""Load pipelines and turn texts into recognised spans.

One pipeline a language is loaded at first use, bound to OpenBLAS (thinc's default BLIS is near three times slower at
these matrix sizes), and guarded by a lock, since spaCy's memory zones are not thread-safe.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from newsner.data_files import locate
from newsner.errors import DataError
from newsner.labels import PIPELINES, Label
from newsner.spans import RecognisedSpan

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# Longest stretch given to a pipeline at once, in characters: bounds memory for book-length texts. Stretches end at
# paragraph breaks, where context means little.
MAX_STRETCH: Final = 20_000
# Tokens after which the maps of a vocabulary are renewed: some 250 articles, and in the worst case, each word a new one, 4 MB a map, of which
# a pipeline has two.
MOST_TOKENS: Final = 100_000
_KEPT: Final = ("vectors", "lookups")
_BREAKS: Final = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"[.!?]\s"), re.compile(r"\s"))


class Pipeline(NamedTuple):
    """A loaded pipeline, its name with version, and its lock."""

    nlp: "Language"
    version: str
    lock: RLock


class Pipelines:
    """The pipelines of all languages, each loaded when first asked for.

    Args:
        folder: with one sub-folder a pipeline (nb, en, de); the installed ones if None.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._loaded: dict[str, Pipeline] = {}
        self._tokens: Counter[str] = Counter()
        self._lock = RLock()

    def __getstate__(self) -> dict[str, Path | None]:
        return {"folder": self._folder}

    def __setstate__(self, state: dict[str, Path | None]) -> None:
        self.__init__(state["folder"])  # type: ignore[misc]

    def get(self, name: str) -> Pipeline:
        """The pipeline of that name (nb, en or de).

        Raises:
            DataError: where it is missing or cannot be read.
        """
        with self._lock:
            if name not in self._loaded:
                self._loaded[name] = load_pipeline(self.path(name))
            return self._loaded[name]

    def path(self, name: str) -> Path:
        """Folder of a pipeline."""
        return self._folder / name if self._folder else locate(f"models/{name}")

    def versions(self) -> dict[str, str]:
        """Name and version of every pipeline, read without loading them."""
        import srsly

        return {name: _version(srsly.read_json(self.path(name) / "meta.json")) for name in PIPELINES}

    def recognise(self, name: str, texts: Sequence[str]) -> list[list[RecognisedSpan]]:
        """Spans of each text, in text order, with offsets into it."""
        pipeline = self.get(name)
        stretches = [(index, offset, part) for index, text in enumerate(texts) for offset, part in stretch(text)]
        found: list[list[RecognisedSpan]] = [[] for _ in texts]
        with pipeline.lock, pipeline.nlp.memory_zone():
            docs = pipeline.nlp.pipe([part for _, _, part in stretches])
            for (index, offset, _), doc in zip(stretches, docs, strict=True):
                found[index].extend(_read_spans(doc, offset))
                self._tokens[name] += len(doc)
        # Under the lock once more, and behind the zone.
        with pipeline.lock:
            if self._tokens[name] > MOST_TOKENS:
                renew_vocab(pipeline.nlp.vocab)
                self._tokens[name] = 0
        return found


def load_pipeline(path: Path) -> Pipeline:
    """Load one pipeline from its folder."""
    import spacy
    from thinc.api import use_ops

    if not (path / "meta.json").exists():
        raise DataError(f"no pipeline at {path}: reinstall newsner, or train it as models/README.md says")
    with use_ops("numpy", use_blis=False):
        # The config builds the tokenizer as it was; reading it from disk would build it a second time.
        nlp = spacy.load(path, exclude=["tokenizer"])
    nlp.max_length = max(nlp.max_length, 2 * MAX_STRETCH)
    return Pipeline(nlp, _version(nlp.meta), RLock())


def renew_vocab(vocab: Any) -> None:
    """Give back what a vocabulary holds of words that are gone; to be called outside memory zones.

    A zone frees the words that it made, but each leaves a slot in the two hash maps of the vocabulary, which then double for ever:
    16 bytes and more in each of them for every word that a stream has ever had (spaCy 3.8.18, preshed 3.0). Reading its own bytes makes new maps.

    Args:
        vocab: a ``spacy.Vocab``; its permanent strings stay.
    """
    # Reading would wrap the getter of norms once more each time.
    getters = vocab.lex_attr_getters
    vocab.lex_attr_getters = dict(getters)
    vocab.from_bytes(vocab.to_bytes(exclude=_KEPT), exclude=_KEPT)
    vocab.lex_attr_getters = getters


def _version(meta: dict[str, str]) -> str:
    return f"{meta['lang']}_{meta['name']}-{meta['version']}"


def _read_spans(doc: "Doc", offset: int) -> Iterator[RecognisedSpan]:
    if "newsner" not in doc.spans:  # a foreign recogniser
        for ent in doc.ents:
            yield RecognisedSpan(offset + ent.start_char, offset + ent.end_char, cast("Label", ent.label_), None)
        return
    group = doc.spans["newsner"]
    for span, score in zip(group, group.attrs["scores"], strict=True):
        yield RecognisedSpan(offset + span.start_char, offset + span.end_char, cast("Label", span.label_), score)


def stretch(text: str, most: int = MAX_STRETCH) -> Iterator[tuple[int, str]]:
    """Cut a text into pieces of at most ``most`` characters with their offsets; nothing is left out."""
    start = 0
    while len(text) - start > most:
        end = _last_break(text, start, start + most)
        yield start, text[start:end]
        start = end
    yield start, text[start:]


def _last_break(text: str, start: int, end: int) -> int:
    # Look at the second half only: a piece should not become tiny for the sake of a paragraph.
    low = (start + end) // 2
    for pattern in _BREAKS:
        ends = [match.end() for match in pattern.finditer(text, low, end)]
        if ends:
            return ends[-1]
    return end
