"""What becomes an alias: the forms and keys of the entries, and which entry each leads to.

In: seed entries, denied forms, common words. Out: form to postings and variant key to postings, one posting per entry
and language. Rules: seeds/README.md; keys: `newsner.kb.keys`; endings of demonyms: `newsner.kb.inflection`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from newsner.kb.inflection import derived_forms
from newsner.kb.keys import exact_key, surname, surname_variants, variant_key
from newsner.kb.seed_entry import SeedEntry
from newsner.kb.table_format import (
    ALL_LANGS,
    COMMON,
    DERIVED,
    LANG_BITS,
    REDUCED,
    SHORT,
    SURNAME_PROMINENCE,
    TEAM,
)

# Where one entry has a form in several ways, the first of these holds in each language.
# People of the table with one surname: beyond this many the bare surname means none of them, except one who dominates
# the news. Hansen has about 200, Putin 2 (2026-11).
RARE_SURNAME: Final = 25
DOMINANT: Final = 0.9
# From here on somebody is called by a surname that nobody else in the table has: Hamsun.
UNIQUE_PROMINENCE: Final = 0.4
_LONG_STATE: Final = "United States "
# German towns of one name are told apart by what they lie at, which papers shorten: Esslingen am Neckar, Esslingen/Neckar, Esslingen a. N.
_LIES_AT: Final = re.compile(r"(.+) (am|an der|im|in der|ob der|vor der|bei) ([A-ZÄÖÜ][\w-]+)")
_KINDS: Final = (0, SHORT, REDUCED, TEAM, DERIVED)
# What stands beside the town in the name of a club.
_CLUB_WORDS: Final = frozenset(
    "AC ACF AFC AIK AS ASC AZ BK BSC BV CD CF CFC FC FCO FF FK FSV GNK HSV IF IFK IK IL KRC NK OGC OSC PFC RB RC RCD RSC "
    "SC SD SG SK SL SS SSC SV TSG TSV UD US VV VfB VfL VfR 1. 04 05 09 1860 1899 Athletic Balompié Bayer Borussia Calcio City "
    "Club County de Deportivo Dynamo Eintracht Football Fotball Fotballklubb Fußballclub Hertha Idrettslag Olympique "
    "Racing Real Rovers Sporting Sportsklubb Sportclub Stade Town Toppfotball Turn United Wanderers".split()
)


class AliasPosting(NamedTuple):
    """An entry by its position, and how a form leads to it: flags and language bits of `newsner.kb.table_format`."""

    entry: int
    flags: int
    langs: int


class _Alias(NamedTuple):
    form: str
    flags: int
    langs: int


PostingLists = dict[str, list[AliasPosting]]


def collect_aliases(
    entries: Sequence[SeedEntry], form_to_denied: Mapping[str, int], common: frozenset[str]
) -> tuple[PostingLists, PostingLists]:
    """Find every form and key of the entries.

    Args:
        entries: One per id; postings name them by position.
        form_to_denied: Normalised form to the bits of the languages in which it is never a mention; a lower-case form
            also denies its spellings with capitals.
        common: Normalised forms that are everyday words too.

    Returns:
        Exact form to postings and variant key to postings, the most prominent entry first.
    """
    forms: PostingLists = defaultdict(list)
    keys: PostingLists = defaultdict(list)
    bearers = _count_bearers(entries)
    for number, entry in enumerate(entries):
        for form, flags, langs in _list_aliases(entry, bearers):
            langs &= ~(form_to_denied.get(form, 0) | form_to_denied.get(form.lower(), 0))
            if not langs or not _is_usable(form):
                continue
            # A single word that a source gives as somebody's whole name is more often a title or another's given name.
            if entry.label == "PER" and not entry.curated and " " not in form and not flags:
                continue
            posting = AliasPosting(number, flags | (COMMON if form in common else 0), langs)
            forms[form].append(posting)
            for key, key_flags in _list_keys(form, flags, entry.label):
                keys[key].append(posting._replace(flags=posting.flags | key_flags))
    for form, posting in [*_list_teams(forms, entries)]:
        forms[form].append(posting)
    return _settle(forms, entries), _settle(keys, entries)


def _list_teams(forms: PostingLists, entries: Sequence[SeedEntry]) -> Iterator[tuple[str, AliasPosting]]:
    """Towns that clubs are called after: Dortmund for Borussia Dortmund, where the town is a form of the table."""
    for number, entry in enumerate(entries):
        if entry.kind != "club":
            continue
        for name in dict.fromkeys(map(exact_key, entry.all_names())):
            town = " ".join(word for word in name.split() if word not in _CLUB_WORDS)
            if town != name and any(entries[posting.entry].label == "GPE" for posting in forms.get(town, ())):
                yield town, AliasPosting(number, TEAM, ALL_LANGS)


def _list_aliases(entry: SeedEntry, bearers: Counter[str]) -> Iterator[_Alias]:
    """Every form of an entry, normalised, with flags and languages; a form may come more than once."""
    for column, names in entry.names.items():
        for name in names:
            # The article is outside a mention: the Greens.
            form, langs = exact_key(name).removeprefix("the "), _find_langs(entry, column, name)
            yield _Alias(form, 0, langs)
            yield from _shorten(entry.label, form, langs)
    for family, langs in _list_surnames(entry):
        if _means_bearer(entry.prominence, bearers[variant_key(family)]):
            yield _Alias(family, SHORT, langs)
    own = set(map(exact_key, entry.all_names()))
    for form in map(exact_key, entry.short):
        # A body whose whole name is short in one language is called so in all: Fjord1.
        yield _Alias(form, 0 if form in own else SHORT, ALL_LANGS)
    for lang, bases in entry.derived.items():
        for base in bases:
            for form in (base, *derived_forms(base, lang)):
                yield _Alias(exact_key(form), DERIVED, LANG_BITS[lang])


def _shorten(label: str, form: str, langs: int) -> Iterator[_Alias]:
    if label == "ORG" and form.startswith(_LONG_STATE):
        # Papers of every language shorten the names of American bodies: US Marine Corps.
        rest = form.removeprefix(_LONG_STATE)
        yield from (_Alias(f"{state} {rest}", 0, ALL_LANGS) for state in ("US", "U.S."))
    if label == "GPE" and langs & LANG_BITS["de"]:
        yield from (_Alias(short, 0, langs) for short in shorten_site(form))


def shorten_site(town: str) -> list[str]:
    """How German papers write a town with what it lies at: Halle/Saale, Halle (Saale), Halle a. d. S., Halle a.d.S.; [] for others."""
    match = _LIES_AT.fullmatch(town)
    if match is None:
        return []
    name, preposition, site = match.groups()
    initials = [f"{word[0]}." for word in (*preposition.split(), site)]
    return [f"{name}/{site}", f"{name} ({site})", f"{name} {' '.join(initials)}", f"{name} {''.join(initials)}"]


def _means_bearer(prominence: float, bearers: int) -> bool:
    """Whether a bare surname may mean somebody: Hansen, Müller and Wagner mean nobody in particular, whoever is famous."""
    if prominence < SURNAME_PROMINENCE:
        return bearers == 1
    return bearers <= RARE_SURNAME or prominence >= DOMINANT


def _list_surnames(entry: SeedEntry) -> Iterator[tuple[str, int]]:
    """Surnames of a well-known person by the display names, with their languages; other aliases may be another's name."""
    if entry.label != "PER" or entry.prominence < UNIQUE_PROMINENCE:
        return
    for column, names in entry.names.items():
        if column != "any":
            for family in surname_variants(exact_key(names[0])):
                if not family.startswith("the "):  # Beatrix of the Netherlands
                    yield family, _find_langs(entry, column, names[0])


