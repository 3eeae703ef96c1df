"""Tests of newsner.linking, each case a text whose mentions are marked: `{PER:Putin}`.

A link is told by the name of its entry and the method; one without an entry by `nil(NAME)`, or None where it is open.
"""

import datetime as dt
from collections.abc import Callable, Sequence

import pytest
from doubles import compile_entries, make_entry, number_entries, read_marked, read_mentions

from newsner.kb.keys import variant_key
from newsner.kb.store import KnowledgeBase
from newsner.labels import Lang
from newsner.linking import Linker
from newsner.spans import Link, MentionSpan

Told = tuple[str | None, str]
Run = Callable[[Lang, str], list[Told]]

ENTRIES = number_entries(
    [
        make_entry("PER", "Vladimir Putin", langs={"de": ["Wladimir Putin"]}, country="RU", prominence=1.0),
        make_entry(
            "PER", "Sergey Lavrov", langs={"nb": ["Sergej Lavrov"], "de": ["Sergej Lawrow"]}, country="RU",
            prominence=0.95,
        ),
        make_entry("PER", "Yuri Ushakov", langs={"nb": ["Jurij Usjakov"], "de": ["Juri Uschakow"]}, prominence=0.7),
        make_entry("PER", "Volodymyr Zelensky", langs={"nb": ["Volodymyr Zelenskyj"]}, country="UA", prominence=1.0),
        make_entry("PER", "Joe Biden", country="US", prominence=1.0),
        make_entry("PER", "Jill Biden", country="US", prominence=0.5),
        make_entry("PER", "Antony Blinken", country="US", prominence=0.9),
        make_entry("PER", "Bill Clinton", country="US", prominence=0.9),
        make_entry("PER", "Hillary Clinton", country="US", prominence=0.9),
        make_entry("PER", "Angela Merkel", country="DE", prominence=0.9),
        make_entry("PER", "Jonas Gahr Støre", country="NO", prominence=0.9),
        make_entry("PER", "Erna Solberg", country="NO", prominence=0.8),
        make_entry("PER", "Petter Solberg", country="NO", prominence=0.4),
        make_entry("PER", "Tom Hansen", country="NO", prominence=0.85),
        make_entry("PER", "Tom Hanson", country="GB", prominence=0.4),
        make_entry("PER", "Per Olsen", country="NO", kind="politician", prominence=0.5),
        make_entry("PER", "Per Olsen", country="NO", kind="athlete", prominence=0.49),
        make_entry("PER", "Bo Stenmark", country="SE", prominence=0.2),
        make_entry("PER", "Kari Lunde", kind="politician", country="NO", prominence=0.2),
        make_entry("PER", "Ed Miller", kind="minister", prominence=0.5, description="finance minister 1990-1995"),
        make_entry("PER", "Ed Miller", kind="minister", prominence=0.5, description="finance minister since 2020"),
        make_entry("GPE", "Bern", kind="canton", prominence=0.4),
        make_entry("GPE", "Bern", kind="capital", country="CH", prominence=0.7),
        make_entry("GPE", "Sweden", langs={"nb": ["Sverige"]}, kind="country", country="SE"),
        make_entry("PER", "John Smith", country="GB", prominence=0.5),
        make_entry("PER", "John Smith", country="US", prominence=0.5),
        make_entry("GPE", "Russia", langs={"nb": ["Russland"], "de": ["Russland"]}, kind="country", country="RU",
            prominence=1.0, derived={"nb": ("russisk",), "en": ("Russian",), "de": ("russisch",)}),
        make_entry("GPE", "United States", "USA", "U.S.", "US", kind="country", country="US", prominence=1.0),
        make_entry("GPE", "Germany", langs={"de": ["Deutschland"]}, kind="country", country="DE", prominence=1.0),
        make_entry("GPE", "Australia", kind="country", country="AU"),
        make_entry("GPE", "Poland", langs={"nb": ["Polen"]}, kind="country", country="PL"),
        make_entry("GPE", "Newcastle", kind="city", country="GB", prominence=0.5),
        make_entry("GPE", "Newcastle", kind="city", country="AU", prominence=0.5),
        make_entry("GPE", "Paris", kind="capital", country="FR", prominence=0.95),
        make_entry("GPE", "Paris", kind="town", country="US", prominence=0.3),
        make_entry("GPE", "Paris, Illinois", kind="town", country="US", prominence=0.2),
        make_entry("GPE", "Texas", kind="state", country="US", prominence=0.9),
        make_entry("GPE", "Wil", kind="town", country="CH", prominence=0.3),
        make_entry("GPE", "Wil", kind="town", country="NL", prominence=0.5),
        make_entry("GPE", "Berlin", kind="capital", country="DE", prominence=0.95),
        make_entry("GPE", "Wola", kind="village", country="PL", prominence=0.1),
        make_entry("GPE", "Vang", kind="village", country="NO", prominence=0.1),
        make_entry("GPE", "Kyiv", langs={"de": ["Kiew"]}, kind="capital", country="UA", prominence=1.0),
        make_entry("ORG", "White House", langs={"nb": ["Det hvite hus"], "de": ["Weißes Haus"]}, prominence=1.0),
        make_entry("ORG", "NATO", "Nato", prominence=1.0),
        make_entry("ORG", "Norwegian Fish Council", country="NO", prominence=0.35, short=("Fiskerådet",)),
        make_entry("ORG", "Borussia Dortmund", "Dortmund", kind="club", country="DE", prominence=0.5),
        make_entry("GPE", "Dortmund", kind="city", country="DE", prominence=0.5),
    ]
)  # fmt: skip


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """The table of `ENTRIES`."""
    return compile_entries(tmp_path_factory.mktemp("linking") / "table", ENTRIES)


