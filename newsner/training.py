"""Training support behind ``models/project.yml``: word facts, vectors, the training run.

Commands:
    python -m newsner.training vectors RAW.xz... OUT --lang nb
    python -m newsner.training silver RAW.xz OUT.jsonl --lang de --share 0.05
    python -m newsner.training train CONFIG OUT --corpora DIR --vectors DIR --seeds DIR [--only-licensed]
    python -m newsner.training export TRAINED OUT --corpora DIR --card CARD.json
    python -m newsner.training card PIPELINE --corpora DIR --card CARD.json [--config CONFIG]
    python -m newsner.training score PIPELINE... --corpora DIR
    python -m newsner.training calibration PIPELINE... --corpora DIR -o DIR
    python -m newsner.training floors FLOORS.json [--force]

The last five are in ``newsner.measuring.commands``.
"""

import json
import lzma
import random
import re
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import newsner
from newsner.corpora.sources import SOURCES
from newsner.errors import InputValueError
from newsner.kb.seeds import read_entries
from newsner.measuring.commands import add_commands
from newsner.recognition.lexicon import Lexicon, count_roles, read_clusters

# Floret vectors (Bojanowski et al. 2017 with the hashed table of explosion/floret): one small table for any word.
VECTOR_SETTINGS: Final = {
    "mode": "floret", "model": "cbow", "dim": 96, "bucket": 50_000, "hashCount": 2, "minn": 3, "maxn": 5,
    "minCount": 5, "neg": 10, "ws": 5, "lr": 0.05, "thread": 2,
}  # fmt: skip
_TOKEN: Final = re.compile(r"\w+(?:[-'&]\w+)*|[^\w\s]")
# Paragraphs for self-training: characters, and the score that every mention must have.
SILVER_LENGTH: Final = range(60, 700)
SILVER_SCORE: Final = 0.7


def seed_names(path: str) -> Callable[[], Iterable[tuple[str, str]]]:
    """``newsner.SeedNames.v1``: labels and names of the entries in a seeds folder, for word roles and GPE against LOC."""

    def names() -> Iterator[tuple[str, str]]:
        for entry in read_entries(Path(path)):
            for name in entry.all_names():
                yield entry.label, name

    return names


def build_lexicon(clusters: str | None = None, names: Callable[[], Iterable[tuple[str, str]]] | None = None) -> Lexicon:
    """``newsner.Lexicon.v1``: Brown clusters of a language and the roles of words in the alias table's names.

    Args:
        clusters: language of a table in spacy-lookups-data ("en", "de"), or None.
        names: ``(label, name)`` pairs, or None.
    """
    return Lexicon.from_columns(read_clusters(clusters) if clusters else {}, count_roles(names()) if names else {})


def train_vectors(raw: Iterable[Path], output: Path, lang: str, epochs: int) -> None:
    """Train floret vectors on xz-compressed text of one paragraph a line and store them for ``spacy train``."""
    import floret
    import spacy
    from spacy.training.initialize import convert_vectors

    output.mkdir(parents=True, exist_ok=True)
    words = output / "words.txt"
    with words.open("w", encoding="utf8") as file:
        for path in raw:
            with lzma.open(path, "rt", encoding="utf8") as lines:
                file.writelines(
                    " ".join(_TOKEN.findall(line.replace("’", "'"))) + "\n" for line in lines if line.strip()
                )
    model = floret.train_unsupervised(str(words), epoch=epochs, **VECTOR_SETTINGS)
    model.save_floret_vectors(str(output / "table.floret"))
    nlp = spacy.blank(lang)
    convert_vectors(nlp, output / "table.floret", truncate=-1, prune=-1, mode="floret")
    nlp.to_disk(output)
    words.unlink()


