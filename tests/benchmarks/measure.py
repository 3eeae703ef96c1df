"""Measurements that take minutes: throughput, memory over time, stages, article length, table size. See docs/performance.md.

    python tests/benchmarks/measure.py throughput --articles 20000
    python tests/benchmarks/measure.py memory --articles 1000000 --plot docs/memory.svg

Each prints a table in Markdown. Run on an idle machine, since all cores are used.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from articles import count_words, make_articles, make_unseen, read_articles, read_develop

import newsner
from newsner import extractor, mentions
from newsner.extractor import Newsner
from newsner.kb.compiler import compile_table
from newsner.kb.seeds import read_common_words, read_denied, read_entries
from newsner.recognition.pipelines import Pipelines
from newsner.scanner import TableScanner
from newsner.streams import limit_blas_threads

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
# The job that the figures are to foretell.
PROJECTED = 100_000
# Of the issue that asked for it: what each of several processes must bring, of what one alone does.
LEAST_GAIN = 0.85
# Articles between two readings of memory; behind so many everything that is kept for speed has begun to fill, and from there on the
# growth counts.
STEP, SETTLED = 1_000, 10_000
# Of the issue that asked for constant memory, MB.
MOST_GROWTH = 50
# The command `newsner`, wherever it is installed.
MAIN = "from newsner.cli import main; main()"
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
Articles = Annotated[int, typer.Option(min=1, help="how many articles")]


@app.command()
def throughput(
    articles: Articles = 20_000,
    jobs: Annotated[int, typer.Option(min=1, help="processes, and Ray actors")] = 2,
    ray: Annotated[bool, typer.Option(help="Ray Data too")] = True,
) -> None:
    """The command with one process and with several, and Ray, from file to file: start-up included, as a job sees it.

    Exit code 1 where several processes gain less than is promised.
    """
    with TemporaryDirectory() as folder:
        source, words = _write_source(Path(folder), articles)
        ways: dict[str, Callable[[Path], int]] = {
            f"`newsner annotate --jobs {number}`": partial(_run_command, source, number)
            for number in dict.fromkeys((1, jobs))
        }
        if ray:
            ways[f"Ray, {jobs} actors"] = partial(_run_ray, source, jobs)
        print(
            f"{articles} articles, {words} words\n\n| way | s | articles/s | words/s | times one | {PROJECTED} articles |"
        )
        print("|---|---|---|---|---|---|")
        gains = []
        for number, (name, run) in enumerate(ways.items()):
            seconds, done = _timed(partial(run, Path(folder) / str(number)))
            assert done == articles, f"{name}: {done} of {articles}"
            gains.append(seconds)
            rest = f"{articles / seconds:.1f} | {words / seconds:.0f} | {gains[0] / seconds:.2f}"
            print(f"| {name} | {seconds:.1f} | {rest} | {seconds * PROJECTED / articles / 60:.1f} min |", flush=True)
    if jobs > 1 and gains[0] / gains[1] < LEAST_GAIN * jobs:
        raise SystemExit(f"{jobs} processes: {gains[0] / gains[1]:.2f} times one, {LEAST_GAIN * jobs:.2f} are promised")


def _write_source(folder: Path, articles: int) -> tuple[Path, int]:
    """The articles as JSON Lines and, beside them, as Parquet for Ray, and their words."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path, words = folder / "source.jsonl", 0
    schema = pa.schema({"id": pa.string(), "text": pa.string()})
    with path.open("w", encoding="utf-8") as file, pq.ParquetWriter(path.with_suffix(".parquet"), schema) as table:
        for index, text in enumerate(make_articles(articles)):
            row = {"id": str(index), "text": text}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            table.write_batch(pa.RecordBatch.from_pylist([row], schema))
            words += count_words([text])
    return path, words


def _run_command(source: Path, jobs: int, output: Path) -> int:
    output = output.with_suffix(".jsonl")
    command = [sys.executable, "-c", MAIN, "annotate", str(source), "-o", str(output), "--jobs", str(jobs)]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    with output.open("rb") as file:
        return sum(1 for _ in file)


def _run_ray(source: Path, actors: int, output: Path) -> int:
    import pyarrow.dataset
    import ray

    from newsner.ray import CPUS_LEFT, annotate

    ray.init(num_cpus=actors + CPUS_LEFT, include_dashboard=False, log_to_driver=False)
    annotate(ray.data.read_parquet(str(source.with_suffix(".parquet"))), actors=actors).write_parquet(str(output))
    ray.shutdown()
    return int(pyarrow.dataset.dataset(output).count_rows())


@app.command()
def memory(
    articles: Articles = 1_000_000,
    plot: Annotated[Path | None, typer.Option(help="SVG file, drawn anew at each line of the table")] = None,
) -> None:
    """Resident memory over a stream of short articles, each with words never seen before; exit code 1 where it grows too much."""
    limit_blas_threads()
    readings: list[tuple[int, float]] = []
    told = sorted({1_000, SETTLED, *range(10 * SETTLED, articles, 10 * SETTLED), articles})
    print("| articles | resident MB | grown since 10 000 |\n|---|---|---|")
    for done, _ in enumerate(newsner.extract_many(make_unseen(articles)), 1):
        if done % STEP == 0 or done == articles:
            readings.append((done, _resident_mb()))
        if done in told:
            grown = f"{_growth(readings):+.1f}" if done > SETTLED else ""
            print(f"| {done} | {_resident_mb():.0f} | {grown} |", flush=True)
            if plot is not None:
                _draw(readings, plot)
    if articles > SETTLED and _growth(readings) >= MOST_GROWTH:
        raise SystemExit(
            f"grown by {_growth(readings):.1f} MB after the first {SETTLED} articles: below {MOST_GROWTH} is promised"
        )


