"""Stand-ins: a recogniser that finds listed names, seed entries with defaults, texts with marked names.

They live in a module of their own because worker processes import them by name.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from newsner.kb.compiler import compile_table
from newsner.kb.seed_entry import SeedEntry
from newsner.kb.seeds import DeniedForm
from newsner.kb.store import KnowledgeBase
from newsner.kb.table_format import encode_id
from newsner.recognition.pipelines import Pipelines
from newsner.spans import MentionSpan, RecognisedSpan

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


def compile_entries(
    path: Path,
    entries: Sequence[SeedEntry] = ENTRIES,
    denied: Iterable[DeniedForm] = (),
    common: Collection[str] = (),
) -> KnowledgeBase:
    """A table of a few entries."""
    compile_table(sorted(entries, key=lambda entry: encode_id(entry.id)), denied, path, common)
    return KnowledgeBase.open(path)


def number_entries(entries: Iterable[SeedEntry]) -> list[SeedEntry]:
    """Ids of the project's own for entries without one."""
    return [
        entry if entry.id else entry._replace(id=f"newsner:E{number:07d}") for number, entry in enumerate(entries, 1)
    ]


def make_entry(
    label: str, name: str, *also: str, langs: Mapping[str, Sequence[str]] | None = None, **fields: Any
) -> SeedEntry:
    """A curated entry; `name` and `also` hold in every language, `langs` adds names of one language."""
    names: dict[str, tuple[str, ...]] = {"en": (name,), "any": (name, *also)}
    for lang, added in (langs or {}).items():
        names[lang] = (*names.get(lang, ()), *added)
    return SeedEntry(**{"id": "", "label": label, "names": names, "prominence": 0.9, "curated": True, **fields})


# What a recogniser says of a name that it is neither very sure nor unsure of.
USUAL_SCORE = 0.75
_MARK = re.compile(r"\{([A-Z]{3,4})(?: ([01]\.\d+))?:([^{}]*)\}")


def read_marked(marked: str) -> tuple[str, list[RecognisedSpan]]:
    """Text and spans of a marked text: `{PER:Putin}`, with a score `{PER 0.5:Putin}`."""
    text, spans, after = "", list[RecognisedSpan](), 0
    for mark in _MARK.finditer(marked):
        text += marked[after : mark.start()]
        label: Any = mark[1]
        spans.append(RecognisedSpan(len(text), len(text) + len(mark[3]), label, float(mark[2] or USUAL_SCORE)))
        text += mark[3]
        after = mark.end()
    return text + marked[after:], spans


def read_mentions(marked: str) -> list[MentionSpan]:
    """The marks of a text as settled mentions."""
    text, spans = read_marked(marked)
    return [MentionSpan(start, end, label, text[start:end], score) for start, end, label, score in spans]


def write_marked(text: str, mentions: Iterable[MentionSpan | RecognisedSpan]) -> str:
    """A text with its mentions marked: `{PER:Putin}`, without scores."""
    marked, after = "", 0
    for mention in mentions:
        assert mention.start >= after, f"{mention} overlaps or is out of order"
        marked += f"{text[after : mention.start]}{{{mention.label}:{text[mention.start : mention.end]}}}"
        after = mention.end
    return marked + text[after:]


class MissingTable:
    """Work that opens a table where there is none, in the worker process."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __setstate__(self, state: Mapping[str, Path]) -> None:
        KnowledgeBase.open(state["path"])

    def __call__(self, texts: list[Any]) -> list[Any]:
        """Never reached."""
        return texts


class BlasThreads:
    """Work that tells how many threads the BLAS of its process has."""

    def __call__(self, texts: list[Any]) -> list[Any]:
        """One number a text."""
        import numpy as np
        from threadpoolctl import threadpool_info

        assert np.ones((2, 2)).sum()
        return [max(pool["num_threads"] for pool in threadpool_info()) for _ in texts]
