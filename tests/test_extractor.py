"""The stages put together, with a recogniser that finds listed names and a table of three entries."""

import pickle
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from doubles import ListedNames

from newsner import Extraction, Failure, InputTypeError, InputValueError, LanguageError
from newsner.extractor import Newsner, load
from newsner.kb.keys import variant_key

BOKMAAL = "Statsministeren sa i dag at Putins planer ikke blir noe av, og at Oslo er trygg."
NYNORSK = "Eg veit ikkje kvifor dei ikkje kom til Oslo, sa Kari Nordmann."
ENGLISH = "Putin said on Friday that the talks in Moscow would go on without him."
GERMAN = "Das Treffen mit Putin wurde nach Moskau verlegt, wie die Regierung am Freitag mitteilte."
BROKEN = "Putin \ud800"


def ids(extraction: Extraction) -> list[tuple[str, str | None]]:
    return [(mention.text, mention.entity_id) for mention in extraction.mentions]


def test_extract_gives_mentions_in_text_order_with_ids(newsner_stub: Newsner) -> None:
    """A genitive and a plain name lead to their entries."""
    extraction = newsner_stub.extract(BOKMAAL, lang="nb")
    assert ids(extraction) == [("Putins", "Q7747"), ("Oslo", "Q585")]
    assert extraction.mentions[0].base == "Putin"
    assert [entity.name for entity in extraction.entities] == ["Vladimir Putin", "Oslo"]


@pytest.mark.parametrize(
    ("text", "lang"), [(BOKMAAL, "nb"), (NYNORSK, "nn"), (ENGLISH, "en"), (GERMAN, "de")], ids=["nb", "nn", "en", "de"]
)
def test_extract_detects_language_and_offsets_cut_the_mention(newsner_stub: Newsner, text: str, lang: str) -> None:
    """The language is found, and each offset pair cuts what the mention says."""
    extraction = newsner_stub.extract(text)
    assert (extraction.lang, extraction.text) == (lang, text)
    assert extraction.lang_score is not None and extraction.lang_score > 0.5
    assert extraction.mentions
    for mention in extraction.mentions:
        assert text[mention.start : mention.end] == mention.text


def test_one_id_in_two_languages(newsner_stub: Newsner) -> None:
    """Moskau and Moscow are one city, shown under one name."""
    german, english = newsner_stub.extract(GERMAN), newsner_stub.extract(ENGLISH)
    assert ("Moskau", "Q649") in ids(german) and ("Moscow", "Q649") in ids(english)
    assert {entity.name for entity in german.entities} == {entity.name for entity in english.entities}


def test_unknown_person_is_nil(newsner_stub: Newsner) -> None:
    """A name that the table lacks gets a nil id and no link score."""
    extraction = newsner_stub.extract(NYNORSK)
    kari = next(mention for mention in extraction.mentions if mention.text == "Kari Nordmann")
    assert (kari.entity_id, kari.link_method, kari.link_score) == (
        f"nil:PER:{variant_key('Kari Nordmann')}",
        "nil",
        None,
    )
    entity = next(entity for entity in extraction.entities if entity.id == kari.entity_id)
    assert entity.is_nil and entity.wikidata_id is None


def test_versions_name_everything_that_took_part(newsner_stub: Newsner) -> None:
    """Package, pipeline and table are on record; without linking the table is not."""
    linked, bare = newsner_stub.extract(ENGLISH), newsner_stub.extract(ENGLISH, link=False)
    assert linked.versions.pipeline == "en_listed-1"
    assert linked.versions.knowledge_base == newsner_stub.knowledge_base.version
    assert bare.versions.knowledge_base is None


def test_without_linking_there_are_mentions_only(newsner_stub: Newsner) -> None:
    """`link=False` leaves ids, methods, scores and entities out."""
    extraction = newsner_stub.extract(ENGLISH, link=False)
    assert [mention.text for mention in extraction.mentions] == ["Putin", "Moscow"]
    assert extraction.entities == ()
    assert all(
        (mention.entity_id, mention.link_method, mention.link_score) == (None, None, None)
        for mention in extraction.mentions
    )


