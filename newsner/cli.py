"""The command ``newsner``: one function a sub-command, each reads its arguments, calls the package, prints.

In: arguments, files, standard input. Out: tables on a terminal, JSON where the output is piped. Exit code 0: done;
1: ``annotate`` left articles out, ``lookup`` found
nothing, ``aliases diff`` found a difference; 2: nothing could be done, one line on standard error says why; 130: stopped by Ctrl-C.

Whatever needs the table, the pipelines or rich is imported inside the commands, so that ``newsner --help`` is quick.
"""

import json
import sys
import time
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import typer

from newsner.alias_commands import aliases_app, migrate
from newsner.errors import DataError, InputValueError, NewsnerError
from newsner.version import __version__

if TYPE_CHECKING:
    from pydantic import BaseModel
    from rich.console import Console, RenderableType

    from newsner.records import Extraction

_USAGE_ERROR: Final = 2
_LEFT_OUT: Final = 1
# Of a process that SIGINT ended, as shells have it.
_STOPPED: Final = 130
# Rejected articles told one by one.
_MOST_WARNINGS: Final = 20
# Width of tables where the output is no terminal: a row of four languages with its names.
_PIPED_WIDTH: Final = 150
# Rows of the demo on one screen; the entities of most languages come first.
_DEMO_ROWS: Final = 20

app = typer.Typer(
    help="Who, what and where in Norwegian, English and German news, with one id per entity.",
    no_args_is_help=True,
    add_completion=False,
    # A traceback with the article's text in its locals is no message for a user.
    pretty_exceptions_enable=False,
)

app.add_typer(aliases_app, name="aliases")
app.command()(migrate)


class LangChoice(str, Enum):
    """Values of ``--lang``."""

    AUTO = "auto"
    NB = "nb"
    NN = "nn"
    EN = "en"
    DE = "de"

    @property
    def option(self) -> Literal["auto", "nb", "nn", "en", "de"]:
        """The value as the package takes it."""
        return self.value


_Lang = Annotated[LangChoice, typer.Option(help="Language of the text; auto detects it.")]
_AsJson = Annotated[
    bool | None, typer.Option("--json/--table", help="Output; default: a table on a terminal, else JSON.")
]
_NoLink = Annotated[bool, typer.Option("--no-link", help="Find mentions only, give no ids.")]


class InputChoice(str, Enum):
    """Values of ``--input-format``."""

    TXT = "txt"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    HTML = "html"
    XML = "xml"


class OffsetsChoice(str, Enum):
    """Values of ``--offsets``."""

    CODEPOINTS = "codepoints"
    UTF16 = "utf16"
    BYTES = "bytes"


_Format = Annotated[
    str | None,
    typer.Option("--format", help="jsonl parquet csv conll conllu spacy prodigy webanno nif; default: by the name."),
]
_Offsets = Annotated[OffsetsChoice, typer.Option(help="What start and end count.")]
_NoText = Annotated[bool, typer.Option("--no-text", help="Leave the articles' text out; mentions keep their words.")]
_Aliases = Annotated[
    list[str] | None,
    typer.Option("--aliases", help="Table of your own (.csv .jsonl, or compiled); may be given again, the last wins."),
]
_Overwrite = Annotated[bool, typer.Option("--overwrite", help="Throw away what an earlier run wrote.")]


@app.callback(invoke_without_command=True)
def _show_version(
    version: Annotated[bool, typer.Option("--version", help="Versions of package, pipelines and table.")] = False,
) -> None:
    if not version:
        return
    typer.echo(f"newsner {__version__}")
    from newsner.api import versions

    for name, number in versions().items():
        if name != "newsner":
            typer.echo(f"{name} {number}")
    raise typer.Exit


@app.command()
def extract(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A UTF-8 text file; - reads standard input.")],
    lang: _Lang = LangChoice.AUTO,
    min_score: Annotated[float | None, typer.Option(help="Leave out mentions whose score (0.0-1.0) is below.")] = None,
    no_link: _NoLink = False,
    as_json: _AsJson = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show the candidates behind every mention.")] = False,
    aliases: _Aliases = None,
) -> None:
    """Show who, what and where of one text."""
    from newsner import tables

    if explain and (no_link or min_score is not None):
        raise InputValueError("--explain shows every mention with its links: leave out --no-link and --min-score")
    text = _read_input(file)
    newsner = _open_newsner(aliases)
    if explain:
        explanation = newsner.explain(text, lang=lang.option)
        _show(explanation, tables.build_explanation(explanation), as_json)
        return
    extraction = newsner.extract(text, lang=lang.option, link=not no_link, min_score=min_score)
    _show(extraction, tables.build_extraction(extraction), as_json)


