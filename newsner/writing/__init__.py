"""Extractions to files: JSON Lines, Parquet, CSV, CoNLL-2003, CoNLL-U, DocBin, Prodigy, Web Annotation, NIF.

In: ``Document`` tuples. Out: files in one of ``FORMATS``, each read back by the library that it is for in tests/test_writing.py.
docs/formats.md shows every format.
"""

from newsner.writing.documents import Document, Offsets, WriteOptions, Writer
from newsner.writing.formats import FORMATS, Format, check_options, choose_format

__all__ = ["FORMATS", "Document", "Format", "Offsets", "WriteOptions", "Writer", "check_options", "choose_format"]
