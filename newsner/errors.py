"""Everything newsner raises on its own account.

NewsnerError
|-- InputTypeError    (also a TypeError)   an argument of the wrong type
|-- InputValueError   (also a ValueError)  the right type, a value that cannot be worked with
|-- SeedError         (also a ValueError)  a row of the alias table's sources is wrong; names file and line
|-- DataError                              a file of the installation is missing or damaged
|-- LanguageError                          a text in another language under ``on_language="raise"``
`-- MissingExtraError (also an ImportError) an optional library that the call needs is not installed
"""


class NewsnerError(Exception):
    """Base of all errors of newsner."""


class InputTypeError(NewsnerError, TypeError):
    """An argument has the wrong type; the message says which was given and which is wanted."""


class InputValueError(NewsnerError, ValueError):
    """An argument has a value that cannot be worked with; the message gives the value and the next step."""


class SeedError(NewsnerError, ValueError):
    """A row of a seed file is wrong; the message gives file, line, column and the next step."""


class DataError(NewsnerError):
    """A pipeline or the alias table is missing or damaged; the message says how to get it back."""


class LanguageError(NewsnerError):
    """A text is in a language or script that newsner does not read, under ``on_language="raise"``."""


class MissingExtraError(NewsnerError, ImportError):
    """An optional library is not installed; the message has the command that installs it."""
