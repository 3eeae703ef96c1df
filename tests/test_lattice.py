"""The lattice against brute force: every tag sequence of a few tokens, written out and summed."""

import warnings
from itertools import product

import numpy as np
import pytest

from newsner.recognition.lattice import (
    B,
    Floats,
    I,
    L,
    Lattice,
    SpanScore,
    U,
    allowed_ends,
    allowed_transitions,
    n_tags,
    pad,
    tag_of,
    to_potentials,
)

SEEDS = range(6)


def random_emissions(seed: int, length: int, n_labels: int, spread: float = 1.5) -> Floats:
    """Normal emissions; the same seed gives the same numbers."""
    values = np.random.default_rng(seed).standard_normal((length, n_tags(n_labels))) * spread
    return values.astype("f")


def is_well_formed(tags: tuple[int, ...]) -> bool:
    """Whether tags make whole spans, told in words of BILUO and not by the matrix under test."""
    inside: int | None = None
    for tag in tags:
        label, part = divmod(tag - 1, 4) if tag else (None, 0)
        part += 1 if tag else 0
        if inside is None and part in (I, L):
            return False
        if inside is not None and (part not in (I, L) or label != inside):
            return False
        inside = label if part in (B, I) else None
    return inside is None


def spans_of(tags: tuple[int, ...]) -> set[tuple[int, int, int]]:
    """Spans of a well-formed sequence."""
    spans, start = set(), 0
    for index, tag in enumerate(tags):
        label, part = divmod(tag - 1, 4)
        if tag and part + 1 in (B, U):
            start = index
        if tag and part + 1 in (L, U):
            spans.add((start, index + 1, label))
    return spans


def all_paths(emissions: Floats) -> dict[tuple[int, ...], float]:
    """Probability of every well-formed tag sequence."""
    weights = {
        tags: float(np.exp(sum(float(emissions[step, tag]) for step, tag in enumerate(tags))))
        for tags in product(range(emissions.shape[1]), repeat=len(emissions))
        if is_well_formed(tags)
    }
    total = sum(weights.values())
    return {tags: weight / total for tags, weight in weights.items()}


def brute_marginals(emissions: Floats) -> Floats:
    marginals = np.zeros_like(emissions)
    for tags, probability in all_paths(emissions).items():
        marginals[np.arange(len(tags)), list(tags)] += probability
    return marginals


@pytest.mark.parametrize("n_labels", [1, 2, 7])
def test_number_of_tags_is_outside_and_four_a_label(n_labels: int) -> None:
    """O and B, I, L, U of each label; the last tag is U of the last label."""
    assert n_tags(n_labels) == 1 + 4 * n_labels
    assert tag_of(n_labels - 1, U) == n_tags(n_labels) - 1
    assert tag_of(0, B) == 1


def test_transitions_allow_exactly_well_formed_neighbours() -> None:
    """The matrix and the ends allow a sequence of three if and only if it makes whole spans."""
    transitions, (first, last) = allowed_transitions(2), allowed_ends(2)
    for tags in product(range(n_tags(2)), repeat=3):
        allowed = first[tags[0]] * transitions[tags[0], tags[1]] * transitions[tags[1], tags[2]] * last[tags[2]]
        assert bool(allowed) == is_well_formed(tags), tags


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("length", "n_labels"), [(1, 2), (2, 2), (4, 1), (3, 2)])
def test_marginals_equal_brute_force(seed: int, length: int, n_labels: int) -> None:
    """Forward-backward gives each tag the share of the paths that hold it, and the log of their sum."""
    emissions = random_emissions(seed, length, n_labels)
    marginals, log_partition = Lattice(n_labels).marginals(np.exp(emissions)[None], np.array([length]))
    np.testing.assert_allclose(marginals[0], brute_marginals(emissions), atol=1e-5)
    every = [
        np.exp(sum(float(emissions[step, tag]) for step, tag in enumerate(tags)))
        for tags in product(range(n_tags(n_labels)), repeat=length)
        if is_well_formed(tags)
    ]
    assert log_partition[0] == pytest.approx(np.log(sum(every)), abs=1e-4)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("length", "n_labels"), [(1, 2), (2, 2), (4, 1), (3, 2)])
def test_best_path_equals_brute_force(seed: int, length: int, n_labels: int) -> None:
    """Viterbi finds the one most probable well-formed sequence."""
    emissions = random_emissions(seed, length, n_labels)
    paths = all_paths(emissions)
    tags = Lattice(n_labels).best_paths(emissions[None], np.array([length]))[0]
    assert tuple(tags.tolist()) == max(paths, key=lambda path: paths[path])


@pytest.mark.parametrize("seed", SEEDS)
def test_best_path_is_well_formed_where_emissions_are_not(seed: int) -> None:
    """Tags that cannot follow each other are never returned, however much the emissions want them."""
    emissions = random_emissions(seed, 12, 3, spread=8.0)
    emissions[0, tag_of(1, L)] += 50
    emissions[-1, tag_of(0, B)] += 50
    tags = Lattice(3).best_paths(emissions[None], np.array([12]))[0]
    assert is_well_formed(tuple(tags.tolist()))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("length", "n_labels"), [(1, 2), (2, 2), (4, 1), (3, 2)])
def test_span_probability_is_the_brute_force_marginal(seed: int, length: int, n_labels: int) -> None:
    """A span's probability is the share of the paths that hold exactly this span."""
    emissions = random_emissions(seed, length, n_labels)
    paths = all_paths(emissions)
    for span in Lattice(n_labels).decode([emissions], sure=1.0)[0]:
        expected = sum(probability for tags, probability in paths.items() if span[:3] in spans_of(tags))
        assert span.probability == pytest.approx(expected, abs=1e-5)


