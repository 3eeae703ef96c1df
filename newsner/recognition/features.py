"""What is known of a word type before any context: hashed features, character n-grams, pretrained vectors.

In: a word, the pipeline's ``Lexicon`` and vectors. Out: a ``WordFeatures``. Nothing here depends on the sentence, so all
of it is computed once a word type. A word in capitals that the lexicon does not know as such is taken to be a word of a
headline: its vector is that of the word in title case, and every feature but the shape is one of lower case anyway.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from spacy.lang.lex_attrs import word_shape
from spacy.strings import hash_string  # type: ignore[attr-defined]  # missing in spaCy's stub

from newsner.recognition.lattice import Floats
from newsner.recognition.lexicon import N_CLUSTERS, Lexicon, WordFacts, title_case

COLUMNS: Final = (
    "lower",
    "prefix2",
    "prefix3",
    "suffix2",
    "suffix3",
    "suffix4",
    "shape",
    *(f"cluster{level}" for level in range(N_CLUSTERS)),
    "roles",
)
LOWER: Final = COLUMNS.index("lower")
ROLES: Final = COLUMNS.index("roles")
FIRST_CLUSTER: Final = COLUMNS.index("cluster0")
# Character n-grams of the word between angle brackets; what is beyond the first few dozen is the tail of a long compound.
_GRAM_LENGTHS: Final = (3, 4, 5)
_MAX_GRAMS: Final = 24
# Capitals of up to so many letters are acronyms, of more a headline.
_ACRONYM_LENGTH: Final = 3
# Vectors of a word: as it stands, and in lower case.
N_VECTORS: Final = 2


class WordFeatures(NamedTuple):
    """Features of a word type.

    Attributes:
        columns: one integer for each of ``COLUMNS``; hashed later, so any distinct integers do.
        grams: hashes of its character n-grams, at least one.
        vectors: ``(N_VECTORS * width,)`` of unit length each; a zero each where the pipeline has no vectors.
    """

    columns: list[int]
    grams: list[int]
    vectors: Floats


def word_features(words: list[str], lexicon: Lexicon, vectors: Any) -> list[WordFeatures]:
    """Features of words; ``vectors`` are those of a spaCy vocabulary, asked once for all words."""
    facts = [lexicon.find(word) for word in words]
    forms = [
        form for word, known in zip(words, facts, strict=True) for form in (_vector_form(word, known), word.lower())
    ]
    rows = _unit_vectors(forms, vectors).reshape(len(words), N_VECTORS * max(vectors.shape[1], 1))
    return [
        WordFeatures(_columns(word, known), _grams(word.lower()), row)
        for word, known, row in zip(words, facts, rows, strict=True)
    ]


def _vector_form(word: str, facts: WordFacts) -> str:
    shouted = word.isupper() and len(word) > _ACRONYM_LENGTH and not facts.as_written
    return title_case(word) if shouted else word


def _columns(word: str, facts: WordFacts) -> list[int]:
    lower = word.lower()
    return [
        hash_string(lower),
        hash_string("p" + lower[:2]),
        hash_string("p" + lower[:3]),
        hash_string("s" + lower[-2:]),
        hash_string("s" + lower[-3:]),
        hash_string("s" + lower[-4:]),
        hash_string(word_shape(word)),
        *facts.clusters,
        facts.roles,
    ]


def _grams(lower: str) -> list[int]:
    bounded = f"<{lower}>"
    return [
        hash_string("g" + bounded[start : start + length])
        for length in _GRAM_LENGTHS
        for start in range(len(bounded) - length + 1)
    ][:_MAX_GRAMS] or [hash_string(bounded)]


def _unit_vectors(forms: list[str], vectors: Any) -> Floats:
    if not vectors.shape[1] or not forms:
        return np.zeros((len(forms), max(vectors.shape[1], 1)), dtype="f")
    found: Floats = np.asarray(vectors.get_batch(forms), dtype="f")
    norms: Floats = np.linalg.norm(found, axis=1, keepdims=True)
    return found / (norms + np.float32(1e-6))