def read_text(marked: str) -> tuple[str, Sequence[MentionSpan]]:
    """The text without its marks, and the mentions."""
    return read_marked(marked)[0], read_mentions(marked)


def nil(name: str) -> str:
    """How an entity without an entry is told."""
    return f"<{variant_key(name)}>"


def tell(kb: KnowledgeBase, link: Link) -> Told:
    name = f"<{link.nil_key}>" if link.nil_key is not None else None
    return kb.entry(link.entry).name if link.entry is not None else name, link.method


@pytest.fixture
def run(kb: KnowledgeBase) -> Run:
    """Link the marked mentions of a text."""

    def run(lang: Lang, marked: str) -> list[Told]:
        return [tell(kb, link) for link in Linker(kb, lang).link(read_mentions(marked))]

    return run


ALONE = [
    # Exact, in the language of the text or another.
    ("nb", "{PER:Vladimir Putin}", "Vladimir Putin", "exact"),
    ("nb", "{PER:Wladimir Putin}", "Vladimir Putin", "exact"),
    ("de", "{GPE:Kiew}", "Kyiv", "exact"),
    ("en", "{GPE:U.S.}", "United States", "exact"),
    ("nb", "{ORG:Det hvite hus}", "White House", "exact"),
    # Inflected.
    ("nb", "{PER:Vladimir Putins}", "Vladimir Putin", "inflected"),
    ("nn", "{GPE:USAs}", "United States", "inflected"),
    ("nb", "{ORG:Det hvite hus'}", "White House", "inflected"),
    ("de", "{GPE:Deutschlands}", "Germany", "inflected"),
    ("de", "{ORG:Weißen Hauses}", "White House", "inflected"),
    # Variants of spelling and initials.
    ("en", "{PER:Vladimir V. Putin}", "Vladimir Putin", "variant"),
    ("nb", "{PER:Sergei Lavrov}", "Sergey Lavrov", "variant"),
    ("de", "{PER:Juri Uschakow}", "Yuri Ushakov", "exact"),
    ("en", "{PER:Yury Ushakov}", "Yuri Ushakov", "variant"),
    ("de", "{PER:Wolodymyr Selenskyj}", "Volodymyr Zelensky", "variant"),
    ("en", "{PER:Antony J. Blinken}", "Antony Blinken", "variant"),
    ("en", "{PER:Jonas Gahr Store}", "Jonas Gahr Støre", "variant"),
    ("de", "{PER:Jonas Gahr Stoeres}", "Jonas Gahr Støre", "variant"),
    # An initial and a surname, in the spelling of any language.
    ("de", "{PER:J. Uschakow}", "Yuri Ushakov", "exact"),
    ("en", "{PER:Y. Ushakov}", "Yuri Ushakov", "exact"),
    # A surname that nobody introduced, of somebody prominent.
    ("nb", "{PER:Putin}", "Vladimir Putin", "short"),
    ("nb", "{PER:Putins}", "Vladimir Putin", "short"),
    ("en", "{PER:Zelenskyy}", "Volodymyr Zelensky", "short"),
    ("de", "{PER:Lawrow}", "Sergey Lavrov", "short"),
    ("de", "{PER:Uschakow}", "Yuri Ushakov", "short"),
    ("nb", "{PER:Solberg}", "Erna Solberg", "short"),
    # A typo of a full name that everybody knows.
    ("en", "{PER:Vladimir Puting}", "Vladimir Putin", "fuzzy"),
    ("en", "{PER:Joe Binden}", "Joe Biden", "fuzzy"),
    ("de", "{PER:Antony Blingen}", "Antony Blinken", "fuzzy"),
    # Words derived from a name.
    ("nb", "{DRV:russiske}", "Russia", "compound"),
    ("en", "{DRV:Russians}", "Russia", "compound"),
    ("de", "{DRV:russischen}", "Russia", "compound"),
    ("de", "{DRV:Berlinerinnen}", "Berlin", "compound"),
    ("de", "{DRV:US-Präsident}", "United States", "compound"),
    ("nb", "{DRV:Russland-avtalen}", "Russia", "compound"),
    ("nb", "{DRV:Putin-vennlige}", "Vladimir Putin", "compound"),
    ("de", "{DRV:Wladimir Putin-Vertraute}", "Vladimir Putin", "compound"),
]


