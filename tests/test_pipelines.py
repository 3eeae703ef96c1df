"""Pipelines from folders to spans: pieces of long texts, offsets, errors, what travels to other processes."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import spacy
from networks import SENTENCES, make_nlp, train

from newsner.errors import DataError
from newsner.recognition import pipelines as pipelines_module
from newsner.recognition.pipelines import MAX_STRETCH, Pipelines, load_pipeline, stretch

TEXTS = [sentence.text for sentence in SENTENCES]
SPANS = [
    [("Putins", "PER"), ("Oslo", "GPE")],
    [("Angela Merkel", "PER"), ("Nato", "ORG")],
    [("EU-landene", "DRV"), ("iPhone", "PROD")],
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trained small pipeline `nb`, and one of a foreign recogniser, `en`."""
    folder = tmp_path_factory.mktemp("models")
    nlp = make_nlp("nb")
    train(nlp, SENTENCES, 25)
    nlp.meta.update(name="small", version="1.2.3")
    nlp.to_disk(folder / "nb")
    foreign = spacy.blank("en")
    foreign.add_pipe("entity_ruler").add_patterns([{"label": "GPE", "pattern": "Kyiv"}])  # type: ignore[attr-defined]
    foreign.to_disk(folder / "en")
    return folder


@pytest.fixture
def pipelines(folder: Path) -> Pipelines:
    return Pipelines(folder)


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("", 10, [""]),
        ("Oslo", 10, ["Oslo"]),
        ("0123456789", 10, ["0123456789"]),
        # a paragraph goes before a line, a line before a sentence, a sentence before a word
        ("abcde f. g\nh\n\nijk l. m", 18, ["abcde f. g\nh\n\n", "ijk l. m"]),
        ("abcde f. g h\nijk l. mn op", 18, ["abcde f. g h\n", "ijk l. mn op"]),
        ("abcde f gh. ijk lm nop qrs", 18, ["abcde f gh. ", "ijk lm nop qrs"]),
        ("abcde f gh ijk lm nop qrs", 18, ["abcde f gh ijk lm ", "nop qrs"]),
        ("abcdefghijklmnopqrstuvwxyz", 10, ["abcdefghij", "klmnopqrst", "uvwxyz"]),
        # a break in the first half would leave a tiny piece
        ("a\n\nbcdefgh ijklmnop", 12, ["a\n\nbcdefgh ", "ijklmnop"]),
    ],
)
def test_stretch(text: str, most: int, expected: list[str]) -> None:
    """Long texts are cut at the best break in the second half of a piece."""
    assert [part for _, part in stretch(text, most)] == expected


@pytest.mark.parametrize("most", [2, 7, 50, 1000])
def test_stretches_make_the_text(most: int) -> None:
    """Nothing is lost or doubled, offsets are right, no piece is too long."""
    text = "OSLO (NTB): Støre møtte Scholz.\n\n  Ukraina-konflikten preget 😀 møtet.\n" * 9
    parts = list(stretch(text, most))
    assert "".join(part for _, part in parts) == text
    assert all(text[offset : offset + len(part)] == part and len(part) <= most for offset, part in parts)


def test_recognise_gives_offsets_into_each_text(pipelines: Pipelines) -> None:
    """One list a text, in order, an empty one for an empty text; scores are probabilities."""
    found = pipelines.recognise("nb", [TEXTS[0], "", *TEXTS[1:]])
    assert found[1] == []
    for text, spans, expected in zip(TEXTS, [found[0], *found[2:]], SPANS, strict=True):
        assert [(text[span.start : span.end], span.label) for span in spans] == expected
        assert all(span.score is not None and 0.0 <= span.score <= 1.0 for span in spans)


