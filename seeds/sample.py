"""Draw a random sample of the table's entries for people to read, and count what they found.

    python seeds/sample.py draw [--size 400] [--seed 1] > seeds/quality.tsv     # then fill the columns `type` and `names_ok`
    python seeds/sample.py count seeds/quality.tsv

Strata are label and origin (hand-kept or made by a program); each has its share of the sample, at least `LEAST`. A reader
writes `ok`, the error, or `?` (cannot be told) into `type` (is the label right) and `names_ok` (is every name one of the thing).
The rates are those of what could be told, weighted by the size of the strata, with a Wilson interval of 95 %.
"""

import argparse
import csv
import random
import sys
from collections import defaultdict
from pathlib import Path

SEEDS = Path(__file__).resolve().parent
sys.path.insert(0, str(SEEDS.parent))

from newsner.kb.seed_entry import SeedEntry  # noqa: E402
from newsner.kb.seeds import read_entries  # noqa: E402

COLUMNS = ("stratum", "weight", "id", "label", "kind", "country", "names", "description", "type", "names_ok", "note")
VERDICTS = ("type", "names_ok")
LEAST = 15
OK, UNTOLD = "ok", "?"
# Two-sided, 95 %.
_Z = 1.96


def main() -> None:
    """Run one of the two commands."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    drawn = commands.add_parser("draw")
    drawn.add_argument("--size", type=int, default=400)
    drawn.add_argument("--seed", type=int, default=1)
    drawn.set_defaults(run=lambda given: draw(given.size, given.seed))
    counted = commands.add_parser("count")
    counted.add_argument("path", type=Path)
    counted.set_defaults(run=lambda given: count(given.path))
    given = parser.parse_args()
    given.run(given)


def draw(size: int, seed: int) -> None:
    """Print the sample."""
    strata: dict[str, list[SeedEntry]] = defaultdict(list)
    for entry in read_entries(SEEDS):
        strata[f"{entry.label} {'hand-kept' if entry.curated else 'bulk'}"].append(entry)
    total = sum(map(len, strata.values()))
    rng = random.Random(seed)
    writer = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, escapechar="\\")
    writer.writerow(COLUMNS)
    free = size - LEAST * len(strata)
    for name, entries in sorted(strata.items()):
        taken = LEAST + round(free * len(entries) / total)
        for entry in rng.sample(entries, min(taken, len(entries))):
            names = "|".join(entry.all_names())
            row = (name, f"{len(entries) / total:.4f}", entry.id, entry.label, entry.kind, entry.country, names)
            writer.writerow([*row, entry.description, "", "", ""])


def count(path: Path) -> None:
    """Print the rates."""
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    unread = [row["id"] for row in rows if not row["type"] or not row["names_ok"]]
    if unread:
        raise SystemExit(f"{len(unread)} rows are not read yet, the first is {unread[0]}: fill `type` and `names_ok`")
    print(
        "| stratum | share of the table | read | right type | wrong | right names | wrong |\n|---|---|---|---|---|---|---|"
    )
    strata: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        strata[row["stratum"]].append(row)
    weighted, told, weights = dict.fromkeys(VERDICTS, 0.0), dict.fromkeys(VERDICTS, 0), dict.fromkeys(VERDICTS, 0.0)
    for name, group in strata.items():
        weight, cells = float(group[0]["weight"]), []
        for column in VERDICTS:
            right = sum(row[column] == OK for row in group)
            wrong = sum(row[column] not in (OK, UNTOLD) for row in group)
            cells += [str(right), str(wrong)]
            if right + wrong:
                weighted[column] += weight * right / (right + wrong)
                weights[column] += weight
                told[column] += right + wrong
        print(f"| {name} | {weight:.1%} | {len(group)} | {' | '.join(cells)} |")
    print()
    for column in VERDICTS:
        rate = weighted[column] / weights[column]
        low, high = wilson(rate, told[column])
        print(f"{column}: {rate:.1%} right, weighted ({low:.1%} to {high:.1%}), of {told[column]} that could be told")


def wilson(rate: float, size: int) -> tuple[float, float]:
    """Wilson's interval of a rate over so many draws."""
    middle = (rate + _Z**2 / (2 * size)) / (1 + _Z**2 / size)
    half = _Z / (1 + _Z**2 / size) * (rate * (1 - rate) / size + _Z**2 / (4 * size**2)) ** 0.5
    return middle - half, middle + half


if __name__ == "__main__":
    main()
