"""Tests of newsner.mentions, each case a text with the recogniser's spans and one with the mentions: `{PER:Putin}`.

The table is a small one; a recognised span has a score that makes it neither sure nor unsure.
"""

from collections.abc import Callable, Sequence

import pytest
from doubles import compile_entries, make_entry, number_entries, read_marked, write_marked

from newsner.kb.seeds import DeniedForm
from newsner.kb.store import KnowledgeBase
from newsner.labels import Lang
from newsner.layout import Zone, find_zones
from newsner.mentions import TABLE_SCORE, find_mentions
from newsner.scanner import TableScanner
from newsner.spans import MentionSpan, RecognisedSpan
from newsner.tidying import without_overlap
from newsner.words import index_words

Run = Callable[..., str]

ENTRIES = number_entries(
    [
        make_entry("GPE", "Norway", langs={"nb": ["Norge"], "de": ["Norwegen"]}, kind="country", country="NO"),
        make_entry(
            "GPE", "Russia", langs={"nb": ["Russland"], "de": ["Russland"]}, kind="country", country="RU", prominence=1.0,
            derived={"nb": ("russisk", "russer"), "nn": ("russisk", "russar"), "en": ("Russian",), "de": ("russisch", "Russe")},
        ),
        make_entry(
            "GPE", "United States", "USA", "U.S.", "US", langs={"nb": ["De forente stater"]}, kind="country",
            country="US", prominence=1.0,
            derived={"nb": ("amerikansk",), "nn": ("amerikansk",), "en": ("American",), "de": ("amerikanisch",)},
        ),
        make_entry("GPE", "Ukraine", langs={"nb": ["Ukraina"]}, kind="country", country="UA", prominence=1.0),
        make_entry("GPE", "Finland", kind="country", country="FI"),
        make_entry("GPE", "Sweden", langs={"nb": ["Sverige"]}, kind="country", country="SE"),
        make_entry("GPE", "France", kind="country", country="FR", derived={"en": ("Breton", "French")}),
        make_entry("GPE", "Ohio", kind="state", country="US", prominence=0.7),
        make_entry("GPE", "Utah", kind="state", country="US", prominence=0.7),
        make_entry("GPE", "Cleveland", kind="city", country="US", prominence=0.7),
        make_entry("GPE", "Uzwil", kind="town", country="CH", prominence=0.2),
        make_entry("GPE", "Kyiv", langs={"de": ["Kiew"]}, kind="capital", country="UA", prominence=1.0),
        make_entry("GPE", "Moscow", langs={"nb": ["Moskva"], "de": ["Moskau"]}, kind="capital", country="RU"),
        make_entry("GPE", "Oslo", kind="capital", country="NO"),
        make_entry("GPE", "Bergen", kind="city", country="NO", prominence=0.85),
        make_entry("GPE", "Essen", kind="city", country="DE", prominence=0.7),
        make_entry("GPE", "Åre", kind="town", country="SE", prominence=0.7),
        make_entry("GPE", "Hamar", kind="city", country="NO", prominence=0.5),
        make_entry("GPE", "The Hague", langs={"nb": ["Haag"]}, kind="city", country="NL", prominence=0.8),
        make_entry("GPE", "Dortmund", kind="city", country="DE"),
        make_entry("GPE", "Freiburg", kind="city", country="DE", prominence=0.7),
        make_entry("LOC", "Donbas", langs={"de": ["Donbass"]}, kind="region", country="UA", prominence=0.8),
        make_entry("ORG", "Borussia Dortmund", kind="club", country="DE", prominence=0.8),
        make_entry("ORG", "SC Freiburg", kind="club", country="DE", prominence=0.6),
        make_entry("ORG", "European Union", "EU", kind="international organisation", prominence=1.0),
        make_entry(
            "ORG", "European Commission", langs={"nb": ["EU-kommisjonen"], "de": ["EU-Kommission"]}, prominence=0.9
        ),
        make_entry("ORG", "NATO", "Nato", kind="international organisation", prominence=1.0),
        make_entry("ORG", "Kremlin", langs={"nb": ["Kreml"], "de": ["Kreml"]}, prominence=0.95),
        make_entry("ORG", "White House", langs={"nb": ["Det hvite hus"], "de": ["Weißes Haus"]}, prominence=1.0),
        make_entry("ORG", "Norges Bank", kind="central bank", country="NO", prominence=0.7),
        make_entry("ORG", "German Press Agency", "dpa", kind="news agency", country="DE", prominence=0.7),
        make_entry("ORG", "Reuters", kind="news agency", prominence=0.9),
        make_entry("ORG", "NTB", kind="news agency", prominence=0.85),
        make_entry("ORG", "Oslo tingrett", kind="court", country="NO", prominence=0.3),
        make_entry("PER", "Vladimir Putin", kind="head of state", country="RU", prominence=1.0),
        make_entry("PER", "Jens Stoltenberg", kind="politician", country="NO", prominence=0.8),
        make_entry("PER", "Eva", prominence=0.2),
        make_entry("PER", "Anna Vogel", prominence=0.2),
        make_entry("GPE", "Idar", prominence=0.2),
        make_entry("PROD", "Telegram", kind="app", prominence=0.8),
    ]
)  # fmt: skip
DENIED = [DeniedForm("muslim", 15), DeniedForm("Corona", 8)]
COMMON = ("Essen", "Bergen", "Telegram")


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """The table of `ENTRIES`."""
    return compile_entries(tmp_path_factory.mktemp("mentions") / "table", ENTRIES, DENIED, COMMON)


@pytest.fixture
def run(kb: KnowledgeBase) -> Run:
    """Mark the mentions of a text whose recognised spans are marked."""

    def run(marked: str, lang: Lang = "en", zones: Sequence[Zone] = ()) -> str:
        text, spans = read_marked(marked)
        return write_marked(text, find_mentions(text, lang, zones, spans, kb))

    return run


def find(kb: KnowledgeBase | None, marked: str, lang: Lang = "en") -> list[MentionSpan]:
    text, spans = read_marked(marked)
    return find_mentions(text, lang, (), spans, kb)


