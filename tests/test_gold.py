"""Gold files: what is read is what was written, and every broken rule is named with its file and line."""

import json
from pathlib import Path

import pytest

from newsner.errors import InputValueError, SeedError
from newsner.evaluation.gold import (
    GoldArticle,
    GoldEntity,
    GoldMention,
    convert_draft,
    parse_draft,
    read_entities,
    read_gold,
    write_entities,
    write_gold_jsonl,
    write_standoff,
)
from newsner.labels import LANGS

SEED_ARTICLES = Path(__file__).parents[1] / "seeds" / "articles"
ENTITIES = {
    "putin": GoldEntity("PER", "Vladimir Putin", "Q7747", True, "president of Russia"),
    "nordmann": GoldEntity("PER", "Kari Nordmann", None, False),
    "white_house": GoldEntity("ORG", "White House", None, True),
}


def make_article(text: str = "Ifølge Kari Nordmann ringte Putin.", *spans: tuple[int, int, str]) -> GoldArticle:
    """An article whose mentions are PER; by default two."""
    marks = spans or ((7, 20, "nordmann"), (28, 33, "putin"))
    return GoldArticle("call.nb", "nb", text, tuple(GoldMention(a, b, "PER", key) for a, b, key in marks), ENTITIES)


def write_folder(folder: Path) -> Path:
    """A valid gold folder of one article."""
    write_entities(ENTITIES, folder / "entities.tsv")
    write_standoff(make_article(), folder)
    return folder


@pytest.mark.parametrize(
    ("markup", "text", "surfaces"),
    [
        ("[[Putins|PER|putin]] svar", "Putins svar", ["Putins"]),
        ("– [[Støre|PER|s]] si regjering i [[Noreg|GPE|n]]", "– Støre si regjering i Noreg", ["Støre", "Noreg"]),
        ("[[U.S.|GPE|us]]-led, pro-Russian", "U.S.-led, pro-Russian", ["U.S."]),
        ("des [[Weißen Hauses|ORG|white_house]].\n", "des Weißen Hauses.\n", ["Weißen Hauses"]),
        ("[[AP|ORG|ap]]/[[NTB|ORG|ntb]]", "AP/NTB", ["AP", "NTB"]),
        ("ingen navn her [1]", "ingen navn her [1]", []),
    ],
)
def test_marks_are_cut_out(markup: str, text: str, surfaces: list[str]) -> None:
    """The text loses its marks and nothing else, and the offsets cut the marked surfaces."""
    plain, mentions = parse_draft(markup)
    assert plain == text
    assert [plain[mention.start : mention.end] for mention in mentions] == surfaces


def test_offsets_are_code_points() -> None:
    """An emoji outside the basic plane counts one."""
    assert parse_draft("😀 [[Kyiv|GPE|kyiv]]")[1] == (GoldMention(2, 6, "GPE", "kyiv"),)


@pytest.mark.parametrize(
    ("markup", "complaint"),
    [
        ("en\nto [[Putin|PERSON|putin]]", "line 2: label 'PERSON'"),
        ("en\n\n[[Putin|PER]]", r"line 3: stray '\[\['"),
        ("Putin|PER|putin]]", r"line 1: stray '\]\]'"),
        ("[[Bank of [[England|GPE|e]]|ORG|b]]", "stray"),
        ("[[Putin |PER|putin]]", "line 1: 'Putin ' has white space"),
        ("a\n[[Det hvite\nhus|ORG|white_house]]", "line 2: .*line break"),
    ],
)
def test_a_wrong_mark_is_named_with_its_line(markup: str, complaint: str) -> None:
    """No wrong mark is passed over in silence."""
    with pytest.raises(SeedError, match=f"draft.nb.txt, {complaint}" if "line" in complaint else complaint):
        parse_draft(markup, "draft.nb.txt")


def test_a_folder_comes_back_as_written(tmp_path: Path) -> None:
    """Text, mentions and entities survive the two files and the table."""
    assert read_gold(write_folder(tmp_path)) == [make_article()]


def test_line_ends_are_kept(tmp_path: Path) -> None:
    """A text with carriage returns keeps them, so that its offsets hold."""
    article = make_article("Av\r\nPutin\r\n", (4, 9, "putin"))
    write_entities(ENTITIES, tmp_path / "entities.tsv")
    write_standoff(article, tmp_path)
    assert read_gold(tmp_path) == [article]


def test_an_article_without_mentions_is_read(tmp_path: Path) -> None:
    """Texts without names belong to the gold too: they show what is spurious."""
    write_entities(ENTITIES, tmp_path / "entities.tsv")
    write_standoff(make_article()._replace(mentions=()), tmp_path)
    assert read_gold(tmp_path)[0].mentions == ()


