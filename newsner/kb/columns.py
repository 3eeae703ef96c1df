"""The columns of the table: what is known of each entry beside its aliases, as arrays and one pool of strings.

In: seed entries. Out: sections for `newsner.kb.compiler` to write; `newsner.kb.store` reads them back.
"""

import json
from array import array
from collections.abc import Sequence
from typing import Any, Final

from newsner.kb.seed_entry import SeedEntry
from newsner.kb.table_format import ENTITY_LABELS, LANG_BITS, PROMINENCE_SCALE, encode_id

Sections = dict[str, "array[Any] | bytes"]

# The language in which a body or person of these countries is named if there is no English name.
_HOME_LANGS: Final = {"NO": ("nb", "nn"), "DE": ("de",), "AT": ("de",), "CH": ("de",), "LI": ("de",)}


class StringPool:
    """Every distinct string once; number 0 is the empty one."""

    def __init__(self) -> None:
        self._numbers = {"": 0}

    def add(self, text: str) -> int:
        """Number of a string, new or known."""
        return self._numbers.setdefault(text, len(self._numbers))

    def sections(self) -> tuple["array[int]", bytes]:
        """Offsets and bytes of all strings."""
        offsets, parts = array("I", [0]), []
        for text in self._numbers:
            parts.append(text.encode())
            offsets.append(offsets[-1] + len(parts[-1]))
        return offsets, b"".join(parts)


def build_columns(entries: Sequence[SeedEntry]) -> Sections:
    """Lay out what is known of each entry, by position.

    Returns:
        Section name to array: ids and other codes, numbers of strings, and the strings themselves.
    """
    sections: Sections = {}
    kinds = ["", *sorted({entry.kind for entry in entries if entry.kind})]
    countries = ["", *sorted({entry.country for entry in entries if entry.country})]
    label_to_number: dict[str, int] = {label: number for number, label in enumerate(ENTITY_LABELS)}
    kind_to_number = {kind: number for number, kind in enumerate(kinds)}
    country_to_number = {country: number for number, country in enumerate(countries)}
    sections["ids"] = array("I", [encode_id(entry.id) for entry in entries])
    sections["labels"] = array("B", [label_to_number[entry.label] for entry in entries])
    sections["kinds"] = array("H", [kind_to_number[entry.kind] for entry in entries])
    sections["countries"] = array("H", [country_to_number[entry.country] for entry in entries])
    sections["prominences"] = array("H", [round(entry.prominence * PROMINENCE_SCALE) for entry in entries])
    sections["curated"] = array("B", [entry.curated for entry in entries])
    pool = StringPool()
    sections["names"] = array("I", [pool.add(_find_name(entry)) for entry in entries])
    for lang in LANG_BITS:
        sections[f"names_{lang}"] = array("I", [pool.add(_find_display_name(entry, lang)) for entry in entries])
    sections["descriptions"] = array("I", [pool.add(entry.description) for entry in entries])
    sections["string_offsets"], sections["strings"] = pool.sections()
    former = sorted((encode_id(old), number) for number, entry in enumerate(entries) for old in entry.former_ids)
    sections["former_ids"] = array("I", [code for code, _ in former])
    sections["former_entries"] = array("I", [number for _, number in former])
    sections["lists"] = json.dumps({"kinds": kinds, "countries": countries}, ensure_ascii=False).encode()
    return sections


def _find_name(entry: SeedEntry) -> str:
    """The canonical name: English, else the language of its country, else the first there is."""
    order = ("en", *_HOME_LANGS.get(entry.country, ()), "nb", "de", "nn", "any")
    return next(entry.names[column][0] for column in order if column in entry.names)


def _find_display_name(entry: SeedEntry, lang: str) -> str:
    """The name in a language; `any` holds acronyms, so it speaks for a language only where it is all there is."""
    if lang in entry.names:
        return entry.names[lang][0]
    return entry.names["any"][0] if entry.names.keys() == {"any"} else ""
