"""Endings of names: base forms of an inflected surface, regular forms of a base, parts of a compound.

In: one surface form and the code of its language. Out: candidates, most likely first. Nothing here knows which words
exist; the caller keeps the candidates that the alias table holds.

Sources of the rules: Norsk referansegrammatikk (genitive; nouns and adjectives of both standards), Duden volume 4
(strong and weak adjectives, genitive and dative of names, inhabitants), seeds/README.md (which forms the table derives).
"""

import re
from itertools import pairwise
from typing import Final

# Four forms of the noun times six endings of the adjectives before it.
MAX_BASE_FORMS: Final = 24
# Shorter parts of a solid compound match by chance (Mali in Malinsky).
MIN_SOLID_PART: Final = 4

# Letters of a word in capitals whose last S may be an ending (NORGES, but not OSSE).
MIN_SHOUTED: Final = 4

_APOSTROPHES: Final = "'’"
# Karl der Große in the other cases: Karls des Großen, Karl dem Großen, Katharina der Großen.
_BYNAME: Final = re.compile(r"([A-ZÄÖÜ]\w+?)s? (des|dem|den|der) ([A-ZÄÖÜ]\w+)en")
# A number that the genitive of a ruler stands before: Karls XII.
_RULER: Final = re.compile(r"(?:[IVX]+|\d+)\.?")
_NORWEGIAN: Final = frozenset({"nb", "nn"})
_HYPHEN: Final = re.compile(r"[-‐‑–]")
_ADJECTIVE: Final = re.compile(r"([A-ZÄÖÜ]\w{2,}?)e[rsnm]?")
# Feminine and plural nouns have an adjective in -e before them in the nominative, the others one in -es, -er or -e.
_FEMININE_OR_PLURAL: Final = re.compile(
    r"(?:ung|heit|keit|schaft|ion|tät|ei|bank|armee|liga|en)$|^(?:Union|Armee|Liga|Front)$", re.IGNORECASE
)
# Plurals and datives of inhabitants that are first of all the name of the country or region itself.
_PLACES_NOT_PEOPLE: Final = frozenset(
    ("Polen", "Schweden", "Ungarn", "Bayern", "Hessen", "Sachsen", "Franken", "Schwaben")
)


def base_forms(form: str, lang: str) -> list[str]:
    """Return the forms that a surface may be an inflected form of.

    Args:
        form: Surface form of a mention, one or more words.
        lang: nb, nn, en or de; another code has no rules.

    Returns:
        Up to `MAX_BASE_FORMS` different forms, most likely first, without the surface itself; empty where nothing can
        be taken off. The English 's is no part of a mention and is left alone.
    """
    bases: list[str] = []
    if lang in _NORWEGIAN:
        bases = _strip_genitive(form)
    elif lang == "en":
        bases = _strip_english_plural(form)
    elif lang == "de":
        bases = _strip_german(form)
    return [base for base in dict.fromkeys(bases) if base != form][:MAX_BASE_FORMS]


def _strip_genitive(form: str) -> list[str]:
    # Norges, and NORGES of a headline; a short word in capitals is rather an acronym.
    if len(form) > MIN_SHOUTED and form.isupper() and form[-1] == "S":
        return [form[:-2]] if form[-2] in _APOSTROPHES else [form[:-1]]
    if len(form) > 2 and form[-1] == "s" and form[-2] in _APOSTROPHES + "-":
        return [form[:-2]]
    if len(form) > 1 and form[-1] in _APOSTROPHES:
        return [form[:-1]]
    if len(form) > 2 and form[-1] == "s" and form[-2] != "s":
        return [form[:-1]]
    return []


def _strip_english_plural(form: str) -> list[str]:
    if not form.endswith("s") or form.endswith("ss") or len(form) < 4 or form[-2] in _APOSTROPHES:
        return []
    # Joneses is Jones, Lopezes Lopez.
    return [form[:-2], form[:-1]] if re.search(r"(?:s|x|z|ch|sh)es$", form) else [form[:-1]]


def _strip_german(form: str) -> list[str]:
    words = form.split(" ")
    *front, last = words
    bases = [" ".join([*front, noun]) for noun in _strip_german_noun(last)]
    if byname := _BYNAME.fullmatch(form):
        first, article, adjective = byname.groups()
        bases.insert(0, f"{first} {'die' if article == 'der' else 'der'} {adjective}e")
    if stems := _leading_adjective_stems(words):
        inflected = _inflect_adjectives(stems, words[len(stems) :])[: MAX_BASE_FORMS - len(bases)]
        # Peter Müllers is a person: an adjective before a genitive ends in -en. Jürgen Klopps may be either.
        return [*inflected, *bases] if words[0].endswith("en") else [*bases, *inflected]
    if len(words) > 1 and (words[1].islower() or _RULER.fullmatch(words[1])):
        bases.extend(" ".join([noun, *words[1:]]) for noun in _strip_german_noun(words[0]))
    return bases


def _strip_german_noun(noun: str) -> list[str]:
    bases = _strip_genitive(noun)
    if len(noun) > 4 and noun.endswith("es"):
        bases.append(noun[:-2])
    # Scholzens, Merzens: the spoken genitive of names in s, x and z.
    if len(noun) > 5 and re.search("[sxzß]ens$", noun):
        bases.append(noun[:-3])
    if len(noun) > 4 and re.search(r"e[rl]?n$", noun):
        bases.append(noun[:-1])
    return bases


