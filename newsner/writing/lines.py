"""Formats that are lines of text, each document a stretch of them: parts of a run can be joined end to end."""

from collections.abc import Callable
from pathlib import Path

from newsner.writing.compression import Compression, open_text
from newsner.writing.documents import Document, WriteOptions, shift_offsets, to_json, to_plain

Render = Callable[[Document, WriteOptions], str]


class LineWriter:
    """Writes what ``render`` makes of each document.

    Args:
        path: file to write.
        options: how.
        compression: "gz", "zst" or "".
        render: a document as text.
        header: first line of the file, or "".
    """

    def __init__(
        self, path: Path, options: WriteOptions, compression: Compression, render: Render, header: str
    ) -> None:
        self._file = open_text(path, compression)
        self._options = options
        self._render = render
        self._file.write(header)

    def write(self, document: Document) -> None:
        """Add a document."""
        self._file.write(self._render(document, self._options))

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


def render_jsonl(document: Document, options: WriteOptions) -> str:
    """A line ``{"id", "extraction"}``, with ``fields``, ``encoding`` and ``offsets`` where they say something."""
    extraction = shift_offsets(document.extraction, options.offsets)
    line = f'{{"id":{to_json(document.id)},"extraction":{extraction.model_dump_json(exclude=_left_out(options))}'
    if document.fields:
        line += f',"fields":{to_json({name: to_plain(value) for name, value in document.fields.items()})}'
    if document.encoding != "utf-8":
        line += f',"encoding":{to_json(document.encoding)}'
    if options.offsets != "codepoints":
        line += f',"offsets":"{options.offsets}"'
    return line + "}\n"


def _left_out(options: WriteOptions) -> set[str] | None:
    return None if options.keep_text else {"text"}
