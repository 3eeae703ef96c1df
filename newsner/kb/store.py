"""Look names up in the compiled table, which is mapped into memory and shared between processes.

In: a surface form, a name or a variant key. Out: postings, each an entry by number with the way the form leads to it,
the most prominent entry first; and what is known of an entry. Layout: `newsner.kb.table_format`; keys:
`newsner.kb.keys`.
Reading is thread-safe: nothing is changed after the table is open.
"""

import json
import mmap
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

import marisa_trie

from newsner.errors import DataError
from newsner.kb.keys import exact_key, variant_key
from newsner.kb.table_format import (
    COLUMNS,
    COMMON,
    DELETES,
    DERIVED,
    ENTITY_LABELS,
    FORMAT,
    FORMS,
    HEAD_PROMINENCE,
    HEADER,
    KEYS,
    LANG_BITS,
    PINNED,
    PROMINENCE_SCALE,
    REDUCED,
    SHORT,
    TEAM,
    TRIE_FILES,
    EntityLabel,
    decode_id,
    encode_id,
    find_deletions,
    hash_header,
    sum_file,
)

__all__ = [
    "COMMON",
    "DERIVED",
    "LANG_BITS",
    "PINNED",
    "REDUCED",
    "SHORT",
    "TEAM",
    "DisplayNames",
    "Entry",
    "KnowledgeBase",
    "Posting",
]

# News repeats its words and names; the bounds keep a long stream in constant memory (about 5 MB together).
_WORDS_CACHED: Final = 32_768
_FORMS_CACHED: Final = 8_192
_ENTRIES_CACHED: Final = 2_048
# Forms looked through for one that begins with a word; so many others make it as good as sure that there is one.
_FORMS_TRIED: Final = 64
_NEXT_STEP: Final = "Run `pip install --force-reinstall newsner`, or `make table` in a source checkout."


class Posting(NamedTuple):
    """An entry by number and how the form leads to it.

    `flags`: SHORT, DERIVED, REDUCED, COMMON, TEAM, PINNED of `newsner.kb.table_format`; `langs`: bits of the languages in which it
    holds (nb 1, nn 2, en 4, de 8).
    """

    entry: int
    flags: int
    langs: int


class DisplayNames(NamedTuple):
    """The display name in each language, None where none is attested."""

    nb: str | None
    nn: str | None
    en: str | None
    de: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """What the table knows of one real-world entity.

    `index` is its number in this table only; `id` lasts. `name` is the canonical name, `prominence` 0.0-1.0.
    """

    index: int
    id: str
    label: EntityLabel
    kind: str | None
    country: str | None
    prominence: float
    name: str
    names: DisplayNames
    wikidata_id: str | None
    description: str | None
    curated: bool


class _PostingLists:
    def __init__(self, sections: dict[str, Any], name: str) -> None:
        self._offsets = sections[f"{name}_offsets"]
        self._entries = sections[f"{name}_entries"]
        self._flags = sections[f"{name}_flags"]
        self._langs = sections[f"{name}_langs"]

    def __getitem__(self, number: int) -> tuple[Posting, ...]:
        start, end = self._offsets[number], self._offsets[number + 1]
        # Nine forms of ten lead to one entry.
        if end == start + 1:
            return (Posting(self._entries[start], self._flags[start], self._langs[start]),)
        return tuple(map(Posting, self._entries[start:end], self._flags[start:end], self._langs[start:end]))


