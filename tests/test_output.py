"""Tests of newsner.output: links become records, without recogniser and linker where they would only hide the rule."""

from typing import Any

import pytest
from doubles import compile_entries, make_entry, read_marked, read_mentions

from newsner.kb.store import KnowledgeBase
from newsner.labels import Lang
from newsner.linking import Linker
from newsner.output import build_extraction, explain_links, lookup_candidates
from newsner.records import Extraction, Warning
from newsner.spans import Link

VERSIONS = {"newsner": "1", "pipeline": "en_listed-1", "knowledge_base": "2"}
ENTRIES = [
    make_entry(
        "PER", "Sergey Lavrov", id="Q58217", langs={"nb": ["Sergej Lavrov"], "de": ["Sergej Lawrow"]}, country="RU",
        prominence=0.95, kind="minister", description="foreign minister of Russia",
    ),
    make_entry(
        "GPE", "Russia", id="Q159", langs={"nb": ["Russland"]}, country="RU", kind="country", prominence=1.0,
        derived={"nb": ("russisk",)},
    ),
    make_entry("ORG", "Kvik Steel", id="newsner:E0000007", prominence=0.5),
    make_entry("GPE", "Newcastle", id="Q1425428", country="GB", prominence=0.5),
    make_entry("GPE", "Newcastle", id="Q5057", country="AU", prominence=0.4),
]  # fmt: skip


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """The table of `ENTRIES`."""
    return compile_entries(tmp_path_factory.mktemp("output") / "table", ENTRIES)


def build(kb: KnowledgeBase | None, marked: str, links: list[Link] | None, **fields: Any) -> Extraction:
    text, _ = read_marked(marked)
    options: dict[str, Any] = {"lang": "nb", "lang_score": 0.9, "warnings": (), **fields}
    return build_extraction(
        text, options["lang"], options["lang_score"], options["warnings"], read_mentions(marked), links, VERSIONS, kb
    )


def link(kb: KnowledgeBase, marked: str, lang: Lang = "nb") -> Extraction:
    return build(kb, marked, Linker(kb, lang).link(read_mentions(marked)))


def nil(key: str, base: str = "") -> Link:
    return Link(None, key, base or key.title(), "nil", None)


def test_fields_of_a_known_entity(kb: KnowledgeBase) -> None:
    """All that the table knows of the entry is on record."""
    (entity,) = link(kb, "{PER:Sergej Lavrov} kom, {PER:Lavrovs} bil sto.").entities
    assert entity.model_dump() == {
        "id": "Q58217", "label": "PER", "kind": "minister", "country": "RU", "name": "Sergey Lavrov",
        "names": {"nb": "Sergej Lavrov", "nn": None, "en": "Sergey Lavrov", "de": "Sergej Lawrow"},
        "wikidata_id": "Q58217", "is_nil": False, "description": "foreign minister of Russia", "mentions": (0, 1),
    }  # fmt: skip


def test_own_id_is_no_wikidata_id(kb: KnowledgeBase) -> None:
    """An entry without a QID has none."""
    (entity,) = link(kb, "{ORG:Kvik Steel} vokser.").entities
    assert (entity.id, entity.wikidata_id, entity.is_nil) == ("newsner:E0000007", None, False)


def test_derived_word_has_the_entity_of_its_base(kb: KnowledgeBase) -> None:
    """The mention is DRV, the entity is the country."""
    extraction = link(kb, "Et {DRV:russisk} fly over {GPE:Russland}.")
    (entity,) = extraction.entities
    assert (entity.id, entity.label, entity.mentions) == ("Q159", "GPE", (0, 1))
    assert [mention.label for mention in extraction.mentions] == ["DRV", "GPE"]


