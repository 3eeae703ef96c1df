"""Which files to read, in an order that is the same in every run.

In: paths, folders, patterns (``archive/**/*.jsonl.gz``), ``-``. Out: ``Inputs``, which can be walked as often as needed and
holds no list of files: a folder is read when the walk comes to it, so that five million files take no memory.
"""

import glob
import os
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from newsner.errors import InputValueError
from newsner.reading.items import InputFile, InputFormat

STDIN: Final = "-"
_SUFFIX_TO_FORMAT: Final[dict[str, InputFormat]] = {
    ".txt": "txt",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
    ".html": "html",
    ".htm": "html",
    ".xml": "xml",
}
COMPRESSED: Final = (".gz", ".zst")


class Totals(NamedTuple):
    """What a walk over the input found; ``fingerprint`` changes with any name, size or time of change."""

    files: int
    size: int
    fingerprint: str


class Inputs:
    """The files to read, in the order of their paths, part by part.

    Args:
        roots: files and folders, none inside another.
        folder: ids are paths below it.
        form: read every file as this format; None goes by the name, and reads files of unknown names in no folder.
        exclude: paths that start with this are left out: what an earlier run wrote.
    """

    def __init__(self, roots: Sequence[Path], folder: Path, form: InputFormat | None, exclude: Path | None) -> None:
        self._roots = roots
        self._folder = str(folder)
        self._form = form
        self._exclude = str(exclude) if exclude else None

    def __iter__(self) -> Iterator[InputFile]:
        for root in self._roots:
            if str(root) == STDIN:
                yield InputFile("stdin", "", self._form or "jsonl", 0)
            elif root.is_dir():
                yield from self._walk(str(root))
            else:
                yield self._file(str(root), _format_of(root.name) or "txt", root.stat().st_size)

    def measure(self) -> Totals:
        """Walk over everything once.

        Raises:
            InputValueError: there is no file at all.
        """
        files = size = 0
        digest = sha256()
        for file in self:
            files += 1
            size += file.size
            changed = os.stat(file.path).st_mtime_ns if file.path else 0  # noqa: PTH116 -- a Path for each of millions
            digest.update(f"{file.id}\0{file.format}\0{file.size}\0{changed}\n".encode("utf-8", "surrogatepass"))
        if not files:
            given = ", ".join(map(str, self._roots))
            known = " ".join(_SUFFIX_TO_FORMAT)
            raise InputValueError(f"no file to read in {given}: give files, or folders with some of {known}")
        return Totals(files, size, digest.hexdigest())

    def _walk(self, folder: str) -> Iterator[InputFile]:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
        for entry in entries:
            if entry.is_dir():
                yield from self._walk(entry.path)
            elif entry.is_file():
                form = _format_of(entry.name)
                if form and not (self._exclude and entry.path.startswith(self._exclude)):
                    yield self._file(entry.path, form, entry.stat().st_size)

    def _file(self, path: str, form: InputFormat, size: int) -> InputFile:
        file_id = os.path.relpath(path, self._folder).replace(os.sep, "/")
        return InputFile(file_id, path, self._form or form, size)


def find_inputs(paths: Sequence[str], *, form: InputFormat | None = None, exclude: Path | None = None) -> Inputs:
    """Files to read: each file given, and every file with a known name below each folder given, once.

    Args:
        paths: files, folders, patterns with ``*``, ``?``, ``[...]`` and ``**``; ``-`` alone for standard input.
        form: read all of them as this format, whatever their names.
        exclude: output of the run, which may lie inside a folder that is read.

    Raises:
        InputValueError: a path is not there, a pattern matches nothing, or ``-`` is not alone.
    """
    if STDIN in paths:
        if len(paths) > 1:
            raise InputValueError(
                f"standard input (-) cannot be mixed with {len(paths) - 1} other paths: read it alone"
            )
        return Inputs([Path(STDIN)], Path(), form, None)
    found = sorted({Path(match).absolute() for path in paths for match in _expand(path)}, key=lambda path: path.parts)
    roots = [path for path in found if not any(folder in found for folder in path.parents)]
    folders = [path if path.is_dir() else path.parent for path in roots]
    folder = Path(os.path.commonpath(folders))
    return Inputs(roots, folder, form, exclude.absolute() if exclude else None)


def _expand(path: str) -> list[str]:
    if Path(path).exists():
        return [path]
    if glob.has_magic(path):
        # Sorted by the caller; folders that a pattern matches are walked like folders that are given.
        matches = glob.glob(path, recursive=True)  # noqa: PTH207 -- Path.glob takes no absolute pattern
        if matches:
            return matches
        raise InputValueError(f"no file matches {path!r}")
    raise InputValueError(f"there is no file or folder {path!r}")


def _format_of(name: str) -> InputFormat | None:
    path = Path(name.lower())
    return _SUFFIX_TO_FORMAT.get(Path(path.stem).suffix if path.suffix in COMPRESSED else path.suffix)
