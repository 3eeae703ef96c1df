"""Resolve the mentions of one document: the same entity, one id; nothing is guessed.

In: settled mentions. Out: one ``Link`` a mention. Names that introduce somebody (several words, or no person) are
resolved first, wherever they stand, so that a headline's surname finds the full name in the body. Then short forms
go to whom the document introduced, then to the table's own prominent bearer; then typos; what is left is nil.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final

from newsner.candidates import Candidate, CandidateFinder, Lookup, rank, shares
from newsner.kb.keys import surname, variant_key
from newsner.kb.store import KnowledgeBase
from newsner.labels import Label, Lang
from newsner.link_scores import PINNED, LinkEvidence, score_link
from newsner.memory import Known, Memory
from newsner.roles import PRIVATE, find_role, group_of_kind, is_misfit, is_region
from newsner.spans import Link, MentionSpan, Scored
from newsner.wordlists import TITLES

# A candidate is taken when it holds this part of all weight; chosen on seeds/articles (2026-11).
TAKEN: Final = 0.6
# One that holds this part is taken first and speaks for the country of the others.
CERTAIN: Final = 0.95
# Where all candidates are more obscure than this, the name is rather somebody else's: nil and not ambiguous.
WORTH_NAMING: Final = 0.1
# Candidates kept as evidence.
NEAREST: Final = 5
# An entry that nobody introduced may be meant by its surname or acronym alone from this prominence on.
KNOWN_SHORT: Final = 0.6
# The same where the form leads to nobody else.
KNOWN_ONLY: Final = 0.5
# An entry below this is taken for a bare word, or a person at all, only where its country is at hand: the document's, or the
# language's own.
OBSCURE: Final = 0.35
HOME: Final = {"nb": {"NO"}, "nn": {"NO"}, "en": {"GB", "US", "IE"}, "de": {"DE", "AT", "CH"}}
# Characters of " og ", " and " and " und ".
COUPLE_GAP: Final = (4, 5)
# Characters looked back for a title: Ministerpräsidentin and a space.
LONGEST_TITLE: Final = 24
# A typo of an entry that nobody introduced needs one that everybody knows.
KNOWN_TYPO: Final = 0.8
# An article means the ministry, town or party of its own country sooner than a namesake abroad.
HOME_WEIGHT: Final = 2.0
# Weight that a candidate gains when its country is that of all other entities of the document.
COHERENCE: Final = 4.0
# What a role beside a name does to the weight of its candidates: striker Jan Berg is no minister.
FITTING_ROLE: Final = 3.0
MISFIT_ROLE: Final = 0.1
# Who is introduced as somebody else is not meant below these: a role of public people, an occupation of private ones.
# (Schwarzenegger is still called an actor; nobody calls Thomas Müller of Bayern an innkeeper.)
KNOWN_MISFIT: Final = 0.6
KNOWN_PRIVATE: Final = 0.9
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


class Linker:
    """Link the mentions of documents of one language against one table; keeps nothing between documents."""

    def __init__(self, kb: KnowledgeBase, lang: Lang) -> None:
        self._kb = kb
        self._lang = lang
        self._finder = CandidateFinder(kb, lang)

    def link(self, mentions: Sequence[MentionSpan], text: str = "") -> list[Link]:
        """One link for each mention, in the same order.

        Args:
            mentions: settled, in text order.
            text: that they are from; titles before a name are read there.
        """
        return _Document(self._kb, self._finder, mentions, self._lang, text).resolve()


class _Document:
    """The state of linking one document: what was introduced so far, and the links."""

    def __init__(
        self, kb: KnowledgeBase, finder: CandidateFinder, mentions: Sequence[MentionSpan], lang: Lang, text: str
    ) -> None:
        self._kb = kb
        self._finder = finder
        self._mentions = mentions
        self._lang = lang
        self._text = text
        self._memory = Memory()
        self._links: list[Link | None] = [None] * len(mentions)
        self._countries: Counter[str] = Counter()
        self._surfaces = {mention.surface for mention in mentions}
        self._surfaces |= {surface.rsplit(" ", 1)[-1] for surface in self._surfaces}
        self._lookups = self._look_up_all()
        self._words = [tuple(variant_key(lookup.base).split()) for lookup in self._lookups]

    def resolve(self) -> list[Link]:
        introducing, short, derived = self._sort_mentions()
        # 0. What a user pinned.
        self._each(range(len(self._mentions)), self._from_pin)
        # 1. Names that the table settles; first those without doubt, whose countries then speak for the others.
        for certain in (CERTAIN, TAKEN):
            self._each(introducing, partial(self._from_table, certain=certain))
        # 2. Long names written another way, then typos of what is known, before anything becomes nil.
        self._each(introducing, self._from_document)
        self._each(introducing, self._from_typo)
        self._each(introducing, self._as_ambiguous)
        # The fullest form of an unknown name introduces it, wherever it stands.
        self._each(sorted(introducing, key=self._count_words, reverse=True), self._from_unknown)
        # 3. Short names: the first of a couple, the document's own, the table's, typos.
        for step in (
            self._from_couple,
            self._from_document,
            self._from_famous,
            self._from_typo,
            self._as_ambiguous,
            self._as_nil,
        ):
            self._each(short, step)
        # 4. Words derived from a name.
        self._each(derived, self._from_base)
        return [link if link is not None else self._nil(index) for index, link in enumerate(self._links)]

    def _sort_mentions(self) -> tuple[list[int], list[int], list[int]]:
        introducing, short, derived = list[int](), list[int](), list[int]()
        for index, mention in enumerate(self._mentions):
            if mention.label == "DRV":
                derived.append(index)
            elif mention.label == "PER" and len(self._words[index]) < 2 and not self._is_titled(index):
                short.append(index)
            else:
                introducing.append(index)
        return introducing, short, derived

    def _is_titled(self, index: int) -> bool:
        """Whether one name and the title before it are an entry of the table: dronning Mary."""
        candidates = self._lookups[index].candidates
        return bool(candidates) and " " in candidates[0].form and " " not in self._mentions[index].surface

    def _each(self, indices: Iterable[int], step: Callable[[int], Link | None]) -> None:
        for index in indices:
            if self._links[index] is None:
                self._links[index] = step(index)

    def _look_up_all(self) -> list[Lookup]:
        """What the table has for each mention; a name that stands several times alike is looked up once."""
        roles, fuller = self._find_roles(), self._find_fuller()
        found: dict[tuple[str, Label, str, bool], Lookup] = {}
        lookups = []
        for mention in self._mentions:
            title = self._title(mention)
            region = mention.label == "GPE" and is_region(self._text, mention.start, mention.end)
            key = (mention.surface, mention.label, title, region)
            if key not in found:
                lookup = self._find(mention, title)
                if lookup.candidates and not lookup.candidates[0].pinned:
                    if mention.label == "PER":
                        lookup = self._keep_fitting(lookup, roles.get(mention.surface), fuller.get(mention.surface))
                    elif region:
                        lookup = self._prefer_regions(lookup)
                found[key] = lookup
            lookups.append(found[key])
        return lookups

    def _find_roles(self) -> dict[str, str]:
        """The role that stands with a person's name, the first of each name."""
        roles: dict[str, str] = {}
        for mention in self._mentions:
            if mention.label == "PER" and mention.surface not in roles:
                role = find_role(self._text, mention.start, mention.end, self._lang)
                if role is not None:
                    roles[mention.surface] = role
        return roles

    def _find_fuller(self) -> dict[str, str]:
        """For a person of two names or more, the longest form of the document with the same first and last one."""
        ends: dict[tuple[str, str], str] = {}
        for mention in self._mentions:
            words = mention.surface.split()
            if mention.label == "PER" and len(words) > 2:
                ends[words[0], words[-1]] = max(ends.get((words[0], words[-1]), ""), mention.surface, key=len)
        if not ends:
            return {}
        split = {mention.surface: mention.surface.split() for mention in self._mentions if " " in mention.surface}
        return {surface: ends[words[0], words[-1]] for surface, words in split.items() if (words[0], words[-1]) in ends}

    def _keep_fitting(self, lookup: Lookup, role: str | None, fuller: str | None) -> Lookup:
        """Take out who is introduced as somebody else, or called by a middle name of somebody else."""
        if role is None and fuller is None:
            return lookup
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
        group = group_of_kind(self._kb.entry(entry).kind)
        if role is None or (group is None and role != PRIVATE):
            return 1.0
        if role == group:
            return FITTING_ROLE
        if role != PRIVATE and group is not None and not is_misfit(role, group):
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

    def _find(self, mention: MentionSpan, title: str) -> Lookup:
        if title:  # Kings and popes are listed with their title: kong Harald, Pope Francis.
            for form in (f"{title} {mention.surface}", f"{title.capitalize()} {mention.surface}"):
                titled = self._finder.find_exact(form, mention.label)
                if titled:
                    return Lookup(mention.surface, titled)
        found = self._finder.find(mention.surface, mention.label)
        if not found.candidates:
            # An ending is taken off an unknown name only where the document has the name without it.
            bases = [base for base in self._finder.inflection_bases(mention.surface) if base in self._surfaces]
            found = found._replace(base=bases[0] if bases else found.base)
        return found

    def _title(self, mention: MentionSpan) -> str:
        """The title right before a person, "" where there is none."""
        if mention.label != "PER":
            return ""
        before = self._text[max(0, mention.start - LONGEST_TITLE) : mention.start]
        words = before.split()
        return words[-1] if words and before.endswith(" ") and words[-1].lower() in TITLES[self._lang] else ""

    def _from_pin(self, index: int) -> Link | None:
        """The entry that a user's table pins the form to, whatever the document says."""
        lookup = self._lookups[index]
        if not lookup.candidates or not lookup.candidates[0].pinned:
            return None
        best = lookup.candidates[0]
        self._introduce(index, best.entry, 1.0)
        return self._linked(index, [(best, 1.0)], lookup.base)

    def _from_table(self, index: int, certain: float) -> Link | None:
        lookup = self._lookups[index]
        ranked = self._coherent(lookup.candidates)
        if not ranked:
            return None
        best, share = ranked[0]
        prominence = self._kb.prominence(best.entry)
        if share < certain or (best.short and not self._is_known_short(ranked)):
            return None
        if (
            prominence < OBSCURE
            and not self._is_near(best.entry)
            and (" " not in lookup.base or self._kb.label(best.entry) == "PER")
        ):
            return None
        self._introduce(index, best.entry, share)
        return self._linked(index, ranked, lookup.base)

    def _is_known_short(self, ranked: Sequence[tuple[Candidate, float]]) -> bool:
        return self._kb.prominence(ranked[0][0].entry) >= (KNOWN_SHORT if len(ranked) > 1 else KNOWN_ONLY)

    def _is_near(self, entry: int) -> bool:
        country = self._kb.country(entry)
        return country is None or country in HOME[self._lang] or country in self._countries

    def _coherent(self, candidates: Sequence[Candidate]) -> list[tuple[Candidate, float]]:
        """Candidates with their shares, best first, those of the document's countries and the language's own raised."""
        if len(candidates) < 2:
            return [(candidate, 1.0) for candidate in candidates]
        total = self._countries.total()
        raised: dict[tuple[str, str | None], Candidate] = {}
        for candidate in candidates:
            country = self._kb.country(candidate.entry)
            part = self._countries[country] / total if country and total else 0.0
            weight = candidate.weight * (1.0 + COHERENCE * part) * (HOME_WEIGHT if country in HOME[self._lang] else 1.0)
            # A town and its municipality, say, are rows of their own: the better known stands for both. Not so people.
            is_person = self._kb.label(candidate.entry) == "PER"
            key = (self._kb.id_of(candidate.entry) if is_person else self._kb.name(candidate.entry), country)
            best = raised.get(key)
            raised[key] = candidate._replace(weight=weight) if best is None or weight > best.weight else best
        return sorted(shares(raised.values()), key=lambda pair: (-pair[1], pair[0].entry))

    def _introduce(self, index: int, entry: int, share: float) -> None:
        known = Known(entry, None, self._kb.label(entry), self._words[index], share, self._kb.prominence(entry))
        self._memory.add(known, self._mentions[index].start)
        country = self._kb.country(entry)
        if country:
            self._countries[country] += 1

    def _linked(self, index: int, ranked: Sequence[tuple[Candidate, float]], base: str, method: str = "") -> Link:
        """The link to the first of the ranked candidates."""
        best, share = ranked[0]
        method = method or best.step
        score = PINNED if best.pinned else self._score(index, best.entry, method, share, base)
        return Link(best.entry, None, base, method, score, _list_nearest(ranked))

    def _to_known(self, index: int, known: Known, base: str, method: str) -> Link:
        if known.entry is None:
            return Link(None, known.nil_key, base, method, None)
        score = self._score(index, known.entry, method, known.share, base)
        nearest = (Scored(known.entry, " ".join(known.words), method, known.share),)
        return Link(known.entry, None, base, method, score, nearest)

    def _score(self, index: int, number: int, method: str, share: float, base: str) -> float:
        mention, entry = self._mentions[index], self._kb.entry(number)
        agrees = mention.label in (entry.label, "DRV")
        return score_link(
            LinkEvidence(
                method, share, entry.prominence, entry.curated, entry.label, agrees, " " in base, mention.score
            )
        )

    def _from_document(self, index: int) -> Link | None:
        """A shorter or fuller form of a name that the document introduced."""
        mention = self._mentions[index]
        base = self._lookups[index].base
        known = self._memory.find_part(mention.label, self._words[index], base, mention.start)
        if known is None:
            return None
        return self._to_known(index, known, base, "short" if known.entry is not None else "nil")

    def _from_famous(self, index: int) -> Link | None:
        """The prominent bearer of a surname that nobody introduced."""
        lookup = self._lookups[index]
        ranked = self._coherent(lookup.candidates)
        if not ranked or ranked[0][1] < TAKEN or not self._is_known_short(ranked):
            return None
        best, share = ranked[0]
        self._introduce(index, best.entry, share)
        return self._linked(index, ranked, lookup.base, "short")

    def _from_typo(self, index: int) -> Link | None:
        """A hurried spelling: of a name in the document, else of one that everybody knows."""
        mention = self._mentions[index]
        lookup = self._lookups[index]
        if lookup.ruled_out or (lookup.candidates and not lookup.candidates[0].short):
            return None
        words = self._words[index]
        known = self._memory.find_misspelt(mention.label, words, mention.start)
        if known is not None:
            return self._to_known(index, known, lookup.base, "fuzzy")
        if mention.label == "PER" and len(words) < 2:
            return None
        near = self._finder.find_near(lookup.base, mention.label, KNOWN_TYPO)
        ranked = self._coherent(near.candidates)
        if not ranked or ranked[0][1] < TAKEN:
            return None
        best, share = ranked[0]
        # Surnames later in the text are compared with the right spelling.
        prominence = self._kb.prominence(best.entry)
        meant = Known(best.entry, None, self._kb.label(best.entry), tuple(best.form.split()), share, prominence)
        self._memory.add(meant, mention.start)
        return self._linked(index, ranked, lookup.base)

    def _as_ambiguous(self, index: int) -> Link | None:
        mention = self._mentions[index]
        lookup = self._lookups[index]
        ranked = self._coherent(lookup.candidates)
        if len(ranked) < 2 or (mention.label == "PER" and len(self._words[index]) < 2):
            return None
        if self._kb.prominence(ranked[0][0].entry) < WORTH_NAMING:
            return None
        return Link(None, None, lookup.base, "ambiguous", None, _list_nearest(ranked))

    def _count_words(self, index: int) -> int:
        return len(self._words[index])

    def _from_unknown(self, index: int) -> Link | None:
        return self._from_document(index) or self._as_nil(index)

    def _from_couple(self, index: int) -> Link | None:
        """The given name before an "and" and the full name of another person: Bill and Hillary Clinton."""
        given = self._mentions[index]
        following = self._mentions[index + 1] if index + 1 < len(self._mentions) else None
        if following is None or following.label != "PER" or following.start - given.end not in COUPLE_GAP:
            return None
        family = surname(following.surface)
        if family is None:
            return None
        lookup = self._finder.find(f"{given.surface} {family}", "PER")
        ranked = self._coherent(lookup.candidates)
        if not ranked or ranked[0][1] < TAKEN:
            return None
        return self._linked(index, ranked, given.surface, "short")

    def _as_nil(self, index: int) -> Link | None:
        mention = self._mentions[index]
        link = self._nil(index)
        words = tuple((link.nil_key or "").split())
        self._memory.add(Known(None, link.nil_key, mention.label, words, 1.0), mention.start)
        return link

    def _nil(self, index: int) -> Link:
        base = self._lookups[index].base
        return Link(None, variant_key(base) or base.casefold(), base, "nil", None)

    def _from_base(self, index: int) -> Link | None:
        """The entity inside a derived word: a demonym's country, a compound's first part."""
        mention = self._mentions[index]
        lookup = self._finder.find_derived(mention.surface)
        ranked = self._coherent(lookup.candidates)
        if ranked and ranked[0][1] >= TAKEN:
            return self._linked(index, ranked, lookup.base, "compound")
        for base in self._finder.bases(mention.surface):
            words = tuple(variant_key(base).split())
            known = self._memory.find_part(None, words, base, mention.start)
            if known is not None:
                return self._to_known(index, known, base, "compound" if known.entry is not None else "nil")
            ranked = self._coherent(self._finder.find(base, None).candidates)
            if ranked and ranked[0][1] >= TAKEN:
                return self._linked(index, ranked, base, "compound")
            misspelt = self._memory.find_misspelt(None, words, mention.start)
            if misspelt is not None:
                return self._to_known(index, misspelt, base, "compound")
        return self._nil_base(mention)

    def _nil_base(self, mention: MentionSpan) -> Link:
        bases = self._finder.bases(mention.surface)
        base = bases[0] if bases else mention.surface
        return Link(None, variant_key(base) or base.casefold(), base, "nil", None)


def _list_nearest(ranked: Sequence[tuple[Candidate, float]]) -> tuple[Scored, ...]:
    return tuple(Scored(other.entry, other.form, other.method, part) for other, part in ranked[:NEAREST])
