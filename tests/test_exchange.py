"""Word clusters: who stands beside whom, what a move is worth, and that known classes are found again."""

import random
from itertools import pairwise, product

import numpy as np
import pytest

from newsner.recognition import exchange
from newsner.recognition.exchange import MAX_CONTEXTS, MIN_COUNT, Neighbours, cluster_words, count_neighbours

# What stands in one place of a sentence, in the four languages.
PEOPLE = "Støre Merkel Biden Zelenskyj Solberg Scholz Sunak Frederiksen".split()
PLACES = "Oslo Bergen Kyiv Bonn Leeds Gießen Tromsø Ålesund".split()
VERBS = "møter besøkjer praises kritisiert ringjer warns".split()
LINKS = "i nach from frå".split()
CLASSES = (PEOPLE, PLACES, VERBS, LINKS, ["."])


def generate(n: int, seed: int = 0) -> list[list[str]]:
    """Sentences of which only the classes of the words are ordered."""
    rng = random.Random(seed)
    patterns = ((PEOPLE, VERBS, PEOPLE, LINKS, PLACES, ["."]), (LINKS, PLACES, VERBS, PEOPLE, ["."]))
    return [[rng.choice(words) for words in rng.choice(patterns)] for _ in range(n)]


@pytest.fixture(scope="module")
def neighbours() -> Neighbours:
    return count_neighbours(generate(600))


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words that are met once count."""
    monkeypatch.setattr(exchange, "MIN_COUNT", 1)


def listed(neighbours: Neighbours) -> dict[str, dict[str, float]]:
    """Counts by context, written "<Oslo" for what stands before and ">Oslo" after; "|" is the edge of a sentence."""
    names = ["|", *neighbours.words, "?"]
    return {
        word: {
            "<>"[number // MAX_CONTEXTS] + names[number % MAX_CONTEXTS]: float(count)
            for number, count in zip(contexts.tolist(), counts, strict=True)
        }
        for word, contexts, counts in zip(*neighbours, strict=True)
    }


@pytest.mark.usefixtures("few")
def test_neighbours_by_hand() -> None:
    """Words before and after are counted apart, and so are the two edges of a sentence."""
    found = count_neighbours([["Oslo", "og", "Kyiv"], ["Oslo", "og", "Oslo"], [], ["Oslo"]])
    assert found.words == ["Oslo", "og", "Kyiv"]
    assert listed(found) == {
        "Oslo": {"<|": 3, "<og": 1, ">og": 2, ">|": 2},
        "og": {"<Oslo": 2, ">Kyiv": 1, ">Oslo": 1},
        "Kyiv": {"<og": 1, ">|": 1},
    }


def test_rare_words_have_no_class_and_are_one_context() -> None:
    """A word is listed from the smallest count on; rarer ones are told from each other nowhere."""
    rare = [["Bonn", name] for name in ("Köln", "Mainz")] * (MIN_COUNT - 1)
    found = count_neighbours([*[["Oslo"]] * MIN_COUNT, *rare])
    assert found.words == ["Bonn", "Oslo"]
    assert listed(found)["Bonn"] == {"<|": 2 * MIN_COUNT - 2, ">?": 2 * MIN_COUNT - 2}
    assert listed(found)["Oslo"] == {"<|": MIN_COUNT, ">|": MIN_COUNT}


def test_words_come_by_falling_frequency(neighbours: Neighbours) -> None:
    """The full stop is the most frequent; every token has a neighbour on both sides."""
    tokens = [word for sentence in generate(600) for word in sentence]
    frequencies = [tokens.count(word) for word in neighbours.words]
    assert neighbours.words[0] == "." and sorted(frequencies, reverse=True) == frequencies
    assert [counts.sum() for counts in neighbours.counts] == [2 * frequency for frequency in frequencies]
    assert all((np.diff(contexts) > 0).all() for contexts in neighbours.contexts)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(("most", "words"), [(1, ["og"]), (2, ["og", "Oslo"]), (9, ["og", "Oslo", "Bonn"])])
def test_most_words(most: int, words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the bound the rarest words are left out."""
    monkeypatch.setattr(exchange, "MAX_WORDS", most)
    assert count_neighbours([["og", "og", "Oslo", "og", "Oslo", "Bonn"]]).words == words


@pytest.mark.usefixtures("few")
def test_most_contexts(monkeypatch: pytest.MonkeyPatch) -> None:
    """With three contexts only the edges and the two most frequent words are neighbours, before and after."""
    monkeypatch.setattr(exchange, "MAX_CONTEXTS", 3)
    found = count_neighbours([["og", "og", "Oslo", "og", "Oslo", "Bonn"]])
    by_word = dict(zip(found.words, (contexts.tolist() for contexts in found.contexts), strict=True))
    assert by_word == {"og": [0, 1, 2, 4, 5], "Oslo": [1, 4], "Bonn": [2, 3]}


