"""Tests of newsner.layout."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsner.layout import find_zones

_BODY = "The foreign ministers of Norway and Germany met in Bergen on Monday to talk about gas and submarines."


def _kinds_by_text(text: str) -> dict[str, str]:
    return {text[zone.start : zone.end]: zone.kind for zone in find_zones(text)}


def _article(*lines: str) -> str:
    return "\n\n".join(("Ministers meet in Bergen", _BODY, *lines))


def test_norwegian_article_is_told_apart() -> None:
    """Caption, headline, byline, date, dateline and text of a typical page each get their kind."""
    text = (
        "PÅ VEI HJEM: Utenriksminister Espen Barth Eide på Gardermoen torsdag.\n\n"
        "Eide kutter Kina-reisen\n\n"
        "Av Turid Hagen og Jan-Erik Smilden\n"
        "Foto: Lise Åserud / NTB\n\n"
        "Publisert: Nå nettopp\n\n"
        "PEKING (NTB): Statsråden avbryter besøket.\n\n"
        "– Det er riktig, sier Eide.\n\n"
        "Les også: Slik gikk det i Peking"
    )
    assert list(_kinds_by_text(text).items()) == [
        ("PÅ VEI HJEM: Utenriksminister Espen Barth Eide på Gardermoen torsdag.", "caption"),
        ("Eide kutter Kina-reisen", "headline"),
        ("Av Turid Hagen og Jan-Erik Smilden", "byline"),
        ("Foto: Lise Åserud / NTB", "byline"),
        ("Publisert: Nå nettopp", "boilerplate"),
        ("PEKING (NTB):", "dateline"),
        ("Statsråden avbryter besøket.", "body"),
        ("– Det er riktig, sier Eide.", "body"),
        ("Les også: Slik gikk det i Peking", "boilerplate"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Leave a Reply",
        "LEAVE A REPLY Cancel reply",
        "Your email address will not be published. Required fields are marked *",
        "Please enter your name here",
        "Related news",
        "Latest news",
        "Les også: Merz vil ha flere ubåter",
        "Les også Merz vil ha flere ubåter.",
        "LES OGSÅ:",
        "Les mer: Dette er Forsvarets nye ubåter",
        "Nå nettopp",
        "Nå nettopp: Ras på E39",
        "Sist oppdatert: 12. mai 2025 kl. 14.05",
        "Publisert 08.03.2024 17:32",
        "Del artikkelen",
        "Del på Facebook",
        "Sjå også: Kva gjer Equinor no?",
        "Facebook Twitter LinkedIn",
        "Facebook | X | E-post",
        "Vi bruker informasjonskapsler for å gjøre nettstedet bedre",
        "Subscribe to our newsletter",
        "See also\u00a0 Storm hits western Norway",
        "Read more: Merz in Oslo",
        "Updated 5:42 PM, Tue May 6, 2025",
        "Lesen Sie auch: Merz in Oslo",
        "Lesen Sie auch",
        "Mehr zum Thema: Norwegen, Gas",
        "Newsletter abonnieren",
        "Ihre E-Mail-Adresse wird nicht veröffentlicht.",
        "Stand: 06.05.2025, 16:05 Uhr",
        "Teilen  Drucken  Kommentieren",
        "Advertisement",
        "Annonse",
        "ANZEIGE",
        "source site-7",
        "-3,5 °C",
        "Friday, May 9, 2025",
        "fredag 9. mai 2025",
        "Freitag, 9. Mai 2025",
        "for 3 timer siden",
        "3 Kommentare",
        "© 2025 Example News. All rights reserved.",
    ],
)
def test_page_furniture_is_boilerplate(line: str) -> None:
    """A line that belongs to the page yields nothing, wherever it stands."""
    assert _kinds_by_text(_article(line, _BODY + " Again."))[line] == "boilerplate"


@pytest.mark.parametrize(
    "line",
    [
        "Facebook sier at de fjernet innlegget.",
        "Facebook and Twitter removed the post on Monday.",
        "Facebook",
        "– Les også brevet høyt, sa læreren i Molde.",
        "Se også til at Norge blir hørt, ba hun.",
        "Les mer enn du skriver, rådet Fosse.",
        "Read more books, the mayor of Leeds told the class.",
        "Related to the king by marriage, he kept out of politics.",
        "Mehr zum Thema Gas will Merz am Freitag sagen.",
        "Newsletter-Gründer Axel Springer kaufte Politico.",
        "Publisert forskning fra Bergen støtter ham.",
        "Updated rules for Frontex take effect in May.",
        "Annonsen sto i Aftenposten.",
        "Copyright law is a matter for Brussels, said Breton.",
        "Source: Statistics Norway",
        "12 Kommentatoren kamen nach Kiel",
        "May visits Brussels",
        "Siste nytt fra Kyiv kom klokken ti, sier Støre.",
        "Von Storch greift Merz an",
        "Av hensyn til Sverige venter Norge.",
        "By Monday, Berlin had changed its mind.",
        "Video: Putin møter Biden",
        "NATO: Russland truer ikke Norge",
        "Jonas Gahr Støre (Ap): Vi venter.",
    ],
)
def test_text_like_furniture_stays_body(line: str) -> None:
    """A sentence or heading that only begins like page furniture is not lost."""
    assert _kinds_by_text(_article(line, _BODY + " Again."))[line] == "body"


@pytest.mark.parametrize(
    "line",
    [
        "Av Kristin Øye Hansen",
        "AV: Kristin Øye Hansen, NRK",
        "Tekst: Eli Næss",
        "Foto: Heiko Junge / NTB",
        "By Hannah Okafor and Per Y. Hansen",
        "(Reporting by Hannah Okafor in Oslo; editing by Marcus Weng)",
        "Von Ursula von der Heide, Kiel",
        "Sean Gallup/Getty",
        "NTB",
        "(dpa)",
        "© AFP / NTB",
    ],
)
def test_line_of_names_is_byline(line: str) -> None:
    """Authors, photographers and agencies stand in a byline, which may hold mentions."""
    assert _kinds_by_text(_article(line))[line] == "byline"


@pytest.mark.parametrize(
    "line",
    [
        "Jonas Gahr Støre i Kyiv. Foto: Heiko Junge / NTB",
        "Jonas Gahr Støre i Kyiv. Arkivfoto: Heiko Junge / NTB",
        "TO LEIARAR: Støre og Merz i Kiel.",
        "Merz in Kiel. Foto: Frank Molter/dpa",
        "Merz in Kiel. (Archivbild)",
        "Merz speaks in Kiel. (AP Photo/Ebrahim Noroozi)",
        "Merz speaks in Kiel. Photo by Sean Gallup",
    ],
)
def test_line_with_a_credit_or_kicker_is_caption(line: str) -> None:
    """A picture's text is known by its credit, or by its first words in capitals."""
    assert _kinds_by_text(_article(line))[line] == "caption"