# Each case: language, text with recognised spans, text with mentions.
TITLES = [
    ("nb", "{PER:statsminister Jonas Gahr Støre} svarte.", "statsminister {PER:Jonas Gahr Støre} svarte."),
    ("nn", "{PER:Utanriksminister Eide} svara.", "Utanriksminister {PER:Eide} svara."),
    ("en", "Then {PER:Prime Minister Keir Starmer} left.", "Then Prime Minister {PER:Keir Starmer} left."),
    ("en", "Then {PER:Sir Elton John} sang.", "Then Sir {PER:Elton John} sang."),
    ("de", "Auch {PER:Frau Petra Vogel} kam.", "Auch Frau {PER:Petra Vogel} kam."),
    ("de", "Auch {PER:Prof. Dr. Petra Vogel} kam.", "Auch Prof. Dr. {PER:Petra Vogel} kam."),
    ("de", "Auch {PER:Frau Dr. Petra Vogel} kam.", "Auch Frau Dr. {PER:Petra Vogel} kam."),
    ("de", "Auch {PER:Außenministerin Baerbock} kam.", "Auch Außenministerin {PER:Baerbock} kam."),
]
TITLES_THAT_ARE_NAMES = [
    ("en", "Shares of {ORG:General Motors} fell.", "Shares of {ORG:General Motors} fell."),
    ("en", "A song by {PER:Prince} played.", "A song by {PER:Prince} played."),
    ("de", "Das sagt {PER:Trainer} selbst.", "Das sagt {PER:Trainer} selbst."),
]


@pytest.mark.parametrize(("lang", "marked", "expected"), TITLES + TITLES_THAT_ARE_NAMES)
def test_title_is_outside_a_person(run: Run, lang: Lang, marked: str, expected: str) -> None:
    """Titles and honorifics are cut off persons, as long as a name is left; other labels keep theirs."""
    assert run(marked, lang) == expected


ARTICLES = [
    ("de", "Auch {ORG:die Deutsche Bahn} fährt.", "Auch die {ORG:Deutsche Bahn} fährt."),
    ("nn", "Så kom {ORG:dei Grøne} inn.", "Så kom dei {ORG:Grøne} inn."),
    ("en", "Near {ORG:the Bank of England} today.", "Near the {ORG:Bank of England} today."),
    # At the start of a sentence or quotation the capital is the sentence's.
    ("en", "{ORG:The Pentagon Papers} came.", "The {ORG:Pentagon Papers} came."),
    ("en", "He left. {ORG:The White House} did not.", "He left. The {ORG:White House} did not."),
    ("en", "“{ORG:The Senate} will vote,” she said.", "“The {ORG:Senate} will vote,” she said."),
]
ARTICLES_THAT_STAY = [
    ("en", "Judges in {GPE:The Hague} agreed.", "Judges in {GPE:The Hague} agreed."),
    ("en", "A paper, {ORG:The New York Times}, asked.", "A paper, {ORG:The New York Times}, asked."),
    ("de", "Das Magazin {ORG:Der Spiegel} fragte.", "Das Magazin {ORG:Der Spiegel} fragte."),
    ("nb", "Så svarte {ORG:Det hvite hus} nei.", "Så svarte {ORG:Det hvite hus} nei."),
    # The table knows the article as a part of this name.
    ("en", "{GPE:The Hague} is calm.", "{GPE:The Hague} is calm."),
]


@pytest.mark.parametrize(("lang", "marked", "expected"), ARTICLES + ARTICLES_THAT_STAY)
def test_article_is_inside_only_where_it_is_part_of_the_name(run: Run, lang: Lang, marked: str, expected: str) -> None:
    """A lower-case article is outside, one with a capital inside unless the sentence gave it the capital."""
    assert run(marked, lang) == expected


GENITIVES = [
    ("en", "{PER:Anna Hill's} plan", "{PER:Anna Hill}'s plan"),
    ("en", "{PER:Anna Hill’s} plan", "{PER:Anna Hill}’s plan"),
    ("en", "{GPE:Oslo's} mayor", "{GPE:Oslo}'s mayor"),
    ("nb", "{PER:Anna Hills} plan", "{PER:Anna Hills} plan"),
    ("nb", "{ORG:Ap's} plan", "{ORG:Ap's} plan"),
    ("en", "The {GPE:United States'} plan", "The {GPE:United States}' plan"),
    ("nb", "{PER:Jens'} plan", "{PER:Jens'} plan"),
    ("nb", "{ORG:Det hvite hus'} plan", "{ORG:Det hvite hus'} plan"),
    ("nn", "{GPE:Noregs} plan", "{GPE:Noregs} plan"),
    ("de", "{PER:Merz'} Plan", "{PER:Merz'} Plan"),
    ("de", "{GPE:Deutschlands} Plan", "{GPE:Deutschlands} Plan"),
]


@pytest.mark.parametrize(("lang", "marked", "expected"), GENITIVES)
def test_genitive_is_inside_except_in_english(run: Run, lang: Lang, marked: str, expected: str) -> None:
    """The English 's is cut off, a Norwegian or German genitive is kept."""
    assert run(marked, lang) == expected


TABLE_GENITIVES = [
    ("nb", "Kort om Russlands krav", "Kort om {GPE:Russlands} krav"),
    ("nb", "Kort om Det hvite hus' krav", "Kort om {ORG:Det hvite hus'} krav"),
    ("nb", "Kort om Nato's krav", "Kort om {ORG:Nato's} krav"),
    ("nn", "Kort om USAs krav", "Kort om {GPE:USAs} krav"),
    ("de", "Kurz zu Norwegens Plan", "Kurz zu {GPE:Norwegens} Plan"),
    ("en", "Notes on Russia's plan", "Notes on {GPE:Russia}'s plan"),
    # No genitive in English, and no name inside a longer word.
    ("en", "Notes on Russias plan", "Notes on Russias plan"),
    ("nb", "Kort om Oslofolk", "Kort om Oslofolk"),
]


@pytest.mark.parametrize(("lang", "marked", "expected"), TABLE_GENITIVES)
def test_table_match_ends_where_the_word_ends(run: Run, lang: Lang, marked: str, expected: str) -> None:
    """A name of the table may carry a genitive, and no other ending."""
    assert run(marked, lang) == expected


