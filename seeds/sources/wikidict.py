"""Rows of the 2016 Wikipedia interlanguage titles, typed where several voices agree.

Sources: open-dsl-dict/wikidict-dsl-* (titles, CC0) and dbpedia/links (GND numbers, CC0).
Voices: the type that a QID has in another source, the kind of GND number (no hyphen: a person), a Russian
title "Surname, Given", notes in brackets, word patterns (`typing_rules`), the names of a place in Who's On
First, and the shape given name + surname as GND persons have it. A row is typed if its best label has
weight 2 or more and leads the next by 2; otherwise it is left out.
"""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from sources.evidence_tables import MIN_SIMILARITY, Gnd
from sources.files import read_jsonl
from sources.records import Row, is_latin, scale, strip_disambiguator
from sources.titles import TITLE_LANGUAGES, TitleKeys
from sources.typing_rules import Evidence, find_evidence, is_dropped

# Most Wikipedias in one row of this selection (counted 2026-11).
MAX_TITLES = 17

_INVERTED = re.compile(r"^[А-ЯЁ][^,()\d]+, [А-ЯЁ][^,()\d]+(?: \([^()]*\))?$")
_NO_PERSON = re.compile(
    r"(?: and | & | und | og |\bfamily\b|\b(?:brothers|sisters|twins|dynasty|House of|Trial|affair|Murder|Memorial|Prize|Award|Medal|Orchestra|Band"
    r"|Quartet|Trio|Foundation|Museum|Airport|Stadium|University|Institute|Society|Company|Islands?|River|Street|Bridge)\b|\d|[:!?]|'s )"
)
_PARTICLES = frozenset(
    (
        "von",
        "van",
        "de",
        "der",
        "den",
        "di",
        "da",
        "dos",
        "del",
        "della",
        "du",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "af",
        "av",
        "zu",
        "ten",
        "ter",
        "y",
        "e",
        "i",
        "und",
    )
)
_TARGET = {"no": "nb", "nn": "nn", "en": "en", "de": "de"}


class Typed(NamedTuple):
    """Type of a QID as the typed sources have it."""

    label: str
    kind: str
    description: str


