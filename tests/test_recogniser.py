"""The component: that it learns, what it makes of missing annotation, its scores, and that it can be stored."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import spacy
from networks import ENCODER, SENTENCES, examples, found, gold, make_nlp, recogniser_of, train
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from thinc.api import SGD

from newsner.corpora.annotated import AnnotatedText
from newsner.labels import LABELS
from newsner.recognition.lattice import Floats, n_tags
from newsner.recognition.recogniser import GOLD_KEY, PartialGold

UPDATES = 25


@pytest.fixture(scope="module")
def trained() -> Language:
    """A pipeline that knows three sentences by heart; tests must leave it as it is."""
    nlp = make_nlp()
    train(nlp, SENTENCES, UPDATES)
    return nlp


def scores_of(doc: Doc) -> list[float]:
    return list(doc.spans["newsner"].attrs["scores"])


def test_overfits_three_sentences(trained: Language) -> None:
    """A few updates are enough to learn three sentences of two languages, names of several words among them."""
    assert found(trained, SENTENCES[0].text) == [("Putins", "PER"), ("Oslo", "GPE")]
    assert found(trained, SENTENCES[1].text) == [("Angela Merkel", "PER"), ("Nato", "ORG")]
    assert found(trained, SENTENCES[2].text) == [("EU-landene", "DRV"), ("iPhone", "PROD")]


def test_loss_falls() -> None:
    """Every update on the same sentences costs less than the last, to begin with."""
    losses = train(make_nlp(), SENTENCES, 8)
    assert all(after < before for before, after in pairwise(losses))


def test_untrained_recogniser_is_unsure() -> None:
    """Without training every tag weighs the same, so no score is high."""
    assert all(score < 0.5 for score in scores_of(make_nlp()(SENTENCES[1].text)))


def test_same_seed_gives_same_weights() -> None:
    """Two runs with one seed are the same run."""
    runs = []
    for seed in (4, 4, 5):
        nlp = make_nlp(seed=seed)
        runs.append((train(nlp, SENTENCES, 3), recogniser_of(nlp).model.to_bytes()))
    assert runs[0] == runs[1] != runs[2]


UNKNOWN_PROD = gold(SENTENCES[2].text, ("EU-landene", "DRV"), unknown=["PROD"])
DENIED_PROD = gold(SENTENCES[2].text, ("EU-landene", "DRV"))


def test_unknown_label_is_not_punished() -> None:
    """What was learned survives a corpus that does not know the label, and dies in one that denies it."""
    kept, lost = make_nlp(), make_nlp()
    for nlp, second in ((kept, UNKNOWN_PROD), (lost, DENIED_PROD)):
        train(nlp, SENTENCES, UPDATES)
        # Plain descent: Adam would blow up even a gradient of a thousandth.
        train(nlp, [second], UPDATES, SGD(0.05))
    assert found(kept, SENTENCES[2].text) == [("EU-landene", "DRV"), ("iPhone", "PROD")]
    assert found(lost, SENTENCES[2].text) == [("EU-landene", "DRV")]


@pytest.mark.parametrize(
    ("unknown", "low", "high"),
    [((), 0.99, 1.0), (("EVT",), 0.99, 1.0), (("PROD",), -0.001, 0.01), (("PROD", "EVT"), -0.001, 0.01)],
)
def test_gradient_of_an_unmarked_name(unknown: tuple[str, ...], low: float, high: float) -> None:
    """A name that the gold does not mark is pushed down with full weight, and left alone where its label is unknown."""
    nlp = make_nlp()
    (example,) = examples(nlp, [gold("iPhone", unknown=unknown)])
    emissions = np.zeros((1, n_tags(len(LABELS))), dtype="f")
    name = 4 * LABELS.index("PROD") + 4
    emissions[0, name] = 10.0
    assert low <= recogniser_of(nlp).get_loss([example], [emissions])[1][0][0, name] <= high
    emissions[0, [0, name]] = 10.0, 0.0
    assert recogniser_of(nlp).get_loss([example], [emissions])[1][0][0, name] >= 0.0


def test_unknown_label_is_not_learned() -> None:
    """A corpus that does not know a label teaches no span of it, only what it marks."""
    nlp = make_nlp()
    train(nlp, [UNKNOWN_PROD], 2 * UPDATES)
    assert found(nlp, SENTENCES[2].text) == [("EU-landene", "DRV")]


def test_one_of_several_labels_is_enough() -> None:
    """Where the gold allows two labels, the recogniser may choose, and chooses one of them with all its weight."""
    nlp = make_nlp()
    texts = [gold("Berlinale og Tour de France", ("Berlinale", "EVT"), ("Tour de France", "EVT|PROD"))]
    train(nlp, texts, UPDATES)
    assert [text for text, _ in found(nlp, texts[0].text)] == ["Berlinale", "Tour de France"]
    assert {label for _, label in found(nlp, texts[0].text)} <= {"EVT", "PROD"}


def test_perhaps_no_name_allows_both() -> None:
    """A span whose labels hold "O" costs nothing as a name and nothing as plain words."""
    nlp = make_nlp()
    recogniser = recogniser_of(nlp)
    text = "Misc i Oslo"
    (example,) = examples(nlp, [gold(text, ("Misc", "EVT|O"), ("Oslo", "GPE"))])
    size = n_tags(len(LABELS))
    for first_tag in (0, 4 * LABELS.index("EVT") + 4):
        emissions = np.full((3, size), -12.0, dtype="f")
        emissions[[0, 1, 2], [first_tag, 0, 4 * LABELS.index("GPE") + 4]] = 12.0
        assert recogniser.get_loss([example], [emissions])[0] == pytest.approx(0.0, abs=1e-3)
    emissions[0] = -12.0
    emissions[0, 4 * LABELS.index("PER") + 4] = 12.0
    assert recogniser.get_loss([example], [emissions])[0] > 10.0


@pytest.mark.parametrize(
    "text",
    [
        SENTENCES[1],
        UNKNOWN_PROD,
        gold("Tour de France i Oslo", ("Tour de France", "EVT|PROD|O"), ("Oslo", "GPE"), unknown=["DRV", "LOC"]),
    ],
    ids=["full", "unknown", "several"],
)
def test_gradient_of_the_loss(text: AnnotatedText) -> None:
    """The gradient by emission is what finite differences of the loss say."""
    nlp = make_nlp()
    recogniser = recogniser_of(nlp)
    (example,) = examples(nlp, [text])
    rng = np.random.default_rng(2)
    emissions: Floats = rng.standard_normal((len(example.reference), n_tags(len(LABELS)))).astype("f")
    _, (gradient,) = recogniser.get_loss([example], [emissions])
    for _ in range(5):
        direction: Floats = rng.standard_normal(emissions.shape).astype("f")
        above, below = (
            recogniser.get_loss([example], [emissions + np.float32(sign * 0.02) * direction])[0] for sign in (1, -1)
        )
        assert (above - below) / 0.04 == pytest.approx(float((gradient * direction).sum()), rel=0.02, abs=0.01)


def test_gradient_lives_where_the_gold_is_all_but_ruled_out() -> None:
    """However sure the network is of the wrong tag, it is pulled to the right one."""
    nlp = make_nlp()
    (example,) = examples(nlp, [gold("Oslo", ("Oslo", "GPE"))])
    emissions = np.zeros((1, n_tags(len(LABELS))), dtype="f")
    emissions[0, 0] = 200.0
    loss, (gradient,) = recogniser_of(nlp).get_loss([example], [emissions])
    right = 4 * LABELS.index("GPE") + 4
    assert np.isfinite(loss) and loss > 10
    assert gradient[0, 0] == pytest.approx(1.0, abs=1e-3)
    assert gradient[0, right] == pytest.approx(-1.0, abs=1e-3)


def test_loss_of_a_batch_is_the_mean() -> None:
    """Sentences of different lengths share a lattice without touching each other."""
    nlp = make_nlp()
    recogniser = recogniser_of(nlp)
    batch = examples(nlp, SENTENCES)
    rng = np.random.default_rng(7)
    emissions = [rng.standard_normal((len(each.reference), n_tags(len(LABELS)))).astype("f") for each in batch]
    loss, gradients = recogniser.get_loss(batch, emissions)
    alone = [recogniser.get_loss([each], [score]) for each, score in zip(batch, emissions, strict=True)]
    assert loss == pytest.approx(sum(one for one, _ in alone) / 3, rel=1e-4)
    for gradient, (_, (single,)) in zip(gradients, alone, strict=True):
        np.testing.assert_allclose(gradient, single / 3, atol=1e-5)


def test_plain_ents_are_full_gold(trained: Language) -> None:
    """A reference without partial gold is taken as spaCy gives it: its entities and nothing else."""
    nlp = make_nlp()
    predicted, reference = nlp.make_doc(SENTENCES[0].text), nlp.make_doc(SENTENCES[0].text)
    reference.set_ents([Span(reference, 0, 1, label="PER"), Span(reference, 3, 4, label="GPE")])
    emissions = recogniser_of(nlp).predict([predicted])
    ours = recogniser_of(nlp).get_loss(examples(nlp, SENTENCES[:1]), emissions)[0]
    assert recogniser_of(nlp).get_loss([Example(predicted, reference)], emissions)[0] == pytest.approx(ours)


def test_scores_are_probabilities_one_a_span(trained: Language) -> None:
    """Scores lie between 0 and 1, in the order of the spans, which are the entities."""
    for text in (*(sentence.text for sentence in SENTENCES), "Merkel Putins iPhone i EU-landene og Nato Oslo ."):
        doc = trained(text)
        assert len(scores_of(doc)) == len(doc.ents)
        assert all(0.0 <= score <= 1.0 for score in scores_of(doc))
        assert [(span.start, span.end, span.label_) for span in doc.spans["newsner"]] == [
            (ent.start, ent.end, ent.label_) for ent in doc.ents
        ]


def test_calibration_bends_scores_and_nothing_else() -> None:
    """Scores follow the curve, straight between its knots and level beyond them; spans stay."""
    nlp = make_nlp()
    train(nlp, SENTENCES, 9)
    text = " ".join(sentence.text for sentence in SENTENCES)
    raw = nlp(text)
    xs, ys = [0.2, 0.6, 0.9], [0.05, 0.3, 0.8]
    recogniser_of(nlp).set_calibration(zip(xs, ys, strict=True))
    bent = nlp(text)
    assert [(ent.text, ent.label_) for ent in bent.ents] == [(ent.text, ent.label_) for ent in raw.ents]
    assert len(raw.ents) > 3
    assert scores_of(bent) == pytest.approx(np.interp(scores_of(raw), xs, ys).tolist())
    recogniser_of(nlp).set_calibration(())
    assert scores_of(nlp(text)) == pytest.approx(scores_of(raw))


@pytest.mark.parametrize(("raw", "expected"), [(0.0, 0.1), (0.5, 0.1), (0.75, 0.5), (1.0, 0.9)])
def test_calibration_knots(raw: float, expected: float) -> None:
    """Below the first knot its value holds, between two the straight line."""
    recogniser = recogniser_of(make_nlp())
    recogniser.set_calibration([(0.5, 0.1), (1.0, 0.9)])
    assert recogniser._calibrate(np.array([raw]))[0] == pytest.approx(expected)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\t \n"])
def test_texts_without_words(trained: Language, text: str) -> None:
    """Nothing and white space have no names and are no error."""
    doc = trained(text)
    assert doc.ents == () and scores_of(doc) == []


def test_white_space_is_never_a_name(trained: Language) -> None:
    """A span of white space alone is dropped with its score."""
    recogniser = recogniser_of(trained)
    doc = trained.make_doc("Oslo \n\n Nato")
    emissions = np.full((len(doc), n_tags(len(LABELS))), -9.0, dtype="f")
    emissions[:, 4 * LABELS.index("GPE") + 4] = 9.0
    recogniser.set_annotations([doc], [emissions])
    assert [ent.text for ent in doc.ents] == ["Oslo", "Nato"] and len(scores_of(doc)) == 2


def test_batches_equal_single_texts(trained: Language) -> None:
    """A stream with an empty text among others gives what each text gives alone."""
    texts = [SENTENCES[0].text, "", SENTENCES[2].text, SENTENCES[1].text]
    for text, doc in zip(texts, trained.pipe(texts), strict=True):
        alone = trained(text)
        assert [(ent.text, ent.label_) for ent in doc.ents] == [(ent.text, ent.label_) for ent in alone.ents]
        assert scores_of(doc) == pytest.approx(scores_of(alone), abs=1e-5)


def test_update_without_words_changes_nothing() -> None:
    """An empty text in training costs nothing."""
    nlp = make_nlp()
    empty = Example(nlp.make_doc(""), nlp.make_doc(""))
    assert recogniser_of(nlp).update([empty]) == {"newsner_recogniser": 0.0}


def test_to_disk_and_from_disk(trained: Language, tmp_path: Path) -> None:
    """A stored pipeline finds the same with the same scores, calibration included."""
    nlp = make_nlp()
    train(nlp, SENTENCES, UPDATES)
    recogniser_of(nlp).set_calibration([(0.0, 0.0), (1.0, 0.75)])
    nlp.to_disk(tmp_path / "nb")
    loaded = spacy.load(tmp_path / "nb")
    assert recogniser_of(loaded).labels == LABELS
    for sentence in SENTENCES:
        assert found(loaded, sentence.text) == found(nlp, sentence.text) != []
        assert scores_of(loaded(sentence.text)) == pytest.approx(scores_of(nlp(sentence.text)))
        assert max(scores_of(loaded(sentence.text))) <= 0.75


def test_bytes_replace_another_recogniser(trained: Language) -> None:
    """Reading bytes makes an untrained recogniser, even one that has predicted, into the stored one."""
    other = make_nlp(seed=2)
    found(other, SENTENCES[0].text)
    other.from_bytes(trained.to_bytes())
    for sentence in SENTENCES:
        assert found(other, sentence.text) == found(trained, sentence.text)


def test_labels_have_the_order_of_their_tags() -> None:
    """Without other labels the seven are taken; a label is added once."""
    recogniser = recogniser_of(make_nlp())
    assert recogniser.labels == LABELS and recogniser.label_data == list(LABELS)
    assert recogniser.add_label("PER") == 0
    assert recogniser.add_label("SHIP") == 1
    assert recogniser.labels == (*LABELS, "SHIP") and recogniser.lattice.n_labels == 8


def test_default_network_builds() -> None:
    """The factory's own settings make the network of the shipped pipelines, not the small one of the tests."""
    nlp = spacy.blank("en")
    nlp.add_pipe("newsner_recogniser")
    assert recogniser_of(nlp).model.layers[0].get_dim("nO") == 128 != ENCODER["width"]


