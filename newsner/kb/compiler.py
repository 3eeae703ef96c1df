"""Compile the seeds into the table that `newsner.kb.store` maps into memory.

    python -m newsner.kb.compiler seeds newsner/data/table

In: entries and denied forms (`newsner.kb.seeds`). Out: a folder of five files (`newsner.kb.table_format`): the
same seeds give the same bytes. What becomes an alias is decided in `newsner.kb.aliases`. Runs in the package build,
with marisa-trie and anyascii alone.
"""

import json
import sys
import time
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from shutil import rmtree
from typing import Any, Final, NamedTuple, TypeVar

import marisa_trie

from newsner.errors import SeedError
from newsner.kb.aliases import PostingLists, collect_aliases
from newsner.kb.columns import Sections, build_columns
from newsner.kb.keys import exact_key
from newsner.kb.seed_entry import SeedEntry
from newsner.kb.seeds import DeniedForm, read_common_words, read_denied, read_entries
from newsner.kb.table_format import (
    COLUMNS,
    DELETES,
    DERIVED,
    FORMAT,
    FORMS,
    HEAD_PROMINENCE,
    HEADER,
    KEYS,
    MIN_FUZZY_LENGTH,
    REDUCED,
    TRIE_FILES,
    find_deletions,
    hash_header,
    sum_file,
)

T = TypeVar("T")

_ALIGNMENT: Final = 8


class CompileReport(NamedTuple):
    """What a table holds: counts, the bytes of each file, and the version that names its content."""

    version: str
    entries: int
    curated: int
    forms: int
    keys: int
    deletes: int
    denied: int
    file_to_bytes: Mapping[str, int]

    def render(self) -> str:
        """The report as lines for a terminal."""
        sizes = [f"{name}: {size / 1e6:.1f} MB" for name, size in self.file_to_bytes.items()]
        return "\n".join(
            [
                f"table {self.version}: {self.entries} entries, {self.curated} of them curated",
                f"{self.forms} forms, {self.keys} keys, {self.deletes} deletions, {self.denied} denied forms",
                *sizes,
                f"together: {sum(self.file_to_bytes.values()) / 1e6:.1f} MB",
            ]
        )


def compile_table(
    entries: Sequence[SeedEntry], denied: Iterable[DeniedForm], path: Path, common: Collection[str] = ()
) -> CompileReport:
    """Write the table of these entries; an older table at the path is replaced in one step.

    Args:
        entries: One per id, sorted by id, as `read_entries` gives them.
        denied: Forms that are never a mention; a lower-case form also denies its spellings with capitals.
        path: The folder to write.
        common: Forms that are also everyday words; their postings are flagged.

    Returns:
        Counts and sizes of what was written.
    """
    form_to_denied = {exact_key(item.form): item.langs for item in sorted(denied)}
    # 1. What is known of each entry.
    sections = build_columns(entries)
    sections["denied"] = json.dumps(form_to_denied, ensure_ascii=False).encode()
    # 2. Forms and keys of every entry.
    forms, keys = collect_aliases(entries, form_to_denied, frozenset(map(exact_key, common)))
    # 3. Tries and the posting lists behind their numbers.
    tries = {FORMS: _add_postings(FORMS, forms, sections), KEYS: _add_postings(KEYS, keys, sections)}
    tries[DELETES] = _add_deletes(_find_fuzzy_keys(keys, entries), tries[KEYS], sections)
    # 4. Files.
    version, file_to_bytes = write_table(path, tries, sections)
    return CompileReport(
        version,
        len(entries),
        sum(entry.curated for entry in entries),
        len(forms),
        len(keys),
        len(tries[DELETES]),
        len(form_to_denied),
        file_to_bytes,
    )


def compile_seeds(seeds: Path, path: Path) -> CompileReport:
    """Read a seeds folder and write its table.

    Args:
        seeds: The folder with `curated/`, `bulk/`, `own_ids.tsv` and `common_words.txt`.
        path: The folder to write.

    Raises:
        SeedError: A row of the seeds is wrong, or the folder has no entries at all.
    """
    entries = read_entries(seeds)
    if not entries:
        raise SeedError(f"{seeds} has no entries. Name the folder that holds `curated/` and `bulk/`.")
    return compile_table(entries, read_denied(seeds), path, read_common_words(seeds))


def _add_postings(name: str, form_to_postings: PostingLists, sections: Sections) -> marisa_trie.Trie:
    trie, lists = build_trie(form_to_postings)
    offsets, postings = flatten(lists)
    sections[f"{name}_offsets"] = offsets
    sections[f"{name}_entries"] = array("I", [posting.entry for posting in postings])
    sections[f"{name}_flags"] = array("B", [posting.flags for posting in postings])
    sections[f"{name}_langs"] = array("B", [posting.langs for posting in postings])
    return trie


