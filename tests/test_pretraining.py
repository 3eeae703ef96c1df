"""Pretraining: what is to be told and what may be seen, that it learns, and that its weights reach the recogniser."""

import random
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import spacy
from networks import ENCODER, SENTENCES, add_vectors, examples, make_nlp, recogniser_of, shake
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model, set_dropout_rate

from newsner.errors import InputValueError
from newsner.labels import LABELS
from newsner.recognition import pretraining
from newsner.recognition.lattice import Floats
from newsner.recognition.layers import build_encoder, embed_of, set_lexicon
from newsner.recognition.lexicon import Lexicon, count_roles
from newsner.recognition.pretraining import pretrain

PEOPLE = "Støre Merkel Biden Zelenskyj Solberg Scholz".split()
PLACES = "Oslo Kyiv Bonn Leeds Tromsø Ålesund".split()
CLUSTERS = {
    **dict.fromkeys(PEOPLE, (7, 3, 2, 1)),
    **dict.fromkeys(PLACES, (8, 4, 2, 1)),
    **dict.fromkeys("Ministeren Präsidentin Chancellor".split(), (9, 5, 3, 1)),
    **dict.fromkeys("kommer reist travels fer".split(), (10, 5, 3, 1)),
}
LEXICON = Lexicon.from_columns(
    CLUSTERS, count_roles([*(("PER", f"Kari {name}") for name in PEOPLE), *(("GPE", name) for name in PLACES)])
)
STEPS = 200


def paragraphs(n: int = 60) -> list[str]:
    """Two sentences each, in which the neighbours of a word say what it is."""
    rng = random.Random(0)

    def sentence() -> str:
        title, verb = rng.choice(["Ministeren", "Präsidentin", "Chancellor"]), rng.choice(["kommer", "reist", "fer"])
        return f"{title} {rng.choice(PEOPLE)} {verb} til {rng.choice(PLACES)} ."

    return [f"{sentence()} {sentence()}" for _ in range(n)]


def blank(vectors: int = 5) -> Language:
    nlp = spacy.blank("nb")
    if vectors:
        add_vectors(nlp.vocab, vectors)
    return nlp


def make_encoder(**settings: Any) -> Model[Any, Any]:
    return build_encoder(**{**ENCODER, "dropout": 0.0, **settings})


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step is a few sentences."""
    monkeypatch.setattr(pretraining, "_BATCH_WORDS", 60)


def cross_entropy(scores: Floats, targets: np.ndarray) -> float:
    """Mean over the masked words of what class and roles cost, by the plain formula."""
    cost = 0.0
    for row, (kind, roles) in zip(scores.astype("f8"), targets.tolist(), strict=True):
        classes, bits = row[: pretraining._N_CLASSES], row[pretraining._N_CLASSES :]
        cost += np.log(np.exp(classes - classes[kind]).sum()) + np.log(np.exp(bits - bits[roles]).sum())
    return cost / len(targets)


class Watched:
    """Stands in for ``_loss`` and keeps what it is given."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.real = pretraining._loss
        self.scores: list[Floats] = []
        self.targets: list[np.ndarray] = []
        monkeypatch.setattr(pretraining, "_loss", self)

    def __call__(self, scores: Floats, targets: np.ndarray) -> Any:
        self.scores.append(scores.copy())
        self.targets.append(targets.copy())
        return self.real(scores, targets)

    def losses(self) -> list[float]:
        return [cross_entropy(*each) for each in zip(self.scores, self.targets, strict=True)]


@pytest.fixture(scope="module")
def run() -> Iterator[SimpleNamespace]:
    """One run of pretraining: its losses, what it told, its weights."""
    told: list[tuple[int, float, float]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pretraining, "_BATCH_WORDS", 120)
        patch.setattr(pretraining, "_LEARN_RATE", 0.02)
        patch.setattr(pretraining, "_WARMUP", 20)
        watched = Watched(patch)
        weights = pretrain(
            blank(), make_encoder(), LEXICON, paragraphs(), STEPS, lambda *numbers: told.append(numbers), seed=3
        )
        yield SimpleNamespace(losses=watched.losses(), targets=watched.targets, told=told, weights=weights)


def test_loss_falls(run: SimpleNamespace) -> None:
    """The cross entropy of class and roles falls to a fraction of what it was."""
    assert len(run.losses) == STEPS and np.isfinite(run.losses).all()
    assert np.mean(run.losses[-20:]) < 0.25 * np.mean(run.losses[:5])


