"""Extractions as spaCy ``Doc`` objects, for formats that are made of tokens.

In: an extraction with its text. Out: a ``Doc`` of the language, tokens cut so that every mention begins and ends with one,
mentions as ``doc.ents``, sentences by punctuation and paragraph. ``span.kb_id_`` is the id of the entity, "NIL" for a name that the
table lacks (spaCy's word for it), "" where the mention is ambiguous or linking was off.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from newsner.labels import LANG_TO_PIPELINE
from newsner.records import Extraction, Mention

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

NIL: Final = "NIL"
# A text without letters has no language; any tokenizer will do.
_NO_LANGUAGE: Final = "en"


@contextmanager
def tokenise(extraction: Extraction) -> Iterator["Doc"]:
    """The ``Doc`` of an extraction, inside only: its words are forgotten afterwards, or millions of documents fill memory."""
    nlp = _blank("en" if extraction.lang == "und" else LANG_TO_PIPELINE[extraction.lang])
    with nlp.memory_zone():
        doc = _cut_at_mentions(nlp(extraction.text), extraction)
        doc.set_ents([_span(doc, mention) for mention in extraction.mentions])
        _set_sentences(doc)
        yield doc


def kb_id(mention: Mention) -> str:
    """What spaCy is told about the entity of a mention."""
    if mention.link_method == "nil":
        return NIL
    return mention.entity_id or ""


@lru_cache(maxsize=4)
def _blank(lang: str) -> "Language":
    import spacy

    from newsner.recognition.tokenizer import create_tokenizer

    nlp = spacy.blank(lang)
    nlp.tokenizer = create_tokenizer()(nlp)
    # Without a parser there is no reason for a limit.
    nlp.max_length = 1 << 40
    return nlp


def _cut_at_mentions(doc: "Doc", extraction: Extraction) -> "Doc":
    from spacy.tokens import Doc

    bounds = {bound for mention in extraction.mentions for bound in (mention.start, mention.end)}
    words: list[str] = []
    spaces: list[bool] = []
    for token in doc:
        end = token.idx + len(token)
        cuts = [token.idx, *sorted(bound for bound in bounds if token.idx < bound < end), end]
        words += [extraction.text[start:stop] for start, stop in pairwise(cuts)]
        spaces += [False] * (len(cuts) - 2) + [bool(token.whitespace_)]
    return doc if len(words) == len(doc) else Doc(doc.vocab, words=words, spaces=spaces)


def _span(doc: "Doc", mention: Mention) -> "Span":
    span = doc.char_span(mention.start, mention.end, label=mention.label, kb_id=kb_id(mention))
    assert span is not None, f"tokens are cut at {mention}"
    return span


def _set_sentences(doc: "Doc") -> None:
    from spacy.pipeline import Sentencizer

    Sentencizer()(doc)
    for before, token in pairwise(doc):
        if before.is_space and before.text.count("\n") > 1:
            token.is_sent_start = True
        if token.ent_iob_ == "I":
            token.is_sent_start = False
