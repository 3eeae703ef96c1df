"""Teach the encoder what stands where, from raw text, before it sees a label.

Words are masked and two things of each are to be told from its context: its finest word cluster (its shape, where it has
none) and its roles in the names of the alias table. That is a masked language model over classes in place of words
(Devlin et al., NAACL 2019; over Brown clusters it needs no large output layer), and the roles make it know, unlabelled,
where people, places and bodies are named.

In: paragraphs, an encoder with a lexicon. Out: the encoder's weights, for ``initialize`` of the recogniser.
"""

import random
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Adam, Linear, Model, fix_random_seed, set_dropout_rate
from thinc.schedules import warmup_linear

from newsner.errors import InputValueError
from newsner.recognition.features import FIRST_CLUSTER, ROLES
from newsner.recognition.lattice import Floats
from newsner.recognition.layers import embed_of, orths_of, set_lexicon
from newsner.recognition.lexicon import N_CLUSTERS, UNKNOWN, Lexicon

MASKED: Final = 0.15
# Words a step, and how much of a paragraph is read: longer ones are mostly lists.
_BATCH_WORDS: Final = 2_500
_PARAGRAPH_LENGTH: Final = 1_500
# Shorter lines are headings and page numbers.
_SHORTEST: Final = 40
_LEARN_RATE: Final = 0.002
_WARMUP: Final = 300
_DROPOUT: Final = 0.1
_MASK_RATE: Final = 0.01
_N_ROLES: Final = 256
# Clusters that are told apart, and the shapes of words without one: name-like, capitals, lower case, digits, other.
_MAX_CLUSTERS: Final = 1_100
_SHAPES: Final[tuple[Callable[[str], bool], ...]] = (
    lambda word: word[:1].isupper() and word[1:].islower(),
    str.isupper,
    str.islower,
    str.isdigit,
    lambda word: True,
)
_N_CLASSES: Final = _MAX_CLUSTERS + len(_SHAPES)


def pretrain(
    nlp: Language,
    encoder: Model[Any, Any],
    lexicon: Lexicon,
    paragraphs: list[str],
    steps: int,
    progress: Callable[[int, float, float], None] = lambda step, clusters, roles: None,
    seed: int = 1,
) -> bytes:
    """Train an uninitialised encoder.

    Args:
        nlp: tokenizer and vectors.
        encoder: of ``build_encoder``.
        lexicon: its clusters are what is to be told; the finest level of fewer than 1 100 classes is taken.
        paragraphs: raw text, read in random order as often as is needed.
        steps: batches of 2 500 words.
        progress: called every 200 steps with the step and the shares of clusters and roles that were told right.
        seed: of weights, masks and order.

    Returns:
        Weights of the encoder without its lexicon, as ``Model.from_bytes`` takes them.

    Raises:
        InputValueError: there is no paragraph of more than 40 characters, or no such level.
    """
    kept = [paragraph for paragraph in paragraphs if len(paragraph) > _SHORTEST]
    if not kept:
        raise InputValueError(f"no paragraph of more than {_SHORTEST} characters in the raw text")
    fix_random_seed(seed)
    rng = random.Random(seed)
    encoder.initialize(X=[nlp.make_doc(kept[0])])
    set_lexicon(encoder, lexicon)
    trainer = _Trainer(encoder, steps, _level(lexicon))
    stream = _repeat(kept, rng)
    right = []
    for step in range(1, steps + 1):
        right.append(trainer.update(_batch(nlp, stream)))
        if step % 200 == 0:
            clusters, roles = np.mean(right[-200:], axis=0)
            progress(step, float(clusters), float(roles))
    set_lexicon(encoder, Lexicon.empty())
    return encoder.to_bytes()


def _level(lexicon: Lexicon) -> int:
    """The finest level of clusters that the output can tell apart."""
    highest = lexicon.values[:, :N_CLUSTERS].max(axis=0, initial=0)
    fitting = np.flatnonzero((highest > UNKNOWN) & (highest < _MAX_CLUSTERS))
    if not len(fitting):
        raise InputValueError(
            f"pretraining needs a clustering of 1 to {_MAX_CLUSTERS - 1} classes; got {highest.tolist()}"
        )
    return int(fitting[0])


