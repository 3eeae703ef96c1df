"""Which entries of the table a name may mean, and by which step it was found.

The steps, in order; the first that yields a plausible entry ends the search (docs/alias-table.md):
exact, inflected, variant; a short form found by any of these counts as short. Document memory (short, fuzzy) is the
linker's business, since it needs the other mentions.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from newsner.kb.inflection import base_forms, split_compound
from newsner.kb.keys import variant_key
from newsner.kb.store import DERIVED, LANG_BITS, PINNED, REDUCED, SHORT, TEAM, KnowledgeBase, Posting
from newsner.labels import Label, Lang
from newsner.tidying import before_canton
from newsner.wordlists import STATES

# How far a mention's label speaks for an entry's. Corpora and papers agree on persons, less on what a ministry or a
# stadium is.
_NEAR: Final = 0.45
_AGREEMENT: Final = {
    **{(one, other): _NEAR for one in ("ORG", "GPE", "LOC") for other in ("ORG", "GPE", "LOC")},
    **{(one, other): _NEAR for one in ("ORG", "EVT", "PROD", "LOC") for other in ("ORG", "EVT", "PROD", "LOC")},
}
# Prominence is read as a logarithm: a tenth more makes an entry near twice as likely to be meant.
_PROMINENCE_BASE: Final = 300.0
# A name without its middle names, or a short one in another spelling, means only somebody or some place well known:
# Kjell Hansen is not Kjell Børre Hansen, Kinn is not Qin.
KNOWN_REDUCED: Final = 0.6
KNOWN_VARIANT: Final = 0.8
KNOWN_BODY: Final = 0.5
# A body is called by its place where that is known; the club of a village is not the village (3 of 13 were, in our articles).
KNOWN_PLACE: Final = 0.4
# An alias that is not of the article's language: foreign papers and companies keep their names.
_OTHER_LANGUAGE: Final = 0.5
_METHOD_WEIGHT: Final = {"exact": 1.0, "inflected": 0.95, "variant": 0.85, "fuzzy": 0.5}
# An exact match below this gives way to an inflected one above ``KNOWN_BASE``.
OBSCURE_EXACT: Final = 0.3
KNOWN_BASE: Final = 0.6
# Shorter names of bodies are spelled one way (City is not Citi), and a short word in lower case is a word (us).
MIN_VARIANT_LENGTH: Final = 6
# As many capitals or fewer are an acronym sooner than a name.
MIN_CAPITALS: Final = 3
# Edits allowed by length of the folded form: a short name is one edit away from far too many others.
MIN_FUZZY_LENGTH: Final = 5
TWO_EDITS_LENGTH: Final = 8
# A word in which a slip of the pen is likelier than another word (Miller is not Mueller).
SLIP_LENGTH: Final = 6
_INITIAL: Final = re.compile(r"([^\W\d_])\. ")
# The news of a day repeats its names; about 2 MB a language.
_NAMES_CACHED: Final = 4_096


class Candidate(NamedTuple):
    """An entry, the form that matched, the step, its weight (not normalised, above 0.0), and whether a user pinned it."""

    entry: int
    form: str
    method: str
    weight: float
    short: bool
    pinned: bool = False

    @property
    def step(self) -> str:
        """The step as records name it: a short form found exactly, inflected or as a variant counts as short."""
        return "short" if self.short and self.method != "fuzzy" else self.method


class Lookup(NamedTuple):
    """Base form of the surface and the candidates for it, best first; no candidates: base is the surface.

    `ruled_out`: the document says that none of those whom the table has under the name is meant.
    """

    base: str
    candidates: tuple[Candidate, ...]
    ruled_out: bool = False


class CandidateFinder:
    """Look names up for one language; holds no state of a document. Threads may share it."""

    def __init__(self, kb: KnowledgeBase, lang: Lang) -> None:
        self._kb = kb
        self._lang = lang
        self._bit = LANG_BITS[lang]
        self._find_cached = lru_cache(_NAMES_CACHED)(self._find)
        self._find_near_cached = lru_cache(_NAMES_CACHED)(self._find_near)

    def find(self, surface: str, label: Label | None) -> Lookup:
        """Candidates for a name.

        Args:
            surface: as it stands in the text.
            label: of the mention; None takes entries of any label alike.
        """
        return self._find_cached(surface, label)

    def _find(self, surface: str, label: Label | None) -> Lookup:
        place, comma, region = surface.partition(", ")
        if comma:
            region = STATES.get(region, region)
            whole = self.find_exact(surface, label) or self.find_exact(f"{_in_title_case(place)}, {region}", label)
            return Lookup(surface, whole) if whole else self._find_within(place, region, label)
        exact = self.find_exact(surface, label)
        in_canton = before_canton(surface) if self._lang == "de" and not exact else ""
        if in_canton:
            return self._keep_countries(self.find(in_canton, label), {"CH"})
        if exact and (exact[0].pinned or self._kb.prominence(exact[0].entry) >= OBSCURE_EXACT):
            return Lookup(surface, exact)
        bases = base_forms(surface, self._lang)
        for form in bases:
            found = self._weigh(self._kb.exact(form), form, "inflected", label)
            # The village of Apples yields to the genitive of Apple.
            if found and (not exact or found[0].pinned or self._kb.prominence(found[0].entry) >= KNOWN_BASE):
                return Lookup(form, found)
        if exact:
            return Lookup(surface, exact)
        return self._find_spelling(surface, bases, label)

    def _find_spelling(self, surface: str, bases: Sequence[str], label: Label | None) -> Lookup:
        """Candidates for a name that stands in no table as it is: in capitals, in another spelling, with an initial."""
        title = _in_title_case(surface)
        found = self.find_exact(title, label) if title != surface else ()
        if found:
            return Lookup(title, tuple(candidate._replace(method="variant") for candidate in found))
        for form in [surface, *bases]:
            if len(form) < MIN_VARIANT_LENGTH and (label == "ORG" or form.islower()):
                continue
            found = self._weigh(self._kb.variants(form), form, "variant", label)
            if found:
                return Lookup(form, found)
        return self._find_by_initial(surface) if label == "PER" else Lookup(surface, ())

    def _find_by_initial(self, surface: str) -> Lookup:
        """Results lists shorten given names: M. Olsbu Røiseland is the bearer of that surname whose name begins with M."""
        match = _INITIAL.match(surface)
        if match is None:
            return Lookup(surface, ())
        found = self._find(surface[match.end() :], "PER")
        kept = tuple(
            candidate._replace(short=False)
            for candidate in found.candidates
            if any(name is not None and name.startswith(match[1]) for name in self._kb.entry(candidate.entry).names)
        )
        return Lookup(f"{match[0]}{found.base}", kept)

    def find_exact(self, form: str, label: Label | None) -> tuple[Candidate, ...]:
        """Candidates for exactly this form, best first."""
        return self._weigh(self._kb.exact(form), form, "exact", label)

    def _find_within(self, place: str, region: str, label: Label | None) -> Lookup:
        """Candidates for a place with its country or state behind a comma: only those that lie in it."""
        codes = {self._kb.country(posting.entry) for posting in self._kb.exact(region)}
        return self._keep_countries(self.find(place, label), codes)

    def _keep_countries(self, found: Lookup, codes: Collection[str | None]) -> Lookup:
        within = [candidate for candidate in found.candidates if self._kb.country(candidate.entry) in codes]
        return Lookup(found.base, tuple(within))

    def find_derived(self, surface: str) -> Lookup:
        """Entries that a demonym, adjective or language name belongs to."""
        for form in [surface, *base_forms(surface, self._lang), surface[:1].lower() + surface[1:]]:
            found = self._weigh(self._kb.exact(form), form, "exact", None, derived=True)
            if found:
                return Lookup(form, found)
        return Lookup(surface, ())

    def inflection_bases(self, surface: str) -> list[str]:
        """Forms without genitive or case ending, most likely first."""
        return base_forms(surface, self._lang)

    def bases(self, surface: str) -> list[str]:
        """First parts of a compound that may be names, longest first; inhabitants' -er of German towns last."""
        bases = [base for base, _ in split_compound(surface, self._lang)]
        if self._lang == "de":
            bases += [surface[: -len(end)] for end in ("erinnen", "erin", "ern", "ers", "er") if surface.endswith(end)]
        return [base for base in bases if len(base) > 1]

    def find_near(self, surface: str, label: Label, prominent: float) -> Lookup:
        """Well-known entries one or two edits away from a form that the table does not know.

        Less known people of the head too, where `is_slip`: that takes none of 13 200 people of our training texts, whom the table
        lacks, for one of them.
        """
        return self._find_near_cached(surface, label, prominent)

    def _find_near(self, surface: str, label: Label, prominent: float) -> Lookup:
        key = variant_key(surface)
        found = {}
        for stored, posting in self._kb.near(key):
            if self._kb.label(posting.entry) != label:
                continue
            prominence = self._kb.prominence(posting.entry)
            if (prominence >= prominent and is_typo(key, stored)) or (label == "PER" and is_slip(key, stored)):
                found[posting.entry] = Candidate(
                    posting.entry,
                    stored,
                    "fuzzy",
                    _METHOD_WEIGHT["fuzzy"] * _PROMINENCE_BASE ** (prominence - 1.0),
                    bool(posting.flags & SHORT),
                )
        return Lookup(surface, rank(found.values()))

    def _weigh(
        self, postings: Iterable[Posting], form: str, method: str, label: Label | None, derived: bool = False
    ) -> tuple[Candidate, ...]:
        best: dict[int, Candidate] = {}
        for posting in self._kb.narrow(form, tuple(postings), self._lang, label):
            if posting.flags & PINNED and not derived:
                return (Candidate(posting.entry, form, method, _METHOD_WEIGHT[method], False, pinned=True),)
            if bool(posting.flags & DERIVED) != derived or (posting.flags & TEAM and label != "ORG"):
                continue
            prominence, own_label = self._kb.prominence(posting.entry), self._kb.label(posting.entry)
            agreed = agreement(label, own_label)
            if agreed < _NEAR or (posting.flags & REDUCED and prominence < KNOWN_REDUCED):
                continue
            if label == "ORG" and own_label == "GPE" and prominence < KNOWN_PLACE:
                continue
            if method == "variant" and not _may_vary(form, label, posting, prominence):
                continue
            weight = _PROMINENCE_BASE ** (prominence - 1.0) * agreed * _METHOD_WEIGHT[method]
            weight *= 1.0 if posting.langs & self._bit else _OTHER_LANGUAGE
            candidate = Candidate(posting.entry, form, method, weight, bool(posting.flags & SHORT))
            if posting.entry not in best or weight > best[posting.entry].weight:
                best[posting.entry] = candidate
        return rank(best.values())


