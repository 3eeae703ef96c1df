"""Norwegian, English and German spellings of names written in Cyrillic.

In: one lower-case word and the language it is written in. Out: its spellings in lower case, the usual one first.

Sources of the rules: Språkrådet's tables for Russian, Ukrainian, Belarusian and Bulgarian (nb, nn), BGN/PCGN and what
English papers make of it (en), Duden's tables (de); Serbian is written with Gaj's letters everywhere. Which spelling
comes second was chosen on the develop half of `seeds/measure_romanisation.py` (2026-11).
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

_VOWELS: Final = "аеёиоуыэюяіїє"
# Behind these Russian and Belarusian e has a glide.
_OPEN: Final = _VOWELS + "ьъ"
_SOFT_VOWEL: Final = re.compile(f"ь?[{_VOWELS}]")


def _pairs(text: str) -> dict[str, str]:
    """Read `letter=spelling` items; nothing behind the sign is an empty spelling."""
    return dict(item.split("=") for item in text.split())


# What the letters are in each target language before the rules of the source language. J is the glide before a vowel,
# which English writes y.
_COMMON: Final = _pairs("а=a б=b в=v г=g д=d е=e з=z и=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f ъ= ы=y ь= э=e")
_TARGETS: Final[Mapping[str, dict[str, str]]] = {
    "nb": _COMMON | _pairs("ж=zj й=j х=kh ц=ts ч=tsj ш=sj щ=sjtsj ю=ju я=ja ё=jo"),
    "en": _COMMON | _pairs("ж=zh й=y х=kh ц=ts ч=ch ш=sh щ=shch ю=yu я=ya ё=yo"),
    "de": _COMMON | _pairs("в=w ж=sch з=s й=i х=ch ц=z ч=tsch ш=sch щ=schtsch ю=ju я=ja ё=jo"),
}
_GLIDE: Final = {"nb": "j", "en": "y", "de": "j"}

# Letters that another language reads differently from Russian, in Russian letters; `h` is a letter of its own.
_UKRAINIAN: Final = str.maketrans({"г": "h", "и": "ы", "е": "э", "і": "и", "ї": "йи", "є": "е", "ґ": "г", "'": "ъ"})
_BELARUSIAN: Final = str.maketrans({"г": "h", "і": "и", "'": "ъ"})
_SERBIAN: Final = _pairs(
    "а=a б=b в=v г=g д=d ђ=đ е=e ж=ž з=z и=i ј=j к=k л=l љ=lj м=m н=n њ=nj о=o п=p р=r с=s т=t ћ=ć у=u ф=f х=h ц=c ч=č џ=dž ш=š ѓ=gj ќ=kj ѕ=dz"
)
# Papers without the letters on their keyboard.
_PLAIN: Final = str.maketrans({"đ": "dj", "ž": "z", "ć": "c", "č": "c", "š": "s"})

# Ukrainian and Belarusian names come to us in Russian letters too, and the other way round: these endings are the
# usual ones of such surnames.
_UKRAINIAN_ENDING: Final = re.compile("(?:ко|[иуюя]к|ич|[сц]кий|[сц]кая)$")


# Spellings other than by the tables, which papers go on printing.
_TRADITIONAL: Final = {
    ("брежнев", "nb"): "bresjnev",
    ("чайковский", "en"): "tchaikovsky",
    ("прокофьев", "en"): "prokofiev",
    ("рахманинов", "en"): "rachmaninoff",
    ("александр", "en"): "alexander",
    ("александр", "de"): "alexander",
}


def spell_russian(word: str, lang: str) -> list[str]:
    """Spell a Russian word: as the tables have it, then as the bearer's other papers have it.

    The second spelling is Ukrainian for the surnames of Ukraine, and else what English prints (Sokolov, Brodsky), which
    the emigrants keep.
    """
    forms = [_TRADITIONAL.get((word, lang), ""), _spell(word, lang, "ru")]
    if lang == "en":
        return _unique([*forms, *_respell_english(forms[1], word)])
    if "ие" in word:
        forms.append(re.sub("(?<=i)je", "e", forms[1]))
    if _UKRAINIAN_ENDING.search(word):
        forms.append(spell_ukrainian(_to_ukrainian(word), lang)[0])
    return _unique([*forms, _plain_english(word)])


def spell_ukrainian(word: str, lang: str) -> list[str]:
    """Spell a Ukrainian word; English papers shorten the ending of adjectives, the others keep it."""
    if lang == "en":
        # Kyiv and Ukraina, but Yizhak.
        word = re.sub("(?<!^)ї", "і", word)
    read = word.replace("зг", "зh").replace("ськ", "ск").replace("цьк", "цк").translate(_UKRAINIAN)
    form = _spell(read, lang, "uk")
    if lang != "en":
        return _unique([form, re.sub("yj$", "y" if lang == "nb" else "yi", form)])
    short = re.sub("iya$", "ia", re.sub("(?<=[skn])yy$", "y", form))
    # As passports have it: Serhii, Yurii, Viacheslav, Kniazhytskyi.
    passport = re.sub("yy$", "yi", re.sub("(?<=[bcdfghklmnprstvz])y(?=[au])", "i", form))
    passport = re.sub("iya$", "iia", re.sub("iy$", "ii", passport))
    return _unique([short, passport, form, re.sub("iy$", "i", short)])


def spell_belarusian(word: str, lang: str) -> list[str]:
    """Spell a Belarusian word; the short u is u in German and English, w in Norwegian and in the older English table."""
    short = {"nb": ("w", "u"), "en": ("u", "w"), "de": ("u", "w")}[lang]
    return _unique([_spell(word.translate(_BELARUSIAN).replace("ў", mark), lang, "be") for mark in short])


def spell_bulgarian(word: str, lang: str) -> list[str]:
    """Spell a Bulgarian word: щ is sht, ъ a vowel."""
    sht = {"nb": "sjt", "en": "sht", "de": "scht"}[lang]
    read = word.replace("щ", sht).replace("ъ", "а").replace("ё", "йо")
    forms = [_spell(read.replace("х", "h"), lang, "bg"), _spell(read, lang, "bg")]
    return _unique(forms[::-1] if lang == "de" else forms)


def spell_serbian(word: str, lang: str) -> list[str]:
    """Spell a Serbian word with Gaj's letters, then without their marks; all our languages do."""
    del lang
    form = "".join(_SERBIAN.get(letter, letter) for letter in word)
    return _unique([form, form.translate(_PLAIN)])


