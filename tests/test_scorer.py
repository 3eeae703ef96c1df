"""Scores on cases that were counted by hand, and the tables made of them."""

import pytest

from newsner.errors import InputValueError
from newsner.evaluation import evaluate, format_scores, parse_draft
from newsner.evaluation.gold import GoldArticle, GoldEntity
from newsner.evaluation.scorer import (
    ALL,
    CORE,
    BCubed,
    Confusion,
    Counts,
    LinkCounts,
    Scores,
    UnknownCounts,
    align,
    b_cubed,
    score,
)
from newsner.labels import LABELS, Lang
from newsner.records import Extraction, Mention, Versions

ENTITIES = {
    "putin": GoldEntity("PER", "Vladimir Putin", "Q7747", True),
    "russia": GoldEntity("GPE", "Russia", "Q159", True),
    "kyiv": GoldEntity("GPE", "Kyiv", "Q1899", True),
    "donbas": GoldEntity("LOC", "Donbas", None, True),
    "nato": GoldEntity("ORG", "NATO", "Q7184", True),
    "kari": GoldEntity("PER", "Kari Nordmann", None, False),
    "ola": GoldEntity("PER", "Ola Nordmann", None, False),
}


def gold(markup: str, lang: Lang = "nb", article_id: str = "a") -> GoldArticle:
    """An article of marks [[surface|LABEL|key]]."""
    text, mentions = parse_draft(markup)
    return GoldArticle(article_id, lang, text, mentions, ENTITIES)


def found(markup: str) -> Extraction:
    """An extraction of marks [[surface|LABEL|id]], the id "-" for none."""
    text, marks = parse_draft(markup)
    mentions = tuple(
        Mention(
            text=text[start:end],
            start=start,
            end=end,
            label=label,
            base=text[start:end],
            entity_id=None if entity == "-" else entity,
        )
        for start, end, label, entity in marks
    )
    versions = Versions(newsner="0", pipeline=None, knowledge_base=None)
    return Extraction(text=text, lang="nb", lang_score=None, mentions=mentions, versions=versions)


def score_one(gold_markup: str, system_markup: str) -> Scores:
    """Scores of one article."""
    return score([gold(gold_markup)], [found(system_markup)])


# One article of each kind of result: correct, label, boundary, boundary and label, missed, spurious.
GOLD = (
    "[[Putin|PER|putin]] såg [[Kyiv|GPE|kyiv]] og [[Kari Nordmann|PER|kari]] i [[Nato|ORG|nato]], "
    "[[russisk|DRV|russia]] snø i mars i [[Donbass|LOC|donbas]]"
)
SYSTEM = (
    "[[Putin|PER|Q7747]] såg [[Kyiv|LOC|Q1899]] og [[Kari|PER|nil:PER:kari]] Nordmann [[i Nato|GPE|-]], "
    "russisk snø i [[mars|PER|Q9]] i [[Donbass|LOC|Q5]]"
)


def test_every_kind_of_pair_is_told_apart() -> None:
    """Six kinds, one of each but two correct."""
    kinds = score_one(GOLD, SYSTEM).kinds[-1].counts
    assert kinds == {
        "correct": 2, "label": 1, "boundary": 1, "boundary and label": 1, "missed": 1, "spurious": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("PER", Counts(correct=1, spurious=2, missed=1)),
        ("ORG", Counts(correct=0, spurious=0, missed=1)),
        ("GPE", Counts(correct=0, spurious=1, missed=1)),
        ("LOC", Counts(correct=1, spurious=1, missed=0)),
        ("DRV", Counts(correct=0, spurious=0, missed=1)),
        ("EVT", Counts(0, 0, 0)),
        (ALL, Counts(correct=2, spurious=4, missed=4)),
        (CORE, Counts(correct=3, spurious=3, missed=2)),
    ],
)
def test_spans_by_label(label: str, expected: Counts) -> None:
    """Hand count; in the core figure Kyiv as LOC is right, and DRV does not count."""
    assert score_one(GOLD, SYSTEM).span_counts(label) == expected