def _in_title_case(name: str) -> str:
    """A name in capitals as it is written elsewhere (HEIDE, BAD ISCHL); acronyms and all others as they are."""
    return name.title() if len(name) > MIN_CAPITALS and name.isupper() else name


def _may_vary(form: str, label: Label | None, posting: Posting, prominence: float) -> bool:
    """Whether a form in another spelling may mean an entry.

    A short one only a well-known entry, and a surname only in capitals; one word for a body only a known one, since bodies spell
    their names one way: the club Skjold is not Skiold.
    """
    if len(form) < MIN_VARIANT_LENGTH:
        return prominence >= KNOWN_VARIANT and (not posting.flags & SHORT or form.isupper())
    return label != "ORG" or " " in form or form.isupper() or prominence >= KNOWN_BODY


def agreement(mention: Label | None, entry: str) -> float:
    """How well labels agree, 0.0-1.0."""
    if mention is None or mention == entry:
        return 1.0
    return _AGREEMENT.get((mention, entry), 0.0)


def is_typo(key: str, other: str) -> bool:
    """Whether two folded forms differ as a hurried spelling does: one edit, two in long forms, never in short ones."""
    length = min(len(key), len(other))
    if key == other or length < MIN_FUZZY_LENGTH or key[:1] != other[:1]:
        return False
    return OSA.distance(key, other) <= (2 if length >= TWO_EDITS_LENGTH else 1)


def is_slip(key: str, other: str) -> bool:
    """Whether two folded names of several words are the same but for one edit in one long word: Meinl Reisiger, Meinl Reisinger."""
    words, others = key.split(), other.split()
    if len(words) != len(others):
        return False
    wrong = [pair for pair in zip(words, others, strict=True) if pair[0] != pair[1]]
    return len(words) > 1 and len(wrong) == 1 and min(map(len, wrong[0])) >= SLIP_LENGTH and is_typo(*wrong[0])


def rank(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Candidates by weight, best first."""
    return tuple(sorted(candidates, key=lambda candidate: (-candidate.weight, candidate.entry)))


def shares(candidates: Iterable[Candidate]) -> Iterator[tuple[Candidate, float]]:
    """Each candidate with its part of the whole weight, 0.0-1.0."""
    listed = list(candidates)
    total = sum(candidate.weight for candidate in listed)
    for candidate in listed:
        yield candidate, candidate.weight / total
