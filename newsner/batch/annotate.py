"""Annotate what a reader finds: extraction of every article, in input order, into shards.

One process reads and writes; the others take web pages apart and extract. Rejected items take part in the stream as texts that are none: so they keep their place, batches are the same whatever the number of
processes, and a run that goes on forms the batches that it would have formed.
"""

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from newsner.batch.progress import Progress
from newsner.batch.shards import Done, Place
from newsner.batch.summary import Summary
from newsner.errors import NewsnerError
from newsner.extractor import BATCH_SIZE, Newsner, load
from newsner.reading import InputFormat, Page, Position, Reader, ReadOptions, Record, Reject, find_inputs, open_page
from newsner.records import Extraction
from newsner.streams import BatchReader, Worker, one_blas_thread, run_batches
from newsner.version import __version__
from newsner.writing import Document, WriteOptions, check_options, choose_format

Report = Callable[[str, str], None]
# Articles of a shard: what is lost by a kill is a minute or two of work. A multiple of the batch size, so that shards begin where
# batches do.
SHARD_SIZE: Final = 4096


class Run(NamedTuple):
    """How to run; every field as the option of ``newsner annotate`` with its name.

    Args:
        lang: as in ``newsner.extract``, for all articles.
        link: as in ``newsner.extract``.
        input_format: read every file as this; None goes by its name.
        read: fields, encoding.
        format: of the output; None goes by its name.
        write: offsets, text or none.
        batch_size: texts worked on together, 1 or more; None takes the default.
        n_process: worker processes, 1 or more.
        shard_size: articles of a shard, 1 or more.
        resume: go on with an earlier run.
        overwrite: throw an earlier run away.
        aliases: users' tables, as in ``newsner.load``.
    """

    lang: Literal["auto", "nb", "nn", "en", "de"] = "auto"
    link: bool = True
    input_format: InputFormat | None = None
    read: ReadOptions = ReadOptions()
    format: str | None = None
    write: WriteOptions = WriteOptions()
    batch_size: int | None = None
    n_process: int = 1
    shard_size: int = SHARD_SIZE
    resume: bool = False
    overwrite: bool = False
    aliases: tuple[str, ...] = ()


def annotate_files(
    paths: Sequence[str],
    output: Path,
    run: Run,
    *,
    report: Report,
    progress: bool = True,
) -> tuple[Summary, Path | None]:
    """Extract from every article and write it, in input order.

    Args:
        paths: as for ``find_inputs``.
        output: file, or folder for shards; see ``newsner.batch.shards``.
        run: how.
        report: called with place and reason for each article that is rejected.
        progress: show how far it is on standard error.

    Returns:
        What was done, by earlier runs too, and the file with the rejected ones if there are any.

    Raises:
        InputValueError: nothing to read, an output that cannot be written or that another run is writing, options that do not go together.
        MissingExtraError: a format needs a library that is not installed.
        DataError: a pipeline or the table is missing or damaged.
    """
    started = time.monotonic()
    form, compression = choose_format(output, run.format)
    check_options(form, run.write)
    inputs = find_inputs(paths, form=run.input_format, exclude=output)
    totals = inputs.measure()
    reader = Reader(inputs, run.read)
    columns = reader.describe_columns() if form.name in ("parquet", "csv") else {}
    place = Place(output, form, compression, run.write._replace(columns=columns))
    newsner = _open_newsner(run)
    settings = _settings(run, f"{form.name} {compression}", totals.fingerprint, newsner.versions())
    # The number of processes says how many cores work, one as well as several, and changes no score.
    with place.hold(), one_blas_thread():
        done = place.begin(settings, resume=run.resume, overwrite=run.overwrite)
        if done is None:
            stored = place.read_report()
            return Summary.restore(stored["summary"]), place.find_rejects()
        bar = Progress(totals.size, progress)
        with closing(_extract(newsner, reader, done.position, run)) as items:
            done = write_shards(place, done, _watch(items, reader, bar, report), run.shard_size)
        bar.stop()
        place.finish(
            done,
            {
                "summary": done.summary._asdict(),
                "seconds": round(time.monotonic() - started, 1),
                "input": {"files": totals.files, "bytes": totals.size},
                "settings": settings,
            },
        )
        return done.summary, place.find_rejects()