def test_a_draft_becomes_a_pair_of_files(tmp_path: Path) -> None:
    """Converting a draft gives the same article as reading what it wrote."""
    folder = tmp_path / "articles"
    folder.mkdir()
    write_entities(ENTITIES, folder / "entities.tsv")
    draft = tmp_path / "phone.de.txt"
    draft.write_text("[[Putins|PER|putin]] Anruf im [[Weißen Haus|ORG|white_house]]", encoding="utf-8")
    article = convert_draft(draft, folder)
    assert (article.id, article.lang) == ("phone.de", "de")
    assert (folder / "phone.de.tsv").read_text(encoding="utf-8").split("\n")[1] == "0\t6\tPutins\tPER\tputin"
    assert read_gold(folder) == [article]


def test_a_draft_with_an_unknown_key_writes_nothing(tmp_path: Path) -> None:
    """The key must be in the table first; no half article stays behind."""
    write_entities(ENTITIES, tmp_path / "entities.tsv")
    draft = tmp_path / "drafts" / "x.en.txt"
    draft.parent.mkdir()
    draft.write_text("A\n[[Lavrov|PER|lavrov]]", encoding="utf-8")
    with pytest.raises(SeedError, match=r"x.en.txt, line 2: no entity 'lavrov'"):
        convert_draft(draft, tmp_path)
    assert not (tmp_path / "x.en.tsv").exists()


HEADER = "start\tend\tsurface\tlabel\tentity\n"


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("start\tend\n", "line 1: header"),
        (HEADER + "28\t33\tPutin\tPER\n", "line 2: 4 cells"),
        (HEADER + "28\t33\tPuting\tPER\tputin\n", "line 2: 28-33 cuts 'Putin', the row says 'Puting'"),
        (HEADER + "-6\t33\tPutin\tPER\tputin\n", "line 2: offsets '-6'"),
        (HEADER + "28\t33\tPutin\tNAME\tputin\n", "line 2: label 'NAME'"),
        (HEADER + "28\t33\tPutin\tPER\tputn\n", "line 2: no entity 'putn'"),
        (HEADER + "28\t33\tPutin\tPER\tputin\n7\t11\tKari\tPER\tnordmann\n", "line 3: 7-11 starts before 33"),
        (HEADER + "7\t20\tKari Nordmann\tPER\tnordmann\n12\t20\tNordmann\tPER\tnordmann\n", "line 3: .*before 20"),
        (HEADER + "33\t33\t\tPER\tputin\n", "line 2: 33-33 is no stretch"),
        (HEADER + "28\t34\tPutin.\tPER\tputin\n28\t34\tPutin.\tPER\tputin\n", "line 3: 28-34 starts before 34"),
        (HEADER + "27\t33\t Putin\tPER\tputin\n", "line 2: ' Putin' has white space"),
    ],
)
def test_a_broken_mention_row_is_named(tmp_path: Path, table: str, complaint: str) -> None:
    """Each rule of the mention table is checked, with file and line."""
    (write_folder(tmp_path) / "call.nb.tsv").write_text(table, encoding="utf-8")
    with pytest.raises(SeedError, match=f"call.nb.tsv, {complaint}"):
        read_gold(tmp_path)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("russian\tDRV\tRussian\t\tyes\t", "entity label 'DRV'"),
        ("lavrov\tPER\tSergey Lavrov\tq58217\tyes\t", "id 'q58217'"),
        ("lavrov\tPER\tSergey Lavrov\tnil:PER:lavrov\tyes\t", "id 'nil:PER:lavrov'"),
        ("lavrov\tPER\tSergey Lavrov\tnewsner:E12\tyes\t", "id 'newsner:E12'"),
        ("kari\tPER\tKari\tQ5\tno\t", "known False"),
        ("lavrov\tPER\tSergey Lavrov\tQ58217\tmaybe\t", "known is 'maybe'"),
        ("lavrov\tPER\t\tQ58217\tyes\t", "no name"),
        ("putin\tPER\tVladimir Putin\t\tyes\t", "key 'putin' is there twice"),
        ("vvp\tPER\tVladimir Putin\tQ7747\tyes\t", "'vvp' and 'putin' both have Q7747"),
        ("lavrov\tPER\tSergey Lavrov", "3 cells"),
    ],
)
def test_a_broken_entity_row_is_named(tmp_path: Path, row: str, complaint: str) -> None:
    """Each rule of the table of entities is checked, with file and line."""
    path = write_folder(tmp_path) / "entities.tsv"
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    with pytest.raises(SeedError, match=f"entities.tsv, line 5: .*{complaint}"):
        read_gold(tmp_path)


def test_an_own_id_is_an_id(tmp_path: Path) -> None:
    """What has no QID may have an id of the table's own."""
    entities = {"ntb": GoldEntity("ORG", "NTB", "newsner:E0000001", True)}
    write_entities(entities, tmp_path / "entities.tsv")
    assert read_entities(tmp_path / "entities.tsv") == entities


