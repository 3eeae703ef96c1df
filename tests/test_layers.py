"""The network: what it remembers between calls, its gradient, what it stores, what a word can see."""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
import spacy
from networks import ENCODER, add_vectors, shake
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thinc.api import Model, fix_random_seed

from newsner.errors import InputValueError
from newsner.recognition import layers
from newsner.recognition.features import COLUMNS, word_features
from newsner.recognition.lattice import Floats
from newsner.recognition.layers import build_encoder, embed_of, set_lexicon
from newsner.recognition.lexicon import Lexicon

Encoder = Model[list[Doc], list[Floats]]

CLUSTERS = {"Oslo": (1235, 211, 19, 3), "Kyiv": (78, 78, 14, 14), "die": (4, 4, 4, 4)}
LEXICON = Lexicon.from_columns(CLUSTERS, {"Oslo": 16, "Merkel": 8})
TEXTS = (
    "Angela Merkel besuchte Oslo und Kyiv .".split(),
    "Oslo , Oslo og Kyiv".split(),
    "die USA".split(),
)


@pytest.fixture
def vocab() -> Vocab:
    """A vocabulary with vectors for any word."""
    vocab = spacy.blank("de").vocab
    add_vectors(vocab)
    return vocab


@pytest.fixture
def docs(vocab: Vocab) -> list[Doc]:
    return [Doc(vocab, words=words) for words in TEXTS]


def make_encoder(docs: list[Doc], seed: int = 1, **settings: Any) -> Encoder:
    """A small initialised encoder that knows a few words."""
    fix_random_seed(seed)
    encoder = build_encoder(**{**ENCODER, "dropout": 0.0, **settings})
    encoder.initialize(X=docs)
    # Given after the first call, so that nothing is remembered of it.
    set_lexicon(encoder, LEXICON)
    return encoder


@pytest.fixture
def all_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Training hides nothing, so that a loss is a function of the weights."""
    monkeypatch.setattr(layers, "HIDDEN_ROLES", 0.0)
    monkeypatch.setattr(layers, "HIDDEN_WORDS", 0.0)


def assert_equal(found: list[Floats], expected: list[Floats], atol: float = 1e-6) -> None:
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, atol=atol)


def step(encoder: Encoder, docs: list[Doc], size: float = 0.5) -> None:
    """Move every weight against a gradient."""
    rows, backprop = encoder.begin_update(docs)
    backprop([np.ones_like(row) * row for row in rows])
    for node in encoder.walk():
        for name in node.param_names:
            if node.has_grad(name):
                node.set_param(name, node.get_param(name) - size * node.get_grad(name))


def test_one_row_a_token(docs: list[Doc]) -> None:
    """Each doc gives an array of its tokens and the width; an empty doc gives no rows."""
    empty = Doc(docs[0].vocab)
    rows = make_encoder(docs).predict([docs[0], empty, docs[1]])
    assert [row.shape for row in rows] == [(len(docs[0]), 16), (0, 16), (len(docs[1]), 16)]
    assert [row.shape for row in embed_of(make_encoder(docs)).predict([empty])] == [(0, 16)]


def test_rows_for_every_column() -> None:
    """A table too few is refused with the names of the columns."""
    with pytest.raises(InputValueError, match="cluster3"):
        build_encoder(**{**ENCODER, "rows": [100] * (len(COLUMNS) - 1)})


@pytest.mark.parametrize("dilations", [[], [0], [2, -1], [1, 0, 4]])
def test_dilations_from_one(dilations: list[int]) -> None:
    """No context layer at all and a layer that sees the word itself thrice are refused with what was given."""
    with pytest.raises(InputValueError, match=r"dilations .*from 1.*\["):
        build_encoder(**{**ENCODER, "dilations": dilations})


def test_warm_cache_predicts_the_same(docs: list[Doc]) -> None:
    """Words met before, alone or among new ones, give what a fresh network gives."""
    encoder = make_encoder(docs)
    cold = encoder.predict(docs)
    assert_equal(encoder.predict(docs), cold)
    half_warm = make_encoder(docs)
    half_warm.predict(docs[1:2])
    assert_equal(half_warm.predict(docs), cold)


def test_prediction_after_an_update_forgets_the_cache(docs: list[Doc]) -> None:
    """Embeddings remembered before an update are not used after it."""
    warm, fresh = make_encoder(docs), make_encoder(docs)
    before = warm.predict(docs)
    for encoder in (warm, fresh):
        np.random.seed(3)  # noqa: NPY002  the generator that hides words in training
        step(encoder, docs)
    after = warm.predict(docs)
    assert np.abs(after[0] - before[0]).max() > 1e-3
    assert_equal(after, fresh.predict(docs))


def test_new_lexicon_forgets_the_cache(docs: list[Doc]) -> None:
    """Word facts given after a prediction count at once, for the words they are about."""
    encoder = make_encoder(docs)
    before = embed_of(encoder).predict(docs)
    set_lexicon(encoder, Lexicon.from_columns({**CLUSTERS, "Oslo": (10, 10, 10, 10)}, {"Merkel": 8}))
    after = embed_of(encoder).predict(docs)
    moved = [np.flatnonzero((one != other).any(axis=1)).tolist() for one, other in zip(before, after, strict=True)]
    changed = {doc[index].text for doc, indices in zip(docs, moved, strict=True) for index in indices}
    assert changed == {"Oslo"}


@pytest.mark.parametrize("most", [1, 5, 8, 13])
def test_small_cache_is_right(docs: list[Doc], most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However few words may be kept, results are the same."""
    expected = make_encoder(docs).predict(docs)
    monkeypatch.setattr(layers, "MAX_CACHED_WORDS", most)
    encoder = make_encoder(docs)
    for doc, rows in [*zip(docs, expected, strict=True)] * 3:
        assert_equal(encoder.predict([doc]), [rows])
    assert_equal(encoder.predict(docs), expected)