@pytest.mark.parametrize(("lang", "marked", "name", "method"), ALONE)
def test_name_of_the_table_alone_in_a_text(run: Run, lang: Lang, marked: str, name: str, method: str) -> None:
    """Every way to write a known name leads to its entry, and the link says by which step."""
    assert run(lang, marked) == [(name, method)]


NOBODY = [
    ("nb", "{PER:Kari Nordmann}", nil("Kari Nordmann")),
    ("nb", "{PER:Nordmann}", nil("Nordmann")),
    ("de", "{PER:T. Uschakow}", nil("T. Uschakow")),
    # A typo without support: one word only, or of somebody who is not that well known.
    ("en", "{PER:Binden}", nil("Binden")),
    ("nb", "{PER:Puting}", nil("Puting")),
    ("nb", "{PER:Petter Sollberga}", nil("Petter Sollberga")),
    # A body that no entry names, a label that speaks against the entry.
    ("en", "{ORG:Newcastle Steel}", nil("Newcastle Steel")),
    ("en", "{PER:Newcastle}", nil("Newcastle")),
    # A surname whose bearer is not prominent enough.
    ("en", "{PER:Smith}", nil("Smith")),
    ("en", "{PER:Yura Ushakov}", nil("Yura Ushakov")),
    ("en", "{PER:Ushekov}", nil("Ushekov")),
    # A short form of an entry that is not prominent enough.
    ("nb", "{ORG:Fiskerådet}", nil("Fiskerådet")),
    # A compound with nothing known inside.
    ("nb", "{DRV:Kvik-sjefen}", nil("Kvik")),
    # A village abroad that nothing speaks for.
    ("nb", "{GPE:Wola}", nil("Wola")),
]


@pytest.mark.parametrize(("lang", "marked", "key"), NOBODY)
def test_nothing_is_guessed(run: Run, lang: Lang, marked: str, key: str) -> None:
    """A name that leads nowhere is nil."""
    assert run(lang, marked) == [(key, "nil")]


def test_base_form_is_told(kb: KnowledgeBase) -> None:
    """The base has neither genitive nor case ending; of an unknown name it is the surface."""
    marked = "{PER:Putins} {ORG:Weißen Hauses} {GPE:Deutschlands} {PER:Anna Voss}"
    assert [link.base for link in Linker(kb, "de").link(read_mentions(marked))] == [
        "Putin", "Weißes Haus", "Deutschland", "Anna Voss"
    ]  # fmt: skip