def write_shards(place: Place, done: Done, items: Iterable[tuple[Position, Document | Reject]], size: int) -> Done:
    """Write items into shards, from the one on that ``done`` says; what fails before the first is there leaves nothing."""
    try:
        shard = place.open_shard(done.shards)
        for position, item in items:
            if shard.items == size:
                done = shard.commit(done)
                shard = place.open_shard(done.shards)
            shard.add(position, item)
        # An output without an article is a file too.
        return shard.commit(done) if shard.items or not done.shards else done
    except BaseException:
        place.abandon()
        raise


class _Opened(NamedTuple):
    """A web page that was taken apart, without its text, and what became of that."""

    item: Record | Reject
    result: Extraction | NewsnerError


class _Work:
    """What is done with a batch, in whatever process: web pages are taken apart, texts extracted from.

    Args:
        extract: from ``Newsner.make_worker``.
    """

    def __init__(self, extract: Worker) -> None:
        self._extract = extract

    def __call__(self, texts: list[Any]) -> list[Any]:
        """One result a text, None (which none can be worked on) or web page."""
        opened = [open_page(text) if isinstance(text, Page) else None for text in texts]
        found = self._extract([_text_of(page) if page else text for text, page in zip(texts, opened, strict=True)])
        return [
            _Opened(page._replace(text="") if isinstance(page, Record) else page, result) if page else result
            for page, result in zip(opened, found, strict=True)
        ]


def _extract(
    newsner: Newsner, reader: Reader, start: Position, run: Run
) -> Generator[tuple[Position, Document | Reject], None, None]:
    def read() -> Iterator[tuple[Any, tuple[Position, Record | Reject | Page]]]:
        for position, item in reader.read(start):
            yield (item if isinstance(item, Page) else _text_of(item)), (position, item)

    batches = BatchReader(read(), run.batch_size or BATCH_SIZE, as_tuples=True)
    work = _Work(newsner.make_worker(lang=run.lang, link=run.link))
    for batch, results in run_batches(batches, work, run.n_process):
        for result, (position, item) in zip(results, batch.contexts, strict=True):
            yield position, _finish(*result) if isinstance(result, _Opened) else _finish(item, result)


def _text_of(item: Record | Reject) -> str | None:
    return item.text if isinstance(item, Record) else None


def _finish(item: Record | Reject, result: Extraction | NewsnerError) -> Document | Reject:
    if isinstance(item, Reject):
        return item
    if isinstance(result, Extraction):
        return Document(item.id, result, item.fields, item.encoding)
    return Reject(item.source, item.line, str(result))


def _watch(
    items: Iterator[tuple[Position, Document | Reject]], reader: Reader, bar: Progress, report: Report
) -> Iterator[tuple[Position, Document | Reject]]:
    for index, (position, item) in enumerate(items):
        if index == 0:
            bar.start(reader.meter.done)
        bar.advance(reader.meter.done)
        if isinstance(item, Reject):
            report(item.source if item.line is None else f"{item.source}:{item.line}", item.reason)
        yield position, item


def _settings(run: Run, form: str, fingerprint: str, versions: dict[str, str]) -> dict[str, Any]:
    """What decides the results; the number of processes and the size of batches do not."""
    return {
        "newsner": __version__,
        "data": versions,
        "input": fingerprint,
        "lang": run.lang,
        "link": run.link,
        "input_format": run.input_format,
        "read": run.read._asdict(),
        "format": form,
        "offsets": run.write.offsets,
        "text": run.write.keep_text,
        "shard_size": run.shard_size,
    }


def _open_newsner(run: Run) -> Newsner:
    return load(aliases=run.aliases or None)