def test_line_right_above_a_credit_is_caption() -> None:
    """A photographer's line without a gap belongs to the text above it."""
    kinds = _kinds_by_text(_article("A Norwegian submarine leaves Kiel.\nSean Gallup/Getty", "It came back."))
    assert kinds["A Norwegian submarine leaves Kiel."] == "caption"
    assert kinds["It came back."] == "body"


@pytest.mark.parametrize(
    ("dateline", "rest"),
    [
        ("KYIV (NTB):", "Presidenten er hjemme."),
        ("OSLO:", "Presidenten er hjemme."),
        ("HAUGESUND/OSLO:", "Presidenten er heime."),
        ("NEW YORK:", "Presidenten er hjemme."),
        ("BRUSSEL (NTB/AFP):", "Presidenten er hjemme."),
        ("BERLIN (dpa) -", "Der Präsident ist daheim."),
        ("Moskau/Washington (dpa) -", "Der Präsident ist daheim."),
        ("KYIV, Ukraine (AP) —", "The president is home."),
        ("BEIJING, May 9 (Xinhua) --", "The president is home."),
        ("KYIV, Ukraine —", "The president is home."),
    ],
)
def test_dateline_is_a_zone_of_its_own(dateline: str, rest: str) -> None:
    """The place and agency before a paragraph are split from it."""
    text = f"A headline\n\n{dateline} {rest}"
    assert list(_kinds_by_text(text).items()) == [
        ("A headline", "headline"),
        (dateline, "dateline"),
        (rest, "body"),
    ]


@pytest.mark.parametrize(
    "paragraph",
    [
        "Jonas Gahr Støre (Ap): Vi skal hjelpe Ukraina i vinter.",
        "Kyiv (hovedstaden) - ble angrepet i natt.",
        "In Oslo (Norway) - as in Kiel - it rained.",
        "Merz: Wir helfen der Ukraine.",
    ],
)
def test_other_brackets_and_colons_are_no_dateline(paragraph: str) -> None:
    """Only an agency, or a place in capitals, makes a dateline."""
    assert "dateline" not in _kinds_by_text(f"A headline\n\n{paragraph}").values()


