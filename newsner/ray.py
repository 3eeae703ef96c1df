"""Ray Data: a dataset in, the same dataset annotated out, streamed through actors that load the models once.

Needs ``pip install 'newsner[ray]'`` here and on every node. Columns as in ``newsner.tabular``; docs/scale.md has sizes.
"""

from typing import Any, Final

from newsner.errors import InputTypeError, InputValueError
from newsner.extras import require
from newsner.streams import limit_blas_threads
from newsner.tabular import ROWS, BatchAnnotator

pa = require("pyarrow", "ray")
ray = require("ray", "ray")
ray_data = require("ray.data", "ray")

# CPUs that no actor takes. Where actors take all of them, the tasks that read the input never start and the job hangs.
CPUS_LEFT: Final = 1
# Rows of a task. Ray makes a task of a block, and a file of 20 000 articles is three blocks: two actors then share them
# two to one, and one of them idles (measured).
TASK_ROWS: Final = 512


def annotate(
    dataset: Any, annotator: BatchAnnotator | None = None, *, actors: int | None = None, batch_size: int = ROWS
) -> Any:
    """Annotate a Ray dataset, lazily.

    Args:
        dataset: ``ray.data.Dataset`` with a text and an id column.
        annotator: with its options; None takes the columns ``text`` and ``id``.
        actors: processes that hold the models, with one CPU each; None takes all CPUs of the cluster but ``CPUS_LEFT``.
        batch_size: rows handed to an actor at once, 1 or more.

    Returns:
        A ``ray.data.Dataset`` with the columns of ``newsner.arrow.EXTRACTIONS``, then the others. Ray keeps the order of
        rows only under ``DataContext.get_current().execution_options.preserve_order = True``.

    Raises:
        InputTypeError: no Ray dataset.
        InputValueError: fewer than one actor, or so many that no CPU is left for reading.
        MissingExtraError: Ray is not installed (when this module is imported).
    """
    if not isinstance(dataset, ray_data.Dataset):
        raise InputTypeError(f"dataset must be a ray.data.Dataset, got {type(dataset).__name__}")
    return dataset.repartition(target_num_rows_per_block=TASK_ROWS).map_batches(
        _Actor,
        fn_constructor_args=(annotator or BatchAnnotator(),),
        batch_format="pyarrow",
        batch_size=batch_size,
        num_cpus=1,
        compute=ray_data.ActorPoolStrategy(size=_count_actors(actors)),
    )


def _count_actors(wanted: int | None) -> int:
    if not ray.is_initialized():
        ray.init()
    cpus = int(ray.cluster_resources().get("CPU", 0))
    most = cpus - CPUS_LEFT
    if wanted is None:
        wanted = max(1, most)
    if not 1 <= wanted <= most:
        raise InputValueError(
            f"actors must be 1 to {most} here, got {wanted}: the cluster has {cpus} CPUs, and {CPUS_LEFT} must stay "
            "free for the tasks that read the input; ray.init(num_cpus=...) may name more than there are cores"
        )
    return wanted


class _Actor:
    """One worker process with its models."""

    def __init__(self, annotator: BatchAnnotator) -> None:
        limit_blas_threads()
        self._annotator = annotator
        annotator.warm_up()

    def __call__(self, table: Any) -> Any:
        batches = self._annotator.annotate_batches(table.combine_chunks().to_batches())
        return pa.Table.from_batches(batches, self._annotator.schema(table.schema))