def test_entities_come_by_first_mention_and_point_back(kb: KnowledgeBase) -> None:
    """Each mention with an id belongs to exactly the entity of that id."""
    extraction = link(kb, "{PER:Anna Voss} i {GPE:Russland}, {PER:Voss} og {PER:Lavrov}, {GPE:Russlands}.")
    assert [entity.mentions for entity in extraction.entities] == [(0, 2), (1, 4), (3,)]
    for entity in extraction.entities:
        assert {extraction.mentions[index].entity_id for index in entity.mentions} == {entity.id}


def test_mention_fields(kb: KnowledgeBase) -> None:
    """Offsets, base, score, method and link score stand where they belong."""
    (mention,) = link(kb, "Om {PER 0.66:Lavrovs} bil.").mentions
    assert (mention.text, mention.start, mention.end, mention.base) == ("Lavrovs", 3, 10, "Lavrov")
    assert (mention.score, mention.link_method) == (0.66, "short")
    assert mention.link_score is not None and 0.9 < mention.link_score <= 1.0


def test_open_mention_has_no_entity() -> None:
    """An ambiguous mention has neither id nor entity; its method says why."""
    extraction = build(None, "{GPE:Newcastle}", [Link(None, None, "Newcastle", "ambiguous", None)])
    (mention,) = extraction.mentions
    assert (mention.entity_id, mention.link_method, mention.link_score) == (None, "ambiguous", None)
    assert extraction.entities == ()


def test_without_links_there_is_no_entity() -> None:
    """Linking off: base is the surface, everything else of a link is None."""
    extraction = build(None, "{PER:Putins} bil", None)
    assert extraction.entities == ()
    (mention,) = extraction.mentions
    assert (mention.base, mention.entity_id, mention.link_method, mention.link_score) == ("Putins", None, None, None)


def test_text_language_warnings_and_versions_are_on_record() -> None:
    """What was handed in comes out."""
    warning = Warning(code="empty", message="the text is empty")
    extraction = build(None, "", [], lang="und", lang_score=None, warnings=[warning])
    assert (extraction.text, extraction.lang, extraction.lang_score) == ("", "und", None)
    assert (extraction.warnings, extraction.mentions) == ((warning,), ())
    assert extraction.versions.model_dump() == {**VERSIONS, "schema": "1"}


NILS = [
    ("one name twice", "{PER:Anna Voss} {PER:Voss}", ["anna voss", "anna voss"], ["nil:PER:anna voss"] * 2),
    ("two names", "{PER:Anna Voss} {ORG:Kvik}", ["anna voss", "kvik"], ["nil:PER:anna voss", "nil:ORG:kvik"]),
    ("label of most", "{ORG:Kvik} {GPE:Kvik} {GPE:Kvik}", ["kvik"] * 3, ["nil:GPE:kvik"] * 3),
    ("a derived word has no say", "{DRV:Kvik-} {DRV:Kvik-} {PROD:Kvik}", ["kvik"] * 3, ["nil:PROD:kvik"] * 3),
    ("a derived word alone", "{DRV:Kvik-sjefen}", ["kvik"], ["nil:ORG:kvik"]),
]


@pytest.mark.parametrize(("marked", "keys", "ids"), [case[1:] for case in NILS], ids=[case[0] for case in NILS])
def test_nil_ids(marked: str, keys: list[str], ids: list[str]) -> None:
    """One key, one id and one entity, whose label is never DRV."""
    extraction = build(None, marked, [nil(key) for key in keys])
    assert [mention.entity_id for mention in extraction.mentions] == ids
    assert [entity.id for entity in extraction.entities] == list(dict.fromkeys(ids))
    assert all(entity.is_nil and entity.wikidata_id is None for entity in extraction.entities)
    assert all(entity.id.split(":")[1] == entity.label for entity in extraction.entities)


def test_nil_ids_are_equal_in_two_documents(kb: KnowledgeBase) -> None:
    """The id names the name: the same in another document, language and spelling."""
    first, second = link(kb, "{PER:Anna Strøm}", "nb"), link(kb, "{PER:Anna Stroem}s Haus", "de")
    assert first.entities[0].id == second.entities[0].id


