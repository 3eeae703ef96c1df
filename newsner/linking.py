"""Resolve the mentions of one document: the same entity, one id; nothing is guessed.

In: settled mentions. Out: one ``Link`` a mention. Names that introduce somebody (several words, or no person) are
resolved first, wherever they stand, so that a headline's surname finds the full name in the body. Then short forms
go to whom the document introduced, then to the table's own prominent bearer; then typos; what is left is nil.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date as Date
from functools import partial
from typing import Final

from newsner.candidates import Candidate, CandidateFinder, Lookup
from newsner.evidence import Evidence, Surroundings
from newsner.kb.keys import surname, variant_key
from newsner.kb.store import KnowledgeBase
from newsner.labels import Label, Lang
from newsner.link_scores import PINNED, LinkEvidence, score_link
from newsner.memory import Known, Memory
from newsner.spans import Link, MentionSpan, Scored

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
# Characters of " og ", " and " and " und ".
COUPLE_GAP: Final = (4, 5)
# A typo of an entry that nobody introduced needs one that everybody knows.
KNOWN_TYPO: Final = 0.8


class Linker:
    """Link the mentions of documents of one language against one table; keeps nothing between documents."""

    def __init__(self, kb: KnowledgeBase, lang: Lang) -> None:
        self._kb = kb
        self._lang = lang
        self._finder = CandidateFinder(kb, lang)

    def link(self, mentions: Sequence[MentionSpan], text: str = "", date: Date | None = None) -> list[Link]:
        """One link for each mention, in the same order.

        Args:
            mentions: settled, in text order.
            text: that they are from; what stands beside a name is read there.
            date: of the article; None reads it off the text, where one stands at its head or foot.
        """
        evidence = Evidence(self._kb, self._lang, mentions, text, date)
        return _Document(self._kb, self._finder, mentions, evidence).resolve()


class _Document:
    """The state of linking one document: what was introduced so far, and the links."""

    def __init__(
        self, kb: KnowledgeBase, finder: CandidateFinder, mentions: Sequence[MentionSpan], evidence: Evidence
    ) -> None:
        self._kb = kb
        self._finder = finder
        self._mentions = mentions
        self._evidence = evidence
        self._memory = Memory()
        self._links: list[Link | None] = [None] * len(mentions)
        self._surfaces = {mention.surface for mention in mentions}
        self._surfaces |= {surface.rsplit(" ", 1)[-1] for surface in self._surfaces}
        self._lookups = self._look_up_all()
        evidence.read_topics(self._lookups)
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
        found: dict[tuple[str, Label, Surroundings], Lookup] = {}
        lookups = []
        for mention in self._mentions:
            surroundings = self._evidence.surroundings(mention)
            key = (mention.surface, mention.label, surroundings)
            if key not in found:
                lookup = self._find(mention, surroundings.title)
                if lookup.candidates and not lookup.candidates[0].pinned:
                    lookup = self._evidence.weigh(lookup, surroundings)
                found[key] = lookup
            lookups.append(found[key])
        return lookups

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
        ranked = self._evidence.coherent(lookup.candidates)
        if not ranked:
            return None
        best, share = ranked[0]
        prominence = self._kb.prominence(best.entry)
        if (
            share < certain
            or (best.short and not self._is_known_short(ranked))
            or not self._evidence.fits_topic(best.entry)
        ):
            return None
        if (
            prominence < OBSCURE
            and not self._evidence.is_near(best.entry)
            and (" " not in lookup.base or self._kb.label(best.entry) == "PER")
        ):
            return None
        self._introduce(index, best.entry, share)
        return self._linked(index, ranked, lookup.base)

    def _is_known_short(self, ranked: Sequence[tuple[Candidate, float]]) -> bool:
        return self._kb.prominence(ranked[0][0].entry) >= (KNOWN_SHORT if len(ranked) > 1 else KNOWN_ONLY)

    def _introduce(self, index: int, entry: int, share: float) -> None:
        known = Known(entry, None, self._kb.label(entry), self._words[index], share, self._kb.prominence(entry))
        self._memory.add(known, self._mentions[index].start)
        self._evidence.note(entry)

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
        ranked = self._evidence.coherent(lookup.candidates)
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
        ranked = self._evidence.coherent(near.candidates)
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
        ranked = self._evidence.coherent(lookup.candidates)
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
        ranked = self._evidence.coherent(lookup.candidates)
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
        ranked = self._evidence.coherent(lookup.candidates)
        if ranked and ranked[0][1] >= TAKEN:
            return self._linked(index, ranked, lookup.base, "compound")
        for base in self._finder.bases(mention.surface):
            words = tuple(variant_key(base).split())
            known = self._memory.find_part(None, words, base, mention.start)
            if known is not None:
                return self._to_known(index, known, base, "compound" if known.entry is not None else "nil")
            ranked = self._evidence.coherent(self._finder.find(base, None).candidates)
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