def test_recognise_in_a_long_text(pipelines: Pipelines) -> None:
    """Behind the longest stretch offsets still point into the whole text."""
    filler = "og så vidare .\n" * (MAX_STRETCH // 10)
    text = filler + "\n" + TEXTS[0]
    (spans,) = pipelines.recognise("nb", [text])
    assert len(text) > MAX_STRETCH
    late = [(text[span.start : span.end], span.label) for span in spans if span.start >= len(filler)]
    assert late == SPANS[0]


def test_foreign_recogniser_has_no_scores(pipelines: Pipelines) -> None:
    """A pipeline with other components gives its entities, without a probability."""
    ((span,),) = pipelines.recognise("en", ["War in Kyiv"])
    assert span == (7, 11, "GPE", None)


def test_pipeline_is_loaded_once(pipelines: Pipelines, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second use takes the loaded one."""
    loaded: list[str] = []

    def load(path: Path) -> object:
        loaded.append(path.name)
        return object()

    monkeypatch.setattr(pipelines_module, "load_pipeline", load)
    assert pipelines.get("nb") is pipelines.get("nb")
    assert loaded == ["nb"]


def test_versions_name_language_and_number(pipelines: Pipelines, folder: Path) -> None:
    """A version says which pipeline it is of."""
    assert load_pipeline(folder / "nb").version == pipelines.get("nb").version == "nb_small-1.2.3"


def test_versions_of_all_without_loading(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The meta files are enough to tell all versions."""
    for name in ("nb", "en", "de"):
        (tmp_path / name).mkdir()
        meta = f'{{"lang": "{name}", "name": "newsner", "version": "0.1.0"}}'
        (tmp_path / name / "meta.json").write_text(meta, encoding="utf8")
    monkeypatch.setattr(pipelines_module, "load_pipeline", lambda path: pytest.fail(f"loaded {path}"))
    assert Pipelines(tmp_path).versions()["de"] == "de_newsner-0.1.0"


def test_missing_pipeline_is_told(tmp_path: Path) -> None:
    """The message has the folder and the next step."""
    with pytest.raises(DataError, match=r"no pipeline at .*nb: reinstall newsner, or train it"):
        Pipelines(tmp_path).recognise("nb", ["Oslo"])


def test_pickle_keeps_the_folder_alone(pipelines: Pipelines, folder: Path) -> None:
    """Another process loads for itself; weights do not travel."""
    pipelines.recognise("nb", TEXTS[:1])
    stored = pickle.dumps(pipelines)
    assert len(stored) < 1000
    assert pickle.loads(stored).recognise("nb", TEXTS[:1]) == pipelines.recognise("nb", TEXTS[:1])


def test_eight_threads_share_a_pipeline(pipelines: Pipelines) -> None:
    """Threads that use one pipeline at the same time get what one alone gets."""
    expected = pipelines.recognise("nb", TEXTS)
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: pipelines.recognise("nb", TEXTS), range(24)))
    assert all(
        [span[:3] for spans in result for span in spans] == [span[:3] for spans in expected for span in spans]
        for result in results
    )


def test_vocabulary_is_renewed_in_a_stream(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its maps would grow with every word that a stream has ever had; spans, permanent strings and getters stay as they were."""
    texts = [f"Putins utsending landet i Oslo{number}" for number in range(12)]
    untouched = Pipelines(folder)
    expected = [untouched.recognise("nb", [text]) for text in texts]
    renewed: list[int] = []
    real = pipelines_module.renew_vocab

    def renew(vocab: Any) -> None:
        strings, getters = sorted(vocab.strings), vocab.lex_attr_getters
        real(vocab)
        assert sorted(vocab.strings) == strings and vocab.lex_attr_getters is getters
        renewed.append(len(vocab))

    monkeypatch.setattr(pipelines_module, "renew_vocab", renew)
    monkeypatch.setattr(pipelines_module, "MOST_TOKENS", 12)
    pipelines = Pipelines(folder)
    assert [pipelines.recognise("nb", [text]) for text in texts] == expected
    # Five tokens a text: behind every third one.
    assert renewed == [0] * 4