def test_context_tells_the_class(run: SimpleNamespace) -> None:
    """In the end more is told right than by naming the commonest class and roles every time."""
    targets = np.concatenate(run.targets[-50:])
    commonest = [max(np.bincount(column)) / len(targets) for column in targets.T]
    assert run.losses[-1] < 1.5
    ((step, clusters, roles),) = run.told
    assert step == STEPS
    # Means over all steps, the first among them.
    assert commonest[0] + 0.2 < clusters < 1.0 and commonest[1] + 0.05 < roles < 1.0


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize(("steps", "expected"), [(1, []), (199, []), (400, [200, 400])])
def test_progress_is_told_every_200_steps(steps: int, expected: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """No earlier, and each time for the steps since the last."""
    told: list[tuple[int, float, float]] = []
    shares = iter([(number > 200, 0.5) for number in range(1, 401)])
    monkeypatch.setattr(pretraining._Trainer, "update", lambda self, docs: next(shares))
    pretrain(blank(0), make_encoder(), LEXICON, paragraphs(3), steps, lambda *numbers: told.append(numbers))
    assert told == [(step, float(step > 200), 0.5) for step in expected]


@pytest.mark.usefixtures("small_steps")
def test_same_seed_gives_same_weights() -> None:
    """Order, masks and weights follow from the seed and from nothing before it; the paragraphs are left as they are."""
    texts = paragraphs()
    runs = []
    for seed, state in ((1, 5), (1, 6), (2, 5)):
        np.random.seed(state)  # noqa: NPY002  # the generator that masks words
        runs.append(pretrain(blank(), make_encoder(), LEXICON, texts, 3, seed=seed))
    assert runs[0] == runs[1] != runs[2]
    assert texts == paragraphs()


@pytest.mark.usefixtures("small_steps")
def test_paragraphs_are_read_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    """All are read before any is read again, in another order each time, and short lines and tails never."""
    monkeypatch.setattr(pretraining, "_PARAGRAPH_LENGTH", 50)
    read: list[str] = []
    monkeypatch.setattr(
        pretraining._Trainer, "update", lambda self, docs: read.extend(doc.text for doc in docs) or (0, 0)
    )
    texts = sorted({text[:50] for text in paragraphs(12)})
    pretrain(blank(0), make_encoder(), LEXICON, ["Side 3", *(f"{text} og så videre" for text in texts)], 20)
    first, second = read[: len(texts)], read[len(texts) : 2 * len(texts)]
    assert sorted(first) == sorted(second) == texts and first != second


SHORT = ["Oslo", "", "Klima", "k" * 40]


def test_short_paragraphs_are_no_text() -> None:
    """Headings and page numbers alone are refused; one character more is a paragraph."""
    with pytest.raises(InputValueError, match="no paragraph of more than 40 characters"):
        pretrain(blank(), make_encoder(), LEXICON, SHORT, 1)
    assert pretrain(blank(), make_encoder(), LEXICON, [*SHORT, "Statsministeren reiste til Kyiv i natten."], 1)


def trainer_and_docs(lexicon: Lexicon, *texts: str) -> tuple[Any, list[Doc]]:
    nlp = blank()
    docs = [nlp.make_doc(text) for text in texts]
    encoder = make_encoder(dilations=[1, 2])
    encoder.initialize(X=docs)
    set_lexicon(encoder, lexicon)
    return pretraining._Trainer(encoder, 10, pretraining._level(lexicon)), docs


def shape_class(word: str) -> int:
    return pretraining._shape_class(word)


def test_targets_are_clusters_shapes_and_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    """A word is to be told by its cluster, one without by its shape, and by its roles, however hidden these are."""
    monkeypatch.setattr(pretraining, "MASKED", 1.0)
    watched = Watched(monkeypatch)
    trainer, docs = trainer_and_docs(LEXICON, "KYIV og Merkel", "Berlin i 2024")
    trainer.update(docs)
    (targets,) = watched.targets
    last_name, place = 4, 16
    assert targets.tolist() == [
        [8, place],
        [shape_class("og"), 0],
        [7, last_name],
        [shape_class("Berlin"), 0],
        [shape_class("i"), 0],
        [shape_class("2024"), 0],
    ]


def test_masked_words_are_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """With every word masked, texts of one length are the same text."""
    monkeypatch.setattr(pretraining, "MASKED", 1.0)
    watched = Watched(monkeypatch)
    trainer, docs = trainer_and_docs(LEXICON, "Merkel reist til Bonn", "EU kritisiert Gazprom heftig")
    set_dropout_rate(shake(trainer.encoder), 0.0)
    trainer.mask += np.random.default_rng(0).standard_normal(trainer.mask.shape).astype("f")
    trainer.update(docs)
    (scores,) = watched.scores
    np.testing.assert_allclose(scores[:4], scores[4:], atol=1e-4)
    # By its place in the text alone a word is told from others.
    assert np.abs(scores[0] - scores[1]).max() > 1e-2


@pytest.mark.parametrize("masked", [0.4, 1.0])
def test_masked_words_are_taught_nothing(masked: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gradient of what stood under the mask goes to the mask, that of the words beside it to these."""
    monkeypatch.setattr(pretraining, "MASKED", masked)
    trainer, docs = trainer_and_docs(LEXICON, "Merkel reist til Bonn og Kyiv med statsminister Støre fra Oslo")
    shake(trainer.encoder)
    embed, under_mask, taught = trainer.embed, list[Any](), list[Any]()

    def watched_embed(docs: list[Doc], is_train: bool) -> Any:
        rows, _ = embed(docs, is_train)
        return rows, lambda gradients: taught.append(np.concatenate(gradients))

    def watched_context(rows: list[Floats], is_train: bool) -> Any:
        under_mask.append((np.concatenate(rows) == trainer.mask).all(axis=1))
        return context(rows, is_train)

    context, before = trainer.context, trainer.mask.copy()
    trainer.embed, trainer.context = watched_embed, watched_context
    trainer.mask += 0.5
    np.random.seed(1)  # noqa: NPY002  # the generator that masks words
    trainer.update(docs)
    (hidden,), (gradients,) = under_mask, taught
    assert 0 < hidden.sum() <= len(hidden) and hidden.all() == (masked == 1.0)
    assert not gradients[hidden].any() and (masked == 1.0 or gradients[~hidden].any())
    assert np.abs(trainer.mask - 0.5 - before).max() > 1e-5


def test_about_one_word_in_seven_is_masked(run: SimpleNamespace) -> None:
    """What is to be told is a share of the words, not all and not none."""
    masked = sum(len(targets) for targets in run.targets)
    assert 0.12 * 120 * STEPS < masked < 0.19 * 120 * STEPS


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([(1099, 200, 40, 0)], 0),
        ([(1100, 200, 40, 0)], 1),
        ([(3, 2, 1, 1), (65535, 1024, 64, 16)], 1),
        ([(5, 5, 5, 5)], 0),
        ([(60000, 5000, 64, 16)], 2),
    ],
)
def test_finest_level_that_can_be_told(levels: list[tuple[int, ...]], expected: int) -> None:
    """The finest level of at most 1 099 numbered classes, over all words."""
    clusters = {f"ord{number}": each for number, each in enumerate(levels)}
    assert pretraining._level(Lexicon.from_columns(clusters, {})) == expected


@pytest.mark.parametrize("clusters", [{}, {"Oslo": (5000, 1100, 0, 0)}])
def test_clusters_that_cannot_be_told_are_refused(clusters: dict[str, tuple[int, ...]]) -> None:
    """No clusters, or too many classes at every level: there would be nothing but shapes to learn."""
    with pytest.raises(InputValueError, match="needs a clustering of 1 to 1099 classes"):
        pretraining._level(Lexicon.from_columns(clusters, {}))


@pytest.mark.parametrize(
    ("words", "number"),
    [
        (("Oslo", "Ålesund", "Österreich"), 0),
        (("USA", "NRK", "ÖVP"), 1),
        (("og", "größer", "i"), 2),
        (("2024", "7"), 3),
        (("iPhone", ".", "EU-landene", "McDonald", ""), 4),
    ],
)
def test_shapes(words: tuple[str, ...], number: int) -> None:
    """Name-like, capitals, lower case, digits and the rest are five classes behind the clusters."""
    assert {shape_class(word) for word in words} == {pretraining._MAX_CLUSTERS + number}
    assert pretraining._MAX_CLUSTERS + number < pretraining._N_CLASSES


def test_gradient_of_the_loss() -> None:
    """The gradient by score is what finite differences of the two cross entropies say."""
    rng = np.random.default_rng(4)
    size = pretraining._N_CLASSES + pretraining._N_ROLES
    scores: Floats = rng.standard_normal((6, size)).astype("f")
    targets = np.stack([rng.integers(0, pretraining._N_CLASSES, 6), rng.integers(0, 256, 6)], axis=1)
    gradient, _ = pretraining._loss(scores, targets)
    for _ in range(5):
        direction: Floats = rng.standard_normal(scores.shape).astype("f")
        above, below = (cross_entropy(scores + sign * 0.02 * direction, targets) for sign in (1, -1))
        assert (above - below) / 0.04 == pytest.approx(float((gradient * direction).sum()), rel=0.02, abs=0.005)
    # A direction that only one gold score has: random ones hardly feel it.
    for row in range(6):
        for place in (targets[row, 0], pretraining._N_CLASSES + targets[row, 1]):
            above, below = scores.copy(), scores.copy()
            above[row, place] += 0.05
            below[row, place] -= 0.05
            change = (cross_entropy(above, targets) - cross_entropy(below, targets)) / 0.1
            assert gradient[row, place] == pytest.approx(change, rel=0.02)


@pytest.mark.parametrize(("right_classes", "right_roles"), [(3, 3), (1, 2), (0, 0)])
def test_shares_told_right(right_classes: int, right_roles: int) -> None:
    """Of three words so many are told right."""
    scores: Floats = np.zeros((3, pretraining._N_CLASSES + pretraining._N_ROLES), dtype="f")
    targets = np.array([[4, 16], [9, 0], [1100, 8]])
    for row, (kind, roles) in enumerate(targets.tolist()):
        scores[row, kind if row < right_classes else kind + 1] = 5.0
        scores[row, pretraining._N_CLASSES + (roles if row < right_roles else roles + 1)] = 5.0
    assert pretraining._loss(scores, targets)[1] == pytest.approx((right_classes / 3, right_roles / 3))


def test_no_masked_word_is_no_error() -> None:
    """A step in which chance masks nothing has nothing to learn from."""
    size = pretraining._N_CLASSES + pretraining._N_ROLES
    gradient, right = pretraining._loss(np.zeros((0, size), dtype="f"), np.zeros((0, 2), dtype="i8"))
    assert gradient.shape == (0, size) and right == (0.0, 0.0)


def test_weights_have_no_lexicon_and_no_output_layer(run: SimpleNamespace) -> None:
    """The stored weights are an encoder's, whose word facts come from the pipeline."""
    encoder = make_encoder()
    encoder.initialize(X=[blank().make_doc("Oslo")])
    set_lexicon(encoder, LEXICON)
    encoder.from_bytes(run.weights)
    assert len(embed_of(encoder).attrs["keys"]) == len(embed_of(encoder).attrs["values"]) == 0
    assert not embed_of(encoder).attrs["cache"].features
    assert [node.name for node in encoder.walk()] == [node.name for node in make_encoder().walk()]


def parameters(encoder: Model[Any, Any]) -> list[Floats]:
    return [node.get_param(name) for node in encoder.walk() for name in node.param_names]


@pytest.mark.parametrize("lexicon", [LEXICON, None], ids=["lexicon", "none"])
def test_weights_load_into_the_recogniser(run: SimpleNamespace, tmp_path: Path, lexicon: Lexicon | None) -> None:
    """The recogniser starts with the pretrained encoder, its own lexicon and a new output layer."""
    file = tmp_path / "pretrained"
    file.write_bytes(run.weights)
    nlp = make_nlp(vectors=5)
    recogniser = recogniser_of(nlp)
    recogniser.initialize(
        lambda: examples(nlp, SENTENCES), nlp=nlp, labels=list(LABELS), lexicon=lexicon, pretrained=str(file)
    )
    expected = make_encoder()
    doc = nlp.make_doc("Präsidentin Merkel reist til Kyiv .")
    expected.initialize(X=[doc])
    untrained = parameters(expected)
    expected.from_bytes(run.weights)
    set_lexicon(expected, lexicon or Lexicon.empty())
    encoder = recogniser.model.layers[0]
    for found, right in zip(parameters(encoder), parameters(expected), strict=True):
        np.testing.assert_array_equal(found, right)
    assert any(np.abs(old - new).max() > 0.01 for old, new in zip(untrained, parameters(expected), strict=True))
    np.testing.assert_allclose(encoder.predict([doc])[0], expected.predict([doc])[0], atol=1e-6)
    np.testing.assert_array_equal(embed_of(encoder).attrs["keys"], (lexicon or Lexicon.empty()).keys)
    assert not recogniser.model.get_ref("output").get_param("W").any()


def test_without_pretrained_weights_the_encoder_is_new(run: SimpleNamespace) -> None:
    """Nothing is loaded that is not given."""
    trained = make_encoder()
    trained.initialize(X=[blank().make_doc("Oslo")])
    trained.from_bytes(run.weights)
    fresh = recogniser_of(make_nlp(vectors=5)).model.layers[0]
    assert any(
        np.abs(one - other).max() > 0.01 for one, other in zip(parameters(fresh), parameters(trained), strict=True)
    )
