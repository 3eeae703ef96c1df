"""One run an output: a second one that would write the same files is refused, on this machine and where the file system has locks.

The lock is the system's own, on a file beside the output: it ends with the process that holds it, however that ends, so that a
killed run leaves nothing that ``--resume`` would have to doubt.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from newsner.errors import InputValueError


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Hold a lock while the body runs; the file is removed at the end.

    A file system without locks is none that can be guarded: there the body runs unguarded.

    Args:
        path: of the lock file; its folder is there.

    Raises:
        InputValueError: another process holds it, or the file cannot be written.
    """
    file = _open(path)
    try:
        yield
    finally:
        # Before it is let go: whoever comes next makes a file of its own.
        with suppress(OSError):
            path.unlink()
        file.close()


def _open(path: Path) -> IO[bytes]:
    while True:
        try:
            file = path.open("ab")
        except OSError as error:
            raise InputValueError(f"cannot write {str(path)!r}: {error.strerror}") from None
        try:
            _lock(file)
        except (BlockingIOError, PermissionError):
            file.close()
            raise InputValueError(
                f"another run is writing this output, it holds {str(path)!r}: wait for it, or give another output"
            ) from None
        except OSError:
            return file
        # A run that ended in between has removed the file that was opened here.
        with suppress(OSError):
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                return file
        file.close()


def _lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
