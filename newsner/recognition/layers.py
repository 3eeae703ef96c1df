"""The recogniser's network: what a word is (computed once a word type), then its context (a small dilated CNN).

Registered as ``newsner.Encoder.v2``. Word features do not depend on context, so both training and prediction
compute them for the distinct words of a batch only; prediction keeps the result for the next batch. That is
where the speed comes from: for a word met before, the whole embedding is one row of an array, so that the word part may
be rich for nothing. Dilated layers see further at the cost of plain ones (Strubell et al., EMNLP 2017).
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from thinc.api import HashEmbed, Linear, Maxout, Model, chain, concatenate, residual, with_array
from thinc.model import deserialize_attr, serialize_attr

from newsner.errors import InputValueError
from newsner.recognition.features import COLUMNS, LOWER, N_VECTORS, ROLES, WordFeatures, word_features
from newsner.recognition.lattice import Floats
from newsner.recognition.lexicon import N_COLUMNS, Lexicon

# Share of word types whose roles are hidden in training, so that an unlisted name is nothing strange.
HIDDEN_ROLES: Final = 0.3
# Share of word types whose own identity is hidden in training: unseen words must be read by form and context.
HIDDEN_WORDS: Final = 0.15
# Bound of the embeddings kept in prediction, 15 MB at width 128. The oldest makes room for the newest: of the tokens of running news text
# 12 % (Norwegian) and 6 % (German) are then not among them, as many as if 40 000 were kept and all thrown away when full
# (2 million tokens each of the raw text, 2026-11-22).
MAX_CACHED_WORDS: Final = 30_000
# Bound of the features kept in training, where every step makes new embeddings of the same words.
MAX_CACHED_FEATURES: Final = 100_000
# Linear pieces of a Maxout unit (Goodfellow et al., ICML 2013).
_PIECES: Final = 3
# Hash seeds: the columns take theirs from 7 on.
_GRAM_SEED: Final = 99

_Words = NDArray[np.uint64]
_Rows = tuple[Floats, Callable[[Floats], None]]


def build_encoder(
    width: int, embed_width: int, rows: list[int], gram_rows: int, dilations: list[int], dropout: float = 0.1
) -> Model[list[Doc], list[Floats]]:
    """Word embedding and context layers, ``list[Doc]`` to one ``(n_tokens, width)`` array a doc.

    Args:
        width: of the output and of every context layer.
        embed_width: columns of each hashed feature.
        rows: of the hash table of each feature, in the order of ``COLUMNS``.
        gram_rows: of the hash table of character n-grams.
        dilations: one context layer each; it sees the words that far to the left and right, 1 or more.
        dropout: of the word and context layers in training, 0.0-1.0, where the training loop sets no other.

    Raises:
        InputValueError: where ``rows`` has not one number for each of ``COLUMNS``, or a dilation is below 1.
    """
    if len(rows) != len(COLUMNS):
        raise InputValueError(f"rows needs {len(COLUMNS)} numbers, one for each of {COLUMNS}; got {rows}")
    if not dilations or min(dilations) < 1:
        raise InputValueError(f"dilations needs a number from 1 for each context layer; got {dilations}")
    embed = _build_embed(width, embed_width, rows, gram_rows, dropout)
    context: list[Model[Any, Any]] = [
        residual(chain(_neighbours(step), _mixer(width, 3 * width, dropout))) for step in dilations
    ]
    # Padding as wide as the layers see together keeps the docs of a batch apart.
    stack: Model[Any, Any] = with_array(chain(*context) if len(context) > 1 else context[0], pad=sum(dilations))
    return Model(
        "newsner_encoder", _forward_encoder, init=_init_encoder, layers=[embed, stack], dims={"nO": width, "nI": None}
    )


def _build_embed(
    width: int, embed_width: int, rows: list[int], gram_rows: int, dropout: float
) -> Model[list[Doc], list[Floats]]:
    tables: list[Model[Any, Any]] = [
        HashEmbed(embed_width, count, column=column, seed=column + 7, dropout=0.0) for column, count in enumerate(rows)
    ]
    hashed: Model[Any, Any] = concatenate(*tables)
    grams: Model[Any, Any] = HashEmbed(embed_width, gram_rows, seed=_GRAM_SEED, dropout=0.0)
    vectors = Linear(nO=embed_width * N_VECTORS)
    n_input = embed_width * (len(COLUMNS) + N_VECTORS + 1)
    word: Model[Any, Any] = chain(_mixer(width, n_input, dropout), residual(_mixer(width, width, dropout)))
    return Model(
        "newsner_embed",
        _forward_embed,
        init=_init_embed,
        layers=[hashed, grams, vectors, word],
        dims={"nO": width},
        attrs={
            "keys": np.zeros(0, dtype="u8"),
            "values": np.zeros((0, N_COLUMNS), dtype="u2"),
            "cache": _Cache(),
        },
    )


def _mixer(width: int, n_input: int, dropout: float) -> Model[Any, Any]:
    return Maxout(nO=width, nI=n_input, nP=_PIECES, dropout=dropout, normalize=True)


def _neighbours(step: int) -> Model[Any, Any]:
    """Each row beside the rows ``step`` before and after it: ``(n, width)`` to ``(n, 3 * width)``, zeros at the ends."""

    def forward(model: Model[Floats, Floats], X: Floats, is_train: bool) -> tuple[Floats, Callable[[Floats], Floats]]:
        width = X.shape[1]
        rows: Floats = np.zeros((len(X), 3 * width), dtype="f")
        rows[step:, :width] = X[:-step]
        rows[:, width : 2 * width] = X
        rows[:-step, 2 * width :] = X[step:]

        def backprop(d_rows: Floats) -> Floats:
            own = d_rows[:, width : 2 * width].copy()
            own[:-step] += d_rows[step:, :width]
            own[step:] += d_rows[:-step, 2 * width :]
            return own

        return rows, backprop

    return Model(f"neighbours_{step}", forward, attrs={"step": step})


def embed_of(model: Model[Any, Any]) -> Model[list[Doc], list[Floats]]:
    """The word embedding inside an encoder or tagger."""
    return next(node for node in model.walk() if node.name == "newsner_embed")


def set_lexicon(model: Model[Any, Any], lexicon: Lexicon) -> None:
    """Give the embedding inside ``model`` its word facts; they are stored with the weights."""
    embed = embed_of(model)
    embed.attrs["keys"], embed.attrs["values"] = lexicon.keys, lexicon.values
    embed.attrs["cache"] = _Cache()


class _Cache:
    """What is known of word types: in training their features, in prediction their embeddings."""

    def __init__(self) -> None:
        self.features: dict[int, WordFeatures] = {}
        self.slots: dict[int, int] = {}
        self.rows = np.zeros((0, 0), dtype="f")
        self._owners: list[int] = []  # the word of each row
        self._next = 0

    def features_of(self, orths: list[int], vocab: Any, lexicon: Lexicon, keep: bool) -> list[WordFeatures]:
        if len(self.features) > MAX_CACHED_FEATURES:
            self.features.clear()
        missing = [orth for orth in orths if orth not in self.features]
        found = dict(
            zip(missing, word_features([vocab.strings[orth] for orth in missing], lexicon, vocab.vectors), strict=True)
        )
        if keep:
            self.features.update(found)
        return [found[orth] if orth in found else self.features[orth] for orth in orths]

    def store(self, orths: list[int], rows: Floats) -> None:
        """Keep the embeddings of new words, where they are too many those of the last."""
        if not len(self.rows):
            # All of it at once: the system hands out pages as they are filled, and no outgrown array is left behind.
            self.rows = np.zeros((MAX_CACHED_WORDS, rows.shape[1]), dtype="f")
        most = len(self.rows)
        orths, rows = orths[-most:], rows[-most:]
        places = [place % most for place in range(self._next, self._next + len(orths))]
        self._next = (self._next + len(orths)) % most
        for place, orth in zip(places, orths, strict=True):
            if place < len(self._owners):
                del self.slots[self._owners[place]]
                self._owners[place] = orth
            else:
                self._owners.append(orth)
        self.rows[places] = rows
        self.slots.update(zip(orths, places, strict=True))

    def forget(self) -> None:
        """Drop all embeddings: they come from weights that change."""
        self.slots.clear()
        self._owners.clear()
        self._next = 0


@serialize_attr.register(_Cache)
def _serialize_cache(_: _Cache, value: _Cache, name: str, model: Model[Any, Any]) -> bytes:
    """A cache is not part of a stored model."""
    return b""


@deserialize_attr.register(_Cache)
def _deserialize_cache(_: _Cache, value: bytes, name: str, model: Model[Any, Any]) -> _Cache:
    return _Cache()


def _init_embed(model: Model[Any, Any], X: list[Doc] | None = None, Y: Any = None) -> None:
    hashed, grams, vectors, word = model.layers
    vectors.set_dim("nI", N_VECTORS * max(X[0].vocab.vectors_length if X else 0, 1))
    vectors.initialize()
    hashed.initialize(np.zeros((1, len(COLUMNS)), dtype="u8"))
    grams.initialize(np.zeros(1, dtype="u8"))
    word.initialize()


def _init_encoder(model: Model[list[Doc], list[Floats]], X: list[Doc] | None = None, Y: Any = None) -> None:
    embed, stack = model.layers
    embed.initialize(X=X)
    stack.initialize()


def _forward_encoder(
    model: Model[list[Doc], list[Floats]], docs: list[Doc], is_train: bool
) -> tuple[list[Floats], Callable[[list[Floats]], list[Doc]]]:
    embed, stack = model.layers
    if not is_train:
        return _predict_encoder(embed, stack, docs), lambda dYs: []
    rows, backprop_embed = embed(docs, is_train)
    outputs, backprop_stack = stack(rows, is_train)
    return outputs, lambda dYs: backprop_embed(backprop_stack(dYs))


def _predict_encoder(embed: Model[Any, Any], stack: Model[Any, Any], docs: list[Doc]) -> list[Floats]:
    """What the two layers give one after the other, the first context layer by word types.

    The first context layer is linear in the rows of a word and of its two neighbours up to the Maxout. So each of the three
    products is made once a word type of the batch, and a token only adds three rows.
    """
    lengths: Any = np.array([len(doc) for doc in docs], dtype="int32")
    if not lengths.sum():
        return [np.zeros((0, embed.get_dim("nO")), dtype="f") for _ in docs]
    words, inverse = np.unique(np.concatenate([orths_of(doc) for doc in docs]), return_inverse=True)
    rows = np.vstack([_word_rows(embed, words.tolist(), docs[0].vocab), np.zeros(embed.get_dim("nO"), dtype="f")])
    pad = stack.attrs["pad"]
    gap = np.full(pad, len(words))
    places = np.concatenate([part for piece in _split(inverse, lengths) if len(piece) for part in (gap, piece)] + [gap])
    layers = stack.layers[0].layers
    first, rest = (layers[0], layers[1:]) if len(layers) > 1 else (stack.layers[0], [])
    hidden: Any = _first_layer(first, rows, places)
    for layer in rest:
        hidden = layer.predict(hidden)
    found: Any = stack.ops.unflatten(hidden, lengths, pad)
    return list(found)


def _first_layer(layer: Model[Any, Any], rows: Floats, places: NDArray[np.int64]) -> Floats:
    """The context layer ``layer`` on the tokens ``rows[places]``."""
    nodes = {node.name.partition("_")[0]: node for node in layer.walk()}
    maxout, step = nodes["maxout"], nodes["neighbours"].attrs["step"]
    weights, bias = np.asarray(maxout.get_param("W")), np.asarray(maxout.get_param("b"))
    n_units, n_pieces, _ = weights.shape
    before, own, after = np.split(weights.reshape(n_units * n_pieces, -1), 3, axis=1)
    mixed: Any = (rows @ own.T + bias.reshape(-1))[places]
    mixed[step:] += (rows @ before.T)[places[:-step]]
    mixed[:-step] += (rows @ after.T)[places[step:]]
    best, _ = layer.ops.maxout(mixed.reshape(len(places), n_units, n_pieces))
    found: Floats = rows[places] + nodes["layernorm"].predict(best)
    return found


def _forward_embed(
    model: Model[list[Doc], list[Floats]], docs: list[Doc], is_train: bool
) -> tuple[list[Floats], Callable[[list[Floats]], list[Doc]]]:
    cache: _Cache = model.attrs["cache"]
    orths = [orths_of(doc) for doc in docs]
    lengths = [len(array) for array in orths]
    flat = np.concatenate(orths) if orths else np.zeros(0, dtype="u8")
    if not len(flat):
        return [np.zeros((0, model.get_dim("nO")), dtype="f") for _ in docs], lambda dYs: []
    words, inverse = np.unique(flat, return_inverse=True)
    if not is_train:
        return _split(_word_rows(model, words.tolist(), docs[0].vocab)[inverse], lengths), lambda dYs: []
    # The weights are about to change, and with them every embedding.
    cache.forget()
    rows, backprop_rows = _embed(model, cache, words.tolist(), docs[0].vocab, is_train=True)

    def backprop(dYs: list[Floats]) -> list[Doc]:
        d_rows: Any = np.zeros((len(words), model.get_dim("nO")), dtype="f")
        d_tokens: Any = np.concatenate(dYs)
        model.ops.scatter_add(d_rows, inverse.astype("int32"), d_tokens)
        backprop_rows(d_rows)
        return []

    return _split(rows[inverse], lengths), backprop


def orths_of(doc: Doc) -> _Words:
    """Word hash of each token."""
    found: Any = doc.to_array("ORTH")  # the stub has other numbers than the array
    return np.asarray(found, dtype="u8").reshape(-1)


def _word_rows(model: Model[Any, Any], words: list[int], vocab: Any) -> Floats:
    """Embeddings of words in prediction, those met before from the cache."""
    cache: _Cache = model.attrs["cache"]
    unseen = [index for index, word in enumerate(words) if word not in cache.slots]
    if not unseen:
        known: Floats = cache.rows[[cache.slots[word] for word in words]]
        return known
    found: Floats = np.empty((len(words), model.get_dim("nO")), dtype="f")
    seen = [index for index, word in enumerate(words) if word in cache.slots]
    if seen:
        found[seen] = cache.rows[[cache.slots[words[index]] for index in seen]]
    missing = [words[index] for index in unseen]
    found[unseen], _ = _embed(model, cache, missing, vocab, is_train=False)
    cache.store(missing, found[unseen])
    return found


def _embed(model: Model[Any, Any], cache: _Cache, words: list[int], vocab: Any, is_train: bool) -> _Rows:
    hashed, grams, vectors, word = model.layers
    features = cache.features_of(words, vocab, Lexicon(model.attrs["keys"], model.attrs["values"]), keep=is_train)
    columns = np.array([each.columns for each in features], dtype="u8")
    if is_train:
        # numpy's global generator is the one that spaCy seeds before training.
        columns[np.random.random(len(words)) < HIDDEN_ROLES, ROLES] = 0  # noqa: NPY002
        columns[np.random.random(len(words)) < HIDDEN_WORDS, LOWER] = 0  # noqa: NPY002
    from_hashes, backprop_hashes = hashed(columns, is_train)
    from_vectors, backprop_vectors = vectors(np.array([each.vectors for each in features]), is_train)
    from_grams, backprop_grams = _sum_grams(grams, features, is_train)
    rows, backprop_word = word(np.hstack([from_hashes, from_vectors, from_grams]), is_train)
    edges = np.cumsum([from_hashes.shape[1], from_vectors.shape[1]])

    def backprop(d_rows: Floats) -> None:
        d_hashes, d_vectors, d_grams = (
            np.ascontiguousarray(part) for part in np.split(backprop_word(d_rows), edges, 1)
        )
        backprop_hashes(d_hashes)
        backprop_vectors(d_vectors)
        backprop_grams(d_grams)

    return rows, backprop


def _sum_grams(grams: Model[Any, Any], features: list[WordFeatures], is_train: bool) -> _Rows:
    """Sum of the n-gram rows of each word over the root of their number, so that its size does not depend on length."""
    counts = np.array([len(each.grams) for each in features])
    scale = (1.0 / np.sqrt(counts)).astype("f")[:, None]
    rows, backprop_rows = grams(np.array([gram for each in features for gram in each.grams], dtype="u8"), is_train)
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))

    def backprop(d_sums: Floats) -> None:
        backprop_rows(np.repeat(d_sums * scale, counts, axis=0))

    return np.add.reduceat(rows, starts, axis=0) * scale, backprop


def _split(flat: Any, lengths: Any) -> list[Any]:
    return list(np.split(flat, np.cumsum(lengths)[:-1]))
