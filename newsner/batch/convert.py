"""Turn what was annotated before into another format, without annotating again."""

from collections.abc import Iterator
from pathlib import Path

from newsner.batch.annotate import SHARD_SIZE, write_shards
from newsner.batch.shards import Done, Place
from newsner.batch.summary import Summary
from newsner.errors import InputValueError
from newsner.reading import Position
from newsner.reading.annotated import Annotated
from newsner.version import __version__
from newsner.writing import Document, WriteOptions, check_options, choose_format


def convert_files(
    source: Path,
    output: Path,
    *,
    form: str | None,
    write: WriteOptions,
    overwrite: bool = False,
) -> Summary:
    """Write every document of an output of ``annotate_files`` in another format.

    Args:
        source: JSON Lines or a folder of shards (``newsner.reading.annotated``).
        output: file, or folder for shards.
        form: a format; None goes by the name of the output.
        write: offsets, text or none.
        overwrite: throw away what is in the output folder.

    Returns:
        What was written.

    Raises:
        InputValueError: the source is none, the output cannot be written, the format needs a text that the source does not have.
        MissingExtraError: a format needs a library that is not installed.
    """
    chosen, compression = choose_format(output, form)
    check_options(chosen, write)
    annotated = Annotated(source)
    columns = annotated.describe_columns() if chosen.name in ("parquet", "csv") else {}
    place = Place(output, chosen, compression, write._replace(columns=columns))
    settings = {"newsner": __version__, "source": str(source), "format": f"{chosen.name} {compression}"}

    def read() -> Iterator[tuple[Position, Document]]:
        for index, document in enumerate(annotated):
            if document.extraction.mentions and not document.extraction.text and not chosen.textless:
                raise InputValueError(f"{document.id} was written without its text, which {chosen.name} is made of")
            yield Position(0, index + 1), document

    with place.hold():
        place.begin(settings, resume=False, overwrite=overwrite)
        done = write_shards(place, Done(), read(), SHARD_SIZE)
        place.finish(done, {"summary": done.summary._asdict(), "settings": settings})
        return done.summary
