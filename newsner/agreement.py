"""One document, one view of a name: labels agree, and a name that is sure stands wherever it stands again.

In: merged spans. Out: the same with one label a name, and with the mentions that the rest of the document gives
away: people who sign, acronyms in brackets, surnames later on, hurried spellings of somebody the text is about.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from anyascii import anyascii
from rapidfuzz.distance import OSA

from newsner.labels import Label, Lang
from newsner.layout import Zone
from newsner.scanner import joins_words
from newsner.spans import RecognisedSpan
from newsner.tidying import Stretches, without_overlap
from newsner.wordlists import ARTICLES, TITLES
from newsner.words import WordStarts

# A recognised name surer than this is a name wherever else it stands in the document.
SURE_ELSEWHERE: Final = 0.8
# A recognised name less sure than this may be a typo of another one: in our training texts 120 of 140 words one edit away from a
# surname of the text are that person.
UNSURE: Final = 0.97
# Shorter surnames are one edit away from too many words.
TYPO_LENGTH: Final = 6
# Calibrated precision of mentions that only these rules found, on seeds/articles (2026-11).
RULE_SCORE: Final = 0.95

Shapes = dict[tuple[str, int], list[str]]

# What stands before a surname and nothing else.
_HONORIFIC: Final = re.compile(
    r"\b(?:Mr|Mrs|Ms|Messrs|Dr|Prof)\.? (?=[A-ZÆØÅÄÖÜ])([\w'-]+)|\b(?:Frau|Herrn?) (?=[A-ZÆØÅÄÖÜ])([\w'-]+)"
)
_HONORIFICS: Final = frozenset({"Mr", "Mrs", "Ms", "Messrs", "Dr", "Prof", "Frau", "Herr", "Herrn"})
_CAPITALISED: Final = re.compile(r"[A-ZÆØÅÄÖÜ][^\W\d_]{3,}")
_BRACKETED: Final = re.compile(r" ?\(([^\W\d_][\w-]{1,9})\)")
_SIGNS: Final = re.compile(r"(?:(?:Av|By|Von|Text|Tekst|Foto|Photo|Bild|Fotos)\b:? *)?", re.IGNORECASE)
_CAPITAL_WORD: Final = r"[A-ZÆØÅÄÖÜÀ-ÞĀ-Ž][\w'.-]*\w"
_MONTHS: Final = frozenset({"March", "April", "May", "June", "August", "Mai", "Juni", "Juli"})
_NEXT_CAPITAL: Final = re.compile(rf" {_CAPITAL_WORD}")
_WORD: Final = re.compile(r"\w+")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_FULL_NAME: Final = re.compile(rf"\b{_CAPITAL_WORD}(?: (?:(?:von|van|de|der|den|af|bin|al) )*{_CAPITAL_WORD}){{1,3}}")


def agree_on_names(
    text: str,
    lang: Lang,
    zones: Sequence[Zone],
    spans: list[RecognisedSpan],
    closed: Stretches,
    words: WordStarts,
) -> list[RecognisedSpan]:
    """Spans with one label a name, and the mentions that follow from the others.

    Args:
        text: the whole text.
        lang: its language.
        zones: its layout.
        spans: in text order, not overlapping.
        closed: where no mention can be.
        words: where the words of the text stand.
    """
    honoured = set() if _HONORIFICS.isdisjoint(words) else _behind_honorifics(text, lang)
    spans = [span._replace(label="PER") if (span.start, span.end) in honoured else span for span in spans]
    labels = _vote(text, spans)
    agreed = [span if span.label == "DRV" else span._replace(label=labels[_surface(text, span)]) for span in spans]
    agreed = without_overlap([*agreed, *_signed(text, zones, agreed), *_introduced(text, honoured, agreed, closed)])
    sure = [span for span in agreed if (span.score or 0.0) >= SURE_ELSEWHERE and span.label != "DRV"]
    names = {_surface(text, span): span.label for span in sure}
    # A surname stands for the full name later on.
    names |= {name.rsplit(" ", 1)[1]: label for name, label in [*names.items()] if label == "PER" and " " in name}
    names = {name: label for name, label in names.items() if len(name) > 2 and name[0].isupper()}
    agreed = without_overlap([*agreed, *_again(text, lang, names, agreed, closed, words)])
    return without_overlap([*agreed, *_misspelt(text, names, agreed, closed, words)])


def _surface(text: str, span: RecognisedSpan) -> str:
    return text[span.start : span.end]


def _vote(text: str, spans: list[RecognisedSpan]) -> dict[str, Label]:
    """Surface to the label that has most of the recogniser's weight in the document."""
    votes: dict[str, dict[Label, float]] = {}
    for span in spans:
        if span.label != "DRV":
            labels = votes.setdefault(_surface(text, span), {})
            labels[span.label] = labels.get(span.label, 0.0) + (span.score if span.score is not None else 1.0)
    people = [name for name, labels in votes.items() if "PER" in labels and " " in name]
    for whole in people:
        last = whole.rsplit(" ", 1)[1]
        if last in votes:  # a surname speaks with the weight of the full name
            votes[last]["PER"] = votes[last].get("PER", 0.0) + votes[whole]["PER"]
    surnames = _by_shape(name.rsplit(" ", 1)[-1] for name in people)
    for name, labels in votes.items():
        unsure = " " not in name and "PER" not in labels and sum(labels.values()) < UNSURE
        if unsure and _is_hurried(name, surnames):
            labels["PER"] = UNSURE
    return {name: max(labels, key=labels.__getitem__) for name, labels in votes.items()}