def test_span_figures() -> None:
    """3 right of 6 given and of 5 wanted: P 1/2, R 3/5, F1 6/11."""
    counts = score_one(GOLD, SYSTEM).span_counts(CORE)
    assert (counts.precision, counts.recall) == (0.5, 0.6)
    assert counts.f1 == pytest.approx(6 / 11)


def test_figures_without_anything_to_count_are_none() -> None:
    """No label at all is neither perfect nor bad; a label given but not wanted is bad."""
    assert (Counts().precision, Counts().recall, Counts().f1) == (None, None, None)
    assert (Counts(spurious=1).recall, Counts(spurious=1).f1) == (None, 0.0)


def test_counts_add_up() -> None:
    """Correct and missed make the gold, correct and spurious the system, in total and over the labels."""
    scores = score_one(GOLD, SYSTEM)
    total, kinds = scores.span_counts(), scores.kinds[-1].counts
    assert total.correct + total.missed == 6
    assert total.correct + total.spurious == 6
    assert tuple(map(sum, zip(*(scores.span_counts(label) for label in LABELS), strict=True))) == tuple(total)
    assert sum(kinds.values()) == 6 + kinds["spurious"] == 6 + kinds["missed"]


def test_confusions_name_gold_and_system_label() -> None:
    """Overlapping spans count too, same labels never."""
    assert score_one(GOLD, SYSTEM).confusions == (Confusion("GPE", "LOC", 1), Confusion("ORG", "GPE", 1))


def test_languages_are_apart() -> None:
    """A miss in the German article does not touch the Norwegian figures; languages without article have no row."""
    articles = [gold("[[Putin|PER|putin]]"), gold("[[Kiew|GPE|kyiv]] ruft", "de", "b")]
    scores = score(articles, [found("[[Putin|PER|-]]"), found("Kiew ruft")])
    assert scores.span_counts(ALL, "nb") == Counts(1, 0, 0)
    assert scores.span_counts(ALL, "de") == Counts(0, 0, 1)
    assert {row.lang for row in scores.spans} == {"nb", "de", ALL}


def test_one_long_span_over_two_names_is_one_boundary_error() -> None:
    """Each mention is in one pair: the larger overlap is the boundary error, the other name is missed."""
    article = gold("[[Bill|PER|ola]] und [[Hillary Clinton|PER|kari]]", "de")
    pairs = align(article.mentions, found("[[Bill und Hillary Clinton|PER|-]]").mentions)
    assert [pair.kind for pair in pairs] == ["missed", "boundary"]


def test_touching_spans_do_not_overlap() -> None:
    """Ends are exclusive: a span that starts where another ends is another mention."""
    pairs = align(gold("[[russisk|DRV|russia]]-x").mentions, found("russisk[[-x|DRV|-]]").mentions)
    assert [pair.kind for pair in pairs] == ["missed", "spurious"]


@pytest.mark.parametrize(
    ("gold_clusters", "system_clusters", "expected"),
    [
        # One entity split in 2 + 1: precision 1 + 1 + 1, recall 2/3 + 2/3 + 1/3.
        ("AAA", "xxy", (3, 3, 5 / 3, 3)),
        # Two entities in one: precision 2/3 + 2/3 + 1/3, recall 3.
        ("AAB", "xxx", (5 / 3, 3, 3, 3)),
        ("ABC", "xyz", (3, 3, 3, 3)),
        # The third mention missed: 0 in recall, 2/3 for each of the others.
        ("AAA", "xx-", (2, 2, 4 / 3, 3)),
        # The third mention spurious, in the cluster of the others: 0 in precision, 2/3 for each of them.
        ("AA-", "xxx", (4 / 3, 3, 2, 2)),
        ("AA", "--", (0, 0, 0, 2)),
        ("--", "xx", (0, 2, 0, 0)),
        # A missed single mention has recall 0, not 1.
        ("AB", "x-", (1, 1, 1, 2)),
    ],
)
def test_b_cubed_by_hand(gold_clusters: str, system_clusters: str, expected: tuple[float, int, float, int]) -> None:
    """Mention i is in the cluster of the i-th letter, "-" where the side does not have it."""
    ours, theirs = (
        {i: cluster for i, cluster in enumerate(clusters) if cluster != "-"}
        for clusters in (gold_clusters, system_clusters)
    )
    assert b_cubed(ours, theirs) == pytest.approx(expected)


