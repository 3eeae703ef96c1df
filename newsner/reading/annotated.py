"""What was annotated before: JSON Lines and Parquet of newsner, read as the documents that they were made of.

In: a .jsonl file (compressed or not), a folder of such shards, or a folder with the tables documents, mentions, entities.
Out: ``Document`` tuples, in order, one at a time. Files of other formats do not hold all of an extraction.
"""

import io
import json
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from newsner.errors import InputValueError
from newsner.extras import require
from newsner.reading.items import InputFile
from newsner.reading.opening import open_file
from newsner.reading.reader import JSON_TYPE, SAMPLE_ROWS, describe_fields
from newsner.records import Extraction
from newsner.writing.documents import OTHER_FIELDS, UNIT_TO_CODEC, Document, Offsets, restore_offsets

_TABLES: Final = ("documents", "mentions", "entities")
# Rows held at once.
_BATCH_ROWS: Final = 1024


class Annotated:
    """Documents of an output of newsner.

    Args:
        path: file or folder.

    Raises:
        InputValueError: it is not there, or is no output of newsner that holds whole extractions.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        if not path.exists():
            raise InputValueError(f"there is no file or folder {str(path)!r}")
        self._is_parquet = (path / "documents").is_dir()
        self._files = (
            sorted((path / "documents" if self._is_parquet else path).glob("part-*")) if path.is_dir() else [path]
        )
        wanted = ".parquet" if self._is_parquet else ".jsonl"
        if not self._files or any(wanted not in file.suffixes for file in self._files):
            raise InputValueError(
                f"{str(path)!r} is neither JSON Lines nor a folder of shards that newsner annotate wrote: "
                "only JSON Lines and Parquet hold all of an extraction"
            )

    def __iter__(self) -> Iterator[Document]:
        for path in self._files:
            yield from self._read_tables(path) if self._is_parquet else _read_lines(path)

    def describe_columns(self) -> dict[str, Any]:
        """Names and types of the other fields, as ``Reader.describe_columns``."""
        if self._is_parquet:
            from newsner import arrow

            schema = require("pyarrow.parquet", "arrow").read_schema(self._files[0])
            return {field.name: field.type for field in schema if field.name not in arrow.DOCUMENTS.names}
        sample = [document.fields for path in self._files for document in islice(_read_lines(path), SAMPLE_ROWS)]
        return describe_fields(sample) | ({OTHER_FIELDS: JSON_TYPE} if any(sample) else {})

    def _read_tables(self, path: Path) -> Iterator[Document]:
        from newsner import arrow

        parquet = require("pyarrow.parquet", "arrow")
        files = {table: parquet.ParquetFile(self._path / table / path.name) for table in _TABLES}
        metadata = files["documents"].schema_arrow.metadata or {}
        offsets: Any = metadata.get(b"newsner.offsets", b"codepoints").decode()
        others = [name for name in files["documents"].schema_arrow.names if name not in arrow.DOCUMENTS.names]
        rows = {table: _rows(files[table]) for table in ("mentions", "entities")}
        for batch in files["documents"].iter_batches(_BATCH_ROWS):
            for index, row in enumerate(batch.select(arrow.DOCUMENTS.names).to_pylist()):
                # Rows of a document stand together and in order: counted, not searched by an id that may be there twice.
                mentions = list(islice(rows["mentions"], row["n_mentions"]))
                entities = list(islice(rows["entities"], row["n_entities"]))
                extraction = arrow.restore_extraction(row, mentions, entities)
                fields = {name: value for name in others if (value := batch.column(name)[index]).is_valid}
                yield Document(row["id"], _restore(row["id"], extraction, offsets, row["text"] is not None), fields)


def _read_lines(path: Path) -> Iterator[Document]:
    with open_file(InputFile(path.name, str(path), "jsonl", 0)) as stream:
        for number, line in enumerate(io.TextIOWrapper(stream, "utf-8", newline="\n"), 1):
            try:
                yield _build_document(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                reason = (
                    f"{error.error_count()} errors in the extraction" if isinstance(error, ValidationError) else error
                )
                raise InputValueError(f"{path}, line {number}: no line of newsner annotate ({reason})") from None


def _build_document(row: Mapping[str, Any]) -> Document:
    given: dict[str, Any] = row["extraction"]
    extraction = Extraction.model_validate({"text": "", **given}, strict=False)
    offsets: Offsets = row.get("offsets", "codepoints")
    extraction = _restore(row["id"], extraction, offsets, "text" in given)
    return Document(row["id"], extraction, row.get("fields", {}), row.get("encoding", "utf-8"))


def _restore(document_id: str, extraction: Extraction, offsets: Offsets, has_text: bool) -> Extraction:
    if extraction.mentions and not has_text and offsets in UNIT_TO_CODEC:
        raise InputValueError(f"{document_id}: offsets in {offsets} cannot be turned into code points without the text")
    return restore_offsets(extraction, offsets)


def _rows(file: Any) -> Iterator[dict[str, Any]]:
    for batch in file.iter_batches(_BATCH_ROWS):
        yield from batch.to_pylist()
