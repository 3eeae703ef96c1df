"""Lookup keys of names: the exact key, the romanisation key, and the parts of a personal name.

In: a surface form or a stored alias, any script. Out: a key, built by the same function for the table and for the
text. The romanisation key writes the Norwegian, English and German spelling of one foreign name the same way: word by
word as `newsner.kb.sounds` folds it, without what one paper prints and the next leaves out.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import Final

from newsner.kb.romanise import from_wade_giles
from newsner.kb.sounds import to_latin, word_key

# A news text repeats its names; the bound keeps a long stream in constant memory (about 5 MB).
_CACHE_SIZE: Final = 16_384

_EXACT_TABLE: Final = str.maketrans(
    {
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u061c\ufeff"),
        **dict.fromkeys(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)])),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u00b4\u0060\u2032\u02b9\uff07", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-"),
    }
)

# What of it occurs is rare, and looking for it takes a fraction of the time of a translation.
_ACCIDENTS: Final = frozenset(map(chr, _EXACT_TABLE))
# Those that change where words begin and end.
_JOINTS: Final = frozenset(chr(code) for code, plain in _EXACT_TABLE.items() if plain is None or chr(code).isalnum())

_ARTICLE: Final = re.compile(r"(?<![a-z])(?:[ae](?:l|s|d|t|r|n|z|sh|sj|sch))-(?=[a-z])|(?<=[a-z] )[ae]l (?=[a-z])")
_WORD: Final = re.compile(r"[a-z0-9]+")
_ONE_OR_TWO_WORDS: Final = re.compile("[a-zß-öø-ɏ]+(?: [a-zß-öø-ɏ]+)?")
_WHITE: Final = re.compile(r"[^\S ]")
_DOTTED: Final = re.compile(r"\b([a-z])\.(?=[a-z]\b)")
# Christian X of Denmark: a lone letter that is no initial.
_ROMAN_LETTERS: Final = frozenset("ivx")
_OF: Final = frozenset({"of", "av", "af", "von", "de", "van"})
# Karl 12. and Karl XII., 56. brigade and 56th Brigade.
_RULERS_ORDINAL: Final = re.compile(r"(?<=[a-z] )([1-9]|[12]\d)\.(?=$| (?:av|af|von)\b)")
_ROMAN: Final = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ENGLISH_ORDINAL: Final = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b")
_GENERATIONS: Final = {"junior": "jr", "senior": "sr"}
# A middle name of this shape is a patronymic, which one paper prints and the next leaves out.
_PATRONYMIC: Final = re.compile(r"..(?:[oe]vi?|i)(?:ch|chna|na)$")


def exact_key(form: str) -> str:
    """Return a form as the table stores it: the same letters and case, without accidents of typesetting.

    Args:
        form: A surface form or alias.

    Returns:
        The form in NFC, white space collapsed, invisible characters dropped, apostrophes, quotes and dashes unified;
        empty if nothing visible is left.
    """
    # Most forms are plain, and this is done for every one that is looked up.
    if not form.isascii() or "`" in form:
        form = unicodedata.normalize("NFC", form)
        if not _ACCIDENTS.isdisjoint(form):
            form = form.translate(_EXACT_TABLE)
    return " ".join(form.split())


def align_key(text: str) -> str | None:
    """The exact key of a text with each character in its place: white space is not collapsed.

    Returns:
        A text of the same length and with the same words, whose slices are keys where they have no two spaces in a row
        and none at an end; None where there is none, for soft hyphens or letters in two parts.
    """
    if not text.isascii():
        if not unicodedata.is_normalized("NFC", text) or not _JOINTS.isdisjoint(text):
            return None
        if not _ACCIDENTS.isdisjoint(text):
            text = text.translate(_EXACT_TABLE)
    return _WHITE.sub(" ", text.replace("`", "'"))


@lru_cache(maxsize=_CACHE_SIZE)
def variant_key(name: str) -> str:
    """Return the romanisation key of a name.

    The key is made word by word, so that the key of a surname is the end of the key of the full name. Middle initials,
    patronymics and the Arabic article are left out.

    Args:
        name: A name in any script. Those of `newsner.kb.romanise` are read as it spells them in English, others letter
            by letter.

    Returns:
        Lower-case ASCII words joined by single spaces; empty if the name has no letters or digits.
    """
    return fold_key(exact_key(name), _latin_word_key)


def fold_key(form: str, word_to_key: Callable[[str], str]) -> str:
    """The romanisation key of an exact key, not cached.

    Args:
        form: as `exact_key` makes it.
        word_to_key: `latin_word_key`, or what keeps its results for a run over many names.
    """
    form = form.lower()
    if _ONE_OR_TWO_WORDS.fullmatch(form):  # most names: nothing to leave out
        return " ".join(map(word_to_key, form.split(" ")))
    if "-" in form and form.count(" ") == 1:
        form = _in_pinyin(form)
    latin = _fold_numbers(to_latin(form).replace("'", ""))
    words = _WORD.findall(_DOTTED.sub(r"\1", _ARTICLE.sub("", latin)))
    if len(words) > 2 and len(words[0]) > 1:
        words[1:-1] = [word for word, after in pairwise(words[1:]) if not _is_initial(word, after)]
    elif len(words) > 2 and len(words[1]) == 1:
        words[:2] = [words[0] + words[1]]
    if len(words) > 2:
        words[-1] = _GENERATIONS.get(words[-1], words[-1])
    keys = [word_key(word) for word in words]
    if len(keys) > 2 and _PATRONYMIC.search(keys[1]):
        del keys[1]
    return " ".join(keys)


def latin_word_key(word: str) -> str:
    """The key of one word in lower-case Latin letters."""
    return word_key(word if word.isascii() else to_latin(word).replace("'", ""))


_latin_word_key: Final = lru_cache(maxsize=_CACHE_SIZE)(latin_word_key)


def _is_initial(word: str, after: str) -> bool:
    return len(word) == 1 and not word.isdigit() and not (word in _ROMAN_LETTERS and after in _OF)


def _fold_numbers(latin: str) -> str:
    latin = _RULERS_ORDINAL.sub(lambda match: _to_roman(int(match[1])), latin)
    return _ENGLISH_ORDINAL.sub(r"\1", latin)


def _to_roman(number: int) -> str:
    tens, units = divmod(number, 10)
    return "x" * tens + _ROMAN[units]


def _in_pinyin(form: str) -> str:
    """Write the given name of Mao Tse-tung in pinyin; the family name stays, as later sentences repeat it."""
    pinyin = from_wade_giles(form)
    return form if pinyin is None else f"{form.partition(' ')[0]} {pinyin.partition(' ')[2]}"


_PARTICLE_WORDS: Final = (
    "von van der den de del della di da do dos das du la le zu zur zum af av al el bin ben ibn abu ter ten st."
)
_PARTICLES: Final = frozenset(_PARTICLE_WORDS.split())
# Otto von Bismarck is Bismarck in the next sentence, Ursula von der Leyen never Leyen.
_DROPPABLE: Final = frozenset({"von", "zu", "af", "al", "el"})
_SUFFIXES: Final = frozenset({"jr", "sr", "jun", "sen", "junior", "senior", "ii", "iii", "iv"})
_REGNAL: Final = re.compile(r"(?=[IVX])X{0,2}(?:IX|IV|V?I{0,3})\.?|[1-9]\d?\.")
_REGNAL_PAIRS: Final = frozenset({"John Paul", "Johannes Paul", "Juan Carlos", "Victor Emmanuel", "Viktor Emanuel"})
_TITLE_WORDS: Final = (
    "pope pave paven papst king kong kongen könig queen dronning dronninga dronningen königin prince prins prinz "
    "princess prinsesse prinzessin kronprins kronprinsesse kronprinz kronprinzessin emperor keiser kaiser"
)
_TITLES: Final = frozenset(_TITLE_WORDS.split())
_FAMILY_FIRST_NAMES: Final = (
    "Xi Li Wang Mao Deng Hu Zhang Liu Chen Yang Zhao Huang Zhou Wu Xu Sun Zhu Ma Lin Guo Jiang Wen Han Qin Peng Song "
    "Tsai Lai Ai Zeng Lu Bo Kim Park Moon Yoon Lee Ban Roh Choi Cho Jang"
)
_FAMILY_FIRST: Final = frozenset(_FAMILY_FIRST_NAMES.split())
# A given name as pinyin or the Korean romanisation writes it; keeps Kim Kardashian and Lee Marvin out.
_SYLLABLE: Final = (
    "(?:[bcdfghjklmnpqrstwxyz]|[czs]h|hs|ts)?"
    "(?:[iu]?a(?:ng?|[ieo])?|y?eo(?:ng?|l|k)?|[iu]?e(?:ng?|[iu]n?)?|i(?:ng?|[eu]|l|u)?"
    "|y?o(?:ng?|u|on?g?|k)?|y?u(?:ng?|[oi]|k|l|m)?|ye)"
)
_EAST_ASIAN: Final = re.compile(rf"{_SYLLABLE}(?:[- ]?{_SYLLABLE})?|[A-Z][a-z]+-[a-z]+", re.ASCII)


def _name_words(name: str) -> list[str]:
    words = exact_key(name).replace(",", " ").split()
    is_regnal = len(words) == 2 or " ".join(words[:2]) in _REGNAL_PAIRS
    while len(words) > 1 and words[-1].rstrip(".").lower() in _SUFFIXES and not (is_regnal and words[-1].isupper()):
        words.pop()
    return words


def _is_family_first(words: list[str]) -> bool:
    return words[0] in _FAMILY_FIRST and any(
        _EAST_ASIAN.fullmatch(given) for given in (" ".join(words[1:]), " ".join(words[1:]).lower())
    )


def _surname_start(words: list[str]) -> int | None:
    """Return the index of the first word of the surname in given-name-first order, None where there is no surname."""
    if len(words) < 2 or words[0].lower() in _TITLES or any(_REGNAL.fullmatch(word) for word in words[1:]):
        return None
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return start


def surname(name: str) -> str | None:
    """Return the surname of a person with its particles.

    Args:
        name: Full name of a person, without title.

    Returns:
        The surname (`von der Leyen`, `bin Salman`, `Xi`); None for a single word and for kings and popes.
    """
    words = _name_words(name)
    start = _surname_start(words)
    if start is None:
        return None
    return words[0] if _is_family_first(words) else " ".join(words[start:])


def surname_variants(name: str) -> tuple[str, ...]:
    """Return the forms by which a text may repeat a person without the given name, longest first.

    Args:
        name: Full name of a person, without title.

    Returns:
        The surname, before it the two last words (`Gahr Støre`), behind it the surname without a particle that papers
        leave out (`al-Assad`, `Assad`); empty where `surname` is None.
    """
    words = _name_words(name)
    start = _surname_start(words)
    if start is None:
        return ()
    if _is_family_first(words):
        return (words[0],)
    family = words[start:]
    forms = [" ".join(family)]
    if start > 1 and len(words[start - 1].rstrip(".")) > 1:
        forms.insert(0, " ".join(words[start - 1 :]))
    if len(family) == 2 and family[0].lower() in _DROPPABLE:
        forms.append(family[1])
    if len(family) == 1 and (article := _ARTICLE.match(family[0].lower())):
        forms.append(family[0][article.end() :])
    return tuple(forms)


def given_name(name: str) -> str | None:
    """Return the given name of a person: the first word, or what follows a Chinese or Korean family name.

    Args:
        name: Full name of a person, without title.

    Returns:
        The given name; None where `surname` is None.
    """
    words = _name_words(name)
    if _surname_start(words) is None:
        return None
    return " ".join(words[1:]) if _is_family_first(words) else words[0]


def acronym(name: str) -> str | None:
    """Return the first letters of the capitalised words of a name (United Nations: UN).

    Args:
        name: Name of an organisation, in title case.

    Returns:
        Two or more capital letters; None where fewer than two words begin with a capital.
    """
    letters = [word[0] for word in exact_key(name).split() if word[0].isupper()]
    return "".join(letters) if len(letters) > 1 else None
