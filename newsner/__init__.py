"""Who, what and where in the news, in Norwegian, English and German, with one id per real-world entity.

    >>> import newsner
    >>> extraction = newsner.extract("Wladimir Putin traf Sergej Lawrow in Moskau.")
    >>> [(entity.id, entity.name) for entity in extraction.entities]

Importing this package loads no model and no table; both open at first use.
"""

from typing import TYPE_CHECKING, Any

from newsner.errors import (
    DataError,
    InputTypeError,
    InputValueError,
    LanguageError,
    MissingExtraError,
    NewsnerError,
    SeedError,
)
from newsner.records import (
    Candidate,
    Entity,
    Extraction,
    Failure,
    Mention,
    Names,
    Versions,
    Warning,
)
from newsner.version import __version__

if TYPE_CHECKING:
    from newsner.api import Newsner, explain, extract, extract_many, load, lookup

__all__ = [
    "Candidate",
    "DataError",
    "Entity",
    "Extraction",
    "Failure",
    "InputTypeError",
    "InputValueError",
    "LanguageError",
    "Mention",
    "MissingExtraError",
    "Names",
    "Newsner",
    "NewsnerError",
    "SeedError",
    "Versions",
    "Warning",
    "__version__",
    "explain",
    "extract",
    "extract_many",
    "load",
    "lookup",
]


def __getattr__(name: str) -> Any:
    # Lazy: the stages need numpy and the store, which would triple the import time of a program that only reads records.
    if name in __all__:
        from newsner import api

        return getattr(api, name)
    raise AttributeError(f"module 'newsner' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
