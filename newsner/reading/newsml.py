"""The news industry's XML: NITF, and NewsML-G2 around NITF, XHTML or plain text.

In: bytes of a file. Out: articles, a paragraph a block with a blank line between, white space within as one space; headline,
byline and dateline first, as a reader sees them. Sources: NITF 3.6 (https://iptc.org/standards/nitf/), NewsML-G2 2.30
(https://iptc.org/std/NewsML-G2/2.30/documentation/). Namespaces are passed over: feeds use several, or none.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import IO, Final, NamedTuple

from newsner.errors import InputValueError

_BLOCKS: Final = frozenset(
    "abstract blockquote bq br byline caption dateline dd dt div fn h1 h2 h3 h4 h5 h6 hl1 hl2 hr li media-caption note p pre "
    "section table td th tr".split()
)
# Not words of the article: references to pictures, scripts, and what only machines read.
_SILENT: Final = frozenset("head media-metadata media-object media-producer media-reference script style".split())
_HEADLINES: Final = ("hl1", "hl2")


class Article(NamedTuple):
    """What an article's XML says; ``fields`` has those of title, byline, date and language that it gives."""

    id: str | None
    text: str
    fields: dict[str, str]


def read_articles(stream: IO[bytes]) -> Iterator[Article | InputValueError]:
    """Articles of a file: one of NITF, one of each ``newsItem`` with text in NewsML-G2.

    Yields:
        An article, or the reason why one cannot be read; after XML that is not well-formed nothing follows.
    """
    found = False
    depth = 0
    try:
        for event, element in ET.iterparse(stream, ("start", "end")):
            name = _name(element)
            if event == "start":
                depth += name in ("newsItem", "nitf")
                continue
            if name not in ("newsItem", "nitf"):
                continue
            depth -= 1
            # NITF inside NewsML-G2 is read with the item around it.
            if depth == 0:
                found = True
                yield _read_item(element) if name == "newsItem" else _read_nitf(element)
                element.clear()
    except ET.ParseError as error:
        yield InputValueError(f"XML is broken: {error}")
        return
    except RecursionError:
        yield InputValueError("XML is nested too deeply")
        return
    if not found:
        yield InputValueError("neither NITF nor NewsML-G2: no element 'nitf' or 'newsItem'")


def _read_nitf(root: ET.Element) -> Article | InputValueError:
    blocks = _nitf_blocks(root)
    document = _find(root, "doc-id")
    date = _find(root, "date.issue")
    fields = {
        "title": _text_of(_find(root, "title")) or next(iter(blocks), ""),
        "byline": _text_of(_find(root, "byline")),
        "date": "" if date is None else date.get("norm", ""),
    }
    return _article("" if document is None else document.get("id-string", ""), blocks, fields)


def _nitf_blocks(root: ET.Element) -> list[str]:
    body = _find(root, "body")
    return [] if body is None else _blocks(body)


def _read_item(item: ET.Element) -> Article | InputValueError:
    lines = {name: _text_of(_find_meta(item, name)) for name in ("headline", "byline", "dateline")}
    blocks = _content_blocks(item)
    # Content in NITF or XHTML often repeats them.
    head = [line for line in lines.values() if line and line not in blocks] if blocks else []
    created = next((each for name in ("contentCreated", "versionCreated") if (each := _text_of(_find(item, name)))), "")
    language = next((each.get("tag", "") for each in item.iter() if _name(each) == "language"), "")
    fields = {"title": lines["headline"], "byline": lines["byline"], "date": created, "language": language}
    return _article(item.get("guid", ""), head + blocks, fields)


def _content_blocks(item: ET.Element) -> list[str]:
    for name in ("inlineXML", "inlineData"):
        content = _find(item, name)
        if content is None:
            continue
        if name == "inlineData":
            text = "".join(content.itertext()).strip()
            # Plain text keeps its lines: they are its only layout.
            return [] if content.get("encoding") else [text] * bool(text)
        nitf = _find(content, "nitf")
        return _blocks(content) if nitf is None else _nitf_blocks(nitf)
    return []


def _article(article_id: str, blocks: list[str], fields: dict[str, str]) -> Article | InputValueError:
    if not blocks:
        return InputValueError(f"{article_id or 'an article'}: no text in it (pictures and packages have none)")
    return Article(article_id or None, "\n\n".join(blocks), {name: value for name, value in fields.items() if value})


def _blocks(root: ET.Element) -> list[str]:
    """Texts of the blocks below an element, in order, without those that are empty."""
    parts: list[str] = [""]

    def visit(element: ET.Element) -> None:
        name = _name(element)
        block = name in _BLOCKS
        if block:
            parts.append("")
        if name not in _SILENT:
            parts[-1] += element.text or ""
            for child in element:
                visit(child)
        if block:
            parts.append("")
        parts[-1] += element.tail or ""

    for child in root:
        visit(child)
    return [" ".join(part.split()) for part in [root.text or "", *parts] if part.strip()]


def _find(root: ET.Element, name: str) -> ET.Element | None:
    return next((element for element in root.iter() if _name(element) == name), None)


def _find_meta(item: ET.Element, name: str) -> ET.Element | None:
    """An element of the item's own metadata, not of its content."""
    meta = _find(item, "contentMeta")
    return None if meta is None else _find(meta, name)


def _text_of(element: ET.Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _name(element: ET.Element) -> str:
    # Comments and processing instructions have a function for a tag.
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""
