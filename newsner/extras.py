"""Optional libraries: imported where they are used, with an error that says how to get the one that is missing.

In: the name of a module and of the extra in pyproject.toml that brings it. Out: the module.
"""

from importlib import import_module
from typing import Any

from newsner.errors import MissingExtraError


def require(module: str, extra: str) -> Any:
    """An optional module, imported.

    Args:
        module: full name, ``"pyarrow.parquet"``.
        extra: the extra that installs it, ``"arrow"``.

    Raises:
        MissingExtraError: it is not installed; the message has the command that installs it.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        # A module that is there and lacks one of its own is broken, not missing.
        if error.name is None or not module.startswith(error.name):
            raise
        raise MissingExtraError(f"{module} is not installed: pip install 'newsner[{extra}]'") from None