def judged(nlp: Language, text: AnnotatedText, *spans: tuple[int, int, str]) -> dict[str, float]:
    """Scores of made-up predictions ``(first token, end token, label)`` on one text."""
    (example,) = examples(nlp, [text])
    example.predicted.set_ents([Span(example.predicted, *span) for span in spans])
    return recogniser_of(nlp).score([example])


def test_score_of_exact_spans(trained: Language) -> None:
    """One of two right, one wrong label: precision and recall of a half."""
    scores = judged(trained, SENTENCES[0], (0, 1, "PER"), (3, 4, "LOC"))
    assert scores["ents_p"] == scores["ents_r"] == 0.5


@pytest.mark.parametrize(
    ("labels", "predicted", "f"),
    [
        ("EVT|PROD", [(0, 1, "EVT"), (2, 3, "GPE")], 1.0),
        ("EVT|PROD", [(0, 1, "PROD"), (2, 3, "GPE")], 1.0),
        ("EVT|PROD", [(2, 3, "GPE")], 2 / 3),
        ("EVT|PROD", [(0, 1, "PER"), (2, 3, "GPE")], 0.5),
        ("EVT|O", [(2, 3, "GPE")], 1.0),
        ("EVT|O", [(0, 1, "EVT"), (2, 3, "GPE")], 1.0),
        ("EVT|O", [(0, 1, "PER"), (2, 3, "GPE")], 2 / 3),
    ],
)
def test_score_takes_any_allowed_label(
    trained: Language, labels: str, predicted: list[tuple[int, int, str]], f: float
) -> None:
    """Any label that the gold allows is right, and with "O" among them none is right too; others are wrong."""
    assert judged(trained, gold("Berlinale i Oslo", ("Berlinale", labels), ("Oslo", "GPE")), *predicted)["ents_f"] == (
        pytest.approx(f)
    )


def test_score_leaves_out_unknown_labels(trained: Language) -> None:
    """A prediction of a label that the corpus leaves unmarked is neither right nor wrong."""
    text = gold("iPhone i Oslo", ("Oslo", "GPE"), unknown=["PROD"])
    assert judged(trained, text, (0, 1, "PROD"), (2, 3, "GPE"))["ents_p"] == 1.0
    assert judged(trained, text, (0, 1, "ORG"), (2, 3, "GPE"))["ents_p"] == 0.5


def test_partial_gold_travels_in_user_data(trained: Language) -> None:
    """The reader's gold is where the component looks for it."""
    (example,) = examples(trained, [UNKNOWN_PROD])
    assert example.reference.user_data[GOLD_KEY] == PartialGold(((0, 1, frozenset({"DRV"})),), frozenset({"PROD"}))
