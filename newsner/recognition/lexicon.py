"""Facts about word types that a recogniser looks up: word clusters, fine to coarse, and roles in known names.

One sorted array of 64-bit word hashes with a few small numbers beside each, so that a million words cost 18 MB and
one binary search a word. The word as written is tried first, then title case, then lower case, so that a headline in
capitals still finds its words.

Sources: Brown clusters from spacy-lookups-data (``lexeme_cluster``, en and de; Brown et al. 1992 by way of
Turian et al. 2010) and their prefixes; for Norwegian, exchange clusters of our own (``exchange``); name roles counted
over the entries of the project's own alias table.
"""

import gzip
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from spacy.strings import hash_string  # type: ignore[attr-defined]  # missing in spaCy's stub

from newsner.errors import DataError

# Clusters of a word, fine to coarse; then its roles.
N_CLUSTERS: Final = 4
N_COLUMNS: Final = N_CLUSTERS + 1
# Values are numbered from 1: this one is no cluster, and no known role.
UNKNOWN: Final = 0
# A Brown cluster is a path in a binary tree whose top is in the low bits of spaCy's numbers; how many bits are taken
# for the coarser classes (Ratinov and Roth, CoNLL 2009, take 4, 6, 10 and all).
_BROWN_BITS: Final = (16, 10, 6, 4)

_PART: Final = re.compile(r"[^\W\d_]+")
_DIGIT: Final = re.compile(r"\d")

Clusters = tuple[int, ...]


def title_case(word: str) -> str:
    """A word with each of its parts in title case: Baden-Württemberg, O'Neill."""
    return _PART.sub(lambda part: part[0].capitalize(), word)


def mask_digits(word: str) -> str:
    """A number as clusters know it: 1998 and 2024 are 0000."""
    return _DIGIT.sub("0", word)


class WordFacts(NamedTuple):
    """What the lexicon says of a word.

    Attributes:
        clusters: ``N_CLUSTERS`` numbers, fine to coarse, ``UNKNOWN`` where there is none.
        roles: of ``count_roles``, ``UNKNOWN`` where the word is in no name.
        as_written: whether the word is listed in just this case.
    """

    clusters: Clusters
    roles: int
    as_written: bool


_NO_CLUSTERS: Final = (UNKNOWN,) * N_CLUSTERS


class Lexicon:
    """Word hash to a row of ``uint16``: clusters and packed name roles."""

    def __init__(self, keys: NDArray[np.uint64], values: NDArray[np.uint16]) -> None:
        self.keys = keys
        self.values = values

    @classmethod
    def empty(cls) -> "Lexicon":
        """A lexicon that knows no word."""
        return cls(np.zeros(0, dtype="u8"), np.zeros((0, N_COLUMNS), dtype="u2"))

    @classmethod
    def from_columns(cls, clusters: Mapping[str, Clusters], roles: Mapping[str, int]) -> "Lexicon":
        """Join words with clusters (numbered from 1) and words with roles; a word in neither is unknown."""
        words = sorted(set(clusters) | set(roles))
        keys = np.array([hash_string(word) for word in words], dtype="u8")
        values = np.zeros((len(words), N_COLUMNS), dtype="u2")
        for row, word in zip(values, words, strict=True):
            row[:] = (*clusters.get(word, _NO_CLUSTERS), roles.get(word, UNKNOWN))
        order = np.argsort(keys)
        return cls(keys[order], values[order])

    def __len__(self) -> int:
        return len(self.keys)

    def find(self, word: str) -> WordFacts:
        """Clusters and roles of a word, each from the first case variant that has some; last, from its shape in digits."""
        clusters: Clusters = _NO_CLUSTERS
        roles, as_written = UNKNOWN, False
        for variant in dict.fromkeys((word, title_case(word), word.lower(), mask_digits(word))):
            row = self._row(variant)
            if row is None:
                continue
            as_written = as_written or variant == word
            if clusters == _NO_CLUSTERS:
                clusters = tuple(row[:N_CLUSTERS])
            roles = roles or row[N_CLUSTERS]
        return WordFacts(clusters, roles, as_written)

    def _row(self, word: str) -> list[int] | None:
        key = np.uint64(hash_string(word))
        index = int(np.searchsorted(self.keys, key))
        if index < len(self.keys) and self.keys[index] == key:
            found: list[int] = self.values[index].tolist()
            return found
        return None


def read_brown_clusters(lang: str, keep: int = 250_000) -> dict[str, Clusters]:
    """Brown clusters of the most frequent words and their prefixes, from the installed spacy-lookups-data.

    Args:
        lang: "en" or "de"; other languages have no table there.
        keep: how many words, by log probability; the rest are mostly typos.

    Raises:
        DataError: where spacy-lookups-data is not installed or has no clusters of the language.
    """
    spec = find_spec("spacy_lookups_data")
    if spec is None or spec.origin is None:
        raise DataError("spacy-lookups-data is not installed: pip install spacy-lookups-data")
    folder = Path(spec.origin).parent / "data"
    if not (folder / f"{lang}_lexeme_cluster.json.gz").exists():
        raise DataError(
            f"spacy-lookups-data has no clusters for {lang!r}: make some from raw text, see models/README.md"
        )
    clusters: dict[str, int] = _read_table(folder / f"{lang}_lexeme_cluster.json.gz")
    probabilities: dict[str, float] = _read_table(folder / f"{lang}_lexeme_prob.json.gz")
    # The tables name a word by its string; a cluster of 0 means that the word had none.
    ranked = sorted((word for word in clusters if clusters[word]), key=lambda word: -probabilities.get(word, -30.0))
    return {word: tuple(clusters[word] % (1 << bits) % 65_535 + 1 for bits in _BROWN_BITS) for word in ranked[:keep]}


def join_clusterings(clusterings: Iterable[Mapping[str, int]]) -> dict[str, Clusters]:
    """Clusterings of the same words, fine to coarse and numbered from 0, as one; at most ``N_CLUSTERS`` of them."""
    joined: dict[str, list[int]] = {}
    for level, clustering in enumerate(clusterings):
        for word, cluster in clustering.items():
            joined.setdefault(word, [UNKNOWN] * N_CLUSTERS)[level] = cluster + 1
    return {word: tuple(levels) for word, levels in joined.items()}


def _read_table(path: Path) -> Any:
    with gzip.open(path, "rt", encoding="utf8") as file:
        return json.load(file)


def count_roles(names: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Pack what a word is in known names into one small number.

    Args:
        names: pairs of label and name, such as ``("PER", "Jens Stoltenberg")``.

    Returns:
        Word to eight bits: how often a first name (2 bits, logarithmic), a last name (2 bits), a whole place
        name (1), inside a place name (1), a whole organisation (1), inside one (1).
    """
    first: Counter[str] = Counter()
    last: Counter[str] = Counter()
    flags: dict[str, int] = {}
    for label, name in names:
        words = name.split()
        if label == "PER" and len(words) > 1:
            first[words[0]] += 1
            last[words[-1]] += 1
        elif label in ("GPE", "LOC", "ORG"):
            whole = 16 if label != "ORG" else 64
            for word in words:
                if word[:1].isupper():
                    flags[word] = flags.get(word, 0) | (whole if len(words) == 1 else whole * 2)
    roles = {}
    for word in set(first) | set(last) | set(flags):
        roles[word] = _bucket(first[word]) | _bucket(last[word]) << 2 | flags.get(word, 0)
    return roles


def _bucket(count: int) -> int:
    """0, 1, 2-19, 20 and more as 0-3."""
    return min(count, 1) if count < 2 else min(3, 1 + math.floor(math.log10(count) + 0.7))
