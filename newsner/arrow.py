"""Extractions as Arrow: three flat tables, or one nested row a document; fixed, documented, versioned.

In: ``(document id, Extraction)`` pairs. Out: ``pyarrow`` tables with the schemas of this module, and extractions again
from them. Needs ``pip install 'newsner[arrow]'``; importing this module imports pyarrow.

    documents   one row a document; key ``id``
    mentions    one row a mention, in text order; ``document_id`` points to the document
    entities    one row an entity of a document; (``document_id``, ``entity_id``) is what a mention points to
    EXTRACTIONS the three as one: a row a document, mentions and entities as lists; for engines that map row by row

Types: strings are UTF-8 ``string``, scores ``float64`` as in JSON (they are rounded to four digits), offsets and indices
``int32``. Every field but those named in ``_REQUIRED`` may be null. Other columns of an input stand behind those of ``DOCUMENTS``.
docs/formats.md describes each field; ``ARROW_SCHEMA_VERSION`` rises when one changes its meaning or goes.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from newsner.extras import require
from newsner.records import Extraction, Failure

pa = require("pyarrow", "arrow")

ARROW_SCHEMA_VERSION: Final = "1"

# Never null. `text` may be: archives under copyright are written without.
_REQUIRED: Final = frozenset(
    {"id", "document_id", "index", "start", "end", "label", "base", "entity_id", "name", "is_nil", "mentions"}
)
_LANGS: Final = ("nb", "nn", "en", "de")
_NAME_COLUMNS: Final = {lang: f"name_{lang}" for lang in _LANGS}

_WARNINGS: Final = pa.list_(pa.struct([pa.field("code", pa.string()), pa.field("message", pa.string())]))
_DOCUMENT_TYPES: Final = {
    "id": pa.string(),
    "text": pa.string(),
    "lang": pa.string(),
    "lang_score": pa.float64(),
    "n_mentions": pa.int32(),
    "n_entities": pa.int32(),
    "warnings": _WARNINGS,
    "newsner": pa.string(),
    "pipeline": pa.string(),
    "knowledge_base": pa.string(),
    "schema": pa.string(),
}
_MENTION_TYPES: Final = {
    "text": pa.string(),
    "start": pa.int32(),
    "end": pa.int32(),
    "label": pa.string(),
    "base": pa.string(),
    "score": pa.float64(),
    "entity_id": pa.string(),
    "link_method": pa.string(),
    "link_score": pa.float64(),
}
_ENTITY_TYPES: Final = {
    "entity_id": pa.string(),
    "label": pa.string(),
    "kind": pa.string(),
    "country": pa.string(),
    "name": pa.string(),
    **{column: pa.string() for column in _NAME_COLUMNS.values()},
    "wikidata_id": pa.string(),
    "is_nil": pa.bool_(),
    "description": pa.string(),
    "mentions": pa.list_(pa.int32()),
}
_KEY_TYPES: Final = {"document_id": pa.string(), "index": pa.int32()}


def _fields(types: Mapping[str, Any], nullable: Sequence[str] = ()) -> list[Any]:
    return [pa.field(name, kind, nullable=name not in _REQUIRED or name in nullable) for name, kind in types.items()]


def _schema(table: str, fields: Sequence[Any]) -> Any:
    return pa.schema(fields, metadata={"newsner.table": table, "newsner.schema": ARROW_SCHEMA_VERSION})


# An ambiguous mention has no entity_id.
_MENTION_FIELDS: Final = _fields(_MENTION_TYPES, nullable=["entity_id"])
_ENTITY_FIELDS: Final = _fields(_ENTITY_TYPES)

DOCUMENTS: Final = _schema("documents", _fields(_DOCUMENT_TYPES))
MENTIONS: Final = _schema("mentions", [*_fields(_KEY_TYPES), *_MENTION_FIELDS])
ENTITIES: Final = _schema("entities", [*_fields(_KEY_TYPES), *_ENTITY_FIELDS])
EXTRACTIONS: Final = _schema(
    "extractions",
    [
        *DOCUMENTS,
        pa.field("mentions", pa.list_(pa.struct(_MENTION_FIELDS))),
        pa.field("entities", pa.list_(pa.struct(_ENTITY_FIELDS))),
        # Filled in place of all but `id` for a text that could not be worked on.
        pa.field("failure", pa.struct([pa.field("error", pa.string()), pa.field("message", pa.string())])),
    ],
)
SCHEMAS: Final = {"documents": DOCUMENTS, "mentions": MENTIONS, "entities": ENTITIES}


class Rows(NamedTuple):
    """Rows of the three tables, as dicts."""

    documents: list[dict[str, Any]]
    mentions: list[dict[str, Any]]
    entities: list[dict[str, Any]]


class Tables(NamedTuple):
    """The three tables."""

    documents: Any
    mentions: Any
    entities: Any


def build_rows(document_id: str, extraction: Extraction) -> Rows:
    """The rows of one document; fields as in ``SCHEMAS``."""
    return Rows(
        [_document_row(document_id, extraction)],
        [{"document_id": document_id, "index": i} | row for i, row in enumerate(_mention_rows(extraction))],
        [{"document_id": document_id, "index": i} | row for i, row in enumerate(_entity_rows(extraction))],
    )


def build_tables(pairs: Iterable[tuple[str, Extraction]]) -> Tables:
    """The three tables of documents, in the order given.

    Args:
        pairs: ids, best unique, and what ``newsner.extract`` returned.

    Returns:
        ``pyarrow.Table`` objects with the schemas ``DOCUMENTS``, ``MENTIONS`` and ``ENTITIES``; without rows for no pair.
    """
    rows = Rows([], [], [])
    for document_id, extraction in pairs:
        for table, added in zip(rows, build_rows(document_id, extraction), strict=True):
            table += added
    return Tables(
        *(pa.Table.from_pylist(table, schema=SCHEMAS[name]) for name, table in zip(Rows._fields, rows, strict=True))
    )


def build_batch(pairs: Iterable[tuple[str, Extraction | Failure]]) -> Any:
    """One ``pyarrow.RecordBatch`` with schema ``EXTRACTIONS``: a row a document, in the order given.

    Args:
        pairs: ids and results, as from ``extract_many(..., as_tuples=True, on_error="record")``.
    """
    return pa.RecordBatch.from_pylist([_nested_row(*pair) for pair in pairs], schema=EXTRACTIONS)


def restore_extraction(
    document: Mapping[str, Any], mentions: Iterable[Mapping[str, Any]], entities: Iterable[Mapping[str, Any]]
) -> Extraction:
    """An extraction again from its rows, equal to the one they were made of.

    Args:
        document: a row of ``documents`` or ``EXTRACTIONS``; other columns are passed over. A null text becomes "".
        mentions: its rows of ``mentions``, in order.
        entities: its rows of ``entities``, in order.
    """
    return Extraction.model_validate(
        {
            "text": document["text"] or "",
            "lang": document["lang"],
            "lang_score": document["lang_score"],
            "mentions": tuple({name: row[name] for name in _MENTION_TYPES} for row in mentions),
            "entities": tuple(_restore_entity(row) for row in entities),
            "warnings": tuple(document["warnings"]),
            "versions": {name: document[name] for name in ("newsner", "pipeline", "knowledge_base", "schema")},
        }
    )


def _document_row(document_id: str, extraction: Extraction) -> dict[str, Any]:
    return {
        "id": document_id,
        "text": extraction.text,
        "lang": extraction.lang,
        "lang_score": extraction.lang_score,
        "n_mentions": len(extraction.mentions),
        "n_entities": len(extraction.entities),
        "warnings": [warning.model_dump() for warning in extraction.warnings],
        **extraction.versions.model_dump(),
    }


def _mention_rows(extraction: Extraction) -> list[dict[str, Any]]:
    return [mention.model_dump() for mention in extraction.mentions]


def _entity_rows(extraction: Extraction) -> list[dict[str, Any]]:
    rows = []
    for entity in extraction.entities:
        row = entity.model_dump()
        row["entity_id"] = row.pop("id")
        names = row.pop("names")
        rows.append(row | {column: names[lang] for lang, column in _NAME_COLUMNS.items()})
    return rows


def _nested_row(document_id: str, result: Extraction | Failure) -> dict[str, Any]:
    if isinstance(result, Failure):
        return {"id": document_id, "failure": {"error": result.error, "message": result.message}}
    return _document_row(document_id, result) | {"mentions": _mention_rows(result), "entities": _entity_rows(result)}


def _restore_entity(row: Mapping[str, Any]) -> dict[str, Any]:
    own = ("label", "kind", "country", "name", "wikidata_id", "is_nil", "description")
    return {
        "id": row["entity_id"],
        **{name: row[name] for name in own},
        "names": {lang: row[column] for lang, column in _NAME_COLUMNS.items()},
        "mentions": tuple(row["mentions"]),
    }
