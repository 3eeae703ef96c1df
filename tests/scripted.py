"""A recogniser that finds what it is told, in place of a trained one."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

import spacy
from spacy.tokens import Doc


class Scripted:
    """A pipeline that finds what it is told, where the text has it: ``(surface, label, score)``."""

    def __init__(self, *names: tuple[str, str, float]) -> None:
        self.names = names
        self.blank = spacy.blank("en")

    def memory_zone(self) -> AbstractContextManager[Any]:
        return self.blank.memory_zone()

    def pipe(self, texts: list[str]) -> Iterator[Doc]:
        for text in texts:
            doc = self.blank.make_doc(text)
            here = [name for name in self.names if name[0] in text]
            spans: list[Any] = [doc.char_span(text.index(s), text.index(s) + len(s), label) for s, label, _ in here]
            doc.spans["newsner"] = spans
            doc.spans["newsner"].attrs["scores"] = [score for *_, score in here]
            yield doc
