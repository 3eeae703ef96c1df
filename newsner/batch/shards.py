"""Where a run writes: shards that are there as a whole or not at all, and a ledger from which a run can go on.

A shard is so many items of the input, rejected ones too. Its files are written under temporary names, forced to disk, renamed; only then is
its line of the ledger written, by renaming too. What has no line does not count: the next run removes it and does it again. So
an article is written once, wherever a run was killed.

    an output with a suffix, x.jsonl       x.jsonl.parts/ during the run; at the end one file, x.jsonl.report.json and,
                                           if anything was rejected, x.jsonl.rejects.jsonl
    an output without, a folder x          x/part-00000.jsonl ..., x/_newsner/ with ledger, report.json, rejects.jsonl
    Parquet, always a folder               x/documents/part-00000.parquet, x/mentions/..., x/entities/...
    while the run goes on                  x.jsonl.lock, or x/.newsner.lock
"""

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from newsner.batch.locking import hold
from newsner.batch.summary import Summary
from newsner.errors import InputValueError
from newsner.reading import Position, Reject
from newsner.writing import Document, Format, WriteOptions, Writer
from newsner.writing.compression import Compression, compress

_LEDGER: Final = "_newsner"
_LOCK: Final = ".newsner.lock"
_SETTINGS: Final = "settings.json"
_PART: Final = re.compile(r"\.?part-\d+\..*")


class Done(NamedTuple):
    """What the ledger holds: shards, where the input stands behind them, what they sum up to."""

    shards: int = 0
    position: Position = Position()
    summary: Summary = Summary()


