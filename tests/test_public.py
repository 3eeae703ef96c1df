"""The public face: names, signatures, a light import, and the data that a release must have."""

import inspect
import os
import subprocess
import sys
from typing import Any, get_type_hints

import pytest
from conftest import find_missing

import newsner

FACE = [
    "Candidate", "DataError", "Entity", "Extraction", "Failure", "InputTypeError", "InputValueError", "LanguageError",
    "Mention", "MissingExtraError", "Names", "Newsner", "NewsnerError", "SeedError", "Versions", "Warning", "__version__", "explain", "extract",
    "extract_many", "load", "lookup",
]  # fmt: skip
# What an import may not pull in: together they take seconds and hundreds of megabytes.
HEAVY = ("spacy", "thinc", "numpy", "typer", "rich", "marisa_trie", "py3langid", "tqdm")


def test_all_is_the_public_face() -> None:
    """A name added or lost is a decision, made here too."""
    assert newsner.__all__ == FACE
    assert dir(newsner) == FACE


@pytest.mark.parametrize("name", FACE)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    """Each name resolves, and each function and class says what it does."""
    value = getattr(newsner, name)
    assert isinstance(value, str) or inspect.getdoc(value)


def test_unknown_name_is_an_attribute_error() -> None:
    """Lazy names do not swallow typos."""
    with pytest.raises(AttributeError, match="extrakt"):
        newsner.extrakt  # noqa: B018


@pytest.mark.parametrize("statement", ["import newsner", "from newsner import Extraction", "import newsner.cli"])
def test_import_is_light(statement: str) -> None:
    """Programs that read records only pay for pydantic only; the command line adds typer."""
    allowed = ("typer", "rich") if "cli" in statement else ()
    code = f"{statement}; import sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert [name for name in eval(run.stdout) if name not in allowed] == []


def test_import_has_no_side_effects() -> None:
    """No handlers, no environment, no files."""
    code = (
        "import logging, os; before = dict(os.environ), list(logging.root.handlers);"
        "import newsner; assert before == (dict(os.environ), list(logging.root.handlers))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("texts", [["Putin"], ("Putin",), iter(["Putin"])], ids=["list", "tuple", "iterator"])
def test_extract_of_many_names_extract_many(texts: Any) -> None:
    """The most likely mistake is told its remedy before anything is loaded."""
    with pytest.raises(newsner.InputTypeError, match="extract_many"):
        newsner.extract(texts)


@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        ("extract", ["text", "lang", "date", "link", "min_score"]),
        (
            "extract_many",
            ["texts", "lang", "link", "min_score", "as_tuples", "batch_size", "n_process", "on_error"],
        ),
        ("explain", ["text", "lang", "date"]),
        ("lookup", ["name", "lang"]),
        ("load", ["aliases", "models", "on_language"]),
    ],
)
def test_signatures_are_fixed(function: str, parameters: list[str]) -> None:
    """Other programs call these; everything behind the first argument is keyword-only."""
    signature = inspect.signature(getattr(newsner, function))
    assert list(signature.parameters) == parameters
    optional = [each for each in signature.parameters.values() if each.name not in ("text", "texts", "name")]
    assert all(each.kind is inspect.Parameter.KEYWORD_ONLY for each in optional)


@pytest.mark.parametrize(
    "name", ["InputTypeError", "InputValueError", "SeedError", "DataError", "LanguageError", "MissingExtraError"]
)
def test_errors_have_one_base(name: str) -> None:
    """`except newsner.NewsnerError` catches all of them."""
    assert issubclass(getattr(newsner, name), newsner.NewsnerError)


def test_extract_is_typed() -> None:
    """The return type is the record itself."""
    assert get_type_hints(newsner.extract)["return"] is newsner.Extraction


@pytest.mark.skipif(not os.environ.get("CI"), reason="a checkout without trained pipelines is fine outside CI")
def test_ci_has_table_and_pipelines() -> None:
    """Tests that are skipped for lack of data must not pass for a release."""
    assert find_missing() == []


@pytest.mark.pipelines
@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Vladimir Putin møtte Sergej Lavrov i Moskva i går, og det ble ikke sagt noe mer om saken.", "nb"),
        ("Vladimir Putin møtte Sergej Lavrov i Moskva i går, og det vart ikkje sagt noko meir om saka.", "nn"),
        ("Vladimir Putin met Sergei Lavrov in Moscow yesterday, and nothing more was said about it.", "en"),
        ("Wladimir Putin traf gestern Sergej Lawrow in Moskau, und mehr wurde dazu nicht gesagt.", "de"),
    ],
    ids=["nb", "nn", "en", "de"],
)
def test_one_id_whatever_the_language(text: str, lang: str) -> None:
    """Three entities of the shipped table, the same ids in four languages (leans on shipped aliases)."""
    extraction = newsner.extract(text)
    assert extraction.lang == lang
    assert {entity.id for entity in extraction.entities} >= {"Q7747", "Q58217", "Q649"}
    assert not any(entity.is_nil for entity in extraction.entities)
