"""Words per second of our recogniser beside spaCy's official small architecture, and what a pipeline costs to load and hold.

The stock pipeline is what ``spacy init config --pipeline ner --optimize efficiency`` gives: a hash-embed CNN of 96 by 4 under a
transition system, with thinc's default operations. Its speed does not depend on good weights, only on how many names it
sees, so a few updates on gold of our own are enough.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from spacy.cli.init_config import init_config
from spacy.language import Language
from spacy.training import Example
from spacy.util import load_model_from_config
from thinc.api import fix_random_seed
from threadpoolctl import threadpool_limits

from newsner.corpora.annotated import AnnotatedText

# Training of the stock pipeline: after this it marks about as many spans as the gold has.
_PASSES: Final = 10
_BATCH: Final = 8
_LEARN_RATE: Final = 0.005
_ROUNDS: Final = 5
_MEGABYTE: Final = 1024 * 1024

_LOAD: Final = """
import sys, time
from pathlib import Path
from newsner.recognition.pipelines import load_pipeline
import newsner.recognition.recogniser
started = time.perf_counter()
load_pipeline(Path(sys.argv[1]))
print(time.perf_counter() - started)
"""
_HOLD: Final = """
import sys
from pathlib import Path
from newsner.recognition.pipelines import load_pipeline
loaded = [load_pipeline(Path(path)).nlp for path in sys.argv[2:]]
for path in sorted(Path(sys.argv[1]).glob("*.txt")):
    for nlp in loaded:
        with nlp.memory_zone():
            nlp(path.read_text(encoding="utf8"))
status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(status["VmRSS"].split()[0], status["VmHWM"].split()[0])
"""


class Memory(NamedTuple):
    """Megabytes resident at the end and at the peak."""

    resident: float
    peak: float


def make_stock(lang: str, texts: Iterable[AnnotatedText]) -> Language:
    """The stock pipeline, trained for a few passes over the lines of gold texts.

    Args:
        lang: nb, en or de.
        texts: gold; a span that does not begin and end with a token of spaCy's is left out.
    """
    fix_random_seed(0)
    config = init_config(lang=lang, pipeline=["ner"], optimize="efficiency", gpu=False)
    nlp = load_model_from_config(config, auto_fill=True)
    examples = [example for text in texts for example in _split_lines(nlp, text)]
    optimizer = nlp.initialize(lambda: examples)
    optimizer.learn_rate = _LEARN_RATE
    for _ in range(_PASSES):
        for low in range(0, len(examples), _BATCH):
            nlp.update(examples[low : low + _BATCH], sgd=optimizer)
    return nlp


def _split_lines(nlp: Language, text: AnnotatedText) -> Iterator[Example]:
    position = 0
    for line in text.text.splitlines(keepends=True):
        spans = [
            (start - position, end - position, min(labels))
            for start, end, labels in text.spans
            if position <= start < position + len(line)
        ]
        position += len(line)
        if line.strip():
            doc = nlp.make_doc(line.rstrip("\n"))
            whole = [span for span in spans if doc.char_span(*span) is not None]
            yield Example.from_dict(doc, {"entities": whole})


def measure_speed(pipelines: Mapping[str, Language], texts: Sequence[str], rounds: int = _ROUNDS) -> dict[str, float]:
    """Words per second of pipelines on the same texts, in turns on one core; the best round of each.

    Time is processor time, which on an idle machine is the clock's: other processes on the core do not count.

    Args:
        pipelines: name to pipeline.
        texts: enough for a second of work or more.
        rounds: 1 or more.

    Returns:
        Name to words (as white space cuts them) per second.
    """
    words = count_words(texts)
    best = dict.fromkeys(pipelines, float("inf"))
    with _one_core():
        for nlp in pipelines.values():
            _run(nlp, texts[:1])
        for _ in range(rounds):
            for name, nlp in pipelines.items():
                started = time.process_time()
                _run(nlp, texts)
                best[name] = min(best[name], time.process_time() - started)
    return {name: words / seconds for name, seconds in best.items()}


def count_words(texts: Iterable[str]) -> int:
    """Words as white space cuts them."""
    return sum(len(text.split()) for text in texts)


def measure_load(path: Path) -> float:
    """Seconds to load a pipeline in a fresh process that has imported spaCy."""
    return float(_run_fresh(_LOAD, str(path)))


def measure_memory(paths: Iterable[Path], articles: Path) -> Memory:
    """Memory of a fresh process that holds pipelines together and has read a folder of articles with each; Linux only."""
    resident, peak = _run_fresh(_HOLD, str(articles), *map(str, paths)).split()
    return Memory(int(resident) / 1024, int(peak) / 1024)


def measure_size(path: Path) -> float:
    """Megabytes of all files of a pipeline."""
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file()) / _MEGABYTE


def _run(nlp: Language, texts: Sequence[str]) -> None:
    with nlp.memory_zone():
        for _ in nlp.pipe(texts):
            pass


def _run_fresh(code: str, *arguments: str) -> str:
    process = subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True)
    return process.stdout


@contextmanager
def _one_core() -> Iterator[None]:
    """Keep this process on one core, where the system can, with one thread for matrix products."""
    if not hasattr(os, "sched_setaffinity"):
        with threadpool_limits(1):
            yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        with threadpool_limits(1):
            yield
    finally:
        os.sched_setaffinity(0, before)
