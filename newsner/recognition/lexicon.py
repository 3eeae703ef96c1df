"""Facts about word types that a recogniser looks up: Brown cluster and the roles a word has in known names.

One sorted array of 64-bit word hashes with a few small numbers beside each, so that a million words cost 12 MB and
one binary search a batch. The word as written is tried first, then title case, then lower case, so that a headline in
capitals still finds its words.

Sources: Brown clusters from spacy-lookups-data (``lexeme_cluster``, en and de; Brown et al. 1992 by way of
Turian et al. 2010); name roles counted over the entries of the project's own alias table.
"""

import gzip
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from spacy.strings import hash_string  # type: ignore[attr-defined]  # missing in spaCy's stub

from newsner.errors import DataError

CLUSTER, ROLES = 0, 1
N_COLUMNS: Final = 2
# The first numbers mean "unknown word"; a known cluster n is stored as n + 1.
UNKNOWN: Final = 0


class Lexicon:
    """Word hash to a row of ``uint16``: Brown cluster + 1 and packed name roles."""

    def __init__(self, keys: NDArray[np.uint64], values: NDArray[np.uint16]) -> None:
        self.keys = keys
        self.values = values

    @classmethod
    def empty(cls) -> "Lexicon":
        """A lexicon that knows no word."""
        return cls(np.zeros(0, dtype="u8"), np.zeros((0, N_COLUMNS), dtype="u2"))

    @classmethod
    def from_columns(cls, clusters: Mapping[str, int], roles: Mapping[str, int]) -> "Lexicon":
        """Join words with a cluster and words with roles; a word in neither is unknown."""
        words = sorted(set(clusters) | set(roles))
        keys = np.array([hash_string(word) for word in words], dtype="u8")
        values = np.zeros((len(words), N_COLUMNS), dtype="u2")
        values[:, CLUSTER] = [clusters.get(word, -1) + 1 for word in words]
        values[:, ROLES] = [roles.get(word, 0) for word in words]
        order = np.argsort(keys)
        return cls(keys[order], values[order])

    def __len__(self) -> int:
        return len(self.keys)

    def find(self, word: str) -> tuple[int, int]:
        """Cluster + 1 and roles of a word, each from the first case variant that has one; 0 where none has."""
        cluster = roles = UNKNOWN
        if not len(self.keys):
            return cluster, roles
        for variant in dict.fromkeys((word, word[:1].upper() + word[1:].lower(), word.lower())):
            key = np.uint64(hash_string(variant))
            index = int(np.searchsorted(self.keys, key))
            if index < len(self.keys) and self.keys[index] == key:
                cluster = cluster or int(self.values[index, CLUSTER])
                roles = roles or int(self.values[index, ROLES])
        return cluster, roles


def read_clusters(lang: str, keep: int = 400_000) -> dict[str, int]:
    """Brown clusters of the most frequent words, from the installed spacy-lookups-data.

    Args:
        lang: "en" or "de"; other languages have no table there and give an empty mapping.
        keep: how many words, by log probability; the rest are mostly typos.

    Raises:
        DataError: where spacy-lookups-data is not installed.
    """
    spec = find_spec("spacy_lookups_data")
    if spec is None or spec.origin is None:
        raise DataError("spacy-lookups-data is not installed: pip install spacy-lookups-data")
    folder = Path(spec.origin).parent / "data"
    if not (folder / f"{lang}_lexeme_cluster.json.gz").exists():
        return {}
    clusters: dict[str, int] = _read_table(folder / f"{lang}_lexeme_cluster.json.gz")
    probabilities: dict[str, float] = _read_table(folder / f"{lang}_lexeme_prob.json.gz")
    # The tables name a word by its string; a cluster of 0 means that the word had none.
    ranked = sorted((word for word in clusters if clusters[word]), key=lambda word: -probabilities.get(word, -30.0))
    return {word: clusters[word] % 65535 for word in ranked[:keep]}


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
