"""What a run did, in numbers."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from newsner.records import Extraction


class Summary(NamedTuple):
    """What was written, and how many articles were rejected; entities are counted article by article."""

    articles: int = 0
    words: int = 0
    mentions: int = 0
    entities: int = 0
    failures: int = 0
    encodings: Mapping[str, int] = {}

    def add(self, extraction: Extraction, encoding: str) -> "Summary":
        """The summary with one more article."""
        words, mentions, entities = len(extraction.text.split()), len(extraction.mentions), len(extraction.entities)
        return self.join(Summary(1, words, mentions, entities, encodings={encoding: 1}))

    def join(self, other: "Summary") -> "Summary":
        """Both together."""
        counts = {name: self.encodings.get(name, 0) + count for name, count in other.encodings.items()}
        return Summary(
            self.articles + other.articles,
            self.words + other.words,
            self.mentions + other.mentions,
            self.entities + other.entities,
            self.failures + other.failures,
            {**self.encodings, **counts},
        )

    @classmethod
    def restore(cls, stored: Mapping[str, Any]) -> "Summary":
        """A summary from its ``_asdict()``."""
        return cls(**stored)

    def render(self, seconds: float) -> str:
        """One line for people; ``seconds`` is the time of all of it, above 0.0."""
        line = (
            f"{self.articles} articles, {self.words} words, {self.mentions} mentions, {self.entities} entities, "
            f"{self.failures} failures, {self.words / seconds:.0f} words/s with loading"
        )
        others = {name: count for name, count in sorted(self.encodings.items()) if name not in ("utf-8", "xml")}
        return line + "".join(f", {count} in {name}" for name, count in others.items())
