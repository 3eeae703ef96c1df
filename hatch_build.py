"""Build hook: compile `seeds/` into the alias table and put it and the pipelines into the wheel.

In: `seeds/`, `models/LANG/`. Out: `newsner/data/table/` in the source tree; in a wheel `newsner/data/models/LANG/` too.
An editable install compiles the table and copies nothing: its code runs from the source tree, where
`newsner.data_files` finds `models/`. Runs in an isolated build environment that has marisa-trie and anyascii and none
of the dependencies.
"""

import hashlib
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "newsner"
TABLE = "newsner/data/table"
# The demo runs from an installed wheel too.
ARTICLES = "seeds/articles"
# Beside the table and not in it: the table's bytes depend on its content alone.
STAMP = "newsner/data/table.sha256"
INPUTS = ("seeds/curated/*.tsv", "seeds/bulk/*.jsonl", "seeds/own_ids.tsv", "seeds/common_words.txt", "newsner/kb/*.py")


class TableBuildHook(BuildHookInterface[Any]):
    """Runs before a wheel or an editable install is put together; sdists carry the sources of the table."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the table if its inputs changed, and name the data that goes into the wheel."""
        root = Path(self.root)
        if self.target_name != "wheel":
            return
        if not is_up_to_date(root):
            compile_table(root)
        build_data["artifacts"].append(f"/{TABLE}/**")
        if version == "standard":
            build_data["force_include"].update(list_pipelines(root))
            build_data["force_include"][str(root / ARTICLES)] = f"{PACKAGE}/data/{ARTICLES}"


def is_up_to_date(root: Path) -> bool:
    """Whether the table was compiled from the inputs as they are."""
    stamp = root / STAMP
    return (root / TABLE).is_dir() and stamp.is_file() and stamp.read_text() == hash_inputs(root)


def compile_table(root: Path) -> None:
    """Compile the table, without running `newsner/__init__.py`, whose dependencies a build does not have."""
    package = ModuleType(PACKAGE)
    package.__path__ = [str(root / PACKAGE)]
    sys.modules[PACKAGE] = package
    try:
        compiler = importlib.import_module(f"{PACKAGE}.kb.compiler")
        compiler.compile_seeds(root / "seeds", root / TABLE)
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] == PACKAGE]:
            del sys.modules[name]
    (root / STAMP).write_text(hash_inputs(root))


def hash_inputs(root: Path) -> str:
    """SHA-256 over names and contents of all that the table depends on."""
    digest = hashlib.sha256()
    for path in _list_inputs(root):
        digest.update(f"{path.relative_to(root).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def list_pipelines(root: Path) -> dict[str, str]:
    """Folder of each trained pipeline to its place in the wheel."""
    metas = sorted(root.glob("models/*/meta.json"))
    return {str(meta.parent): f"{PACKAGE}/data/models/{meta.parent.name}" for meta in metas}


def _list_inputs(root: Path) -> Iterator[Path]:
    for pattern in INPUTS:
        yield from sorted(root.glob(pattern))
