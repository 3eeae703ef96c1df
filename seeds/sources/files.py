"""Open the source files: gzipped JSONL, JSON and TSV, always in file order."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a gzipped JSONL file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_json(path: Path) -> Any:
    """Load a JSON file, gzipped or not."""
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return json.load(file)
    return json.loads(path.read_text(encoding="utf-8"))


def read_tsv(path: Path) -> Iterator[list[str]]:
    """Yield the rows of a TSV file, gzipped or not, header included."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    for line in data.decode("utf-8").rstrip("\n").split("\n"):
        yield line.split("\t")


def read_table(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a hand-kept TSV file by column; lines that begin with `#` are comments."""
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line and not line.startswith("#")]
    header = lines[0].split("\t") if lines else []
    for line in lines[1:]:
        yield dict(zip(header, line.split("\t"), strict=False))
