"""Arrow batches in, Arrow batches out: rows, columns, failures; pandas, polars and DuckDB as callers."""

import pickle
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from newsner import InputTypeError, InputValueError, tabular
from newsner.arrow import EXTRACTIONS, restore_extraction
from newsner.extractor import Newsner
from newsner.tabular import BatchAnnotator, annotate_table

TEXTS = [
    "Putin said on Friday that the talks in Moscow would go on without him.",
    "Das Treffen mit Putin wurde nach Moskau verlegt, wie die Regierung am Freitag mitteilte.",
    None,
    "Kari Nordmann sa i dag at hun ikke vil flytte fra Oslo til byen.",
]
COLUMNS = {"url": ["a", "b", "c", "d"], "body": TEXTS, "words": [13, 14, 0, 14]}
FIELDS = {"text_field": "body", "id_field": "url"}


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch, newsner_stub: Newsner) -> Newsner:
    """The annotator opens a table of three entries and a recogniser of listed names."""
    monkeypatch.setattr(tabular, "_open", lambda aliases, models: newsner_stub)
    return newsner_stub


def ids(table: Any) -> list[list[str] | None]:
    rows = table.column("mentions").to_pylist()
    return [None if row is None else [mention["entity_id"] for mention in row] for row in rows]


def test_batch_has_a_row_for_each_text_in_order(stub: Newsner) -> None:
    """Ids, records, and the other columns with their types."""
    batch = BatchAnnotator(**FIELDS)(pa.RecordBatch.from_pydict(COLUMNS))
    assert batch.schema.names == [*EXTRACTIONS.names, "words"]
    assert batch.column("id").to_pylist() == ["a", "b", "c", "d"]
    assert batch.column("words").to_pylist() == [13, 14, 0, 14]
    assert ids(batch) == [["Q7747", "Q649"], ["Q7747", "Q649"], None, ["nil:PER:kari nordman", "Q585"]]
    for row, text in zip(batch.to_pylist(), TEXTS, strict=True):
        if text is not None:
            assert restore_extraction(row, row["mentions"], row["entities"]) == stub.extract(text)


def test_bad_row_has_a_failure_and_nothing_else() -> None:
    """A null text; the rows beside it have none."""
    table = annotate_table(pa.table(COLUMNS), BatchAnnotator(**FIELDS))
    failures = table.column("failure").to_pylist()
    assert [failure and failure["error"] for failure in failures] == [None, None, "InputTypeError", None]
    assert table.column("lang").to_pylist()[2] is None


def test_ids_of_any_type_become_strings() -> None:
    """Numbers of a database."""
    batch = BatchAnnotator()(pa.RecordBatch.from_pydict({"id": [7], "text": TEXTS[:1]}))
    assert batch.column("id").to_pylist() == ["7"]


def test_text_can_be_left_out() -> None:
    """Archives under copyright: offsets and ids, no text."""
    batch = BatchAnnotator(**FIELDS, store_text=False)(pa.RecordBatch.from_pydict(COLUMNS))
    assert batch.column("text").to_pylist() == [None] * 4
    assert ids(batch)[0] == ["Q7747", "Q649"]


def test_keep_chooses_the_other_columns() -> None:
    """None of them, here; the schema that is told beforehand says the same."""
    annotator, source = BatchAnnotator(**FIELDS, keep=[]), pa.RecordBatch.from_pydict(COLUMNS)
    assert annotator(source).schema.names == EXTRACTIONS.names
    assert annotator.schema(source.schema) == annotator(source).schema


@pytest.mark.parametrize(
    ("columns", "options", "message"),
    [
        ({"id": ["a"], "body": ["b"]}, {}, "no column 'text': the columns are id, body"),
        ({"id": ["a"], "text": ["b"]}, {"keep": ["date"]}, "no column 'date'"),
        ({"id": ["a"], "text": ["b"], "lang": ["c"]}, {}, "columns lang would stand beside"),
    ],
    ids=["text", "keep", "clash"],
)
def test_wrong_columns_are_told(columns: dict[str, Any], options: dict[str, Any], message: str) -> None:
    """With the columns that there are, or the way round a clash."""
    with pytest.raises(InputValueError, match=message):
        annotate_table(pa.table(columns), BatchAnnotator(**options))


def test_long_batches_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine may hand over any number of rows; pieces stay small and in order."""
    monkeypatch.setattr(tabular, "ROWS", 3)
    source = pa.RecordBatch.from_pydict({"id": list(range(8)), "text": TEXTS[:1] * 8})
    pieces = list(BatchAnnotator().annotate_batches([source]))
    assert [piece.num_rows for piece in pieces] == [3, 3, 2]
    assert [row for piece in pieces for row in piece.column("id").to_pylist()] == list("01234567")


def test_table_without_rows_has_the_columns() -> None:
    """Nothing in, nothing out, same schema."""
    table = annotate_table(pa.table({"id": pa.array([], pa.string()), "text": pa.array([], pa.string())}))
    assert table.num_rows == 0 and table.schema.names == EXTRACTIONS.names


def test_annotator_travels_without_data() -> None:
    """Ray and Spark send it to every worker."""
    annotator = pickle.loads(pickle.dumps(BatchAnnotator(**FIELDS)))
    assert ids(annotator(pa.RecordBatch.from_pydict(COLUMNS)))[0] == ["Q7747", "Q649"]


def test_pandas_in_pandas_out() -> None:
    """The line of docs/scale.md."""
    frame = annotate_table(pd.DataFrame(COLUMNS), BatchAnnotator(**FIELDS)).to_pandas()
    assert list(frame.id) == ["a", "b", "c", "d"]
    assert frame.mentions[0][1]["entity_id"] == "Q649"


def test_polars_in_one_row_a_mention_out() -> None:
    """The line of docs/scale.md: a row a mention by polars' own means."""
    annotated: Any = pl.from_arrow(annotate_table(pl.DataFrame(COLUMNS), BatchAnnotator(**FIELDS)))
    mentions = annotated.select("id", "mentions").explode("mentions").drop_nulls().unnest("mentions")
    assert mentions["entity_id"].to_list() == ["Q7747", "Q649", "Q7747", "Q649", "nil:PER:kari nordman", "Q585"]


def test_duckdb_in_query_out() -> None:
    """The line of docs/scale.md: a relation in, and SQL over the result."""
    source = pa.table(COLUMNS)
    articles = annotate_table(duckdb.sql("select * from source where body is not null"), BatchAnnotator(**FIELDS))
    assert articles.num_rows == 3 and source.num_rows == 4
    rows = duckdb.sql(
        "select m.entity_id, count(*) from (select unnest(mentions) m from articles) group by 1 order by 2 desc, 1"
    ).fetchall()
    assert rows == [("Q649", 2), ("Q7747", 2), ("Q585", 1), ("nil:PER:kari nordman", 1)]


def test_what_is_no_table_is_told() -> None:
    """A list of texts belongs to `extract_many`."""
    with pytest.raises(InputTypeError, match="got list"):
        annotate_table(TEXTS)