def test_b_cubed_figures() -> None:
    """P 1, R 5/9: F1 5/7; one side empty 0.0, both None."""
    result = BCubed(3, 3, 5 / 3, 3)
    assert (result.precision, result.recall, result.f1) == pytest.approx((1, 5 / 9, 5 / 7))
    assert BCubed(0, 0, 0, 2).f1 == 0.0
    assert BCubed(0, 0, 0, 0).f1 is None


def test_clusters_reach_over_documents() -> None:
    """Putin with one id in English and another in German costs recall, although each article alone is whole."""
    articles = [gold("[[Putin|PER|putin]] said", "en"), gold("[[Putins|PER|putin]] Rat", "de", "b")]
    extractions = [found("[[Putin|PER|Q7747]] said"), found("[[Putins|PER|nil:PER:putins]] Rat")]
    scores = score(articles, extractions)
    assert scores.clusters["names"] == BCubed(2, 2, 1, 2)
    assert [row.clusters.recall for row in scores.articles] == [1.0, 1.0]


def test_one_id_for_two_people_costs_precision() -> None:
    """Two Nordmanns under one nil id: both half right."""
    scores = score_one("[[Kari|PER|kari]] og [[Ola|PER|ola]]", "[[Kari|PER|nil:PER:n]] og [[Ola|PER|nil:PER:n]]")
    assert scores.clusters["names"] == BCubed(1, 2, 2, 2)


def test_mentions_without_id_are_alone() -> None:
    """Ambiguous mentions are never joined, not even with each other."""
    scores = score_one("[[Putin|PER|putin]] og [[Putin|PER|putin]]", "[[Putin|PER|-]] og [[Putin|PER|-]]")
    assert scores.clusters["names"] == BCubed(2, 2, 1, 2)


def test_derived_words_are_apart_from_names() -> None:
    """Russland and russisk have one id and are still scored in two worlds."""
    scores = score_one(
        "[[Russland|GPE|russia]] og [[russisk|DRV|russia]]", "[[Russland|GPE|Q159]] og [[russisk|DRV|Q2]]"
    )
    assert {name: scores.clusters[name] for name in ("names", "derived")} == {
        "names": BCubed(1, 1, 1, 1),
        "derived": BCubed(1, 1, 1, 1),
    }
    assert (scores.links["names"], scores.links["derived"]) == (
        LinkCounts(correct=1),
        LinkCounts(wrong=1, missing=1),
    )


def test_a_name_called_derived_is_missed_and_spurious() -> None:
    """The right id under DRV does not count for names, nor as a gold derived word."""
    scores = score_one("[[Russland|GPE|russia]]", "[[Russland|DRV|Q159]]")
    assert (scores.links["names"], scores.links["derived"]) == (LinkCounts(missing=1), LinkCounts(wrong=1))
    assert (scores.clusters["names"], scores.clusters["derived"]) == (BCubed(0, 0, 0, 1), BCubed(0, 1, 0, 0))


def test_links_by_hand() -> None:
    """Putin and Kyiv right (label or not), mars wrong, Nato missing, Donbas without gold id left out."""
    counts = score_one(GOLD, SYSTEM).links["names"]
    assert counts == LinkCounts(correct=2, wrong=1, missing=1, unjudged=1)
    assert (counts.precision, counts.recall) == pytest.approx((2 / 3, 2 / 3))


