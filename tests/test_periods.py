"""Years in the descriptions of entries, and the date an article carries."""

import pytest

from newsner.periods import OPEN_END, OPEN_START, find_periods, find_year


@pytest.mark.parametrize(
    ("description", "periods"),
    [
        ("president 2000-2008 and since 2012", [(2000, 2008), (2012, OPEN_END)]),
        ("prime minister since September 2025", [(2025, OPEN_END)]),
        ("head of a bank until 2003", [(OPEN_START, 2003)]),
        ("German writer, died 2014", [(OPEN_START, 2014)]),
        ("mayor, died in a fall in 2022", [(OPEN_START, 2022)]),
        ("attack in 2018", [(2018, 2018)]),
        ("minister 1996–2009", [(1996, 2009)]),
        # Numbers that are no years, and no description.
        ("asteroid 20185", []),
        ("Spanish footballer", []),
        (None, []),
    ],
)
def test_periods_of_a_description(description: str | None, periods: list[tuple[int, int]]) -> None:
    """First and last year of each stretch that is told."""
    assert list(find_periods(description)) == periods


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Tittel\nPublisert: 12.03.2022 10:15\nTekst", 2022),
        ("Headline\nBRISBANE, Jan 19, 2021 (PTI): They won.", 2021),
        ("Titel\nBerlin, 3. März 2009 (dpa) - Er kam.", 2009),
        ("Tittel\nTysdag 12. oktober 2010\nTekst", 2010),
        ("A text.\n2024-05-17", 2024),
        # A date of the story: before the web, deep in a line, or in the middle of a long text.
        ("On 8 May 1945 the war ended.", None),
        ("It was after a long night in the town hall, they said, on 8 May 2015.", None),
        ("\n".join(["Line."] * 20 + ["On 8 May 2015 he left."] + ["Line."] * 20), None),
        ("No date at all", None),
    ],
)
def test_year_of_an_article(text: str, year: int | None) -> None:
    """A date at its head or foot, where newspapers print one."""
    assert find_year(text) == year
