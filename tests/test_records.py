"""Records: frozen, strict, described, and as the documents say."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from newsner.cli import render_schema
from newsner.extractor import Newsner
from newsner.records import (
    Candidate,
    Entity,
    Extraction,
    Failure,
    Mention,
    Names,
    Versions,
    Warning,
)

RECORDS: list[type[BaseModel]] = [Extraction, Mention, Entity, Names, Warning, Versions, Candidate, Failure]


def mention(**changes: Any) -> Mention:
    return Mention.model_validate({"text": "Kyiv", "start": 0, "end": 4, "label": "GPE", "base": "Kyiv"} | changes)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_field_is_described(record: type[BaseModel]) -> None:
    """A schema without words helps nobody."""
    assert record.__doc__
    assert [name for name, field in record.model_fields.items() if not field.description] == []


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_no_record_holds_a_dict(record: type[BaseModel]) -> None:
    """Dicts inside would make a frozen record change and a typed one vague."""
    assert "additionalProperties" in record.model_json_schema()
    assert record.model_json_schema()["additionalProperties"] is False
    assert not any("dict" in str(field.annotation).lower() for field in record.model_fields.values())


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_docs_list_every_field(record: type[BaseModel], root: Path) -> None:
    """docs/records.md has a row for each field as it is written in JSON, with the description of the code."""
    page = (root / "docs" / "records.md").read_text("utf-8")
    section = page.partition(f"\n## {record.__name__}\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    wanted = [f"| `{field.alias or name}` | {field.description} |" for name, field in record.model_fields.items()]
    assert rows == wanted


def test_published_schema_is_current(root: Path) -> None:
    """`newsner schema > docs/schema.json` was run after the last change of the records."""
    published = json.loads((root / "docs" / "schema.json").read_text("utf-8"))
    assert published == json.loads(render_schema())


def test_records_are_frozen() -> None:
    """A result is a fact, not a scratch pad."""
    with pytest.raises(ValidationError, match="frozen"):
        setattr(mention(), "label", "LOC")  # noqa: B010


@pytest.mark.parametrize(
    "changes",
    [
        {"labels": "GPE"},
        {"label": "CITY"},
        {"start": -1},
        {"score": 1.5},
        {"link_method": "guessed"},
        {"text": None},
    ],
    ids=str,
)
def test_wrong_fields_are_refused(changes: dict[str, Any]) -> None:
    """A typo in a stored file is an error, not a silent default."""
    with pytest.raises(ValidationError):
        mention(**changes)


def test_an_entity_is_never_derived() -> None:
    """DRV is a label of mentions only."""
    with pytest.raises(ValidationError):
        Entity.model_validate({"id": "Q1", "label": "DRV", "name": "Norway", "is_nil": False, "mentions": (0,)})


def test_extraction_goes_through_json_and_back(newsner_stub: Newsner) -> None:
    """What is written can be read, and the schema version is spelled `schema` in JSON."""
    extraction = newsner_stub.extract("Putin met Kari Nordmann in Moscow on Friday, the ministry said.")
    written = extraction.model_dump_json()
    assert Extraction.model_validate_json(written) == extraction
    assert json.loads(written)["versions"]["schema"] == "1"
    assert "schema_version" not in written


def test_extraction_is_hashable(newsner_stub: Newsner) -> None:
    """Frozen all the way down: tuples, no lists."""
    extraction = newsner_stub.extract("Putin met Kari Nordmann in Moscow on Friday, the ministry said.")
    assert hash(extraction) == hash(Extraction.model_validate_json(extraction.model_dump_json()))