@pytest.mark.usefixtures("few")
def test_most_contexts_of_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commonest contexts of a word are kept, still ascending."""
    sentences = [["og", name] for name, times in (("Oslo", 1), ("Bonn", 5), ("Kyiv", 3)) for _ in range(times)]
    monkeypatch.setattr(exchange, "_CONTEXTS_A_WORD", 2)
    found = count_neighbours(sentences)
    assert listed(found)["og"] == {"<|": 9, ">Bonn": 5}
    assert all((np.diff(contexts) > 0).all() for contexts in found.contexts)


@pytest.mark.parametrize("sentences", [[], [[]], [["Oslo"]]])
def test_too_little_text(sentences: list[list[str]]) -> None:
    """Without a word that is frequent enough there are no classes, and no error."""
    found = count_neighbours(sentences)
    assert found == ([], [], []) and cluster_words(found, 4, 2) == {}


def objective(table: np.ndarray, totals: np.ndarray) -> float:
    """As the module docstring has it, by the plain formula."""

    def sum_of(values: np.ndarray) -> float:
        return float(sum(value * np.log(value) for value in values.ravel().tolist() if value > 0))

    return sum_of(table) - sum_of(totals)


def objective_of(neighbours: Neighbours, classes: dict[str, int]) -> float:
    n_classes = max(classes.values()) + 1
    table, totals = np.zeros((2 * MAX_CONTEXTS, n_classes)), np.zeros(n_classes)
    for word, contexts, counts in zip(*neighbours, strict=True):
        table[contexts, classes[word]] += counts
        totals[classes[word]] += counts.sum()
    return objective(table, totals)


@pytest.mark.parametrize("seed", range(4))
def test_gain_of_a_move(seed: int) -> None:
    """Between any two classes, an empty one among them, the gains differ as the objectives after the moves do."""
    rng = np.random.default_rng(seed)
    table = rng.integers(0, 4, size=(9, 5)).astype("f")
    table[:, 3] = 0
    contexts = np.array([0, 2, 3, 7])
    counts = rng.integers(1, 6, size=4).astype("f")
    totals = table.sum(axis=0).astype("f8")
    gains = exchange._gains(table[contexts], counts, totals, counts.sum())
    after = []
    for place in range(5):
        moved, moved_totals = table.astype("f8"), totals.copy()
        moved[contexts, place] += counts
        moved_totals[place] += counts.sum()
        after.append(objective(moved, moved_totals))
    np.testing.assert_allclose(gains - gains[0], np.array(after) - after[0], atol=1e-3)


def test_every_round_is_worth_something(neighbours: Neighbours) -> None:
    """The objective rises while words move, and stays when none does."""
    moves: list[int] = []
    values = []
    for rounds in range(7):
        moves.clear()
        classes = cluster_words(neighbours, 4, rounds, lambda done, moved: moves.append(moved))
        assert len(moves) == rounds
        values.append(objective_of(neighbours, classes))
    for (before, after), moved in zip(pairwise(values), moves, strict=True):
        assert after > before if moved else after == pytest.approx(before)
    assert values[-1] > values[0] * 1.01


def test_progress_tells_round_and_moves(neighbours: Neighbours) -> None:
    """Rounds are counted from one; in the end nothing moves any more."""
    told: list[tuple[int, int]] = []
    cluster_words(neighbours, 5, 12, lambda done, moved: told.append((done, moved)))
    assert [done for done, _ in told] == list(range(1, 13))
    assert told[0][1] > len(neighbours.words) / 2 and told[-1][1] == 0


@pytest.mark.parametrize("seed", range(3))
def test_known_classes_are_found(seed: int) -> None:
    """Words that stand in the same places share a class, words that do not have different ones."""
    found = cluster_words(count_neighbours(generate(600, seed)), len(CLASSES), 10)
    assert set(found) == {word for words in CLASSES for word in words}
    assert set(found.values()) == set(range(len(CLASSES)))
    for words, others in product(CLASSES, CLASSES):
        for word, other in product(words, others):
            assert (found[word] == found[other]) == (words is others), (word, other)


def test_clusters_are_the_same_each_time(neighbours: Neighbours) -> None:
    """Nothing is left to chance, and the counts are left as they are."""
    before = [counts.copy() for counts in neighbours.counts]
    first = cluster_words(neighbours, 3, 4)
    assert cluster_words(neighbours, 3, 4) == first
    for counts, old in zip(neighbours.counts, before, strict=True):
        np.testing.assert_array_equal(counts, old)


@pytest.mark.parametrize("n_classes", [2, 3, 60])
def test_number_of_classes(neighbours: Neighbours, n_classes: int) -> None:
    """Classes are numbered from zero, also where there are more of them than words."""
    found = cluster_words(neighbours, n_classes, 3)
    assert len(found) == len(neighbours.words)
    assert set(found.values()) <= set(range(n_classes)) and len(set(found.values())) > 1
