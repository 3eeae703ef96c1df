"""Settle the mentions: recogniser spans and table matches, merged by one priority.

In: a text, its language and zones, the recogniser's spans. Out: mentions in text order that never overlap; their
spans and labels are final. The priority, first rule that fits:

1. nothing inside boilerplate, nothing denied, no part of a URL, handle or hashtag;
2. the longer span wins: a name that the recogniser found around a table match, a table match around what the
   recogniser found (it was missed or cut short);
3. of equal spans the table settles DRV, and GPE against LOC against ORG where it is sure; else the recogniser;
4. a table match alone becomes a mention only where its form is strong: several words, a word derived from a name, or
   a well-known single word that is no common word.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from newsner.kb.inflection import base_forms, split_compound
from newsner.kb.store import COMMON, DERIVED, LANG_BITS, SHORT, TEAM, KnowledgeBase, Posting
from newsner.labels import Label, Lang
from newsner.layout import Zone
from newsner.spans import MentionSpan, RecognisedSpan
from newsner.wordlists import ARTICLES, DOTTED, PREFIXES, TITLES

# Longest alias looked for, in characters; the longest names of states and treaties have about 70.
LONGEST_FORM: Final = 80
# What a table match needs to become a mention on its own, by prominence; chosen on seeds/articles (2026-11).
STRONG_NAME: Final = 0.35  # several words
STRONG_WORD: Final = 0.6  # one word, a place or an organisation
STRONG_PERSON: Final = 0.9  # one word, a person
SURE_WORD: Final = 0.8  # one word that is also a common word (Bergen)
STRONG_BASE: Final = 0.3  # the name inside a compound
# Prominence from which the table overrules the recogniser on GPE, LOC, ORG, EVT and PROD.
SURE_LABEL: Final = 0.5
# The same where one of the two says person, and how far the entry must lead the best one of the recogniser's label.
SURE_PERSON: Final = 0.7
CLEAR_LEAD: Final = 0.15
# A recognised name surer than this is a name wherever else it stands in the document.
SURE_ELSEWHERE: Final = 0.8
# A recognised name with a hyphen that is surer than this stays a name of its own (Munch-museet).
SURE_NAME: Final = 0.7
# Calibrated precision of mentions that only the table found, on seeds/articles (2026-11).
TABLE_SCORE: Final = 0.9

# One character for one, so that offsets stay.
_PLAIN: Final = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "–": "-", "‑": "-", "‐": "-", "\u00a0": " "})
_WORD_START: Final = re.compile(r"(?<!\w)\w")
_WORD: Final = re.compile(r"[\w'.-]+")
_UNNAMED: Final = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.\w+|[@#]\w+", re.IGNORECASE)
_QUOTES: Final = "\"'«»“”„‘’‹›`*[]{}()"
_REGIONS: Final = frozenset({"country", "state", "constituent country"})
# Towns with a club and results ("3-1") that make a text one about sport; chosen on seeds/articles (2026-11).
SPORT_TEAMS: Final = 2
SPORT_RESULTS: Final = 1
_RESULT: Final = re.compile(r"(?<![\d.-])\d{1,2} ?[–-] ?\d{1,2}(?![\d.-])|[^\W\d_] \d{1,2}, [^\W\d_]\w+ \d{1,2}\b")
_IN_PLACE: Final = re.compile(r"\b(?:i|in|nær|near|aus|nach|bei)\s$", re.IGNORECASE)
# What stands before a surname and nothing else.
_HONORIFIC: Final = re.compile(
    r"\b(?:Mr|Mrs|Ms|Messrs|Dr|Prof)\.? (?=[A-ZÆØÅÄÖÜ])([\w'-]+)|\b(?:Frau|Herrn?) (?=[A-ZÆØÅÄÖÜ])([\w'-]+)"
)
_CAPITALISED: Final = re.compile(r"(?<![\w-])[A-ZÆØÅÄÖÜ][^\W\d_]{5,}(?![\w-])")
# Shorter surnames are one edit away from too many words.
TYPO_LENGTH: Final = 6
_BRACKETED: Final = re.compile(r" ?\(([^\W\d_][\w-]{1,9})\)")
_JOINT: Final = re.compile(r", | og | and | und ")
_CAPITALS: Final = re.compile(r"[A-ZÆØÅÄÖÜ]{2,}(?:[ -][A-ZÆØÅÄÖÜ]{2,}){0,3}(?!\w)")


class TableMatch(NamedTuple):
    """An alias in the text.

    Attributes:
        start: first character.
        end: character behind the last.
        label: of the most prominent entry with that alias, or DRV.
        prominence: of that entry.
        strong: good enough to become a mention where the recogniser saw none.
        rivals: prominence of the best entry of every label that the alias may have.
    """

    start: int
    end: int
    label: Label
    prominence: float
    strong: bool
    rivals: tuple[tuple[str, float], ...] = ()


def find_mentions(
    text: str, lang: Lang, zones: Sequence[Zone], recognised: Iterable[RecognisedSpan], kb: KnowledgeBase | None
) -> list[MentionSpan]:
    """Merge what the recogniser found with what the table knows.

    Args:
        text: the caller's text.
        lang: its language.
        zones: its layout.
        recognised: spans in any order, perhaps overlapping.
        kb: the table; None leaves the recogniser's spans, tidied.
    """
    closed = _closed(text, zones)
    spans = [tidy for span in recognised for tidy in _tidy(text, lang, span) if not closed.holds(tidy.start, tidy.end)]
    matches: list[TableMatch] = []
    if kb is not None:
        scanner = TableScanner(kb, lang)
        matches = [match for match in scanner.scan(text) if not closed.holds(match.start, match.end)]
        spans = [span for span in spans if not kb.is_denied(text[span.start : span.end], lang)]
        cased = any(map(str.isupper, text))
        spans = [settled for span in _without_overlap(spans) for settled in scanner.settle(text, span, cased)]
    merged = _merge(_without_overlap(spans), matches)
    if kb is not None:
        merged = scanner.join_places(text, merged)
        merged = scanner.name_teams(text, merged)
    merged = _agree(text, lang, merged, closed)
    return [MentionSpan(start, end, label, text[start:end], score) for start, end, label, score in merged]


class _Stretches:
    """Stretches of the text that hold no mention."""

    def __init__(self, stretches: list[tuple[int, int]]) -> None:
        stretches.sort()
        self._starts = [start for start, _ in stretches]
        self._ends = [end for _, end in stretches]

    def holds(self, start: int, end: int) -> bool:
        """Whether any part of ``[start, end)`` lies in a stretch."""
        index = bisect_right(self._starts, end - 1) - 1
        # Stretches may nest by a URL in boilerplate: look a few back.
        return any(self._ends[back] > start for back in range(max(0, index - 3), index + 1))


def _closed(text: str, zones: Sequence[Zone]) -> _Stretches:
    stretches = [(zone.start, zone.end) for zone in zones if zone.kind == "boilerplate"]
    return _Stretches(stretches + [match.span() for match in _UNNAMED.finditer(text)])


def _tidy(text: str, lang: Lang, span: RecognisedSpan) -> Iterator[RecognisedSpan]:
    """The span without what docs/annotation.md keeps outside; two spans where a slash joins two names."""
    for start, end in _split_lines(text, span.start, span.end):
        start, end = _trim(text, start, end)
        start = _skip_words(text, start, end, ARTICLES[lang])
        if span.label == "PER":
            start = _skip_words(text, start, end, TITLES[lang], any_case=True)
        if lang == "en" and text[start:end].translate(_PLAIN).endswith("'s"):
            end -= 2
        start, end = _trim(text, start, end)
        if any(character.isalpha() for character in text[start:end]):
            yield span._replace(start=start, end=end)


def _split_lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\n\r/]+(?:/(?=\d|[a-zæøå])[^\n\r/]+)*", text[start:end]):
        yield start + match.start(), start + match.end()


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in _QUOTES or text[start] in ".,;:!?-–—"):
        start += 1
    while end > start and _is_loose(text, start, end):
        end -= 1
    return start, end


def _is_loose(text: str, start: int, end: int) -> bool:
    """Whether the last character is outside the name."""
    last = text[end - 1]
    if last == ".":
        word = text[start:end].rsplit(maxsplit=1)[-1].lower()
        return not (word in DOTTED or re.fullmatch(r"(?:[^\W\d]\.){2,}", word))
    if last in "'’":  # a genitive apostrophe follows a sibilant: Merz', Det hvite hus'
        return text[end - 2 : end - 1].lower() not in ("s", "x", "z", "ß")
    if last == ")" and "(" in text[start:end]:
        return False
    return last.isspace() or last in _QUOTES or last in ",;:!?-–—"


def _skip_words(text: str, start: int, end: int, words: frozenset[str], any_case: bool = False) -> int:
    """Start behind leading words of a closed class, as long as something is left."""
    while True:
        word, space, rest = text[start:end].partition(" ")
        known = word.lower() in words if any_case else word in words
        if not (known and space and rest.strip()):
            return start
        start += len(word) + 1


class TableScanner:
    """Find aliases in a text and hold recognised spans against the table."""

    def __init__(self, kb: KnowledgeBase, lang: Lang) -> None:
        self._kb = kb
        self._lang = lang
        self._bit = LANG_BITS[lang]
        self._compounds = lang in ("nb", "nn", "de")

    def scan(self, text: str) -> Iterator[TableMatch]:
        """Aliases in text order, the longest at each place, not overlapping."""
        plain = text.translate(_PLAIN)
        after = 0
        for found in _WORD_START.finditer(plain):
            start = found.start()
            if start < after:
                continue
            match = self._match_at(plain, start) or self._match_capitals(plain, start)
            if match is not None:
                yield match
                after = match.end

    def _match_at(self, plain: str, start: int) -> TableMatch | None:
        if start and plain[start - 1] == "-" and _prefix_before(plain, start) in PREFIXES:
            return None
        found = self._kb.prefixes(plain[start : start + LONGEST_FORM])
        if plain[start].isupper() and self._lang != "en":  # a demonym that begins a sentence
            lower = plain[start].lower() + plain[start + 1 : start + LONGEST_FORM]
            found = found + [
                (length, tuple(posting for posting in postings if posting.flags & DERIVED))
                for length, postings in self._kb.prefixes(lower)
            ]
        for length, postings in sorted(found, key=lambda pair: -pair[0]):
            match = self._read(plain, start, start + length, postings)
            if match is not None:
                return match
        return None

    def _read(self, plain: str, start: int, end: int, postings: Sequence[Posting]) -> TableMatch | None:
        form = plain[start:end]
        # A name in lower case is one only where agencies sign: (dpa), Nietfeld/dpa.
        named = any(map(str.isupper, form)) or form[0].isdigit() or _is_signature(plain, start, end)
        usable = [
            posting
            for posting in postings
            if posting.langs & self._bit and not posting.flags & TEAM and (named or posting.flags & DERIVED)
        ]
        if not usable or self._kb.is_denied(form, self._lang):
            return None
        stop = self._boundary(plain, end)
        if stop is None:
            return None
        best = max(usable, key=lambda posting: self._kb.prominence(posting.entry))
        prominence = self._kb.prominence(best.entry)
        if plain[stop : stop + 1] == "-" and plain[stop + 1 : stop + 2].isalnum():
            if self._compounds and not best.flags & DERIVED:
                return self._compound(plain, start, stop, prominence, bool(best.flags & COMMON))
            if self._compounds and not self._derived_at(plain, stop + 1):
                return None
        if best.flags & DERIVED:
            return TableMatch(start, stop, "DRV", prominence, not best.flags & COMMON)
        label = self._kb.label(best.entry)
        rivals: dict[str, float] = {}
        for posting in usable:
            other = self._kb.label(posting.entry)
            rivals[other] = max(rivals.get(other, 0.0), self._kb.prominence(posting.entry))
        strong = self._is_strong(form, label, prominence, best) and not self._parts(form)
        return TableMatch(start, stop, label, prominence, strong, tuple(rivals.items()))

    def _boundary(self, plain: str, end: int) -> int | None:
        """Where the mention ends: at a word's end, or behind a Norwegian or German genitive."""
        rest = plain[end : end + 2]
        if not rest[:1].isalnum() and rest[:1] != "_":
            if self._compounds and rest[:1] == "'" and plain[end - 1].lower() in "sxzß":
                return end + 1 if not plain[end + 1 : end + 2].isalnum() else end
            return end
        if self._compounds and rest[0] == "s" and not rest[1:2].isalnum() and plain[end - 1].isalnum():
            return end + 1
        return None

    def _compound(self, plain: str, start: int, end: int, prominence: float, common: bool) -> TableMatch | None:
        """A compound with a hyphen whose first part is a known name: the whole word, derived."""
        word = _WORD.match(plain, start if " " not in plain[start:end] else plain.rfind(" ", start, end) + 1)
        stop = word.end() if word else end
        while plain[stop - 1] in ".'-":
            stop -= 1
        rest = plain[end + 1 : stop]
        if not rest or rest[0].isdigit():
            return None
        lower = rest[0].islower()
        if lower == (self._lang == "de") and not rest.isupper():
            return None
        if not lower and self._knows_name(rest):
            return None
        return TableMatch(start, stop, "DRV", prominence, prominence >= STRONG_BASE and not common)

    def _knows_name(self, form: str) -> bool:
        return any(
            posting.langs & self._bit and self._kb.prominence(posting.entry) >= STRONG_BASE
            for posting in self._kb.exact(form)
        )

    def _derived_at(self, plain: str, start: int) -> bool:
        word = _WORD.match(plain, start)
        return word is not None and self._is_derived(word.group().rstrip(".'-"))

    def _is_derived(self, form: str) -> bool:
        return any(posting.flags & DERIVED and posting.langs & self._bit for posting in self._kb.exact(form))

    def _is_strong(self, form: str, label: str, prominence: float, posting: Posting) -> bool:
        if " " in form:
            return prominence >= STRONG_NAME
        if posting.flags & COMMON and prominence < SURE_WORD and sum(map(str.isupper, form)) < 2:
            return False
        return prominence >= (STRONG_PERSON if label == "PER" or posting.flags & SHORT else STRONG_WORD)

    def _parts(self, form: str) -> list[str]:
        """The names that a comma or an "and" joins, where the table has each of them; [] for anything else."""
        parts = _JOINT.split(form)
        return parts if len(parts) > 1 and all(map(self._knows_name, parts)) else []

    def _match_capitals(self, plain: str, start: int) -> TableMatch | None:
        """Words in capitals (KYIV, NORGES BANK) by their folded key, well-known entries only."""
        run = _CAPITALS.match(plain, start)
        while run is not None:
            for posting in self._kb.variants(run.group()):
                prominence = self._kb.prominence(posting.entry)
                if prominence >= STRONG_WORD and len(run.group()) > 3 and not posting.flags & (DERIVED | COMMON):
                    label = self._kb.label(posting.entry)
                    return TableMatch(start, run.end(), label, prominence, label != "PER" or " " in run.group())
            shorter = re.search(r"[ -][^ -]+$", run.group())
            run = _CAPITALS.match(plain, start, run.start() + shorter.start()) if shorter else None
        return None

    def settle(self, text: str, span: RecognisedSpan, cased: bool) -> list[RecognisedSpan]:
        """The recognised span with its final label; [] where it is no mention, several where it joins known names.

        Args:
            text: the whole text.
            span: tidied.
            cased: whether the text uses capitals, so that a name without any is none.
        """
        surface = text[span.start : span.end].translate(_PLAIN)
        if span.start and text[span.start - 1] == "-" and _prefix_before(text, span.start) in PREFIXES:
            return []
        if span.label == "DRV":
            return [span] if self._has_base(surface) else []
        exact = self._kb.exact(surface)
        if cased and surface.islower() and not exact:
            return []
        parts = [] if exact else self._parts(surface)
        if parts:
            return self._split(surface, span, parts)
        if self._compounds and "-" in surface and not exact:
            rest = surface.rpartition("-")[2]
            common = rest[:1].islower() if self._lang != "de" else rest[:1].isupper() and not self._knows_name(rest)
            unsure = span.label in ("PER", "GPE") or (span.score or 0.0) < SURE_NAME
            if common and unsure and self._has_base(surface):
                return [span._replace(label="DRV")]
        return [span]

    def join_places(self, text: str, spans: list[RecognisedSpan]) -> list[RecognisedSpan]:
        """A place, a comma and its country or state are one mention: KYIV, Ukraine; Cleveland, Ohio."""
        joined: list[RecognisedSpan] = []
        for span in spans:
            last = joined[-1] if joined else None
            if last is not None and text[last.end : span.start] == ", " and self._is_within(text, last, span):
                joined[-1] = last._replace(end=span.end)
            else:
                joined.append(span)
        return joined

    def name_teams(self, text: str, spans: list[RecognisedSpan]) -> list[RecognisedSpan]:
        """In a text about sport, towns with a club are the club, but not behind a preposition of place."""
        teams = {
            surface
            for surface in {text[span.start : span.end] for span in spans if span.label != "DRV"}
            if any(posting.flags & TEAM for posting in self._kb.exact(surface))
        }
        if len(teams) < SPORT_TEAMS or len(_RESULT.findall(text)) < SPORT_RESULTS:
            return spans
        return [
            span._replace(label="ORG")
            if text[span.start : span.end] in teams
            and span.label != "DRV"
            and not _IN_PLACE.search(text, max(0, span.start - 8), span.start)
            else span
            for span in spans
        ]

    def _is_within(self, text: str, place: RecognisedSpan, region: RecognisedSpan) -> bool:
        if place.label not in ("GPE", "LOC") or region.label != "GPE" or re.match(r",? (?:and|og|und|or)\b", text[region.end :]):
            return False
        regions = [self._kb.entry(posting.entry) for posting in self._kb.exact(text[region.start : region.end])]
        codes = {entry.country for entry in regions if entry.kind in _REGIONS and entry.prominence >= STRONG_BASE}
        name = text[place.start : place.end]
        places = [*self._kb.exact(name), *(self._kb.variants(name) if name.isupper() else ())]
        entries = [self._kb.entry(posting.entry) for posting in places]
        if not codes or any(entry.kind == "country" for entry in entries):
            return False  # two countries in a row are a list
        known = {entry.country for entry in entries if entry.country}
        return not known or bool(known & codes)

    def _split(self, surface: str, span: RecognisedSpan, parts: list[str]) -> list[RecognisedSpan]:
        spans, position = [], 0
        for part in parts:
            start = span.start + surface.index(part, position)
            position = start - span.start + len(part)
            spans.append(span._replace(start=start, end=start + len(part)))
        return spans

    def _has_base(self, surface: str) -> bool:
        """Whether a derived word leads to a name: by the table, or by a capital first part before a hyphen."""
        if self._is_derived(surface) or any(map(self._is_derived, base_forms(surface, self._lang))):
            return True
        if self._compounds and re.match(r"[A-ZÆØÅÄÖÜ][\w.']*(?: [\w.']+)*-\w", surface):
            return True
        return any(self._knows_name(base) for base, _ in split_compound(surface, self._lang))


