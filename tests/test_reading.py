"""What becomes of files: encodings, formats, order, and what cannot be read."""

import gzip
import io
import json
import sys
from collections.abc import Iterable
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from newsner.errors import InputValueError, MissingExtraError
from newsner.reading import Page, Position, Reader, ReadOptions, Record, Reject, find_inputs, open_page
from newsner.reading.encodings import decode

NYNORSK = "Støre vil ikkje møte Kari Nordmann på Ås."
GERMAN = "„Wir fahren nach Köln“, sagte Müller – und schwieg."


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def write_rows(path: Path, rows: Iterable[object]) -> Path:
    return write(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def read(*paths: Path | str, options: ReadOptions = ReadOptions(), **arguments: Any) -> list[Record | Reject]:  # noqa: B008
    inputs = find_inputs([str(path) for path in paths], **arguments)
    items = (item for _, item in Reader(inputs, options).read(Position()))
    return [open_page(item) if isinstance(item, Page) else item for item in items]


def read_one(*paths: Path | str, **arguments: Any) -> Any:
    (item,) = read(*paths, **arguments)
    return item


@pytest.mark.parametrize(
    ("text", "codec", "encoding"),
    [
        (NYNORSK, "utf-8", "utf-8"),
        (NYNORSK, "utf-8-sig", "utf-8-sig"),
        (NYNORSK, "latin-1", "latin-1"),
        (GERMAN, "windows-1252", "windows-1252"),
        ("\ufeff" + GERMAN, "utf-16-le", "utf-16-le"),
        ("\ufeff" + NYNORSK, "utf-16-be", "utf-16-be"),
        (NYNORSK, "utf-16-le", "utf-16-le"),
        (NYNORSK, "utf-16-be", "utf-16-be"),
        ("Oslo says no.", "ascii", "utf-8"),
        ("", "ascii", "utf-8"),
        ("Владимир Путин прилетел.", "utf-8", "utf-8"),
        ("é", "latin-1", "latin-1"),
    ],
)
def test_encodings_are_told_apart(text: str, codec: str, encoding: str) -> None:
    """The text without its mark, and the name of the encoding."""
    assert decode(text.encode(codec)) == (text.lstrip("\ufeff"), encoding)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (NYNORSK.encode() + b"\xff", "not utf-8, invalid start byte at byte 45"),
        (NYNORSK.encode()[:2] + NYNORSK.encode()[3:], "not utf-8, invalid start byte at byte 2"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a zero byte at byte 8"),
        (b"caf\x81", "not windows-1252"),
    ],
    ids=["one bad byte", "half a letter", "picture", "undefined byte"],
)
def test_what_is_no_text_is_refused(content: bytes, reason: str) -> None:
    """A broken file is told as such, not read as another encoding, which would put Ã¸ for ø."""
    with pytest.raises(InputValueError, match=reason):
        decode(content)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00\ufeff"), max_size=60))
def test_utf8_is_always_read_as_utf8(text: str) -> None:
    """Whatever the letters."""
    assert decode(text.encode()) == (text, "utf-8")


def test_a_given_encoding_is_taken(tmp_path: Path) -> None:
    """Detection would say Latin-1; a wrong name is refused before anything is read."""
    path = write(tmp_path / "a.txt", "Škoda".encode("iso-8859-2"))
    assert read_one(path, options=ReadOptions(encoding="iso-8859-2")).text == "Škoda"
    with pytest.raises(InputValueError, match="'utf8000' is not known"):
        read(path, options=ReadOptions(encoding="utf8000"))


def test_text_files_keep_their_line_ends(tmp_path: Path) -> None:
    """Offsets hold in the file."""
    assert read_one(write(tmp_path / "a.txt", "Oslo.\r\nBergen.\r")).text == "Oslo.\r\nBergen.\r"


def test_folders_are_walked_in_one_order(tmp_path: Path) -> None:
    """Part by part, every known format, nothing twice, other files not at all."""
    for name in ("b.txt", "a/z.txt", "a/y.TXT", "a.jsonl", "c.txt.gz", "d.md", "e"):
        content = gzip.compress(b"Oslo") if name.endswith("gz") else '{"text": "Oslo"}'
        write(tmp_path / name, content)
    items = read(tmp_path, tmp_path / "a", tmp_path / "a" / "z.txt")
    assert [item.source for item in items] == ["a/y.TXT", "a/z.txt", "a.jsonl", "b.txt", "c.txt.gz"]


