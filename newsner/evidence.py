"""What a document says for and against the candidates of its names: roles, titles, regions, countries, its date.

In: the candidates of a name, and the text around it. Out: the same with other weights, or fewer of them. The linker decides.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date as Date
from typing import Final, NamedTuple

from newsner.candidates import Candidate, Lookup, rank, shares
from newsner.kb.store import KnowledgeBase
from newsner.labels import Lang
from newsner.periods import find_periods, find_year
from newsner.roles import AGED, PRIVATE, SIGNED, find_role, group_of_kind, is_misfit, is_region, lists_on, topic_of_kind
from newsner.spans import MentionSpan
from newsner.wordlists import TITLES

# Countries where a language's papers are at home.
HOME: Final = {"nb": {"NO"}, "nn": {"NO"}, "en": {"GB", "US", "IE"}, "de": {"DE", "AT", "CH"}}
# An article means the ministry, town or party of its own country sooner than a namesake abroad.
HOME_WEIGHT: Final = 2.0
# Weight that a candidate gains when its country is that of all other entities of the document.
COHERENCE: Final = 4.0
# What a role beside a name does to the weight of its candidates: striker Jan Berg is no minister.
FITTING_ROLE: Final = 3.0
MISFIT_ROLE: Final = 0.1
# Who is introduced as somebody else is not meant below these: a role of public people or a byline, an occupation of private
# ones, an age (papers give that of private people: 34 of 36 in our gold have no entry).
# (Schwarzenegger is still called an actor; nobody calls Thomas Müller of Bayern an innkeeper.)
KNOWN_MISFIT: Final = 0.6
KNOWN_PRIVATE: Final = 0.9
KNOWN_AGED: Final = 0.5
# Kanton Zürich, Kerry county: what the word for a region does to candidates of such a kind.
REGION_WEIGHT: Final = 50.0
REGION_KINDS: Final = frozenset(
    {
        "canton",
        "county",
        "district",
        "province",
        "region",
        "state",
        "department",
        "governorate",
        "oblast",
        "administrative region",
        "prefecture",
        "territory",
        "autonomous region",
        "republic",
    }
)
# Somebody called by a middle name that the entry does not have is not meant, unless everybody knows the entry.
KNOWN_FULL: Final = 0.8
# Weight of a candidate whose years, as its entry tells them, hold the date of the article, over one whose years do not.
CURRENT: Final = 3.0
# People below this are meant only where something else of the article is of their field, or their role is given: most who share
# a name with one of 77 000 politicians are somebody else.
KNOWN_TOPIC: Final = 0.43
# In place of an entry: the field is told by a role.
_NOBODY: Final = -1
# Characters looked back for a title: Ministerpräsidentin and a space.
LONGEST_TITLE: Final = 24


class Surroundings(NamedTuple):
    """What stands with one mention: the title before it, the role of its bearer, a fuller form, whether a region is meant."""

    title: str
    role: str | None
    fuller: str | None
    region: bool


class Evidence:
    """What one document says of its names; countries are counted as entities are found."""

    def __init__(
        self, kb: KnowledgeBase, lang: Lang, mentions: Sequence[MentionSpan], text: str, date: Date | None
    ) -> None:
        self._kb = kb
        self._lang = lang
        self._text = text
        self._year = find_year(text) if date is None else date.year
        self._countries: Counter[str] = Counter()
        self._topics: defaultdict[str, set[int]] = defaultdict(set)
        self._roles = self._find_roles(mentions)
        self._fuller = _find_fuller(mentions)
        self._regions = self._find_regions(mentions)

    def surroundings(self, mention: MentionSpan) -> Surroundings:
        """What stands with a mention; equal for mentions that the document says the same of."""
        if mention.label == "PER":
            role, fuller = self._roles.get(mention.surface), self._fuller.get(mention.surface)
            return Surroundings(self._title(mention), role, fuller, region=False)
        return Surroundings("", None, None, region=mention.start in self._regions)

    def weigh(self, lookup: Lookup, found: Surroundings) -> Lookup:
        """The candidates with the weights that the surroundings give them; `ruled_out` where they leave none."""
        if found.region:
            return self._prefer_regions(lookup)
        if found.role is None and found.fuller is None:
            return lookup
        return self._keep_fitting(lookup, found.role, found.fuller)

    def coherent(self, candidates: Sequence[Candidate]) -> list[tuple[Candidate, float]]:
        """Candidates with their shares, best first; raised: those of the document's countries, of the language's, of its date."""
        if len(candidates) < 2:
            return [(candidate, 1.0) for candidate in candidates]
        total = self._countries.total()
        raised: dict[tuple[str, str | None], Candidate] = {}
        for candidate in candidates:
            country = self._kb.country(candidate.entry)
            part = self._countries[country] / total if country and total else 0.0
            weight = candidate.weight * (1.0 + COHERENCE * part) * (HOME_WEIGHT if country in HOME[self._lang] else 1.0)
            weight *= self._weigh_date(candidate.entry)
            # A town and its municipality, say, are rows of their own: the better known stands for both. Not so people.
            is_person = self._kb.label(candidate.entry) == "PER"
            key = (self._kb.id_of(candidate.entry) if is_person else self._kb.name(candidate.entry), country)
            best = raised.get(key)
            raised[key] = candidate._replace(weight=weight) if best is None or weight > best.weight else best
        return sorted(shares(raised.values()), key=lambda pair: (-pair[1], pair[0].entry))

    def note(self, entry: int) -> None:
        """Count an entity's country as one that the document is about."""
        country = self._kb.country(entry)
        if country:
            self._countries[country] += 1

    def is_near(self, entry: int) -> bool:
        """Whether an entity's country is at hand: the document's, the language's own, or unknown."""
        country = self._kb.country(entry)
        return country is None or country in HOME[self._lang] or country in self._countries

    def read_topics(self, lookups: Iterable[Lookup]) -> None:
        """Note what fields the likeliest candidates of the document's names are of, and the roles that stand with them."""
        for role in self._roles.values():
            self._topics[role].add(_NOBODY)
        for lookup in lookups:
            if lookup.candidates:
                entry = lookup.candidates[0].entry
                topic = topic_of_kind(self._kb.entry(entry).kind)
                if topic is not None:
                    self._topics[topic].add(entry)

    def fits_topic(self, entry: int) -> bool:
        """Whether an obscure person is of a field that another name of the document is of; True for all others."""
        known = self._kb.entry(entry)
        topic = topic_of_kind(known.kind)
        if known.label != "PER" or known.prominence >= KNOWN_TOPIC or topic is None:
            return True
        return bool(self._topics[topic] - {entry})

    def _find_roles(self, mentions: Sequence[MentionSpan]) -> dict[str, str]:
        """The role that stands with a person's name, the first of each name."""
        roles: dict[str, str] = {}
        for mention in mentions:
            if mention.label == "PER" and mention.surface not in roles:
                role = find_role(self._text, mention.start, mention.end, self._lang)
                if role is not None:
                    roles[mention.surface] = role
        return roles

    def _find_regions(self, mentions: Sequence[MentionSpan]) -> set[int]:
        """Where regions start: behind or before a word for one, and on in a list of them."""
        starts: set[int] = set()
        last = None
        for mention in mentions:
            if mention.label == "GPE" and (
                is_region(self._text, mention.start, mention.end)
                or (last is not None and last.start in starts and lists_on(self._text, last.end, mention.start))
            ):
                starts.add(mention.start)
            last = mention
        return starts

    def _title(self, mention: MentionSpan) -> str:
        """The title right before a person, "" where there is none."""
        before = self._text[max(0, mention.start - LONGEST_TITLE) : mention.start]
        words = before.split()
        return words[-1] if words and before.endswith(" ") and words[-1].lower() in TITLES[self._lang] else ""

    def _keep_fitting(self, lookup: Lookup, role: str | None, fuller: str | None) -> Lookup:
        """Take out who is introduced as somebody else, or called by a middle name of somebody else."""
        full = None if fuller is None else {posting.entry for posting in self._kb.variants(fuller)}
        kept = []
        for candidate in lookup.candidates:
            prominence = self._kb.prominence(candidate.entry)
            if full is not None and candidate.entry not in full and prominence < KNOWN_FULL:
                continue
            weight = self._weigh_role(role, candidate.entry, prominence)
            if weight:
                kept.append(candidate._replace(weight=candidate.weight * weight))
        return lookup._replace(candidates=rank(kept), ruled_out=not kept)

    def _weigh_role(self, role: str | None, entry: int, prominence: float) -> float:
        if role == AGED:
            return 1.0 if prominence >= KNOWN_AGED else 0.0
        group = group_of_kind(self._kb.entry(entry).kind)
        if role is None or (group is None and role != PRIVATE):
            return 1.0
        if role == group or (role == SIGNED and group == "press"):
            return FITTING_ROLE
        if role not in (PRIVATE, SIGNED) and group is not None and not is_misfit(role, group):
            return 1.0
        return MISFIT_ROLE if prominence >= (KNOWN_PRIVATE if role == PRIVATE else KNOWN_MISFIT) else 0.0

    def _prefer_regions(self, lookup: Lookup) -> Lookup:
        kinds = {candidate.entry: self._kb.entry(candidate.entry).kind for candidate in lookup.candidates}
        weighed = (
            candidate._replace(
                weight=candidate.weight * (REGION_WEIGHT if kinds[candidate.entry] in REGION_KINDS else 1.0)
            )
            for candidate in lookup.candidates
        )
        return lookup._replace(candidates=rank(weighed))

    def _weigh_date(self, entry: int) -> float:
        if self._year is None:
            return 1.0
        periods = find_periods(self._kb.entry(entry).description)
        if not periods:
            return 1.0
        return CURRENT if any(start <= self._year <= end for start, end in periods) else 1.0


def _find_fuller(mentions: Sequence[MentionSpan]) -> dict[str, str]:
    """For a person of two names or more, the longest form of the document with the same first and last one."""
    ends: dict[tuple[str, str], str] = {}
    for mention in mentions:
        words = mention.surface.split()
        if mention.label == "PER" and len(words) > 2:
            ends[words[0], words[-1]] = max(ends.get((words[0], words[-1]), ""), mention.surface, key=len)
    if not ends:
        return {}
    split = {mention.surface: mention.surface.split() for mention in mentions if " " in mention.surface}
    return {surface: ends[words[0], words[-1]] for surface, words in split.items() if (words[0], words[-1]) in ends}
