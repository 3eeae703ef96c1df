"""What changed between two tables, for a changelog: entries of whole tables, rows of users' tables.

In: two paths of one kind. Out: lines, `-` gone, `+` new, `>` an id that now leads to another, `~` a changed fact; sorted.
"""

from collections.abc import Iterator
from pathlib import Path

from newsner.errors import InputValueError
from newsner.kb.opening import is_user_table
from newsner.kb.store import KnowledgeBase
from newsner.kb.user_format import NO_ENTRY
from newsner.kb.user_rows import UserRow, read_rows
from newsner.kb.user_table import UserTable


def find_changes(old: Path, new: Path) -> Iterator[str]:
    """Yield a line for every change.

    Raises:
        InputValueError: The two are not of one kind, or a row is wrong.
        DataError: A compiled table is damaged.
    """
    for path in (old, new):
        if not path.exists():
            raise InputValueError(f"there is no file or folder {str(path)!r}: give two tables")
    kinds = {"file" if path.is_file() else "user" if is_user_table(path) else "whole" for path in (old, new)}
    if len(kinds) > 1:
        raise InputValueError(f"{old} and {new} are tables of different kinds: give two files, or two compiled folders")
    if kinds == {"whole"}:
        yield from _compare_entries(KnowledgeBase.open(old), KnowledgeBase.open(new))
    else:
        read = _list_rows if kinds == {"file"} else _list_rules
        before, after = set(read(old)), set(read(new))
        yield from (f"- {row}" for row in sorted(before - after))
        yield from (f"+ {row}" for row in sorted(after - before))


def _compare_entries(old: KnowledgeBase, new: KnowledgeBase) -> Iterator[str]:
    for index in range(len(old)):
        entry, found = old.entry(index), new.index_of(old.id_of(index))
        if found is None:
            yield f"- {entry.id}\t{entry.label}\t{entry.name}"
            continue
        now = new.entry(found)
        if now.id != entry.id:
            yield f"> {entry.id}\t{now.id}\t{now.name}"
        for field in ("label", "kind", "country", "name"):
            before, after = getattr(entry, field), getattr(now, field)
            if before != after:
                yield f"~ {now.id}\t{field}\t{before or ''}\t{after or ''}"
    for index in range(len(new)):
        # An entry that an own id now leads to is not a new one: the line with > has told of it.
        if old.index_of(new.id_of(index)) is None and not any(
            old.index_of(former) is not None for former in new.former_ids(index)
        ):
            entry = new.entry(index)
            yield f"+ {entry.id}\t{entry.label}\t{entry.name}"


def _list_rows(path: Path) -> Iterator[str]:
    for row in read_rows(path):
        yield "\t".join(_show(row))


def _show(row: UserRow) -> Iterator[str]:
    for column, value in row._asdict().items():
        if column != "line" and value not in ("", None):
            yield f"{column}={value}"


def _list_rules(path: Path) -> Iterator[str]:
    table = UserTable(path)
    for form, rules in table.all_rules():
        for rule in rules:
            entity = "" if rule.entry == NO_ENTRY else table.id_of(rule.entry)
            yield f"{('add', 'pin', 'deny')[rule.action]}\t{form}\t{entity}\t{rule.langs}\t{rule.labels}"
    for source, target in table.merges:
        yield f"merge\t\t{table.id_of(source)}\t{table.id_of(target)}"