def test_patterns_are_expanded(tmp_path: Path) -> None:
    """``**`` goes down; what does not match is left alone; a pattern without a match is an error."""
    for name in ("x/1.txt", "x/y/2.txt", "x/3.jsonl"):
        write(tmp_path / name, "Oslo")
    assert [item.source for item in read(f"{tmp_path}/**/*.txt")] == ["1.txt", "y/2.txt"]
    with pytest.raises(InputValueError, match="no file matches"):
        find_inputs([f"{tmp_path}/*.xml"])


def test_output_inside_the_input_is_not_read(tmp_path: Path) -> None:
    """Neither the file nor what stands beside it under its name."""
    for name in ("a.txt", "out.jsonl", "out.jsonl.rejects.jsonl", "outside.txt"):
        write(tmp_path / name, '{"text": ""}')
    items = read(tmp_path, exclude=tmp_path / "out.jsonl")
    assert [item.source for item in items] == ["a.txt", "outside.txt"]


def test_a_changed_input_has_another_fingerprint(tmp_path: Path) -> None:
    """The same files give the same one, a new file or another size another one."""
    write(tmp_path / "a.txt", "Oslo")
    first = find_inputs([str(tmp_path)]).measure()
    assert find_inputs([str(tmp_path)]).measure() == first
    write(tmp_path / "b.txt", "Oslo")
    second = find_inputs([str(tmp_path)]).measure()
    assert (second.files, second.size) == (2, 8)
    assert second.fingerprint != first.fingerprint


def test_jsonl_rows_are_articles(tmp_path: Path) -> None:
    """Fields by option, other fields as they are, ids from the row or from file and line."""
    rows = [{"key": 7, "body": "Oslo", "tags": ["a", None]}, {"body": "Bergen", "key": ""}, {"body": "", "n": 1.5}]
    path = write_rows(tmp_path / "a.jsonl", rows)
    items = read(path, options=ReadOptions("body", "key"))
    assert items == [
        Record("7", "Oslo", {"tags": ["a", None]}, "a.jsonl", 1, "utf-8"),
        Record("a.jsonl:2", "Bergen", {}, "a.jsonl", 2, "utf-8"),
        Record("a.jsonl:3", "", {"n": 1.5}, "a.jsonl", 3, "utf-8"),
    ]


def test_bad_jsonl_rows_are_rejected_one_by_one(tmp_path: Path) -> None:
    """Line and reason; the rows between are read; blank lines are nothing."""
    lines = [
        b'{"text": "Oslo"}',
        b"",
        b"{broken",
        b'["Oslo"]',
        b'{"body": "Oslo"}',
        b'{"text": 3}',
        b'{"text": "\\ud83d"}',
    ]
    lines += ['{"text": "Bodø og Tromsø"}'.encode() + b"\xff", '{"text": "Tromsø"}'.encode("latin-1")]
    items = read(write(tmp_path / "a.jsonl", b"\n".join(lines)))
    assert [(item.line, type(item).__name__) for item in items] == [
        (1, "Record"), (3, "Reject"), (4, "Reject"), (5, "Reject"), (6, "Reject"), (7, "Reject"), (8, "Reject"), (9, "Record"),
    ]  # fmt: skip
    reasons = [item.reason for item in items if isinstance(item, Reject)]
    for reason, part in zip(
        reasons,
        ["no JSON", "got list", "no field 'text' among 'body'", "got int", "cut within a character", "not utf-8"],
        strict=True,
    ):
        assert part in reason
    assert isinstance(items[-1], Record) and (items[-1].text, items[-1].encoding) == ("Tromsø", "latin-1")


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_jsonl_with_a_byte_order_mark(tmp_path: Path, codec: str) -> None:
    """The mark is no part of the first row."""
    content = '{"text": "Ås"}\n{"text": "Øst"}\n'.encode(codec)
    assert [item.text for item in read(write(tmp_path / "a.jsonl", content)) if isinstance(item, Record)] == [
        "Ås",
        "Øst",
    ]


def test_csv_rows_are_articles(tmp_path: Path) -> None:
    """The separator by the first line, line breaks within quotation marks, Latin-1 row by row, other columns as text."""
    content = 'id;text;year\n1;"Oslo\nsa ja";2020\n2;"Zoë; Müller";\n'.encode() + "3;Tromsø;1\n".encode("latin-1")
    items = read(write(tmp_path / "a.csv", content))
    assert items == [
        Record("1", "Oslo\nsa ja", {"year": "2020"}, "a.csv", 3, "utf-8"),
        Record("2", "Zoë; Müller", {"year": ""}, "a.csv", 4, "utf-8"),
        Record("3", "Tromsø", {"year": "1"}, "a.csv", 5, "latin-1"),
    ]