def _leading_adjective_stems(words: list[str]) -> list[str]:
    stems: list[str] = []
    for word, following in pairwise(words):
        match = _ADJECTIVE.fullmatch(word)
        if match is None or not following[:1].isupper():
            break
        stems.append(match[1])
    return stems


def _inflect_adjectives(stems: list[str], rest: list[str]) -> list[str]:
    stripped = _strip_german_noun(rest[0])
    is_genitive = rest[0].endswith("s") and bool(stripped)
    nouns = [*stripped, rest[0]] if is_genitive else [rest[0], *stripped]
    endings = ("es", "er", "e", "en", "em", "")
    if not is_genitive and _FEMININE_OR_PLURAL.search(rest[0]):
        endings = ("e", "er", "es", "en", "em", "")
    return [" ".join([*(stem + ending for stem in stems), noun, *rest[1:]]) for ending in endings for noun in nouns]


def derived_forms(base: str, lang: str) -> list[str]:
    """Return the regular inflected forms of a demonym, nationality adjective or language name.

    Args:
        base: Base form as the seeds list it (`russisk`, `ukrainer`, `Norwegian`, `deutsch`, `Russe`).
        lang: nb, nn, en or de; another code has no rules.

    Returns:
        The base first, then its forms; the base alone where it is irregular (`British`, `Frenchman`) or has several
        words and is not English. Forms that are themselves the name of a place (`Polen`, `Schweden`) are left out.
    """
    if not base or (" " in base and lang != "en"):
        return [base] if base else []
    endings: tuple[str, ...] = ()
    stem = base
    if lang in _NORWEGIAN:
        stem, endings = _norwegian_endings(base, lang)
    elif lang == "en" and not re.search(r"(?:s|sh|ch|ese|(?<!Ger)(?<!Ro)(?<!Nor)(?<!Otto)man|men)$", base):
        endings = ("s",)
    elif lang == "de":
        stem, endings = _german_endings(base)
    forms = dict.fromkeys((base, *(stem + ending for ending in endings)))
    return [form for form in forms if form == base or form not in _PLACES_NOT_PEOPLE]


def _with_genitive(*endings: str) -> tuple[str, ...]:
    return tuple(form for ending in endings for form in (ending, ending + "s"))


def _norwegian_endings(base: str, lang: str) -> tuple[str, tuple[str, ...]]:
    """Return what the endings are added to, and the endings."""
    if base.endswith("sk"):
        return base, _with_genitive("", "e")
    if base.endswith("menn"):
        return base, _with_genitive("", "ene")
    if base.endswith("mann"):
        return base, _with_genitive("", "en")
    if lang == "nn":
        stem = base.removesuffix("e")
        return stem, _with_genitive(base[len(stem) :], "en", "ar", "ane")
    if base.endswith("er"):
        return base, _with_genitive("", "e", "en", "ne")
    stem = base.removesuffix("e")
    return stem, _with_genitive(base[len(stem) :], "en", "er", "ene")


def _german_endings(base: str) -> tuple[str, tuple[str, ...]]:
    """Return what the endings are added to, and the endings."""
    if base[0].islower():
        return base, ("e", "en", "er", "es", "em")
    if base.endswith("sche"):
        return base, ("n", "r", "s", "m")
    if base.endswith("sch"):
        return base, ("e", "en", "s")
    if base.endswith("innen"):
        return base, ()
    if base.endswith("in"):
        return base, ("nen",)
    if base.endswith("e"):
        return base[:-1], ("en", "in", "innen")
    if base.endswith("er"):
        return base, ("n", "s", "in", "innen")
    return base, ("s",) if base[-1] in "aiou" else ("n", "s", "in", "innen")


def split_compound(form: str, lang: str) -> list[tuple[str, str]]:
    """Return the ways to split a compound into a name and the word it was joined to.

    Args:
        form: Surface form; a hyphen compound may begin with several words (`Wolodymyr Selenskyj-Gipfel`).
        lang: nb, nn or de; English writes such words apart and has no rules, like any other code.

    Returns:
        (base, rest) pairs, longest base first. A form with hyphens is split at its hyphens only. A solid word is split
        wherever both parts have `MIN_SOLID_PART` letters, with and without a linking s: the caller checks that the base
        is a known name and the rest begins a plausible word.
    """
    if lang not in _NORWEGIAN and lang != "de":
        return []
    pairs = [(form[: hyphen.start()], form[hyphen.end() :]) for hyphen in _HYPHEN.finditer(form)]
    if pairs:
        return [(base, rest) for base, rest in reversed(pairs) if base and rest]
    return _split_solid(form)


def _split_solid(form: str) -> list[tuple[str, str]]:
    if not (form.isalpha() and form[0].isupper()):
        return []
    pairs: list[tuple[str, str]] = []
    for cut in range(len(form) - MIN_SOLID_PART, MIN_SOLID_PART - 1, -1):
        if form[cut:].islower():
            pairs.append((form[:cut], form[cut:]))
            if cut > MIN_SOLID_PART and form[cut - 1] == "s":
                pairs.append((form[: cut - 1], form[cut:]))
    return pairs
