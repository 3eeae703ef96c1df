"""What readers take and give: plain tuples, since millions of them pass by."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

InputFormat = Literal["txt", "jsonl", "csv", "parquet", "html", "xml"]


class InputFile(NamedTuple):
    """A file to read.

    ``id`` is its path below the deepest folder that holds all given paths, with ``/``; ``path`` "" is standard input.
    """

    id: str
    path: str
    format: InputFormat
    size: int


class ReadOptions(NamedTuple):
    """How to read files.

    Args:
        text_field: field or column that holds the article, where a file has fields.
        id_field: field or column that names it; where it is missing or empty, file and line do.
        encoding: a Python codec; None detects it.
        delimiter: of CSV; None takes the one of comma, semicolon, tab and bar that the first line has most of.
    """

    text_field: str = "text"
    id_field: str = "id"
    encoding: str | None = None
    delimiter: str | None = None


class Record(NamedTuple):
    """An article, with what else its file says about it.

    Values of ``fields`` are as the file has them: str from CSV, JSON values, ``pyarrow`` scalars from Parquet.
    """

    id: str
    text: str
    fields: Mapping[str, Any]
    source: str
    line: int | None
    encoding: str


class Reject(NamedTuple):
    """An article that cannot be read; ``line`` (of its file, from 1) is None where the whole file is meant."""

    source: str
    line: int | None
    reason: str


class Page(NamedTuple):
    """A web page as its file has it; ``newsner.reading.pages.open_page`` makes an article of it, in any process."""

    source: str
    content: bytes
    encoding: str | None


Items = Iterator[Record | Reject | Page]


def name_record(given: Any, file: InputFile, line: int) -> str:
    """The id that a row gives itself; where it gives none, its file and line."""
    return str(given) if given not in (None, "") else f"{file.id}:{line}"
