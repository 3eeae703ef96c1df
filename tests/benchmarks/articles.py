"""Texts to measure with: the sample articles with new words in them, and short articles full of words nobody has seen."""

import random
import re
from collections.abc import Iterator
from functools import partial
from itertools import cycle, islice
from pathlib import Path

ARTICLES = Path(__file__).resolve().parents[2] / "seeds" / "articles"
DEVELOP = ARTICLES.parent / "gold" / "develop"
# Share of the tokens of a running text that are not among the last 40 000 word types, which is how many the recogniser
# keeps: counted on the first 3 million tokens of the raw text that the Norwegian pipeline learned from, 0.9 million of the English and
# 3 million of the German (models/README.md), 2026-11-22.
UNSEEN = {"nb": 0.12, "nn": 0.12, "en": 0.06, "de": 0.06}
_WORD = re.compile(r"[^\W\d_]{3,}")
_CONSONANTS, _VOWELS = "bdfgklmnprstv", "aeiouy"
_FRAMES = (
    "I {0} møtte {1} {2} ordføreren i {3}, og Støre sa at {4} ikke var {5}.",
    "In {0} {1} {2} met the mayor of {3}, and Putin said that the {4} was {5}.",
    "In {0} traf {1} {2} den Bürgermeister von {3}, und Scholz sagte, dass {4} {5} war.",
)


def read_articles(lang: str = "*") -> list[str]:
    """The sample articles of a language, of all with "*"."""
    return [path.read_bytes().decode("utf-8") for path in _find_articles(lang)]


def read_develop() -> list[str]:
    """The develop half of seeds/gold."""
    return [path.read_bytes().decode("utf-8") for path in sorted(DEVELOP.glob("*.txt"))]


def count_words(texts: list[str]) -> int:
    """Words between spaces."""
    return sum(len(text.split()) for text in texts)


def make_articles(number: int, lang: str = "*", seed: int = 1) -> Iterator[str]:
    """So many articles of real length in one language or all four: the sample ones in turn, a share of their words made up anew each time.

    Names are made up as often as other words: those are what linking looks for longest.
    """
    chance = random.Random(seed)
    sources = [(path.read_bytes().decode("utf-8"), UNSEEN[path.name.split(".")[-2]]) for path in _find_articles(lang)]
    # Words of three letters on are what is made up: the others stay, so that more of these must go.
    shares = [share * count_tokens(text) / len(_WORD.findall(text)) for text, share in sources]

    def replace(match: re.Match[str], share: float) -> str:
        if chance.random() >= share:
            return match[0]
        word = _make_word(chance)
        return word.capitalize() if match[0][0].isupper() else word

    for (text, _), share in islice(cycle(zip(sources, shares, strict=True)), number):
        yield _WORD.sub(partial(replace, share=share), text)


def count_tokens(text: str) -> int:
    """Words and marks, as the shares of ``UNSEEN`` were counted."""
    return len(re.findall(r"\w+|[^\w\s]", text))


def make_unseen(number: int, seed: int = 1) -> Iterator[str]:
    """Short articles in three languages with six made-up words each, names among them; the same for the same seed."""
    chance = random.Random(seed)
    for index in range(number):
        words = [_make_word(chance) for _ in range(6)]
        names = [word.title() if 1 <= place <= 3 else word for place, word in enumerate(words)]
        yield _FRAMES[index % len(_FRAMES)].format(*names)


def _find_articles(lang: str = "*") -> list[Path]:
    return sorted(ARTICLES.glob(f"*.{lang}.txt"))


def _make_word(chance: random.Random) -> str:
    return "".join(chance.choice(_CONSONANTS) + chance.choice(_VOWELS) for _ in range(chance.randint(3, 6)))