def test_two_bearers_of_one_unknown_name_are_two_entities(kb: KnowledgeBase) -> None:
    """A ship called like a woman of the text is not she."""
    extraction = link(kb, "{PER:Anna Voss} kom. {PER:Voss} lo. {PROD:Anna Voss} sank.")
    assert len(extraction.entities) == 2


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("{PER:Voss} {PER:Anna Maria Voss} {PER:Anna Voss}", "Anna Maria Voss"),
        ("{DRV:Anna Maria Voss-vennene} {PER:Anna Voss}", "Anna Voss"),
        ("{DRV:Voss-vennene}", "Voss-vennene"),
    ],
)
def test_nil_entity_is_called_by_its_fullest_mention(marked: str, name: str) -> None:
    """The most words win; a derived word only where there is nothing else."""
    links = [nil("voss", mention.surface) for mention in read_mentions(marked)]
    (entity,) = build(None, marked, links).entities
    assert (entity.name, entity.kind, entity.country, entity.description) == (name, None, None, None)


def test_evidence_has_the_candidates_of_each_mention(kb: KnowledgeBase) -> None:
    """Best first, with scores; () for a name without any."""
    mentions = read_mentions("{GPE:Newcastle} {PER:Anna Voss}")
    evidence = explain_links(mentions, Linker(kb, "nb").link(mentions), kb)
    assert [item.mention for item in evidence] == [0, 1]
    assert [candidate.entity_id for candidate in evidence[0].candidates] == ["Q1425428", "Q5057"]
    assert evidence[0].candidates[0].score > evidence[0].candidates[1].score
    assert evidence[1].candidates == ()


LANGS: tuple[Lang, ...] = ("nb", "nn", "en", "de")


@pytest.mark.parametrize(
    ("name", "langs", "found"),
    [
        ("Sergey Lavrov", ("en",), ("Q58217", "exact", "Sergey Lavrov")),
        ("Lawrow", LANGS, ("Q58217", "short", "Lawrow")),
        ("Lavrovs", ("nb",), ("Q58217", "short", "Lavrov")),
        ("Russlands", LANGS, ("Q159", "inflected", "Russland")),
        ("russiske", LANGS, ("Q159", "exact", "russiske")),
        ("Sergej Lavrow", LANGS, ("Q58217", "variant", "Sergej Lavrow")),
        ("Sergey Lavrof", ("en",), ("Q58217", "fuzzy", "sergei lavrov")),
    ],
)
def test_lookup(kb: KnowledgeBase, name: str, langs: tuple[Lang, ...], found: tuple[str, str, str]) -> None:
    """Every spelling leads to its entry, with the step and the form that matched."""
    (candidate,) = lookup_candidates(kb, name, langs)
    assert (candidate.entity_id, candidate.method) == found[:2]
    assert found[1] == "fuzzy" or candidate.form == found[2]


def test_lookup_of_several_is_sorted(kb: KnowledgeBase) -> None:
    """Best first, whatever the number of languages asked."""
    candidates = lookup_candidates(kb, "Newcastle", LANGS)
    assert [candidate.entity_id for candidate in candidates] == ["Q1425428", "Q5057"]
    assert sum(candidate.score for candidate in candidates) == pytest.approx(1.0)


@pytest.mark.parametrize("name", ["Anna Voss", "Lav", "", "  "])
def test_lookup_of_nobody_is_empty(kb: KnowledgeBase, name: str) -> None:
    """An unknown name, a fragment, nothing."""
    assert lookup_candidates(kb, name, LANGS) == []


def test_lookup_of_a_misspelt_surname_is_fuzzy(kb: KnowledgeBase) -> None:
    """The typo counts for more than that the form is a short one."""
    assert [candidate.method for candidate in lookup_candidates(kb, "Lavrok", ("en",))] == ["fuzzy"]
