"""Word clusters from raw text by the exchange algorithm, for languages without a published Brown clustering.

Every word sits in one class; words are moved one after the other to the class under which the classes predict the
neighbours best (Kneser and Ney, Eurospeech 1993; with word contexts on both sides as in Uszkoreit and Brants, ACL 2008).
The objective is ``sum N(context, class) log N(context, class) - sum N(class) log N(class)`` over the words before and the
words after: the mutual information of a word's class with its neighbours, up to a constant.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

# Words with a class: the rest is met too rarely to be placed. Contexts: frequent words say what a neighbour is.
MAX_WORDS: Final = 80_000
MIN_COUNT: Final = 8
MAX_CONTEXTS: Final = 6_000
# Neighbours of a very frequent word are told by its commonest contexts; the rest only costs time.
_CONTEXTS_A_WORD: Final = 1_500
_Ints = NDArray[np.int64]


class Neighbours(NamedTuple):
    """Words by falling frequency, and for each the contexts it was met in.

    Attributes:
        words: of at least ``MIN_COUNT``.
        contexts: one ascending array of context numbers a word; left and right neighbours have numbers of their own.
        counts: how often, float32, of the same shape.
    """

    words: list[str]
    contexts: list[_Ints]
    counts: list[NDArray[np.float32]]


def count_neighbours(sentences: Iterable[list[str]]) -> Neighbours:
    """Count who stands beside whom.

    Args:
        sentences: tokens of each; read once and kept as numbers, 4 bytes a token.
    """
    frequency: Counter[str] = Counter()
    numbers: dict[str, int] = {}
    stream = []
    for sentence in sentences:
        frequency.update(sentence)
        stream.append(np.array([numbers.setdefault(word, len(numbers) + 1) for word in sentence] + [0], dtype="i4"))
    flat = np.concatenate([np.zeros(1, dtype="i4"), *stream])
    ranked = [word for word, count in frequency.most_common(MAX_WORDS) if count >= MIN_COUNT]
    n_words = len(ranked)
    # Rank of each word by falling frequency from 1; 0 is the edge of a sentence; rare words share a last number.
    rank = np.full(len(numbers) + 1, n_words + 1, dtype="i8")
    rank[0] = 0
    for place, word in enumerate(ranked, start=1):
        rank[numbers[word]] = place
    ids = rank[flat]
    context = np.where(ids < MAX_CONTEXTS, ids, -1)
    keys = []
    for word, neighbour, side in ((ids[1:], context[:-1], 0), (ids[:-1], context[1:], 1)):
        known = (word > 0) & (word <= n_words) & (neighbour >= 0)
        keys.append((word[known] - 1) * (2 * MAX_CONTEXTS) + neighbour[known] + side * MAX_CONTEXTS)
    pairs, times = np.unique(np.concatenate(keys), return_counts=True)
    owners, places = np.divmod(pairs, 2 * MAX_CONTEXTS)
    edges = np.searchsorted(owners, np.arange(n_words + 1))
    contexts, counts = [], []
    for low, high in pairwise(edges):
        own, own_times = places[low:high], times[low:high]
        if len(own) > _CONTEXTS_A_WORD:
            kept = np.sort(np.argpartition(own_times, -_CONTEXTS_A_WORD)[-_CONTEXTS_A_WORD:])
            own, own_times = own[kept], own_times[kept]
        contexts.append(own)
        counts.append(own_times.astype("f"))
    return Neighbours(ranked, contexts, counts)


def cluster_words(
    neighbours: Neighbours, n_classes: int, rounds: int, progress: Callable[[int, int], None] = lambda done, moved: None
) -> dict[str, int]:
    """Classes by exchange.

    Args:
        neighbours: of ``count_neighbours``.
        n_classes: at least 2.
        rounds: passes over all words; the gain of a pass falls quickly after the first few.
        progress: called after each pass with its number and how many words it moved.

    Returns:
        Word to class, 0 to ``n_classes - 1``.
    """
    classes = np.arange(len(neighbours.words)) % n_classes
    table = np.zeros((2 * MAX_CONTEXTS, n_classes), dtype="f")
    totals = np.zeros(n_classes)
    weights = np.array([counts.sum() for counts in neighbours.counts])
    for index, (contexts, counts) in enumerate(zip(neighbours.contexts, neighbours.counts, strict=True)):
        table[contexts, classes[index]] += counts
        totals[classes[index]] += weights[index]
    for number in range(rounds):
        moved = 0
        for index, (contexts, counts) in enumerate(zip(neighbours.contexts, neighbours.counts, strict=True)):
            old = classes[index]
            table[contexts, old] -= counts
            totals[old] -= weights[index]
            new = int(np.argmax(_gains(table[contexts], counts, totals, weights[index])))
            table[contexts, new] += counts
            totals[new] += weights[index]
            classes[index] = new
            moved += new != old
        progress(number + 1, moved)
    return dict(zip(neighbours.words, classes.tolist(), strict=True))


def _gains(
    rows: NDArray[np.float32], counts: NDArray[np.float32], totals: NDArray[np.float64], weight: float
) -> NDArray[np.float64]:
    """Change of the objective for a word of these contexts in each class, up to a constant."""
    # x log x grows by n log n where a context is new to a class, the same for all: only met contexts are counted.
    met_row, met_class = np.nonzero(rows > 0)
    before = rows[met_row, met_class]
    count = counts[met_row]
    after = before + count
    gain = after * np.log(after) - before * np.log(before) - count * np.log(count)
    gains = np.bincount(met_class, weights=gain, minlength=len(totals))
    return gains - (_xlogx(totals + weight) - _xlogx(totals))


def _xlogx(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values * np.log(np.maximum(values, 1e-9))
