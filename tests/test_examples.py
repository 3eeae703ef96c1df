"""Training examples: sentences joined, changed and aligned with tokens, spans always on their names."""

import random
from collections import Counter
from pathlib import Path
from typing import Literal

import pytest
import spacy
from networks import gold
from spacy.language import Language
from spacy.training import Example

from newsner.corpora import examples as examples_module
from newsner.corpora.annotated import AnnotatedText
from newsner.corpora.examples import change, corpus_reader, hurry, join, to_example
from newsner.corpora.sources import PlaceSplitter
from newsner.recognition.recogniser import GOLD_KEY, PartialGold
from newsner.recognition.tokenizer import create_tokenizer

ONE = gold("Støre ringte Kyiv.", ("Støre", "PER"), ("Kyiv", "GPE"), unknown=["DRV"], document="a")
TWO = gold("Nato svarte.", ("Nato", "ORG"), unknown=["PROD"], document="a")
QUOTED = gold('Han leser "Die Zeit" og "VG".', ("Die Zeit", "ORG"), ("VG", "ORG"))


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.blank("nb")
    nlp.tokenizer = create_tokenizer()(nlp)
    return nlp


def surfaces(text: AnnotatedText) -> list[str]:
    return [text.text[start:end] for start, end, _ in text.spans]


@pytest.mark.parametrize("separator", [" ", "\n", "\n\n"])
def test_join_moves_spans(separator: str) -> None:
    """Spans of the later sentence move behind the separator; what one does not know, both do not."""
    joined = join([ONE, TWO], [separator])
    assert joined.text == f"Støre ringte Kyiv.{separator}Nato svarte."
    assert surfaces(joined) == ["Støre", "Kyiv", "Nato"]
    assert joined.unknown == {"DRV", "PROD"} and joined.document == "a"


def test_join_of_one_is_itself() -> None:
    """Nothing to join changes nothing."""
    assert join([ONE], []) == ONE


def changed(text: AnnotatedText, times: int = 300) -> Counter[str]:
    rng = random.Random(3)
    return Counter(change(text, rng).text for _ in range(times))


def test_change_case_and_marks() -> None:
    """Most texts stay, a few come in capitals, in lower case, as a headline, or with marks of another country."""
    texts = changed(QUOTED)
    assert texts[QUOTED.text] > 150
    assert 0 < texts[QUOTED.text.upper()] < 40 and 0 < texts[QUOTED.text.lower()] < 30
    assert 0 < texts['Han Leser "Die Zeit" Og "VG".'] < 20
    assert texts["Han leser «Die Zeit» og «VG»."] and texts["Han leser „Die Zeit“ og „VG“."]