def _count_bearers(entries: Sequence[SeedEntry]) -> Counter[str]:
    """Key of a surname to the number of people in the table who have it."""
    bearers: Counter[str] = Counter()
    for entry in entries:
        if entry.label == "PER":
            first = next(iter(entry.all_names()), "")
            bearers.update({variant_key(family) for family in surname_variants(exact_key(first))})
    return bearers


def _find_langs(entry: SeedEntry, column: str, name: str) -> int:
    """The languages a name serves.

    A Bokmål alias serves Nynorsk too, unless Nynorsk has a display name of its own; an English name all languages in which the
    entry has none: Marburg, Rothenburg ob der Tauber.
    """
    if column == "any":
        return ALL_LANGS
    if column == "en" and "any" not in entry.names:
        norwegian = 0 if entry.names.keys() & {"nb", "nn"} else LANG_BITS["nb"] | LANG_BITS["nn"]
        german = 0 if "de" in entry.names else LANG_BITS["de"]
        return LANG_BITS["en"] | norwegian | german
    if column == "nb" and ("nn" not in entry.names or name != entry.names["nb"][0]):
        return LANG_BITS["nb"] | LANG_BITS["nn"]
    return LANG_BITS[column]


def _list_keys(form: str, flags: int, label: str) -> Iterator[tuple[str, int]]:
    """The variant keys of a form, each with the flags that it adds."""
    key = variant_key(form)
    if _is_usable(key):
        yield key, 0
    words = form.split()
    if label != "PER" or flags or len(words) < 3:
        return
    family = surname(form)
    if family and family != words[0]:
        reduced = variant_key(f"{words[0]} {family}")
        if _is_usable(reduced) and reduced != key:
            yield reduced, REDUCED


def _is_usable(form: str) -> bool:
    """One character or a bare number is no name in running text."""
    return len(form) > 1 and not form.isdigit()


def _settle(form_to_postings: PostingLists, entries: Sequence[SeedEntry]) -> PostingLists:
    """One posting per form, entry and language, the most prominent entry first."""
    settled = {}
    for form, postings in form_to_postings.items():
        if len(postings) > 1:
            postings = sorted(_join(postings), key=lambda item: (-entries[item.entry].prominence, item))
        settled[form] = postings
    return settled


def _join(postings: Iterable[AliasPosting]) -> Iterator[AliasPosting]:
    entry_to_langs: dict[int, dict[int, int]] = defaultdict(lambda: dict.fromkeys(_KINDS, 0))
    entry_to_common: dict[int, int] = defaultdict(int)
    for entry, flags, langs in postings:
        entry_to_langs[entry][flags & ~COMMON] |= langs
        entry_to_common[entry] |= flags & COMMON
    for entry, kind_to_langs in entry_to_langs.items():
        taken = 0
        for kind, langs in kind_to_langs.items():
            if langs & ~taken:
                yield AliasPosting(entry, kind | entry_to_common[entry], langs & ~taken)
            taken |= langs