def _find_fuzzy_keys(keys: PostingLists, entries: Sequence[SeedEntry]) -> list[str]:
    """Keys long enough that name an entry of the head; derived words and reduced names are not worth a guess."""
    return [
        key
        for key, postings in keys.items()
        if len(key) >= MIN_FUZZY_LENGTH
        and any(
            entries[posting.entry].prominence >= HEAD_PROMINENCE and not posting.flags & (DERIVED | REDUCED)
            for posting in postings
        )
    ]


def _add_deletes(fuzzy_keys: Iterable[str], key_trie: marisa_trie.Trie, sections: Sections) -> marisa_trie.Trie:
    deletion_to_keys: dict[str, set[int]] = defaultdict(set)
    for key in fuzzy_keys:
        for deletion in find_deletions(key):
            deletion_to_keys[deletion].add(key_trie[key])
    trie, lists = build_trie({deletion: sorted(numbers) for deletion, numbers in deletion_to_keys.items()})
    offsets, numbers = flatten(lists)
    sections[f"{DELETES}_offsets"] = offsets
    sections[f"{DELETES}_keys"] = array("I", numbers)
    return trie


def build_trie(key_to_item: Mapping[str, T]) -> tuple[marisa_trie.Trie, list[T]]:
    """A trie and the items in the order of its numbers."""
    trie = marisa_trie.Trie(sorted(key_to_item))
    items: list[Any] = [None] * len(trie)
    for key, number in trie.items():
        items[number] = key_to_item[key]
    return trie, items


def flatten(lists: list[list[Any]]) -> tuple["array[int]", list[Any]]:
    """Where each list begins in all of them behind one another, and that."""
    offsets, flat = array("I", [0]), []
    for items in lists:
        flat.extend(items)
        offsets.append(len(flat))
    return offsets, flat


def write_table(
    path: Path, tries: Mapping[str, marisa_trie.Trie], sections: Sections, form: str = FORMAT
) -> tuple[str, dict[str, int]]:
    """Write the files beside the path and put them in its place; return the version and the bytes of each file."""
    new = path.with_name(f"{path.name}.new")
    rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    columns, layout = _lay_out(sections)
    (new / COLUMNS).write_bytes(columns)
    for name, trie in tries.items():
        trie.save(str(new / TRIE_FILES[name]))
    header: dict[str, Any] = {"format": form, "sections": layout, "files": _sum_files(new)}
    header["version"] = hash_header(header)
    (new / HEADER).write_text(json.dumps(header, indent=1) + "\n", encoding="utf-8")
    file_to_bytes = {file.name: file.stat().st_size for file in sorted(new.iterdir())}
    _replace(path, new)
    return header["version"], file_to_bytes


def _lay_out(sections: Sections) -> tuple[bytes, dict[str, tuple[int, str, int]]]:
    """All sections behind one another, aligned, and for each its offset in bytes, type code and number of items."""
    parts: list[bytes] = []
    layout: dict[str, tuple[int, str, int]] = {}
    offset = 0
    for name, section in sections.items():
        data = section if isinstance(section, bytes) else section.tobytes()
        layout[name] = (offset, "B" if isinstance(section, bytes) else section.typecode, len(section))
        parts.append(data + bytes(-len(data) % _ALIGNMENT))
        offset += len(parts[-1])
    return b"".join(parts), layout


def _sum_files(folder: Path) -> dict[str, tuple[int, int]]:
    return {path.name: sum_file(path.read_bytes()) for path in sorted(folder.iterdir())}


def _replace(path: Path, new: Path) -> None:
    """Put the new folder in the place of the old one; programs that have the old one open keep their mapped files."""
    old = path.with_name(f"{path.name}.old")
    rmtree(old, ignore_errors=True)
    if path.exists():
        path.rename(old)
    new.rename(path)
    rmtree(old, ignore_errors=True)


def main(arguments: Sequence[str]) -> int:
    """Compile from the command line: the seeds folder and the folder to write; return the exit code."""
    if len(arguments) != 2:
        print("usage: python -m newsner.kb.compiler SEEDS OUT", file=sys.stderr)
        return 2
    seeds, out = map(Path, arguments)
    started = time.monotonic()
    try:
        report = compile_seeds(seeds, out)
    except SeedError as error:
        print(error, file=sys.stderr)
        return 1
    print(report.render(), f"compiled in {time.monotonic() - started:.1f} s", sep="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
