"""Find the aliases of the table in a text.

In: a text. Out: matches in text order, the longest at each place: names in their exact form, with a Norwegian or
German genitive, words derived from names, compounds with a name in front, well-known names in capitals.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from newsner.kb.inflection import base_forms
from newsner.kb.keys import align_key
from newsner.kb.store import COMMON, DERIVED, LANG_BITS, SHORT, TEAM, KnowledgeBase, Posting
from newsner.labels import Label, Lang
from newsner.tidying import NEAR, Stretches, begins_sentence, prefix_before, skip_words, to_plain
from newsner.wordlists import ARTICLES, PREFIXES, TITLES
from newsner.words import WordStarts, index_words

# Longest alias looked for, in characters; the longest names of states and treaties have about 70.
LONGEST_FORM: Final = 80
# What a table match needs to become a mention on its own, by prominence; chosen on seeds/articles (2026-11).
STRONG_NAME: Final = 0.35  # several words
STRONG_WORD: Final = 0.6  # one word, a place or an organisation
STRONG_PERSON: Final = 0.9  # one word, a person
SURE_WORD: Final = 0.8  # one word that is also a common word (Bergen)
# Papers whose name is an article and a common word: Die Welt, Der Standard.
GERMAN_ARTICLES: Final = ("Die ", "Der ", "Das ")
STRONG_BASE: Final = 0.3  # the name inside a compound

# A line in capitals: so many letters and such a share of capitals. Its words lose the case that tells names from words,
# so only entries as well known as this count there.
SHOUTED_LETTERS: Final = 12
SHOUTED_SHARE: Final = 0.8
SURE_SHOUTED: Final = 0.8

# Texts repeat the words of others; about 2 MB a language.
_WORDS_CACHED: Final = 16_384
_FORMS_CACHED: Final = 8_192
# What may begin with a word, as bits: a stored form, one in lower case, one with case endings, one in capitals, a compound.
_FORM: Final = 1
_LOWER: Final = 2
_INFLECTED: Final = 4
_SHOUTED: Final = 8
_JOINED: Final = 16
_ANYTHING: Final = _FORM | _LOWER | _INFLECTED | _SHOUTED | _JOINED
_ADJECTIVE_ENDINGS: Final = ("e", "en", "er", "es", "em")

_SMALL: Final = b"abcdefghijklmnopqrstuvwxyz"
_LINE: Final = re.compile(r"[^\n\r]+")
_CAPITAL: Final = re.compile("[A-ZÆØÅÄÖÜ]")
_WORD: Final = re.compile(r"[\w'.-]+")
_JOINT: Final = re.compile(r", | og | and | und ")
_CAPITALS: Final = re.compile(r"[A-ZÆØÅÄÖÜ]{2,}(?:[ -][A-ZÆØÅÄÖÜ]{2,}){0,3}(?!\w)")
# An adjective with an ending, a noun, and perhaps one more.
_ADJECTIVE_NOUN: Final = re.compile(r"([A-ZÄÖÜ][\w-]+(?:en|er|es|em|e) [A-ZÄÖÜ]\w+)(?: [A-ZÄÖÜ]\w+)?(?![\w-])")
# Second parts of German compounds that are made from names; a closed list, since any noun may begin like a country.
_SOLID: Final = re.compile(
    r"([A-ZÄÖÜ][a-zäöüß]{3,}?)(?:chef|sprecher|krieg|politik|konflikt|krise|besuch|reise|expert|kenner|hilfe|beauftragte|"
    r"geschäft|abkommen|minister|botschaft|gipfel|einsatz|debatte|wahl|spiel|kritik|vertraute|anhänger|gegner|freund|"
    r"mission|sanktion|strategie|frage|kurs|deal|affäre|skandal)[a-zäöüß]*(?!\w)"
)


class TableMatch(NamedTuple):
    """An alias in the text.

    Attributes:
        start: first character.
        end: character behind the last.
        label: of the most prominent entry with that alias, or DRV.
        prominence: of that entry.
        strong: good enough to become a mention where the recogniser saw none.
        rivals: prominence of the best entry of every label that the alias may have.
        compound: whether it is a name and a noun in one word.
    """

    start: int
    end: int
    label: Label
    prominence: float
    strong: bool
    rivals: tuple[tuple[str, float], ...] = ()
    compound: bool = False


class _Reading(NamedTuple):
    """What an alias means by itself, whatever stands around it.

    Attributes:
        label: as that of a match.
        prominence: as that of a match.
        strong: as that of a match, unless it is taken for a word where it stands.
        rivals: as those of a match.
        common: whether it is also a common word.
        wordlike: whether it is one that may be a word where words stand.
    """

    label: Label
    prominence: float
    strong: bool
    rivals: tuple[tuple[str, float], ...]
    common: bool
    wordlike: bool


def joins_words(lang: Lang) -> bool:
    """Whether the language writes a name and a noun as one word, and has a genitive without an apostrophe."""
    return lang in ("nb", "nn", "de")


def knows_name(kb: KnowledgeBase, lang: Lang, form: str) -> bool:
    """Whether the form is a name of an entry that is not obscure."""
    return any(
        posting.langs & LANG_BITS[lang] and kb.prominence(posting.entry) >= STRONG_BASE for posting in kb.exact(form)
    )


def is_derived(kb: KnowledgeBase, lang: Lang, form: str) -> bool:
    """Whether the form is a demonym, an adjective of nationality or a language name."""
    return any(posting.flags & DERIVED and posting.langs & LANG_BITS[lang] for posting in kb.exact(form))


def joined_names(kb: KnowledgeBase, lang: Lang, form: str) -> list[str]:
    """The names that a comma or an "and" joins, where the table has each of them; [] for anything else."""
    parts = _JOINT.split(form)
    return parts if len(parts) > 1 and all(knows_name(kb, lang, part) for part in parts) else []


class TableScanner:
    """Find aliases in texts of one language; keeps what may begin with a word and what aliases mean, nothing of a text."""

    def __init__(self, kb: KnowledgeBase, lang: Lang) -> None:
        self._kb = kb
        self._lang = lang
        self._bit = LANG_BITS[lang]
        self._joins_words = joins_words(lang)
        self._kinds = lru_cache(_WORDS_CACHED)(self._find_kinds)
        self._inflected = lru_cache(_FORMS_CACHED)(self._find_inflected)
        self._readings = lru_cache(_FORMS_CACHED)(self._find_reading)

    def scan(self, text: str, words: WordStarts) -> Iterator[TableMatch]:
        """Aliases in text order, the longest at each place, not overlapping.

        Args:
            text: as it was given.
            words: where its words stand.
        """
        plain = to_plain(text)
        if plain != text:  # an apostrophe may have been taken for a letter
            words = index_words(plain)
        shouted = _shouted_lines(plain)
        after = 0
        key = align_key(plain)
        starts = self._find_starts(plain, words) if key is not None else _all_starts(words)
        for start, kinds in starts:
            if start < after:
                continue
            match = self._match_inflected(plain, start) if kinds & _INFLECTED else None
            match = match or (self._match_at(plain, key, start, kinds) if kinds & (_FORM | _LOWER) else None)
            if match is not None and shouted.holds(start, start + 1) and match.prominence < SURE_SHOUTED:
                match = None  # TIL in a headline in capitals is no football club
            match = match or (self._match_capitals(plain, start) if kinds & _SHOUTED else None)
            match = match or (self._match_solid(plain, start) if kinds & _JOINED else None)
            if match is not None:
                yield match
                after = match.end

    def _find_starts(self, plain: str, words: WordStarts) -> list[tuple[int, int]]:
        """Where a match may begin, in text order, and which; most words of a text are in no alias."""
        found: list[tuple[int, int]] = []
        for word, starts in words.items():
            kinds = self._kinds(word)
            if kinds:
                found += [(start, kinds) for start in starts]
            elif self._lang == "de" and word[0].isupper():  # US-amerikanischen Präsidenten
                hyphens = (start for start in starts if plain.startswith("-", start + len(word)))
                found += [(start, _INFLECTED) for start in hyphens]
        return sorted(found)

    def _find_kinds(self, word: str) -> int:
        """Which matches may begin with a word, as far as the word alone says it."""
        kinds = _FORM if self._kb.opens(word) else 0
        if not word[0].isupper():
            return kinds
        # A demonym that begins a sentence.
        if self._lang != "en" and self._kb.opens(word[0].lower() + word[1:]):
            kinds |= _LOWER
        if self._lang == "de":
            kinds |= _JOINED if _SOLID.fullmatch(word) else 0
        if _CAPITAL.match(word, 1):
            kinds |= _SHOUTED
        if self._lang == "de" and (kinds or word.endswith(_ADJECTIVE_ENDINGS)):
            kinds |= _INFLECTED
        return kinds

    def _match_at(self, plain: str, key: str | None, start: int, kinds: int) -> TableMatch | None:
        if start and plain[start - 1] == "-" and prefix_before(plain, start) in PREFIXES:
            return None
        text = plain[start : start + LONGEST_FORM] if key is None else key[start : start + LONGEST_FORM]
        gap = text.find("  ")
        if gap > 0 and plain.count("\n", start + gap, start + gap + 4) > 1:  # no name runs on in the next paragraph
            text, gap = text[:gap], -1
        prefixes = self._kb.prefixes_of_key if key is not None and gap < 0 else self._kb.prefixes
        found = [(length, False) for length, _ in prefixes(text)] if kinds & _FORM else []
        if kinds & _LOWER and text[0].isupper() and self._lang != "en":  # a demonym that begins a sentence
            found += [(length, True) for length, _ in prefixes(text[0].lower() + text[1:])]
            found.sort(key=_longest_first)
        article = self._lang == "en" and plain.startswith("The ", start) and begins_sentence(plain, start)
        for length, lowered in found:
            if article and not self._keeps_article(plain[start : start + length]):
                continue
            match = self._read(plain, start, start + length, lowered)
            if match is not None:
                return match
        return None

    def _keeps_article(self, form: str) -> bool:
        return any(self._kb.entry(posting.entry).name.startswith("The ") for posting in self._kb.exact(form))

    def _read(self, plain: str, start: int, end: int, lowered: bool) -> TableMatch | None:
        stop = self._boundary(plain, end)
        if stop is None:
            return None
        form = plain[start:end]
        # A name in lower case is one only where agencies sign: (dpa), Nietfeld/dpa.
        named = form != form.lower() or form[0].isdigit() or _is_signature(plain, start, end)
        reading = self._readings(form, named, lowered)
        if reading is None:
            return None
        label, prominence, strong, rivals, common, wordlike = reading
        if plain[stop : stop + 1] == "-" and plain[stop + 1 : stop + 2].isalnum() and self._joins_words:
            if label == "DRV" and not self._derived_at(plain, stop + 1):
                return None
            if label != "DRV" and not self._joins_name(plain, stop + 1):
                return self._compound(plain, start, stop, prominence, common)
        if label == "PER":  # listed as Pope Francis, and the title is outside
            start = skip_words(plain, start, stop, TITLES[self._lang], any_case=True)
        strong = strong and not (wordlike and self._stands_as_word(plain, end - len(form)))
        return TableMatch(start, stop, label, prominence, strong, rivals)

    def _find_reading(self, form: str, named: bool, lowered: bool) -> _Reading | None:
        """What a form means; None where it is no mention.

        Args:
            form: as it stands in the text.
            named: whether it may be a name; else it is only a word derived from one.
            lowered: whether it is a word with the capital of a sentence, and only what is derived counts.
        """
        postings = self._kb.exact(form[0].lower() + form[1:] if lowered else form)
        if lowered:
            postings = tuple(posting for posting in postings if posting.flags & DERIVED)
        usable = [
            posting
            for posting in self._kb.narrow(form, postings, self._lang, None)
            if posting.langs & self._bit and not posting.flags & TEAM and (named or posting.flags & DERIVED)
        ]
        if not usable or self._kb.is_denied(form, self._lang):
            return None
        # Bayer the company before Bayer the Bavarian.
        names = [posting for posting in usable if not posting.flags & DERIVED]
        known = any(self._kb.prominence(posting.entry) >= STRONG_WORD for posting in names)
        best = max(names if known else usable, key=lambda posting: self._kb.prominence(posting.entry))
        prominence, common = self._kb.prominence(best.entry), bool(best.flags & COMMON)
        if best.flags & DERIVED:
            return _Reading("DRV", prominence, not common, (), common, False)
        label = self._kb.label(best.entry)
        if self._kb.is_denied(form, self._lang, label):
            return None
        rivals: dict[str, float] = {}
        for posting in usable:
            other = self._kb.label(posting.entry)
            rivals[other] = max(rivals.get(other, 0.0), self._kb.prominence(posting.entry))
        strong = self._is_strong(form, label, prominence, best) and not joined_names(self._kb, self._lang, form)
        wordlike = common or form.startswith(GERMAN_ARTICLES)
        return _Reading(label, prominence, strong, tuple(rivals.items()), common, wordlike)

    def _boundary(self, plain: str, end: int) -> int | None:
        """Where the mention ends: at a word's end, or behind a Norwegian or German genitive."""
        rest = plain[end : end + 3]
        if self._lang in ("nb", "nn") and rest[:2] == "'s" and not rest[2:].isalnum():
            return end + 2  # Nato's, Ap's
        if not rest[:1].isalnum() and rest[:1] != "_":
            if self._joins_words and rest[:1] == "'" and plain[end - 1].lower() in "sxzß":
                return end + 1 if not plain[end + 1 : end + 2].isalnum() else end
            return end
        if self._joins_words and rest[0] == "s" and not rest[1:2].isalnum() and plain[end - 1].isalnum():
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
        if rest[0].islower() == (self._lang == "de") and not rest.isupper():
            return None
        return TableMatch(start, stop, "DRV", prominence, prominence >= STRONG_BASE and not common, compound=True)

    def _joins_name(self, plain: str, start: int) -> bool:
        """Whether a name follows the hyphen: Oslo-Bergen, Moskau-Kiew."""
        word = _WORD.match(plain, start)
        return word is not None and knows_name(self._kb, self._lang, word.group().rstrip(".'-"))

    def _derived_at(self, plain: str, start: int) -> bool:
        word = _WORD.match(plain, start)
        return word is not None and is_derived(self._kb, self._lang, word.group().rstrip(".'-"))

    def _is_strong(self, form: str, label: str, prominence: float, posting: Posting) -> bool:
        if " " in form:
            return prominence >= STRONG_NAME
        if posting.flags & COMMON and form.isupper():  # DEN, HUN, CAN: codes of countries, and words in capitals
            return False
        if posting.flags & COMMON and prominence < SURE_WORD and sum(map(str.isupper, form)) < 2:
            return False
        return prominence >= (STRONG_PERSON if label == "PER" or posting.flags & SHORT else STRONG_WORD)

    def _stands_as_word(self, plain: str, start: int) -> bool:
        """Whether a common word stands where words stand: at the start of a sentence, behind an article (in der Halle)."""
        before = plain[max(0, start - NEAR - 1) : start].split()
        return begins_sentence(plain, start) or (bool(before) and before[-1].lower() in ARTICLES[self._lang])

    def _match_capitals(self, plain: str, start: int) -> TableMatch | None:
        """Words in capitals (KYIV, NORGES BANK) by their folded key, well-known entries only."""
        run = _CAPITALS.match(plain, start)
        while run is not None:
            for posting in self._kb.variants(run.group()):
                prominence = self._kb.prominence(posting.entry)
                least = SURE_WORD if posting.flags & COMMON else STRONG_WORD
                if prominence >= least and len(run.group()) > 3 and not posting.flags & DERIVED:
                    label = self._kb.label(posting.entry)
                    return TableMatch(
                        start, run.end(), label, prominence, _stands_alone(run.group(), label, prominence)
                    )
            shorter = re.search(r"[ -][^ -]+$", run.group())
            run = _CAPITALS.match(plain, start, run.start() + shorter.start()) if shorter else None
        return None

    def _match_inflected(self, plain: str, start: int) -> TableMatch | None:
        """A German name of several words with case endings: im Europäischen Parlament, des Weißen Hauses."""
        words = _ADJECTIVE_NOUN.match(plain, start) if self._lang == "de" else None
        if words is None:
            return None
        for phrase in dict.fromkeys((words.group(), words.group(1))):
            found = self._inflected(phrase)
            if found is not None:
                label, prominence = found
                return TableMatch(start, start + len(phrase), label, prominence, strong=True)
        return None

    def _find_inflected(self, phrase: str) -> tuple[Label, float] | None:
        """Label and prominence of a known name in another case."""
        for form in base_forms(phrase, self._lang):
            for posting in self._kb.exact(form):
                prominence = self._kb.prominence(posting.entry)
                label = self._kb.label(posting.entry)
                if prominence >= STRONG_NAME and label != "PER" and not posting.flags & (DERIVED | TEAM):
                    return label, prominence
        return None

    def _match_solid(self, plain: str, start: int) -> TableMatch | None:
        """A German compound without a hyphen: Kremlsprecher, Ukrainekrieg."""
        word = _SOLID.match(plain, start) if self._lang == "de" else None
        if word is None:
            return None
        for base in (word.group(1), word.group(1).removesuffix("s")):
            for posting in self._kb.exact(base):
                prominence = self._kb.prominence(posting.entry)
                if prominence >= STRONG_WORD and self._kb.label(posting.entry) != "PER" and not posting.flags & DERIVED:
                    return TableMatch(start, word.end(), "DRV", prominence, strong=True, compound=True)
        return None


