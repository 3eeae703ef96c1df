"""Open tables by their paths: the installed one, another in its place, and users' tables on top.

In: paths of files and folders. Out: one `KnowledgeBase`. What a folder holds is told by the format in its header.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from newsner.data_files import locate
from newsner.errors import DataError, InputValueError
from newsner.kb.overlay import OverlaidKnowledgeBase
from newsner.kb.store import KnowledgeBase
from newsner.kb.table_format import HEADER
from newsner.kb.user_compiler import compile_file
from newsner.kb.user_format import USER_FORMAT
from newsner.kb.user_table import UserTable

AliasSource = str | Path | Sequence[str | Path]


def open_aliases(kb: KnowledgeBase | None, aliases: AliasSource) -> KnowledgeBase:
    """Put users' tables over a table, in their order.

    Args:
        kb: The table under them; None takes the installed one.
        aliases: One path or several: `.csv`, `.tsv`, `.jsonl` files, folders of compiled user tables. A folder of a whole table
            takes the place of everything below it.

    Raises:
        InputValueError: A path that is not there, or a wrong row.
        DataError: A compiled table is damaged.
    """
    paths = [aliases] if isinstance(aliases, str | Path) else list(aliases)
    for path in map(Path, paths):
        if not path.exists():
            raise InputValueError(f"aliases: there is no file or folder {str(path)!r}")
        if path.is_dir() and not is_user_table(path):
            kb = KnowledgeBase.open(path)
            continue
        kb = KnowledgeBase.open(locate("table")) if kb is None else kb
        kb = OverlaidKnowledgeBase(kb, UserTable(path) if path.is_dir() else _compile(path, kb))
    if kb is None:
        raise InputValueError("aliases names no table: give a path, or None for the installed one")
    return kb


def is_user_table(folder: Path) -> bool:
    """Whether a folder holds a compiled user table; a whole table otherwise."""
    try:
        return bool(json.loads((folder / HEADER).read_text(encoding="utf-8")).get("format") == USER_FORMAT)
    except (OSError, ValueError) as error:
        raise DataError(
            f"No alias table in {folder} ({error}). Give a folder that `newsner aliases compile` wrote."
        ) from None


def _compile(source: Path, kb: KnowledgeBase) -> UserTable:
    # Worker processes open it too, so it has to lie in a file as long as the table is used.
    folder = TemporaryDirectory(prefix="newsner-")
    path = Path(folder.name) / "table"
    compile_file(source, path, kb)
    return UserTable(path, keep=folder)