def test_scores_are_probabilities_and_none_for_nil(kb: KnowledgeBase) -> None:
    """The clearer the link, the higher its score; nil and ambiguous have none."""
    marked = "{PER:Angela Merkel} {PER:Merkel} {PER:Merkle} {PER:Kari Nordmann} {PER:John Smith}"
    links = Linker(kb, "en").link(read_mentions(marked))
    assert [link.method for link in links] == ["exact", "short", "fuzzy", "nil", "ambiguous"]
    exact, short, fuzzy = (link.score or 0.0 for link in links[:3])
    assert 1.0 > exact > short > 0.5 and 1.0 > fuzzy > 0.5
    assert [link.score for link in links[3:]] == [None, None]


def test_one_link_a_mention_and_none_without(run: Run, kb: KnowledgeBase) -> None:
    """As many links as mentions, in their order."""
    assert Linker(kb, "nb").link([]) == []
    assert run("nb", "{GPE:USA} {PER:Putin} {GPE:USA}") == [
        ("United States", "exact"), ("Vladimir Putin", "short"), ("United States", "exact")
    ]  # fmt: skip


DOCUMENTS = [
    (
        "a surname after the full name",
        "en",
        "{PER:Joe Biden} came. {PER:Biden} left. {PER:Joe} slept.",
        [("Joe Biden", "exact"), ("Joe Biden", "short"), ("Joe Biden", "short")],
    ),
    (
        "a headline's surname against the body",
        "nb",
        "{PER:Nordmann} går. {PER:Kari Nordmann} gikk i dag.",
        [(nil("Kari Nordmann"), "nil"), (nil("Kari Nordmann"), "nil")],
    ),
    (
        "a headline's surname against a less famous bearer of the table",
        "nb",
        "{PER:Solberg} vant. {PER:Petter Solberg} var glad.",
        [("Petter Solberg", "short"), ("Petter Solberg", "exact")],
    ),
    (
        "the document's own bearer against the famous one",
        "nb",
        "{PER:Liv Putin} kom. {PER:Putin} bor i Vang.",
        [(nil("Liv Putin"), "nil"), (nil("Liv Putin"), "nil")],
    ),
    (
        "two people of one surname told apart by nearness",
        "nb",
        "{PER:Anna Berg} kom. {PER:Berg} lo. {PER:Ola Berg} kom. {PER:Berg} gråt. {PER:Anna} gikk.",
        [
            (nil("Anna Berg"), "nil"),
            (nil("Anna Berg"), "nil"),
            (nil("Ola Berg"), "nil"),
            (nil("Ola Berg"), "nil"),
            (nil("Anna Berg"), "nil"),
        ],
    ),
    (
        "two people of one surname in the table",
        "en",
        "{PER:Bill Clinton} met {PER:Hillary Clinton}. {PER:Clinton} left, {PER:Bill} stayed.",
        [
            ("Bill Clinton", "exact"),
            ("Hillary Clinton", "exact"),
            ("Hillary Clinton", "short"),
            ("Bill Clinton", "short"),
        ],
    ),
    (
        "a typo of a surname in the document",
        "en",
        "{PER:Joe Biden} came. {PER:Binden} left.",
        [("Joe Biden", "exact"), ("Joe Biden", "fuzzy")],
    ),
    (
        "a typo in the headline",
        "de",
        "{PER:Blingen} reist ab. {PER:Antony Blinken} kam.",
        [("Antony Blinken", "fuzzy"), ("Antony Blinken", "exact")],
    ),
    (
        "an exact name one edit away from a more famous one",
        "en",
        "{PER:Tom Hansen} met {PER:Tom Hanson}. {PER:Hanson} left. {PER:Hansen} stayed.",
        [("Tom Hansen", "exact"), ("Tom Hanson", "exact"), ("Tom Hanson", "short"), ("Tom Hansen", "short")],
    ),
    (
        "a surname of the document one edit away from a famous one",
        "en",
        "{PER:Tom Hansen} met {PER:Lisa Hansin}. {PER:Hansin} left.",
        [("Tom Hansen", "exact"), (nil("Lisa Hansin"), "nil"), (nil("Lisa Hansin"), "nil")],
    ),
    (
        "a genitive of an unknown name beside its base",
        "nb",
        "{PER:Kari Nordmann} kom. {PER:Nordmanns} bil. {PER:Kari Nordmanns} hus.",
        [(nil("Kari Nordmann"), "nil")] * 3,
    ),
    (
        "an unknown name in -s without its base",
        "nb",
        "{PER:Kari Tangens} kom. {PER:Tangens} gikk.",
        [(nil("Kari Tangens"), "nil")] * 2,
    ),
    (
        "a spelling of an unknown name",
        "de",
        "{PER:Anna Strøm} kam. {PER:Ström} ging.",
        [(nil("Anna Strøm"), "nil")] * 2,
    ),
    (
        "a derived word of a name in the document",
        "nb",
        "{ORG:Kvik} vokser. {DRV:Kvik-sjefen} lo.",
        [(nil("Kvik"), "nil")] * 2,
    ),
    (
        "a derived word of a surname in the document",
        "nb",
        "{PER:Liv Putin} kom. {DRV:Putin-vennene} lo.",
        [(nil("Liv Putin"), "nil")] * 2,
    ),
    (
        "an acronym of a body of the table",
        "en",
        "The {ORG:Norwegian Fish Council} ({ORG:NFC}) met.",
        [("Norwegian Fish Council", "exact"), ("Norwegian Fish Council", "short")],
    ),
    (
        "the first word of a body of the document",
        "en",
        "The {ORG:Norwegian Fish Council} met. {ORG:Norwegian Fish} won.",
        [("Norwegian Fish Council", "exact"), ("Norwegian Fish Council", "short")],
    ),
    (
        "the same word for a place and a body",
        "de",
        "{GPE:Dortmund} ist groß. {ORG:Dortmund} gewann.",
        [("Dortmund", "exact"), ("Borussia Dortmund", "exact")],
    ),
]
FULLEST_FIRST = [
    (
        "a middle name more and less",
        "en",
        "{PER:Anna Lee Hill} came. {PER:Anna Hill} left. {PER:Lee Hill} slept.",
        [(nil("Anna Lee Hill"), "nil")] * 3,
    ),
    (
        "an acronym of an unknown body",
        "en",
        "The {ORG:World Fish Forum} ({ORG:WFF}) met.",
        [(nil("World Fish Forum"), "nil")] * 2,
    ),
    (
        "the first word of an unknown body",
        "en",
        "{ORG:Widget Holdings Ltd} fell. {ORG:Widget} rose.",
        [(nil("Widget Holdings Ltd"), "nil")] * 2,
    ),
    (
        'a given name before an "und" and the surname',
        "de",
        "{PER:Bill} und {PER:Hillary Clinton} kamen.",
        [("Bill Clinton", "short"), ("Hillary Clinton", "exact")],
    ),
]


