"""The functions of the package: the methods of one shared ``Newsner``, which loads nothing before it is used."""

from newsner.extractor import Newsner, load

_DEFAULT = Newsner()

extract = _DEFAULT.extract
extract_many = _DEFAULT.extract_many
explain = _DEFAULT.explain
lookup = _DEFAULT.lookup
versions = _DEFAULT.versions

__all__ = ["Newsner", "explain", "extract", "extract_many", "load", "lookup", "versions"]