class WikidictTyper:
    """Types wikidict rows; holds the joined tables so that each row is looked up once."""

    def __init__(
        self,
        keys: TitleKeys,
        gnd: Gnd,
        qid_to_type: dict[str, Typed],
        places: dict[str, list[frozenset[str]]],
        regions: dict[str, str],
    ) -> None:
        self._keys = keys
        self._gnd = gnd
        self._qid_to_type = qid_to_type
        self._places = places
        self._regions = regions
        self.dropped: Counter[str] = Counter()

    def read(self, kb: Path) -> Iterator[Row]:
        """Yield the typed rows, and count what is left out in `dropped`."""
        for item in read_jsonl(kb / "wikidict" / "wikidict_components.jsonl.gz"):
            titles: dict[str, str] = item["t"]
            if item.get("bad"):
                self.dropped["conflicting join in the source"] += 1
            elif sum(language in titles for language in _TARGET) < 2:
                self.dropped["one language only"] += 1
            elif is_dropped(titles):
                self.dropped["list, date, work, word or disambiguation"] += 1
            else:
                row = self._type(titles)
                if row:
                    yield row

    def _type(self, titles: dict[str, str]) -> Row | None:
        qid = self._find_qid(titles)
        typed = self._qid_to_type.get(qid)
        if typed and not typed.label:
            self.dropped["no entity by its description"] += 1
            return None
        evidence = self._collect(titles)
        if typed:
            evidence.append(Evidence(typed.label, typed.kind, 5))
        label, kind = decide(evidence)
        if label and not typed and is_common_noun(titles, label):
            self.dropped["common noun by its forms"] += 1
            return None
        if not label:
            self.dropped["no type" if not evidence else "voices disagree or too weak"] += 1
            return None
        return self._row(titles, label, kind, qid, typed)

    def _find_qid(self, titles: dict[str, str]) -> str:
        found = {
            self._keys.key_to_qid.get(f"{language}|{title}", "")
            for language, title in titles.items()
            if language in TITLE_LANGUAGES
        } - {""}
        if len(found) > 1:
            self.dropped["QID left off: title keys name several"] += 1
        return found.pop() if len(found) == 1 else ""

    def _collect(self, titles: dict[str, str]) -> list[Evidence]:
        evidence = find_evidence(titles)
        evidence += self._person_evidence(titles)
        if not any(voice.label == "PER" for voice in evidence):
            evidence += self._place_evidence(titles)
            evidence += self._body_evidence(titles, evidence)
        if not evidence and self._is_named_like_a_person(titles):
            evidence.append(Evidence("PER", "", 2))
        return evidence

    def _person_evidence(self, titles: dict[str, str]) -> Iterator[Evidence]:
        english = titles.get("en") or titles.get("de", "")
        if _NO_PERSON.search(strip_disambiguator(english)):
            return
        inverted = bool(_INVERTED.match(titles.get("ru", "")))
        if inverted:
            yield Evidence("PER", "", 3)
        known = [
            f"{language}|{titles[language]}" in self._gnd.person_titles
            for language in ("de", "en")
            if language in titles
        ]
        if any(known) and (inverted or " " in strip_disambiguator(english)):
            yield Evidence("PER", "", 3)

    def _place_evidence(self, titles: dict[str, str]) -> Iterator[Evidence]:
        english = titles.get("en", "")
        _, comma, region = english.rpartition(", ")
        if comma and region in self._regions:
            yield Evidence("GPE", "city", 2)
        for language in ("de", "no", "nn"):
            note = re.search(r"\(([^()]+)\)$", titles.get(language, ""))
            if note and note[1] in self._regions:
                yield Evidence("GPE", "city", 1)
        names = {
            f"{_TARGET.get(language, language)}|{strip_disambiguator(title)}" for language, title in titles.items()
        }
        names |= {f"no|{strip_disambiguator(titles['no'])}"} if "no" in titles else set()
        for place in self._places.get(strip_disambiguator(english), ()):
            shared = names & place
            if any(name.startswith("ru|") for name in shared) and len(shared) >= 3:
                yield Evidence("GPE", "city", 2)
                break
            if len(shared) >= 4:
                yield Evidence("GPE", "city", 1)
                break

    def _body_evidence(self, titles: dict[str, str], evidence: list[Evidence]) -> Iterator[Evidence]:
        german, english = titles.get("de", ""), titles.get("en", "")
        listed = f"de|{german}" in self._gnd.body_titles or f"en|{english}" in self._gnd.body_titles
        if (
            listed
            and " " in strip_disambiguator(english)
            and not any(voice.label in {"GPE", "LOC", "EVT"} for voice in evidence)
            and "," not in english
        ):
            yield Evidence("ORG", "", 1)

    def _is_named_like_a_person(self, titles: dict[str, str]) -> bool:
        english = titles.get("en", "")
        tokens = english.split(" ")
        if not 2 <= len(tokens) <= 4 or _NO_PERSON.search(english) or "(" in "".join(titles.values()) or "," in english:
            return False
        same = [
            language
            for language in ("de", "no", "nn", "sv", "nl", "fr", "es", "it", "pt")
            if titles.get(language) == english
        ]
        if len(same) < 2 or english in self._places:
            return False
        capitalised = all(token[:1].isupper() or token in _PARTICLES for token in tokens)
        return capitalised and tokens[0] in self._gnd.given_names and tokens[-1] in self._gnd.surnames

    def _row(self, titles: dict[str, str], label: str, kind: str, qid: str, typed: Typed | None) -> Row:
        language = "en" if "en" in titles else "de" if "de" in titles else "no"
        row = Row(label, f"wikidict/{language}|{titles[language]}", "wikidict", kind=kind, qid=qid)
        row.titles = {f"{lang}|{title}" for lang, title in titles.items()}
        for source, target in _TARGET.items():
            title = titles.get(source, "")
            if not title or not is_latin(title):
                continue
            base, comma, region = strip_disambiguator(title).rpartition(", ")
            if label == "GPE" and comma and region in self._regions:
                row.country = row.country or self._regions[region]
                row.add_name(target, base)
            row.add_name(target, title)
        row.prominence = 0.04 + 0.5 * scale(len(titles), 2, MAX_TITLES) ** 1.5
        if typed and typed.description:
            row.description = typed.description
        return row


def is_common_noun(titles: dict[str, str], label: str) -> bool:
    """Whether the titles look like a word that each language translates (Skrog, Hull, Schiffsrumpf)."""
    bases = [strip_disambiguator(titles[language]) for language in ("en", "de", "no", "nn") if language in titles]
    if label == "PER":
        return False
    words = bases[0].split(" ")
    if len(words) > 1:
        is_sentence_case = not any(word[:1].isupper() or word[:1].isdigit() for word in words[1:])
        is_shared = any(words[0][:4].lower() in base.lower() for base in bases[1:])
        return is_sentence_case and (label == "ORG" or not is_shared)
    similar = [SequenceMatcher(None, bases[0].lower(), base.lower()).ratio() for base in bases[1:]]
    return max(similar) < MIN_SIMILARITY


def decide(evidence: list[Evidence]) -> tuple[str, str]:
    """The label whose voices weigh 2 or more and lead by 2, with its most specific kind; else two empty strings."""
    weights: Counter[str] = Counter()
    for voice in evidence:
        weights[voice.label] += voice.weight
    ranked = weights.most_common(2)
    if not ranked or ranked[0][1] < 2 or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < 2):
        return "", ""
    label = ranked[0][0]
    kinds = [
        voice.kind for voice in sorted(evidence, key=lambda voice: -voice.weight) if voice.label == label and voice.kind
    ]
    return label, kinds[0] if kinds else ""