def _is_signature(plain: str, start: int, end: int) -> bool:
    """Whether a word stands as agencies sign: in brackets, or behind or before a slash."""
    before, after = plain[:start].rstrip(" ")[-1:], plain[end:].lstrip(" ")[:1]
    return (before in ("(", "/", "©") and after in (")", "/", "", "\n", "\r")) or (before == "/" and not after.isalnum())


def _prefix_before(text: str, start: int) -> str:
    """The word before a hyphen at ``start - 1``, lower case."""
    low = start - 1
    while low and text[low - 1].isalpha():
        low -= 1
    return text[low : start - 1].lower()


def _without_overlap(spans: Iterable[RecognisedSpan]) -> list[RecognisedSpan]:
    kept: list[RecognisedSpan] = []
    for span in sorted(set(spans), key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _merge(spans: list[RecognisedSpan], matches: list[TableMatch]) -> list[RecognisedSpan]:
    """Both lists in one, in text order; each is sorted and free of overlap."""
    starts = [span.start for span in spans]
    gone: set[int] = set()
    added: list[RecognisedSpan] = []
    for match in matches:
        low = max(0, bisect_right(starts, match.start) - 1)
        near = [
            index
            for index in range(low, bisect_right(starts, match.end - 1))
            if spans[index].end > match.start and index not in gone
        ]
        if not near:
            if match.strong:
                added.append(RecognisedSpan(match.start, match.end, match.label, TABLE_SCORE))
            continue
        first = spans[near[0]]
        if len(near) == 1 and (first.start, first.end) == (match.start, match.end):
            gone.add(near[0])
            added.append(first._replace(label=_choose_label(first, match)))
        elif _takes_over(match, [spans[index] for index in near]):
            gone.update(near)
            score = max((spans[index].score or 0.0 for index in near), default=TABLE_SCORE)
            added.append(RecognisedSpan(match.start, match.end, match.label, max(score, TABLE_SCORE)))
    return sorted(added + [span for index, span in enumerate(spans) if index not in gone])


def _takes_over(match: TableMatch, near: list[RecognisedSpan]) -> bool:
    """Whether the table match is the outermost span and good enough to replace what it covers."""
    covers = match.start <= near[0].start and match.end >= near[-1].end
    return covers and (match.strong or match.label == near[0].label)


def _choose_label(span: RecognisedSpan, match: TableMatch) -> Label:
    if match.label == "DRV" and span.label == "PER" and (span.score or 0.0) >= SURE_NAME:
        return span.label  # a surname that is also a demonym: Breton
    if match.label == "DRV" or span.label == "DRV":
        return match.label
    rival = dict(match.rivals).get(span.label, 0.0)
    person = "PER" in (span.label, match.label)
    sure = SURE_PERSON if person else SURE_LABEL
    return match.label if match.prominence >= sure and match.prominence - rival >= CLEAR_LEAD else span.label


def _agree(
    text: str, lang: Lang, spans: list[RecognisedSpan], closed: _Stretches
) -> list[RecognisedSpan]:
    """One document, one label a name: the label of most of its weight; and sure names wherever they stand again."""
    votes: dict[str, dict[Label, float]] = {}
    for span in spans:
        if span.label != "DRV":
            labels = votes.setdefault(text[span.start : span.end], {})
            labels[span.label] = labels.get(span.label, 0.0) + (span.score if span.score is not None else 1.0)
    for whole in [name for name, labels in votes.items() if "PER" in labels and " " in name]:
        last = whole.rsplit(" ", 1)[1]
        if last in votes:  # a surname speaks with the weight of the full name
            votes[last]["PER"] = votes[last].get("PER", 0.0) + votes[whole]["PER"]
    settled = {name: max(labels, key=lambda label, own=labels: own[label]) for name, labels in votes.items()}
    agreed = [
        span if span.label == "DRV" else span._replace(label=settled[text[span.start : span.end]]) for span in spans
    ]
    agreed = _without_overlap([*agreed, *_introduced(text, agreed, closed)])
    sure = [span for span in agreed if (span.score or 0.0) >= SURE_ELSEWHERE and span.label != "DRV"]
    names = {text[span.start : span.end]: span.label for span in sure}
    # A surname stands for the full name later on.
    names |= {name.rsplit(" ", 1)[1]: label for name, label in [*names.items()] if label == "PER" and " " in name}
    names = {name: label for name, label in names.items() if len(name) > 2 and name[0].isupper()}
    agreed = _without_overlap([*agreed, *_again(text, lang, names, agreed, closed)])
    return _without_overlap([*agreed, *_misspelt(text, names, agreed, closed)])


def _introduced(text: str, spans: list[RecognisedSpan], closed: _Stretches) -> Iterator[RecognisedSpan]:
    """Names that their surroundings mark as such: behind an honorific; an acronym in brackets behind its name."""
    marked = _Stretches([(span.start, span.end) for span in spans])
    for match in _HONORIFIC.finditer(text):
        start, end = match.span(1) if match.group(1) else match.span(2)
        if not marked.holds(start, end) and not closed.holds(start, end):
            yield RecognisedSpan(start, end, "PER", TABLE_SCORE)
    for span in spans:
        bracket = _BRACKETED.match(text, span.end)
        if bracket and span.label != "DRV" and not marked.holds(*bracket.span(1)):
            initials = "".join(word[0] for word in re.findall(r"\w+", text[span.start : span.end])).lower()
            if bracket.group(1).lower() == initials:
                yield span._replace(start=bracket.start(1), end=bracket.end(1))


def _misspelt(
    text: str, names: dict[str, Label], spans: list[RecognisedSpan], closed: _Stretches
) -> Iterator[RecognisedSpan]:
    """Capitalised words one hurried edit away from a person of the document: Lavorv."""
    surnames = {name for name, label in names.items() if label == "PER" and " " not in name and len(name) >= TYPO_LENGTH}
    if not surnames:
        return
    marked = _Stretches([(span.start, span.end) for span in spans])
    for match in _CAPITALISED.finditer(text):
        word = match.group()
        if marked.holds(*match.span()) or closed.holds(*match.span()) or word.lower() in text:
            continue
        if any(name[0] == word[0] and OSA.distance(name, word) == 1 for name in surnames):
            yield RecognisedSpan(match.start(), match.end(), "PER", TABLE_SCORE)


def _again(
    text: str, lang: Lang, names: dict[str, Label], spans: list[RecognisedSpan], closed: _Stretches
) -> Iterator[RecognisedSpan]:
    """Where sure names of the document stand unmarked, in Norwegian and German also in the genitive."""
    if not names:
        return
    marked = _Stretches([(span.start, span.end) for span in spans])
    longest_first = sorted(names, key=len, reverse=True)
    genitive = "" if lang == "en" else "s?"
    pattern = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, longest_first))}){genitive}(?![\w-])")
    for match in pattern.finditer(text):
        if not marked.holds(*match.span()) and not closed.holds(*match.span()):
            yield RecognisedSpan(match.start(), match.end(), names[match.group(1)], TABLE_SCORE)