EDGES = [
    ("nb", "{PROD:«Dagsrevyen»} kom", "«{PROD:Dagsrevyen}» kom"),
    ("de", "Im {ORG:„Spiegel“} stand", "Im „{ORG:Spiegel}“ stand"),
    ("en", 'In {ORG:"Time"}, he said', 'In "{ORG:Time}", he said'),
    ("nb", "Der bor {PER:Anna Hill.}", "Der bor {PER:Anna Hill}."),
    ("nb", "{PER:– Anna Hill}, svarte hun", "– {PER:Anna Hill}, svarte hun"),
    ("en", "It is made by {ORG:Apple Inc.}", "It is made by {ORG:Apple Inc.}"),
    ("en", "It is {PER:Sammy Davis Jr.}", "It is {PER:Sammy Davis Jr.}"),
    ("en", "He left the {GPE:U.S.}", "He left the {GPE:U.S.}"),
    ("en", "Nobody, {PER:...} said", "Nobody, ... said"),
    ("en", "By {ORG:‘Rolling Stones’} once", "By ‘{ORG:Rolling Stones}’ once"),
    ("en", "The {ORG:Widget (Holdings)} firm", "The {ORG:Widget (Holdings)} firm"),
]


@pytest.mark.parametrize(("lang", "marked", "expected"), EDGES)
def test_marks_and_full_stops_are_outside(run: Run, lang: Lang, marked: str, expected: str) -> None:
    """Quotation marks, dashes and the final full stop are cut off, the dot of an abbreviation is kept."""
    assert run(marked, lang) == expected


SLASHES = [
    ("nb", "Foto: {ORG:AP / NTB}", "Foto: {ORG:AP} / {ORG:NTB}"),
    ("de", "Die {ORG:CDU/CSU} will", "Die {ORG:CDU}/{ORG:CSU} will"),
    ("nb", "Foto: {PER:Anna Hill / NTB}", "Foto: {PER:Anna Hill} / {ORG:NTB}"),
    ("en", "The {ORG:9/11 Commission} said", "The {ORG:9/11 Commission} said"),
    ("en", "Since {EVT:9/11} he", "Since {EVT:9/11} he"),
    ("nb", "{PER:Anna Hill\nHamar}", "{PER:Anna Hill}\n{PER:Hamar}"),
]


@pytest.mark.parametrize(("lang", "marked", "expected"), SLASHES)
def test_slash_and_line_end_part_two_names(run: Run, lang: Lang, marked: str, expected: str) -> None:
    """No mention goes over a line end or a slash, but a number keeps its slash."""
    assert run(marked, lang) == expected


UNNAMED = [
    "Se https://www.{ORG:reuters}.com/{GPE:Russia} for mer",
    "Se www.{ORG:NTB}.no for mer",
    "Skriv til {PER:Anna}.{PER:Hill}@ntb.no for mer",
    "Skriv til tips@{ORG:NTB}.no for mer",
    "Takk, @{PER:Stoltenberg}, for alt",
    "Alt om #{GPE:Russia} nå",
]


@pytest.mark.parametrize("marked", UNNAMED)
def test_nothing_inside_addresses_handles_and_hashtags(run: Run, marked: str) -> None:
    """Neither the recogniser nor the table finds names there."""
    text, _ = read_marked(marked)
    assert run(marked, "nb") == text


def test_a_name_beside_an_address_is_found(run: Run) -> None:
    """The name before a handle is a mention, the handle is not."""
    assert run("{PER:Jens Stoltenberg} (@jensstoltenberg)") == "{PER:Jens Stoltenberg} (@jensstoltenberg)"


def test_boilerplate_holds_no_mentions(run: Run) -> None:
    """A closed zone has none, whoever found it; the other lines keep theirs."""
    marked = "{PER:Anna Hill} left Russia.\nVladimir Putin and {GPE:Hamar} on Telegram"
    text, _ = read_marked(marked)
    line = text.index("\n") + 1
    zones = [Zone(0, line - 1, "body"), Zone(line, len(text), "boilerplate")]
    assert run(marked, "en", zones) == "{PER:Anna Hill} left {GPE:Russia}.\nVladimir Putin and Hamar on Telegram"


def test_boilerplate_of_the_layout_holds_no_mentions(run: Run) -> None:
    """A comment form under an article stays without names."""
    marked = "The talks went on for hours in the {GPE:Hamar} town hall on Friday.\n\nLEAVE A {ORG:REPLY}\n\n{ORG:Latest} news"
    text, _ = read_marked(marked)
    assert "REPLY}" not in (found := run(marked, "en", find_zones(text)))
    assert "{GPE:Hamar}" in found and "{ORG:Latest}" not in found


@pytest.mark.parametrize("lang", ["nb", "nn", "en", "de"])
@pytest.mark.parametrize(
    "text",
    [
        "The US-amerikanischen Präsidenten, USAs president og Nato's sjef møttes i Det  hvite\nhus.",
        "Russischer Vorstoß im Weißen Haus: der Kremlsprecher, Oslo-Bergen und die EU-Kommission (dpa).",
        "NORGES BANK OG PUTIN I KYIV\n\nRussisk tale, amerikanske klubber, The Hague ’Oslo’ Nietfeld/dpa",
        "den Åre Europäischen Parlaments Essen Cleveland, Ohio Oslo_tingrett U.S. officials Bretons",
    ],
)
def test_words_that_are_passed_over_hold_no_match(kb: KnowledgeBase, lang: Lang, text: str) -> None:
    """A soft hyphen at the end changes no name, and every word is then tried at every kind of match."""
    scanner = TableScanner(kb, lang)
    found = list(scanner.scan(text, index_words(text)))
    assert found == list(scanner.scan(text + "\u00ad", index_words(text)))
    assert found


@pytest.mark.parametrize(
    ("lang", "marked"),
    [("nb", "En {ORG:Muslim} sa"), ("en", "Every {DRV:muslim} said"), ("de", "Wegen {EVT:Corona} fiel es aus")],
)
def test_denied_form_is_no_mention(run: Run, lang: Lang, marked: str) -> None:
    """A form on the list is dropped, with the recogniser's label whatever it is."""
    text, _ = read_marked(marked)
    assert run(marked, lang) == text


def test_denied_form_is_denied_in_its_language_only(run: Run) -> None:
    """Corona is a town in California elsewhere."""
    assert run("In {GPE:Corona} they said") == "In {GPE:Corona} they said"


def test_longer_recognised_span_wins(run: Run) -> None:
    """A table name inside what the recogniser found is no mention of its own."""
    assert run("The {ORG:Reuters Institute} in Oslo") == "The {ORG:Reuters Institute} in {GPE:Oslo}"


