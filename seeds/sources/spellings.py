"""Norwegian and German spellings of people whose name a source has in Cyrillic or Greek and in English only.

The rules are `newsner.kb.romanise`. A native name counts as the same as the English one only where both have one key:
sources list maiden names, patronymics and the name in a second language beside it.
"""

from collections.abc import Iterable

from newsner.kb.keys import variant_key
from newsner.kb.romanise import detect_source, romanise
from sources.records import Row

# Chinese and Korean are spelt alike in all our languages; Arabic and Persian leave the vowels out.
_SOURCES = frozenset({"ru", "uk", "be", "bg", "el"})


def add_spellings(row: Row, english: str, native: Iterable[str]) -> None:
    """Add the likeliest Norwegian and German spelling where the row has none of its own.

    Args:
        row: of a person.
        english: the name as English papers have it.
        native: the names in the original script that the source lists.
    """
    key = variant_key(english)
    for name in native:
        name = name.title() if name.isupper() else name
        if detect_source(name) not in _SOURCES or variant_key(_given_first(name)) != key:
            continue
        words = _given_first(name).split()
        for lang in ("nb", "de"):
            spelt = romanise(f"{words[0]} {words[-1]}", lang, detect_source(name))
            if spelt and not row.names.get(lang):
                row.add_name(lang, spelt[0])
        return


def _given_first(name: str) -> str:
    """Put the family name of "Турчинов Олександр Валентинович" behind the others."""
    words = name.replace(",", "").split()
    if len(words) == 3 and words[2].endswith(("ович", "евич", "йович", "івна", "ївна", "овна", "евна", "ична", "ич")):
        return " ".join([*words[1:], words[0]])
    return " ".join(words)