CYRILLIC: Final[Mapping[str, Callable[[str, str], list[str]]]] = {
    "ru": spell_russian,
    "uk": spell_ukrainian,
    "be": spell_belarusian,
    "bg": spell_bulgarian,
    "sr": spell_serbian,
}


def _spell(word: str, lang: str, source: str) -> str:
    """Spell letter by letter; `word` is in Russian letters, with Latin ones where a source has a letter of its own."""
    form = "".join(
        _spell_letter(letter, word[index - 1 : index] if index else "", word[index + 1 :], lang, source)
        for index, letter in enumerate(word)
    )
    if lang == "de":
        return re.sub("(?<=.)ks(?!ch|j|$)", "x", form)
    if lang == "en" and source in {"ru", "bg"}:
        return re.sub("iya$", "ia", re.sub("(?:iy|yy)$", "y", form))
    return form


def _spell_letter(letter: str, before: str, rest: str, lang: str, source: str) -> str:
    letters = _TARGETS[lang]
    if letter == "е":
        return _spell_e(before, lang, source)
    if letter == "ё" and before:
        return _spell_yo(before, lang)
    if letter == "й":
        return _spell_short_i(before, rest[:1], lang, source)
    if letter in "ьъ" and rest[:1] in {"и", "о"}:
        return _GLIDE[lang]
    if letter in "юя" and before == "й":
        return letters[letter][1:]
    if letter == "с" and lang == "de" and before and before in _VOWELS and _SOFT_VOWEL.match(rest):
        return "ss"
    return letters.get(letter, letter)


def _spell_e(before: str, lang: str, source: str) -> str:
    glide = _GLIDE[lang]
    if source == "uk":
        # Only є arrives here, which is soft behind a consonant too.
        return "ie" if lang == "en" and before and before not in _OPEN else f"{glide}e"
    is_open = source != "bg" and (not before or before in _OPEN)
    return f"{glide}e" if is_open else "e"


def _spell_yo(before: str, lang: str) -> str:
    if lang == "en" and before in "чщ":
        return "e"
    return "o" if before in "жчшщ" else _TARGETS[lang]["ё"]


def _spell_short_i(before: str, after: str, lang: str, source: str) -> str:
    is_before_vowel = bool(after) and after in _VOWELS
    if lang == "nb" or (lang == "de" and (source in {"uk", "be"} or is_before_vowel)):
        return "j"
    if lang == "de":
        return "" if before in {"и", "ы"} else "i"
    return "i" if after and not is_before_vowel and source == "uk" else "y"


def _to_ukrainian(word: str) -> str:
    """A Ukrainian surname in Russian letters, as Ukrainian writes it: и stands for и, й for ий."""
    word = re.sub("(?<=[сц])кий$", "ький", re.sub("(?<=[сц])кая$", "ька", word))
    return word.replace("ы", "и").replace("э", "е").replace("ё", "ьо")


def _plain_english(word: str) -> str:
    """English without the marks of pronunciation: Novoselov, Potemkin, Taymazov."""
    return _spell(word.replace("ё", "е"), "en", "ru")


def _respell_english(form: str, word: str) -> list[str]:
    return [
        _plain_english(word),
        re.sub("(?<=[aeiou])ye", "e", form),
        re.sub("y$", "iy" if form.endswith(("ky", "ry", "ny")) else "i", form),
        re.sub("y(?=[^aeiou])", "i", form),
    ]


def _unique(forms: list[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, forms)))
