"""A network of a few hundred weights, and sentences of the project's own to train it on."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import spacy
from spacy.language import Language
from spacy.training import Example
from spacy.vectors import Vectors  # type: ignore[import-not-found]  # compiled, without a stub
from spacy.vocab import Vocab
from thinc.api import Adam, Model, Optimizer, fix_random_seed

from newsner.corpora.annotated import AnnotatedText, GoldSpan
from newsner.corpora.examples import to_example
from newsner.labels import LABELS
from newsner.recognition.features import COLUMNS
from newsner.recognition.recogniser import Recogniser

ENCODER: dict[str, Any] = {
    "width": 16, "embed_width": 8, "rows": [200] * len(COLUMNS), "gram_rows": 200, "dilations": [1, 2],
}  # fmt: skip


def gold(text: str, *spans: tuple[str, str], unknown: Iterable[str] = (), document: str = "") -> AnnotatedText:
    """A text with ``(surface, labels)`` spans, labels joined with "|", at the first place of each surface."""
    found = [
        GoldSpan(text.index(surface), text.index(surface) + len(surface), frozenset(labels.split("|")))
        for surface, labels in spans
    ]
    return AnnotatedText(text, tuple(sorted(found)), frozenset(unknown), document)


SENTENCES = (
    gold("Putins utsending landet i Oslo", ("Putins", "PER"), ("Oslo", "GPE")),
    gold("Angela Merkel besuchte die Nato .", ("Angela Merkel", "PER"), ("Nato", "ORG")),
    gold("EU-landene vil ha en iPhone", ("EU-landene", "DRV"), ("iPhone", "PROD")),
)


def add_vectors(vocab: Vocab, width: int = 5) -> None:
    """Random floret vectors, which have a row for any word."""
    data = np.random.default_rng(0).standard_normal((60, width)).astype("f")
    vocab.vectors = Vectors(strings=vocab.strings, data=data, mode="floret", hash_count=2, minn=3, maxn=5)


def shake(encoder: Model[Any, Any], seed: int = 4) -> Model[Any, Any]:
    """Move every parameter at random, so that biases are not zero and padding is seen where it is seen at all."""
    rng = np.random.default_rng(seed)
    for node in encoder.walk():
        for name in node.param_names:
            value = node.get_param(name)
            node.set_param(name, value + 0.3 * rng.standard_normal(value.shape).astype("f"))
    return encoder


def make_nlp(lang: str = "nb", seed: int = 1, vectors: int = 0) -> Language:
    """An untrained pipeline with a small network, and with vectors where a width is given."""
    fix_random_seed(seed)
    nlp = spacy.blank(lang, config={"nlp": {"tokenizer": {"@tokenizers": "newsner.Tokenizer.v1"}}})
    encoder = {"@architectures": "newsner.Encoder.v2", **ENCODER, "dropout": 0.0}
    model = {"@architectures": "newsner.Tagger.v1", "encoder": encoder}
    nlp.add_pipe("newsner_recogniser", config={"model": model})
    if vectors:
        add_vectors(nlp.vocab, vectors)
    recogniser_of(nlp).initialize(lambda: examples(nlp, SENTENCES), nlp=nlp, labels=list(LABELS))
    return nlp


def recogniser_of(nlp: Language) -> Recogniser:
    component = nlp.get_pipe("newsner_recogniser")
    assert isinstance(component, Recogniser)
    return component


def examples(nlp: Language, texts: Iterable[AnnotatedText]) -> list[Example]:
    return [to_example(nlp, text) for text in texts]


def train(
    nlp: Language, texts: Iterable[AnnotatedText], updates: int, optimizer: Optimizer | None = None
) -> list[float]:
    """Losses of some updates on all texts at once."""
    optimizer, texts = optimizer or Adam(0.02), list(texts)
    recogniser = recogniser_of(nlp)
    return [recogniser.update(examples(nlp, texts), sgd=optimizer)["newsner_recogniser"] for _ in range(updates)]


def found(nlp: Language, text: str) -> list[tuple[str, str]]:
    return [(ent.text, ent.label_) for ent in nlp(text).ents]
