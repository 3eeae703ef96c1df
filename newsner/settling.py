"""Hold recognised spans against the table: final labels, joined places, teams.

In: tidied spans of a recogniser. Out: the same spans, some split, dropped or with another label.
"""

import re
from typing import Final

from newsner.kb.inflection import base_forms, split_compound
from newsner.kb.store import COMMON, DERIVED, TEAM, KnowledgeBase
from newsner.labels import Label, Lang
from newsner.scanner import STRONG_BASE, is_derived, joined_names, joins_words, knows_name
from newsner.spans import RecognisedSpan
from newsner.tidying import before_canton, begins_sentence, prefix_before, to_plain, without_overlap
from newsner.wordlists import PREFIXES, STATES

# A recognised name with a hyphen that is surer than this stays a name of its own (Munch-museet).
SURE_NAME: Final = 0.7
# The same for people and places in German, where nouns have capitals too.
SURE_DOUBLE: Final = 0.9
# A common word at the start of a sentence needs a recogniser this sure.
SURE_COMMON: Final = 0.9
# Prominence from which an entry settles the label of an inflected form (Weißen Hauses).
SURE_ENTRY: Final = 0.7
# Towns with a club and results ("3-1") that make a text one about sport; chosen on seeds/articles (2026-11).
SPORT_TEAMS: Final = 2
SPORT_RESULTS: Final = 1
# A country as prominent as this is no club there.
SURE_COUNTRY: Final = 0.9

# 3-1, Leeds 3, Hull 1, and the German 3:1, which is no time of the day (20:45).
_RESULT: Final = re.compile(
    r"(?<![\d.-])\d{1,2} ?[–-] ?\d{1,2}(?![\d.-])|[^\W\d_] \d{1,2}, [^\W\d_]\w+ \d{1,2}\b|(?<![\d:.])\d{1,2}:\d(?![\d:])"
)
_RESULT_TAIL: Final = re.compile(r" \d{1,2}$")
_IN_PLACE: Final = re.compile(r"\b(?:i|in|nær|near|aus|nach|bei)\s$", re.IGNORECASE)
# The agency behind the places of a dateline, as in "Manchester/London (dpa)".
_DATELINE: Final = re.compile(r"(?:/[^\W\d_]+)* \([^\W\d_]+(?:/[^\W\d_]+)?\)")
# No German name begins with an adjective in lower case: der kremlfreundlichen Partei.
_ADJECTIVE_FIRST: Final = re.compile(r"[a-zäöüß]{4,}e[nmrs]? [A-ZÄÖÜ]")
_STATE: Final = re.compile(rf", (?:{'|'.join(map(re.escape, STATES))})")
_LIST_GOES_ON: Final = re.compile(r",? (?:and|og|und|or)\b")
_REGIONS: Final = frozenset({"country", "state", "nation"})