def _signed(text: str, zones: Sequence[Zone], spans: list[RecognisedSpan]) -> Iterator[RecognisedSpan]:
    """People who sign an article: two to four capitalised words in a byline, as far as they are not marked."""
    marked = Stretches([(span.start, span.end) for span in spans if span.label != "PER"])
    for zone in zones:
        sign = _SIGNS.match(text, zone.start, zone.end) if zone.kind == "byline" else None
        for match in _FULL_NAME.finditer(text, sign.end(), zone.end) if sign else ():
            if not marked.holds(*match.span()):
                yield RecognisedSpan(match.start(), match.end(), "PER", RULE_SCORE)


def _behind_honorifics(text: str, lang: Lang) -> set[tuple[int, int]]:
    """Where the word behind an honorific stands, unless it is a title: not Mr. President, Prof. Dr."""
    places = (match.span(match.lastindex or 0) for match in _HONORIFIC.finditer(text))
    titles = TITLES[lang]
    return {
        (start, end)
        for start, end in places
        if text[start:end].lower() not in titles and text[start : end + 1].lower() not in titles
    }


def _introduced(
    text: str, honoured: set[tuple[int, int]], spans: list[RecognisedSpan], closed: Stretches
) -> Iterator[RecognisedSpan]:
    """Names that their surroundings mark as such: behind an honorific; an acronym in brackets behind its name."""
    marked = Stretches([(span.start, span.end) for span in spans])
    for start, end in honoured:
        if not marked.holds(start, end) and not closed.holds(start, end):
            yield RecognisedSpan(start, end, "PER", RULE_SCORE)
    for span in spans:
        bracket = _BRACKETED.match(text, span.end)
        if bracket and span.label != "DRV" and not marked.holds(*bracket.span(1)):
            initials = "".join(word[0] for word in re.findall(r"\w+", text[span.start : span.end])).lower()
            if bracket.group(1).lower() == initials:
                yield span._replace(start=bracket.start(1), end=bracket.end(1))


