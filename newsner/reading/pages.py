"""Files that are one article (plain text, web pages) and files of the news industry's XML.

Of a web page the main text is taken; offsets of the extraction are into that text, which is kept in it.
"""

import io
from typing import Final

from newsner.errors import InputValueError
from newsner.extras import require
from newsner.reading.encodings import decode
from newsner.reading.items import InputFile, Items, Page, ReadOptions, Record, Reject
from newsner.reading.newsml import Article, read_articles

# What trafilatura tells of a page, by its names.
PAGE_FIELDS: Final = ("title", "author", "date", "url", "sitename")
XML_FIELDS: Final = ("title", "byline", "date", "language")


def read_text(file: InputFile, stream: io.BufferedReader, options: ReadOptions, skip: int) -> Items:
    """The one article of a text file; ``skip`` above 0 leaves it out."""
    if skip:
        return
    try:
        text, encoding = decode(stream.read(), options.encoding)
        yield Record(file.id, text, {}, file.id, None, encoding)
    except InputValueError as error:
        yield Reject(file.id, None, str(error))


def read_page(file: InputFile, stream: io.BufferedReader, options: ReadOptions, skip: int) -> Items:
    """The web page of a file, not taken apart yet; ``skip`` above 0 leaves it out.

    Taking it apart takes a quarter of the time that annotating it takes (docs/performance.md): that is work for the
    processes that annotate, and not for the one that reads.
    """
    if not skip:
        yield Page(file.id, stream.read(), options.encoding)


def open_page(page: Page) -> Record | Reject:
    """The main text of a web page, headline first.

    Raises:
        MissingExtraError: trafilatura is not installed.
    """
    trafilatura = require("trafilatura", "html")
    try:
        source, encoding = decode(page.content, page.encoding)
    except InputValueError as error:
        return Reject(page.source, None, str(error))
    found = trafilatura.bare_extraction(source, with_metadata=True, include_comments=False)
    if found is None or not (found.text or "").strip():
        return Reject(page.source, None, "no main text in this page")
    title = (found.title or "").strip()
    text = found.text if not title or found.text.startswith(title) else f"{title}\n\n{found.text}"
    fields = {name: value for name in PAGE_FIELDS if (value := getattr(found, name, None))}
    return Record(page.source, text, fields, page.source, None, encoding)


def read_xml(file: InputFile, stream: io.BufferedReader, options: ReadOptions, skip: int) -> Items:
    """Articles of NITF and NewsML-G2; the XML itself says how it is encoded. ``skip`` leaves out the first ones."""
    for item, article in enumerate(read_articles(stream)):
        if item < skip:
            continue
        if isinstance(article, Article):
            # Ids of a feed are its own; a file without one is called as it is.
            name = article.id or (file.id if item == 0 else f"{file.id}:{item + 1}")
            yield Record(name, article.text, article.fields, file.id, None, options.encoding or "xml")
        else:
            yield Reject(file.id, None, str(article))
