"""What the compiler writes and the store reads: file names, codes, flags, and the fuzzy index's deletions.

One module serves both sides, so that a table cannot be written with one rule and read with another. A table is a
folder: three tries (form, variant key and deletion to a number), a file of columns, and a header with a CRC32 of each.
"""

import hashlib
import json
import sys
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, get_args

# Raised with every change of the layout; the byte order is part of it because columns are mapped as they lie.
FORMAT: Final = f"newsner-table/1/{sys.byteorder}"

HEADER: Final = "header.json"
COLUMNS: Final = "columns.bin"
FORMS: Final = "forms"
KEYS: Final = "keys"
DELETES: Final = "deletes"
TRIE_FILES: Final[dict[str, str]] = {name: f"{name}.marisa" for name in (FORMS, KEYS, DELETES)}

# Spelled out here and not taken from newsner.records: the package build has no pydantic.
EntityLabel = Literal["PER", "ORG", "GPE", "LOC", "EVT", "PROD"]
ENTITY_LABELS: Final[tuple[EntityLabel, ...]] = get_args(EntityLabel)

# Posting flags; a posting without the first three is a name as the seeds list it. SHORT: means the entry without an
# introduction (surname, Ap). DERIVED: demonym or adjective. REDUCED: a person's name without its middle names.
# COMMON: the form is in seeds/common_words.txt, so it is as often a word as a name. TEAM: a club's town, which means the
# club in a text about sport.
SHORT: Final = 1
DERIVED: Final = 2
REDUCED: Final = 4
COMMON: Final = 8
TEAM: Final = 16
# Set by user tables only, never stored: this entry and no other.
PINNED: Final = 32

LANG_BITS: Final[dict[str, int]] = {"nb": 1, "nn": 2, "en": 4, "de": 8}
ALL_LANGS: Final = 15

# From here upward an entry is the head of the news: typos are looked for among its names (seeds/README.md, prominence).
HEAD_PROMINENCE: Final = 0.6
# From here upward a person's surname alone means this person (seeds/README.md, `short`).
SURNAME_PROMINENCE: Final = 0.7
# One edit in a shorter word makes another word too often (Oslo, Osla; Iran, Iraq).
MIN_FUZZY_LENGTH: Final = 5

# Prominence is kept in thousandths: seeds have at most three decimals, and 0.7 comes back as 0.7.
PROMINENCE_SCALE: Final = 1000

_VERSION_DIGITS: Final = 12
_OWN_PREFIX: Final = "newsner:E"
# QIDs are below 2 ** 31 for centuries to come (130 million in 2026), so the top bit marks an id of the project's own.
_OWN_BIT: Final = 1 << 31
_OWN_DIGITS: Final = 7


def encode_id(entity_id: str) -> int:
    """Pack `Q7747` or `newsner:E0000001` into 32 bits, in an order that sorts QIDs first."""
    if entity_id.startswith(_OWN_PREFIX):
        return _OWN_BIT | int(entity_id[len(_OWN_PREFIX) :])
    return int(entity_id[1:])


def decode_id(code: int) -> str:
    """Unpack what `encode_id` packed."""
    if code & _OWN_BIT:
        return f"{_OWN_PREFIX}{code ^ _OWN_BIT:0{_OWN_DIGITS}d}"
    return f"Q{code}"


def find_deletions(key: str) -> Iterator[str]:
    """Yield the key itself and the key without each one of its characters.

    Two words one insertion, deletion, replacement or swap of neighbours apart share at least one of these
    (symmetric delete, as in SymSpell, Garbe 2012).
    """
    yield key
    for position in range(len(key)):
        yield key[:position] + key[position + 1 :]


def sum_file(data: Any) -> tuple[int, int]:
    """Length in bytes and CRC32 of a file's content (bytes or a memory map)."""
    return len(data), zlib.crc32(data)


def hash_header(header: Mapping[str, Any]) -> str:
    """The version of a table: a short hash over format, layout and checksums, so over all it holds."""
    content = json.dumps([header["format"], header["sections"], header["files"]], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:_VERSION_DIGITS]
