"""Texts to measure with: the sample articles over and over, and short articles full of words nobody has seen."""

import random
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

ARTICLES = Path(__file__).resolve().parents[2] / "seeds" / "articles"
DEVELOP = ARTICLES.parent / "gold" / "develop"
_CONSONANTS, _VOWELS = "bdfgklmnprstv", "aeiouy"
_FRAMES = (
    "I {0} møtte {1} {2} ordføreren i {3}, og Støre sa at {4} ikke var {5}.",
    "In {0} {1} {2} met the mayor of {3}, and Putin said that the {4} was {5}.",
    "In {0} traf {1} {2} den Bürgermeister von {3}, und Scholz sagte, dass {4} {5} war.",
)


def read_articles(lang: str = "*") -> list[str]:
    """The sample articles of a language, of all with "*"."""
    return [path.read_bytes().decode("utf-8") for path in sorted(ARTICLES.glob(f"*.{lang}.txt"))]


def read_develop() -> list[str]:
    """The develop half of seeds/gold."""
    return [path.read_bytes().decode("utf-8") for path in sorted(DEVELOP.glob("*.txt"))]


def count_words(texts: list[str]) -> int:
    """Words between spaces."""
    return sum(len(text.split()) for text in texts)


def repeat_articles(number: int) -> Iterator[str]:
    """So many articles, the sample ones in turn, no two alike: each ends with its number."""
    return (f"{text}\n\n{index}" for index, text in enumerate(islice(cycle(read_articles()), number)))


def make_unseen(number: int, seed: int = 1) -> Iterator[str]:
    """Short articles in three languages with six made-up words each, names among them; the same for the same seed."""
    chance = random.Random(seed)
    for index in range(number):
        words = [_make_word(chance) for _ in range(6)]
        names = [word.title() if 1 <= place <= 3 else word for place, word in enumerate(words)]
        yield _FRAMES[index % len(_FRAMES)].format(*names)


def _make_word(chance: random.Random) -> str:
    return "".join(chance.choice(_CONSONANTS) + chance.choice(_VOWELS) for _ in range(chance.randint(3, 6)))
