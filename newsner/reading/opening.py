"""Open files: decompressed, with a meter of how much of the input is read."""

import gzip
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, cast

from newsner.extras import require
from newsner.reading.items import InputFile


class Meter:
    """Bytes of the input files that were read, before decompression."""

    def __init__(self) -> None:
        self._finished = 0
        self._raw: IO[bytes] | None = None

    @property
    def done(self) -> int:
        """Bytes so far; of standard input 0."""
        raw = self._raw
        return self._finished + (raw.tell() if raw and not raw.closed else 0)

    def start(self, raw: IO[bytes]) -> None:
        """Count a file that is being read."""
        self._raw = raw

    def finish(self, size: int) -> None:
        """Count a file as read, or as skipped."""
        self._raw = None
        self._finished += size


@contextmanager
def open_file(file: InputFile, meter: Meter | None = None) -> Iterator[io.BufferedReader]:
    """The bytes of a file, decompressed if its name ends in .gz or .zst.

    Raises:
        OSError: it cannot be read; EOFError: it is cut off.
        MissingExtraError: .zst without the library.
    """
    if not file.path:
        yield io.BufferedReader(cast("io.RawIOBase", sys.stdin.buffer))
        return
    with open(file.path, "rb") as raw:  # noqa: PTH123 -- a Path for each of millions
        if meter:
            meter.start(raw)
        try:
            yield _decompress(file.path, raw)
        finally:
            if meter:
                meter.finish(file.size)


def _decompress(path: str, raw: IO[bytes]) -> io.BufferedReader:
    if path.lower().endswith(".gz"):
        # It buffers and can be looked into itself.
        return cast("io.BufferedReader", gzip.GzipFile(fileobj=raw))
    if path.lower().endswith(".zst"):
        zstandard = require("zstandard", "zstd")
        reader = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True, closefd=False)
        return io.BufferedReader(reader)
    return cast("io.BufferedReader", raw)
