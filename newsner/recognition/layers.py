"""The recogniser's network: what a word is (computed once a word type), then its context (a small CNN).

Registered as ``newsner.Encoder.v1``. Word features do not depend on context, so both training and prediction
compute them for the distinct words of a batch only; prediction keeps the result for the next batch. That is
where the speed comes from: for a word met before, the whole embedding is one row of an array.
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from spacy.lang.lex_attrs import word_shape
from spacy.strings import hash_string  # type: ignore[attr-defined]  # missing in spaCy's stub
from spacy.tokens import Doc
from thinc.api import (
    HashEmbed,
    Linear,
    Maxout,
    Model,
    chain,
    clone,
    concatenate,
    expand_window,
    residual,
    with_array,
)
from thinc.model import deserialize_attr, serialize_attr

from newsner.errors import InputValueError
from newsner.recognition.lattice import Floats
from newsner.recognition.lexicon import Lexicon

# Columns of the feature array. Cluster prefixes: a Brown cluster is a path in a binary tree, and the low bits of
# spaCy's numbers are its top (Ratinov and Roth, CoNLL 2009, take 4, 6, 10 and all).
COLUMNS: Final = (
    "lower",
    "prefix",
    "suffix3",
    "suffix4",
    "shape",
    "cluster",
    "cluster10",
    "cluster6",
    "cluster4",
    "roles",
)
_LOWER: Final = COLUMNS.index("lower")
_ROLES: Final = COLUMNS.index("roles")
# Share of word types whose roles are hidden in training, so that an unlisted name is nothing strange.
HIDDEN_ROLES: Final = 0.3
# Share of word types whose own identity is hidden in training: unseen words must be read by form and context.
HIDDEN_WORDS: Final = 0.15
# Bound of the cache: 50 MB of embeddings at width 128, and more word types than a day of news has.
MAX_CACHED_WORDS: Final = 100_000

_Words = NDArray[np.uint64]  # word hashes, or the feature values of words


def build_encoder(
    width: int, depth: int, embed_width: int, rows: list[int], window: int, dropout: float = 0.1
) -> Model[list[Doc], list[Floats]]:
    """Word embedding and context layers, ``list[Doc]`` to one ``(n_tokens, width)`` array a doc.

    Args:
        width: of the output and of every context layer.
        depth: number of context layers; each sees ``window`` words on both sides.
        embed_width: columns of each hashed feature.
        rows: of the hash table of each feature, in the order of ``COLUMNS``.
        window: words on each side.
        dropout: of the word and context layers in training, 0.0-1.0, where the training loop sets no other.

    Raises:
        InputValueError: where ``rows`` has not one number for each of ``COLUMNS``.
    """
    if len(rows) != len(COLUMNS):
        raise InputValueError(f"rows needs {len(COLUMNS)} numbers, one for each of {COLUMNS}; got {rows}")
    tables: list[Model[Any, Any]] = [
        HashEmbed(embed_width, count, column=column, seed=column + 7, dropout=0.0) for column, count in enumerate(rows)
    ]
    hashed: Model[Any, Any] = concatenate(*tables)
    word = Maxout(nO=width, nI=embed_width * (len(COLUMNS) + 2), nP=3, dropout=dropout, normalize=True)
    vectors = Linear(nO=embed_width * 2)
    embed: Model[list[Doc], list[Floats]] = Model(
        "newsner_embed",
        _forward_embed,
        init=_init_embed,
        layers=[hashed, vectors, word],
        dims={"nO": width},
        attrs={
            "keys": np.zeros(0, dtype="u8"),
            "values": np.zeros((0, 2), dtype="u2"),
            "cache": _Cache(),
        },
    )
    context: Model[Any, Any] = residual(
        chain(
            expand_window(window_size=window),
            Maxout(nO=width, nI=width * (window * 2 + 1), nP=3, dropout=dropout, normalize=True),
        )
    )
    encoder: Model[list[Doc], list[Floats]] = chain(embed, with_array(clone(context, depth), pad=depth * window))
    encoder.set_dim("nO", width)
    return encoder


def set_lexicon(model: Model[Any, Any], lexicon: Lexicon) -> None:
    """Give the embedding inside ``model`` its word facts; they are stored with the weights."""
    embed = next(node for node in model.walk() if node.name == "newsner_embed")
    embed.attrs["keys"], embed.attrs["values"] = lexicon.keys, lexicon.values
    embed.attrs["cache"] = _Cache()


class _Cache:
    """What is known of word types: features (filled on demand) and, in prediction, their embeddings."""

    def __init__(self) -> None:
        self.features: dict[int, list[int]] = {}
        self.slots: dict[int, int] = {}
        self.rows = np.zeros((0, 0), dtype="f")

    def feature_rows(self, orths: list[int], strings: Any, lexicon: Lexicon) -> _Words:
        if len(self.features) > MAX_CACHED_WORDS:
            self.features.clear()
        for orth in orths:
            if orth not in self.features:
                self.features[orth] = word_features(strings[orth], lexicon)
        return np.array([self.features[orth] for orth in orths], dtype="u8").reshape(-1, len(COLUMNS))

    def store(self, orths: list[int], rows: Floats) -> None:
        if len(self.slots) + len(orths) > MAX_CACHED_WORDS:
            self.slots.clear()
        low = len(self.slots)
        if low + len(orths) > len(self.rows):
            grown = np.zeros((max(1024, 2 * (low + len(orths))), rows.shape[1]), dtype="f")
            if low:
                grown[:low] = self.rows[:low]
            self.rows = grown
        self.rows[low : low + len(orths)] = rows
        self.slots.update(zip(orths, range(low, low + len(orths)), strict=True))


@serialize_attr.register(_Cache)
def _serialize_cache(_: _Cache, value: _Cache, name: str, model: Model[Any, Any]) -> bytes:
    """A cache is not part of a stored model."""
    return b""


@deserialize_attr.register(_Cache)
def _deserialize_cache(_: _Cache, value: bytes, name: str, model: Model[Any, Any]) -> _Cache:
    return _Cache()


def word_features(word: str, lexicon: Lexicon) -> list[int]:
    """Feature values of a word type, one for each of ``COLUMNS``; hashed later, so any distinct integers do."""
    cluster, roles = lexicon.find(word)
    lower = word.lower()
    return [
        hash_string(lower),
        hash_string("p" + lower[:3]),
        hash_string("s" + lower[-3:]),
        hash_string("s" + lower[-4:]),
        hash_string(word_shape(word)),
        cluster,
        (cluster - 1) % 1024 + 1 if cluster else 0,
        (cluster - 1) % 64 + 1 if cluster else 0,
        (cluster - 1) % 16 + 1 if cluster else 0,
        roles,
    ]


def _init_embed(model: Model[Any, Any], X: list[Doc] | None = None, Y: Any = None) -> None:
    hashed, vectors, word = model.layers
    n_vectors = X[0].vocab.vectors_length if X else 0
    vectors.set_dim("nI", max(n_vectors, 1))
    vectors.initialize()
    hashed.initialize(np.zeros((1, len(COLUMNS)), dtype="u8"))
    word.initialize()


def _forward_embed(
    model: Model[list[Doc], list[Floats]], docs: list[Doc], is_train: bool
) -> tuple[list[Floats], Callable[[list[Floats]], list[Doc]]]:
    cache: _Cache = model.attrs["cache"]
    orths = [_orths(doc) for doc in docs]
    lengths = [len(array) for array in orths]
    flat = np.concatenate(orths) if orths else np.zeros(0, dtype="u8")
    if not len(flat):
        return [np.zeros((0, model.get_dim("nO")), dtype="f") for _ in docs], lambda dYs: []
    if not is_train:
        return _split(_predict(model, cache, flat, docs[0].vocab), lengths), lambda dYs: []
    # The weights are about to change, and with them every embedding.
    cache.slots.clear()
    words, inverse = np.unique(flat, return_inverse=True)
    rows, backprop_rows = _embed(model, cache, words, docs[0].vocab, is_train=True)

    def backprop(dYs: list[Floats]) -> list[Doc]:
        d_rows: Any = np.zeros((len(words), model.get_dim("nO")), dtype="f")
        d_tokens: Any = np.concatenate(dYs)
        model.ops.scatter_add(d_rows, inverse.astype("int32"), d_tokens)
        backprop_rows(d_rows)
        return []

    return _split(rows[inverse], lengths), backprop


def _orths(doc: Doc) -> _Words:
    found: Any = doc.to_array("ORTH")  # the stub has other numbers than the array
    return np.asarray(found, dtype="u8").reshape(-1)


def _predict(model: Model[Any, Any], cache: _Cache, flat: _Words, vocab: Any) -> Floats:
    words, inverse = np.unique(flat, return_inverse=True)
    listed = words.tolist()
    unseen = [word for word in listed if word not in cache.slots]
    if unseen:
        rows, _ = _embed(model, cache, np.array(unseen, dtype="u8"), vocab, is_train=False)
        cache.store(unseen, rows)
        if any(word not in cache.slots for word in listed):  # the cache was emptied to make room
            rows, _ = _embed(model, cache, words, vocab, is_train=False)
            return rows[inverse]
    slots = np.array([cache.slots[word] for word in listed])
    found: Floats = cache.rows[slots[inverse]]
    return found


def _embed(
    model: Model[Any, Any], cache: _Cache, words: _Words, vocab: Any, is_train: bool
) -> tuple[Floats, Callable[[Floats], None]]:
    hashed, vectors, word = model.layers
    lexicon = Lexicon(model.attrs["keys"], model.attrs["values"])
    features = cache.feature_rows(words.tolist(), vocab.strings, lexicon)
    static = _static_vectors(vocab, words)
    if is_train:
        # numpy's global generator is the one that spaCy seeds before training.
        features[np.random.random(len(words)) < HIDDEN_ROLES, _ROLES] = 0  # noqa: NPY002
        features[np.random.random(len(words)) < HIDDEN_WORDS, _LOWER] = 0  # noqa: NPY002
    from_hashes, backprop_hashes = hashed(features, is_train)
    from_vectors, backprop_vectors = vectors(static, is_train)
    rows, backprop_word = word(np.hstack([from_hashes, from_vectors]), is_train)

    def backprop(d_rows: Floats) -> None:
        d_both = backprop_word(d_rows)
        backprop_hashes(np.ascontiguousarray(d_both[:, : from_hashes.shape[1]]))
        backprop_vectors(np.ascontiguousarray(d_both[:, from_hashes.shape[1] :]))

    return rows, backprop


def _static_vectors(vocab: Any, words: _Words) -> Floats:
    """Pretrained vectors ``(len(words), width)`` scaled to unit length; one zero column where there are none."""
    if not vocab.vectors_length:
        return np.zeros((len(words), 1), dtype="f")
    found: Floats = np.asarray(vocab.vectors.get_batch(words.tolist()), dtype="f")
    norms: Floats = np.linalg.norm(found, axis=1) + 1e-6
    return found / norms[:, None]


def _split(flat: Floats, lengths: list[int]) -> list[Floats]:
    return list(np.split(flat, np.cumsum(lengths)[:-1]))
