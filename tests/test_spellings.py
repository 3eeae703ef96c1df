"""Spellings that the table build adds to people listed in another script."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "seeds"))

from sources.records import Row
from sources.spellings import add_spellings


@pytest.mark.parametrize(
    ("english", "native", "names"),
    [
        (
            "Oleksandr Turchynov",
            ["Турчинов Олександр Валентинович"],
            {"nb": ["Oleksandr Turtsjynov"], "de": ["Olexandr Turtschynow"]},
        ),
        ("Sergey Andreyev", ["Андреев, Сергей Вадимович"], {"nb": ["Sergej Andrejev"], "de": ["Sergei Andrejew"]}),
        ("Nikos Dendias", ["ΝΙΚΟΣ ΔΕΝΔΙΑΣ"], {"nb": ["Nikos Dendias"], "de": ["Nikos Dendias"]}),
        ("Sergey Andreyev", ["Иван Петров"], {}),
        ("CY Leung", ["梁振英"], {}),
        ("Nouri al-Maliki", ["نوري المالكي"], {}),
        ("Sergey Andreyev", [], {}),
    ],
    ids=lambda value: str(value)[:30],
)
def test_likeliest_spelling_is_added_where_the_names_agree(
    english: str, native: list[str], names: dict[str, list[str]]
) -> None:
    """Cyrillic and Greek give both languages a name; another person's, Chinese and Arabic give none."""
    row = Row("PER", "key", "source")
    add_spellings(row, english, native)
    assert row.names == names


def test_listed_name_beats_a_spelling() -> None:
    """What a source lists is not doubled."""
    row = Row("PER", "key", "source", names={"de": ["Vitali Klitschko"]})
    add_spellings(row, "Vitalij Klychko", ["Віталій Кличко"])
    assert row.names["de"] == ["Vitali Klitschko"]
    assert row.names["nb"] == ["Vitalij Klytsjko"]
