"""One function from Arrow batch to Arrow batch; what pandas, polars, DuckDB, Ray and Spark all run.

In: rows with a text and an id, as ``pyarrow.RecordBatch`` or anything that exports Arrow. Out: a row for each, in order, with
the columns of ``newsner.arrow.EXTRACTIONS`` and then the other columns of the input, unchanged. A text that cannot be worked
on (null, say) has ``failure`` filled and the rest empty. Needs ``pip install 'newsner[arrow]'``.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

from newsner.arrow import EXTRACTIONS, build_batch
from newsner.errors import InputTypeError, InputValueError
from newsner.extractor import LangOption, Newsner, load
from newsner.extras import require

pa = require("pyarrow", "arrow")

# Rows worked on and written together: some 5 MB of records of news articles, whatever batches an engine hands over.
ROWS: Final = 256


class BatchAnnotator:
    """Who, what and where for the rows of Arrow batches; one object may be sent to any number of workers.

    Data are opened by the first batch in each process and shared by all annotators with the same ``aliases`` and ``models``.

    Args:
        text_field: column with the texts.
        id_field: column with the ids, of any type; written as strings.
        keep: other columns to hand on; None takes all.
        lang: as in ``newsner.extract``, for all texts.
        link: as in ``newsner.extract``.
        min_score: as in ``newsner.extract``.
        store_text: False leaves the column ``text`` null, for archives under copyright.
        aliases: as in ``newsner.load``; a folder that every worker can read.
        models: as in ``newsner.load``, likewise.
    """

    def __init__(
        self,
        *,
        text_field: str = "text",
        id_field: str = "id",
        keep: Sequence[str] | None = None,
        lang: LangOption = "auto",
        link: bool = True,
        min_score: float | None = None,
        store_text: bool = True,
        aliases: str | None = None,
        models: str | None = None,
    ) -> None:
        self._text_field = text_field
        self._id_field = id_field
        self._keep = keep
        self._options: dict[str, Any] = {"lang": lang, "link": link, "min_score": min_score}
        self._store_text = store_text
        self._data = (aliases, models)

    def warm_up(self) -> None:
        """Open table and pipelines now, not at the first text of a language."""
        newsner = _open(*self._data)
        langs: tuple[LangOption, ...] = ("nb", "en", "de")
        for lang in langs:
            newsner.extract("Oslo", lang=lang, link=self._options["link"])

    def schema(self, source: Any) -> Any:
        """The ``pyarrow.Schema`` of what comes out for an input with the schema ``source``.

        Raises:
            InputValueError: a column is missing, or another column has the name of one of ours.
        """
        return pa.schema([*EXTRACTIONS, *(source.field(name) for name in self._others(source))], EXTRACTIONS.metadata)

    def __call__(self, batch: Any) -> Any:
        """Annotate a ``pyarrow.RecordBatch``.

        Raises:
            InputValueError: as ``schema`` does.
            DataError: a pipeline or the table is missing or damaged.
        """
        schema = self.schema(batch.schema)
        pairs = zip(batch.column(self._text_field).to_pylist(), batch.column(self._id_field).to_pylist(), strict=True)
        results: Any = _open(*self._data).extract_many(pairs, as_tuples=True, on_error="record", **self._options)
        found = build_batch((str(row_id), result) for result, row_id in results)
        columns = dict(zip(found.schema.names, found.columns, strict=True))
        if not self._store_text:
            columns["text"] = pa.nulls(len(found), pa.string())
        others = [batch.column(name) for name in self._others(batch.schema)]
        return pa.RecordBatch.from_arrays([*columns.values(), *others], schema=schema)

    def annotate_batches(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Annotate a stream of record batches, lazily, in pieces of at most ``ROWS`` rows."""
        for batch in batches:
            for low in range(0, batch.num_rows, ROWS):
                yield self(batch.slice(low, ROWS))

    def _others(self, source: Any) -> list[str]:
        for name in (self._text_field, self._id_field, *(self._keep or ())):
            if name not in source.names:
                raise InputValueError(f"there is no column {name!r}: the columns are {', '.join(source.names)}")
        others = source.names if self._keep is None else self._keep
        others = [name for name in others if name not in (self._text_field, self._id_field)]
        taken = sorted(set(others) & set(EXTRACTIONS.names))
        if taken:
            raise InputValueError(
                f"the columns {', '.join(taken)} would stand beside newsner's own of that name: rename them, or name "
                "in keep= the ones to hand on"
            )
        return others


def annotate_table(data: Any, annotator: BatchAnnotator | None = None) -> Any:
    """Annotate a data frame: pandas, polars, a DuckDB relation, an Arrow table or reader.

    Args:
        data: anything with ``__arrow_c_stream__``, the common interface of these libraries.
        annotator: with its options; None takes the columns ``text`` and ``id``.

    Returns:
        A ``pyarrow.Table``; ``.to_pandas()`` or ``polars.from_arrow()`` make a data frame of it.

    Raises:
        InputTypeError: ``data`` exports no Arrow.
        InputValueError: as ``BatchAnnotator.schema`` does.
    """
    if not hasattr(data, "__arrow_c_stream__"):
        raise InputTypeError(f"data must be a data frame or an Arrow table, got {type(data).__name__}")
    annotator = annotator or BatchAnnotator()
    reader = pa.RecordBatchReader.from_stream(data)
    return pa.Table.from_batches(annotator.annotate_batches(reader), annotator.schema(reader.schema))


@lru_cache(maxsize=4)
def _open(aliases: str | None, models: str | None) -> Newsner:
    return load(aliases=aliases, models=models)