def test_shares_of_changes() -> None:
    """Shares are what their names say, within what chance allows, and add up to less than half."""
    texts = changed(QUOTED, times=4000)
    title = 'Han Leser "Die Zeit" Og "VG".'
    for text, share in (
        (QUOTED.text.upper(), examples_module.CAPITALS),
        (QUOTED.text.lower(), examples_module.LOWER_CASE),
        (title, examples_module.TITLE_CASE),
    ):
        assert texts[text] / 4000 == pytest.approx(share, abs=0.015)
    others = sum(count for text, count in texts.items() if '"' not in text)
    # One pair of marks in six is the one that stands there.
    assert others / 4000 == pytest.approx(examples_module.OTHER_QUOTES * 5 / 6, abs=0.03)
    assert texts[QUOTED.text] > 2000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ukraine war: what we know", "Ukraine War: What We Know"),
        ("EU-landene vil ha en iPhone", "EU-Landene Vil Ha En IPhone"),
        ("Norway's oil fund isn't selling", "Norway's Oil Fund Isn't Selling"),
        ("Trumps råd: «aldri», sier Støre", "Trumps Råd: «Aldri», Sier Støre"),
        ("über Österreich und ålesund", "Über Österreich Und Ålesund"),
        ("Groß und größer: ßen", "Groß Und Größer: ßen"),  # a capital of two letters is none
        ("Merkel’s visit, 3rd day, 2024-model", "Merkel’s Visit, 3rd Day, 2024-Model"),
        ("VG og NRK (i Oslo)", "VG Og NRK (I Oslo)"),
        ("", ""),
    ],
)
def test_title_case(text: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every word begins with a capital as in an English headline; what stands in capitals stays."""
    monkeypatch.setattr(examples_module, "_SHARES", (0, 0, 1, 0, 0))
    assert change(AnnotatedText(text, (), frozenset(), ""), random.Random(0)).text == expected


@pytest.mark.parametrize("share", range(5))
@pytest.mark.parametrize(
    "text",
    [
        QUOTED,
        gold("Die Straße nach İstanbul und Gießen", ("İstanbul", "GPE"), ("Gießen", "GPE")),
        gold('Ein "Zeichen für Kyiv', ("Kyiv", "GPE")),
        gold("ßen ŉ ǰ ﬁnne i tromsø", ("tromsø", "GPE")),
    ],
    ids=["quotes", "letters that grow", "unclosed", "first letters that grow"],
)
def test_change_keeps_the_length(text: AnnotatedText, share: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is changed, every span still covers its name."""
    monkeypatch.setattr(examples_module, "_SHARES", [float(kind == share) for kind in range(5)])
    rng = random.Random(0)
    names = [name.casefold() for name in surfaces(text)]
    for _ in range(30):
        other = change(text, rng)
        assert len(other.text) == len(text.text) and other.spans == text.spans
        assert [name.casefold() for name in surfaces(other)] == names


def spans_of(example: Example) -> list[tuple[str, set[str]]]:
    gold_of = example.reference.user_data[GOLD_KEY]
    assert isinstance(gold_of, PartialGold)
    return [(example.reference[start:end].text, set(labels)) for start, end, labels in gold_of.spans]


def test_example_has_tokens_and_partial_gold(nlp: Language) -> None:
    """Both sides have the pipeline's own tokens, the reference the gold and what is unknown."""
    text = gold(
        "AP/NTB: Tour i Oslo", ("AP", "ORG"), ("NTB", "ORG"), ("Tour", "EVT|O"), ("Oslo", "GPE"), unknown=["PROD"]
    )
    example = to_example(nlp, text)
    assert [token.text for token in example.predicted] == "AP / NTB : Tour i Oslo".split()
    assert example.reference.text == example.predicted.text == text.text
    assert spans_of(example) == [("AP", {"ORG"}), ("NTB", {"ORG"}), ("Tour", {"EVT", "O"}), ("Oslo", {"GPE"})]
    assert example.reference.user_data[GOLD_KEY].unknown == {"PROD"}
    assert not example.predicted.ents


def test_spans_are_widened_to_tokens(nlp: Language) -> None:
    """A span that ends inside a token takes the whole; a second one in the same token is left out."""
    text = gold("Ukraina-konflikten og Oslo", ("Ukraina", "GPE"), ("konflikten", "EVT"), ("Oslo", "GPE"))
    assert spans_of(to_example(nlp, text)) == [("Ukraina-konflikten", {"GPE"}), ("Oslo", {"GPE"})]


TEXTS = [
    *(gold(f"Setning {n} om Oslo", ("Oslo", "GPE"), document=f"avis-{n // 10}") for n in range(60)),
    *(gold(f"Los {n} in Bonn", ("Bonn", "GPE")) for n in range(20)),
]


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> None:
    """A corpus of six articles and twenty single sentences; the names of the table are written into the text."""

    def read(name: str, root: Path, part: str, splitter: PlaceSplitter) -> list[AnnotatedText]:
        label = "|".join(splitter.split("Bergen"))
        return [*TEXTS, gold(f"{name} {root.name} {part} {label}")] if part == "train" else TEXTS[:5]

    monkeypatch.setattr(examples_module, "read_source", read)


def read_texts(
    nlp: Language,
    epochs: int = 1,
    part: Literal["train", "tune", "dev"] = "train",
    share: float = 1.0,
    **settings: object,
) -> list[list[str]]:
    """Texts of each epoch."""
    reader = corpus_reader("/corpora", {"norne-nob": share}, part, **settings)  # type: ignore[arg-type]
    return [[example.reference.text for example in reader(nlp)] for _ in range(epochs)]


@pytest.mark.usefixtures("source")
def test_reader_joins_sentences_of_one_document(nlp: Language) -> None:
    """Stretches keep the order in an article, never mix articles, and sentences of no known article stay alone."""
    (texts,) = read_texts(nlp, max_sentences=4)
    sentences = [sentence.text for sentence in TEXTS]
    assert Counter(word for text in texts for word in text.split()) == Counter(
        word for sentence in [*sentences, "norne-nob corpora train GPE|LOC"] for word in sentence.split()
    )
    numbers = [[int(word) for word in text.split() if word.isdigit()] for text in texts if text.startswith("Setning")]
    assert all(each == list(range(each[0], each[0] + len(each))) and len(each) <= 4 for each in numbers)
    assert all(each[0] // 10 == each[-1] // 10 for each in numbers)
    assert {len(each) for each in numbers} == {1, 2, 3, 4}
    assert sum(text.startswith("Los") for text in texts) == 20


@pytest.mark.usefixtures("source")
def test_reader_marks_names_in_every_stretch(nlp: Language) -> None:
    """Joined and changed, every span is still Oslo or Bonn."""
    reader = corpus_reader("/corpora", {"norne-nob": 1.0}, "train", augment=True)
    names = Counter(name.lower() for example in reader(nlp) for name, _ in spans_of(example))
    assert names == {"oslo": 60, "bonn": 20}


@pytest.mark.usefixtures("source")
def test_reader_shuffles_anew_each_epoch_and_repeats_by_seed(nlp: Language) -> None:
    """Epochs differ, runs with one seed do not."""
    first, second = read_texts(nlp, epochs=2, seed=1)
    assert first != second
    assert read_texts(nlp, epochs=2, seed=1) == [first, second]
    assert read_texts(nlp, seed=2) != [first]


@pytest.mark.usefixtures("source")
def test_tuning_texts_are_the_same_each_time(nlp: Language) -> None:
    """Scores during training are comparable only if their texts stay as they are."""
    first, second = read_texts(nlp, epochs=2, part="tune", seed=1)
    assert first == second


@pytest.mark.usefixtures("source")
@pytest.mark.parametrize(("share", "low", "high"), [(2.0, 2.0, 2.0), (0.5, 0.3, 0.7), (1.5, 1.3, 1.7)])
def test_share_of_a_corpus(nlp: Language, share: float, low: float, high: float) -> None:
    """A share of two reads every text twice an epoch, a half reads half of the stretches."""
    (texts,) = read_texts(nlp, share=share, max_sentences=1)
    assert low * 81 <= len(texts) <= high * 81


@pytest.mark.usefixtures("source")
def test_names_of_the_table_tell_places_apart(nlp: Language) -> None:
    """The reader gives the splitter the names it was given."""
    (texts,) = read_texts(nlp, names=lambda: [("GPE", "Bergen")])
    assert "norne-nob corpora train GPE" in texts


def test_typos_stay_inside_words_and_leave_names_in_their_place() -> None:
    """First and last letters, short words and all offsets stay; some words are wrong, most are right."""
    text = gold("Utenriksminister Lavrov kom til Oslo torsdag. " * 40, *[])
    wrong = hurry(text, random.Random(5)).text
    assert len(wrong) == len(text.text)
    pairs = list(zip(text.text.split(), wrong.split(), strict=True))
    assert 2 <= sum(right != typed for right, typed in pairs) <= len(pairs) // 5
    for right, typed in pairs:
        assert (typed[0], len(typed)) == (right[0], len(right)) and (len(right) > 3 or typed == right)
        differing = [index for index, (one, other) in enumerate(zip(right, typed, strict=True)) if one != other]
        assert len(differing) <= 2 and all(1 <= index < len(right) for index in differing)
