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

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from newsner.agreement import agree_on_names
from newsner.kb.store import KnowledgeBase
from newsner.labels import Label, Lang
from newsner.layout import Zone
from newsner.scanner import TableMatch, TableScanner
from newsner.settling import SURE_NAME, SpanSettler
from newsner.spans import MentionSpan, RecognisedSpan
from newsner.tidying import closed_stretches, tidy_span, without_overlap
from newsner.words import index_words

# Scanners kept: four languages over one table and over another.
_SCANNERS: Final = 8
# Prominence from which the table overrules the recogniser on GPE, LOC, ORG, EVT and PROD.
SURE_LABEL: Final = 0.5
# The same where one of the two says person, and how far the entry must lead the best one of the recogniser's label.
SURE_PERSON: Final = 0.7
CLEAR_LEAD: Final = 0.15
# A recognised span less sure than this yields to the names of the table inside it.
UNSURE: Final = 0.5
# A compound with a known name in front is a name of its own only where the recogniser is as good as certain.
SURE_COMPOUND: Final = 0.95
# Calibrated precision of mentions that only the table found, on seeds/articles (2026-11).
TABLE_SCORE: Final = 0.95
# Part of the recogniser's doubt that goes where a strong table match agrees with it; fitted there too.
AGREED: Final = 0.75


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
    words = index_words(text)
    closed = closed_stretches(text, zones)
    spans = [tidy for span in recognised for tidy in tidy_span(text, lang, span)]
    spans = without_overlap(span for span in spans if not closed.holds(span.start, span.end))
    if kb is not None:
        settler = SpanSettler(kb, lang)
        others = frozenset(text[span.start : span.end] for span in spans if span.label != "DRV")
        spans = [settled for span in spans for settled in settler.settle(text, span, others)]
        matches = _scanner(kb, lang).scan(text, words)
        spans = _merge(spans, [match for match in matches if not closed.holds(match.start, match.end)])
        spans = settler.join_places(text, spans)
    spans = agree_on_names(text, lang, zones, spans, closed, words)
    if kb is not None:  # last: one town may be a place here and a team there
        spans = settler.name_teams(text, spans)
    return [MentionSpan(start, end, label, text[start:end], score) for start, end, label, score in spans]


@lru_cache(maxsize=_SCANNERS)
def _scanner(kb: KnowledgeBase, lang: Lang) -> TableScanner:
    return TableScanner(kb, lang)


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
            label = _choose_label(first, match)
            score = first.score
            if score is not None and match.strong and label == match.label:
                score = _join_evidence(score)
            added.append(first._replace(label=label, score=score))
        elif _takes_over(match, [spans[index] for index in near]):
            gone.update(near)
            score = max(spans[index].score or 0.0 for index in near)
            added.append(RecognisedSpan(match.start, match.end, match.label, max(score, TABLE_SCORE)))
        elif match.strong and len(near) == 1 and (first.score or 0.0) < UNSURE:
            # Names inside a span that the recogniser hardly believed in itself.
            gone.add(near[0])
            added.append(RecognisedSpan(match.start, match.end, match.label, TABLE_SCORE))
    return sorted(added + [span for index, span in enumerate(spans) if index not in gone])


def _join_evidence(score: float) -> float:
    """Probability where recogniser and table agree: most of what the recogniser doubted is then right."""
    return score + (1.0 - score) * AGREED


def _takes_over(match: TableMatch, near: list[RecognisedSpan]) -> bool:
    """Whether the table match is the outermost span and good enough to replace what it covers."""
    covers = match.start <= near[0].start and match.end >= near[-1].end
    return covers and (match.strong or match.label == near[0].label)


def _choose_label(span: RecognisedSpan, match: TableMatch) -> Label:
    # A surname that is also a demonym (Breton), or a compound that is a name of its own (Moskva-museet).
    own_from = SURE_NAME if span.label == "PER" else SURE_COMPOUND
    own_name = span.label == "PER" or match.compound
    if match.label == "DRV" and own_name and (span.score or 0.0) >= own_from:
        return span.label
    if match.label == "DRV" or span.label == "DRV":
        return match.label
    if match.strong and (span.score or 0.0) < UNSURE:
        return match.label
    rival = dict(match.rivals).get(span.label, 0.0)
    sure = SURE_PERSON if "PER" in (span.label, match.label) else SURE_LABEL
    return match.label if match.prominence >= sure and match.prominence - rival >= CLEAR_LEAD else span.label
