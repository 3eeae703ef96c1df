"""From annotated texts to spaCy training examples: several sentences together, now and then in other clothes.

Registered as ``newsner.Corpus.v1``; sentences of one document are joined to stretches of random length, so that the
network learns from what stands in the sentences before and after, and from texts of one line.
"""

import random
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, pairwise
from pathlib import Path
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from newsner.corpora.annotated import AnnotatedText, GoldSpan
from newsner.corpora.lists import ListMaker
from newsner.corpora.sources import Part, PlaceSplitter, read_source
from newsner.recognition.recogniser import GOLD_KEY, PartialGold

# Shares of training stretches shown in capitals, in lower case, as an English headline, and with other quotation marks.
CAPITALS: Final = 0.08
LOWER_CASE: Final = 0.06
TITLE_CASE: Final = 0.03
OTHER_QUOTES: Final = 0.2
_WORD_START: Final = re.compile(r"(?<![\w'’])[^\W\d_]")
_CHANGES: Final = ("capitals", "lower", "title", "quotes", "none")
_SHARES: Final = (CAPITALS, LOWER_CASE, TITLE_CASE, OTHER_QUOTES, 1 - CAPITALS - LOWER_CASE - TITLE_CASE - OTHER_QUOTES)
# Of a stretch with typos, the share of words of four letters or more that have one.
_WRONG_WORDS: Final = 0.06
_LONG_WORD: Final = re.compile(r"[^\W\d_]{4,}")
# Letters beside each other on a Norwegian keyboard; others differ in few keys.
_KEYBOARD: Final = ("qwertyuiopå", "asdfghjkløæ", "zxcvbnm")
_BESIDE: Final = {
    letter: [
        other for row in _KEYBOARD for pair in pairwise(row) if letter in pair for other in pair if other != letter
    ]
    for row in _KEYBOARD
    for letter in row
}
_QUOTES: Final = [("«", "»"), ("“", "”"), ("„", "“"), ('"', '"'), ("'", "'"), ("‘", "’")]


def corpus_reader(
    root: str,
    sources: dict[str, float],
    part: Part,
    names: Callable[[], Iterable[tuple[str, str]]] | None = None,
    augment: bool = False,
    lists: float = 0.0,
    typos: float = 0.0,
    max_sentences: int = 8,
    seed: int = 0,
) -> Callable[[Language], Iterator[Example]]:
    """Reader for ``spacy train``.

    Args:
        root: folder of the corpora.
        sources: corpus name to the share of its texts read each epoch, above 0.0; 2.0 reads it twice.
        part: "train", "tune" or "dev".
        names: ``(label, name)`` pairs of the alias table, to tell GPE from LOC.
        augment: change case and quotation marks now and then; for training only.
        lists: share of the stretches that are made-up results, line-ups and bylines, 0.0-1.0; needs ``names``.
        typos: share of the stretches in which some words have two letters swapped or one of the next key, 0.0-1.0.
        max_sentences: longest stretch.
        seed: of the order, the stretches and the changes.
    """
    listed = list(names()) if names else []
    splitter = PlaceSplitter(listed)
    texts = {name: list(read_source(name, Path(root), part, splitter)) for name in sources}
    epochs = random.Random(seed)

    def read(nlp: Language) -> Iterator[Example]:
        rng = random.Random(epochs.random()) if part == "train" else random.Random(seed)
        stretches = []
        for name, share in sources.items():
            joined = list(_join_sentences(texts[name], rng, max_sentences))
            rng.shuffle(joined)
            whole, rest = divmod(share, 1.0)
            stretches += joined * int(whole) + joined[: int(rest * len(joined))]
        if lists:
            maker = ListMaker(nlp.lang or "", listed)
            stretches += [maker.make(rng) for _ in range(int(lists * len(stretches)))]
        if part == "train":
            rng.shuffle(stretches)
        for stretch in stretches:
            changed = change(stretch, rng) if augment else stretch
            yield to_example(nlp, hurry(changed, rng) if rng.random() < typos else changed)

    return read


def _join_sentences(texts: Iterable[AnnotatedText], rng: random.Random, most: int) -> Iterator[AnnotatedText]:
    for document, group in groupby(texts, key=lambda text: text.document):
        rest = list(group)
        while rest:
            size = rng.randint(1, most) if document else 1
            yield join(rest[:size], [rng.choice((" ", " ", " ", "\n", "\n\n")) for _ in rest[1:size]])
            rest = rest[size:]


def join(texts: list[AnnotatedText], separators: list[str]) -> AnnotatedText:
    """One text of several; labels unknown in one are unknown in all."""
    whole, spans = "", list[GoldSpan]()
    for text, separator in zip(texts, ["", *separators], strict=True):
        whole += separator
        spans += [GoldSpan(len(whole) + start, len(whole) + end, labels) for start, end, labels in text.spans]
        whole += text.text
    return AnnotatedText(whole, tuple(spans), frozenset().union(*(text.unknown for text in texts)), texts[0].document)


def change(text: AnnotatedText, rng: random.Random) -> AnnotatedText:
    """Perhaps other case or other quotation marks; offsets stay, since every change keeps the length."""
    kind = rng.choices(_CHANGES, _SHARES)[0]
    if kind == "capitals":
        return text.in_case(str.upper)
    if kind == "lower":
        return text.in_case(str.lower)
    if kind == "title":
        capitals = text.in_case(str.upper).text
        return text._replace(text=_WORD_START.sub(lambda first: capitals[first.start()], text.text))
    if kind == "quotes" and '"' in text.text:
        opening, closing = rng.choice(_QUOTES)
        pieces = text.text.split('"')
        changed = pieces[0]
        for index, piece in enumerate(pieces[1:]):
            changed += (opening, closing)[index % 2] + piece
        return text._replace(text=changed)
    return text


def hurry(text: AnnotatedText, rng: random.Random) -> AnnotatedText:
    """The text with typos inside some words: neighbours swapped, or the next key hit; offsets stay."""
    letters = list(text.text)
    for word in _LONG_WORD.finditer(text.text):
        if rng.random() >= _WRONG_WORDS:
            continue
        place = rng.randrange(word.start() + 1, word.end() - 1)
        beside = _BESIDE.get(letters[place].lower(), [])
        if rng.random() < 0.5 or not beside:
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
        else:
            wrong = rng.choice(beside)
            letters[place] = wrong.upper() if letters[place].isupper() else wrong
    return text._replace(text="".join(letters))


def to_example(nlp: Language, text: AnnotatedText) -> Example:
    """A spaCy example whose reference carries ``PartialGold``; spans are widened to whole tokens."""
    doc = nlp.make_doc(text.text)
    reference = Doc(nlp.vocab, words=[token.text for token in doc], spaces=[bool(token.whitespace_) for token in doc])
    spans: list[tuple[int, int, frozenset[str]]] = []
    for start, end, labels in text.spans:
        span = reference.char_span(start, end, alignment_mode="expand")
        if span is not None and (not spans or span.start >= spans[-1][1]):
            spans.append((span.start, span.end, labels))
    reference.user_data[GOLD_KEY] = PartialGold(tuple(spans), text.unknown)
    return Example(doc, reference)