def _repeat(paragraphs: list[str], rng: random.Random) -> Iterator[str]:
    while True:
        rng.shuffle(paragraphs)
        yield from paragraphs


def _batch(nlp: Language, stream: Iterator[str]) -> list[Doc]:
    docs: list[Doc] = []
    while sum(map(len, docs)) < _BATCH_WORDS:
        docs += [doc for text in islice(stream, 1) if len(doc := nlp.make_doc(text[:_PARAGRAPH_LENGTH]))]
    return docs


class _Trainer:
    """Encoder, output layer and mask, and one step of their training."""

    def __init__(self, encoder: Model[Any, Any], steps: int, level: int) -> None:
        self.encoder = encoder
        self.embed, self.context = encoder.layers
        width = encoder.get_dim("nO")
        self.output: Model[Any, Any] = Linear(nO=_N_CLASSES + _N_ROLES, nI=width)
        self.output.initialize()
        self.mask = np.zeros(width, dtype="f")
        self.level = FIRST_CLUSTER + level
        rates: Any = warmup_linear(_LEARN_RATE, _WARMUP, steps)  # thinc's hint leaves schedules out
        self.optimizer = Adam(rates, beta2=0.98, L2=0.01, L2_is_weight_decay=True, grad_clip=1.0)
        set_dropout_rate(encoder, _DROPOUT)

    def update(self, docs: list[Doc]) -> tuple[float, float]:
        """One step; shares of clusters and roles told right."""
        rows, backprop_embed = self.embed(docs, is_train=True)
        edges = np.cumsum([len(row) for row in rows])[:-1]
        flat = np.concatenate(rows)
        masked = np.random.random(len(flat)) < MASKED  # noqa: NPY002  # seeded with the weights
        flat[masked] = self.mask
        hidden, backprop_context = self.context(list(np.split(flat, edges)), is_train=True)
        stacked = np.concatenate(hidden)
        scores, backprop_output = self.output(stacked[masked], is_train=True)
        targets = self._targets(docs, masked)
        gradient, right = _loss(scores, targets)
        d_stacked = np.zeros_like(stacked)
        d_stacked[masked] = backprop_output(gradient)
        d_flat = np.concatenate(backprop_context(list(np.split(d_stacked, edges))))
        self.mask -= _MASK_RATE * np.clip(d_flat[masked].sum(axis=0), -1.0, 1.0)
        d_flat[masked] = 0.0
        backprop_embed(list(np.split(d_flat, edges)))
        self.encoder.finish_update(self.optimizer)
        self.output.finish_update(self.optimizer)
        self.optimizer.step_schedules()
        return right

    def _targets(self, docs: list[Doc], masked: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Class and roles ``(n_masked, 2)`` of the masked words."""
        features = embed_of(self.encoder).attrs["cache"].features
        strings = docs[0].vocab.strings
        targets = []
        for orth in np.concatenate([orths_of(doc) for doc in docs])[masked].tolist():
            columns = features[orth].columns
            targets.append((columns[self.level] or _shape_class(strings[orth]), columns[ROLES]))
        return np.array(targets, dtype="i8").reshape(-1, 2)


def _shape_class(word: str) -> int:
    return _MAX_CLUSTERS + next(index for index, fits in enumerate(_SHAPES) if fits(word))


def _loss(scores: Floats, targets: np.ndarray[Any, Any]) -> tuple[Floats, tuple[float, float]]:
    """Gradient of the cross entropies of class and roles, and the shares told right."""
    gradient: Floats = np.zeros_like(scores)
    rows = np.arange(len(targets))
    right = []
    for low, high, gold in ((0, _N_CLASSES, targets[:, 0]), (_N_CLASSES, scores.shape[1], targets[:, 1])):
        part = np.exp(scores[:, low:high] - scores[:, low:high].max(axis=1, keepdims=True))
        part /= part.sum(axis=1, keepdims=True)
        right.append(float((part.argmax(axis=1) == gold).mean()) if len(gold) else 0.0)
        part[rows, gold] -= 1.0
        gradient[:, low:high] = part / max(len(targets), 1)
    return gradient, (right[0], right[1])
