"""Rows of a user's table: CSV or JSON Lines in, checked `UserRow` tuples out, with file and line in every error.

In: a file under the columns of docs/aliases.md. Out: rows in file order, so that the last one wins.
"""

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, NamedTuple

from newsner.errors import InputValueError
from newsner.kb.keys import exact_key
from newsner.kb.seed_entry import COUNTRY_CODE
from newsner.kb.table_format import ALL_LANGS, ENTITY_LABELS, LANG_BITS

ACTIONS: Final = ("add", "pin", "deny", "merge", "split")
COLUMNS: Final = (
    "action", "form", "id", "to", "lang", "only", "label", "kind", "country", "prominence", "name", "description",
)  # fmt: skip
# Labels that a row may be confined to; a mention may be DRV, an entity may not.
LABEL_BITS: Final[dict[str, int]] = {label: 1 << number for number, label in enumerate((*ENTITY_LABELS, "DRV"))}
# Ids of newsner's own have a fixed shape, `nil:` ids are names of no entry, everything else is the user's.
_is_id: Final = re.compile(r"Q[1-9][0-9]{0,8}|newsner:E[0-9]{7}|(?!newsner:|nil:)[^\s:|]+:[^\s|]+").fullmatch
_SHAPE: Final = "Use a QID, newsner:E0000001, or PREFIX:NAME of your own."
_SUFFIXES: Final = {".csv": ",", ".tsv": "\t"}


class UserRow(NamedTuple):
    """One instruction; empty cells are ``""``.

    `langs` and `labels` are the bits of languages and mention labels for which it holds; `labels` 0 is all.
    """

    line: int
    action: str
    form: str
    id: str
    to: str
    langs: int
    labels: int
    label: str
    kind: str
    country: str
    prominence: float | None
    name: str
    description: str


def read_rows(path: Path) -> Iterator[UserRow]:
    """Read and check the rows of a table.

    Args:
        path: A `.csv`, `.tsv` or `.jsonl` file in UTF-8.

    Raises:
        InputValueError: The file is missing or of another kind, or a row is wrong; the message gives file, line, column,
            value and the next step.
    """
    if path.suffix not in (*_SUFFIXES, ".jsonl"):
        raise InputValueError(f"{str(path)!r} is no alias table: give a .csv, .tsv or .jsonl file, or a compiled table")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = _read_jsonl(path, file) if path.suffix == ".jsonl" else _read_csv(path, file)
            for line, row in cells:
                yield _parse(path, line, row)
    except OSError as error:
        raise InputValueError(f"cannot read {str(path)!r}: {error.strerror}; give an alias table") from None
    except UnicodeDecodeError as error:
        raise InputValueError(
            f"{str(path)!r} is not UTF-8 ({error.reason} at byte {error.start}): convert it"
        ) from None
    except csv.Error as error:
        raise InputValueError(
            f"{str(path)!r} is no CSV ({error}): quote cells that hold quotes or line breaks"
        ) from None


def _read_csv(path: Path, file: Any) -> Iterator[tuple[int, Sequence[str]]]:
    reader = csv.reader(file, delimiter=_SUFFIXES[path.suffix], strict=True)
    header = [column.strip() for column in next(reader, [])]
    _check_columns(path, 1, header)
    # A column that the file lacks is read from behind the last cell, where there is nothing.
    in_order = itemgetter(*[header.index(column) if column in header else len(header) for column in COLUMNS])
    for cells in reader:
        if len(cells) > len(header):
            raise _error(path, reader.line_num, f"column {len(header) + 1}", cells[len(header)], "Quote the comma.")
        if any(cells):
            cells += [""] * (len(header) + 1 - len(cells))
            yield reader.line_num, in_order(cells)


