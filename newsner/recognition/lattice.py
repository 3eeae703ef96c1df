"""The tag lattice of the recogniser: BILUO tags, forward-backward, Viterbi, all in numpy.

A sequence of ``n`` tokens has emissions of shape ``(n, T)`` (float32, natural logarithms) with
``T = 1 + 4 * len(labels)``: tag 0 is O, then B, I, L, U of each label in turn. Tags may only follow each
other so that spans are well formed; the lattice holds that rule, so that a decoded path never has to be repaired.

Everything runs on a padded batch ``(batch, length, T)`` in probability space, each step scaled to sum to one
(Rabiner 1989, section V.A), because a matrix product of the whole batch is far cheaper than log-sum-exp.
Training with partly known labels maximises the summed probability of all paths that the annotation allows
(Tsuboi et al., COLING 2008).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
B, I, L, U = 1, 2, 3, 4  # offsets of a label's tags  # noqa: E741
_TINY = np.float32(1e-30)
# Least potential beside a best tag of 1.0. It bounds backward values by about its inverse square, which float32
# holds; the emissions of a trained network differ by e^-22 at most, so that no score depends on it.
_POTENTIAL_FLOOR = np.float32(1e-15)
# Stretches decoded together: enough for one matrix product a step, and few megabytes.
_DECODE_BATCH = 256


class SpanScore(NamedTuple):
    """A decoded span: token offsets ``[start, end)``, index of its label, probability 0.0-1.0."""

    start: int
    end: int
    label: int
    probability: float


def n_tags(n_labels: int) -> int:
    """Number of tags for ``n_labels`` labels."""
    return 1 + 4 * n_labels


def tag_of(label: int, part: int) -> int:
    """Tag of a label index (0-based) and a part (B, I, L or U)."""
    return 4 * label + part


def allowed_transitions(n_labels: int) -> Floats:
    """Matrix ``(T, T)`` with 1.0 where the column's tag may follow the row's."""
    size = n_tags(n_labels)
    opens = [0, *(tag_of(k, part) for k in range(n_labels) for part in (B, U))]
    allowed = np.zeros((size, size), dtype="f")
    allowed[0, opens] = 1.0
    for label in range(n_labels):
        for part in (L, U):
            allowed[tag_of(label, part), opens] = 1.0
        for part in (B, I):
            allowed[tag_of(label, part), [tag_of(label, I), tag_of(label, L)]] = 1.0
    return allowed


def allowed_ends(n_labels: int) -> tuple[Floats, Floats]:
    """Vectors ``(T,)`` with 1.0 where a sequence may start and where it may stop."""
    first, last = np.zeros((2, n_tags(n_labels)), dtype="f")
    first[0] = last[0] = 1.0
    for label in range(n_labels):
        first[[tag_of(label, B), tag_of(label, U)]] = 1.0
        last[[tag_of(label, L), tag_of(label, U)]] = 1.0
    return first, last


def to_potentials(emissions: Floats) -> Floats:
    """Emissions ``(batch, length, T)`` as weights, 1.0 for the best tag of each token and never 0.0."""
    weights: Floats = np.exp(emissions - emissions.max(axis=2, keepdims=True))
    return np.maximum(weights, _POTENTIAL_FLOOR)


class Lattice:
    """Forward-backward and Viterbi over batches, for a fixed number of labels."""

    def __init__(self, n_labels: int) -> None:
        self.n_labels = n_labels
        self.transitions = allowed_transitions(n_labels)
        self.first, self.last = allowed_ends(n_labels)

    def marginals(self, potentials: Floats, lengths: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Tag probabilities and log partition.

        Args:
            potentials: ``(batch, length, T)``, not negative, rows beyond a sequence's length are ignored.
            lengths: ``(batch,)``, each at least 1.

        Returns:
            Marginals ``(batch, length, T)``, zero beyond the length, and ``(batch,)`` log partition.
        """
        alphas, scales = self._forward(potentials, lengths)
        betas = self._backward(potentials, lengths, scales)
        inside = np.arange(potentials.shape[1])[None, :] < lengths[:, None]
        marginals = alphas * betas
        marginals /= marginals.sum(axis=2, keepdims=True) + _TINY
        marginals *= inside[:, :, None]
        return marginals, np.where(inside, np.log(scales + _TINY), 0.0).sum(axis=1)

    def _forward(self, potentials: Floats, lengths: NDArray[np.int64]) -> tuple[Floats, Floats]:
        n_batch, n_steps, _ = potentials.shape
        alphas = np.empty_like(potentials)
        scales = np.ones((n_batch, n_steps), dtype="f")
        state = potentials[:, 0] * self.first
        for step in range(n_steps):
            if step:
                state = (alphas[:, step - 1] @ self.transitions) * potentials[:, step]
            # Tags that cannot stop a sequence are closed at its last token.
            state = np.where((lengths == step + 1)[:, None], state * self.last, state)
            scale = state.sum(axis=1) + _TINY
            scales[:, step] = scale
            alphas[:, step] = state / scale[:, None]
        return alphas, scales

    def _backward(self, potentials: Floats, lengths: NDArray[np.int64], scales: Floats) -> Floats:
        n_steps = potentials.shape[1]
        betas = np.empty_like(potentials)
        betas[:, -1] = 1.0
        into = np.ascontiguousarray(self.transitions.T)
        for step in range(n_steps - 2, -1, -1):
            ahead = potentials[:, step + 1] * betas[:, step + 1]
            ahead = np.where((lengths == step + 2)[:, None], ahead * self.last, ahead)
            beta = (ahead @ into) / scales[:, step + 1][:, None]
            betas[:, step] = np.where((lengths <= step + 1)[:, None], 1.0, beta)
        return betas

    def best_paths(self, emissions: Floats, lengths: NDArray[np.int64]) -> NDArray[np.int64]:
        """Most probable tags ``(batch, length)``; values beyond a sequence's length mean nothing."""
        n_batch, n_steps, size = emissions.shape
        closed = np.float32(-1e9)
        steps = np.where(self.transitions > 0, np.float32(0.0), closed)
        stop = np.where(self.last > 0, np.float32(0.0), closed)
        scores = emissions[:, 0] + np.where(self.first > 0, np.float32(0.0), closed)
        back = np.zeros((n_batch, n_steps, size), dtype="i2")
        final = np.where((lengths == 1)[:, None], scores + stop, scores)
        for step in range(1, n_steps):
            paths = final[:, :, None] + steps[None]
            back[:, step] = paths.argmax(axis=1)
            scores = paths.max(axis=1) + emissions[:, step]
            scores = np.where((lengths == step + 1)[:, None], scores + stop, scores)
            final = np.where((lengths > step)[:, None], scores, final)
        tags = np.zeros((n_batch, n_steps), dtype="int64")
        rows = np.arange(n_batch)
        tag = final.argmax(axis=1)
        for step in range(n_steps - 1, -1, -1):
            tags[:, step] = tag
            tag = np.where(step < lengths, back[rows, step, tag], tag)
        return tags

    def decode(self, emissions: Sequence[Floats], sure: float = 0.999) -> list[list[SpanScore]]:
        """Best well-formed spans of each sequence with the probability of each span.

        Tokens whose emission alone puts O above ``sure`` are taken as O: only the stretches between them are
        searched, which saves most of the time. The result is that of the whole lattice unless a span would run
        across such a token.

        Args:
            emissions: one ``(n, T)`` array a sequence, logarithms up to a constant a row.
            sure: 0.0-1.0; 1.0 searches every token.

        Returns:
            Spans in token order, one list a sequence, empty where there are none.
        """
        spans: list[list[SpanScore]] = [[] for _ in emissions]
        stretches: list[tuple[int, int, Floats]] = []
        for index, scores in enumerate(emissions):
            stretches += [(index, start, scores[start:end]) for start, end in _stretches(scores, sure)]
        # Stretches of like length share a batch, so that little of it is padding.
        stretches.sort(key=lambda stretch: len(stretch[2]))
        for low in range(0, len(stretches), _DECODE_BATCH):
            self._decode_batch(stretches[low : low + _DECODE_BATCH], spans)
        for found in spans:
            found.sort()
        return spans

    def _decode_batch(self, stretches: list[tuple[int, int, Floats]], spans: list[list[SpanScore]]) -> None:
        lengths = np.array([len(scores) for _, _, scores in stretches])
        batch = pad([scores for _, _, scores in stretches], int(lengths.max()))
        tags = self.best_paths(batch, lengths)
        potentials = to_potentials(batch)
        alphas, scales = self._forward(potentials, lengths)
        betas = self._backward(potentials, lengths, scales)
        for row, (index, offset, scores) in enumerate(stretches):
            for start, end, label in _spans_of(tags[row, : len(scores)]):
                weights = _Weights(alphas[row], betas[row], potentials[row], scales[row])
                probability = _span_probability(weights, start, end, label)
                spans[index].append(SpanScore(offset + start, offset + end, label, probability))


