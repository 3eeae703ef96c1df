"""Articles from files: plain text, JSON Lines, CSV, Parquet, web pages, and the news industry's XML.

In: paths, folders, patterns, standard input. Out: in a fixed order, one item after the other, a ``Record`` for each article
and a ``Reject`` with reason and line for each that cannot be read; nothing is held in memory but the item at hand.
docs/formats.md says what each format becomes.
"""

from newsner.reading.finding import Inputs, Totals, find_inputs
from newsner.reading.items import InputFile, InputFormat, ReadOptions, Record, Reject
from newsner.reading.reader import Position, Reader

__all__ = [
    "InputFile",
    "InputFormat",
    "Inputs",
    "Position",
    "ReadOptions",
    "Reader",
    "Record",
    "Reject",
    "Totals",
    "find_inputs",
]