def test_longer_table_match_wins(run: Run) -> None:
    """What the recogniser cut short is mended, and two halves become one."""
    assert run("I dag sa {PER:Jens} Stoltenberg nei", "nb") == "I dag sa {PER:Jens Stoltenberg} nei"
    assert run("I dag sa {PER:Vladimir} {PER:Putin} nei", "nb") == "I dag sa {PER:Vladimir Putin} nei"
    assert run("I dag sa {GPE:Oslo} tingrett nei", "nb") == "I dag sa {GPE:Oslo} tingrett nei", "too obscure"


def test_recognised_spans_that_overlap_leave_the_first_and_longest(kb: KnowledgeBase) -> None:
    """Mentions never overlap, whatever comes in and in whatever order."""
    text = "Anna Hill of Hill Street"
    spans = [RecognisedSpan(5, 9, "PER", 0.9), RecognisedSpan(0, 9, "PER", 0.7), RecognisedSpan(5, 24, "LOC", 0.9)]
    assert write_marked(text, find_mentions(text, "en", (), spans, kb)) == "{PER:Anna Hill} of Hill Street"


LABELS = [
    # The table is sure of places and bodies.
    ("en", "He left {ORG:Moscow} early", "He left {GPE:Moscow} early"),
    ("en", "He wrote on {ORG:Telegram} early", "He wrote on {PROD:Telegram} early"),
    # Of obscure ones it is not.
    ("nb", "Han bor i {LOC:Hamar} nå", "Han bor i {GPE:Hamar} nå"),
    ("nb", "Det er {GPE:Oslo tingrett} som", "Det er {GPE:Oslo tingrett} som"),
    # A person against a place needs more.
    ("nb", "Så kom {PER:Hamar} inn", "Så kom {PER:Hamar} inn"),
    ("en", "Then {PER:Moscow} came", "Then {GPE:Moscow} came"),
    # A derived word is settled by the table, a sure surname is not.
    ("en", "A {GPE:Russian} man", "A {DRV:Russian} man"),
    ("en", "Then {PER 0.6:Breton} spoke", "Then {DRV:Breton} spoke"),
    ("en", "Then {PER 0.79:Breton} spoke", "Then {PER:Breton} spoke"),
]


@pytest.mark.parametrize(("lang", "marked", "expected"), LABELS)
def test_table_settles_the_label_where_it_is_sure(run: Run, lang: Lang, marked: str, expected: str) -> None:
    """Of equal spans the table settles DRV, and the others from a prominence on."""
    assert run(marked, lang) == expected