REASONED = ("reason", "lang", "marked", "expected")


def test_reasons_differ() -> None:
    """Every document case has a reason of its own."""
    reasons = [case[0] for case in [*DOCUMENTS, *FULLEST_FIRST]]
    assert len(set(reasons)) == len(reasons)


@pytest.mark.parametrize(REASONED, DOCUMENTS)
def test_document_decides(run: Run, reason: str, lang: Lang, marked: str, expected: list[Told]) -> None:
    """What a document introduced is meant by its shorter, inflected and hurried forms."""
    assert run(lang, marked) == expected, reason


@pytest.mark.parametrize(REASONED, FULLEST_FIRST)
def test_fullest_form_introduces(run: Run, reason: str, lang: Lang, marked: str, expected: list[Told]) -> None:
    """The fullest form introduces an unknown name; a couple shares its surname."""
    assert run(lang, marked) == expected, reason


def test_fuzzy_never_beats_exact_in_another_label(run: Run) -> None:
    """A place is not a typo of a person, and a known word not one of another entry."""
    assert run("en", "{PER:Joe Biden} in {GPE:Bidon}") == [("Joe Biden", "exact"), (nil("Bidon"), "nil")]
    assert run("en", "{PER:Vladimir Putin} in {GPE:Paris}")[1] == ("Paris", "exact")


