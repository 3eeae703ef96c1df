"""Articles from files: plain text, JSON Lines, CSV, Parquet, web pages, and the news industry's XML.

In: paths, folders, patterns, standard input. Out: in a fixed order, one item after the other, a ``Record`` for each article, a
``Reject`` with reason and line for each that cannot be read, and a ``Page`` for each web page, of which ``open_page`` makes one of
the two; nothing is held in memory but the item at hand. docs/formats.md says what each format becomes.
"""

from newsner.reading.finding import Inputs, Totals, find_inputs
from newsner.reading.items import InputFile, InputFormat, Page, ReadOptions, Record, Reject
from newsner.reading.pages import open_page
from newsner.reading.reader import Position, Reader

__all__ = [
    "InputFile",
    "InputFormat",
    "Inputs",
    "Page",
    "Position",
    "ReadOptions",
    "Reader",
    "Record",
    "Reject",
    "Totals",
    "find_inputs",
    "open_page",
]
