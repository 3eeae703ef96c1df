"""The formats by name, what each can do, and which one an output's name asks for."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from newsner.errors import InputValueError
from newsner.writing.annotated import DocBinWriter, join_docbins, render_conll, render_conllu, render_prodigy
from newsner.writing.compression import Compression
from newsner.writing.documents import WriteOptions, Writer
from newsner.writing.lines import LineWriter, Render, render_jsonl
from newsner.writing.linked_data import render_nif, render_web_annotation
from newsner.writing.tables import ParquetWriter, csv_header, render_csv

Header = Callable[[WriteOptions], str]
Join = Callable[[Iterable[Path], Path], None]
Open = Callable[[Sequence[Path], WriteOptions, Compression], Writer]


class Format(NamedTuple):
    """A format.

    Args:
        name: as users write it.
        suffix: of its files.
        about: one line for people.
        open: opens a shard.
        compresses: can be written as .gz and .zst, whose parts can be put end to end.
        header: first line of each file; None if there is none.
        tables: names of the files of a shard; () is one.
        join: makes one file of the shards, where that takes more than putting them end to end; None for ``tables``.
        textless: can be written without the article's text.
        counts: offsets may be other than code points.
    """

    name: str
    suffix: str
    about: str
    open: Open
    compresses: bool = True
    header: Header | None = None
    tables: tuple[str, ...] = ()
    join: Join | None = None
    textless: bool = True
    counts: bool = False


def _lines(
    name: str,
    suffix: str,
    about: str,
    render: Render,
    *,
    header: Header | None = None,
    textless: bool = True,
    counts: bool = False,
) -> Format:
    def open_lines(paths: Sequence[Path], options: WriteOptions, compression: Compression) -> Writer:
        return LineWriter(paths[0], options, compression, render, header(options) if header and options.header else "")

    return Format(name, suffix, about, open_lines, header=header, textless=textless, counts=counts)


def _open_parquet(paths: Sequence[Path], options: WriteOptions, compression: Compression) -> Writer:
    return ParquetWriter(paths, options)


def _open_docbin(paths: Sequence[Path], options: WriteOptions, compression: Compression) -> Writer:
    return DocBinWriter(paths[0])


FORMATS: Final = {
    each.name: each
    for each in (
        _lines("jsonl", ".jsonl", "a line an article: id, extraction, other fields", render_jsonl, counts=True),
        Format(
            "parquet", ".parquet", "three tables: documents, mentions, entities", _open_parquet,
            compresses=False, tables=("documents", "mentions", "entities"), counts=True,
        ),
        _lines("csv", ".csv", "a row a mention, with its entity", render_csv, header=csv_header, counts=True),
        _lines("conll", ".conll", "CoNLL-2003, IOB2", render_conll, textless=False),
        _lines("conllu", ".conllu", "CoNLL-U, names in MISC", render_conllu, textless=False),
        Format("spacy", ".spacy", "spaCy DocBin", _open_docbin, compresses=False, join=join_docbins, textless=False),
        _lines("prodigy", ".prodigy.jsonl", "Prodigy tasks", render_prodigy, textless=False),
        _lines("webanno", ".webanno.jsonl", "W3C Web Annotation, a page an article", render_web_annotation),
        _lines("nif", ".ttl", "NIF 2.0 as N-Triples", render_nif),
    )
}  # fmt: skip
_COMPRESSIONS: Final[tuple[Compression, ...]] = ("gz", "zst")


def choose_format(output: Path, name: str | None) -> tuple[Format, Compression]:
    """The format and compression of an output.

    Args:
        output: its name; ``x.jsonl.gz`` says both.
        name: a format, with ``.gz`` or ``.zst`` behind it for a folder of compressed shards; None goes by the name of the output.

    Raises:
        InputValueError: neither tells.
    """
    wanted = output.name if name is None else f"x{name if name.startswith('.') else '.' + name}"
    compression: Compression = next((each for each in _COMPRESSIONS if wanted.endswith(f".{each}")), "")
    plain = wanted.removesuffix(f".{compression}") if compression else wanted
    if name is not None:
        found = FORMATS.get(plain[2:])
        # The compression of a single file is told by its name alone.
        compression = compression or next((each for each in _COMPRESSIONS if output.name.endswith(f".{each}")), "")
    else:
        # The longest suffix: tasks of Prodigy are JSON Lines too.
        fitting = [each for each in FORMATS.values() if plain.endswith(each.suffix)]
        found = max(fitting, key=lambda each: len(each.suffix), default=None)
    if found is None:
        known = ", ".join(FORMATS)
        raise InputValueError(
            f"no format for {str(output)!r}: give --format, one of {known}" if name is None
            else f"format {name!r} is not known: use one of {known}, with .gz or .zst behind it if wanted"
        )  # fmt: skip
    if compression and not found.compresses:
        raise InputValueError(f"{found.name} is compressed by itself: leave out .{compression}")
    return found, compression


def check_options(form: Format, options: WriteOptions) -> None:
    """Whether a format can be written so.

    Raises:
        InputValueError: it needs the text, or has offsets of its own.
    """
    if not options.keep_text and not form.textless:
        able = ", ".join(each.name for each in FORMATS.values() if each.textless)
        raise InputValueError(f"{form.name} is made of the text and cannot go without it: use one of {able}")
    if options.offsets != "codepoints" and not form.counts:
        able = ", ".join(each.name for each in FORMATS.values() if each.counts)
        raise InputValueError(
            f"offsets of {form.name} are code points by its own rules: for {options.offsets} use {able}"
        )
