"""Fixtures: a table of three entries, a Newsner on it with listed names, and whether trained pipelines are there."""

import os
from pathlib import Path

import pytest
from doubles import ListedNames, compile_entries

from newsner.data_files import locate
from newsner.errors import DataError
from newsner.extractor import Newsner
from newsner.kb.store import KnowledgeBase
from newsner.labels import PIPELINES

ROOT = Path(__file__).resolve().parent.parent


def find_missing() -> list[str]:
    """Data that tests with the marker `pipelines` need and that is not there."""
    missing = []
    for name in ("table", *(f"models/{pipeline}/meta.json" for pipeline in PIPELINES)):
        try:
            locate(name)
        except DataError:
            missing.append(name)
    return missing


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip tests with trained pipelines where they are missing; in CI they run and fail (test_public.py)."""
    missing = find_missing()
    if not missing or os.environ.get("CI"):
        return
    skip = pytest.mark.skip(reason=f"missing: {', '.join(missing)}")
    for item in items:
        if item.get_closest_marker("pipelines"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def tiny_table(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """A compiled table of Putin, Moscow and Oslo."""
    return compile_entries(tmp_path_factory.mktemp("kb") / "table")


@pytest.fixture
def names() -> ListedNames:
    """A recogniser that finds listed names."""
    return ListedNames()


@pytest.fixture
def newsner_stub(tiny_table: KnowledgeBase, names: ListedNames) -> Newsner:
    """A Newsner without trained data."""
    return Newsner(knowledge_base=tiny_table, pipelines=names)
