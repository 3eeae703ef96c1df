"""Norwegian, English and German spellings of a name from its original script.

In: a name in Cyrillic (Russian, Ukrainian, Belarusian, Bulgarian, Serbian, Macedonian), Greek, Arabic, Persian, Hebrew,
Chinese or Korean, and the language to write it for. Out: the spellings that papers of that language use, likeliest
first. Rules and their sources: one module a family of scripts. How often they hold: docs/romanisation.md.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from newsner.kb.romanise.chinese import from_wade_giles, spell_chinese
from newsner.kb.romanise.cyrillic import CYRILLIC
from newsner.kb.romanise.greek import spell_greek
from newsner.kb.romanise.korean import spell_korean
from newsner.kb.romanise.semitic import respell, spell_semitic

__all__ = ["SOURCES", "detect_source", "from_wade_giles", "respell", "romanise"]

# Languages that names are romanised from.
SOURCES: Final = ("ru", "uk", "be", "bg", "sr", "el", "ar", "fa", "he", "zh", "ko")
# More spellings of one name are noise.
_MAX_FORMS: Final = 4

_WORD: Final = re.compile(r"[^\s-]+")
_MARKS: Final = (
    # Letters that only one language has, and given names and endings of those that may do without; in the order of trial.
    ("sr", re.compile("[ђјљњћџѓќѕ]")),
    ("be", re.compile(r"ў|і.*ы|ы.*і|энка\b|[аеэ]віч\b|аўна\b|\bаляксандр")),
    # Whole words: Петрович and Васильевна are Russian.
    (
        "uk",
        re.compile(
            r"[іїєґ]|[сц]ьк(?:ий|а)\b"
            r"|\b(?:володимир|олександра?|микола|микита|михайло|дмитро|петро|павло|василь|костянтин|катерина|олена|тетяна)\b"
        ),
    ),
    # Russian writes the hard sign before е, ё, ю, я only; elsewhere it is the Bulgarian vowel.
    ("bg", re.compile("ъ(?:[^еёюя]|$)|^(?:христо|бойко|румен|георги|асен|делян|ивайло|желю|жельо|красимир|росен) ")),
    ("ru", re.compile("[\u0400-\u052f]")),
    ("el", re.compile("[\u0370-\u03ff\u1f00-\u1fff]")),
    ("fa", re.compile("[پچژگکیە]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("ko", re.compile("[\uac00-\ud7a3]")),
)
_KANA: Final = re.compile("[\u3040-\u30ff]")
_HAN: Final = re.compile("[\u4e00-\u9fff]")


def detect_source(name: str) -> str | None:
    """Guess which language a name is written in by its letters.

    Args:
        name: in any script.

    Returns:
        One of `SOURCES`; Russian for Cyrillic and Arabic for Arabic letters without a mark of another language; None for
        Latin, Japanese and other scripts.
    """
    folded = unicodedata.normalize("NFC", name).lower()
    for source, mark in _MARKS:
        if mark.search(folded):
            return source
    return "zh" if _HAN.search(folded) and not _KANA.search(folded) else None


def romanise(name: str, lang: str, source: str | None = None) -> tuple[str, ...]:
    """Write a name the way papers of a language do.

    Args:
        name: in its original script, given name first where its language has it so; several words and hyphens are kept.
        lang: nb, nn, en or de.
        source: one of `SOURCES`; guessed by the letters if None.

    Returns:
        Up to four spellings, likeliest first; empty where the script is none of these, or leaves vowels out that no list
        of names supplies (Arabic, Persian, Hebrew).
    """
    source = source or detect_source(name)
    target = "nb" if lang == "nn" else lang
    name = unicodedata.normalize("NFC", name).strip()
    if source == "zh":
        return tuple(spell_chinese(name.replace(" ", "")))[:_MAX_FORMS]
    if source == "ko":
        return tuple(spell_korean(name.replace(" ", "")))[:_MAX_FORMS]
    spell = _word_speller(source, target)
    words = _WORD.findall(name)
    spelt = [spell(word.lower()) for word in words] if spell else []
    if not spelt or not all(spelt):
        return ()
    longest = max(map(len, spelt))
    return tuple(dict.fromkeys(_fill(name, words, spelt, rank) for rank in range(min(longest, _MAX_FORMS))))


def _word_speller(source: str | None, target: str) -> Callable[[str], list[str]] | None:
    spell_cyrillic = CYRILLIC.get(source or "")
    if spell_cyrillic is not None:
        return lambda word: spell_cyrillic(word, target)
    if source == "el":
        return lambda word: spell_greek(word, target)
    if source in {"ar", "fa", "he"}:
        return lambda word: spell_semitic(word, source, target)
    return None


def _fill(name: str, words: list[str], spelt: list[list[str]], rank: int) -> str:
    """The name with each word in its spelling of a rank, in the case of the original."""
    forms = iter(_like(word, forms[min(rank, len(forms) - 1)]) for word, forms in zip(words, spelt, strict=True))
    return _WORD.sub(lambda _: next(forms), name)


def _like(word: str, form: str) -> str:
    """Give a spelling the case of the word: capitals in a headline, else the first letter."""
    if len(word) > 1 and word.isupper():
        return form.upper()
    return form[:1].upper() + form[1:] if word[:1].isupper() else form