def test_label_stays_where_the_table_has_a_rival(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Of two entries with one name and near prominence, the one with the recogniser's label counts."""
    entries = number_entries(
        [make_entry("GPE", "Georgia", prominence=0.85), make_entry("PER", "Georgia", prominence=0.75)]
    )
    table = compile_entries(tmp_path_factory.mktemp("rivals") / "table", entries)
    assert [mention.label for mention in find(table, "So {PER:Georgia} sang")] == ["PER"]
    assert [mention.label for mention in find(table, "So {ORG:Georgia} sang")] == ["GPE"]


STRONG = [
    ("en", "A note on the White House today", "A note on the {ORG:White House} today"),
    ("en", "A note on NATO and Moscow today", "A note on {ORG:NATO} and {GPE:Moscow} today"),
    ("en", "A note on Vladimir Putin today", "A note on {PER:Vladimir Putin} today"),
    ("en", "A note on Putin today", "A note on {PER:Putin} today"),
    ("nb", "Turen går til Bergen i dag", "Turen går til {GPE:Bergen} i dag"),
]
WEAK = [
    ("nb", "Turen går til Hamar i dag", "a town of middling prominence"),
    ("en", "A note on Stoltenberg today", "a surname that is not famous enough"),
    ("de", "Das Essen war gut", "a common word"),
    ("en", "The telegram and the us and the nato way", "lower case"),
]


@pytest.mark.parametrize(("lang", "marked", "expected"), STRONG)
def test_strong_table_match_is_a_mention(run: Run, lang: Lang, marked: str, expected: str) -> None:
    """Well-known names of one word and names of several words are found without the recogniser."""
    assert run(marked, lang) == expected


@pytest.mark.parametrize(("lang", "text"), [case[:2] for case in WEAK], ids=[case[2] for case in WEAK])
def test_weak_table_match_is_none(run: Run, lang: Lang, text: str) -> None:
    """What the table alone is not sure of is left to the recogniser."""
    assert run(text, lang) == text


def test_common_word_is_a_name_where_the_recogniser_says_so(run: Run) -> None:
    """Essen is a town where it was recognised as one."""
    assert run("Sie kommt aus {LOC:Essen} und mag Essen", "de") == "Sie kommt aus {GPE:Essen} und mag Essen"


def test_scores(kb: KnowledgeBase) -> None:
    """The recogniser's score stays with its spans; what the table adds carries the precision of its rule."""
    first, second = find(kb, "{PER 0.6:Anna Hill} left Moscow")
    assert (first.score, second.score) == (0.6, TABLE_SCORE)
    (mended,) = find(kb, "Then {PER 0.6:Jens} Stoltenberg left")
    assert mended.score == TABLE_SCORE


COMPOUNDS = [
    ("nb", "Saken om EU-landene er", "Saken om {DRV:EU-landene} er"),
    ("nb", "Saken om Ukraina-krigen er", "Saken om {DRV:Ukraina-krigen} er"),
    ("nb", "Her er {ORG:Kvik} og {ORG 0.6:Kvik-sjefen} nå", "Her er {ORG:Kvik} og {DRV:Kvik-sjefen} nå"),
    ("nb", "Saken om {ORG:Moskva-avtalen} er", "Saken om {DRV:Moskva-avtalen} er"),
    ("nn", "Saka om {ORG 0.6:Kreml-toppen} er", "Saka om {DRV:Kreml-toppen} er"),
    ("nb", "Saken om Det hvite hus-talsmannen er", "Saken om {DRV:Det hvite hus-talsmannen} er"),
    ("de", "Der US-Präsident kommt", "Der {DRV:US-Präsident} kommt"),
    ("de", "Der Kreml-Sprecher kommt", "Der {DRV:Kreml-Sprecher} kommt"),
    ("de", "Die {LOC:Donbass-Region} ist", "Die {DRV:Donbass-Region} ist"),
    ("de", "Der {EVT:Nato-Gipfel} ist", "Der {DRV:Nato-Gipfel} ist"),
    ("de", "Der {PER:Vladimir Putin-Vertraute} ist", "Der {DRV:Vladimir Putin-Vertraute} ist"),
]
SOLID_COMPOUNDS = [
    ("de", "Der Kremlsprecher und der Ukrainekrieg", "Der {DRV:Kremlsprecher} und der {DRV:Ukrainekrieg}"),
    ("de", "Das Moskaugeschäft ruht", "Das {DRV:Moskaugeschäft} ruht"),
    ("de", "Die kremlnahe Zeitung und der Donbassit", "Die kremlnahe Zeitung und der Donbassit"),
    ("de", "Der Hamarsprecher und ein Regierungssprecher", "Der Hamarsprecher und ein Regierungssprecher"),
    ("nb", "En Moskvareise", "En Moskvareise"),
]
NAMES_WITH_HYPHEN = [
    # Names of the table.
    ("nb", "Saken om EU-kommisjonen er", "Saken om {ORG:EU-kommisjonen} er"),
    ("de", "Die EU-Kommission will", "Die {ORG:EU-Kommission} will"),
    # Names that the recogniser is sure of.
    ("nb", "Nå er {ORG 0.78:Munch-museet} stengt", "Nå er {ORG:Munch-museet} stengt"),
    ("de", "Das {ORG 0.78:Goethe-Institut} ist", "Das {ORG:Goethe-Institut} ist"),
    ("nb", "Her er {ORG:Kvik} og {ORG 0.78:Kvik-museet} nå", "Her er {ORG:Kvik} og {ORG:Kvik-museet} nå"),
    ("nb", "Nå er {ORG 0.95:Moskva-museet} stengt", "Nå er {ORG:Moskva-museet} stengt"),
    # Given names and surnames.
    ("nb", "Her er {PER:Anne-Grete Hill} nå", "Her er {PER:Anne-Grete Hill} nå"),
    ("en", "Here is {PER:Anna Hill-Moscow} now", "Here is {PER:Anna Hill-Moscow} now"),
    # English has no such compounds.
    ("en", "A Moscow-based firm", "A {GPE:Moscow}-based firm"),
    ("en", "The U.S.-led force", "The {GPE:U.S.}-led force"),
    # A route is two names.
    ("nb", "På Oslo-Bergen er det", "På {GPE:Oslo}-{GPE:Bergen} er det"),
    ("de", "Der Zug Moskau-Kiew kam", "Der Zug {GPE:Moskau}-{GPE:Kiew} kam"),
]
GERMAN_DOUBLE_NAMES = [
    ("de", "Das sagte {PER:Hans-Peter Vogel} heute", "Das sagte {PER:Hans-Peter Vogel} heute"),
    ("de", "Das sagte {PER:Petra Vogel-Kranz} heute", "Das sagte {PER:Petra Vogel-Kranz} heute"),
    ("de", "Das war in {GPE:Baden-Baden} heute", "Das war in {GPE:Baden-Baden} heute"),
    # The table has Eva, Anna Vogel and Idar, none of them well known.
    ("de", "Das sagte {PER 0.95:Eva-Maria Kranz} heute", "Das sagte {PER:Eva-Maria Kranz} heute"),
    ("de", "Das sagte {PER 0.95:Anna Vogel-Kranz} heute", "Das sagte {PER:Anna Vogel-Kranz} heute"),
    ("de", "Das war in {GPE 0.95:Idar-Oberstein} heute", "Das war in {GPE:Idar-Oberstein} heute"),
]
OFFICE_BEFORE_NAME = [
    ("nb", "Da sa {PER:EU-topp Anna Hill} nei", "Da sa {DRV:EU-topp} {PER:Anna Hill} nei"),
    ("de", "Da kam {PER:Nato-Chef Anna Hill} an", "Da kam {DRV:Nato-Chef} {PER:Anna Hill} an"),
]


@pytest.mark.parametrize(("lang", "marked", "expected"), SOLID_COMPOUNDS)
def test_solid_german_compound_is_derived(run: Run, lang: Lang, marked: str, expected: str) -> None:
    """A well-known place or body before one of the nouns that such words are made with; no other word."""
    assert run(marked, lang) == expected


@pytest.mark.parametrize(("lang", "marked", "expected"), COMPOUNDS + NAMES_WITH_HYPHEN)
def test_compound_is_derived_unless_it_is_a_name(run: Run, lang: Lang, marked: str, expected: str) -> None:
    """A name, a hyphen and a common word are one derived word; a name of its own keeps its label."""
    assert run(marked, lang) == expected


@pytest.mark.parametrize(("lang", "marked", "expected"), OFFICE_BEFORE_NAME)
def test_office_with_a_name_inside_is_no_part_of_the_person(run: Run, lang: Lang, marked: str, expected: str) -> None:
    """The compound before a person is a mention of its own."""
    assert run(marked, lang) == expected


DESCRIBED = [
    # However sure the recogniser is: the full name before the hyphen is a well-known one.
    ("de", "Vor dem {PER 0.98:Wladimir Putin-Gipfel} heute", "Vor dem {DRV:Wladimir Putin-Gipfel} heute"),
    ("de", "Beim {ORG 0.95:Militär-Bündnis Nato} heute", "Beim Militär-Bündnis {ORG:Nato} heute"),
    ("nb", "Hos {ORG 0.95:forsvars-alliansen Nato} i dag", "Hos forsvars-alliansen {ORG:Nato} i dag"),
    # A name of its own: what stands behind the hyphened word is no body of the table.
    ("de", "Im {ORG 0.95:Foto-Studio Kranz} heute", "Im {ORG:Foto-Studio Kranz} heute"),
    ("de", "Im {ORG 0.95:Bio-Hotel Oslo} heute", "Im {ORG:Bio-Hotel Oslo} heute"),
]


@pytest.mark.parametrize(("lang", "marked", "expected"), DESCRIBED)
def test_what_a_noun_with_a_hyphen_describes(run: Run, lang: Lang, marked: str, expected: str) -> None:
    """A noun that says what a known body is stays outside; a noun behind a known person makes a derived word."""
    assert run(marked, lang) == expected


@pytest.mark.parametrize(("lang", "marked", "expected"), GERMAN_DOUBLE_NAMES)
def test_german_double_names_are_no_compounds(run: Run, lang: Lang, marked: str, expected: str) -> None:
    """A double given name, surname or town is a name and leads to no other."""
    assert run(marked, lang) == expected


DERIVED = [
    ("nb", "En russisk mann", "En {DRV:russisk} mann"),
    ("nb", "Den russiskes bil", "Den {DRV:russiskes} bil"),
    ("nn", "Ein russarane seier", "Ein {DRV:russarane} seier"),
    ("en", "The Russian firm and two Russians", "The {DRV:Russian} firm and two {DRV:Russians}"),
    ("de", "Die russischen Züge und ein Russe", "Die {DRV:russischen} Züge und ein {DRV:Russe}"),
    # At the start of a sentence they have a capital.
    ("nb", "Russiske fly lettet", "{DRV:Russiske} fly lettet"),
    ("de", "Russische Züge fahren", "{DRV:Russische} Züge fahren"),
    # Two derived words are two mentions.
    ("nb", "En russisk-amerikansk avtale", "En {DRV:russisk}-{DRV:amerikansk} avtale"),
    ("de", "Ein russisch-amerikanischer Plan", "Ein {DRV:russisch}-{DRV:amerikanischer} Plan"),
    ("en", "The Russian-backed force", "The {DRV:Russian}-backed force"),
    # For or against somebody is derived from nobody.
    ("en", "The pro-Russian side", "The pro-Russian side"),
    ("en", "The anti-{DRV:American} side", "The anti-American side"),
    ("nb", "En pro-russisk side", "En pro-russisk side"),
    ("de", "Die prorussische Seite", "Die prorussische Seite"),
    # A derived word that leads to nothing is none.
    ("en", "The {DRV:Quendian} side", "The Quendian side"),
    # In English demonyms have a capital.
    ("en", "The russian side", "The russian side"),
]


@pytest.mark.parametrize(("lang", "marked", "expected"), DERIVED)
def test_demonyms_and_adjectives(run: Run, lang: Lang, marked: str, expected: str) -> None:
    """Words derived from a name of the table are found, alone, at a sentence's start and joined by a hyphen."""
    assert run(marked, lang) == expected


SIGNATURES = [
    ("de", "Moskau (dpa) - Der", "{GPE:Moskau} ({ORG:dpa}) - Der"),
    ("de", "Foto: {PER:Anna Hill}/dpa", "Foto: {PER:Anna Hill}/{ORG:dpa}"),
    ("nb", "Foto: {PER:Anna Hill} / NTB", "Foto: {PER:Anna Hill} / {ORG:NTB}"),
    ("de", "Das dpa und das", "Das dpa und das"),
]


@pytest.mark.parametrize(("lang", "marked", "expected"), SIGNATURES)
def test_agency_in_lower_case_is_found_only_in_its_signature(run: Run, lang: Lang, marked: str, expected: str) -> None:
    """(dpa) is an agency mark; the same letters in running text are nothing."""
    assert run(marked, lang) == expected


CAPITALS = [
    ("en", "KYIV - The talks", "{GPE:KYIV} - The talks"),
    ("nb", "NORGES BANK SVARER NÅ", "{ORG:NORGES BANK} SVARER NÅ"),
    ("de", "KIEW MELDET ES", "{GPE:KIEW} MELDET ES"),
    ("en", "VLADIMIR PUTIN LEFT", "{PER:VLADIMIR PUTIN} LEFT"),
    # Too short, a common word, a lone surname, in a longer word.
    ("nb", "HAMAR ER NÅ", "HAMAR ER NÅ"),
    ("en", "WE ARE BACK", "WE ARE BACK"),
    ("de", "ESSEN IST DA", "ESSEN IST DA"),
    ("en", "KYIVSTAR FELL", "KYIVSTAR FELL"),
]


@pytest.mark.parametrize(("lang", "marked", "expected"), CAPITALS)
def test_words_in_capitals(run: Run, lang: Lang, marked: str, expected: str) -> None:
    """Datelines and headlines in capitals hold well-known names, and no common words."""
    assert run(marked, lang) == expected


PLACES = [
    # One mention: a place and what it lies in.
    ("en", "In {GPE:Setermoen}, {GPE:Norway} it", "In {GPE:Setermoen, Norway} it"),
    ("en", "In {GPE:Cleveland}, {GPE:Ohio} it", "In {GPE:Cleveland, Ohio} it"),
    # The state shortened, found or not, with its dot.
    ("en", "In {GPE:Peoria}, Ill., it", "In {GPE:Peoria, Ill.}, it"),
    ("en", "In {GPE:Peoria, Ill}.", "In {GPE:Peoria, Ill.}"),
    ("en", "{LOC:BATON ROUGE}, {ORG:La}. (AP)", "{GPE:BATON ROUGE, La.} (AP)"),
    ("en", "In {GPE:Peoria}, Illness is", "In {GPE:Peoria}, Illness is"),
    ("en", "{PER:Jane Roe}, Mass. said", "{PER:Jane Roe}, Mass. said"),
    # A canton behind a place of Switzerland.
    ("de", "in {ORG:Uzwil SG} gab", "in {GPE:Uzwil SG} gab"),
    ("de", "bei {ORG:Uzwil AG} gab", "bei {ORG:Uzwil AG} gab"),
    ("en", "{GPE:KYIV}, {GPE:Ukraine} - The", "{GPE:KYIV, Ukraine} - The"),
    # A list.
    ("en", "In {GPE:Finland}, {GPE:Sweden} and {GPE:Norway}", "In {GPE:Finland}, {GPE:Sweden} and {GPE:Norway}"),
    ("en", "In {GPE:Finland}, {GPE:Sweden} it", "In {GPE:Finland}, {GPE:Sweden} it"),
    ("en", "In {GPE:Setermoen}, {GPE:Norway} and {GPE:Sweden}", "In {GPE:Setermoen}, {GPE:Norway} and {GPE:Sweden}"),
    ("en", "In {GPE:Oslo}, {GPE:Moscow} it", "In {GPE:Oslo}, {GPE:Moscow} it"),
    ("en", "In {GPE:Ohio}, {GPE:Utah}, {GPE:Oslo} it", "In {GPE:Ohio}, {GPE:Utah}, {GPE:Oslo} it"),
    # A place in another country.
    ("en", "In {GPE:Cleveland}, {GPE:Norway} it", "In {GPE:Cleveland}, {GPE:Norway} it"),
    # No place.
    ("en", "So {PER:Anna Hill}, {GPE:Norway} it", "So {PER:Anna Hill}, {GPE:Norway} it"),
]


@pytest.mark.parametrize(("lang", "marked", "expected"), PLACES)
def test_place_with_its_country_is_one_mention(run: Run, lang: Lang, marked: str, expected: str) -> None:
    """The comma part of a place is inside; places in a row are a list."""
    assert run(marked, lang) == expected


COORDINATED = [
    ("nb", "I {GPE:Oslo og Moskva} er", "I {GPE:Oslo} og {GPE:Moskva} er"),
    ("de", "In {GPE:Moskau und Kiew} ist", "In {GPE:Moskau} und {GPE:Kiew} ist"),
    ("en", "In {GPE:Russia, Ukraine and Norway} it", "In {GPE:Russia}, {GPE:Ukraine} and {GPE:Norway} it"),
    # One name with an "and" in it.
    ("en", "The {ORG:Smith and Wesson} gun", "The {ORG:Smith and Wesson} gun"),
    ("nb", "Her er {ORG:Oslo og Omland Friluftsråd} nå", "Her er {ORG:Oslo og Omland Friluftsråd} nå"),
]


@pytest.mark.parametrize(("lang", "marked", "expected"), COORDINATED)
def test_coordinated_names_are_split_where_each_is_known(run: Run, lang: Lang, marked: str, expected: str) -> None:
    """Two known names with an "and" between are two mentions; an unknown half leaves one."""
    assert run(marked, lang) == expected


def test_acronym_in_brackets_is_a_mention_of_its_own(run: Run) -> None:
    """The initials of the name before the bracket are found, other words in brackets are not."""
    marked = "The {ORG:World Fish Forum} (WFF) and the {ORG:World Fish Forum} (again)"
    assert run(marked) == "The {ORG:World Fish Forum} ({ORG:WFF}) and the {ORG:World Fish Forum} (again)"


HONORIFICS = [
    ("en", "Then Mr. Hillborough spoke", "Then Mr. {PER:Hillborough} spoke"),
    ("en", "Then Ms Hillborough spoke", "Then Ms {PER:Hillborough} spoke"),
    ("de", "Dann sprach Frau Vogel dort", "Dann sprach Frau {PER:Vogel} dort"),
    ("de", "Dann half es Herrn Vogel dort", "Dann half es Herrn {PER:Vogel} dort"),
    ("de", "Dann kam seine Frau wieder", "Dann kam seine Frau wieder"),
    ("en", "Then the mr. came", "Then the mr. came"),
    ("en", "Thank you, Mr. President, he said", "Thank you, Mr. President, he said"),
    ("de", "Danke, Frau Ministerin, sagte er", "Danke, Frau Ministerin, sagte er"),
]


@pytest.mark.parametrize(("lang", "marked", "expected"), HONORIFICS)
def test_honorific_marks_a_surname(run: Run, lang: Lang, marked: str, expected: str) -> None:
    """What stands behind Mr. or Frau and has a capital is a person."""
    assert run(marked, lang) == expected


def test_those_who_sign_are_persons(run: Run) -> None:
    """Names in a byline are found without the recogniser; the place beside them keeps its label."""
    byline, body = "Av Kari Lund og Ola van der Berg, {GPE:Hamar}", "\nSaken er at Siv Dahl kom"
    end = len(read_marked(byline)[0])
    zones = [Zone(0, end, "byline"), Zone(end + 1, end + len(body), "body")]
    expected = "Av {PER:Kari Lund} og {PER:Ola van der Berg}, {GPE:Hamar}"
    assert run(byline + body, "nb", zones) == expected + body
    assert run(byline + body, "nb") == byline + body


def test_name_of_the_document_inside_a_longer_name_stays_alone(run: Run) -> None:
    """Kari Lund is not the first half of Kari Lund Hansen."""
    marked = "{PER 0.9:Kari Lund} gikk. Så kom Kari Lund Hansen."
    assert run(marked, "nb") == "{PER:Kari Lund} gikk. Så kom Kari Lund Hansen."


AGAIN = [
    ("en", "{PER 0.9:Anna Hill} left. Later Hill came.", "{PER:Anna Hill} left. Later {PER:Hill} came."),
    ("nb", "{PER 0.9:Anna Hill} gikk. Så kom Hills bil.", "{PER:Anna Hill} gikk. Så kom {PER:Hills} bil."),
    ("en", "Widgetco fell as {ORG 0.9:Widgetco} said", "{ORG:Widgetco} fell as {ORG:Widgetco} said"),
    # Not surer of the first than of anything.
    ("en", "{PER 0.79:Anna Hill} left. Later Hill came.", "{PER:Anna Hill} left. Later Hill came."),
    # No part of another word, no English genitive, no word in lower case.
    (
        "en",
        "{PER 0.9:Anna Hill} left. Hilltop, Hills and hill stay.",
        "{PER:Anna Hill} left. Hilltop, Hills and hill stay.",
    ),
    ("en", "{ORG 0.9:Anna Hill} left. Later Hill came.", "{ORG:Anna Hill} left. Later Hill came."),
    # A surname that is a word too.
    ("en", "{PER 0.9:Theresa May} left. In May it rained.", "{PER:Theresa May} left. In May it rained."),
    ("de", "{PER 0.9:Tim Koch} kam. Der Koch ging.", "{PER:Tim Koch} kam. Der Koch ging."),
]


@pytest.mark.parametrize(("lang", "marked", "expected"), AGAIN)
def test_sure_name_is_found_wherever_it_stands_again(run: Run, lang: Lang, marked: str, expected: str) -> None:
    """What the recogniser was sure of once, and a person's surname, it need not find again."""
    assert run(marked, lang) == expected


MISSPELT = [
    ("nb", "{PER 0.9:Anna Birkeland} gikk. Birkelnad kom.", "{PER:Anna Birkeland} gikk. {PER:Birkelnad} kom."),
    ("en", "{PER 0.9:Anna Birkeland} left. Birkland came.", "{PER:Anna Birkeland} left. {PER:Birkland} came."),
    # Another first letter, two edits, a short name, a word of the text.
    ("nb", "{PER 0.9:Anna Birkeland} gikk. Mirkeland kom.", "{PER:Anna Birkeland} gikk. Mirkeland kom."),
    ("nb", "{PER 0.9:Anna Birkeland} gikk. Birklend kom.", "{PER:Anna Birkeland} gikk. Birklend kom."),
    ("nb", "{PER 0.9:Anna Hagen} gikk. Hager kom.", "{PER:Anna Hagen} gikk. Hager kom."),
    ("nb", "{PER 0.9:Anna Broren} gikk. Brøren kom.", "{PER:Anna Broren} gikk. {PER:Brøren} kom."),
    ("nb", "{PER 0.9:Anna Bringer} gikk. Bringet ble det, og bringet ble det.",
     "{PER:Anna Bringer} gikk. Bringet ble det, og bringet ble det."),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "marked", "expected"), MISSPELT)
