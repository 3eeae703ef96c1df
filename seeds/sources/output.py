"""Write the shards, the list of votes, the sources and the report."""

import json
import zlib
from collections import Counter
from pathlib import Path

from sources.merge import Merger, Vote
from sources.records import LABELS, LANGUAGES, Row

# Rows per shard, so that a file stays below 15 MB and a changed alias is a small diff.
ROWS_PER_SHARD = 40_000


def entry(row: Row) -> dict[str, object]:
    """The JSON object of a row, empty fields left out."""
    names = {language: row.names[language] for language in (*LANGUAGES, "any") if row.names.get(language)}
    fields: dict[str, object] = {
        "id": row.id,
        "label": row.label,
        "kind": row.kind,
        "country": row.country,
        "prominence": round(row.prominence, 3),
        "names": names,
        "description": row.description,
        "source": row.source,
    }
    return {name: value for name, value in fields.items() if value}


def write_shards(rows: list[Row], folder: Path) -> dict[str, int]:
    """Write the rows by label, sharded by a hash of the id, and return the bytes of each file."""
    for old in folder.glob("*.jsonl"):
        old.unlink()
    sizes = {}
    for label in LABELS:
        chosen = [row for row in rows if row.label == label]
        shards = -(-len(chosen) // ROWS_PER_SHARD)
        for shard in range(shards):
            part = sorted(
                (row for row in chosen if zlib.crc32(row.id.encode()) % shards == shard), key=lambda row: row.id
            )
            name = f"{label.lower()}-{shard}.jsonl" if shards > 1 else f"{label.lower()}.jsonl"
            lines = (json.dumps(entry(row), ensure_ascii=False, separators=(",", ":")) for row in part)
            text = "".join(line + "\n" for line in lines)
            (folder / name).write_text(text, encoding="utf-8")
            sizes[name] = len(text.encode())
    return sizes


def write_votes(votes: list[Vote], key_to_id: dict[str, str], path: Path) -> None:
    """Write the QIDs that labels point to, for someone to attest: they are in no entry."""
    lines = ["id\tlabel\tname\tvoted_qid\tshared_languages"]
    lines += sorted(
        f"{key_to_id[vote.key]}\t{vote.label}\t{vote.name}\t{vote.qid}\t{vote.languages}"
        for vote in votes
        if vote.key in key_to_id
    )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def render_report(
    rows: list[Row], merger: Merger, dropped: Counter[str], sizes: dict[str, int], notes: list[str]
) -> str:
    """The build report as Markdown."""
    lines = [
        "# Build report",
        "",
        "Written by `python seeds/build_bulk.py`.",
        "",
        "| label | entries | with QID | two or more languages | nb | nn | en | de |",
        "|---|---|---|---|---|---|---|---|",
    ]
    total: Counter[str] = Counter()
    for label in LABELS:
        counts = _count([row for row in rows if row.label == label])
        total.update(counts)
        lines.append(_table_line(label, counts))
    lines += [_table_line("all", total), "", "## Files", ""]
    lines += [f"- {name}: {size / 1e6:.1f} MB" for name, size in sorted(sizes.items())]
    lines += [f"- together {sum(sizes.values()) / 1e6:.1f} MB", "", "## Joins", ""]
    lines += [f"- {name}: {count}" for name, count in merger.counts.most_common()]
    lines += ["", "## Entries by source", ""]
    lines += [f"- {name}: {count}" for name, count in Counter(row.source for row in rows).most_common(30)]
    lines += ["", "## Left out", ""]
    lines += [f"- {name}: {count}" for name, count in dropped.most_common()]
    lines += ["", "## Notes", "", *[f"- {note}" for note in notes]]
    lines += [
        "",
        f"## One QID under two labels ({len(merger.conflicts)})",
        "",
        *[f"- {conflict}" for conflict in sorted(merger.conflicts)[:100]],
    ]
    return "\n".join(lines) + "\n"


def _count(rows: list[Row]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in rows:
        covered = row.covered_languages()
        counts.update(covered)
        counts["entries"] += 1
        counts["qid"] += row.id.startswith("Q")
        counts["two"] += len(covered) >= 2
    return counts


def _table_line(label: str, counts: Counter[str]) -> str:
    return f"| {label} | " + " | ".join(str(counts[name]) for name in ("entries", "qid", "two", *LANGUAGES)) + " |"
