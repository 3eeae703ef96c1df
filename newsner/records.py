"""The records that ``extract()`` returns. Field by field in docs/records.md.

Offsets are code points into the caller's own text, half open: ``extraction.text[mention.start:mention.end] ==
mention.text`` always. Records are frozen and forbid unknown fields, so that a typo in a stored file is an error.
"""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from newsner.labels import Label, Lang

SCHEMA_VERSION: Final = "1"

LinkMethod = Literal["exact", "inflected", "compound", "variant", "short", "fuzzy", "ambiguous", "nil"]
WarningCode = Literal["language", "script", "length", "empty"]
EntityLabel = Literal["PER", "ORG", "GPE", "LOC", "EVT", "PROD"]
Probability = Annotated[float, Field(ge=0.0, le=1.0)]
Offset = Annotated[int, Field(ge=0)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Mention(_Record):
    """A stretch of the text that names an entity."""

    text: str = Field(description="Exactly the characters of the text from `start` to `end`", examples=["Putins"])
    start: Offset = Field(description="First character, code points, counted from 0", examples=[12])
    end: Offset = Field(description="Character behind the last, code points", examples=[18])
    label: Label = Field(description="What the words name here; DRV is a word derived from a name")
    base: str = Field(description="Base form: without genitive or case ending", examples=["Putin"])
    score: Probability | None = Field(
        default=None, description="Calibrated probability that span and label are right; None from a foreign recogniser"
    )
    entity_id: str | None = Field(
        default=None,
        description="Id of the entity; None where linking is off or the mention is ambiguous",
        examples=["Q7747"],
    )
    link_method: LinkMethod | None = Field(
        default=None,
        description="How the entity was found; `ambiguous`: candidates and none stood out; None where linking is off",
    )
    link_score: Probability | None = Field(
        default=None, description="Calibrated probability that `entity_id` is right; None for nil and ambiguous"
    )


class Names(_Record):
    """Display names by language; None where none is attested."""

    nb: str | None = Field(default=None, description="Bokmål")
    nn: str | None = Field(default=None, description="Nynorsk")
    en: str | None = Field(default=None, description="English")
    de: str | None = Field(default=None, description="German")


class Entity(_Record):
    """A real-world entity that the text mentions."""

    id: str = Field(
        description="QID, own id `newsner:E0000001`, or `nil:LABEL:key` for a name that the table lacks; "
        "a nil id names a name, never join people on it",
        examples=["Q7747", "nil:PER:kari nordmann"],
    )
    label: EntityLabel = Field(description="Label of the entity itself, never DRV")
    kind: str | None = Field(default=None, description="What it is, in English", examples=["head of state", "club"])
    country: str | None = Field(default=None, description="ISO 3166-1 alpha-2 country code", examples=["RU"])
    name: str = Field(description="Canonical name: English where there is one; of a nil entity its fullest mention")
    names: Names = Field(default_factory=Names, description="Display names by language")
    wikidata_id: str | None = Field(default=None, description="Wikidata QID", examples=["Q7747"])
    is_nil: bool = Field(description="True where the alias table has no entry for it")
    description: str | None = Field(default=None, description="One line in English", examples=["president of Russia"])
    mentions: tuple[Offset, ...] = Field(description="Indices into `Extraction.mentions`, ascending")


class Warning(_Record):
    """Something about the text that the caller should know; the result is still right as far as it goes."""

    code: WarningCode = Field(description="For programs")
    message: str = Field(description="For people")


class Versions(_Record):
    """What made an extraction."""

    newsner: str = Field(description="Version of the package")
    pipeline: str | None = Field(description="Name and version of the recognition pipeline; None where none ran")
    knowledge_base: str | None = Field(description="Version of the alias table; None where linking was off")
    schema_version: str = Field(default=SCHEMA_VERSION, description="Version of these records", alias="schema")

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


class Extraction(_Record):
    """Who, what and where of one text."""

    text: str = Field(description="The text as it was given")
    lang: Lang | Literal["und"] = Field(description="nb, nn, en or de; `und` where the text has no letters")
    lang_score: Probability | None = Field(description="How sure the language is; None if the caller gave it")
    mentions: tuple[Mention, ...] = Field(default=(), description="In text order, never overlapping")
    entities: tuple[Entity, ...] = Field(default=(), description="By first mention; () where linking is off")
    warnings: tuple[Warning, ...] = Field(default=(), description="In no particular order")
    versions: Versions = Field(description="What made this extraction")


class Candidate(_Record):
    """An entry of the alias table that a name may mean."""

    entity_id: str = Field(description="QID or own id")
    name: str = Field(description="Canonical name of the entry")
    label: EntityLabel = Field(description="Label of the entry")
    form: str = Field(description="The stored alias, or the part of the name, that matched")
    method: LinkMethod = Field(description="How it matched")
    score: Probability = Field(description="How good the match is among the candidates")
    prominence: Probability = Field(description="How likely a reader takes the bare name for this entry")


class Failure(_Record):
    """A text of a batch that could not be worked on (``on_error="record"``)."""

    index: Offset = Field(description="Position of the text in the input, counted from 0")
    error: str = Field(description="Name of the error", examples=["InputTypeError"])
    message: str = Field(description="What was wrong and what to do")