def test_span_probability_of_a_chosen_case() -> None:
    """One token, one label: half O and half U is a probability of one half."""
    emissions = np.full((1, 5), -30.0, dtype="f")
    emissions[0, [0, U]] = 0.0, 0.001
    (span,) = Lattice(1).decode([emissions])[0]
    assert isinstance(span, SpanScore) and span[:3] == (0, 1, 0)
    assert span.probability == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize("filler", [0.0, 5.0, -5.0])
def test_padding_has_no_influence(filler: float) -> None:
    """A short sequence gives the same beside a long one, whatever stands behind its end."""
    lattice, short, long = Lattice(2), random_emissions(1, 3, 2), random_emissions(2, 9, 2)
    batch = pad([short, long], 9)
    batch[0, 3:] = filler
    lengths = np.array([3, 9])
    alone, log_alone = lattice.marginals(np.exp(short)[None], np.array([3]))
    both, log_both = lattice.marginals(np.exp(batch), lengths)
    np.testing.assert_allclose(both[0, :3], alone[0], atol=1e-6)
    assert not both[0, 3:].any()
    assert log_both[0] == pytest.approx(log_alone[0], abs=1e-5)
    best = lattice.best_paths(batch, lengths)[0, :3]
    assert best.tolist() == lattice.best_paths(short[None], np.array([3]))[0].tolist()


def test_decoding_a_batch_equals_decoding_one_by_one() -> None:
    """Sequences of many lengths, an empty one among them, do not disturb each other."""
    lattice = Lattice(3)
    emissions = [random_emissions(seed, length, 3) for seed, length in enumerate([0, 1, 7, 2, 30, 3])]
    together = lattice.decode(emissions)
    assert together[0] == []
    for found, alone in zip(together, emissions, strict=True):
        expected = lattice.decode([alone])[0]
        assert [span[:3] for span in found] == [span[:3] for span in expected]
        np.testing.assert_allclose(
            [span.probability for span in found], [span.probability for span in expected], atol=1e-5
        )


def text_like_emissions(seed: int, length: int = 60) -> Floats:
    """Mostly sure O with names between, other scores within three of each other, as a trained network has them."""
    rng = np.random.default_rng(seed)
    emissions = rng.uniform(0.0, 3.0, (length, n_tags(3))).astype("f")
    emissions[rng.random(length) < 0.6, 0] = 13.0
    return emissions


@pytest.mark.parametrize("seed", SEEDS)
def test_decoding_by_stretches_equals_the_whole_lattice(seed: int) -> None:
    """Leaving out tokens that are surely O changes no span and hardly a probability."""
    lattice, emissions = Lattice(3), text_like_emissions(seed)
    by_stretches, whole = lattice.decode([emissions])[0], lattice.decode([emissions], sure=1.0)[0]
    assert len(whole) > 3
    assert [span[:3] for span in by_stretches] == [span[:3] for span in whole]
    np.testing.assert_allclose(
        [span.probability for span in by_stretches], [span.probability for span in whole], atol=0.02
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_decoding_by_stretches_takes_sure_tokens_as_outside(seed: int) -> None:
    """Leaving a token out is the same as ruling all its tags out but O, for any emissions."""
    lattice, emissions = Lattice(2), random_emissions(seed, 40, 2, spread=4.0)
    emissions[::3, 0] += 12.0
    odds = np.exp(emissions[:, 1:] - emissions[:, :1]).sum(axis=1)
    ruled_out = emissions.copy()
    ruled_out[odds <= 0.001 / 0.999, 1:] = -1e4
    found, expected = lattice.decode([emissions])[0], lattice.decode([ruled_out], sure=1.0)[0]
    assert [span[:3] for span in found] == [span[:3] for span in expected]
    np.testing.assert_allclose([span.probability for span in found], [span.probability for span in expected], atol=1e-4)


def test_only_outside_gives_no_spans() -> None:
    """A text without names has none, and an empty batch is no error."""
    emissions = np.zeros((5, n_tags(7)), dtype="f")
    emissions[:, 0] = 20.0
    assert Lattice(7).decode([emissions]) == [[]]
    assert Lattice(7).decode([]) == []


@pytest.mark.parametrize("spread", [1.0, 20.0, 40.0, 100.0, 400.0])
def test_probabilities_stay_between_zero_and_one(spread: float) -> None:
    """Emissions far outside what float32 can exponentiate give numbers from 0 to 1, without a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = Lattice(7).decode([random_emissions(seed, 20, 7, spread) for seed in range(20)])
    assert any(found)
    assert all(0.0 <= span.probability <= 1.0 for spans in found for span in spans)


def test_adding_a_constant_to_a_token_changes_nothing() -> None:
    """Emissions count up to a constant a token."""
    emissions = random_emissions(3, 8, 2)
    moved = emissions + np.arange(8, dtype="f")[:, None]
    np.testing.assert_allclose(to_potentials(moved[None]), to_potentials(emissions[None]), rtol=1e-4)
    found, expected = Lattice(2).decode([moved], sure=1.0)[0], Lattice(2).decode([emissions], sure=1.0)[0]
    assert [span[:3] for span in found] == [span[:3] for span in expected]


def test_a_span_of_three_tokens_with_its_label() -> None:
    """B, I, L of the second label come out as one span with half open offsets."""
    emissions = np.zeros((5, n_tags(2)), dtype="f")
    for step, tag in enumerate([0, tag_of(1, B), tag_of(1, I), tag_of(1, L), 0]):
        emissions[step, tag] = 15.0
    assert [span[:3] for span in Lattice(2).decode([emissions])[0]] == [(1, 4, 1)]
