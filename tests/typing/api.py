"""What callers write, held against the types of the public face by mypy; never run."""

from collections.abc import Iterator
from datetime import date

import newsner

extraction: newsner.Extraction = newsner.extract(
    "Wladimir Putin in Moskau", lang="de", date=date(2022, 2, 24), min_score=0.5
)
mention: newsner.Mention = extraction.mentions[0]
label: str = mention.label
score: float | None = mention.score
entity: newsner.Entity = extraction.entities[0]
norwegian: str | None = entity.names.nb
indices: tuple[int, ...] = entity.mentions

raising: Iterator[newsner.Extraction] = newsner.extract_many(["a", "b"], batch_size=8)
recording: Iterator[newsner.Extraction | newsner.Failure] = newsner.extract_many(["a"], on_error="record")
pairs: Iterator[tuple[newsner.Extraction, int]] = newsner.extract_many([("a", 1)], as_tuples=True)
recorded_pairs: Iterator[tuple[newsner.Extraction | newsner.Failure, int]] = newsner.extract_many(
    [("a", 1)], as_tuples=True, on_error="record"
)
candidates: list[newsner.Candidate] = newsner.lookup("Lawrow", lang="de")
ours: newsner.Newsner = newsner.load(on_language="raise")
again: newsner.Extraction = ours.extract("a")
evidence: int = ours.explain("a").evidence[0].mention
