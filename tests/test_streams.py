"""Streams of texts: laziness, order, what happens when the input, a worker or the reader stops, memory."""

import gc
import multiprocessing
import os
import signal
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest
from doubles import BlasThreads, MissingTable

from newsner import DataError, Extraction, InputTypeError, NewsnerError
from newsner.extractor import Newsner
from newsner.streams import BatchReader, run_batches

ENGLISH = "Putin said on Friday that the talks in Moscow would go on without him."
GERMAN = "Das Treffen mit Putin wurde nach Moskau verlegt, wie die Regierung am Freitag mitteilte."
NORWEGIAN = "Kari Nordmann sa i dag at hun ikke vil flytte fra Oslo."


class BrokenSourceError(Exception):
    """What a database or a network may raise."""


def break_after(number: int) -> Iterator[str]:
    """So many texts, then an error."""
    yield from islice((f"{ENGLISH} {index}" for index in count()), number)
    raise BrokenSourceError(f"line {number}")


@pytest.mark.parametrize(("size", "n_process"), [(1, 1), (3, 1), (32, 1), (3, 2)], ids=str)
def test_error_of_the_input_comes_behind_all_results(newsner_stub: Newsner, size: int, n_process: int) -> None:
    """Whatever the batches and processes: seven results, then the very exception, and no process left."""
    results = newsner_stub.extract_many(break_after(7), batch_size=size, n_process=n_process)
    assert [next(results).text for _ in range(7)] == [f"{ENGLISH} {index}" for index in range(7)]
    with pytest.raises(BrokenSourceError, match="line 7"):
        next(results)
    assert multiprocessing.active_children() == []


def test_item_that_is_no_pair_stops_behind_the_results_before_it(newsner_stub: Newsner) -> None:
    """The good pairs of the same batch come out first."""
    items: list[Any] = [(ENGLISH, 1), (GERMAN, 2), ENGLISH]
    results = newsner_stub.extract_many(items, as_tuples=True)
    assert [context for _, context in islice(results, 2)] == [1, 2]
    with pytest.raises(InputTypeError, match="as_tuples"):
        next(results)


def test_early_stop_closes_the_workers(newsner_stub: Newsner) -> None:
    """Of an endless input a few results are taken; little was read ahead, and closing ends every process."""
    taken = count()
    endless = (f"{ENGLISH} {next(taken)}" for _ in count())
    results = newsner_stub.extract_many(endless, batch_size=2, n_process=2)
    assert [extraction.text for extraction in islice(results, 3)] == [f"{ENGLISH} {index}" for index in range(3)]
    assert multiprocessing.active_children()
    results.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []
    # Four batches in the air, and one more for each that was handed out.
    assert next(taken) <= 2 * (4 + 2)


def test_killed_worker_is_told_and_does_not_hang(newsner_stub: Newsner) -> None:
    """The operating system takes a process away: an error with the next step, no process left."""
    results = newsner_stub.extract_many((ENGLISH for _ in count()), batch_size=1, n_process=2)
    next(results)
    for process in multiprocessing.active_children():
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
    with pytest.raises(NewsnerError, match=r"was killed after .* batches"):
        list(results)
    assert multiprocessing.active_children() == []


def test_worker_without_table_raises_its_own_error(tmp_path: Path) -> None:
    """A table that is gone when the worker opens it is a DataError, not a dead process."""
    reader = BatchReader(iter([ENGLISH]), 1, False)
    with pytest.raises(DataError, match="No alias table"):
        list(run_batches(reader, MissingTable(tmp_path), 2))


def test_workers_have_one_blas_thread_each() -> None:
    """Two workers with a thread a core each would fight for the cores."""
    reader = BatchReader(iter([ENGLISH, GERMAN]), 1, False)
    for _, threads in run_batches(reader, BlasThreads(), 2):
        assert threads == [1]


def test_stream_keeps_nothing(newsner_stub: Newsner) -> None:
    """Between batch 4 and batch 40 memory grows by less than one batch of records takes."""
    texts = (f"{ENGLISH} {index}" for index in count())
    results = newsner_stub.extract_many(texts, lang="en", batch_size=8)
    newsner_stub._pipelines.batches = Forgetful()  # type: ignore[attr-defined]
    tracemalloc.start()
    list(islice(results, 32))
    gc.collect()
    before, _ = tracemalloc.get_traced_memory()
    for _ in islice(results, 288):
        pass
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 60_000


class Forgetful(list[Any]):
    """The double records its batches; here it should not."""

    def append(self, _: Any) -> None:
        """Nothing."""


@pytest.mark.pipelines
def test_eight_threads_on_one_object_get_what_one_gets() -> None:
    """Three pipelines and the table opened by eight threads at once, each text by each of them."""
    texts = [ENGLISH, GERMAN, NORWEGIAN, "Lavrov traf Wang Yi i Beijing på torsdag, melder NTB."]
    alone = [Newsner().extract(text) for text in texts]
    shared = Newsner()

    def work(turn: int) -> list[Extraction]:
        mixed = [texts[(turn + index) % len(texts)] for index in range(len(texts))]
        return [shared.extract(text) for text in mixed[:2]] + list(shared.extract_many(mixed[2:]))

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(work, range(24)))
    for turn, found in enumerate(results):
        assert found == [alone[(turn + index) % len(texts)] for index in range(len(texts))]