def test_csv_takes_articles_longer_than_a_field_of_the_module(tmp_path: Path) -> None:
    """131 072 characters is its own limit."""
    assert len(read_one(write(tmp_path / "a.csv", f'text\n"{"Oslo " * 50_000}"\n')).text) == 250_000


def test_bad_csv_rows_are_rejected(tmp_path: Path) -> None:
    """Too many columns, an open quotation mark, a file without the column."""
    items = read(write(tmp_path / "a.csv", 'id,text\n1,Oslo,Bergen\n2,Oslo\n3,"Oslo\n'))
    assert [(item.line, type(item).__name__) for item in items] == [(2, "Reject"), (3, "Record"), (4, "Reject")]
    item = read_one(write(tmp_path / "b.csv", "id,body\n1,Oslo\n"))
    assert item.line is None and "no field 'text' among 'id', 'body'" in item.reason


@pytest.mark.parametrize("suffix", ["gz", "zst"])
def test_compressed_files_are_read(tmp_path: Path, suffix: str) -> None:
    """Several parts in one file too, as joined archives have them; a file that is cut off gives what it holds, then a reject."""
    pack = gzip.compress if suffix == "gz" else zstandard.ZstdCompressor().compress
    rows = [json.dumps({"text": f"Oslo {i}"}).encode() + b"\n" for i in range(3)]
    items = read(write(tmp_path / f"a.jsonl.{suffix}", pack(rows[0]) + pack(rows[1] + rows[2])))
    assert [item.text for item in items if isinstance(item, Record)] == ["Oslo 0", "Oslo 1", "Oslo 2"]
    broken = read(write(tmp_path / f"b.jsonl.{suffix}", b"no archive at all"))
    assert [type(item) for item in broken] == [Reject]


