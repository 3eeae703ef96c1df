"""Files for writing, compressed where asked for, byte for byte the same for the same content.

Compressed parts may be joined end to end: gzip and Zstandard both read on behind the end of a part.
"""

import gzip
import io
from pathlib import Path
from typing import IO, Any, Final, Literal, cast

from newsner.extras import require

Compression = Literal["", "gz", "zst"]
# Zstandard's own default and gzip's usual middle: higher levels cost more time than annotating leaves over.
_GZIP_LEVEL: Final = 6


def open_binary(path: Path, compression: Compression) -> IO[bytes]:
    """A file to write bytes to.

    Raises:
        OSError: it cannot be written.
        MissingExtraError: "zst" without the library.
    """
    if compression == "zst":
        compressor: Any = require("zstandard", "zstd").ZstdCompressor()
        return cast("IO[bytes]", compressor.stream_writer(path.open("wb")))
    if compression == "gz":
        # Neither time nor file name inside, or equal contents would give other bytes.
        return cast("IO[bytes]", _GzipFile(path.open("wb")))
    return path.open("wb")


class _GzipFile(gzip.GzipFile):
    """Closes the file below it too."""

    def __init__(self, below: IO[bytes]) -> None:
        super().__init__(filename="", mode="wb", compresslevel=_GZIP_LEVEL, fileobj=below, mtime=0)
        self._below = below

    def close(self) -> None:
        super().close()
        self._below.close()


def open_text(path: Path, compression: Compression) -> IO[str]:
    """A file to write UTF-8 text to, line ends as they are given."""
    return io.TextIOWrapper(open_binary(path, compression), "utf-8", newline="")


def compress(content: bytes, compression: Compression) -> bytes:
    """Bytes as ``open_binary`` would write them."""
    if compression == "zst":
        return cast("bytes", require("zstandard", "zstd").ZstdCompressor().compress(content))
    return gzip.compress(content, _GZIP_LEVEL, mtime=0) if compression == "gz" else content