BOUNDS = pytest.mark.parametrize(("most", "words"), [(1, 4), (5, 4), (30, 4), (500, 300)])


def stream(vocab: Vocab, words: int) -> list[Doc]:
    """Docs of that many words each, none of them met before."""
    numbers = range(max(8, 160 // words))
    return [Doc(vocab, words=[f"Kyiv{number}x{place}" for place in range(words)]) for number in numbers]


@BOUNDS
def test_cache_keeps_no_more_than_its_bound(
    vocab: Vocab, most: int, words: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a stream of ever new words the last are remembered, up to the bound."""
    monkeypatch.setattr(layers, "MAX_CACHED_WORDS", most)
    docs = stream(vocab, words)
    encoder = make_encoder(docs)
    cache = embed_of(encoder).attrs["cache"]
    for doc in docs:
        encoder.predict([doc])
        assert len(cache.slots) <= len(cache.rows) == most
        newest = {token.orth for token in doc}
        assert len(newest & cache.slots.keys()) == min(most, words)
    assert len(cache.slots) > most / 2
    assert not cache.features  # the embedding is all that prediction needs


@BOUNDS
def test_training_keeps_no_more_features_than_its_bound(
    vocab: Vocab, most: int, words: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Features of ever new words are remembered up to the bound and one batch; embeddings are not, since they change."""
    monkeypatch.setattr(layers, "MAX_CACHED_FEATURES", most)
    docs = stream(vocab, words)
    encoder = make_encoder(docs)
    cache = embed_of(encoder).attrs["cache"]
    for doc in docs:
        encoder.begin_update([doc])
        assert len(cache.features) <= most + words
        assert not cache.slots
    assert len(cache.features) > most / 2


def test_features_are_looked_up_once(docs: list[Doc], monkeypatch: pytest.MonkeyPatch) -> None:
    """Training asks for the features of each word once, prediction for those of words that it has not met."""
    asked: list[str] = []

    def ask(words: list[str], *rest: Any) -> Any:
        asked.extend(words)
        return word_features(words, *rest)

    monkeypatch.setattr(layers, "word_features", ask)
    encoder = make_encoder(docs)
    asked.clear()
    for _ in range(3):
        encoder.begin_update(docs)
    distinct = sorted({word for words in TEXTS for word in words})
    assert sorted(asked) == distinct
    encoder = make_encoder(docs)
    asked.clear()
    encoder.predict(docs[:1])
    encoder.predict(docs)
    assert sorted(asked) == distinct


@pytest.mark.usefixtures("all_seen")
@pytest.mark.parametrize(("part", "most_parameters"), [(embed_of, 11), (lambda encoder: encoder, 19)])
def test_gradient_of_the_embedding(docs: list[Doc], part: Callable[[Encoder], Encoder], most_parameters: int) -> None:
    """Along a random direction of each parameter the loss changes as the gradient says.

    Repeated words matter here: their gradients are summed before they go through the shared embedding.
    """
    model = part(shake(make_encoder(docs, dilations=[1, 2])))
    rng = np.random.default_rng(5)
    rows, backprop = model.begin_update(docs)
    wanted = [rng.standard_normal(row.shape).astype("f") for row in rows]
    backprop(wanted)

    def loss() -> float:
        found, _ = model(docs, True)
        return float(sum((row.astype("f8") * weight).sum() for row, weight in zip(found, wanted, strict=True)))

    checked = 0
    for node in model.walk():
        for name in node.param_names:
            value, gradient = node.get_param(name).copy(), node.get_grad(name).copy()
            direction = (rng.standard_normal(value.shape) * (gradient != 0)).astype("f")
            direction /= np.linalg.norm(direction) + 1e-9
            size = 1e-3
            node.set_param(name, value + size * direction)
            above = loss()
            node.set_param(name, value - size * direction)
            below = loss()
            node.set_param(name, value)
            expected = float((gradient * direction).sum())
            assert (above - below) / (2 * size) == pytest.approx(expected, rel=0.03, abs=0.02), (node.name, name)
            checked += bool(expected)
    # A table for each column and the n-grams, weights of vectors (2), and of each Maxout layer with its norm (4).
    assert checked == len(COLUMNS) + most_parameters


@pytest.mark.parametrize(("step", "n_rows"), [(1, 5), (2, 5), (4, 5), (5, 5), (6, 5), (3, 1), (1, 1), (2, 0)])
def test_gradient_of_the_dilated_layer(step: int, n_rows: int) -> None:
    """Every entry of the gradient is what a finite difference says, where fewer rows than steps are there too."""
    rng = np.random.default_rng(1)
    rows: Floats = rng.standard_normal((n_rows, 3)).astype("f")
    wanted: Floats = rng.standard_normal((n_rows, 9)).astype("f")
    layer = layers._neighbours(step)
    gradient = layer(rows, True)[1](wanted)
    assert gradient.shape == rows.shape
    for place in np.ndindex(*rows.shape):
        above, below = rows.copy(), rows.copy()
        above[place] += 0.5
        below[place] -= 0.5
        change = (layer.predict(above) * wanted).sum() - (layer.predict(below) * wanted).sum()
        assert gradient[place] == pytest.approx(change, abs=1e-4)


@pytest.mark.parametrize(
    ("step", "before", "after"),
    [(1, [0, 1, 2, 3], [2, 3, 4, 0]), (2, [0, 0, 1, 2], [3, 4, 0, 0]), (4, [0] * 4, [0] * 4), (9, [0] * 4, [0] * 4)],
)
def test_neighbours(step: int, before: list[int], after: list[int]) -> None:
    """Rows one to four stand between those a step before and after them, and zeros where there are none."""
    rows: Floats = np.arange(1, 5, dtype="f")[:, None] * np.array([1, 10], dtype="f")
    expected = np.array(
        [
            [*(b * s for s in (1, 10)), *row, *(a * s for s in (1, 10))]
            for b, row, a in zip(before, rows, after, strict=True)
        ]
    )
    np.testing.assert_array_equal(layers._neighbours(step).predict(rows), expected)


def gram_layer(docs: list[Doc], rows: int = 30) -> Model[Any, Any]:
    return embed_of(make_encoder(docs, gram_rows=rows)).layers[1]


GRAM_WORDS = ["Kyiv", "å", "Kyivs", "Bundesverfassungsgerichtspräsident", "Kyiv", "annanna"]


def test_sum_of_grams(docs: list[Doc], vocab: Vocab) -> None:
    """Each word's row is the sum of the rows of its own n-grams over the root of their number."""
    grams = gram_layer(docs)
    features = word_features(GRAM_WORDS, LEXICON, vocab.vectors)
    found, _ = layers._sum_grams(grams, features, False)
    for row, each in zip(found, features, strict=True):
        alone = [grams.predict(np.array([gram], dtype="u8"))[0] for gram in each.grams]
        np.testing.assert_allclose(row, np.sum(alone, axis=0) / len(alone) ** 0.5, atol=1e-5)


def test_gradient_of_the_sum_of_grams(docs: list[Doc], vocab: Vocab) -> None:
    """Every entry of the n-gram table has the gradient that a finite difference gives."""
    grams = gram_layer(docs)
    features = word_features(GRAM_WORDS, LEXICON, vocab.vectors)
    rows, backprop = layers._sum_grams(grams, features, True)
    wanted: Floats = np.random.default_rng(3).standard_normal(rows.shape).astype("f")
    backprop(wanted)
    table, gradient = grams.get_param("E").copy(), grams.get_grad("E").copy()

    def loss(place: tuple[int, ...], change: float) -> float:
        changed = table.copy()
        changed[place] += change
        grams.set_param("E", changed)
        return float((layers._sum_grams(grams, features, True)[0].astype("f8") * wanted).sum())

    for place in np.ndindex(*table.shape):
        assert gradient[place] == pytest.approx(loss(place, 0.5) - loss(place, -0.5), abs=2e-3)
    assert (gradient != 0).mean() > 0.9


def test_words_and_roles_are_hidden_in_training_only(docs: list[Doc], monkeypatch: pytest.MonkeyPatch) -> None:
    """With everything hidden, training sees other features than prediction does, and leaves no trace of it."""
    monkeypatch.setattr(layers, "HIDDEN_ROLES", 1.0)
    monkeypatch.setattr(layers, "HIDDEN_WORDS", 1.0)
    embed = embed_of(make_encoder(docs))
    seen = embed.predict(docs)
    hidden, _ = embed(docs, True)
    assert (np.abs(hidden[0] - seen[0]).max(axis=1) > 1e-3).all()
    assert_equal(embed.predict(docs), seen)


def test_round_trip_through_bytes(docs: list[Doc]) -> None:
    """Weights and word facts are stored; a network with other weights and a warm cache becomes the stored one."""
    encoder, other = make_encoder(docs), make_encoder(docs, seed=2)
    set_lexicon(other, Lexicon.empty())
    expected, different = encoder.predict(docs), other.predict(docs)
    assert np.abs(expected[0] - different[0]).max() > 1e-3
    other.from_bytes(encoder.to_bytes())
    assert_equal(other.predict(docs), expected)
    np.testing.assert_array_equal(embed_of(other).attrs["keys"], LEXICON.keys)
    np.testing.assert_array_equal(embed_of(other).attrs["values"], LEXICON.values)


def test_stored_bytes_hold_no_cache(docs: list[Doc]) -> None:
    """What was predicted does not get into the stored model."""
    encoder = make_encoder(docs)
    before = encoder.to_bytes()
    encoder.predict(docs)
    assert encoder.to_bytes() == before
    encoder.begin_update(docs)
    assert encoder.to_bytes() == before


DILATIONS = pytest.mark.parametrize("dilations", [[1], [1, 1, 1], [3], [1, 2, 4, 1], [5, 1]])


def batch(vocab: Vocab) -> list[Doc]:
    """Docs shorter and longer than the context, an empty one among them."""
    long = "Forbundskansleren og statsministeren møtte presidenten i Kyiv , der de snakket om gass og strøm".split()
    return [Doc(vocab, words=words) for words in (TEXTS[0], ["Bonn"], long, [], TEXTS[2], long[::-1])]


@DILATIONS
def test_docs_do_not_see_each_other(vocab: Vocab, dilations: list[int]) -> None:
    """A batch gives what one doc at a time gives: context ends at the end of a doc."""
    docs = batch(vocab)
    encoder = shake(make_encoder(docs, dilations=dilations))
    alone = [encoder.predict([doc])[0] for doc in docs]
    assert_equal(encoder.predict(docs), alone, atol=1e-4)


@pytest.mark.usefixtures("all_seen")
@DILATIONS
def test_docs_do_not_teach_each_other(vocab: Vocab, dilations: list[int]) -> None:
    """The gradient of a batch is the sum of those of its docs, whatever stands beside what."""
    docs = [doc for doc in batch(vocab) if len(doc)]
    rng = np.random.default_rng(6)
    wanted: list[Floats] = [rng.standard_normal((len(doc), 16)).astype("f") for doc in docs]
    together, alone = (shake(make_encoder(docs, dilations=dilations)) for _ in range(2))
    together.begin_update(docs)[1](wanted)
    for doc, rows in zip(docs, wanted, strict=True):
        alone.begin_update([doc])[1]([rows])
    compared = 0
    for one, other in zip(together.walk(), alone.walk(), strict=True):
        for name in one.param_names:
            np.testing.assert_allclose(one.get_grad(name), other.get_grad(name), rtol=1e-3, atol=1e-3)
            compared += 1
    assert compared == len(COLUMNS) + 11 + 4 * len(dilations)


@pytest.mark.parametrize(
    ("dilations", "place"),
    [([1], 9), ([1, 1], 9), ([2], 9), ([3, 1], 9), ([1, 2, 4, 1], 9), ([1, 2, 4, 1], 1), ([5], 18), ([2, 4], 16)],
)
def test_context_reaches_as_far_as_the_dilations(vocab: Vocab, dilations: list[int], place: int) -> None:
    """A word changes the words that its steps lead to, up to the sum of dilations to each side, and no other."""
    words = "Statsministeren møtte i går presidenten fra Kyiv til samtaler om gass , olje og strøm i Bonn før helgen".split()
    encoder = shake(make_encoder([Doc(vocab, words=words)], dilations=dilations))
    changed = [*words[:place], "kansleren", *words[place + 1 :]]
    before, after = (encoder.predict([Doc(vocab, words=each)])[0] for each in (words, changed))
    moved = np.flatnonzero(np.abs(before - after).max(axis=1) > 1e-5)
    reached = {place + sum(steps) for steps in product(*((-step, 0, step) for step in dilations))}
    assert set(moved.tolist()) == reached & set(range(len(words)))
    if place == 9:
        assert moved.min() == place - sum(dilations) and moved.max() == place + sum(dilations)


def test_works_without_vectors() -> None:
    """A vocabulary without vectors is no error (the English pipeline has none)."""
    plain = spacy.blank("en").vocab
    docs = [Doc(plain, words=["Oslo", "USA"])]
    rows = make_encoder(docs).predict(docs)[0]
    assert np.isfinite(rows).all() and np.abs(rows[0] - rows[1]).max() > 1e-3


@pytest.mark.parametrize("dilations", [[1], [1, 2, 4, 1]])
def test_prediction_by_word_types_is_what_the_layers_give(docs: list[Doc], dilations: list[int]) -> None:
    """The short cut through the first context layer changes no value, also for empty docs and one layer alone."""
    encoder = shake(make_encoder(docs, dilations=dilations))
    embed, stack = encoder.layers
    listed = [docs[0], Doc(docs[0].vocab), docs[1], docs[2]]
    assert_equal(encoder.predict(listed), stack.predict(embed.predict(listed)), atol=1e-5)
    assert [row.shape for row in encoder.predict([Doc(docs[0].vocab)])] == [(0, 16)]
