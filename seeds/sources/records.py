"""The one record that every source reader yields, and the cleaning of names.

`Row` is a plain mutable dataclass: rows are merged in place, a hundred thousand at a time.
"""

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass, field

LABELS = ("PER", "ORG", "GPE", "LOC", "EVT", "PROD")
LANGUAGES = ("nb", "nn", "en", "de")

# Longest name worth a table entry; longer ones are sentences or lists of names.
MAX_NAME_LENGTH = 80
# Names per language and entity; the rest of a long alias list is noise.
MAX_NAMES = 4

_DISAMBIGUATOR = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
_SPACES = re.compile(r"\s+")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
# Marks of footnotes: Zagreb².
_FOOTNOTES = re.compile(r"[¹²³⁴]+$")


@dataclass(slots=True)
class Row:
    """One entity as one source (or, after merging, several) describes it."""

    label: str
    key: str
    source: str
    names: dict[str, list[str]] = field(default_factory=dict)
    kind: str = ""
    country: str = ""
    prominence: float = 0.05
    qid: str = ""
    description: str = ""
    titles: set[str] = field(default_factory=set)
    id: str = ""
    # Whether the id is that of a curated row.
    is_curated: bool = False

    def add_name(self, language: str, name: str, *, separator: bool = True) -> None:
        """Add a cleaned Latin-script name; anything else is ignored.

        Args:
            language: nb, nn, en, de or any.
            name: The name as the source has it.
            separator: Whether a trailing "(...)" is a disambiguator to take off.
        """
        cleaned = strip_disambiguator(name) if separator else name
        cleaned = clean_name(cleaned)
        names = self.names.setdefault(language, [])
        if cleaned and cleaned not in names and len(names) < MAX_NAMES:
            names.append(cleaned)
        if not names:
            del self.names[language]

    def display_name(self) -> str:
        """The English name, else the first there is."""
        for language in ("en", "any", "nb", "de", "nn"):
            if self.names.get(language):
                return self.names[language][0]
        return ""

    def names_in(self, language: str) -> set[str]:
        """The names that serve a language, `any` included."""
        return {*self.names.get(language, ()), *self.names.get("any", ())}

    def all_names(self) -> set[str]:
        """The names of all languages."""
        return {name for names in self.names.values() for name in names}

    def drop_names(self, dropped: Container[str]) -> None:
        """Take names out of every language, and languages that have none left."""
        self.names = {
            language: kept
            for language, names in self.names.items()
            if (kept := [name for name in names if name not in dropped])
        }

    def covered_languages(self) -> list[str]:
        """Languages of nb, nn, en, de that some name serves."""
        return [language for language in LANGUAGES if self.names_in(language)]


def strip_disambiguator(title: str) -> str:
    """Take the "(...)" off a title: "Gail (elv)" -> "Gail"."""
    return _DISAMBIGUATOR.sub("", title)


def clean_name(name: str) -> str:
    """Normalise a name, or return "" if it cannot be one in Latin-script news."""
    name = _FOOTNOTES.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFC", name)))
    name = _SPACES.sub(" ", name).strip(" ,;")
    if not 2 <= len(name) <= MAX_NAME_LENGTH or any(mark in name for mark in "|()[]{}\t"):
        return ""
    if not is_latin(name) or not any(char.isupper() or char.isdigit() for char in name):
        return ""
    return name


def fold_name(name: str) -> str:
    """Letters and digits alone, without marks and case: what two spellings of a name share."""
    return "".join(char for char in unicodedata.normalize("NFKD", name).casefold() if char.isalnum())


def is_latin(name: str) -> bool:
    """Whether every letter is Latin and there is at least one."""
    letters = [char for char in name if char.isalpha()]
    return bool(letters) and all(
        char.isascii() or unicodedata.name(char, "").startswith("LATIN") or char in "ʻʼʿʾ" for char in letters
    )


def scale(value: float, low: float, high: float) -> float:
    """Where `value` lies between `low` and `high`, cut to 0.0-1.0."""
    return max(0.0, min(1.0, (value - low) / (high - low)))