class _Weights(NamedTuple):
    """Forward and backward values, potentials ``(length, T)`` and scales ``(length,)`` of one sequence."""

    alphas: Floats
    betas: Floats
    potentials: Floats
    scales: Floats


def _span_probability(weights: _Weights, start: int, end: int, label: int) -> float:
    """Probability of all paths that hold exactly this span: alpha at its first tag, beta at its last."""
    last = end - 1
    inside = float(weights.alphas[start, tag_of(label, U if start == last else B)])
    for step in range(start + 1, end):
        tag = tag_of(label, L if step == last else I)
        inside *= float(weights.potentials[step, tag]) / float(weights.scales[step])
    total = float((weights.alphas[last] * weights.betas[last]).sum())
    closing = float(weights.betas[last, tag_of(label, U if start == last else L)])
    return min(1.0, inside * closing / max(total, float(_TINY)))


def pad(arrays: Sequence[Floats], length: int) -> Floats:
    """Stack ``(n_i, T)`` arrays into ``(len(arrays), length, T)``, zeros behind each."""
    batch = np.zeros((len(arrays), length, arrays[0].shape[1]), dtype="f")
    for row, array in enumerate(arrays):
        batch[row, : len(array)] = array
    return batch


def _stretches(scores: Floats, sure: float) -> list[tuple[int, int]]:
    """Maximal runs of tokens that are not surely O, as ``[start, end)``."""
    if not len(scores):
        return []
    # Anything beyond e^80 is as unsure as can be, and float32 ends at e^88.
    rest = np.exp(np.minimum(scores[:, 1:] - scores[:, :1], 80.0)).sum(axis=1)
    unsure = rest > (1.0 - sure) / sure
    edges = np.flatnonzero(np.diff(np.concatenate(([0], unsure.view("i1"), [0]))))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _spans_of(tags: NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """Spans ``(start, end, label)`` of a well-formed tag sequence."""
    spans = []
    start = 0
    for index, tag in enumerate(tags.tolist()):
        if not tag:
            continue
        label, part = divmod(tag - 1, 4)
        if part + 1 in (B, U):
            start = index
        if part + 1 in (L, U):
            spans.append((start, index + 1, label))
    return spans
