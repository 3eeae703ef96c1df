"""The three tables and the nested one, written, read back by pyarrow, and made extractions again."""

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import newsner
from newsner import arrow
from newsner.extractor import Newsner

ENGLISH = "Putin said on Friday that Putin and Kari Nordmann would meet in Moscow."
GERMAN = "Moskau wies das zurück."


@pytest.fixture
def pairs(newsner_stub: Newsner) -> list[tuple[str, newsner.Extraction]]:
    """Two documents, and one without a name."""
    texts = {"a": (ENGLISH, "en"), "b": ("No names here.", "en"), "c": (GERMAN, "de")}
    return [(key, newsner_stub.extract(text, lang=lang)) for key, (text, lang) in texts.items()]


def test_tables_have_the_documented_schemas(pairs: list[tuple[str, newsner.Extraction]]) -> None:
    """Names, types and nullability, with the version in the metadata, also where there are no rows."""
    for tables in (arrow.build_tables(pairs), arrow.build_tables([])):
        for name, table in tables._asdict().items():
            assert table.schema.equals(arrow.SCHEMAS[name], check_metadata=True)
            assert table.schema.metadata == {b"newsner.table": name.encode(), b"newsner.schema": b"1"}
    assert [table.num_rows for table in arrow.build_tables([])] == [0, 0, 0]


def test_rows_count_documents_mentions_and_entities(pairs: list[tuple[str, newsner.Extraction]]) -> None:
    """Two mentions of Putin are two rows and one entity; a text without names has a document row only."""
    tables = arrow.build_tables(pairs)
    assert tables.documents.column("n_mentions").to_pylist() == [4, 0, 1]
    assert tables.mentions.column("document_id").to_pylist() == ["a"] * 4 + ["c"]
    assert tables.mentions.column("index").to_pylist() == [0, 1, 2, 3, 0]
    putin = [row for row in tables.entities.to_pylist() if row["entity_id"] == "Q7747"]
    assert [(row["document_id"], row["mentions"], row["name_de"]) for row in putin] == [("a", [0, 1], "Wladimir Putin")]
    assert "b" not in tables.entities.column("document_id").to_pylist()


def test_parquet_gives_the_extractions_back(pairs: list[tuple[str, newsner.Extraction]], tmp_path: Path) -> None:
    """Nothing is lost on the way through files, scores to the last digit."""
    tables = {}
    for name, table in arrow.build_tables(pairs)._asdict().items():
        pq.write_table(table, tmp_path / name)
        tables[name] = pq.read_table(tmp_path / name).to_pylist()
    for document, (key, extraction) in zip(tables["documents"], pairs, strict=True):
        own = {name: [row for row in tables[name] if row["document_id"] == key] for name in ("mentions", "entities")}
        assert arrow.restore_extraction(document, own["mentions"], own["entities"]) == extraction


def test_nested_batch_gives_the_extractions_back(pairs: list[tuple[str, newsner.Extraction]]) -> None:
    """One row a document holds it whole."""
    batch = arrow.build_batch(pairs)
    assert batch.schema.equals(arrow.EXTRACTIONS)
    rows = batch.to_pylist()
    restored = [arrow.restore_extraction(row, row["mentions"], row["entities"]) for row in rows]
    assert restored == [extraction for _, extraction in pairs]
    assert [row["failure"] for row in rows] == [None] * 3


def test_nested_batch_keeps_the_place_of_a_failure(pairs: list[tuple[str, newsner.Extraction]]) -> None:
    """The id and the reason, all else null."""
    failure = newsner.Failure(index=1, error="InputValueError", message="text has a lone surrogate")
    row = arrow.build_batch([pairs[0], ("bad", failure)]).to_pylist()[1]
    assert row.pop("id") == "bad"
    assert row.pop("failure") == {"error": "InputValueError", "message": "text has a lone surrogate"}
    assert set(row.values()) == {None}


def test_without_linking_there_are_no_entities(newsner_stub: Newsner) -> None:
    """Ids, methods and link scores are null."""
    tables = arrow.build_tables([("a", newsner_stub.extract(ENGLISH, lang="en", link=False))])
    assert tables.entities.num_rows == 0
    assert pa.compute.all(tables.mentions.column("entity_id").is_null()).as_py()


def test_every_field_of_the_records_is_in_a_table() -> None:
    """A field added to a record is a column too, or a decision made here."""
    assert set(newsner.Mention.model_fields) <= set(arrow.MENTIONS.names)
    renamed = {"id": "entity_id", "names": "name_nn"}
    assert {renamed.get(name, name) for name in newsner.Entity.model_fields} <= set(arrow.ENTITIES.names)
    elsewhere = {"mentions": "n_mentions", "entities": "n_entities", "versions": "newsner"}
    assert {elsewhere.get(name, name) for name in newsner.Extraction.model_fields} <= set(arrow.DOCUMENTS.names)


def test_a_missing_library_is_told_with_its_remedy() -> None:
    """Without pyarrow the import says what to install, and newsner itself still imports."""
    code = "import sys; sys.modules['pyarrow'] = None; import newsner; import newsner.arrow"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "MissingExtraError: pyarrow is not installed: pip install 'newsner[arrow]'" in run.stderr
