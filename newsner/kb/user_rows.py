"""Rows of a user's table: CSV or JSON Lines in, checked `UserRow` tuples out, with file and line in every error.

In: a file under the columns of docs/aliases.md. Out: rows in file order, so that the last one wins.
"""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from newsner.errors import InputValueError
from newsner.kb.keys import exact_key
from newsner.kb.table_format import ALL_LANGS, ENTITY_LABELS, LANG_BITS

ACTIONS: Final = ("add", "pin", "deny", "merge", "split")
COLUMNS: Final = (
    "action", "form", "id", "to", "lang", "only", "label", "kind", "country", "prominence", "name", "description",
)  # fmt: skip
# Labels that a row may be confined to; a mention may be DRV, an entity may not.
LABEL_BITS: Final[dict[str, int]] = {label: 1 << number for number, label in enumerate((*ENTITY_LABELS, "DRV"))}
# Ids of newsner's own have a fixed shape, `nil:` ids are names of no entry, everything else is the user's.
_ID: Final = re.compile(r"Q[1-9][0-9]{0,8}|newsner:E[0-9]{7}|(?!newsner:|nil:)[^\s:|]+:[^\s|]+")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
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


def _read_csv(path: Path, file: Any) -> Iterator[tuple[int, Mapping[str, str]]]:
    reader = csv.reader(file, delimiter=_SUFFIXES[path.suffix], strict=True)
    header = [column.strip() for column in next(reader, [])]
    _check_columns(path, 1, header)
    for cells in reader:
        if len(cells) > len(header):
            raise _error(path, reader.line_num, f"column {len(header) + 1}", cells[len(header)], "Quote the comma.")
        if any(cells):
            yield reader.line_num, dict(zip(header, cells, strict=False))


def _read_jsonl(path: Path, file: Any) -> Iterator[tuple[int, Mapping[str, str]]]:
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
        yield line, {column: _to_cell(path, line, column, value) for column, value in row.items()}


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


def _parse(path: Path, line: int, cells: Mapping[str, str]) -> UserRow:
    get = cells.get
    action, form = get("action", "").strip() or "add", exact_key(get("form", ""))
    row_id, to = get("id", "").strip(), get("to", "").strip()
    label, country = get("label", "").strip(), get("country", "").strip()
    wrong = _find_missing(action, form, row_id, to) or _find_malformed(row_id, to, label, country)
    if wrong is not None:
        raise _error(path, line, wrong[0], get(wrong[0], ""), wrong[1])
    langs, labels = _parse_bits(get("lang", ""), True), _parse_bits(get("only", ""), False)
    if langs is None:
        raise _error(path, line, "lang", get("lang", ""), f"Use {', '.join(LANG_BITS)}, joined by |.")
    if labels is None:
        raise _error(path, line, "only", get("only", ""), f"Use {', '.join(LABEL_BITS)}, joined by |.")
    return UserRow(
        line,
        action,
        form,
        row_id,
        to,
        langs or ALL_LANGS,
        labels,
        label,
        get("kind", "").strip(),
        country,
        _parse_prominence(path, line, get("prominence", "").strip()),
        exact_key(name) if (name := get("name", "")) else "",
        get("description", "").strip(),
    )


def _find_missing(action: str, form: str, row_id: str, to: str) -> tuple[str, str] | None:
    """The column that the action needs and the row lacks, or the other way round, and the next step."""
    if action not in ACTIONS:
        return "action", f"Use {', '.join(ACTIONS)}, or leave it empty for add."
    if not form and action != "merge":
        return "form", "Write the name as it stands in texts."
    if not row_id and action != "deny":
        return "id", "Give a QID, an id of the table, or one of your own such as acme:42."
    leads = action in ("merge", "split")
    if leads != bool(to) or (to and to == row_id):
        return "to", "merge and split need the other id that they lead to, the rest has none."
    return None


def _find_malformed(row_id: str, to: str, label: str, country: str) -> tuple[str, str] | None:
    for column, value in (("id", row_id), ("to", to)):
        if value and not _ID.fullmatch(value):
            return column, "Use a QID, newsner:E0000001, or PREFIX:NAME of your own."
    if label and label not in ENTITY_LABELS:
        return "label", f"Use one of {' '.join(ENTITY_LABELS)}."
    if country and not _COUNTRY.fullmatch(country):
        return "country", "Use the two capital letters of ISO 3166-1 alpha-2."
    return None


@lru_cache(maxsize=256)
def _parse_bits(cell: str, is_lang: bool) -> int | None:
    known = LANG_BITS if is_lang else LABEL_BITS
    parts = [part.strip() for part in cell.split("|") if part.strip()]
    return sum(known[part] for part in set(parts)) if all(part in known for part in parts) else None


def _parse_prominence(path: Path, line: int, cell: str) -> float | None:
    if not cell:
        return None
    try:
        prominence = float(cell)
    except ValueError:
        prominence = -1.0
    if not 0.0 <= prominence <= 1.0:
        raise _error(path, line, "prominence", cell, "Use a number from 0.0 to 1.0 with a decimal point.")
    return prominence


def _error(path: Path, line: int, column: str, value: str, next_step: str) -> InputValueError:
    return InputValueError(f"{path}, line {line}, column {column}: {value!r} is wrong. {next_step}")