def _growth(readings: list[tuple[int, float]]) -> float:
    """The highest reading behind the first articles less the one there, MB."""
    start = next(mb for done, mb in readings if done >= SETTLED)
    return max(mb for done, mb in readings if done >= SETTLED) - start


@app.command()
def stages(rounds: Annotated[int, typer.Option(min=1, help="best of so many")] = 5) -> None:
    """Where the time goes: processor time a stage, linked and not, in turns, over the sample articles and gold/develop."""
    limit_blas_threads()
    texts = read_articles() + read_develop()
    words = count_words(texts)
    own = newsner.load()
    _count(own.extract_many(texts))
    best: dict[tuple[str, bool], float] = {}
    for link in [True, False] * rounds:
        spent: dict[str, float] = {}
        with _watch(spent):
            started = time.process_time()
            _count(own.extract_many(texts, link=link))
            whole = time.process_time() - started
        parts = sum(seconds for stage, seconds in spent.items() if not stage.startswith("of these"))
        spent |= {"batching and the rest": whole - parts, "all": whole}
        for stage, seconds in spent.items():
            best[stage, link] = min(seconds, best.get((stage, link), seconds))
    print(f"{len(texts)} texts, {words} words; microseconds a word\n\n| stage | linked | not linked |\n|---|---|---|")
    for stage in dict.fromkeys(stage for stage, _ in best):
        cells = (f"{1e6 * best[stage, link] / words:.1f}" if (stage, link) in best else "" for link in (True, False))
        print(f"| {stage} | {' | '.join(cells)} |")


@app.command()
def length(words: Annotated[int, typer.Option(min=1, help="words a length, at least one text")] = 100_000) -> None:
    """Words per second by the length of the text, one core, English."""
    limit_blas_threads()
    own = newsner.load()
    own.extract(read_articles("en")[0])
    stream = (word for text in make_articles(sys.maxsize, "en") for word in text.split(" "))
    print("| words a text | texts | words/s |\n|---|---|---|")
    for size in (10, 100, 1_000, 10_000, 100_000):
        if size > words:
            break
        texts = [" ".join(islice(stream, size)) for _ in range(words // size)]
        seconds, _ = _timed(lambda texts=texts: _count(own.extract_many(texts)))
        print(f"| {size} | {len(texts)} | {count_words(texts) / seconds:.0f} |", flush=True)


@app.command()
def table(articles: Articles = 240) -> None:
    """Extraction by the size of the table: its most prominent tenth, third, and all, recognition the same."""
    limit_blas_threads()
    entries, denied, common = read_entries(SEEDS), read_denied(SEEDS), read_common_words(SEEDS)
    ranked = sorted(entries, key=lambda entry: -entry.prominence)
    texts, pipelines = list(make_articles(articles)), Pipelines()
    print("| entries | MB | open ms | words/s |\n|---|---|---|---|")
    with TemporaryDirectory() as folder:
        for part in (0.1, 0.33, 1.0):
            path = Path(folder) / f"table{part}"
            kept = {entry.id for entry in ranked[: int(part * len(ranked))]}
            compile_table([entry for entry in entries if entry.id in kept], denied, path, common)
            opening, own = _timed(lambda path=path: newsner.load(aliases=path))
            own = Newsner(knowledge_base=own.knowledge_base, pipelines=pipelines)
            _count(own.extract_many(read_articles()))
            seconds, _ = _timed(lambda own=own: _count(own.extract_many(texts)))
            size = sum(file.stat().st_size for file in path.iterdir()) / 1e6
            print(
                f"| {len(kept)} | {size:.0f} | {1000 * opening:.0f} | {count_words(texts) / seconds:.0f} |", flush=True
            )


def _count(results: Iterator[Any]) -> int:
    return sum(1 for _ in results)


def _timed(run: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = run()
    return time.perf_counter() - started, result


def _resident_mb() -> float:
    import psutil

    resident: int = psutil.Process().memory_info().rss
    return resident / 1e6


@contextmanager
def _watch(spent: dict[str, float]) -> Iterator[None]:
    """Time the functions that are the stages, where `Newsner` calls them, in processor time."""
    watched: list[tuple[Any, str, str]] = [
        (extractor, "detect_language", "language"),
        (Pipelines, "recognise", "recognition"),
        (extractor, "find_zones", "layout"),
        (extractor, "find_mentions", "mentions"),
        (TableScanner, "scan", "of these: scanning for aliases"),
        (mentions, "agree_on_names", "of these: agreement"),
        (extractor.Linker, "link", "linking"),
        (extractor, "build_extraction", "records"),
    ]
    originals = [getattr(owner, name) for owner, name, _ in watched]
    for (owner, name, stage), original in zip(watched, originals, strict=True):
        setattr(owner, name, _clocked(original, stage, spent))
    try:
        yield
    finally:
        for (owner, name, _), original in zip(watched, originals, strict=True):
            setattr(owner, name, original)


def _clocked(function: Callable[..., Any], stage: str, spent: dict[str, float]) -> Callable[..., Any]:
    def run(*args: Any, **kwargs: Any) -> Any:
        started = time.process_time()
        result = function(*args, **kwargs)
        if isinstance(result, Iterator):
            result = list(result)
        spent[stage] = spent.get(stage, 0.0) + time.process_time() - started
        return result

    return run


def _draw(readings: list[tuple[int, float]], plot: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 3), layout="constrained")
    axes = figure.add_subplot(xlabel="articles", ylabel="resident MB", ylim=(0, 1.2 * max(mb for _, mb in readings)))
    axes.plot(*zip(*readings, strict=True))
    figure.savefig(plot)


if __name__ == "__main__":
    app()
