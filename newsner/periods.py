"""Years: when an entity was in office or took place, by its entry; when an article was written, by its dateline.

In: the description of an entry ("president of Russia 2000-2008 and since 2012"), or a text. Out: first and last years, or the
year of a date that stands where newspapers print one.
"""

import re
from functools import lru_cache
from typing import Final

# Years without an end or a beginning.
OPEN_END: Final = 9999
OPEN_START: Final = 0
# A dateline stands at the head of a short line or at the beginning of a longer one, within the first lines or the last.
_LINES: Final = 12
_DATELINE_CHARS: Final = 60
# Nobody dates an article before there was news on the web.
_OLDEST: Final = 1990

_YEAR: Final = r"((?:1[0-9]|20)\d\d)"
_PERIOD: Final = re.compile(
    rf"\b(?:(?P<since>since|from)\s(?:[A-Z][a-z]+\s)?{_YEAR}(?!\d|\s*[-–])|(?P<until>until|died(?:\s[^,;]*?)?(?:\sin)?)\s{_YEAR}"
    rf"|{_YEAR}\s?[-–]\s?{_YEAR}|{_YEAR})(?!\d)"
)
_MONTH: Final = (
    r"(?:jan|feb|febr|mars|märz|mar|march|apr|april|mai|may|juni|jun|june|juli|jul|july|aug|august|sep|sept|september|okt|oct|"
    r"oktober|october|nov|november|des|dez|dec|desember|dezember|december|januar|january|februar|february|jänner)\.?"
)
_DATE: Final = re.compile(
    rf"\b(?:\d{{1,2}}\.?\s{_MONTH}\s{_YEAR}|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s{_YEAR}|\d{{1,2}}\.\s?\d{{1,2}}\.\s?{_YEAR}"
    rf"|{_YEAR}-\d\d-\d\d|\d{{1,2}}/\d{{1,2}}/{_YEAR})(?!\d)",
    re.IGNORECASE,
)


@lru_cache(2_048)
def find_periods(description: str | None) -> tuple[tuple[int, int], ...]:
    """First and last years of what a description tells, () where it names no year.

    "since 2012" is open at its end, "died 2014" and "until 2003" at their beginning; a year alone is its own first and last.
    """
    return tuple(map(_read, _PERIOD.finditer(description or "")))


def _read(match: "re.Match[str]") -> tuple[int, int]:
    years = [int(year) for year in match.groups() if year is not None and year.isdigit()]
    if match["since"]:
        return years[0], OPEN_END
    if match["until"]:
        return OPEN_START, years[0]
    return years[0], years[-1]


def find_year(text: str) -> int | None:
    """The year of the date that an article carries near its head or its foot, None where there is none."""
    lines = text.split("\n")
    for line in (*lines[:_LINES], *lines[max(_LINES, len(lines) - _LINES) :]):
        match = _DATE.search(line, 0, _DATELINE_CHARS)
        if match is not None:
            year = int(next(year for year in match.groups() if year is not None))
            if year >= _OLDEST:
                return year
    return None