class SpanSettler:
    """Settle spans of one language against one table."""

    def __init__(self, kb: KnowledgeBase, lang: Lang) -> None:
        self._kb = kb
        self._lang = lang

    def settle(self, text: str, span: RecognisedSpan, others: frozenset[str]) -> list[RecognisedSpan]:
        """The span with its final label; [] where it is no mention, several where it joins known names.

        Args:
            text: the whole text.
            span: tidied.
            others: surfaces of all names that were recognised in the text.
        """
        surface = to_plain(text[span.start : span.end])
        if span.start and text[span.start - 1] == "-" and prefix_before(text, span.start) in PREFIXES:
            return []
        if self._kb.is_denied(surface, self._lang, span.label):
            return []
        if span.label == "DRV":
            return self._settle_derived(surface, span, others)
        exact = self._kb.exact(surface)
        if exact:
            # Rødt kjøtt, Venstre bein: at the start of a sentence a common word is a name only for a sure recogniser.
            common = all(posting.flags & COMMON for posting in exact) and begins_sentence(text, span.start)
            return [] if common and (span.score or 0.0) < SURE_COMMON else [span]
        result = _RESULT_TAIL.search(surface)
        if result and self._kb.exact(surface[: result.start()]):  # Lillestrøm 1, Raufoss 2; not Formel 1
            return [span._replace(end=span.start + result.start())]
        if (surface.islower() and not text.islower()) or (self._lang == "de" and _ADJECTIVE_FIRST.match(surface)):
            return []
        parts = joined_names(self._kb, self._lang, surface)
        if parts:
            return _split(surface, span, parts)
        pieces = self._drop_descriptor(surface, span) or self._split_hyphen(surface, span)
        if pieces:
            return pieces
        if self._is_compound(surface, span) and self._has_base(surface, others):
            return [span._replace(label="DRV")]
        return [span._replace(label=self._label_inflected(surface, span))]

    def _is_in_canton(self, surface: str) -> bool:
        """Whether a canton's code stands behind a place in Switzerland; clubs have such letters too (Uzwil SG)."""
        place = before_canton(surface) if self._lang == "de" else ""
        entries = [posting.entry for posting in self._kb.exact(place)] if place else []
        return any(self._kb.label(entry) == "GPE" and self._kb.country(entry) == "CH" for entry in entries)

    def _settle_derived(self, surface: str, span: RecognisedSpan, others: frozenset[str]) -> list[RecognisedSpan]:
        first, hyphen, second = surface.partition("-")
        if hyphen and all(is_derived(self._kb, self._lang, part) for part in (first, second)):
            middle = span.start + len(first)  # russisch-amerikanisch
            return [span._replace(end=middle), span._replace(start=middle + 1)]
        return [span] if self._has_base(surface, others) else []

    def _split_hyphen(self, surface: str, span: RecognisedSpan) -> list[RecognisedSpan]:
        """Two mentions where a hyphen or a space joins them: Oslo-Bergen, EU-topp Anna Hill; else []."""
        first, hyphen, second = surface.partition("-")
        places = span.label in ("GPE", "LOC") and all(
            knows_name(self._kb, self._lang, part) for part in (first, second)
        )
        if hyphen and places:
            middle = span.start + len(first)
            return [span._replace(end=middle), span._replace(start=middle + 1)]
        office, space, _ = surface.partition(" ")
        if span.label == "PER" and space and self._is_office(office):
            middle = span.start + len(office)
            return [span._replace(end=middle, label="DRV"), span._replace(start=middle + 1)]
        return []

    def _drop_descriptor(self, surface: str, span: RecognisedSpan) -> list[RecognisedSpan]:
        """The known name behind a noun with a hyphen that is none: Social-Media-Plattform Telegram; else []."""
        word, _, name = surface.partition(" ")
        noun = word.rpartition("-")[2]
        if span.label == "PER" or noun == word or not joins_words(self._lang) or knows_name(self._kb, self._lang, word):
            return []
        if noun[:1].islower() == (self._lang == "de") or any(
            knows_name(self._kb, self._lang, part) for part in word.split("-")
        ):
            return []
        known = any(self._kb.label(posting.entry) in ("ORG", "PROD") for posting in self._kb.exact(name))
        return [span._replace(start=span.end - len(name))] if known else []

    def _is_office(self, word: str) -> bool:
        """Whether a word is a body or place and a noun, and no given name: EU-topp, Nato-Chef; not Anna-Maria."""
        base, hyphen, noun = word.partition("-")
        if not hyphen or not joins_words(self._lang) or noun[:1].islower() == (self._lang == "de"):
            return False
        bodies = any(self._kb.label(posting.entry) in ("ORG", "GPE") for posting in self._kb.exact(base))
        return bodies and not knows_name(self._kb, self._lang, noun)

    def _is_compound(self, surface: str, span: RecognisedSpan) -> bool:
        """Whether a name with a hyphen looks like a derived word, and the recogniser is not sure of the opposite."""
        if not joins_words(self._lang) or "-" not in surface:
            return False
        base, _, rest = surface.rpartition("-")
        if self._lang != "de":
            return rest[:1].islower() and (span.label in ("PER", "GPE") or (span.score or 0.0) < SURE_NAME)
        # German nouns look like surnames: Vogel-Kranz, Idar-Oberstein. A hyphen before the last word is a given name's.
        noun = rest[:1].isupper() and " " not in rest and not knows_name(self._kb, self._lang, rest)
        # A full name of note before the hyphen settles it: Wolodymyr Selenskyj-Gipfel.
        postings = [*self._kb.exact(base), *self._kb.variants(base)] if " " in base else []
        full_name = any(self._kb.prominence(posting.entry) >= SURE_ENTRY for posting in postings)
        return noun and (
            full_name or (span.score or 0.0) < (SURE_DOUBLE if span.label in ("PER", "GPE") else SURE_NAME)
        )

    def _has_base(self, surface: str, others: frozenset[str]) -> bool:
        """Whether a derived word leads to a name: one of the table, or one that the recogniser found in the text."""
        forms = [surface, *base_forms(surface, self._lang)]
        if any(is_derived(self._kb, self._lang, form) for form in forms):
            return True
        bases = [base for base, _ in split_compound(surface, self._lang)]
        if "-" in surface:
            return any(base in others or self._kb.exact(base) or self._kb.variants(base) for base in bases)
        return any(knows_name(self._kb, self._lang, base) for base in bases)

    def _label_inflected(self, surface: str, span: RecognisedSpan) -> Label:
        """Label of a form with an ending, by the entry of its base form where the table is sure of that; of a Swiss place."""
        if self._is_in_canton(surface):
            return "GPE"
        for form in base_forms(surface, self._lang) if span.label != "PER" else ():
            postings = [posting for posting in self._kb.exact(form) if not posting.flags & (DERIVED | TEAM)]
            if postings:
                best = max(postings, key=lambda posting: self._kb.prominence(posting.entry))
                label = self._kb.label(best.entry)
                return label if label != "PER" and self._kb.prominence(best.entry) >= SURE_ENTRY else span.label
        return span.label

    def join_places(self, text: str, spans: list[RecognisedSpan]) -> list[RecognisedSpan]:
        """A place, a comma and its country or state are one mention: KYIV, Ukraine; Cleveland, Ohio."""
        joined: list[RecognisedSpan] = []
        for span in self._with_states(text, spans) if self._lang == "en" else spans:
            last = joined[-1] if joined else None
            if last is not None and text[last.end : span.start] == ", " and self._is_within(text, last, span):
                joined[-1] = last._replace(end=span.end)
            else:
                joined.append(span)
        return joined

    def _with_states(self, text: str, spans: list[RecognisedSpan]) -> list[RecognisedSpan]:
        """Towns with the abbreviated state behind them, its dot too: Peoria, Ill."""
        longer = []
        for span in spans:
            comma = text.find(", ", span.start, span.end + len(", "))
            state = _STATE.match(text, comma) if comma > 0 and span.label in ("GPE", "LOC") else None
            longer.append(span._replace(label="GPE", end=state.end()) if state and state.end() >= span.end else span)
        return without_overlap(longer)

    def name_teams(self, text: str, spans: list[RecognisedSpan]) -> list[RecognisedSpan]:
        """In a text about sport, towns with a club are the club, but not behind a preposition of place."""
        if len(_RESULT.findall(text)) < SPORT_RESULTS:
            return spans
        teams = {
            surface
            for surface in {text[span.start : span.end] for span in spans if span.label != "DRV"}
            if self._is_team(surface.title() if surface.isupper() else surface)
        }
        if len(teams) < SPORT_TEAMS:
            return spans
        return [
            span._replace(label="ORG")
            if text[span.start : span.end] in teams
            and span.label != "DRV"
            and not _IN_PLACE.search(text, max(0, span.start - 8), span.start)
            and not _DATELINE.match(text, span.end)
            else span
            for span in spans
        ]

    def _is_team(self, surface: str) -> bool:
        return any(posting.flags & TEAM for posting in self._kb.exact(surface)) and not self._is_country(surface)

    def _is_country(self, surface: str) -> bool:
        """Whether a form is a country that is in the news more than its club: Mexico, not Monaco."""
        entries = [self._kb.entry(posting.entry) for posting in self._kb.exact(surface)]
        return any(entry.kind == "country" and entry.prominence >= SURE_COUNTRY for entry in entries)

    def _is_within(self, text: str, place: RecognisedSpan, region: RecognisedSpan) -> bool:
        if place.label not in ("GPE", "LOC") or region.label != "GPE" or _LIST_GOES_ON.match(text, region.end):
            return False
        regions = [self._kb.entry(posting.entry) for posting in self._kb.exact(text[region.start : region.end])]
        codes = {entry.country for entry in regions if entry.kind in _REGIONS and entry.prominence >= STRONG_BASE}
        name = text[place.start : place.end]
        places = [*self._kb.exact(name), *(self._kb.variants(name) if name.isupper() else ())]
        entries = [self._kb.entry(posting.entry) for posting in places]
        if not codes or any(entry.kind in _REGIONS and entry.prominence >= STRONG_BASE for entry in entries):
            return False  # two countries or states in a row are a list
        known = {entry.country for entry in entries if entry.country}
        return not known or bool(known & codes)


def _split(surface: str, span: RecognisedSpan, parts: list[str]) -> list[RecognisedSpan]:
    spans, position = [], 0
    for part in parts:
        start = span.start + surface.index(part, position)
        position = start - span.start + len(part)
        spans.append(span._replace(start=start, end=start + len(part)))
    return spans
