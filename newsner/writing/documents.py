"""What writers take, and how its offsets are counted and its other fields typed."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final, Literal, NamedTuple, Protocol

from newsner.records import Extraction

Offsets = Literal["codepoints", "utf16", "bytes"]
UNIT_TO_CODEC: Final[dict[str, tuple[str, int]]] = {"utf16": ("utf-16-le", 2), "bytes": ("utf-8", 1)}
# Fields of a row of JSON Lines that have no column of their own, as one JSON object.
OTHER_FIELDS: Final = "other_fields"


class Document(NamedTuple):
    """An extraction with its id and what else the input said about the article."""

    id: str
    extraction: Extraction
    fields: Mapping[str, Any] = {}
    encoding: str = "utf-8"


class WriteOptions(NamedTuple):
    """How to write documents.

    Args:
        offsets: what ``start`` and ``end`` count: code points, UTF-16 units (JavaScript, Java), or bytes of UTF-8.
        keep_text: False leaves the article's text out; mentions keep their words.
        columns: other fields by type, for formats with columns (``Reader.describe_columns``).
        header: whether each file of a format that has a header gets one; False for parts that are to be joined.
    """

    offsets: Offsets = "codepoints"
    keep_text: bool = True
    columns: Mapping[str, Any] = {}
    header: bool = True


class Writer(Protocol):
    """An open file, or several of one shard."""

    def write(self, document: Document) -> None:
        """Add a document."""
        ...

    def close(self) -> None:
        """Finish the file; without it, it is not whole."""
        ...


def shift_offsets(extraction: Extraction, offsets: Offsets) -> Extraction:
    """The extraction with offsets in another unit; ``text[start:end]`` then holds in that unit only."""
    if offsets == "codepoints" or extraction.text.isascii():
        return extraction
    codec, width = UNIT_TO_CODEC[offsets]
    # Mentions are in text order and never overlap: each stretch of the text is encoded once.
    bounds = [0, *(bound for mention in extraction.mentions for bound in (mention.start, mention.end))]
    shifted, position = [], 0
    for start, end in pairwise(bounds):
        position += len(extraction.text[start:end].encode(codec)) // width
        shifted.append(position)
    return _with_offsets(extraction, shifted)


def restore_offsets(extraction: Extraction, offsets: Offsets) -> Extraction:
    """Back to code points; the text must be there unless it is ASCII only."""
    if offsets == "codepoints":
        return extraction
    codec, width = UNIT_TO_CODEC[offsets]
    content = extraction.text.encode(codec)
    bounds = [0, *(bound * width for mention in extraction.mentions for bound in (mention.start, mention.end))]
    restored, position = [], 0
    for start, end in pairwise(bounds):
        position += len(content[start:end].decode(codec))
        restored.append(position)
    return _with_offsets(extraction, restored)


def _with_offsets(extraction: Extraction, bounds: list[int]) -> Extraction:
    mentions = tuple(
        mention.model_copy(update={"start": start, "end": end})
        for mention, start, end in zip(extraction.mentions, bounds[::2], bounds[1::2], strict=True)
    )
    return extraction.model_copy(update={"mentions": mentions})


def to_plain(value: Any) -> Any:
    """A value that JSON can hold: of a ``pyarrow`` scalar the Python value, or its text where Python has no such type."""
    if not hasattr(value, "as_py"):
        return value
    try:
        return value.as_py()
    except ValueError:
        # Nanoseconds.
        return value.cast("string").as_py()


def to_json(value: Any) -> str:
    """JSON text; dates and other types as strings."""
    from pydantic_core import to_json as dump

    return dump(value, fallback=str, bytes_mode="base64", inf_nan_mode="null").decode()
