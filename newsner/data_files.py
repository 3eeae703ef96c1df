"""Where the data of the installation lies: the compiled table and the pipelines.

In: a name such as `table` or `models/nb`. Out: its path, in the folder that ``NEWSNER_DATA`` names, else in the package
(an installed wheel), else in the repository (a source checkout, where pipelines lie in `models/`).
"""

import os
from pathlib import Path
from typing import Final

from newsner.errors import DataError

DATA_VARIABLE: Final = "NEWSNER_DATA"
_PACKAGE_DATA: Final = Path(__file__).resolve().parent / "data"
_REPOSITORY: Final = Path(__file__).resolve().parent.parent


def locate(name: str) -> Path:
    """Find a file or folder of the installation.

    Args:
        name: Path relative to the data folder, with `/`: `table`, `models/nb`.

    Returns:
        The first that exists of: ``$NEWSNER_DATA/name``, ``newsner/data/name``, ``REPOSITORY/name``.

    Raises:
        DataError: It is in none of them, or ``NEWSNER_DATA`` names no folder.
    """
    folders = [*_find_override(), _PACKAGE_DATA, _REPOSITORY]
    for folder in folders:
        if (folder / name).exists():
            return folder / name
    searched = ", ".join(str(folder) for folder in folders)
    raise DataError(
        f"{name!r} is missing, looked for in {searched}. Run `pip install --force-reinstall newsner`, "
        "or `make table` for the table of a source checkout."
    )


def _find_override() -> list[Path]:
    value = os.environ.get(DATA_VARIABLE)
    if not value:
        return []
    if not Path(value).is_dir():
        raise DataError(f"{DATA_VARIABLE} is {value!r}, which is no folder. Set it to a data folder or unset it.")
    return [Path(value)]
