"""Corpora of made-up German sentences in the published formats, large enough for a tuning part."""

import gzip
import json
from pathlib import Path

# A word of the training texts that must not be found in an exported pipeline.
SECRET_WORD = "Quarkfabrikant"
CITIES = ("Bonn", "Köln", "Mainz", "Trier")
ORIGINS = ("http://www.welt.example/1", "http://de.wikipedia.org/wiki/Bonn", "http://www.zeit.example/2")


def write_germeval(root: Path) -> None:
    """300 sentences with a person and a place each, 30 of them as dev; a third of these is from Wikipedia."""
    blocks = [
        f"#\t{ORIGINS[number // 10 % 3]}\t[2010-07-04]\n"
        f"1\t{SECRET_WORD}\tO\tO\n2\tMeier{number}\tB-PER\tO\n3\tin\tO\tO\n4\t{CITIES[number % 4]}\tB-LOC\tO\n5\t.\tO\tO\n"
        for number in range(300)
    ]
    (root / "germeval2014").mkdir(parents=True)
    for part, chosen in (("train-4800", blocks), ("dev", blocks[::10])):
        (root / f"germeval2014/NER-de-{part}.tsv").write_text("\n".join(chosen), encoding="utf8")


def write_smartdata(root: Path) -> None:
    """Two documents, train and dev alike, with a person, a body, and a product that the corpus leaves unmarked."""
    text = "Meier leitet Nordkohl und hat ein iPhone."
    marks = [("PERSON", 0, 5), ("ORGANIZATION_COMPANY", 13, 21)]
    mentions = [{"type": label, "span": {"start": start, "end": end}} for label, start, end in marks]
    record = {"text": {"string": text}, "conceptMentions": {"array": mentions}}
    (root / "smartdata").mkdir(parents=True)
    for part in ("train", "dev"):
        with gzip.open(root / f"smartdata/{part}.jsonl.gz", "wt", encoding="utf8") as file:
            file.writelines(json.dumps(record | {"id": name}) + "\n" for name in ("a", "b"))