@pytest.mark.parametrize(
    "headline",
    [
        "Putin møter Biden i Genf",
        "TRUMP THREATENS EU",
        "Kva vil Høgre?",
        "Merz: „Wir helfen“",
        "Harris wins in the U.S.",
    ],
)
def test_short_first_line_is_headline(headline: str) -> None:
    """The first line is the headline, alone or before a text."""
    assert _kinds_by_text(headline) == {headline: "headline"}
    assert _kinds_by_text(f"Annonse\n{headline}\n\n{_BODY}")[headline] == "headline"


@pytest.mark.parametrize("first", [_BODY, _BODY[:-1] + ", and about fish, cod above all, for the rest of the day"])
def test_text_without_headline_has_none(first: str) -> None:
    """A sentence or a long line is text, and a sub-heading behind it stays body."""
    assert "headline" not in _kinds_by_text(f"{first}\n\nFish and gas\n\n{_BODY}").values()


def test_town_of_a_weather_widget_is_boilerplate() -> None:
    """The town between temperature and date is the reader's, and not the headline."""
    kinds = _kinds_by_text(f"7.5 C\nTromsø\nFriday, May 9, 2025\n\nStorm hits Bergen\n\n{_BODY}")
    assert kinds["Tromsø"] == "boilerplate"
    assert kinds["Storm hits Bergen"] == "headline"


def test_links_at_the_foot_are_boilerplate() -> None:
    """Short lines behind a list heading at the end of the text are its links."""
    kinds = _kinds_by_text(_article("Related posts", "Storm hits Tromsø", "Merz flies to Kyiv"))
    assert kinds["Storm hits Tromsø"] == kinds["Merz flies to Kyiv"] == "boilerplate"
    assert kinds[_BODY] == "body"


def test_text_behind_a_list_heading_is_body() -> None:
    """A link list in the middle swallows its own lines only."""
    text = _article("Les også:\nStorm i Tromsø\nMerz til Kyiv", "Uenige om gass", "Støre reiste hjem.")
    kinds = _kinds_by_text(text)
    assert kinds["Storm i Tromsø"] == kinds["Merz til Kyiv"] == "boilerplate"
    assert kinds["Uenige om gass"] == kinds["Støre reiste hjem."] == "body"


def test_list_heading_without_text_before_takes_no_lines() -> None:
    """A list of headlines is not thrown away for its own heading."""
    assert _kinds_by_text("Siste nytt\nPutin møter Biden\nStøre til Kyiv")["Støre til Kyiv"] == "body"
    assert _kinds_by_text("Siste nytt: Putin møter Biden") == {"Siste nytt: Putin møter Biden": "headline"}


def test_windows_line_ends_change_nothing() -> None:
    """CRLF gives the same kinds as LF, and no zone holds a line end."""
    text = _article("Les også:\nStorm i Tromsø", "NTB")
    assert _kinds_by_text(text.replace("\n", "\r\n")) == _kinds_by_text(text)


@pytest.mark.parametrize("text", ["", " \t ", "\n\r\n", "\u00a0"])
def test_blank_text_has_no_zones(text: str) -> None:
    """Where nothing stands there is no zone."""
    assert find_zones(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Oslo (" * 200_000,
        "OSLO, " * 200_000,
        "A. " * 400_000,
        "Foto: " * 200_000,
        "\n" * 1_000_000,
        f"{_BODY}\n" * 10_000,
        f"{_BODY}\nLes også:\n" * 8_000,
    ],
)
def test_a_megabyte_takes_seconds_at_most(text: str) -> None:
    """No pattern backtracks over a long line, and many lines take linear time."""
    start = time.perf_counter()
    find_zones(text)
    assert time.perf_counter() - start < 5.0


_LINES = st.sampled_from(
    [
        "Les også:",
        "OSLO (NTB): ",
        "Facebook",
        "Av Eli Næss",
        "12.8 C",
        "9. mai 2025",
        "Related news",
        "Putin",
        _BODY,
        "\x00",
    ]
)


@given(st.one_of(st.text(), st.lists(st.one_of(_LINES, st.text(max_size=20))).map("\n".join)))
@example("KYIV (NTB):")
@example("a\r\r\n\n b \x00\n")
def test_zones_are_ordered_and_cover_all_but_white_space(text: str) -> None:
    """Zones lie in the text, in order, without overlap, and what is between them is blank."""
    position = 0
    for zone in find_zones(text):
        assert position <= zone.start < zone.end <= len(text)
        assert not text[position : zone.start].strip()
        assert text[zone.start : zone.end] == text[zone.start : zone.end].strip()
        position = zone.end
    assert not text[position:].strip()
