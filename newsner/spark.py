"""Spark: a data frame in, the same data frame annotated out, by the function of ``newsner.tabular`` under ``mapInArrow``.

Needs ``pip install 'newsner[spark]'`` here and on every executor, and Java 17 or later. Columns as in ``newsner.tabular``;
docs/scale.md has sizes.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from newsner.errors import InputTypeError
from newsner.extras import require
from newsner.streams import limit_blas_threads
from newsner.tabular import BatchAnnotator

sql = require("pyspark.sql", "spark")
conversion = require("pyspark.sql.pandas.types", "spark")


def annotate(frame: Any, annotator: BatchAnnotator | None = None) -> Any:
    """Annotate a Spark data frame, lazily; partitions are worked on as Spark schedules them.

    Args:
        frame: ``pyspark.sql.DataFrame`` with a text and an id column.
        annotator: with its options; None takes the columns ``text`` and ``id``.

    Returns:
        A ``pyspark.sql.DataFrame`` with the columns of ``newsner.arrow.EXTRACTIONS``, then the others.

    Raises:
        InputTypeError: no Spark data frame.
        InputValueError: a column is missing, or another column has the name of one of ours.
        MissingExtraError: PySpark is not installed (when this module is imported).
    """
    if not isinstance(frame, sql.DataFrame):
        raise InputTypeError(f"frame must be a pyspark.sql.DataFrame, got {type(frame).__name__}")
    annotator = annotator or BatchAnnotator()
    schema = annotator.schema(conversion.to_arrow_schema(frame.schema))
    return frame.mapInArrow(partial(_annotate_partition, annotator), conversion.from_arrow_schema(schema))


def _annotate_partition(annotator: BatchAnnotator, batches: Iterable[Any]) -> Iterator[Any]:
    limit_blas_threads()
    yield from annotator.annotate_batches(batches)
