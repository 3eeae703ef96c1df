"""How fast: import, table, look-up, one article, a stream. Run by `make bench`, figures in docs/performance.md.

Not part of the tests: a machine under load would fail them.
"""

import subprocess
import sys
from typing import Any

import pytest
from articles import count_words, read_articles
from threadpoolctl import threadpool_limits

import newsner
from newsner.data_files import locate
from newsner.kb.store import KnowledgeBase

# Long enough that loading and batching edges vanish: about 100 000 words.
STREAM_COPIES = 12


def bench_import(benchmark: Any) -> None:
    """A fresh interpreter that imports the package."""
    benchmark.pedantic(lambda: subprocess.run([sys.executable, "-c", "import newsner"], check=True), rounds=5)


def bench_open_table(benchmark: Any) -> None:
    """Map the table and check its sums."""
    benchmark(lambda: KnowledgeBase.open(locate("table")))


@pytest.mark.parametrize("name", ["Lawrow", "Putins", "Vereinten Nationen", "Zelenskyy", "Kari Nordmann"])
def bench_lookup(benchmark: Any, name: str) -> None:
    """One name in all languages."""
    newsner.lookup(name)
    benchmark(lambda: newsner.lookup(name))


@pytest.mark.parametrize("step", ["exact", "variants"])
def bench_table(benchmark: Any, step: str) -> None:
    """The words of the sample articles in the table, as forms and as keys; look-ups per second are in the extra figures."""
    find = getattr(KnowledgeBase.open(locate("table")), step)
    words = [word for lang in ("nb", "nn", "en", "de") for text in read_articles(lang) for word in text.split()]
    benchmark(lambda: [find(word) for word in words])
    benchmark.extra_info["lookups_per_second"] = round(len(words) / benchmark.stats.stats.min)


@pytest.mark.parametrize("lang", ["nb", "nn", "en", "de"])
def bench_extract_article(benchmark: Any, lang: str) -> None:
    """One article, everything loaded."""
    text = read_articles(lang)[0]
    newsner.extract(text)
    benchmark.extra_info["words"] = count_words([text])
    benchmark(lambda: newsner.extract(text))


@pytest.mark.parametrize("link", [True, False], ids=["link", "no-link"])
@pytest.mark.parametrize("lang", ["nb", "nn", "en", "de"])
def bench_stream(benchmark: Any, lang: str, link: bool) -> None:
    """Many articles; words per second are in the extra figures."""
    texts = read_articles(lang) * STREAM_COPIES
    newsner.extract(texts[0])
    # One core: without the limit OpenBLAS takes all there are.
    with threadpool_limits(1):
        benchmark.pedantic(lambda: sum(1 for _ in newsner.extract_many(texts, link=link)), rounds=3)
    benchmark.extra_info["words_per_second"] = round(count_words(texts) / benchmark.stats.stats.min)
