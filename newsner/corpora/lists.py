"""Results, line-ups, bylines and credits to train on, which annotated corpora hardly have.

In: names of the alias table. Out: short texts of a few lines, made from patterns of our own with names put in, every name
annotated. A newspaper prints such lines daily, and no sentence around them tells a club from a town or where a name ends.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from newsner.corpora.annotated import AnnotatedText, GoldSpan
from newsner.errors import InputValueError

# Slots: club, town that plays as a club, person, surname, initial and surname, place, body; n: 0-9, t: a time.
_SLOT: Final = re.compile(r"\{([cdpsigont])\}")
_SHARED: Final = (
    "{c} {n}-{n} {c}",
    "{d} {n}-{n} {d}",
    "{c} – {d} {n}–{n} ({n}–{n})",
    "{d}: {s}; {s}, {s}, {s}, {s}; {s}, {s}, {s}; {s}, {s}.",
    "{c}: {s} {n}; {s} {n}, {s} {n}, {s} {n}; {s} {n}, {s} {n}.",
    "{c} {n} {d} {n}; {d} {n} {c} {n}",
    "{n}. {p}, {g}, {t}",
    "{n}. {p} ({c}) {t}",
    "{n}) {p}, {c}, {n}{n} p",
    "{n} {i} {t}, {n} {i} {t}",
    "1. {d} {n} {n} {n} {n}{n}",
    "{p} / {o}",
    "{p}, {p}, {p}",
)
_BY_LANGUAGE: Final = {
    "nb": (
        "Av {p}",
        "Tekst: {p}",
        "Foto: {p} / {o}",
        "Foto: {p}",
        "{g} ({o}): ",
        "{c} ({n}-{n}-{n}): {s} – {s}, {s}, {s}, {s} – {s}, {s}, {s} – {s}, {s}, {s}.",
        "Mål: {n}-{n} {s} ({n}), {n}-{n} {s} ({n}).",
        "Dommer: {p}, {g}.",
        "Gult kort: {s}, {s} ({d}).",
        "{c} - {d} {n}-{n}",
        "Til stede: {p}, {p} og {p}.",
        "Kvinner, 10 km: 1) {p}, {c}, {t}, 2) {p}, {c}, {t}, 3) {p}, {g}, {t}.",
    ),
    "en": (
        "By {p}",
        "By {p} and {p}",
        "By {p} in {g}",
        "Photo: {p}/{o}",
        "Photograph: {p}",
        "{g} ({o}) — ",
        "{d} v {d}",
        "{c} {n}, {c} {n}",
        "Tries for {d}: {s} {n}, {s}; con: {s} {n}; pen: {s}.",
        "{p} c {s} b {s} {n}{n}",
        "{p} lbw b {s} {n}{n}",
        "{p} not out {n}{n}",
        "Ref: {i}",
        "Goals: {s} {n}, {s} {n}.",
        "Reporting by {p} in {g}; editing by {p}",
        "{d} 2 ({s} {n}, {s} {n}{n}) {d} 1 ({s} {n}{n})",
    ),
    "de": (
        "Von {p}",
        "Von {p} und {p}, {g}",
        "Text: {p}",
        "Foto: {p}/{o}",
        "Foto: {p}",
        "{g} ({o}) - ",
        "{c} - {c} {n}:{n} ({n}:{n})",
        "{d} – {c} {n}:{n}",
        "Tore: {n}:{n} {s} ({n}.), {n}:{n} {s} ({n}{n}.)",
        "{c}: {s} - {s}, {s}, {s}, {s} - {s}, {s} - {s}, {s}, {s} - {s}",
        "Schiedsrichter: {s} ({g})",
        "Gelbe Karten: {s}, {s} / {s}",
        "Herren: 1. {p} ({g}) {t}, 2. {p} ({g}) +{n},{n}, 3. {p} ({g}).",
    ),
}
_CLUB: Final = re.compile(
    r"\b(?:[AB1]?\.? ?FC|FK|IL|IF|SK|BK|IK|TSV|SV|VfL|VfB|AFC|CF|United|City|Town|Rovers|Wanderers|Athletic|Albion|"
    r"Fotball|Borussia|Eintracht|Fortuna|Dynamo|Real|Sporting)\b"
)
_SIMPLE_NAME: Final = re.compile(r"[A-ZÅÄÆØÖÜÉ][\w.'’-]+(?: [\w.'’-]+){0,3}")
_MAX_LINES: Final = 6
_LABELS: Final = {"c": "ORG", "d": "ORG", "o": "ORG", "p": "PER", "s": "PER", "i": "PER", "g": "GPE"}


class ListMaker:
    """Makes texts for one language; ``names`` are ``(label, name)`` pairs of the alias table.

    Raises:
        InputValueError: the names fill no pattern.
    """

    def __init__(self, lang: str, names: Iterable[tuple[str, str]]) -> None:
        self._names: dict[str, list[str]] = defaultdict(list)
        for label, name in names:
            if _SIMPLE_NAME.fullmatch(name):
                self._add(label, name)
        given = {*self._names, "n", "t"}
        self._patterns = [
            pattern for pattern in (*_SHARED, *_BY_LANGUAGE[lang]) if given.issuperset(_SLOT.findall(pattern))
        ]
        if not self._patterns:
            raise InputValueError(f"lists need people, places or bodies to name; got {dict(self._names)}")

    def _add(self, label: str, name: str) -> None:
        words = name.split()
        if label == "PER" and len(words) > 1:
            self._names["p"].append(name)
            self._names["s"].append(words[-1])
            self._names["i"].append(f"{words[0][0]} {words[-1]}")
        elif label == "GPE" and len(words) == 1:
            self._names["g"].append(name)
            self._names["d"].append(name)
        elif label == "ORG":
            self._names["o"].append(name)
            if _CLUB.search(name):
                self._names["c"].append(name)

    def make(self, rng: random.Random) -> AnnotatedText:
        """A text of one to six lines of one pattern, or of as many patterns."""
        size = rng.randint(1, _MAX_LINES)
        patterns = [rng.choice(self._patterns)] * size if rng.random() < 0.5 else rng.choices(self._patterns, k=size)
        text, spans = "", list[GoldSpan]()
        for number, pattern in enumerate(patterns):
            if number:
                text += rng.choice(("\n", "\n", "; ", "\n\n"))
            for piece, label in self._fill(pattern, rng):
                if label:
                    spans.append(GoldSpan(len(text), len(text) + len(piece), frozenset((label,))))
                text += piece
        return AnnotatedText(text, tuple(spans), frozenset(), "")

    def _fill(self, pattern: str, rng: random.Random) -> Iterator[tuple[str, str]]:
        """Pieces of a line, each with its label or ""."""
        for index, piece in enumerate(_SLOT.split(pattern)):
            if index % 2 == 0:
                yield piece, ""
            elif piece == "n":
                yield str(rng.randint(0, 9)), ""
            elif piece == "t":
                yield f"{rng.randint(1, 59)}.{rng.randint(10, 59)}", ""
            else:
                yield rng.choice(self._names[piece]), _LABELS[piece]
