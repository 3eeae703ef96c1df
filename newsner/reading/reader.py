"""All items of all inputs, one after the other; a file that fails is a ``Reject``, and the next one is read."""

import io
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any, Final, NamedTuple

from newsner.reading.columns import read_parquet, read_schema
from newsner.reading.encodings import check_codec
from newsner.reading.finding import Inputs
from newsner.reading.items import InputFile, InputFormat, Items, Page, ReadOptions, Record, Reject
from newsner.reading.opening import Meter, open_file
from newsner.reading.pages import PAGE_FIELDS, XML_FIELDS, read_page, read_text, read_xml
from newsner.reading.rows import read_csv, read_jsonl
from newsner.writing.documents import OTHER_FIELDS

_READERS: Final[dict[InputFormat, Callable[[InputFile, io.BufferedReader, ReadOptions, int], Items]]] = {
    "txt": read_text,
    "jsonl": read_jsonl,
    "csv": read_csv,
    "parquet": read_parquet,
    "html": read_page,
    "xml": read_xml,
}
# Rows of JSON Lines that tell which fields there are: so many of a file, of so many files.
SAMPLE_ROWS: Final = 100
_SAMPLE_FILES: Final = 50
JSON_TYPE: Final = "json"
_TYPES: Final = {str: "string", bool: "bool", int: "int64", float: "double"}


class Position(NamedTuple):
    """Where a reader stands: files read, and items of the next one."""

    file: int = 0
    item: int = 0


class Reader:
    """Items of inputs in their order.

    Args:
        inputs: from ``find_inputs``.
        options: how to read them.

    Raises:
        InputValueError: an encoding that Python does not know.
    """

    def __init__(self, inputs: Inputs, options: ReadOptions) -> None:
        check_codec(options.encoding)
        self._inputs = inputs
        self._options = options
        self._ahead: list[Record | Reject | Page] = []
        self._stdin: Items | None = None
        self.meter = Meter()

    def read(self, start: Position) -> Iterator[tuple[Position, Record | Reject | Page]]:
        """Items from a position on, each with the position behind it; web pages are not taken apart yet.

        Raises:
            MissingExtraError: a format needs a library that is not installed.
        """
        for index, file in enumerate(self._inputs):
            if index < start.file:
                self.meter.finish(file.size)
                continue
            skip = start.item if index == start.file else 0
            for item, read in enumerate(self._read_file(file, skip), skip + 1):
                yield Position(index, item), read

    def describe_columns(self) -> dict[str, Any]:
        """Names of the other fields and their types: ``pyarrow`` types of Parquet, else names of types.

        "json" is anything else that JSON can say, written as text. Of JSON Lines a sample is looked at: a later row may have
        fields that are not named here, or values of other types.
        """
        columns: dict[str, Any] = {}
        sampled = 0
        for file in self._inputs:
            sampled += file.format == "jsonl"
            if file.format != "jsonl" or sampled <= _SAMPLE_FILES:
                merge_columns(columns, self._describe_file(file))
        return columns | ({OTHER_FIELDS: JSON_TYPE} if sampled else {})

    def _read_file(self, file: InputFile, skip: int) -> Items:
        if not file.path and self._stdin is not None:
            yield from islice(chain(self._ahead, self._stdin), skip, None)
            return
        yield from self._read_anew(file, skip, self.meter)

    def _read_anew(self, file: InputFile, skip: int, meter: Meter | None) -> Items:
        try:
            with open_file(file, meter) as stream:
                yield from _READERS[file.format](file, stream, self._options, skip)
        except _broken_files() as error:
            reason = getattr(error, "strerror", None) or str(error)
            yield Reject(file.id, None, f"cannot be read on: {reason}")

    def _describe_file(self, file: InputFile) -> dict[str, Any]:
        own = (self._options.text_field, self._options.id_field)
        if file.format == "html":
            return dict.fromkeys(PAGE_FIELDS, "string")
        if file.format == "xml":
            return dict.fromkeys(XML_FIELDS, "string")
        if file.format == "parquet":
            return {field.name: field.type for field in self._schema_of(file) if field.name not in own}
        if file.format in ("jsonl", "csv"):
            sample = self._sample(file, SAMPLE_ROWS if file.format == "jsonl" else 1)
            return describe_fields(item.fields for item in sample if isinstance(item, Record))
        return {}

    def _schema_of(self, file: InputFile) -> Any:
        try:
            with open_file(file) as stream:
                return read_schema(stream)
        except _broken_files():
            # Told when the file is read.
            return ()

    def _sample(self, file: InputFile, rows: int) -> list[Record | Reject | Page]:
        if file.path:
            return list(islice(self._read_anew(file, 0, None), rows))
        # What was taken from standard input is given out again by `read`.
        self._stdin = self._read_anew(file, 0, self.meter)
        self._ahead = list(islice(self._stdin, rows))
        return self._ahead


def describe_fields(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Names and types of the fields of rows; a field that is always null is "json"."""
    columns: dict[str, Any] = {}
    for row in rows:
        merge_columns(columns, {name: _type_of(value) for name, value in row.items()})
    return {name: kind or JSON_TYPE for name, kind in columns.items()}


def merge_columns(columns: dict[str, Any], added: Mapping[str, Any]) -> None:
    """Add columns to others; of a name with two types the wider one, "json" where there is none."""
    for name, kind in added.items():
        known = columns.get(name)
        if known is None or kind is None or known == kind:
            columns[name] = kind if known is None else known
        else:
            columns[name] = "double" if {str(known), str(kind)} == {"int64", "double"} else JSON_TYPE


def _type_of(value: Any) -> Any:
    if value is None:
        return None
    return getattr(value, "type", None) or _TYPES.get(type(value), JSON_TYPE)


def _broken_files() -> tuple[type[Exception], ...]:
    """What reading a file may raise that is damaged or cut off; of optional libraries, where these are loaded."""
    found: list[type[Exception]] = [OSError, EOFError, UnicodeDecodeError, zlib.error]
    for module, name in (("pyarrow", "ArrowException"), ("zstandard", "ZstdError")):
        if module in sys.modules:
            found.append(getattr(sys.modules[module], name))
    return tuple(found)