def test_a_truncated_archive_is_told(tmp_path: Path) -> None:
    """The rows before the end of the file are read; the end is not passed over in silence."""
    rows = "".join(json.dumps({"text": f"Oslo {i} {i * 7919 % 1000}"}) + "\n" for i in range(50_000))
    content = gzip.compress(rows.encode())
    items = read(write(tmp_path / "a.jsonl.gz", content[: len(content) // 2]))
    assert isinstance(items[-1], Reject) and "cannot be read on" in items[-1].reason
    assert any(isinstance(item, Record) for item in items)


def test_parquet_rows_are_articles(tmp_path: Path) -> None:
    """Other columns keep their exact types; a null text is a reject with its row."""
    when = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)
    table = pa.table({
        "text": pa.array(["Oslo", None, "Bergen"], pa.large_string()),
        "id": [11, 12, None],
        "when": pa.array([when] * 3, pa.timestamp("ns", "UTC")),
        "price": pa.array([Decimal("1.10")] * 3),
        "tags": [["a"], [], None],
    })  # fmt: skip
    pq.write_table(table, tmp_path / "a.parquet")
    first, second, third = read(tmp_path / "a.parquet")
    assert isinstance(first, Record) and isinstance(third, Record)
    assert (first.id, third.id) == ("11", "a.parquet:3")
    assert {name: value.type for name, value in first.fields.items()} == {
        name: table.schema.field(name).type for name in ("when", "price", "tags")
    }
    assert first.fields["price"].as_py() == Decimal("1.10")
    assert second == Reject("a.parquet", 2, "column 'text' must be a string, got NoneType")
    assert "no column 'body' among" in read_one(tmp_path / "a.parquet", options=ReadOptions("body")).reason
    assert isinstance(read_one(write(tmp_path / "b.parquet", b"none")), Reject)


PAGE = """<html lang="nb"><head><title>Avisa</title><meta property="og:title" content="Støre reiser til Bodø">
<meta name="author" content="Kari Nordmann"></head><body><nav><a href="/">Hjem</a> <a href="/s">Sport</a></nav>
<article><h1>Støre reiser til Bodø</h1>{}</article><footer>Ansvarlig redaktør: Ola Dunk</footer></body></html>"""
PARAGRAPHS = "".join(
    f"<p>Statsministeren reiser {day} til Bodø &amp; Tromsø for å møte ordførerne i nord, melder Equinor.</p>"
    for day in ("mandag", "tirsdag", "onsdag", "torsdag", "fredag")
)


def test_web_pages_give_their_main_text(tmp_path: Path) -> None:
    """Headline and paragraphs, entities decoded; menu and footer left out; what the page says about itself as fields."""
    item = read_one(write(tmp_path / "a.html", PAGE.format(PARAGRAPHS).encode("windows-1252")))
    assert item.text.startswith("Støre reiser til Bodø") and "Bodø & Tromsø" in item.text
    assert item.text.count("Støre reiser til Bodø") == 1
    assert "Sport" not in item.text and "Ansvarlig" not in item.text
    assert item.fields["author"] == "Kari Nordmann"
    assert "no main text" in read_one(write(tmp_path / "b.html", "<html><body></body></html>")).reason


NITF = """<?xml version="1.0" encoding="{encoding}"?>
<!DOCTYPE nitf SYSTEM "nitf-3-6.dtd">
<nitf><head><title>Gass</title><docdata><doc-id id-string="ntb-17"/><date.issue norm="20240501T120000Z"/></docdata></head>
<body><body.head><hedline><hl1>Equinor selger gass til <em>Tyskland</em></hl1><hl2>Avtale i Köln</hl2></hedline>
<byline>Av <person>Kari Nordmann</person></byline><dateline><location>Oslo</location></dateline></body.head>
<body.content><media><media-reference mime-type="image/jpeg" source="x.jpg">FILNAVN</media-reference>
<media-caption>Støre i Bodø</media-caption></media>
<block><p>Avtalen
   er stor.</p><p>Müller er glad.</p></block></body.content></body></nitf>"""
NITF_TEXT = (
    "Equinor selger gass til Tyskland\n\nAvtale i Köln\n\nAv Kari Nordmann\n\nOslo\n\n"
    "Støre i Bodø\n\nAvtalen er stor.\n\nMüller er glad."
)


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
def test_nitf_is_read(tmp_path: Path, encoding: str) -> None:
    """A paragraph a block, in reading order; id, title, byline, date; the XML says how it is encoded."""
    item = read_one(write(tmp_path / "a.xml", NITF.format(encoding=encoding).encode(encoding)))
    assert item.text == NITF_TEXT
    assert item.id == "ntb-17"
    assert item.fields == {"title": "Gass", "byline": "Av Kari Nordmann", "date": "20240501T120000Z"}


G2 = """<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<newsItem guid="urn:newsml:dpa.com:20240501:1"><contentMeta><contentCreated>2024-05-01T12:00:00Z</contentCreated>
<language tag="de"/><headline>Lawrow in Kiew</headline><byline>Von Erika Muster</byline></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head>
<body><h1>Lawrow in Kiew</h1><p>Lawrow traf<br/>Müller.</p></body></html></inlineXML></contentSet></newsItem>
<newsItem guid="urn:newsml:dpa.com:20240501:2"><contentMeta><headline>Foto</headline></contentMeta>
<contentSet><remoteContent href="x.jpg"/></contentSet></newsItem>
<newsItem guid="urn:newsml:dpa.com:20240501:3"><contentSet><inlineData contenttype="text/plain">Zeile eins.
Zeile zwei.</inlineData></contentSet></newsItem>
<newsItem guid="urn:newsml:dpa.com:20240501:4"><contentSet><inlineXML contenttype="application/nitf+xml">
<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.content><p>Oslo sa ja.</p></body.content></body></nitf>
</inlineXML></contentSet></newsItem></itemSet></newsMessage>"""


def test_newsml_g2_is_read_item_by_item(tmp_path: Path) -> None:
    """XHTML, plain text and NITF inside; a headline that the content repeats stands once; a picture is a reject."""
    items = read(write(tmp_path / "a.xml", G2))
    assert [type(item).__name__ for item in items] == ["Record", "Reject", "Record", "Record"]
    texts = [item.text for item in items if isinstance(item, Record)]
    assert texts[0] == "Von Erika Muster\n\nLawrow in Kiew\n\nLawrow traf\n\nMüller."
    assert texts[1:] == ["Zeile eins.\nZeile zwei.", "Oslo sa ja."]
    first = items[0]
    assert isinstance(first, Record)
    assert first.id == "urn:newsml:dpa.com:20240501:1"
    assert first.fields == {
        "title": "Lawrow in Kiew", "byline": "Von Erika Muster", "date": "2024-05-01T12:00:00Z", "language": "de",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        ("<nitf><body>", "XML is broken"),
        ("<rss><channel/></rss>", "neither NITF nor NewsML-G2"),
        ("<nitf><body/></nitf>", "no text in it"),
        ("<nitf><body>" + "<p>" * 5000 + "</p>" * 5000 + "</body></nitf>", "nested too deeply"),
    ],
)
def test_other_xml_is_rejected(tmp_path: Path, xml: str, reason: str) -> None:
    """With the reason."""
    assert reason in read_one(write(tmp_path / "a.xml", xml)).reason


def test_an_entity_bomb_does_not_go_off(tmp_path: Path) -> None:
    """Entities that multiply are stopped by the parser."""
    levels = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    bomb = f'<!DOCTYPE nitf [<!ENTITY e0 "Oslo">{levels}]><nitf><body><p>&e11;</p></body></nitf>'
    assert "XML is broken" in read_one(write(tmp_path / "a.xml", bomb)).reason


def test_standard_input_is_json_lines_or_what_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read alone."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"id": "x", "text": "Oslo"}\n')))
    assert read_one("-") == Record("x", "Oslo", {}, "stdin", 1, "utf-8")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Oslo\r\n")))
    assert read_one("-", form="txt").text == "Oslo\r\n"
    with pytest.raises(InputValueError, match="read it alone"):
        find_inputs(["-", "a.txt"])


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet", "a.xml"])
def test_reading_goes_on_from_any_position(tmp_path: Path, name: str) -> None:
    """The items behind a position are the same as in one go, in every format, with a second file behind."""
    rows = [{"id": str(i), "text": f"Oslo {i}"} for i in range(7)]
    if name == "a.jsonl":
        write_rows(tmp_path / name, [*rows[:3], 5, *rows[3:]])
    elif name == "a.csv":
        write(tmp_path / name, "id,text\n" + "".join(f"{row['id']},{row['text']}\n" for row in rows) + "1,2,3\n")
    elif name == "a.parquet":
        pq.write_table(pa.Table.from_pylist([*rows, {"id": "7", "text": None}]), tmp_path / name, row_group_size=3)
    else:
        write(tmp_path / name, G2)
    write(tmp_path / "b.txt", "Bergen")
    inputs = find_inputs([str(tmp_path)])
    whole = list(Reader(inputs, ReadOptions()).read(Position()))
    assert len(whole) > 4
    for count in range(len(whole) + 1):
        start = whole[count - 1][0] if count else Position()
        assert list(Reader(inputs, ReadOptions()).read(start)) == whole[count:]


def test_columns_are_described_before_reading(tmp_path: Path) -> None:
    """Types of JSON values, wider where they differ; exact ones of Parquet; text of CSV; JSON where nothing fits all."""
    rows = [
        {"text": "", "s": "a", "n": 1, "x": 1, "b": True, "l": [1], "none": None},
        {"text": "", "x": 2.5, "n": None},
    ]
    write_rows(tmp_path / "a.jsonl", [*rows, {"text": "", "s": 3}])
    columns = Reader(find_inputs([str(tmp_path / "a.jsonl")]), ReadOptions()).describe_columns()
    assert columns == {
        "s": "json", "n": "int64", "x": "double", "b": "bool", "l": "json", "none": "json", "other_fields": "json",
    }  # fmt: skip
    pq.write_table(pa.table({"text": ["a"], "n": pa.array([1], pa.int8())}), tmp_path / "b.parquet")
    write(tmp_path / "c.csv", "text,year\nOslo,2020\n")
    write(tmp_path / "d.txt", "Oslo")
    reader = Reader(find_inputs([f"{tmp_path}/[bcd].*"]), ReadOptions())
    assert reader.describe_columns() == {"n": pa.int8(), "year": "string"}


def test_standard_input_can_be_described_and_still_be_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the description looked at is not lost."""
    lines = "".join(json.dumps({"text": f"Oslo {i}", "n": i}) + "\n" for i in range(250))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    reader = Reader(find_inputs(["-"]), ReadOptions())
    assert reader.describe_columns() == {"n": "int64", "other_fields": "json"}
    assert [item.text for _, item in reader.read(Position()) if isinstance(item, Record)] == [
        f"Oslo {i}" for i in range(250)
    ]


def test_a_missing_library_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What to install, not a traceback, and no million of rejected pages."""
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'newsner\[html\]'"):
        read(write(tmp_path / "a.html", PAGE))
