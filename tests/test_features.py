"""What a word is before any context: which features related words share, and whose vector a word in capitals has."""

import numpy as np
import pytest
import spacy
from networks import add_vectors
from spacy.strings import hash_string  # type: ignore[attr-defined]  # missing in spaCy's stub
from spacy.vocab import Vocab

from newsner.recognition.features import COLUMNS, N_VECTORS, Floats, WordFeatures, word_features
from newsner.recognition.lexicon import Lexicon

WIDTH = 6
LEXICON = Lexicon.from_columns(
    {"Oslo": (1235, 211, 19, 3), "Kyiv": (78, 78, 14, 14), "NATO": (5, 5, 5, 5), "Nato": (6, 6, 6, 6)},
    {"Oslo": 16, "EQUINOR": 64, "Bayern": 16},
)
CLUSTERS = {"cluster0", "cluster1", "cluster2", "cluster3"}
STARTS = {"prefix2", "prefix3"}


@pytest.fixture(scope="module")
def vocab() -> Vocab:
    """A vocabulary with vectors for any word."""
    vocab = spacy.blank("nb").vocab
    add_vectors(vocab, WIDTH)
    return vocab


def features_of(word: str, vocab: Vocab | None = None, lexicon: Lexicon = LEXICON) -> WordFeatures:
    """Features of one word, without vectors where no vocabulary is given."""
    (found,) = word_features([word], lexicon, (vocab or Vocab()).vectors)
    return found


def columns_of(word: str) -> dict[str, int]:
    return dict(zip(COLUMNS, features_of(word).columns, strict=True))


def vectors_of(word: str, vocab: Vocab, lexicon: Lexicon = LEXICON) -> Floats:
    """One row as the word stands, one in lower case."""
    return features_of(word, vocab, lexicon).vectors.reshape(N_VECTORS, -1)


@pytest.mark.parametrize(
    ("word", "other", "same"),
    [
        ("Oslo", "OSLO", set(COLUMNS) - {"shape"}),
        ("Putin", "Putins", {*STARTS, "shape", "roles", *CLUSTERS}),
        ("Gießen", "Meißen", {"suffix2", "suffix3", "shape", "roles", *CLUSTERS}),
        ("Nordkorea", "Nordsjøen", {*STARTS, "shape", "roles", *CLUSTERS}),
        ("Oslo", "Kyiv", {"shape"}),
        ("ro", "or", {"shape", "roles", *CLUSTERS}),  # the start of one is the end of the other
    ],
)
def test_word_features(word: str, other: str, same: set[str]) -> None:
    """Related words share the features that show it, and no other."""
    one, two = columns_of(word), columns_of(other)
    assert {name for name in COLUMNS if one[name] == two[name]} == same


def test_clusters_and_roles_are_those_of_the_lexicon() -> None:
    """What the lexicon says stands in the columns of that name; an unknown word has zeros there."""
    known, unknown = columns_of("Oslo"), columns_of("Tromsø")
    names = ["cluster0", "cluster1", "cluster2", "cluster3", "roles"]
    assert [known[name] for name in names] == [1235, 211, 19, 3, 16]
    assert [unknown[name] for name in names] == [0] * 5


OSLO_GRAMS = ("<os", "osl", "slo", "lo>", "<osl", "oslo", "slo>", "<oslo", "oslo>")


@pytest.mark.parametrize("word", ["Oslo", "OSLO", "oslo"])
def test_grams(word: str) -> None:
    """Three to five characters of the word between brackets, in whatever case."""
    assert sorted(features_of(word).grams) == sorted(hash_string("g" + gram) for gram in OSLO_GRAMS)


@pytest.mark.parametrize(
    ("word", "other", "shared"),
    [("Kyiv", "Kyivs", {"<ky", "kyi", "yiv", "<kyi", "kyiv", "<kyiv"}), ("Mayo", "Yamo", set()), ("an", "na", set())],
)
def test_shared_grams(word: str, other: str, shared: set[str]) -> None:
    """Words share what they are both made of, in the same order and at the same end."""
    assert set(features_of(word).grams) & set(features_of(other).grams) == {hash_string("g" + gram) for gram in shared}


