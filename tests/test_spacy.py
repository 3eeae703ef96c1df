"""The component `newsner_linker`: behind any recogniser, through files, processes and memory zones."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import spacy
from doubles import ENTRIES, compile_entries, make_entry
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import newsner
from newsner import Extraction, InputTypeError, InputValueError
from newsner.spacy import NIL, find_pipeline

TEXT = "On Friday Vladimir Putin left Moscow for the White House, where Kari Nordmann and Russian reporters waited."
PATTERNS = [
    ("PERSON", "Vladimir Putin"), ("GPE", "Moscow"), ("FAC", "the White House"), ("PERSON", "Kari Nordmann"),
    ("NORP", "Russian"), ("DATE", "Friday"),
]  # fmt: skip
IDS = [
    ("Friday", ""), ("Vladimir Putin", "Q7747"), ("Moscow", "Q649"), ("the White House", "Q35525"),
    ("Kari Nordmann", NIL), ("Russian", "Q159"),
]  # fmt: skip


@pytest.fixture(scope="module")
def aliases(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A table with a building, and a country with a word derived from its name."""
    path = tmp_path_factory.mktemp("kb") / "table"
    russia = make_entry("GPE", "Russia", id="Q159", langs={"en": ["Russia"]})
    derived = russia._replace(derived={"en": ("Russian",)})
    compile_entries(path, [*ENTRIES, make_entry("ORG", "White House", id="Q35525"), derived])
    return str(path)


def make_nlp(aliases: str, lang: str = "en", patterns: Any = PATTERNS, **config: Any) -> Language:
    """A stand-in for a stock pipeline: OntoNotes labels by an entity ruler, the linker behind it."""
    nlp = spacy.blank(lang)
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": label, "pattern": name} for label, name in patterns])  # type: ignore[attr-defined]
    nlp.add_pipe("newsner_linker", config={"aliases": aliases, **config})
    return nlp


def ids(doc: Doc) -> list[tuple[str, str]]:
    return [(ent.text, ent.kb_id_) for ent in doc.ents]


def test_entities_of_another_recogniser_get_ids(aliases: str) -> None:
    """Labels and spans stay as they were; a date is left alone, a stranger is NIL."""
    doc = make_nlp(aliases)(TEXT)
    assert ids(doc) == IDS
    assert [ent.label_ for ent in doc.ents] == ["DATE", "PERSON", "GPE", "FAC", "PERSON", "NORP"]
    assert {token.ent_kb_id_ for token in doc if not token.ent_type_} == {""}


def test_extension_of_the_doc_is_the_whole_record(aliases: str) -> None:
    """The mentions are those of docs/annotation.md: without the article; a recogniser without scores has none."""
    extraction = make_nlp(aliases)(TEXT)._.newsner
    assert isinstance(extraction, Extraction)
    assert [(mention.text, mention.label, mention.score) for mention in extraction.mentions] == [
        ("Vladimir Putin", "PER", None), ("Moscow", "GPE", None), ("White House", "LOC", None),
        ("Kari Nordmann", "PER", None), ("Russian", "DRV", None),
    ]  # fmt: skip
    assert all(extraction.text[mention.start : mention.end] == mention.text for mention in extraction.mentions)
    assert extraction.versions.pipeline == "en_pipeline-0.0.0"


def test_extension_of_a_span_is_its_entity(aliases: str) -> None:
    """Name and country beside the id; a stranger has a nil entity, a date and a plain word have none."""
    doc = make_nlp(aliases)(TEXT)
    friday, putin, _, _, kari, _ = doc.ents
    assert (putin._.newsner.name, putin._.newsner.country) == ("Vladimir Putin", "RU")
    assert kari._.newsner.is_nil
    assert friday._.newsner is None and doc[0:1]._.newsner is None


def test_doc_without_linker_has_no_record() -> None:
    """The extension is there and empty."""
    doc = spacy.blank("en")("Putin")
    assert doc._.newsner is None and doc[0:1]._.newsner is None


def test_labels_are_added_by_config(aliases: str) -> None:
    """One's own scheme is mapped, and a label can be switched off."""
    patterns = [("POLITICIAN", "Vladimir Putin"), ("GPE", "Moscow")]
    nlp = make_nlp(aliases, patterns=patterns, labels={"POLITICIAN": "PER", "GPE": ""})
    assert ids(nlp(TEXT)) == [("Vladimir Putin", "Q7747"), ("Moscow", "")]


@pytest.mark.parametrize(
    ("name", "label"), [("Moscow", "GPE"), ("Russian", "DRV"), ("Zyx", "DRV")], ids=["entry", "derived", "unknown"]
)
def test_label_that_says_nothing_is_taken_from_the_table(aliases: str, name: str, label: str) -> None:
    """WikiNER's MISC: whatever the table has under that name."""
    nlp = make_nlp(aliases, patterns=[("MISC", name)])
    assert [mention.label for mention in nlp(f"A {name} song")._.newsner.mentions] == [label]