def test_misspelt_surname_of_the_document_is_a_mention(run: Run, lang: Lang, marked: str, expected: str) -> None:
    """One edit away from a sure surname is a typo of it; anything else is another word."""
    assert run(marked, lang) == expected


def test_one_name_has_one_label_in_a_document(run: Run) -> None:
    """The label of most weight goes to all, and a surname has the weight of the full name."""
    assert run("{ORG 0.7:Kvik} won, {ORG 0.7:Kvik} lost, {LOC 0.75:Kvik} slept") == (
        "{ORG:Kvik} won, {ORG:Kvik} lost, {ORG:Kvik} slept"
    )
    assert run("{PER 0.7:Anna Hill} left. {LOC 0.6:Hill} slept") == "{PER:Anna Hill} left. {PER:Hill} slept"


SPORT = "{GPE:Dortmund} won 3-1 against {GPE:Freiburg}"


def test_towns_are_clubs_in_a_text_about_sport(run: Run) -> None:
    """Two towns with a club and a result make the towns clubs."""
    assert run(SPORT) == "{ORG:Dortmund} won 3-1 against {ORG:Freiburg}"


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # No result, one club, no club, behind a preposition.
        ("{GPE:Dortmund} won against {GPE:Freiburg}", "{GPE:Dortmund} won against {GPE:Freiburg}"),
        ("{GPE:Dortmund} won 3-1 again", "{GPE:Dortmund} won 3-1 again"),
        (SPORT + " of {GPE:Oslo}", "{ORG:Dortmund} won 3-1 against {ORG:Freiburg} of {GPE:Oslo}"),
        (SPORT + " in {GPE:Dortmund}", "{ORG:Dortmund} won 3-1 against {ORG:Freiburg} in {GPE:Dortmund}"),
        # A German time of the day is no result; a German result is; a dateline is a place.
        ("{GPE:Dortmund} gegen {GPE:Freiburg}, 20:45", "{GPE:Dortmund} gegen {GPE:Freiburg}, 20:45"),
        ("{GPE:Dortmund} gegen {GPE:Freiburg} 3:1", "{ORG:Dortmund} gegen {ORG:Freiburg} 3:1"),
        ("{GPE:Dortmund} (dpa) " + SPORT, "{GPE:Dortmund} ({ORG:dpa}) {ORG:Dortmund} won 3-1 against {ORG:Freiburg}"),
    ],
)
def test_towns_stay_towns_elsewhere(run: Run, marked: str, expected: str) -> None:
    """Without a result, without a second club, without a club at all, and behind a preposition of place."""
    assert run(marked) == expected