def _misspelt(
    text: str, names: dict[str, Label], spans: list[RecognisedSpan], closed: Stretches, words: WordStarts
) -> Iterator[RecognisedSpan]:
    """Capitalised words one hurried edit away from a person of the document: Lavorv."""
    surnames = _by_shape(name for name, label in names.items() if label == "PER" and " " not in name)
    initials = {initial for initial, _ in surnames}
    hurried = [
        word for word in words if word[0] in initials and _CAPITALISED.fullmatch(word) and _is_hurried(word, surnames)
    ]
    if not hurried:
        return
    marked = Stretches([(span.start, span.end) for span in spans])
    plain_words = {word for word in _LETTERS.findall(text) if word.islower()}
    for word in hurried:
        if word.lower() in plain_words:
            continue
        for start in words[word]:
            end = start + len(word)
            joined = text[start - 1 : start] == "-" or text[end : end + 1] == "-"
            if not (joined or marked.holds(start, end) or closed.holds(start, end)):
                yield RecognisedSpan(start, end, "PER", RULE_SCORE)


def _by_shape(surnames: Iterable[str]) -> Shapes:
    """Surnames by first letter and length, so that a long text is not compared name by name."""
    shapes: Shapes = defaultdict(list)
    for surname in dict.fromkeys(surnames):
        shapes[surname[0], len(surname)].append(surname)
    return shapes


def _is_hurried(word: str, surnames: Shapes) -> bool:
    """Whether a word is one edit away from a surname; the longer of the two must have ``TYPO_LENGTH`` letters."""
    return any(
        word != surname and max(len(word), length) >= TYPO_LENGTH and OSA.distance(_fold(word), _fold(surname)) <= 1
        for length in (len(word) - 1, len(word), len(word) + 1)
        for surname in surnames.get((word[0], length), ())
    )


def _is_word(text: str, lang: Lang, start: int, end: int) -> bool:
    """Whether a surname is rather a word there: behind an article (der Koch), or the name of a month (in May)."""
    before = text[max(0, start - 20) : start].split()[-1:]
    return text[start:end] in _MONTHS or bool(
        before and before[0].lower() in ARTICLES[lang] and " " not in text[start:end]
    )


def _fold(word: str) -> str:
    # Not the romanisation key: it joins spellings of one name, and so brings other words too near (Schloss, Scholz).
    return anyascii(word).lower()


def _again(
    text: str,
    lang: Lang,
    names: dict[str, Label],
    spans: list[RecognisedSpan],
    closed: Stretches,
    words: WordStarts,
) -> Iterator[RecognisedSpan]:
    """Where sure names of the document stand unmarked, in Norwegian and German also in the genitive."""
    by_first: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names, key=len, reverse=True):
        by_first[_WORD.match(name)[0]].append(name)  # type: ignore[index]
    marked = Stretches([(span.start, span.end) for span in spans])
    # A genitive hides the name of one word: Hills.
    for word in {*by_first, *(f"{first}s" for first in by_first)} & words.keys():
        listed = (*by_first.get(word, ()), *by_first.get(word.removesuffix("s"), ()))
        for start in words[word]:
            ends = ((name, _name_end(text, lang, name, start)) for name in listed)
            name, end = next(((name, end) for name, end in ends if end is not None), ("", None))
            if end is None:
                continue
            # Kari Lund is not the first half of Kari Lund Hansen.
            # In German any noun may follow a surname.
            may_grow = names[name] == "PER" and (" " in name or lang != "de")
            longer = may_grow and _NEXT_CAPITAL.match(text, end)
            taken = marked.holds(start, end) or closed.holds(start, end)
            if not (longer or taken or _is_word(text, lang, start, end)):
                yield RecognisedSpan(start, end, names[name], RULE_SCORE)


def _name_end(text: str, lang: Lang, name: str, start: int) -> int | None:
    """Where a name that stands at ``start`` ends, with its genitive; None where it does not stand there as a whole."""
    if not text.startswith(name, start) or text[start - 1 : start] == "-":
        return None
    end = start + len(name)
    if joins_words(lang) and text[end : end + 1] == "s":
        end += 1
    after = text[end : end + 1]
    return None if after.isalnum() or after in ("_", "-") else end