class Place:
    """The files of one run.

    Args:
        output: file or folder.
        form: the format.
        compression: of each file.
        options: how to write; a single file gets its header when it is joined.

    Raises:
        InputValueError: Parquet into a file.
    """

    def __init__(self, output: Path, form: Format, compression: Compression, options: WriteOptions) -> None:
        self.output = output
        self.is_folder = output.is_dir() or not output.suffix
        if form.tables and not self.is_folder:
            raise InputValueError(
                f"{form.name} is {len(form.tables)} tables, not one file {str(output)!r}: give a folder, with --format {form.name}"
            )
        self._form, self._compression = form, compression
        self._options = options._replace(header=self.is_folder)
        self.ledger = output / _LEDGER if self.is_folder else output.with_name(f"{output.name}.parts")
        self._parts = output if self.is_folder else self.ledger
        beside = self.ledger / "x" if self.is_folder else output.with_name(f"{output.name}.x")
        self.report_path = beside.with_name(beside.name.removesuffix("x") + "report.json")
        self.rejects_path = beside.with_name(beside.name.removesuffix("x") + "rejects.jsonl")

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Keep other runs out while the body runs.

        Raises:
            InputValueError: another run is writing here, or nothing can be written here.
        """
        lock = self.output / _LOCK if self.is_folder else self.output.with_name(f"{self.output.name}.lock")
        try:
            if self.is_folder:
                self.output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputValueError(f"cannot write {str(self.output)!r}: {error.strerror}") from None
        with hold(lock):
            yield

    def begin(self, settings: Mapping[str, Any], *, resume: bool, overwrite: bool) -> Done | None:
        """Make the place ready.

        Args:
            settings: what must be the same for a run that goes on; JSON values.
            resume: go on with what is there, if there is something.
            overwrite: throw away what is there.

        Returns:
            What is done already; None if that is everything.

        Raises:
            InputValueError: there is a run and neither is wanted, it had other settings, or nothing can be written here.
        """
        if overwrite:
            self._clear()
        if resume and self._is_finished(settings):
            return None
        stored = self._read_settings()
        if stored is None:
            self._start(settings)
            return Done()
        if not resume:
            raise InputValueError(
                f"{self.ledger} holds an earlier run: go on with it by --resume, or write it anew by --overwrite"
            )
        _compare(stored, settings)
        done = self._read_ledger()
        self._remove_strays(done.shards)
        return done

    def _start(self, settings: Mapping[str, Any]) -> None:
        """The settings come last: without them nothing of a ledger counts."""
        if any(self._find_parts()):
            raise InputValueError(
                f"{str(self.output)!r} has shards of another run: give another folder, or throw them away by --overwrite"
            )
        try:
            shutil.rmtree(self.ledger, ignore_errors=True)
            self.report_path.unlink(missing_ok=True)
            for folder in (self.ledger, *self._folders()):
                folder.mkdir(parents=self.is_folder, exist_ok=True)
            _replace_text(self.ledger / _SETTINGS, json.dumps(settings, indent=1))
        except OSError as error:
            raise InputValueError(f"cannot write {str(self.output)!r}: {error.strerror}") from None

    def open_shard(self, number: int) -> "Shard":
        """A new shard."""
        return Shard(self, number)

    def open_writer(self, number: int) -> tuple[Writer, list[tuple[Path, Path]]]:
        """A writer to temporary files, and these files with the names that they will have."""
        finals = [folder / self._part_name(number) for folder in self._folders()]
        temporary = [path.with_name(f".{path.name}") for path in finals]
        return self._form.open(temporary, self._options, self._compression), list(zip(temporary, finals, strict=True))

    def abandon(self) -> None:
        """Leave nothing behind of a run that failed before its first shard."""
        if not self._read_ledger().shards:
            self._clear()

    def finish(self, done: Done, report: Mapping[str, Any]) -> None:
        """Put a single file together, write report and rejects, remove what is no longer needed."""
        if not self.is_folder:
            joined = self.ledger / "joined"
            self._join(joined, done.shards)
            joined.replace(self.output)
        rejects = sorted(self.ledger.glob("rejects-*.jsonl"))
        self.rejects_path.unlink(missing_ok=True)
        if rejects:
            whole = self.ledger / "rejects"
            with whole.open("wb") as file:
                _append_all(rejects, file)
            whole.replace(self.rejects_path)
        _replace_text(self.report_path, json.dumps(report, indent=1, ensure_ascii=False) + "\n")
        if not self.is_folder:
            shutil.rmtree(self.ledger)

    def read_report(self) -> dict[str, Any]:
        """The report of a finished run."""
        report: dict[str, Any] = json.loads(self.report_path.read_text("utf-8"))
        return report

    def find_rejects(self) -> Path | None:
        """The file with rejected articles, if there are any."""
        return self.rejects_path if self.rejects_path.exists() else None

    def _join(self, joined: Path, shards: int) -> None:
        parts = [self.ledger / self._part_name(number) for number in range(shards)]
        if self._form.join is not None:
            self._form.join(parts, joined)
            return
        with joined.open("wb") as file:
            if self._form.header is not None:
                file.write(compress(self._form.header(self._options).encode(), self._compression))
            _append_all(parts, file)
            file.flush()
            os.fsync(file.fileno())

    def _folders(self) -> list[Path]:
        return [self._parts / table for table in self._form.tables] or [self._parts]

    def _part_name(self, number: int) -> str:
        return f"part-{number:05d}{self._form.suffix}{'.' + self._compression if self._compression else ''}"

    def _is_finished(self, settings: Mapping[str, Any]) -> bool:
        """A report is there from the end of a run to the start of the next."""
        if not self.report_path.exists() or not self.output.exists():
            return False
        _compare(self.read_report()["settings"], settings)
        if not self.is_folder:
            shutil.rmtree(self.ledger, ignore_errors=True)
        return True

    def _read_settings(self) -> dict[str, Any] | None:
        path = self.ledger / _SETTINGS
        return json.loads(path.read_text("utf-8")) if path.exists() else None

    def _read_ledger(self) -> Done:
        done = Done()
        while (path := self.ledger / f"shard-{done.shards:05d}.json").exists():
            line = json.loads(path.read_text("utf-8"))
            summary = done.summary.join(Summary.restore(line["summary"]))
            done = Done(done.shards + 1, Position(*line["position"]), summary)
        return done

    def _find_parts(self) -> Iterator[Path]:
        for folder in self._folders():
            if folder.is_dir() and folder != self.ledger:
                yield from (path for path in folder.iterdir() if _PART.fullmatch(path.name))

    def _remove_strays(self, shards: int) -> None:
        """Files of shards that the ledger does not have."""
        kept = {self._part_name(number) for number in range(shards)}
        for folder in self._folders():
            for path in folder.iterdir():
                if _PART.fullmatch(path.name) and path.name not in kept:
                    path.unlink()
        for path in self.ledger.glob("rejects-*.jsonl"):
            if int(path.stem.split("-")[1]) >= shards:
                path.unlink()

    def _clear(self) -> None:
        # In this order, so that a ledger never speaks of shards that are gone.
        (self.ledger / _SETTINGS).unlink(missing_ok=True)
        shutil.rmtree(self.ledger, ignore_errors=True)
        for path in self._find_parts():
            path.unlink()


class Shard:
    """A shard that is being written.

    Args:
        place: whose it is.
        number: counted from 0.

    Raises:
        InputValueError: it cannot be written.
    """

    def __init__(self, place: Place, number: int) -> None:
        self._place, self._number = place, number
        try:
            self._writer, self._files = place.open_writer(number)
        except OSError as error:
            raise InputValueError(f"cannot write {str(place.output)!r}: {error.strerror}") from None
        self._rejects: list[str] = []
        self._summary = Summary()
        self.items = 0
        self._position = Position()

    def add(self, position: Position, item: Document | Reject) -> None:
        """One more item, and where the input stands behind it."""
        self.items += 1
        self._position = position
        if isinstance(item, Reject):
            self._rejects.append(json.dumps(item._asdict(), ensure_ascii=False) + "\n")
            self._summary = self._summary.join(Summary(failures=1))
        else:
            self._writer.write(item)
            self._summary = self._summary.add(item.extraction, item.encoding)

    def commit(self, done: Done) -> Done:
        """Make it count."""
        self._writer.close()
        for temporary, final in self._files:
            _force(temporary)
            temporary.replace(final)
        if self._rejects:
            _replace_text(self._place.ledger / f"rejects-{self._number:05d}.jsonl", "".join(self._rejects))
        line = {"position": self._position, "items": self.items, "summary": self._summary._asdict()}
        _replace_text(self._place.ledger / f"shard-{self._number:05d}.json", json.dumps(line))
        return Done(done.shards + 1, self._position, done.summary.join(self._summary))


def _compare(stored: Mapping[str, Any], settings: Mapping[str, Any]) -> None:
    # Through JSON and back, as the stored ones went.
    wanted = json.loads(json.dumps(settings))
    for name in sorted(stored.keys() | wanted.keys()):
        if stored.get(name) != wanted.get(name):
            raise InputValueError(
                f"the earlier run had {name} {stored.get(name)!r}, this one has {wanted.get(name)!r}: "
                "results would not fit together; take the same, or begin anew by --overwrite"
            )


def _append_all(parts: Sequence[Path], file: Any) -> None:
    for path in parts:
        with path.open("rb") as part:
            shutil.copyfileobj(part, file)


def _replace_text(path: Path, content: str) -> None:
    temporary = path.with_name(f".{path.name}")
    temporary.write_text(content, encoding="utf-8", newline="")
    _force(temporary)
    temporary.replace(path)


def _force(path: Path) -> None:
    """To the disk itself: the order of renames means nothing after a power cut if contents may come later."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