@pytest.mark.parametrize("word", ["", ".", "å", "EU", "Donaudampfschifffahrtsgesellschaftskapitän" * 3])
def test_number_of_grams(word: str) -> None:
    """Every word has one, so that a sum over them is one of something; a long compound has no more than two dozen."""
    assert 1 <= len(features_of(word).grams) <= 24


def unit(form: str, vocab: Vocab) -> Floats:
    vector: Floats = vocab.vectors.get_batch([form])[0]
    return vector / np.linalg.norm(vector)


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("Statsministeren", "Statsministeren"),
        ("STATSMINISTEREN", "Statsministeren"),
        ("ÅLESUND", "Ålesund"),
        ("ÖSTERREICH", "Österreich"),
        ("OSLO", "Oslo"),  # listed in title case
        ("BAYERN", "Bayern"),  # a listed role is no listing in capitals
        ("LONDON", "London"),
        ("EU", "EU"),
        ("USA", "USA"),
        ("AFD", "AFD"),
        ("G20", "G20"),
        ("NATO", "NATO"),  # listed as an acronym, though in title case too
        ("EQUINOR", "EQUINOR"),  # listed for its role alone
        ("NRK-sjefen", "NRK-sjefen"),
        ("iPhone", "iPhone"),
        ("EUs", "EUs"),
        ("kanslar", "kanslar"),
        ("2024", "2024"),
    ],
)
def test_vector_of_capitals(vocab: Vocab, word: str, form: str) -> None:
    """A headline's word has the vector of its title case, an acronym and any other word that of itself."""
    own, lower = vectors_of(word, vocab)
    np.testing.assert_allclose(own, unit(form, vocab), atol=1e-4)
    np.testing.assert_allclose(lower, unit(word.lower(), vocab), atol=1e-4)
    if form != word:
        assert np.abs(own - unit(word, vocab)).max() > 0.05


@pytest.mark.parametrize(("word", "form"), [("NATO", "Nato"), ("EQUINOR", "Equinor"), ("SPD", "SPD")])
def test_acronyms_are_told_by_the_lexicon(vocab: Vocab, word: str, form: str) -> None:
    """Four letters and more that no list has are a headline; three letters never are."""
    np.testing.assert_allclose(vectors_of(word, vocab, Lexicon.empty())[0], unit(form, vocab), atol=1e-4)


@pytest.mark.parametrize("word", ["Oslo", "MERKEL", "og", "Søkelys"])
def test_vectors_have_unit_length(vocab: Vocab, word: str) -> None:
    """However often a word was met, its vectors are of one size."""
    vectors = vectors_of(word, vocab)
    assert vectors.shape == (N_VECTORS, WIDTH) and vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3)


def test_a_vector_of_zeros_stays_zero(vocab: Vocab) -> None:
    """A word about which the table says nothing is no division by zero."""
    silent = spacy.blank("de").vocab
    add_vectors(silent, WIDTH)
    silent.vectors.data[:] = 0.0
    assert not vectors_of("Köln", silent).any()


def test_without_vectors_there_is_a_zero_each() -> None:
    """A pipeline without vectors gives zeros, as many as there are vectors a word."""
    found = features_of("Leeds").vectors
    assert found.shape == (N_VECTORS,) and not found.any()


def test_words_together_are_what_they_are_alone(vocab: Vocab) -> None:
    """Each word of a list has its own features, in the order of the list, a word that is met twice too."""
    words = ["Kyiv", "OSLO", "", "møter", "Kyiv", "NATO"]
    for word, together in zip(words, word_features(words, LEXICON, vocab.vectors), strict=True):
        alone = features_of(word, vocab)
        assert (together.columns, together.grams) == (alone.columns, alone.grams)
        np.testing.assert_allclose(together.vectors, alone.vectors, atol=1e-6)


@pytest.mark.parametrize("width", [0, WIDTH])
def test_no_words(vocab: Vocab, width: int) -> None:
    """Nothing to look up is no error: every word may be known already."""
    assert word_features([], LEXICON, vocab.vectors if width else Vocab().vectors) == []