def test_without_linking_no_table_is_opened(
    names: ListedNames, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A broken installation of the table does not touch those who link by themselves."""
    monkeypatch.setenv("NEWSNER_DATA", str(tmp_path))
    assert Newsner(pipelines=names).extract(ENGLISH, link=False).mentions


def test_min_score_drops_what_is_below_and_changes_nothing_else(names: ListedNames) -> None:
    """0.4 is dropped at 0.5, kept at 0.4; the rest is as without the filter."""
    newsner, text = Newsner(pipelines=names), "Equinor said that Putin left Moscow."
    everything = newsner.extract(text, lang="en", link=False)
    assert newsner.extract(text, lang="en", link=False, min_score=0.4).mentions == everything.mentions
    filtered = newsner.extract(text, lang="en", link=False, min_score=0.5)
    assert filtered.mentions == everything.mentions[1:]


def test_min_score_filters_after_linking(newsner_stub: Newsner) -> None:
    """Indices of entities point into the mentions that are left."""
    extraction = newsner_stub.extract("Equinor said that Putin left Moscow.", lang="en", min_score=0.5)
    assert "Equinor" not in [mention.text for mention in extraction.mentions]
    for entity in extraction.entities:
        assert all(extraction.mentions[index].entity_id == entity.id for index in entity.mentions)


def test_explain_gives_the_extraction_and_evidence_for_each_mention(newsner_stub: Newsner) -> None:
    """The decision explained is the decision made."""
    explanation = newsner_stub.explain(ENGLISH)
    assert explanation.extraction == newsner_stub.extract(ENGLISH)
    assert [evidence.mention for evidence in explanation.evidence] == [0, 1]
    assert explanation.evidence[0].candidates[0].entity_id == "Q7747"


@pytest.mark.parametrize("name", ["Putin", "Putins", "Vladimir Putin", "Wladimir Putin"])
def test_lookup_finds_the_entry(newsner_stub: Newsner, name: str) -> None:
    """Surname, genitive and both spellings lead to one entry."""
    assert [candidate.entity_id for candidate in newsner_stub.lookup(name)] == ["Q7747"]


def test_lookup_of_an_unknown_name_is_empty(newsner_stub: Newsner) -> None:
    """No entry, no guess."""
    assert newsner_stub.lookup("Kari Nordmann") == []


def test_many_keeps_input_order_over_mixed_languages(newsner_stub: Newsner) -> None:
    """Batches are sorted by pipeline inside; results are not."""
    texts = [GERMAN, BOKMAAL, ENGLISH, NYNORSK, GERMAN, ENGLISH]
    found = list(newsner_stub.extract_many(texts, batch_size=4))
    assert [extraction.text for extraction in found] == texts
    assert [extraction.lang for extraction in found] == ["de", "nb", "en", "nn", "de", "en"]
    assert found == [newsner_stub.extract(text) for text in texts]


def test_many_is_lazy(newsner_stub: Newsner, names: ListedNames) -> None:
    """Nothing is read before the first result is asked for, then one batch at a time."""
    taken = []

    def endless() -> Iterator[str]:
        while True:
            taken.append(1)
            yield ENGLISH

    results = newsner_stub.extract_many(endless(), batch_size=3)
    assert taken == []
    next(results)
    assert len(taken) == 3
    assert [len(batch) for batch in names.batches] == [3]


def test_many_of_nothing_is_nothing(newsner_stub: Newsner) -> None:
    """An empty iterable gives an empty iterator."""
    assert list(newsner_stub.extract_many([])) == []


def test_many_gives_contexts_back(newsner_stub: Newsner) -> None:
    """With `as_tuples` each result stands beside the very object that came with its text."""
    context = object()
    pairs = list(newsner_stub.extract_many([(ENGLISH, context), (GERMAN, 7)], as_tuples=True))
    assert [(extraction.text, given) for extraction, given in pairs] == [(ENGLISH, context), (GERMAN, 7)]


def test_many_raises_at_the_first_bad_text(newsner_stub: Newsner) -> None:
    """Results before the bad text arrive, then its error."""
    results = newsner_stub.extract_many([ENGLISH, BROKEN, GERMAN], batch_size=1)
    assert next(results).text == ENGLISH
    with pytest.raises(InputValueError, match=r"U\+D800 at offset 6"):
        next(results)


def test_many_skips_bad_texts(newsner_stub: Newsner) -> None:
    """The good texts of the same batch arrive, with their contexts."""
    texts: list[Any] = [(None, 0), (ENGLISH, 1), (BROKEN, 2), (GERMAN, 3)]
    pairs = list(newsner_stub.extract_many(texts, as_tuples=True, on_error="skip"))
    assert [(extraction.text, context) for extraction, context in pairs] == [(ENGLISH, 1), (GERMAN, 3)]


@pytest.mark.parametrize("batch_size", [1, 2, 32])
def test_many_records_failures_in_place(newsner_stub: Newsner, batch_size: int) -> None:
    """A failure has the index of its text in the whole input, whatever the batches."""
    texts: list[Any] = [ENGLISH, BROKEN, GERMAN, 7]
    results = list(newsner_stub.extract_many(texts, on_error="record", batch_size=batch_size))
    failures = [result for result in results if isinstance(result, Failure)]
    assert [type(result).__name__ for result in results] == ["Extraction", "Failure", "Extraction", "Failure"]
    assert [(failure.index, failure.error) for failure in failures] == [(1, "InputValueError"), (3, "InputTypeError")]


def test_many_in_two_processes_gives_the_same(newsner_stub: Newsner) -> None:
    """Workers get the table by path, keep the order and hand bad texts back as failures."""
    texts: list[Any] = [GERMAN, BOKMAAL, BROKEN, ENGLISH, NYNORSK] * 3
    alone = list(newsner_stub.extract_many(texts, on_error="record", batch_size=2))
    together = list(newsner_stub.extract_many(texts, on_error="record", batch_size=2, n_process=2))
    assert together == alone


def test_many_takes_no_list_of_a_single_str(newsner_stub: Newsner) -> None:
    """One str would be read letter by letter."""
    with pytest.raises(InputTypeError, match=r"extract\(text\)"):
        newsner_stub.extract_many(ENGLISH)


@pytest.mark.parametrize("item", ["Putin", ("Putin",), ("Putin", 1, 2), None], ids=repr)
def test_many_as_tuples_names_what_is_no_pair(newsner_stub: Newsner, item: Any) -> None:
    """An item that is no pair is an error of ours and not one of unpacking."""
    with pytest.raises(InputTypeError, match="as_tuples"):
        list(newsner_stub.extract_many([item], as_tuples=True))


@pytest.mark.parametrize(
    ("option", "error"),
    [
        ({"batch_size": 0}, InputValueError),
        ({"batch_size": True}, InputTypeError),
        ({"n_process": -1}, InputValueError),
        ({"n_process": "2"}, InputTypeError),
        ({"on_error": "ignore"}, InputValueError),
        ({"lang": "sv"}, InputValueError),
        ({"min_score": 1.1}, InputValueError),
    ],
    ids=str,
)
def test_many_refuses_bad_options_before_the_first_text(
    newsner_stub: Newsner, option: dict[str, Any], error: type[Exception]
) -> None:
    """The call itself raises: an error in a generator would come far from its cause."""
    with pytest.raises(error):
        newsner_stub.extract_many([ENGLISH], **option)


def test_other_script_has_a_warning_and_no_mentions(newsner_stub: Newsner) -> None:
    """Russian is not read; the result says so."""
    extraction = newsner_stub.extract("Путин прилетел в Москву, где его ждали министры.")
    assert extraction.mentions == () and extraction.entities == ()
    assert [warning.code for warning in extraction.warnings] == ["script"]


def test_other_language_raises_on_request(tiny_table: Any, names: ListedNames) -> None:
    """`on_language="raise"` makes the warning an error, for one text and in a stream."""
    strict = Newsner(knowledge_base=tiny_table, pipelines=names, on_language="raise")
    russian = "Путин прилетел в Москву, где его ждали министры."
    with pytest.raises(LanguageError):
        strict.extract(russian)
    results = list(strict.extract_many([ENGLISH, russian, GERMAN], on_error="record"))
    assert [type(result).__name__ for result in results] == ["Extraction", "Failure", "Extraction"]


def test_date_is_checked(newsner_stub: Newsner) -> None:
    """A date is taken, a string is refused."""
    assert newsner_stub.extract(ENGLISH, date=date(2026, 11, 21)).mentions
    with pytest.raises(InputTypeError, match="date"):
        newsner_stub.extract(ENGLISH, date="2026-11-21")  # type: ignore[arg-type]


def test_newsner_survives_pickling(newsner_stub: Newsner) -> None:
    """Spark and Ray send objects to their workers."""
    copy = pickle.loads(pickle.dumps(newsner_stub))
    assert copy.extract(ENGLISH) == newsner_stub.extract(ENGLISH)


@pytest.mark.parametrize(
    "options", [{"aliases": "/no/such/folder"}, {"models": "/no/such/folder"}, {"on_language": "ignore"}], ids=str
)
def test_load_names_the_bad_value(options: dict[str, Any]) -> None:
    """The message has the value that was given."""
    (value,) = options.values()
    with pytest.raises(InputValueError, match=value):
        load(**options)
