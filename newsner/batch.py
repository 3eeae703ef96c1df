"""Annotate files: texts in, one JSON Lines file out, in constant memory.

In: files and folders. Out: a line ``{"id": ..., "extraction": {...}}`` for each text, in the order of the files, and
what was counted. The id is the file's path below the deepest folder that holds all given paths, with ``/``: unique
whatever was given. Texts are decoded without changing line ends, so that offsets hold in the files too.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal, NamedTuple

from newsner.errors import InputValueError

if TYPE_CHECKING:
    from newsner.records import Extraction

Report = Callable[[str, str], None]


class TextFile(NamedTuple):
    """A file and the id of its line."""

    id: str
    path: Path


class Summary(NamedTuple):
    """What was written, and how many files were left out; entities are counted article by article."""

    articles: int = 0
    words: int = 0
    mentions: int = 0
    entities: int = 0
    failures: int = 0

    def add(self, extraction: "Extraction") -> "Summary":
        """The summary with one more article."""
        return Summary(
            self.articles + 1,
            self.words + len(extraction.text.split()),
            self.mentions + len(extraction.mentions),
            self.entities + len(extraction.entities),
            self.failures,
        )

    def render(self, seconds: float) -> str:
        """One line for people; ``seconds`` is the time of all of it, above 0.0."""
        return (
            f"{self.articles} articles, {self.words} words, {self.mentions} mentions, {self.entities} entities, "
            f"{self.failures} failures, {self.words / seconds:.0f} words/s with loading"
        )


def find_texts(paths: Sequence[Path]) -> list[TextFile]:
    """Files to annotate: each file given, and every .txt file below each folder given, once, sorted by id.

    Raises:
        InputValueError: a path is not there, or there is no text file at all.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise InputValueError(f"there is no file or folder {str(path)!r}")
        files = [file for file in path.rglob("*.txt") if file.is_file()] if path.is_dir() else [path]
        found.update(dict.fromkeys(file.absolute() for file in files))
    if not found:
        raise InputValueError(f"no .txt file in {', '.join(map(str, paths))}: give text files, or folders with some")
    root = _common_folder(paths)
    return sorted(TextFile(Path(os.path.relpath(path, root)).as_posix(), path) for path in found)


def _common_folder(paths: Sequence[Path]) -> Path:
    folders = [path.absolute() if path.is_dir() else path.absolute().parent for path in paths]
    return Path(os.path.commonpath(folders))


def annotate_files(
    files: Iterable[TextFile],
    output: Path,
    *,
    lang: Literal["auto", "nb", "nn", "en", "de"] = "auto",
    link: bool = True,
    batch_size: int | None = None,
    n_process: int = 1,
    report: Report,
) -> Summary:
    """Extract from every file and write one line each; the output appears at once, when it is whole.

    Args:
        files: from ``find_texts``.
        output: file to write; an older one is replaced.
        lang: as in ``newsner.extract``, for all files.
        link: as in ``newsner.extract``.
        batch_size: texts worked on together, 1 or more; None takes the default.
        n_process: worker processes, 1 or more.
        report: called with id and reason for each file that is left out.

    Raises:
        InputValueError: the output cannot be written.
        DataError: a pipeline or the table is missing or damaged.
    """
    from newsner.api import extract_many
    from newsner.extractor import BATCH_SIZE
    from newsner.records import Extraction

    failed: list[str] = []

    def leave_out(name: str, reason: str) -> None:
        failed.append(name)
        report(name, reason)

    results = extract_many(
        _read_texts(_with_progress(list(files)), leave_out),
        lang=lang,
        link=link,
        as_tuples=True,
        batch_size=batch_size or BATCH_SIZE,
        n_process=n_process,
        on_error="record",
    )
    summary = Summary()
    with _write_whole(output) as lines:
        for result, text_id in results:
            if isinstance(result, Extraction):
                lines.write(_render_line(text_id, result))
                summary = summary.add(result)
            else:
                leave_out(text_id, result.message)
    return summary._replace(failures=len(failed))


def _render_line(text_id: str, extraction: "Extraction") -> str:
    from pydantic_core import to_json

    return f'{{"id":{to_json(text_id).decode()},"extraction":{extraction.model_dump_json()}}}\n'


def _read_texts(files: Iterable[TextFile], leave_out: Report) -> Iterator[tuple[str, str]]:
    for text_id, path in files:
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            leave_out(text_id, f"not UTF-8, {error.reason} at byte {error.start}")
        except OSError as error:
            leave_out(text_id, f"cannot be read, {error.strerror}")
        else:
            yield text, text_id


def _with_progress(files: Sequence[TextFile]) -> Iterable[TextFile]:
    from tqdm import tqdm

    bar: Iterable[TextFile] = tqdm(files, unit=" files", file=sys.stderr, disable=not sys.stderr.isatty())
    return bar


@contextmanager
def _write_whole(output: Path) -> Iterator[IO[str]]:
    """Write beside the output and put it in place at the end, so that a stopped run leaves no half file behind."""
    partial = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        file = partial.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputValueError(f"cannot write {str(output)!r}: {error.strerror}") from None
    try:
        with file:
            yield file
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)
