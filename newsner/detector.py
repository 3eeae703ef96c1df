"""The model of py3langid, read many bytes at a time.

In: a text. Out: one score for each language, the same to the last bit as `py3langid.langid.LanguageIdentifier.rank` gives; that
walks its automaton byte by byte in Python and is a hundred times slower, more than recognition can spare.
"""

import unicodedata
from collections import Counter
from collections.abc import Collection
from typing import Any

import numpy as np
from py3langid import langid  # type: ignore[import-untyped]

Numbers = np.ndarray[Any, Any]


class Detector:
    """Scores of some of py3langid's languages, each of them one class of its model.

    Args:
        langs: codes of the languages.

    Raises:
        OSError, EOFError, ValueError, lzma.LZMAError: the model file is missing or damaged.
    """

    def __init__(self, langs: Collection[str]) -> None:
        full = langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
        full.set_languages(langs)
        self._langs: list[str] = full.nb_classes
        # Rows in one piece and in the precision of the sums: a text gathers a thousand of them.
        self._weights = np.ascontiguousarray(full.nb_ptc, dtype=np.float32)
        self._priors = full.nb_pc
        self._moves = np.frombuffer(full.tk_nextmove, dtype=full.tk_nextmove.typecode)
        self._rows = np.frombuffer(full.tk_row, dtype=full.tk_row.typecode).astype(np.int32) << 8
        self._outputs = np.array(full.tk_output, dtype=np.int32)

    def score(self, text: str) -> dict[str, float]:
        """Log-likelihood of each language, up to a term that is the same for all."""
        data = unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")
        found = self._outputs[self._walk(data)]
        # In the order of first sight: sums of floats depend on it.
        counts = Counter(found[found >= 0].tolist())
        if not counts:
            return dict.fromkeys(self._langs, langid.RAW_FLOOR)
        numbers = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        scores = np.log1p(numbers) @ self._weights[list(counts)] + self._priors
        return dict(zip(self._langs, scores.tolist(), strict=True))

    def _walk(self, data: bytes) -> Numbers:
        """The states that the automaton goes through, all bytes at once.

        The state behind each byte is computed from a guess at the one before, until no guess changes. That is the walk
        itself, whatever the automaton; it takes one round a byte of the longest n-gram, since no state remembers more.
        """
        letters = np.frombuffer(data, dtype=np.uint8)
        before = np.zeros(len(letters), dtype=np.int32)
        while True:
            states: Numbers = self._moves[self._rows[before] + letters]
            if np.array_equal(states[:-1], before[1:]):
                return states
            before[1:] = states[:-1]