def _read_jsonl(path: Path, file: Any) -> Iterator[tuple[int, Sequence[str]]]:
    for line, text in enumerate(file, start=1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except ValueError:
            raise _error(path, line, "the line", text[:60].strip(), "Write one JSON object a line.") from None
        if not isinstance(row, dict):
            raise _error(path, line, "the line", text[:60].strip(), "Write one JSON object a line.")
        _check_columns(path, line, row)
        yield line, [_to_cell(path, line, column, row.get(column)) for column in COLUMNS]


def _to_cell(path: Path, line: int, column: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "|".join(value)
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value)
    raise _error(path, line, column, str(value), "Use a string, a number or a list of strings.")


def _check_columns(path: Path, line: int, columns: Any) -> None:
    for column in columns:
        if column not in COLUMNS:
            raise _error(path, line, "header", column, f"Known columns are {' '.join(COLUMNS)}.")


def _parse(path: Path, line: int, cells: Sequence[str]) -> UserRow:
    action, form, row_id, to, lang, only, label, kind, country, prominence, name, description = cells
    form, row_id, to = exact_key(form), row_id.strip(), to.strip()
    try:
        action, langs, labels, label, kind, country = _parse_classes(action, lang, only, label, kind, country)
        _check_ids(action, form, row_id, to)
        return UserRow(
            line,
            action,
            form,
            row_id,
            to,
            langs,
            labels,
            label,
            kind,
            country,
            _parse_prominence(prominence.strip()) if prominence else None,
            exact_key(name) if name else "",
            description.strip() if description else "",
        )
    except _WrongCellError as wrong:
        raise _error(path, line, wrong.column, cells[COLUMNS.index(wrong.column)], wrong.next_step) from None


class _WrongCellError(Exception):
    """A column whose cell is wrong, and the next step."""

    def __init__(self, column: str, next_step: str) -> None:
        super().__init__(column)
        self.column = column
        self.next_step = next_step


@lru_cache(maxsize=4_096)
def _parse_classes(
    action: str, lang: str, only: str, label: str, kind: str, country: str
) -> tuple[str, int, int, str, str, str]:
    """The cells that are alike in many rows: action, bits of languages and of labels, label, kind, country."""
    action, label, country = action.strip() or "add", label.strip(), country.strip()
    if action not in ACTIONS:
        raise _WrongCellError("action", f"Use {', '.join(ACTIONS)}, or leave it empty for add.")
    if label and label not in ENTITY_LABELS:
        raise _WrongCellError("label", f"Use one of {' '.join(ENTITY_LABELS)}.")
    if country and not COUNTRY_CODE.fullmatch(country):
        raise _WrongCellError("country", "Use the two capital letters of ISO 3166-1 alpha-2.")
    langs = _parse_bits("lang", lang, LANG_BITS) or ALL_LANGS
    return action, langs, _parse_bits("only", only, LABEL_BITS), label, kind.strip(), country


def _parse_bits(column: str, cell: str, known: Mapping[str, int]) -> int:
    parts = {part.strip() for part in cell.split("|") if part.strip()}
    if not parts <= known.keys():
        raise _WrongCellError(column, f"Use {', '.join(known)}, joined by |.")
    return sum(known[part] for part in parts)


def _check_ids(action: str, form: str, row_id: str, to: str) -> None:
    """Every action has the cells that it needs, no others, and ids have their shape."""
    if not form and action != "merge":
        raise _WrongCellError("form", "Write the name as it stands in texts.")
    if not row_id and action != "deny":
        raise _WrongCellError("id", "Give a QID, an id of the table, or one of your own such as acme:42.")
    if (action in ("merge", "split")) != bool(to) or (to and to == row_id):
        raise _WrongCellError("to", "merge and split need the other id that they lead to, the rest has none.")
    if row_id and not _is_id(row_id):
        raise _WrongCellError("id", _SHAPE)
    if to and not _is_id(to):
        raise _WrongCellError("to", _SHAPE)


def _parse_prominence(cell: str) -> float:
    try:
        prominence = float(cell)
    except ValueError:
        prominence = -1.0
    if not 0.0 <= prominence <= 1.0:
        raise _WrongCellError("prominence", "Use a number from 0.0 to 1.0 with a decimal point.")
    return prominence


def _error(path: Path, line: int, column: str, value: str, next_step: str) -> InputValueError:
    return InputValueError(f"{path}, line {line}, column {column}: {value!r} is wrong. {next_step}")
