"""Our recogniser beside spaCy's small architecture on the same core and texts; what the three cost to load and to hold.

Run by `make bench`, figures in docs/performance.md.
"""

from pathlib import Path

import pytest

from newsner.data_files import locate
from newsner.evaluation import read_gold
from newsner.labels import PIPELINES
from newsner.measuring.gold_sets import group_articles
from newsner.measuring.speed import make_stock, measure_load, measure_memory, measure_size, measure_speed
from newsner.recognition.pipelines import load_pipeline

ARTICLES = Path(__file__).resolve().parents[2] / "seeds" / "articles"
# What the project promises; loading is printed only, since another process may hold it up.
LEAST_RATIO, MOST_MEGABYTES, MOST_RESIDENT = 2.0, 30, 500
COPIES = 6


@pytest.mark.parametrize("name", PIPELINES)
def bench_recogniser_against_stock(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """At least twice the words per second of the stock pipeline, both on one core in one run."""
    own = load_pipeline(locate(f"models/{name}")).nlp
    texts = [text for gold in group_articles(read_gold(ARTICLES), name) for text in gold.texts]
    stock = make_stock(name, texts)
    raw = [text.text for text in texts]
    spans = [sum(len(doc.ents) for doc in nlp.pipe(raw)) for nlp in (own, stock)]
    speed = measure_speed({"own": own, "stock": stock}, raw * COPIES)
    ratio = speed["own"] / speed["stock"]
    with capsys.disabled():
        print(
            f"\n{name}: {speed['own']:.0f} words/s, stock {speed['stock']:.0f}, ratio {ratio:.2f}; "
            f"spans {spans[0]}, stock {spans[1]}, gold {sum(len(text.spans) for text in texts)}"
        )
    assert ratio >= LEAST_RATIO


@pytest.mark.parametrize("name", PIPELINES)
def bench_load_and_size(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A fresh process that has imported spaCy loads one pipeline."""
    path = locate(f"models/{name}")
    seconds, megabytes = min(measure_load(path) for _ in range(3)), measure_size(path)
    with capsys.disabled():
        print(f"\n{name}: loaded in {seconds:.2f} s, {megabytes:.1f} MB")
    assert megabytes <= MOST_MEGABYTES


def bench_memory(capsys: pytest.CaptureFixture[str]) -> None:
    """A fresh process that holds all three and has read the sample articles with each."""
    memory = measure_memory([locate(f"models/{name}") for name in PIPELINES], ARTICLES)
    with capsys.disabled():
        print(f"\nall three: {memory.resident:.0f} MB resident, {memory.peak:.0f} MB at the peak")
    assert memory.resident <= MOST_RESIDENT