class KnowledgeBase:
    """The compiled alias table. Open one per process with `KnowledgeBase.open`; threads may share it.

    Pickling keeps the path and opens the table again, so that worker processes map the same file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        header = read_header(path)
        tries = {name: open_trie(path / file, header) for name, file in TRIE_FILES.items()}
        sections = map_columns(path / COLUMNS, header)
        self._version = str(header["version"])
        self._form_trie, self._key_trie, self._delete_trie = tries[FORMS], tries[KEYS], tries[DELETES]
        self._form_postings, self._key_postings = _PostingLists(sections, FORMS), _PostingLists(sections, KEYS)
        self._sections = sections
        self._prominences = sections["prominences"]
        self._labels = sections["labels"]
        lists = json.loads(bytes(sections["lists"]))
        self._kinds: list[str] = lists["kinds"]
        self._countries: list[str] = lists["countries"]
        self._form_to_denied: dict[str, int] = json.loads(bytes(sections["denied"]))
        self._find_form = lru_cache(_FORMS_CACHED)(partial(_read_form, self._form_trie, self._form_postings))
        self._find_entry = lru_cache(_ENTRIES_CACHED)(self._read_entry)
        self._find_denied = lru_cache(_FORMS_CACHED)(partial(_read_denied, self._form_to_denied))
        self._find_opening = lru_cache(_WORDS_CACHED)(partial(begins_form, self._form_trie))

    @classmethod
    def open(cls, path: Path | str) -> "KnowledgeBase":
        """Map a compiled table.

        Args:
            path: The folder that `newsner.kb.compiler` wrote.

        Raises:
            DataError: A file is missing or damaged, or another version of newsner wrote the table.
        """
        return cls(Path(path))

    @property
    def version(self) -> str:
        """Short hash of all that the table holds."""
        return self._version

    def __len__(self) -> int:
        """The number of entries."""
        return len(self._labels)

    def __getstate__(self) -> Path:
        return self._path

    def __setstate__(self, path: Path) -> None:
        self.__init__(path)  # type: ignore[misc]

    def exact(self, form: str) -> tuple[Posting, ...]:
        """The entries with this form, case and all; () where there is none."""
        return self._find_form(form)

    def exact_of_key(self, key: str) -> tuple[Posting, ...]:
        """As `exact`, of a form that is a key already (`exact_key`)."""
        number = self._form_trie.get(key)
        return () if number is None else self._form_postings[number]

    def all_postings(self) -> Iterator[tuple[Posting, ...]]:
        """The postings of every form, for counting."""
        for number in range(len(self._form_trie)):
            yield self._form_postings[number]

    def variants(self, name: str) -> tuple[Posting, ...]:
        """The entries with a name of the same romanisation key (`variant_key`); () where there is none."""
        number = self._key_trie.get(variant_key(name))
        return () if number is None else self._key_postings[number]

    def near(self, key: str) -> tuple[tuple[str, Posting], ...]:
        """Well-known entries whose key is about one edit from a variant key.

        Args:
            key: A variant key, as `variant_key` gives it.

        Returns:
            Pairs of the stored key and its posting, keys in alphabetical order. All keys one edit (insertion, deletion,
            replacement, swap of neighbours) away are among them, and some that are two away: check the distance.
        """
        stored = {number for part in find_deletions(key) for number in self._find_keys(part)}
        return tuple(
            (stored_key, posting)
            for stored_key, number in sorted((self._key_trie.restore_key(number), number) for number in stored)
            for posting in self._key_postings[number]
            if not posting.flags & (DERIVED | REDUCED) and self.prominence(posting.entry) >= HEAD_PROMINENCE
        )

    def prefixes(self, text: str) -> list[tuple[int, tuple[Posting, ...]]]:
        """All stored forms that the text begins with.

        Args:
            text: A short slice of a text, about as long as the longest name looked for.

        Returns:
            Pairs of length in characters of the text and postings, longest first. Ends may lie inside a word: check
            the boundary. Empty where the text begins with white space.
        """
        text = text.rstrip()
        if not text or text[0].isspace():
            return []
        normal = exact_key(text)
        found = self.prefixes_of_key(normal)
        if len(normal) != len(text):
            found = [(stretch(text, normal[:length]), postings) for length, postings in found]
        return found

    def prefixes_of_key(self, key: str) -> list[tuple[int, tuple[Posting, ...]]]:
        """As `prefixes`, of a text that is its own exact key but for white space at its end."""
        found = self._form_trie.prefixes(key)
        return [(len(form), self._find_form(form)) for form in reversed(found)]

    def opens(self, word: str) -> bool:
        """Whether a stored form may stand in a text where this word begins; True also in some cases where none can.

        Args:
            word: Letters, digits and underscores up to the first other character, as they stand in a text whose words
                its exact key keeps.
        """
        # Every text has numbers of its own, which would push the words out of the cache.
        return word[0].isdigit() or self._find_opening(word)

    def narrow(self, form: str, postings: Sequence[Posting], lang: str, label: str | None) -> Sequence[Posting]:
        """What of the postings of a form holds in a language and for a label; all, unless a user table says otherwise."""
        return postings

    def is_denied(self, form: str, lang: str, label: str | None = None) -> bool:
        """Whether a form is never a mention in a language (nb, nn, en, de); user tables may say so of one label only."""
        return bool(self._find_denied(form) & LANG_BITS[lang])

    def index_of(self, entity_id: str) -> int | None:
        """The number of an entry by its id or an id it had before; None where there is none."""
        try:
            code = encode_id(entity_id)
        except ValueError:
            return None
        if decode_id(code) != entity_id:
            return None
        index = _find(self._sections["ids"], code)
        if index is None and (former := _find(self._sections["former_ids"], code)) is not None:
            return int(self._sections["former_entries"][former])
        return index

    def id_of(self, index: int) -> str:
        """Id of an entry."""
        return decode_id(self._sections["ids"][index])

    def former_ids(self, index: int) -> tuple[str, ...]:
        """Ids that an entry had before it had a QID."""
        pairs = zip(self._sections["former_ids"], self._sections["former_entries"], strict=True)
        return tuple(decode_id(code) for code, entry in pairs if entry == index)

    def prominence(self, index: int) -> float:
        """Prominence of an entry, 0.0-1.0."""
        return float(self._prominences[index] / PROMINENCE_SCALE)

    def label(self, index: int) -> EntityLabel:
        """Label of an entry."""
        label: EntityLabel = ENTITY_LABELS[self._labels[index]]
        return label

    def country(self, index: int) -> str | None:
        """ISO 3166-1 alpha-2 code of the country of an entry, None where it has none."""
        return self._countries[self._sections["countries"][index]] or None

    def name(self, index: int) -> str:
        """Canonical name of an entry, its id where it has none."""
        return self._read_string(self._sections["names"][index]) or self.id_of(index)

    def entry(self, index: int) -> Entry:
        """All that is known of an entry.

        Args:
            index: Its number, 0 to ``len(self) - 1``.

        Raises:
            IndexError: There is no such number.
        """
        return self._find_entry(index)

    def _read_entry(self, index: int) -> Entry:
        sections = self._sections
        entity_id = self.id_of(index)
        return Entry(
            index=index,
            id=entity_id,
            label=self.label(index),
            kind=self._kinds[sections["kinds"][index]] or None,
            country=self.country(index),
            prominence=self.prominence(index),
            name=self._read_string(sections["names"][index]) or entity_id,
            names=DisplayNames(*(self._read_string(sections[f"names_{lang}"][index]) for lang in LANG_BITS)),
            wikidata_id=entity_id if entity_id.startswith("Q") else None,
            description=self._read_string(sections["descriptions"][index]),
            curated=bool(sections["curated"][index]),
        )

    def _find_keys(self, part: str) -> Sequence[int]:
        number = self._delete_trie.get(part)
        if number is None:
            return ()
        offsets = self._sections[f"{DELETES}_offsets"]
        keys: Sequence[int] = self._sections[f"{DELETES}_keys"][offsets[number] : offsets[number + 1]]
        return keys

    def _read_string(self, number: int) -> str | None:
        offsets = self._sections["string_offsets"]
        return str(self._sections["strings"][offsets[number] : offsets[number + 1]], "utf-8") or None


def _find(codes: Sequence[int], code: int) -> int | None:
    position = bisect_left(codes, code)
    return position if position < len(codes) and codes[position] == code else None


def _read_denied(form_to_denied: Mapping[str, int], form: str) -> int:
    """Bits of the languages in which a form is never a mention."""
    form = exact_key(form)
    return form_to_denied.get(form, 0) | form_to_denied.get(form.lower(), 0)


def _read_form(forms: marisa_trie.Trie, postings: _PostingLists, form: str) -> tuple[Posting, ...]:
    number = forms.get(exact_key(form))
    return () if number is None else postings[number]


def begins_form(forms: marisa_trie.Trie, word: str) -> bool:
    """Whether a word is a form, one with a genitive s, or the first word of one; True where that takes long to find out."""
    if forms.get(word) is not None or forms.get(word.removesuffix("s")) is not None or "_" in word:
        return True
    tried = 0
    for form in islice(forms.iterkeys(word), _FORMS_TRIED):
        if not form[len(word)].isalnum():
            return True
        tried += 1
    return tried == _FORMS_TRIED


def stretch(text: str, form: str) -> int:
    """Length of the shortest beginning of the text that normalises to a form."""
    return next(length for length in range(1, len(text) + 1) if exact_key(text[:length]) == form)


def read_header(path: Path, form: str = FORMAT, next_step: str = _NEXT_STEP) -> dict[str, Any]:
    """The header of a compiled table, checked against the format wanted."""
    try:
        header: dict[str, Any] = json.loads((path / HEADER).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"No alias table in {path} ({error}). {next_step}") from None
    if header.get("format") != form:
        raise DataError(f"The alias table in {path} has format {header.get('format')!r}, not {form!r}. {next_step}")
    if hash_header(header) != header.get("version"):
        raise DataError(f"{path / HEADER} is damaged. {_NEXT_STEP}")
    return header


def open_trie(path: Path, header: dict[str, Any]) -> marisa_trie.Trie:
    """Map a trie that agrees with its checksum."""
    _map_checked(path, header)
    return marisa_trie.Trie().mmap(str(path))


def map_columns(path: Path, header: dict[str, Any]) -> dict[str, Any]:
    """Map the columns, each under its name."""
    data = memoryview(_map_checked(path, header))
    return {
        name: data[offset : offset + count * memoryview(b"").cast(code).itemsize].cast(code)
        for name, (offset, code, count) in header["sections"].items()
    }


def _map_checked(path: Path, header: dict[str, Any]) -> mmap.mmap:
    """Map a file and hold it against its checksum: a flipped bit in a trie can crash the interpreter."""
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise DataError(f"{path} is missing or empty ({error}). {_NEXT_STEP}") from None
    if list(sum_file(data)) != header["files"][path.name]:
        raise DataError(f"{path} is damaged. {_NEXT_STEP}")
    return data
