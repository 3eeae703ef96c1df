"""Rows of tab-separated seed files, and the error that names file, line and column.

In: a file of tab-separated rows under a header, `#` before a comment (seeds/README.md). Out: `SeedRow` with its cells.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from newsner.errors import SeedError


class SeedRow(NamedTuple):
    """One row: its file, its line (counted from 1) and its cells by column; trailing cells may be missing."""

    path: Path
    line: int
    cells: dict[str, str]

    def cell(self, column: str) -> str:
        """The text of a cell, "" where it is empty or missing."""
        return self.cells.get(column, "").strip()

    def values(self, column: str) -> tuple[str, ...]:
        """The distinct values of a cell, which `|` separates."""
        parts = (part.strip() for part in self.cell(column).split("|"))
        return tuple(dict.fromkeys(part for part in parts if part))

    def error(self, column: str, next_step: str) -> SeedError:
        """An error about a cell of this row."""
        return seed_error(self.path, self.line, column, self.cell(column), next_step)


def read_rows(path: Path, columns: frozenset[str]) -> Iterator[SeedRow]:
    """Read a table under a header line; nothing where there is no such file.

    Raises:
        SeedError: The header has an unknown column, or (while iterating) a row has more cells than the header.
    """
    lines = read_lines(path)
    line, header_text = next(lines, (0, ""))
    header = header_text.split("\t") if line else []
    for column in header:
        if column not in columns:
            raise seed_error(path, line, "header", column, f"Known columns are {' '.join(sorted(columns))}.")
    return _parse_lines(path, header, lines)


def _parse_lines(path: Path, header: list[str], lines: Iterable[tuple[int, str]]) -> Iterator[SeedRow]:
    for number, line in lines:
        cells = line.split("\t")
        if len(cells) > len(header):
            column, surplus = str(len(header) + 1), cells[len(header)]
            raise seed_error(path, number, column, surplus, "The row has more cells than columns: take a tab out.")
        yield SeedRow(path, number, dict(zip(header, cells, strict=False)))


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield number and text of every line that is neither empty nor a comment; nothing where there is no such file."""
    if not path.exists():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), start=1):
        if line.strip() and not line.startswith("#"):
            yield number, line.rstrip("\r")


def seed_error(path: Path, line: int, column: str, value: str, next_step: str) -> SeedError:
    """An error that says where the wrong value is and what to do."""
    return SeedError(f"{path}, line {line}, column {column}: {value!r} is wrong. {next_step}")
