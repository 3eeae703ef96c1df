"""Tables: Parquet with the three schemas of ``newsner.arrow``, and CSV with a row a mention.

Other fields of the input stand behind the columns of newsner under their own names; a name that newsner has itself gets the
prefix ``input_``. Columns and types are settled before the first row, so that every shard has the same schema.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from newsner.extras import require
from newsner.writing.documents import OTHER_FIELDS, Document, WriteOptions, shift_offsets, to_json, to_plain

# Documents of a row group: with their mentions some megabytes, which is what is held in memory.
_GROUP: Final = 500
_MENTION_COLUMNS: Final = ("start", "end", "text", "label", "base", "score", "entity_id", "link_method", "link_score")
_ENTITY_COLUMNS: Final = ("name", "label", "kind", "country", "wikidata_id", "is_nil", "description")
_CSV_COLUMNS: Final = ("id", "lang", *_MENTION_COLUMNS, *(f"entity_{name}" for name in _ENTITY_COLUMNS))
_INT64: Final = 1 << 63


class ParquetWriter:
    """Writes documents, mentions and entities.

    Args:
        paths: the three files, in this order.
        options: how.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """

    def __init__(self, paths: Sequence[Path], options: WriteOptions) -> None:
        from newsner import arrow

        self._arrow = arrow
        self._options = options
        parquet = require("pyarrow.parquet", "arrow")
        self._schemas = _schemas(options)
        self._files = [
            parquet.ParquetWriter(path, schema, compression="zstd")
            for path, schema in zip(paths, self._schemas.values(), strict=True)
        ]
        self._rows = arrow.Rows([], [], [])

    def write(self, document: Document) -> None:
        """Add a document."""
        rows = self._arrow.build_rows(document.id, shift_offsets(document.extraction, self._options.offsets))
        row = rows.documents[0]
        if not self._options.keep_text:
            row["text"] = None
        row.update(fit_fields(document.fields, self._options.columns, self._arrow.DOCUMENTS.names))
        for table, added in zip(self._rows, rows, strict=True):
            table += added
        if len(self._rows.documents) == _GROUP:
            self._flush()

    def close(self) -> None:
        """Finish the files."""
        self._flush()
        for file in self._files:
            file.close()

    def _flush(self) -> None:
        for file, schema, rows in zip(self._files, self._schemas.values(), self._rows, strict=True):
            file.write_table(self._arrow.pa.Table.from_pylist(rows, schema=schema))
            rows.clear()


def fit_fields(fields: Mapping[str, Any], columns: Mapping[str, Any], taken: Sequence[str]) -> dict[str, Any]:
    """Values of the other columns; what fits no column goes into ``other_fields``, if there is that column."""
    row: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    for name, value in fields.items():
        kind = columns.get(name)
        if kind == "json" and name != OTHER_FIELDS:
            row[column_name(name, taken)] = to_json(to_plain(value))
        elif kind is not None and _is_of(value, kind):
            row[column_name(name, taken)] = value
        elif value is not None:
            rest[name] = to_plain(value)
    if rest and OTHER_FIELDS in columns:
        row[OTHER_FIELDS] = to_json(rest)
    return row


def column_name(name: str, taken: Sequence[str]) -> str:
    """The column of a field: its own name, or with a prefix where newsner has a column of that name."""
    return f"input_{name}" if name in taken else name


def csv_header(options: WriteOptions) -> str:
    """The first line of the CSV file."""
    return _csv_line([*_CSV_COLUMNS, *(column_name(name, _CSV_COLUMNS) for name in options.columns)])


def render_csv(document: Document, options: WriteOptions) -> str:
    """A row a mention, with its entity beside it; an article without mentions has none."""
    extraction = shift_offsets(document.extraction, options.offsets)
    entities = {entity.id: entity for entity in extraction.entities}
    names = [column_name(name, _CSV_COLUMNS) for name in options.columns]
    values = fit_fields(document.fields, options.columns, _CSV_COLUMNS)
    fields = [_csv_value(values.get(name)) for name in names]
    lines = []
    for mention in extraction.mentions:
        entity = entities.get(mention.entity_id or "")
        row = [document.id, extraction.lang, *(getattr(mention, name) for name in _MENTION_COLUMNS)]
        row += [getattr(entity, name, None) for name in _ENTITY_COLUMNS]
        lines.append(_csv_line(row + fields))
    return "".join(lines)


def _schemas(options: WriteOptions) -> dict[str, Any]:
    from newsner import arrow

    pa = arrow.pa
    types = {
        "string": pa.string(),
        "bool": pa.bool_(),
        "int64": pa.int64(),
        "double": pa.float64(),
        "json": pa.string(),
    }
    others = [
        pa.field(column_name(name, arrow.DOCUMENTS.names), types[kind] if isinstance(kind, str) else kind)
        for name, kind in options.columns.items()
    ]
    schemas = arrow.SCHEMAS | {"documents": pa.schema([*arrow.DOCUMENTS, *others], metadata=arrow.DOCUMENTS.metadata)}
    return {
        name: schema.with_metadata({**schema.metadata, b"newsner.offsets": options.offsets.encode()})
        for name, schema in schemas.items()
    }


def _is_of(value: Any, kind: Any) -> bool:
    if value is None:
        return True
    if not isinstance(kind, str):
        return bool(getattr(value, "type", None) == kind)
    value = to_plain(value)
    if kind == "string":
        return isinstance(value, str)
    if kind == "bool" or isinstance(value, bool):
        return kind == "bool" and isinstance(value, bool)
    if kind == "int64":
        return isinstance(value, int) and -_INT64 <= value < _INT64
    return isinstance(value, int | float)


def _csv_value(value: Any) -> Any:
    plain = to_plain(value)
    return to_json(plain) if isinstance(plain, list | dict | bool) else plain


def _csv_line(row: Sequence[Any]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(row)
    return line.getvalue()