def test_settle_adds_and_corrects_entities(aliases: str) -> None:
    """What the recogniser missed is found by the table, what it cut short is completed; the date stays."""
    patterns = [("PERSON", "Putin"), ("DATE", "Friday")]
    doc = make_nlp(aliases, patterns=patterns, settle=True)(TEXT)
    found = [(ent.text, ent.label_, ent.kb_id_) for ent in doc.ents]
    assert ("Vladimir Putin", "PER", "Q7747") in found and ("White House", "ORG", "Q35525") in found
    assert found[0] == ("Friday", "DATE", "")


def test_language_of_the_pipeline_is_that_of_the_texts(aliases: str) -> None:
    """A German genitive in a German pipeline; `auto` finds the language of each doc."""
    text, patterns = "Putins Sprecher sagte nichts zu den Gesprächen mit der Regierung.", [("PER", "Putins")]
    doc = make_nlp(aliases, lang="de", patterns=patterns)(text)
    assert ids(doc) == [("Putins", "Q7747")] and doc._.newsner.lang == "de"
    doc = make_nlp(aliases, lang="xx", patterns=patterns)(text)
    assert ids(doc) == [("Putins", "Q7747")] and doc._.newsner.lang_score is not None


def test_pipeline_survives_the_disk(aliases: str, tmp_path: Path) -> None:
    """`spacy.load` in a new process finds the factory by its entry point and gives the same."""
    make_nlp(aliases).to_disk(tmp_path / "nlp")
    code = (
        "import spacy, sys, json; doc = spacy.load(sys.argv[1])(sys.argv[2]);"
        "print(json.dumps([(ent.text, ent.kb_id_) for ent in doc.ents]))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "nlp"), TEXT], capture_output=True, text=True, check=True
    )
    assert [tuple(pair) for pair in json.loads(run.stdout)] == IDS


def test_record_survives_a_doc_bin(aliases: str) -> None:
    """Stored docs keep ids and record."""
    nlp = make_nlp(aliases)
    doc = nlp(TEXT)
    stored = DocBin(docs=[doc], store_user_data=True).to_bytes()
    (restored,) = DocBin().from_bytes(stored).get_docs(spacy.blank("en").vocab)
    assert ids(restored) == IDS
    assert restored._.newsner == doc._.newsner


def test_two_processes_give_the_same(aliases: str) -> None:
    """The component is pickled, docs come back."""
    texts = [TEXT, "Moscow is far.", "No name here."] * 2
    docs = list(make_nlp(aliases).pipe(texts, n_process=2, batch_size=2))
    assert [ids(doc) for doc in docs] == [IDS, [("Moscow", "Q649")], []] * 2
    assert docs[0]._.newsner.text == TEXT


def test_memory_zone_frees_what_the_linker_made(aliases: str) -> None:
    """Ids of a zone are gone with it, the record stays usable, and the next zone works as the first."""
    nlp = make_nlp(aliases)
    for _ in range(2):
        with nlp.memory_zone():
            doc = nlp(TEXT)
            assert ids(doc) == IDS
            extraction = doc._.newsner
    assert extraction.mentions[0].entity_id == "Q7747"
    assert "Q7747" not in nlp.vocab.strings


@pytest.mark.parametrize(
    ("config", "error"),
    [
        ({"lang": "sv"}, InputValueError),
        ({"labels": {"PERSON": "HUMAN"}}, InputValueError),
        ({"aliases": "/no/such/folder"}, InputValueError),
    ],
    ids=str,
)
def test_bad_config_is_told_when_the_pipe_is_added(config: dict[str, Any], error: type[Exception]) -> None:
    """Not at the first doc."""
    with pytest.raises(error):
        spacy.blank("en").add_pipe("newsner_linker", config=config)


def test_settle_is_true_or_false() -> None:
    """A number is refused by spaCy's own check of the config or by ours."""
    from newsner.spacy import create_linker

    with pytest.raises(InputTypeError, match="settle"):
        create_linker(spacy.blank("en"), "x", None, {}, 1, None)  # type: ignore[arg-type]


def test_unknown_pipeline_names_the_known_ones() -> None:
    """Nynorsk has no pipeline of its own."""
    with pytest.raises(InputValueError, match="nb, en, de"):
        find_pipeline("nn")


@pytest.mark.pipelines
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("nb", "Putins talsmann avviste mandag at Lavrov skal til Kyiv, skriver NTB."),
        ("nb", "Eg veit ikkje kvifor Støre ikkje kom til Bergen, sa Kari Nordmann til NTB."),
        ("en", "Ukraine's president Volodymyr Zelensky met Angela Merkel at the White House on Friday."),
        ("de", "Der US-Präsident empfing Olaf Scholz im Weißen Haus, wie die Bundesregierung mitteilte."),
    ],
    ids=["nb", "nn", "en", "de"],
)
def test_own_pipeline_with_linker_gives_what_extract_gives(name: str, text: str) -> None:
    """`spacy.load` finds the pipeline; with `settle` the record is that of `newsner.extract`."""
    nlp = spacy.load(find_pipeline(name))
    nlp.add_pipe("newsner_linker", config={"settle": True, "lang": "auto"})
    doc = nlp(text)
    assert doc._.newsner == newsner.extract(text)
    assert [ent.text for ent in doc.ents] == [mention.text for mention in newsner.extract(text).mentions]