def _stands_alone(capitals: str, label: str, prominence: float) -> bool:
    """Whether words in capitals are a mention on their own: PUTIN is, a less known surname is not."""
    return label != "PER" or " " in capitals or prominence >= STRONG_PERSON


def _shouted_lines(plain: str) -> Stretches:
    """Lines that are written in capitals."""
    lines = []
    for line in _LINE.finditer(plain):
        data = line.group().encode()
        if len(data) - len(data.translate(None, _SMALL)) > (1.0 - SHOUTED_SHARE) * len(data):
            continue  # nearly all lines, at the price of one pass
        letters = [character for character in line.group() if character.isalpha()]
        if len(letters) >= SHOUTED_LETTERS and sum(map(str.isupper, letters)) > SHOUTED_SHARE * len(letters):
            lines.append(line.span())
    return Stretches(lines)


def _longest_first(found: tuple[int, bool]) -> int:
    return -found[0]


def _all_starts(words: WordStarts) -> list[tuple[int, int]]:
    return sorted((start, _ANYTHING) for starts in words.values() for start in starts)


def _is_signature(plain: str, start: int, end: int) -> bool:
    """Whether a word stands as agencies sign: in brackets, or behind or before a slash."""
    before = plain[max(0, start - NEAR) : start].rstrip(" ")[-1:]
    after = plain[end : end + NEAR].lstrip(" ")[:1]
    return (before in ("(", "/", "©") and after in (")", "/", "", "\n", "\r")) or (
        before == "/" and not after.isalnum()
    )
