"""JSON Lines and CSV: a row an article, read line by line.

A row that cannot be read is a ``Reject`` with its line, and the next row is read: bytes that are not UTF-8 are told from those of
other encodings row by row, since archives that were joined from several sources mix them.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any, Final

from newsner.errors import InputValueError
from newsner.reading.encodings import UTF8, decode_escaped, detect_wide
from newsner.reading.items import InputFile, Items, ReadOptions, Record, Reject, name_record

_DELIMITERS: Final = ",;\t|"
_MARK_BYTES: Final = 4096
# The module's own limit, 128 KiB, is less than a long article; a quotation mark that is never closed must still end.
_MOST_CHARACTERS: Final = 1 << 24
_SURROGATE_ESCAPE: Final = re.compile(r"\\u[dD][89abABcdefCDEF]")


def read_jsonl(file: InputFile, stream: io.BufferedReader, options: ReadOptions, skip: int) -> Items:
    """Articles of a JSON Lines file; blank lines are passed over, and are no items.

    Args:
        file: where it comes from.
        stream: its bytes.
        options: fields and encoding.
        skip: items to leave out at the start; they are not parsed.
    """
    lines, encoding = _open_lines(stream, options, newline="\n")
    filled = ((number, line) for number, line in enumerate(lines, 1) if not line.isspace())
    for item, (number, line) in enumerate(filled):
        if item < skip:
            continue
        try:
            text, used = decode_escaped(line) if encoding == UTF8 else (line, encoding)
            row = _parse_object(text)
            yield _build_record(file, number, row, options, used)
        except InputValueError as error:
            yield Reject(file.id, number, str(error))


def read_csv(file: InputFile, stream: io.BufferedReader, options: ReadOptions, skip: int) -> Items:
    """Articles of a CSV file whose first line names the columns; ``line`` is where a row ends.

    Args and manners as in ``read_jsonl``.
    """
    lines, encoding = _open_lines(stream, options, newline="")
    header_line = next(lines, "")
    delimiter = options.delimiter or max(_DELIMITERS, key=header_line.count)
    csv.field_size_limit(_MOST_CHARACTERS)
    header = next(csv.reader([decode_escaped(header_line).text], delimiter=delimiter), [])
    if options.text_field not in header:
        yield Reject(file.id, None, _missing(options.text_field, header))
        return
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    for item, row in enumerate(_guarded(rows)):
        if item < skip:
            continue
        line = 1 + rows.line_num
        try:
            fields, used = _decode_row(row, header, encoding)
            yield _build_record(file, line, fields, options, used)
        except InputValueError as error:
            yield Reject(file.id, line, str(error))


def _decode_row(row: list[str] | csv.Error, header: list[str], encoding: str) -> tuple[dict[str, Any], str]:
    """Values by column, and how the row is encoded."""
    if isinstance(row, csv.Error):
        raise InputValueError(f"broken CSV: {row}")
    if len(row) != len(header):
        raise InputValueError(f"{len(row)} columns, the first line has {len(header)}")
    if encoding != UTF8:
        return dict(zip(header, row, strict=True)), encoding
    decoded = [decode_escaped(value) for value in row]
    used = next((name for _, name in decoded if name != UTF8), UTF8)
    return dict(zip(header, (value for value, _ in decoded), strict=True)), used


def _open_lines(stream: io.BufferedReader, options: ReadOptions, newline: str) -> tuple[Iterator[str], str]:
    """Lines, and their encoding; bytes that are not UTF-8 come as lone surrogates for ``decode_escaped`` to judge."""
    if options.encoding is not None:
        return io.TextIOWrapper(stream, options.encoding, newline=newline), options.encoding
    wide = detect_wide(stream.peek(_MARK_BYTES))
    if wide is None:
        return io.TextIOWrapper(stream, UTF8, "surrogateescape", newline=newline), UTF8
    name, codec, mark = wide
    stream.read(mark)
    if codec == UTF8:
        return io.TextIOWrapper(stream, UTF8, "surrogateescape", newline=newline), UTF8
    return io.TextIOWrapper(stream, codec, newline=newline), name


def _guarded(rows: Iterator[list[str]]) -> Iterator[list[str] | csv.Error]:
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield error


def _parse_object(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise InputValueError(f"no JSON: {error}") from None
    except RecursionError:
        raise InputValueError("no JSON that can be read: nested too deeply") from None
    if not isinstance(row, dict):
        raise InputValueError(f"a line must be a JSON object, got {type(row).__name__}")
    if _SURROGATE_ESCAPE.search(line):
        _check_writable(row)
    return row


def _check_writable(row: dict[str, Any]) -> None:
    """Escapes may spell half a character, which no file can hold."""
    try:
        json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise InputValueError(
            f"a lone surrogate {error.object[error.start]!a}: the line was cut within a character"
        ) from None


def _build_record(file: InputFile, line: int, row: dict[str, Any], options: ReadOptions, encoding: str) -> Record:
    if options.text_field not in row:
        raise InputValueError(_missing(options.text_field, row))
    text = row[options.text_field]
    if not isinstance(text, str):
        raise InputValueError(f"field {options.text_field!r} must be a string, got {type(text).__name__}")
    own = (options.text_field, options.id_field)
    fields = {name: value for name, value in row.items() if name not in own}
    return Record(name_record(row.get(options.id_field), file, line), text, fields, file.id, line, encoding)


def _missing(field: str, present: Any) -> str:
    return f"no field {field!r} among {', '.join(map(repr, present)) or 'none'}: name the one to read with --text-field"
