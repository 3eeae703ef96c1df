"""The code of docs/scale.md runs as it stands there: data frames, a stock spaCy pipeline, our own by path and by name, a web service."""

import ast
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import spacy
from networks import gold
from spacy.cli.package import package

import newsner
from newsner import tabular
from newsner.extractor import Newsner
from newsner.measuring.speed import make_stock
from newsner.spacy import find_pipeline

# From words of a block to the values of its lines that are expressions, and the names that it sets.
Run = Callable[[str], tuple[list[Any], dict[str, Any]]]


@pytest.fixture
def run_block(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the one block of Python of the page that has these words, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(
        r"^```python\n(.*?)^```", (root / "docs" / "scale.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )

    def run(words: str) -> tuple[list[Any], dict[str, Any]]:
        (block,) = [block for block in blocks if words in block]
        names: dict[str, Any] = {"__name__": "scale"}
        values = []
        for statement in ast.parse(block).body:
            code = ast.unparse(statement)
            if isinstance(statement, ast.Expr):
                values.append(eval(code, names))
            else:
                exec(code, names)
        return values, names

    return run


def test_data_frames(run_block: Run, newsner_stub: Newsner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """pandas, polars and DuckDB give the same ids, and a row a mention by their own means."""
    monkeypatch.setattr(tabular, "_open", lambda aliases, models: newsner_stub)
    (tmp_path / "news").mkdir()
    texts = ["Putin said on Friday that the talks in Moscow would go on.", "There is no name in this text."]
    pd.DataFrame({"url": ["a", "b"], "body": texts, "year": [2020, 2021]}).to_parquet(tmp_path / "news" / "a.parquet")
    (pandas_frame, mentions, rows), names = run_block("import duckdb")
    assert [mention["entity_id"] for mention in pandas_frame.mentions[0]] == ["Q7747", "Q649"]
    assert len(pandas_frame.mentions[1]) == 0 and list(pandas_frame.year) == [2020, 2021]
    assert mentions["entity_id"].to_list() == ["Q7747", "Q649"]
    assert rows.fetchall() == [("a", "Putin", "Q7747"), ("a", "Moscow", "Q649")]
    assert names["articles"].column("id").to_pylist() == names["frame"]["id"].to_list() == ["a", "b"]


@pytest.mark.pipelines
def test_stock_pipeline(run_block: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pipeline of spaCy's own architecture and labels, trained on the spot, under the name of the official one, which no package index has."""
    sentence = gold(
        "Vladimir Putin left Moscow on Friday.", ("Vladimir Putin", "PERSON"), ("Moscow", "GPE"), ("Friday", "DATE")
    )
    make_stock("en", [sentence] * 40).to_disk(tmp_path / "en_core_web_sm")
    _, names = run_block("en_core_web_sm")
    assert capsys.readouterr().out.splitlines() == [
        "Vladimir Putin PERSON Q7747", "Moscow GPE Q649", "Friday DATE ",
    ]  # fmt: skip
    doc = names["doc"]
    assert doc.ents[0]._.newsner.names.de == "Wladimir Putin"
    assert [mention.text for mention in doc._.newsner.mentions] == ["Vladimir Putin", "Moscow"]


@pytest.mark.pipelines
def test_own_pipeline_by_path(run_block: Run) -> None:
    """The record is that of `newsner.extract`."""
    _, names = run_block("find_pipeline(")
    text = "Støre møtte Putin i Oslo, skriver NTB."
    assert names["nlp"](text)._.newsner == newsner.extract(text)


@pytest.mark.pipelines
def test_own_pipeline_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `spacy package` makes is found by its name once it is installed; without it the name is unknown."""
    with pytest.raises(OSError, match="nb_newsner"):
        spacy.load("nb_newsner")
    package(find_pipeline("nb"), tmp_path, name="newsner", create_sdist=False, silent=True)
    (made,) = tmp_path.iterdir()
    # What the installation does: the description beside the code, and a distribution of that name.
    shutil.copy(made / "meta.json", made / "nb_newsner")
    (made / f"{made.name}.dist-info").mkdir()
    (made / f"{made.name}.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: nb_newsner\nVersion: 0\n")
    monkeypatch.syspath_prepend(made)
    doc = spacy.load("nb_newsner")("Støre møtte Putin i Oslo.")
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("Støre", "PER"), ("Putin", "PER"), ("Oslo", "GPE")]


@pytest.mark.pipelines
def test_web_service(run_block: Run) -> None:
    """The answer is the record as JSON; errors of the caller are told as such."""
    from fastapi.testclient import TestClient

    _, names = run_block("FastAPI(")
    text = "Statsminister Støre møtte Putin i Oslo."
    with TestClient(names["app"]) as client:
        answer = client.post("/extract", json={"text": text})
        assert answer.status_code == 200
        assert newsner.Extraction.model_validate(answer.json()) == newsner.extract(text)
        assert client.post("/extract", json={"text": None}).status_code == 422
        half = b'{"text": "Oslo \\ud83d"}'
        refused = client.post("/extract", content=half, headers={"Content-Type": "application/json"})
        assert refused.status_code == 422 and "offset 5" in refused.json()["detail"]