def test_two_entries_of_one_name_are_left_open(kb: KnowledgeBase) -> None:
    """Of two equal ones neither is taken, and both are on record with their shares."""
    (link,) = Linker(kb, "nb").link(read_mentions("{GPE:Newcastle}"))
    assert (link.entry, link.nil_key, link.method, link.score) == (None, None, "ambiguous", None)
    assert [(scored.method, scored.score) for scored in link.nearest] == [("exact", 0.5), ("exact", 0.5)]
    assert {kb.country(scored.entry) for scored in link.nearest} == {"GB", "AU"}


@pytest.mark.parametrize(
    ("lang", "marked", "country"),
    [
        ("nb", "{GPE:Newcastle} i {GPE:Australia}", "AU"),
        ("nb", "{GPE:Newcastle} heier på {PER:Tom Hanson}", "GB"),
        ("en", "{GPE:Newcastle}", "GB"),
        ("nb", "{PER:John Smith} fra {GPE:USA}", "US"),
        ("nb", "{PER:John Smith} møtte {PER:Joe Biden} og {PER:Tom Hanson}", None),
        # A capital stands out whatever the document.
        ("en", "{GPE:Paris}", "FR"),
        ("en", "{GPE:Paris} and {GPE:USA}", "FR"),
    ],
)
def test_country_of_document_and_language_decides(
    kb: KnowledgeBase, lang: Lang, marked: str, country: str | None
) -> None:
    """Of two entries of one name, the one that lies where the rest of the document is, or where its readers are."""
    link = Linker(kb, lang).link(read_mentions(marked))[0]
    assert (kb.country(link.entry) if link.entry is not None else None) == country


def test_an_obscure_person_needs_the_country_at_hand(run: Run) -> None:
    """A member of a foreign parliament is meant where the text is about that country; else it is a namesake."""
    assert run("nb", "{PER:Bo Stenmark} er rørlegger.") == [(nil("Bo Stenmark"), "nil")]
    assert run("nb", "I {GPE:Sverige} sa {PER:Bo Stenmark} nei.")[1] == ("Bo Stenmark", "exact")


def test_two_people_of_one_name_and_country_are_left_open(run: Run) -> None:
    """The better known does not stand for both, as it does for a town and its municipality."""
    assert run("nb", "{PER:Per Olsen} talte.") == [(None, "ambiguous")]


def test_village_needs_its_country_at_hand(run: Run) -> None:
    """An obscure bare word is a place of the reader's own country, or of one that the document names."""
    assert run("nb", "{GPE:Vang}") == [("Vang", "exact")]
    assert run("de", "{GPE:Vang}") == [(nil("Vang"), "nil")]
    assert run("nb", "{GPE:Wola} i {GPE:Polen}") == [("Wola", "exact"), ("Poland", "exact")]


@pytest.mark.parametrize(
    ("surface", "country"),
    [
        ("Newcastle, Australia", "AU"),
        ("Newcastle, Germany", None),
        ("Newcastle, Ill.", None),
        ("Paris, Texas", "US"),
        ("PARIS, Texas", "US"),
    ],
)
def test_place_with_its_country_behind_a_comma_lies_there(kb: KnowledgeBase, surface: str, country: str | None) -> None:
    """The comma part decides between two places of one name, and rules out all others."""
    (link,) = Linker(kb, "en").link(read_mentions(f"{{GPE:{surface}}}"))
    assert (kb.country(link.entry) if link.entry is not None else None) == country


def test_documents_do_not_know_each_other(kb: KnowledgeBase) -> None:
    """A linker forgets whom the last document introduced."""
    linker = Linker(kb, "nb")
    linker.link(read_mentions("{PER:Liv Putin}"))
    assert tell(kb, linker.link(read_mentions("{PER:Putin}"))[0]) == ("Vladimir Putin", "short")


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        # Nobody introduces a footballer as a minister; a politician of the name is somebody else than an innkeeper.
        ("nb", "Statsråden kom. Ministeren Per Olsen talte.", ("Per Olsen", "exact")),
        ("de", "Wirt Tom Hanson lachte.", (nil("Tom Hanson"), "nil")),
        ("en", "The farmer Vladimir Putin fed his cows.", ("Vladimir Putin", "exact")),
        # Another middle name is another man, unless everybody knows him.
        ("en", "Tom Hanson and the late Tom Edwin Hanson", (nil("Tom Edwin Hanson"), "nil")),
    ],
)
def test_words_beside_a_name_speak_for_and_against_entries(
    kb: KnowledgeBase, lang: Lang, text: str, expected: Told
) -> None:
    """A role that fits raises an entry, one of somebody else's rules it out; so does a middle name."""
    names = ("Per Olsen", "Tom Edwin Hanson", "Tom Hanson", "Vladimir Putin")
    spans = sorted((text.index(name), text.index(name) + len(name)) for name in names if name in text)
    mentions = [MentionSpan(start, end, "PER", text[start:end], 1.0) for start, end in spans]
    assert {tell(kb, link) for link in Linker(kb, lang).link(mentions, text)} == {expected}


