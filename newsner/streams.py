"""Batches of texts through one ``Newsner`` or through worker processes, in input order, in bounded memory.

In: an iterable of texts, or of ``(text, context)`` pairs. Out: each batch with one result a text, in input order. At most
``2 * n_process`` batches are in the air, however long the input and however slow whoever reads the results.

An exception that the input itself raises comes out unchanged, behind the results of all texts read before it, whatever
the size of the batches and the number of processes.
"""

import os
import pickle
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from typing import Any, Final, NamedTuple, Protocol

from newsner.errors import InputTypeError, NewsnerError
from newsner.records import Extraction

# Batches handed out for each process: one is worked on while the next waits, so that no worker stands idle.
_AHEAD: Final = 2
Results = list[Extraction | NewsnerError]


class Batch(NamedTuple):
    """Texts worked on together, and what came with each."""

    texts: list[Any]
    contexts: list[Any]


class Worker(Protocol):
    """What turns a batch into results; it is pickled into the worker processes."""

    def __call__(self, texts: list[Any], /) -> Results:
        """One result a text."""


class BatchReader:
    """Cuts the input into batches. What the input raised is kept in ``error`` until the results before it are out.

    Args:
        items: texts, or ``(text, context)`` tuples.
        size: texts in a batch, 1 or more.
        as_tuples: whether items are tuples.
    """

    def __init__(self, items: Iterator[Any], size: int, as_tuples: bool) -> None:
        self._items = items
        self._size = size
        self._as_tuples = as_tuples
        self.error: Exception | None = None

    def __iter__(self) -> Iterator[Batch]:
        while True:
            batch = Batch([], [])
            try:
                for item in islice(self._items, self._size):
                    text, context = _check_pair(item) if self._as_tuples else (item, None)
                    batch.texts.append(text)
                    batch.contexts.append(context)
            except Exception as error:  # the caller's own code: raised again by run_batches
                self.error = error
            if batch.texts:
                yield batch
            if len(batch.texts) < self._size:
                return


def run_batches(reader: BatchReader, work: Worker, n_process: int) -> Iterator[tuple[Batch, Results]]:
    """Work on all batches, here or in ``n_process`` processes.

    Raises:
        NewsnerError: the worker processes cannot start, or one of them ended.
        Exception: whatever the input raised, behind all results.
    """
    if n_process == 1:
        for batch in reader:
            yield batch, work(batch.texts)
    else:
        yield from _run_in_processes(reader, work, n_process)
    if reader.error is not None:
        raise reader.error


def _run_in_processes(batches: Iterable[Batch], work: Worker, n_process: int) -> Iterator[tuple[Batch, Results]]:
    # Workers are started anew and not forked: a fork would copy locks and thread pools in any state.
    pool = ProcessPoolExecutor(n_process, get_context("spawn"), _start_worker, (pickle.dumps(work),))
    waiting: deque[tuple[Batch, Future[Results]]] = deque()
    finished = 0
    try:
        for batch in batches:
            waiting.append((batch, pool.submit(_work, batch.texts)))
            if len(waiting) == _AHEAD * n_process:
                first, future = waiting.popleft()
                yield first, future.result()
                finished += 1
        while waiting:
            first, future = waiting.popleft()
            yield first, future.result()
            finished += 1
    except BrokenProcessPool as error:
        raise NewsnerError(_explain_broken(finished)) from error
    finally:
        # Reached too when the caller stops early: batches not begun are dropped, and no process outlives this line.
        pool.shutdown(wait=True, cancel_futures=True)


def _explain_broken(finished: int) -> str:
    if finished:
        return (
            f"a worker process was killed after {finished} batches, perhaps for want of memory: lower n_process or "
            "batch_size and go on behind the last result"
        )
    return (
        "the worker processes ended: run n_process above 1 from a file, with the call under "
        "`if __name__ == '__main__':`, since each worker imports that file anew"
    )


def _check_pair(item: Any) -> tuple[Any, Any]:
    if not isinstance(item, tuple) or len(item) != 2:
        raise InputTypeError(f"with as_tuples every item must be a (text, context) tuple, got {type(item).__name__}")
    return item


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """One BLAS thread in this process for a while: sums in another order differ in the last digit of a score."""
    import numpy as np  # noqa: F401  # the pool must be there to be limited
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        yield


def limit_blas_threads() -> None:
    """One BLAS thread in this process: several workers with a thread pool each would fight for the cores."""
    # OpenBLAS reads the variable when numpy loads it; where that has happened, its pool is cut down instead.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    import numpy as np  # noqa: F401
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)


_WORKER: dict[str, Any] = {}


def _start_worker(pickled: bytes) -> None:
    limit_blas_threads()
    _WORKER["pickled"] = pickled


def _work(texts: list[Any]) -> Results:
    # Opened here and not at the start, so that a damaged table is an error of the first batch and not a dead process.
    if "work" not in _WORKER:
        _WORKER["work"] = pickle.loads(_WORKER["pickled"])
    results: Results = _WORKER["work"](texts)
    return results