@pytest.mark.parametrize(
    ("system_markup", "expected"),
    [
        ("[[Putin|PER|Q7747]]", LinkCounts(correct=1)),
        ("[[Putin|PER|Q1]]", LinkCounts(wrong=1, missing=1)),
        ("[[Putin|PER|nil:PER:putin]]", LinkCounts(missing=1)),
        ("[[Putin|PER|-]]", LinkCounts(missing=1)),
        ("[[Puti|PER|Q7747]]n", LinkCounts(wrong=1, missing=1)),
        ("Putin", LinkCounts(missing=1)),
    ],
)
def test_a_link_is_right_on_the_exact_span_only(system_markup: str, expected: LinkCounts) -> None:
    """A nil id is no link: it costs recall, not precision."""
    assert score_one("[[Putin|PER|putin]]", system_markup).links["names"] == expected


def test_a_boundary_error_with_an_id_is_wrong_even_without_gold_id() -> None:
    """Only the exact span of an entity without gold id is left out of the count."""
    assert score_one("[[Donbass|LOC|donbas]]", "[[Donbas|LOC|Q5]]s").links["names"] == LinkCounts(wrong=1)


def test_without_entities_links_are_left_out() -> None:
    """Gold that says nothing of entities judges no link on its mentions."""
    article = gold("[[Putin|PER|putin]]")._replace(entities={})
    assert score([article], [found("[[Putin|PER|Q1]]")]).links["names"] == LinkCounts(unjudged=1)


def test_unknown_names_with_a_table_id_are_counted() -> None:
    """Kari gets an id she must not have, Ola is nil as he should, and one Ola is missed; Putin is known."""
    scores = score_one(
        "[[Kari|PER|kari]], [[Ola|PER|ola]], [[Ola|PER|ola]] og [[Putin|PER|putin]]",
        "[[Kari|PER|Q12]], [[Ola|PER|nil:PER:ola]], Ola og [[Putin|PER|Q7747]]",
    )
    assert scores.unknown == UnknownCounts(gold=3, found=2, linked=1)
    assert scores.unknown.share_linked == 0.5
    assert scores.links["names"] == LinkCounts(correct=1, wrong=1)


def test_no_articles_no_figures() -> None:
    """An empty run counts nothing and says so."""
    scores = score([], [])
    assert scores.span_counts() == Counts()
    assert scores.unknown.share_linked is None
    assert format_scores(scores) == "No articles were scored.\n"


@pytest.mark.parametrize(
    ("articles", "extractions", "complaint"),
    [
        ([gold("Kyiv")], [], "1 articles and 0 extractions"),
        ([gold("Kyiv")], [found("Kiew")], "article 'a': .*another text"),
        ([gold("Kyiv"), gold("Oslo")], [found("Kyiv"), found("Oslo")], "article id 'a' is there twice"),
    ],
)
def test_input_that_does_not_match_is_refused(
    articles: list[GoldArticle], extractions: list[Extraction], complaint: str
) -> None:
    """Figures of mixed-up input would look like bad extraction."""
    with pytest.raises(InputValueError, match=complaint):
        score(articles, extractions)


def test_evaluate_hands_over_text_and_language() -> None:
    """The callable sees each gold text once, with its language."""
    calls = []

    def extract(text: str, lang: str) -> Extraction:
        calls.append((text, lang))
        return found(text)

    scores = evaluate([gold("[[Noreg|GPE|x]]", "nn"), gold("Kyiv", "en", "b")], extract)
    assert calls == [("Noreg", "nn"), ("Kyiv", "en")]
    assert scores.span_counts() == Counts(0, 0, 1)


def test_the_tables_show_the_figures() -> None:
    """Per cent with one decimal, "-" where nothing is to count."""
    lines = [line.split() for line in format_scores(score_one(GOLD, SYSTEM)).splitlines()]
    assert ["all", CORE, "50.0", "60.0", "54.5", "3", "3", "2"] in lines
    assert ["nb", "EVT", "-", "-", "-", "0", "0", "0"] in lines
    assert ["names", "66.7", "66.7", "2", "1", "1", "1"] in lines
    assert ["GPE", "LOC", "1"] in lines
    assert ["derived", "-", "0.0", "0", "0", "1", "0"] in lines
