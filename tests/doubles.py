"""Stand-ins: a recogniser that finds listed names, and seed entries with defaults.

They live in a module of their own because worker processes import them by name.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from newsner.kb.compiler import compile_table
from newsner.kb.seeds import SeedEntry
from newsner.kb.store import KnowledgeBase
from newsner.recognition.pipelines import Pipelines
from newsner.spans import RecognisedSpan

NAME_TO_SPAN = {
    "Putins": ("PER", 0.95),
    "Putin": ("PER", 0.95),
    "Kari Nordmann": ("PER", 0.9),
    "Oslo": ("GPE", 0.8),
    "Moskau": ("GPE", 0.85),
    "Moscow": ("GPE", 0.85),
    "Equinor": ("ORG", 0.4),
}

PUTIN = SeedEntry(
    id="Q7747",
    label="PER",
    names={"en": ("Vladimir Putin",), "nb": ("Vladimir Putin",), "nn": ("Vladimir Putin",), "de": ("Wladimir Putin",)},
    kind="head of state",
    country="RU",
    prominence=1.0,
    description="president of Russia",
    curated=True,
)
MOSCOW = SeedEntry(
    id="Q649",
    label="GPE",
    names={"en": ("Moscow",), "nb": ("Moskva",), "nn": ("Moskva",), "de": ("Moskau",)},
    kind="city",
    country="RU",
    prominence=0.95,
    curated=True,
)
OSLO = SeedEntry(
    id="Q585", label="GPE", names={"en": ("Oslo",), "nb": ("Oslo",), "nn": ("Oslo",), "de": ("Oslo",)}, kind="city",
    country="NO", prominence=0.95, curated=True,
)  # fmt: skip
ENTRIES = (OSLO, MOSCOW, PUTIN)


class ListedNames(Pipelines):
    """Finds the names of a list, longest first; records the batches it was given."""

    def __init__(self, name_to_span: Mapping[str, tuple[str, float]] | None = None) -> None:
        super().__init__()
        self.name_to_span = dict(NAME_TO_SPAN if name_to_span is None else name_to_span)
        self.batches: list[list[str]] = []

    def __getstate__(self) -> Any:
        return self.name_to_span

    def __setstate__(self, state: Any) -> None:
        self.__init__(state)  # type: ignore[misc]

    def get(self, name: str) -> Any:
        """A pipeline of which only the version is asked for."""
        return SimpleNamespace(version=f"{name}_listed-1")

    def versions(self) -> dict[str, str]:
        """Versions without files."""
        return {name: f"{name}_listed-1" for name in ("nb", "en", "de")}

    def recognise(self, name: str, texts: Sequence[str]) -> list[list[RecognisedSpan]]:
        """Every listed name in every text."""
        self.batches.append(list(texts))
        return [self._find(text) for text in texts]

    def _find(self, text: str) -> list[RecognisedSpan]:
        found: list[Any] = []
        for name in sorted(self.name_to_span, key=len, reverse=True):
            label, score = self.name_to_span[name]
            start = text.find(name)
            while start >= 0:
                if not any(span.start <= start < span.end for span in found):
                    found.append(RecognisedSpan(start, start + len(name), label, score))  # type: ignore[arg-type]
                start = text.find(name, start + len(name))
        return sorted(found)


def compile_entries(path: Path, entries: Sequence[SeedEntry] = ENTRIES) -> KnowledgeBase:
    """A table of a few entries."""
    compile_table(sorted(entries, key=lambda entry: int(entry.id[1:])), [], path)
    return KnowledgeBase.open(path)