def test_a_family_name_is_whom_the_document_is_about(run: Run) -> None:
    """The first and best known of a name, whoever of it stands nearest; the nearest where another comes first."""
    told = run("en", "{PER:Joe Biden} met {PER:Jill Biden}. {PER:Biden} smiled.")
    assert told[-1] == ("Joe Biden", "short")
    told = run("en", "{PER:Jill Biden} met {PER:Joe Biden} and {PER:Jill Biden}. {PER:Biden} smiled.")
    assert told[-1] == ("Jill Biden", "short")


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("{PER:Kari Lunde} baker brød.", "nil"),
        ("{PER:Kari Lunde} møtte {PER:Ed Miller}.", "exact"),
        ("Statsråd {PER:Kari Lunde} kom.", "exact"),
        # An age, or a byline: somebody else of the name.
        ("{PER:Kari Lunde} (47) møtte {PER:Ed Miller}.", "nil"),
        ("Av {PER:Kari Lunde}\n{PER:Ed Miller} kom.", "nil"),
    ],
)
def test_an_obscure_person_needs_a_reason(kb: KnowledgeBase, text: str, method: str) -> None:
    """Something else of the field in the document, or a role; and nothing that speaks against it."""
    plain, mentions = read_text(text)
    assert Linker(kb, "nb").link(mentions, plain)[0].method == method


@pytest.mark.parametrize(
    ("text", "date", "since"),
    [
        ("{PER:Ed Miller} resigned.", None, None),
        ("{PER:Ed Miller} resigned.", dt.date(2023, 5, 1), "since 2020"),
        ("{PER:Ed Miller} resigned.", dt.date(1992, 5, 1), "1990-1995"),
        ("Oslo, March 3, 2022 (NTB): {PER:Ed Miller} resigned.", None, "since 2020"),
        ("{PER:Ed Miller} resigned.", dt.date(2010, 5, 1), None),
    ],
)
def test_date_of_the_article_decides_between_namesakes(
    kb: KnowledgeBase, text: str, date: dt.date | None, since: str | None
) -> None:
    """Who was in office then; the date is given or stands in the dateline."""
    plain, mentions = read_text(text)
    (link,) = Linker(kb, "en").link(mentions, plain, date)
    told = None if link.entry is None else (kb.entry(link.entry).description or "").removeprefix("finance minister ")
    assert told == since


def test_a_list_of_regions_is_all_regions(kb: KnowledgeBase) -> None:
    """The word before the first holds for those behind it."""
    plain, mentions = read_text("In den Kantonen {GPE:Paris}, {GPE:Bern} und {GPE:Berlin}; die Stadt {GPE:Bern}.")
    kinds = [kb.entry(link.entry).kind for link in Linker(kb, "de").link(mentions, plain) if link.entry is not None]
    assert kinds == ["capital", "canton", "capital", "capital"]


@pytest.mark.parametrize(
    ("lang", "surface", "country"),
    [("en", "Paris, Ill.", "US"), ("en", "PARIS, Ill.", "US"), ("de", "Wil SG", "CH"), ("de", "Wil XX", None)],
)
def test_place_with_the_code_of_its_state_or_canton(
    kb: KnowledgeBase, lang: Lang, surface: str, country: str | None
) -> None:
    """American papers shorten the state, Swiss ones the canton."""
    (link,) = Linker(kb, lang).link(read_mentions(f"{{GPE:{surface}}}"))
    assert (kb.country(link.entry) if link.entry is not None else None) == country