def test_without_table_the_spans_are_tidied_only() -> None:
    """Titles and genitives go, nothing is added and no label changes."""
    text, spans = read_marked("{PER:President Anna Hill's} trip to {ORG:Moscow}, not Russia")
    marked = write_marked(text, find_mentions(text, "en", (), spans, None))
    assert marked == "President {PER:Anna Hill}'s trip to {ORG:Moscow}, not Russia"


def test_score_of_a_foreign_recogniser_stays_none(kb: KnowledgeBase) -> None:
    """No score is made up."""
    spans = [RecognisedSpan(0, 9, "PER", None)]
    assert [mention.score for mention in find_mentions("Anna Hill left", "en", (), spans, kb)] == [None]


def test_empty_text_has_no_mentions(kb: KnowledgeBase) -> None:
    """Nothing in, nothing out."""
    assert find_mentions("", "nb", (), [], kb) == []


def test_offsets_hold_in_a_text_with_odd_characters(kb: KnowledgeBase) -> None:
    """No-break spaces, soft hyphens and emoji do not move offsets."""
    text = "🎉\u00a0Vladimir\u00a0Putin (Pu\u00adtin) 🎉 Moscow"
    found = find_mentions(text, "en", (), [], kb)
    assert [(mention.surface, mention.label) for mention in found] == [
        ("Vladimir\u00a0Putin", "PER"), ("Pu\u00adtin", "PER"), ("Moscow", "GPE")
    ]  # fmt: skip
    assert all(text[mention.start : mention.end] == mention.surface for mention in found)


def test_of_equal_spans_the_first_given_stays() -> None:
    """The recogniser's own score stands before a rule's, in every process: no order of a set decides."""
    spans = [RecognisedSpan(0, 13, "PER", score) for score in (0.94, 0.95, 0.2, 0.7)]
    assert without_overlap(spans) == spans[:1]
    assert without_overlap(reversed(spans)) == spans[-1:]


@pytest.mark.parametrize(
    ("gap", "whole"), [("\n", True), ("  ", True), ("\r\n", True), ("\n\n", False), ("\r\n\r\n", False)]
)
def test_a_name_may_run_on_in_the_next_line_but_not_in_the_next_paragraph(
    tmp_path_factory: pytest.TempPathFactory, gap: str, whole: bool
) -> None:
    entries = number_entries([make_entry("ORG", "Statens Vegvesen", prominence=0.9)])
    kb = compile_entries(tmp_path_factory.mktemp("paragraphs") / "table", entries)
    text = f"Det sier Statens{gap}Vegvesen torsdag."
    assert [text[each.start : each.end] for each in TableScanner(kb, "nb").scan(text, index_words(text))] == (
        [f"Statens{gap}Vegvesen"] if whole else []
    )
