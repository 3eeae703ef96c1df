"""The commands about alias tables: ``newsner aliases compile|check|diff`` and ``newsner migrate``."""

import json
import time
from pathlib import Path
from typing import Annotated, Final

import typer

from newsner.errors import InputValueError

_DIFFERENT: Final = 1

aliases_app = typer.Typer(
    help="Tables of your own: compile, check, compare; see docs/aliases.md.", no_args_is_help=True
)


@aliases_app.command("compile")
def compile_aliases(
    source: Annotated[Path, typer.Argument(help="A .csv, .tsv or .jsonl file.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder to write.")],
) -> None:
    """Check a table and write it in the form that opens in milliseconds."""
    from newsner.data_files import locate
    from newsner.kb.store import KnowledgeBase
    from newsner.kb.user_compiler import compile_file

    started = time.monotonic()
    if output.exists() and not (output / "header.json").exists():
        raise InputValueError(f"{str(output)!r} exists and is no table: give another folder")
    report = compile_file(source, output, KnowledgeBase.open(locate("table")))
    typer.echo(
        f"{output}: table {report.version}, {report.rows} rows, {report.forms} forms, {report.entities} entities, "
        f"{report.size / 1e6:.1f} MB, {time.monotonic() - started:.1f} s"
    )


@aliases_app.command()
def check(source: Annotated[Path, typer.Argument(help="A .csv, .tsv or .jsonl file.")]) -> None:
    """Check every row of a table against the installed one; a wrong one is named with its line."""
    from newsner.kb.opening import open_aliases

    open_aliases(None, source)
    typer.echo(f"{source}: no errors")


@aliases_app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="A table: file of your own, or a compiled folder.")],
    new: Annotated[Path, typer.Argument(help="Another of the same kind.")],
) -> None:
    """Print what changed from one table to another, a line each; exit code 1 where something did."""
    from newsner.kb.changes import find_changes

    changed = False
    for line in find_changes(old, new):
        changed = True
        typer.echo(line)
    if changed:
        raise typer.Exit(_DIFFERENT)


def migrate(
    source: Annotated[Path, typer.Argument(help="JSON Lines that newsner annotate wrote.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="File to write.")],
    aliases: Annotated[list[str] | None, typer.Option("--aliases", help="Tables of your own, as elsewhere.")] = None,
) -> None:
    """Bring the ids of stored results up to the installed table: redirected and merged ids are replaced."""
    from newsner.data_files import locate
    from newsner.kb.migration import migrate_ids
    from newsner.kb.opening import open_aliases

    if output.exists():
        raise InputValueError(f"{str(output)!r} exists: give another file")
    kb = open_aliases(None, aliases or [locate("table")])
    replaced, lost = 0, set[str]()
    try:
        with source.open(encoding="utf-8") as lines, output.open("w", encoding="utf-8", newline="\n") as file:
            for number, line in enumerate(lines, start=1):
                try:
                    record = json.loads(line)
                except ValueError:
                    raise InputValueError(
                        f"{source}, line {number} is no JSON: give what newsner annotate wrote"
                    ) from None
                replaced += migrate_ids(record, kb, lost)
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
    except OSError as error:
        raise InputValueError(f"cannot read {str(source)!r}: {error.strerror}") from None
    typer.echo(f"{output}: {replaced} ids replaced, {len(lost)} not in the table and kept", err=True)
