"""Where the words of a text stand, found once for all stages that look for names in it.

A text repeats its words, and most of them begin no name. What a stage has to know of a word it asks once for each distinct word, and
goes to the places of the few that matter.
"""

import re
from typing import Final

WordStarts = dict[str, list[int]]

_WORD: Final = re.compile(r"\w+")


def index_words(text: str) -> WordStarts:
    """First characters of each distinct word (letters, digits and underscores in a row), in text order."""
    starts: WordStarts = {}
    for word in _WORD.finditer(text):
        starts.setdefault(word[0], []).append(word.start())
    return starts