def write_silver(raw: Path, output: Path, lang: str, share: float, seed: int = 0) -> int:
    """Label paragraphs of raw text with the installed pipeline and alias table, for self-training.

    The table is the second view (Blum and Mitchell 1998): it mends what the recogniser missed or cut short, and a
    paragraph with a mention that neither is sure of is left out.

    Args:
        raw: xz-compressed text of one paragraph a line.
        output: JSON lines, see ``read_silver``.
        lang: of the text.
        share: of the paragraphs that are tried, 0.0-1.0.
        seed: of the choice.

    Returns:
        Number of paragraphs written.
    """
    rng = random.Random(seed)
    written = 0
    with lzma.open(raw, "rt", encoding="utf8") as lines, output.open("w", encoding="utf8") as file:
        picked = (line.strip() for line in lines if len(line) in SILVER_LENGTH and rng.random() < share)
        for extraction in newsner.extract_many(picked, lang=lang, batch_size=256):  # type: ignore[call-overload]
            if extraction.mentions and all((mention.score or 0.0) >= SILVER_SCORE for mention in extraction.mentions):
                spans = [[mention.start, mention.end, mention.label] for mention in extraction.mentions]
                file.write(json.dumps({"text": extraction.text, "spans": spans}, ensure_ascii=False) + "\n")
                written += 1
    return written


def train(config: Path, output: Path, overrides: dict[str, Any]) -> None:
    """Run ``spacy train`` with OpenBLAS in place of BLIS, which is near three times as fast at these sizes."""
    from spacy.cli.train import train as spacy_train
    from thinc.api import use_ops

    with use_ops("numpy", use_blis=False):
        spacy_train(config, output, overrides=overrides)


def licensed_sources(config: Path) -> dict[str, dict[str, float]]:
    """Overrides of a training config that leave out every corpus that states no licence.

    Raises:
        InputValueError: none is left to train or to stop on.
    """
    from thinc.api import Config

    blocks = Config().from_disk(config, interpolate=False)["corpora"]
    overrides = {}
    for block in ("train", "dev"):
        sources = blocks[block]["sources"]
        kept = {name: share for name, share in sources.items() if SOURCES[name].licence is not None}
        if not kept:
            raise InputValueError(f"{config}: no corpus of [corpora.{block}] states a licence: {', '.join(sources)}")
        overrides[f"corpora.{block}.sources"] = kept
    return overrides


def main() -> None:
    """Command line of this module; see the module docstring."""
    parser = ArgumentParser(prog="python -m newsner.training", description=__doc__)
    commands = parser.add_subparsers(required=True)
    vectors = commands.add_parser("vectors")
    vectors.add_argument("raw", nargs="+", type=Path)
    vectors.add_argument("output", type=Path)
    vectors.add_argument("--lang", required=True)
    vectors.add_argument("--epochs", type=int, default=4)
    vectors.set_defaults(run=lambda given: train_vectors(given.raw, given.output, given.lang, given.epochs))
    silver = commands.add_parser("silver")
    silver.add_argument("raw", type=Path)
    silver.add_argument("output", type=Path)
    silver.add_argument("--lang", required=True)
    silver.add_argument("--share", type=float, default=0.05)
    silver.set_defaults(run=_run_silver)
    trained = commands.add_parser("train")
    trained.add_argument("config", type=Path)
    trained.add_argument("output", type=Path)
    trained.add_argument("--corpora", required=True)
    trained.add_argument("--vectors")
    trained.add_argument("--seeds", required=True)
    trained.add_argument("--only-licensed", action="store_true", help="leave out corpora that state no licence")
    trained.set_defaults(run=_run_train)
    add_commands(commands)
    arguments = parser.parse_args()
    arguments.run(arguments)


def _run_silver(arguments: Namespace) -> None:
    print(write_silver(arguments.raw, arguments.output, arguments.lang, arguments.share), "paragraphs")


def _run_train(arguments: Namespace) -> None:
    overrides: dict[str, Any] = {f"paths.{name}": getattr(arguments, name) for name in ("corpora", "vectors", "seeds")}
    if arguments.only_licensed:
        overrides |= licensed_sources(arguments.config)
    train(arguments.config, arguments.output, overrides)


if __name__ == "__main__":
    main()