@pytest.mark.parametrize("suffix", [".txt", ".tsv"])
def test_half_an_article_is_an_error(tmp_path: Path, suffix: str) -> None:
    """A text without its table, or a table without its text, is not skipped."""
    (write_folder(tmp_path) / f"call.nb{suffix}").unlink()
    with pytest.raises(SeedError, match=r"call\.nb: has only one of"):
        read_gold(tmp_path)


def test_an_unknown_language_is_an_error(tmp_path: Path) -> None:
    """Swedish is none of the four."""
    write_entities(ENTITIES, tmp_path / "entities.tsv")
    write_standoff(make_article()._replace(id="call.sv"), tmp_path)
    with pytest.raises(SeedError, match=r"call\.sv\.txt, line 1: language 'sv'"):
        read_gold(tmp_path)


def test_a_folder_without_articles_is_an_error(tmp_path: Path) -> None:
    """Nothing to score must not look like a good score."""
    write_entities(ENTITIES, tmp_path / "entities.tsv")
    with pytest.raises(SeedError, match="no article"):
        read_gold(tmp_path)


def test_a_missing_path_is_an_input_error(tmp_path: Path) -> None:
    """The message gives the path."""
    with pytest.raises(InputValueError, match="nowhere"):
        read_gold(tmp_path / "nowhere")


def test_jsonl_comes_back_as_written(tmp_path: Path) -> None:
    """Text, mentions, ids and `known` survive; entities that no mention names, and notes, do not."""
    path = tmp_path / "gold.jsonl"
    write_gold_jsonl([make_article()], path)
    (article,) = read_gold(path)
    expected = {key: ENTITIES[key]._replace(note="") for key in ("putin", "nordmann")}
    assert article == make_article()._replace(entities=expected)


def line_of(**changes: object) -> str:
    """A gold line without entities."""
    mention = {"start": 0, "end": 4, "label": "GPE", "entity": "kyiv"}
    return json.dumps({"id": "a", "lang": "en", "text": "Kyiv fell quiet.", "mentions": [mention]} | changes)


def test_jsonl_without_entities_is_read(tmp_path: Path) -> None:
    """Entities are optional: spans can be scored without them."""
    path = tmp_path / "gold.jsonl"
    path.write_text(line_of() + "\n\n", encoding="utf-8")
    assert read_gold(path) == [
        GoldArticle("a", "en", "Kyiv fell quiet.", (GoldMention(0, 4, "GPE", "kyiv"),), {}),
    ]


@pytest.mark.parametrize(("entity_id", "known"), [("Q1899", True), (None, False)])
def test_jsonl_takes_known_from_the_id(tmp_path: Path, entity_id: str | None, known: bool) -> None:
    """Without the field, an entity with id is known and one without is not."""
    row = {"entity": "kyiv", "label": "GPE", "name": "Kyiv", "id": entity_id}
    path = tmp_path / "gold.jsonl"
    path.write_text(line_of(entities=[row]), encoding="utf-8")
    assert read_gold(path)[0].entities["kyiv"].known is known


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "line: Invalid JSON"),
        (line_of(lang="no"), "language 'no'"),
        (line_of(text="K"), "0-4 is no stretch"),
        (line_of(extra=1), "extra: Extra inputs"),
        (line_of(mentions=[{"start": "0", "end": 4, "label": "GPE", "entity": "k"}]), "mentions.0.start"),
        (line_of(entities=[]), "no entity 'kyiv'"),
        (line_of(id="first"), "article id 'first' is there twice"),
        (line_of(entities=[{"entity": "kyiv", "label": "GPE", "name": "Kyiv", "id": "Q2"}]), "one key, one entity"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    """Each rule of the JSONL format is checked, with file and line."""
    entity = {"entity": "kyiv", "label": "GPE", "name": "Kyiv", "id": "Q1899"}
    path = tmp_path / "gold.jsonl"
    path.write_text(f"{line_of(id='first', entities=[entity])}\n{line}\n", encoding="utf-8")
    with pytest.raises(SeedError, match=f"gold.jsonl, line 2: .*{complaint}"):
        read_gold(path)


def test_the_sample_articles_are_sound() -> None:
    """The shipped gold reads, has every language, and each offset cuts a name that a table row spells."""
    articles = read_gold(SEED_ARTICLES)
    assert {article.lang for article in articles} == set(LANGS)
    assert all(article.mentions for article in articles)
    assert not any("[[" in article.text for article in articles)


def test_every_sample_entity_is_mentioned_and_sorted() -> None:
    """The table of entities has no row without a mention and keeps its order, so that changes are small diffs."""
    entities = read_entities(SEED_ARTICLES / "entities.tsv")
    mentioned = {mention.entity for article in read_gold(SEED_ARTICLES) for mention in article.mentions}
    assert set(entities) == mentioned
    assert list(entities) == sorted(entities)


def test_one_sample_name_has_one_key() -> None:
    """Two keys with the same name and label would be one entity twice."""
    entities = read_entities(SEED_ARTICLES / "entities.tsv").values()
    assert len({(entity.name.casefold(), entity.label) for entity in entities}) == len(entities)
