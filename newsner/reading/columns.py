"""Parquet: a row an article, a batch at a time. Other columns stay ``pyarrow`` scalars, exact whatever their type."""

from collections.abc import Mapping
from typing import IO, Any, Final

from newsner.extras import require
from newsner.reading.encodings import UTF8
from newsner.reading.items import InputFile, Items, ReadOptions, Record, Reject, name_record
from newsner.writing.documents import to_plain

# Rows held at once: of articles, a megabyte.
_BATCH_ROWS: Final = 256


def read_parquet(file: InputFile, stream: IO[bytes], options: ReadOptions, skip: int) -> Items:
    """Articles of a Parquet file; ``line`` is the row, from 1.

    Args:
        file: where it comes from.
        stream: its bytes; Parquet is read from its end, so it must be a file.
        options: columns.
        skip: rows to leave out at the start; row groups before them are not read.
    """
    parquet = require("pyarrow.parquet", "arrow").ParquetFile(stream)
    names = parquet.schema_arrow.names
    if options.text_field not in names:
        present = ", ".join(map(repr, names))
        reason = f"no column {options.text_field!r} among {present}: name the one to read with --text-field"
        yield Reject(file.id, None, reason)
        return
    groups, row = _skip_groups(parquet, skip)
    for batch in parquet.iter_batches(_BATCH_ROWS, row_groups=groups):
        columns = dict(zip(names, batch.columns, strict=True))
        for index in range(batch.num_rows):
            row += 1
            if row > skip:
                yield _read_row(file, columns, index, row, options)


def read_schema(stream: IO[bytes]) -> Any:
    """The Arrow schema of a Parquet file."""
    return require("pyarrow.parquet", "arrow").ParquetFile(stream).schema_arrow


def _skip_groups(parquet: Any, skip: int) -> tuple[list[int], int]:
    """Row groups that hold rows behind ``skip``, and how many rows lie before the first of them."""
    before = 0
    for group in range(parquet.num_row_groups):
        rows = parquet.metadata.row_group(group).num_rows
        if before + rows > skip:
            return list(range(group, parquet.num_row_groups)), before
        before += rows
    return [], before


def _read_row(
    file: InputFile, columns: Mapping[str, Any], index: int, row: int, options: ReadOptions
) -> Record | Reject:
    text = columns[options.text_field][index].as_py()
    if not isinstance(text, str):
        return Reject(file.id, row, f"column {options.text_field!r} must be a string, got {type(text).__name__}")
    given = to_plain(columns[options.id_field][index]) if options.id_field in columns else None
    own = (options.text_field, options.id_field)
    fields = {name: column[index] for name, column in columns.items() if name not in own}
    return Record(name_record(given, file, row), text, fields, file.id, row, UTF8)
