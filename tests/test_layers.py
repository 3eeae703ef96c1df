"""The network: what it remembers between calls, its gradient, what it stores, what a word can see."""

from typing import Any

import numpy as np
import pytest
import spacy
from networks import ENCODER, add_vectors
from spacy.tokens import Doc
from spacy.vocab import Vocab
from thinc.api import Model, fix_random_seed

from newsner.errors import InputValueError
from newsner.recognition import layers
from newsner.recognition.lattice import Floats
from newsner.recognition.layers import COLUMNS, build_encoder, set_lexicon, word_features
from newsner.recognition.lexicon import Lexicon

Encoder = Model[list[Doc], list[Floats]]

LEXICON = Lexicon.from_columns({"Oslo": 1234, "Kyiv": 77, "die": 3}, {"Oslo": 16, "Merkel": 8})
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


def embed_of(encoder: Encoder) -> Encoder:
    return next(node for node in encoder.walk() if node.name == "newsner_embed")


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
    with pytest.raises(InputValueError, match="cluster10"):
        build_encoder(**{**ENCODER, "rows": [100] * (len(COLUMNS) - 1)})


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
    set_lexicon(encoder, Lexicon.from_columns({"Oslo": 9, "Kyiv": 77, "die": 3}, {"Merkel": 8}))
    after = embed_of(encoder).predict(docs)
    moved = [np.flatnonzero((one != other).any(axis=1)).tolist() for one, other in zip(before, after, strict=True)]
    changed = {doc[index].text for doc, indices in zip(docs, moved, strict=True) for index in indices}
    assert changed == {"Oslo"}


@pytest.mark.parametrize("most", [0, 1, 5, 8, 13])
def test_small_cache_is_right(docs: list[Doc], most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However few words may be kept, results are the same."""
    expected = make_encoder(docs).predict(docs)
    monkeypatch.setattr(layers, "MAX_CACHED_WORDS", most)
    encoder = make_encoder(docs)
    for doc, rows in [*zip(docs, expected, strict=True)] * 3:
        assert_equal(encoder.predict([doc]), [rows])
    assert_equal(encoder.predict(docs), expected)


@pytest.mark.parametrize("most", [0, 5, 30])
def test_cache_keeps_no_more_than_its_bound(vocab: Vocab, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream of ever new words is remembered up to the bound, or to one batch where that is more."""
    monkeypatch.setattr(layers, "MAX_CACHED_WORDS", most)
    docs = [Doc(vocab, words=[f"Kyiv{number}{letter}" for letter in "abcd"]) for number in range(40)]
    encoder = make_encoder(docs)
    cache = embed_of(encoder).attrs["cache"]
    for doc in docs:
        encoder.predict([doc])
        assert len(cache.slots) <= max(most, 4)
        assert len(cache.features) <= most + 4
    assert len(cache.slots) > most / 2


def test_gradient_of_the_embedding(docs: list[Doc], monkeypatch: pytest.MonkeyPatch) -> None:
    """Along a random direction of each parameter the loss changes as the gradient says.

    Repeated words matter here: their gradients are summed before they go through the shared embedding.
    """
    monkeypatch.setattr(layers, "HIDDEN_ROLES", 0.0)
    monkeypatch.setattr(layers, "HIDDEN_WORDS", 0.0)
    embed = embed_of(make_encoder(docs))
    rng = np.random.default_rng(5)
    rows, backprop = embed.begin_update(docs)
    wanted = [rng.standard_normal(row.shape).astype("f") for row in rows]
    backprop(wanted)

    def loss() -> float:
        found, _ = embed(docs, True)
        return float(sum((row.astype("f8") * weight).sum() for row, weight in zip(found, wanted, strict=True)))

    checked = 0
    for node in embed.walk():
        for name in node.param_names:
            value, gradient = node.get_param(name).copy(), node.get_grad(name).copy()
            direction = (rng.standard_normal(value.shape) * (gradient != 0)).astype("f")
            direction /= np.linalg.norm(direction) + 1e-9
            size = 2e-3
            node.set_param(name, value + size * direction)
            above = loss()
            node.set_param(name, value - size * direction)
            below = loss()
            node.set_param(name, value)
            expected = float((gradient * direction).sum())
            assert (above - below) / (2 * size) == pytest.approx(expected, rel=0.03, abs=0.02), (node.name, name)
            checked += bool(expected)
    assert checked >= len(COLUMNS) + 4


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


def test_docs_do_not_see_each_other(docs: list[Doc]) -> None:
    """A batch gives what one doc at a time gives: context ends at the end of a doc."""
    encoder = make_encoder(docs, depth=3)
    alone = [encoder.predict([doc])[0] for doc in docs]
    assert_equal(encoder.predict(docs), alone)


@pytest.mark.parametrize("depth", [1, 2])
def test_context_reaches_as_far_as_depth_and_window(vocab: Vocab, depth: int) -> None:
    """A word changes its neighbours within depth times window words, and no other."""
    words = "Statsministeren møtte i går presidenten fra Kyiv til samtaler om gass".split()
    encoder = make_encoder([Doc(vocab, words=words)], depth=depth)
    changed = [*words[:5], "kansleren", *words[6:]]
    before, after = (encoder.predict([Doc(vocab, words=each)])[0] for each in (words, changed))
    moved = np.flatnonzero(np.abs(before - after).max(axis=1) > 1e-6)
    assert moved.min() == 5 - depth and moved.max() == 5 + depth


@pytest.mark.parametrize(
    ("word", "other", "same"),
    [
        (
            "Oslo",
            "OSLO",
            {"lower", "prefix", "suffix3", "suffix4", "cluster", "cluster10", "cluster6", "cluster4", "roles"},
        ),
        ("Putin", "Putins", {"prefix", "shape", "cluster", "cluster10", "cluster6", "cluster4", "roles"}),
        ("Oslo", "Kyiv", {"shape"}),
    ],
)
def test_word_features(word: str, other: str, same: set[str]) -> None:
    """Related words share the features that show it."""
    pairs = zip(COLUMNS, word_features(word, LEXICON), word_features(other, LEXICON), strict=True)
    assert {name for name, one, two in pairs if one == two} == same


def test_cluster_features_are_low_bits() -> None:
    """A cluster and its low 10, 6 and 4 bits, each moved up by one, since 0 is an unknown word."""
    lexicon = Lexicon.from_columns({"Oslo": 1024 + 64 + 16 + 5, "null": 0}, {})
    known = dict(zip(COLUMNS, word_features("Oslo", lexicon), strict=True))
    assert [known[name] for name in ("cluster", "cluster10", "cluster6", "cluster4")] == [1110, 86, 22, 6]
    zero = dict(zip(COLUMNS, word_features("null", lexicon), strict=True))
    assert [zero[name] for name in ("cluster", "cluster10", "cluster6", "cluster4")] == [1, 1, 1, 1]
    unknown = dict(zip(COLUMNS, word_features("Kyiv", lexicon), strict=True))
    assert [unknown[name] for name in ("cluster", "cluster10", "cluster6", "cluster4", "roles")] == [0] * 5


def test_works_without_vectors() -> None:
    """A vocabulary without vectors is no error (the English pipeline has none)."""
    plain = spacy.blank("en").vocab
    docs = [Doc(plain, words=["Oslo", "USA"])]
    rows = make_encoder(docs).predict(docs)[0]
    assert np.isfinite(rows).all() and np.abs(rows[0] - rows[1]).max() > 1e-3