@app.command()
def annotate(
    paths: Annotated[
        list[str],
        typer.Argument(
            help="Files (.txt .jsonl .csv .parquet .html .xml, also .gz .zst), folders, patterns in quotes; - reads JSON Lines."
        ),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write, or a folder for shards.")],
    form: _Format = None,
    lang: _Lang = LangChoice.AUTO,
    no_link: _NoLink = False,
    text_field: Annotated[str, typer.Option(help="Field or column that holds the article.")] = "text",
    id_field: Annotated[str, typer.Option(help="Field or column that names it.")] = "id",
    input_format: Annotated[InputChoice | None, typer.Option(help="Read every file as this.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Of all files; default: detected.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="Of CSV; default: by the first line.")] = None,
    offsets: _Offsets = OffsetsChoice.CODEPOINTS,
    no_text: _NoText = False,
    jobs: Annotated[int, typer.Option(min=1, help="Worker processes.")] = 1,
    batch_size: Annotated[int | None, typer.Option(min=1, help="Texts worked on together.")] = None,
    shard_size: Annotated[int | None, typer.Option(min=1, help="Articles of a shard: what a kill can cost.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a run that was stopped.")] = False,
    overwrite: _Overwrite = False,
    aliases: _Aliases = None,
) -> None:
    """Annotate articles into JSON Lines, Parquet or another format; see docs/formats.md.

    Exit code 0: all are written; 1: some were rejected, the file with place and reason is named; 2: nothing could be done.
    """
    from newsner.batch import SHARD_SIZE, Run, annotate_files
    from newsner.reading import ReadOptions
    from newsner.writing import WriteOptions

    if resume and overwrite:
        raise InputValueError("--resume goes on with what --overwrite would throw away: give one of them")
    started = time.monotonic()
    run = Run(
        lang=lang.option,
        link=not no_link,
        input_format=input_format.value if input_format else None,
        read=ReadOptions(text_field, id_field, encoding, delimiter),
        format=form,
        write=WriteOptions(offsets.value, keep_text=not no_text),
        batch_size=batch_size,
        n_process=jobs,
        shard_size=shard_size or SHARD_SIZE,
        resume=resume,
        overwrite=overwrite,
        aliases=tuple(aliases or ()),
    )
    try:
        summary, rejects = annotate_files(paths, output, run, report=_Warner())
    except KeyboardInterrupt:
        typer.echo("stopped: go on with the same command and --resume", err=True)
        raise typer.Exit(_STOPPED) from None
    typer.echo(f"{output}: {summary.render(time.monotonic() - started)}", err=True)
    if summary.failures:
        typer.echo(f"{rejects}: {summary.failures} rejected, with place and reason", err=True)
        raise typer.Exit(_LEFT_OUT)


class _Warner:
    """Tells the first rejected articles on standard error; the file has them all."""

    def __init__(self) -> None:
        self._told = 0

    def __call__(self, place: str, reason: str) -> None:
        self._told += 1
        if self._told <= _MOST_WARNINGS:
            typer.secho(f"left out {place}: {reason}", fg="yellow", err=True)
        elif self._told == _MOST_WARNINGS + 1:
            typer.secho("left out more: see the file with the rejected ones", fg="yellow", err=True)


@app.command()
def convert(
    source: Annotated[Path, typer.Argument(help="JSON Lines or a folder that newsner annotate wrote.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write, or a folder for shards.")],
    form: _Format = None,
    offsets: _Offsets = OffsetsChoice.CODEPOINTS,
    no_text: _NoText = False,
    overwrite: _Overwrite = False,
) -> None:
    """Write what was annotated in another format; see docs/formats.md."""
    from newsner.batch import convert_files
    from newsner.writing import WriteOptions

    write = WriteOptions(offsets.value, keep_text=not no_text)
    summary = convert_files(source, output, form=form, write=write, overwrite=overwrite)
    typer.echo(f"{output}: {summary.articles} articles, {summary.mentions} mentions", err=True)


@app.command()
def lookup(
    name: Annotated[str, typer.Argument(help="Any spelling of a name.")],
    lang: Annotated[LangChoice | None, typer.Option(help="Language of the spelling; default: all.")] = None,
    as_json: _AsJson = None,
    aliases: _Aliases = None,
) -> None:
    """Show which entries of the alias table a name may mean, best first; exit code 1 where there is none."""
    from newsner import tables

    candidates = _open_newsner(aliases).lookup(name, lang=None if lang is None else lang.option)
    if _wants_json(as_json):
        for candidate in candidates:
            typer.echo(candidate.model_dump_json())
    elif candidates:
        _console().print(tables.build_candidates(candidates))
    else:
        typer.echo(f"The alias table has no entry for {name!r}.")
    if not candidates:
        raise typer.Exit(_LEFT_OUT)


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Gold folder or .jsonl file, see docs/evaluation.md.")],
    lang: Annotated[LangChoice, typer.Option(help="Score the articles of one language only.")] = LangChoice.AUTO,
    no_link: _NoLink = False,
    errors: Annotated[bool, typer.Option("--errors", help="Show classes of span and label errors too.")] = False,
    examples: Annotated[int, typer.Option(min=0, help="Examples of each class of errors.")] = 3,
    aliases: _Aliases = None,
) -> None:
    """Score extractions against gold articles; each is read in the language that the gold gives."""
    from newsner import evaluation as scoring

    articles = [article for article in scoring.read_gold(gold) if lang.value in ("auto", article.lang)]
    if not articles:
        raise InputValueError(f"{gold} has no article in {lang.value!r}: leave out --lang to score all")

    newsner = _open_newsner(aliases)

    def extract_gold(text: str, text_lang: str) -> "Extraction":
        found: Extraction = newsner.extract(text, lang=LangChoice(text_lang).option, link=not no_link)
        return found

    scores = scoring.evaluate(articles, extract_gold)
    typer.echo(scoring.format_scores(scores), nl=False)
    if errors:
        typer.echo("\n" + scoring.format_errors(scores, examples=examples), nl=False)


@app.command()
def gold(
    drafts: Annotated[list[Path], typer.Argument(help="Drafts NAME.LANG.txt with marks like [[Putins|PER|putin]].")],
    folder: Annotated[Path, typer.Option("-o", "--output", help="Gold folder; its entities.tsv must have the keys.")],
) -> None:
    """Cut the marks out of drafts and write text and mention table of each into a gold folder."""
    from newsner.evaluation import convert_draft

    for draft in drafts:
        article = convert_draft(draft, folder)
        typer.echo(f"{folder / article.id}.tsv: {len(article.mentions)} mentions")


@app.command()
def demo(
    show_all: Annotated[bool, typer.Option("--all", help="Every entity, not only the first screen.")] = False,
) -> None:
    """Annotate the sample articles and show each entity with its forms in the four languages."""
    from newsner import api, tables

    texts = _read_samples()
    # Loading is told apart from reading: it happens once a process.
    started = time.monotonic()
    for lang in (LangChoice.NB, LangChoice.EN, LangChoice.DE):
        api.extract("Oslo", lang=lang.option)
    loaded = time.monotonic()
    extractions = list(api.extract_many(texts))
    read = time.monotonic()
    console = _console()
    console.print(tables.build_cross_language(extractions, None if show_all else _DEMO_ROWS))
    console.print(tables.build_totals(extractions))
    words = sum(len(extraction.text.split()) for extraction in extractions)
    console.print(
        f"{len(texts)} articles, {words} words: loaded in {loaded - started:.1f} s, "
        f"read in {read - loaded:.1f} s ({words / (read - loaded):.0f} words/s)"
    )


@app.command()
def schema() -> None:
    """Print the JSON schema of an extraction."""
    typer.echo(render_schema(), nl=False)


def render_schema() -> str:
    """The JSON schema of ``Extraction`` as it is written, draft 2020-12, with a line break at the end."""
    from newsner.records import Extraction

    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    content = dialect | Extraction.model_json_schema(mode="serialization")
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    """Run the command line; errors of newsner end in one line on standard error and exit code 2."""
    try:
        app()
    except NewsnerError as error:
        typer.secho(f"error: {' '.join(str(error).split())}", fg="red", err=True)
        raise SystemExit(_USAGE_ERROR) from None


def _open_newsner(aliases: list[str] | None) -> Any:
    """The shared ``Newsner``, or one with tables of the user's own."""
    from newsner import api

    return api.load(aliases=aliases) if aliases else api


def _read_input(file: str) -> str:
    """Bytes decoded by us: text mode would turn CRLF into LF and move every offset behind it."""
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise InputValueError(f"cannot read {file!r}: {error.strerror}; give a text file, or - for input") from None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputValueError(f"{file!r} is not UTF-8 ({error.reason} at byte {error.start}): convert it") from None


def _read_samples() -> list[str]:
    folder = _find_samples()
    samples = [path.read_bytes().decode("utf-8") for path in sorted(folder.glob("*.*.txt"))]
    if not samples:
        raise DataError(f"{folder} has no sample articles: reinstall newsner")
    return samples


def _find_samples() -> Path:
    from newsner.data_files import locate

    try:
        return locate("articles")
    except DataError:
        # A source checkout keeps them where people edit them.
        return locate("seeds/articles")


def _wants_json(as_json: bool | None) -> bool:
    return not sys.stdout.isatty() if as_json is None else as_json


def _show(record: "BaseModel", parts: Iterable["RenderableType"], as_json: bool | None) -> None:
    """Print a record as JSON, or its tables."""
    if _wants_json(as_json):
        typer.echo(record.model_dump_json(indent=2))
        return
    _console().print(*parts, sep="\n")


def _console() -> "Console":
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else _PIPED_WIDTH, highlight=False)
