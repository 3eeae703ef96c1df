"""The gold articles of ``seeds/gold``: sound, as many as asked for, split as their README says, one key an entity."""

import csv
import hashlib
from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

import pytest

from newsner.evaluation.gold import GoldArticle, GoldEntity, read_entities, read_gold
from newsner.labels import LABELS, LANGS

SEEDS = Path(__file__).parents[1] / "seeds"
GOLD = SEEDS / "gold"
HALVES = ("develop", "test")
# Longest brief and longest article of middle length, in words; the README of the set gives them too.
BRIEF, MIDDLE = 140, 340


class Row(NamedTuple):
    """A line of ``articles.tsv``."""

    article: str
    half: str
    topic: str
    shared: str
    length: str
    second: str


@pytest.fixture(scope="module")
def halves() -> dict[str, list[GoldArticle]]:
    return {half: read_gold(GOLD / half) for half in HALVES}


@pytest.fixture(scope="module")
def articles(halves: dict[str, list[GoldArticle]]) -> list[GoldArticle]:
    return [article for half in HALVES for article in halves[half]]


@pytest.fixture(scope="module")
def entities() -> dict[str, dict[str, GoldEntity]]:
    return {half: read_entities(GOLD / half / "entities.tsv") for half in HALVES}


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    with (GOLD / "articles.tsv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert tuple(lines[0]) == Row._fields
    return [Row(*line) for line in lines[1:]]


def by_hash(salt: str, name: str) -> str:
    return hashlib.sha256(f"{salt} {name}".encode()).hexdigest()


def length_of(article: GoldArticle) -> str:
    words = len(article.text.split())
    return "brief" if words <= BRIEF else "middle" if words <= MIDDLE else "long"


def test_enough_articles_of_each_language(halves: dict[str, list[GoldArticle]]) -> None:
    """Thirty a language, half of them in each half."""
    assert {half: Counter(article.lang for article in halves[half]) for half in HALVES} == {
        half: dict.fromkeys(LANGS, 15) for half in HALVES
    }


def test_no_mark_and_no_carriage_return_is_left(articles: list[GoldArticle]) -> None:
    """The texts are plain; the reader of the set has checked offsets and surfaces."""
    assert not [article.id for article in articles if any(sign in article.text for sign in ("[[", "]]", "\r"))]
    assert all(article.mentions for article in articles)


def test_halves_share_no_article(halves: dict[str, list[GoldArticle]]) -> None:
    """Neither by name nor by text."""
    names, texts = ([{key(article) for article in halves[half]} for half in HALVES] for key in (_name, _text))
    assert not names[0] & names[1] and not texts[0] & texts[1]


def _name(article: GoldArticle) -> str:
    return article.id


def _text(article: GoldArticle) -> str:
    return article.text


def test_every_label_and_linked_derived_words(articles: list[GoldArticle]) -> None:
    """All labels occur, derived words in every language, each with an entity of another label."""
    assert {mention.label for article in articles for mention in article.mentions} == set(LABELS)
    derived = Counter(article.lang for article in articles for mention in article.mentions if mention.label == "DRV")
    assert min(derived[lang] for lang in LANGS) >= 50


def test_a_mention_has_the_label_of_its_entity(articles: list[GoldArticle]) -> None:
    """Derived words apart, only a seat of power may be the building (LOC) in one place and the body elsewhere."""
    other = {
        (article.entities[mention.entity].label, mention.label)
        for article in articles
        for mention in article.mentions
        if mention.label not in ("DRV", article.entities[mention.entity].label)
    }
    assert other == {("ORG", "LOC")}


@pytest.mark.parametrize("lang", LANGS)
def test_a_quarter_of_the_entities_is_unknown(articles: list[GoldArticle], lang: str) -> None:
    """In each language at least a quarter must come out as NIL."""
    known = {
        mention.entity: article.entities[mention.entity].known
        for article in articles
        if article.lang == lang
        for mention in article.mentions
    }
    assert sum(not each for each in known.values()) >= len(known) / 4


@pytest.mark.parametrize("half", HALVES)
def test_entities_are_mentioned_and_sorted(
    halves: dict[str, list[GoldArticle]], entities: dict[str, dict[str, GoldEntity]], half: str
) -> None:
    """No row without a mention, and rows in order, so that changes are small diffs."""
    mentioned = {mention.entity for article in halves[half] for mention in article.mentions}
    assert set(entities[half]) == mentioned
    assert list(entities[half]) == sorted(entities[half])


def test_a_key_means_the_same_in_every_folder(entities: dict[str, dict[str, GoldEntity]]) -> None:
    """Label, name and whether it is known agree between the halves and with the sample articles; ids where both have one."""
    samples = read_entities(SEEDS / "articles" / "entities.tsv")
    seen: dict[str, GoldEntity] = {}
    for table in (samples, *entities.values()):
        for key, entity in table.items():
            other = seen.setdefault(key, entity)
            assert (entity.label, entity.name, entity.known) == (other.label, other.name, other.known), key
            assert entity.id == other.id or None in (entity.id, other.id), key


def test_one_known_name_has_one_key(entities: dict[str, dict[str, GoldEntity]]) -> None:
    """Namesakes exist among people only; two keys for one known name would be one entity twice."""
    samples = read_entities(SEEDS / "articles" / "entities.tsv")
    keys_of_name: dict[tuple[str, str], set[str]] = defaultdict(set)
    for table in (samples, *entities.values()):
        for key, entity in table.items():
            if entity.known or entity.label != "PER":
                keys_of_name[entity.name.casefold(), entity.label].add(key)
    assert [keys for keys in keys_of_name.values() if len(keys) > 1] == []


def test_list_of_articles_fits_the_folders(halves: dict[str, list[GoldArticle]], rows: list[Row]) -> None:
    """Each article is listed once, in order, with its half and length."""
    listed = {row.article: (row.half, row.length) for row in rows}
    assert listed == {article.id: (half, length_of(article)) for half in HALVES for article in halves[half]}
    assert [row.article for row in rows] == sorted(listed) and len(rows) == len(listed)


def test_halves_follow_from_the_names(rows: list[Row]) -> None:
    """The split of the README, computed again: nobody chose."""
    for lang in LANGS:
        order = sorted(
            (row for row in rows if row.article.endswith(f".{lang}")),
            key=lambda row: (row.length, row.shared == "yes", by_hash("half 1", row.article)),
        )
        first = int(by_hash("half 1", lang), 16) % 2
        assert [row.half for row in order] == [HALVES[(place + first + 1) % 2] for place in range(len(order))]


def test_shared_topics_are_spread(rows: list[Row]) -> None:
    """Each of the ten has one article a language and stands in both halves."""
    of_topic: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.shared == "yes":
            of_topic[row.topic].append(row)
    assert len(of_topic) == 10
    for shared in of_topic.values():
        assert {row.article.rpartition(".")[2] for row in shared} == set(LANGS) and len(shared) == len(LANGS)
        assert {row.half for row in shared} == set(HALVES)


def test_a_fifth_is_chosen_for_the_second_annotation(rows: list[Row]) -> None:
    """Two of each language and length class, those with the lowest hashes."""
    chosen: set[str] = set()
    for lang in LANGS:
        for length in ("brief", "middle", "long"):
            names = [row.article for row in rows if row.length == length and row.article.endswith(f".{lang}")]
            chosen |= set(sorted(names, key=lambda name: by_hash("second", name))[:2])
    assert {row.article for row in rows if row.second == "yes"} == chosen
    assert len(chosen) * 5 == len(rows)
