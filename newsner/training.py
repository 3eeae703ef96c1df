"""Training support behind ``models/project.yml``: word facts, vectors, the training run.

Commands:
    python -m newsner.training vectors RAW.xz... OUT --lang nb
    python -m newsner.training clusters RAW.xz... OUT.json
    python -m newsner.training pretrain CONFIG RAW.xz... OUT --steps 4000 --vectors DIR --clusters FILE --seeds DIR
    python -m newsner.training rejoin RAW.xz ANNOTATIONS.jsonl OUT.jsonl
    python -m newsner.training train CONFIG OUT --corpora DIR --clusters FILE --seeds DIR [--vectors DIR]
        [--pretrained FILE] [--only-licensed]
    python -m newsner.training average TRAINED... OUT
    python -m newsner.training export TRAINED OUT --corpora DIR --card CARD.json
    python -m newsner.training card PIPELINE --corpora DIR --card CARD.json [--config CONFIG]
    python -m newsner.training score PIPELINE... --corpora DIR
    python -m newsner.training calibration PIPELINE... --corpora DIR -o DIR
    python -m newsner.training floors FLOORS.json [--force]

The last five are in ``newsner.measuring.commands``.
"""

import hashlib
import json
import lzma
import re
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from newsner.corpora.sources import SOURCES
from newsner.errors import InputValueError
from newsner.kb.seeds import read_entries
from newsner.measuring.commands import add_commands
from newsner.recognition.exchange import cluster_words, count_neighbours
from newsner.recognition.lexicon import Lexicon, count_roles, join_clusterings, mask_digits, read_brown_clusters
from newsner.recognition.pipelines import load_pipeline

# Floret vectors (Bojanowski et al. 2017 with the hashed table of explosion/floret): one small table for any word.
VECTOR_SETTINGS: Final = {
    "mode": "floret", "model": "cbow", "dim": 96, "bucket": 50_000, "hashCount": 2, "minn": 3, "maxn": 5,
    "minCount": 5, "neg": 10, "ws": 5, "lr": 0.05, "thread": 2,
}  # fmt: skip
_TOKEN: Final = re.compile(r"\w+(?:[-'&]\w+)*|[^\w\s]")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?]) ")
# Classes and passes of each clustering, fine to coarse: at the end of them a pass moves about one word in twenty.
CLUSTERINGS: Final = ((1_000, 6), (200, 6), (40, 8))


def seed_names(path: str) -> Callable[[], Iterable[tuple[str, str]]]:
    """``newsner.SeedNames.v1``: labels and names of the entries in a seeds folder, for word roles and GPE against LOC."""

    def names() -> Iterator[tuple[str, str]]:
        for entry in read_entries(Path(path)):
            for name in entry.all_names():
                yield entry.label, name

    return names


def build_lexicon(clusters: str, names: Callable[[], Iterable[tuple[str, str]]] | None = None) -> Lexicon:
    """``newsner.Lexicon.v2``: word clusters and the roles of words in the alias table's names.

    Args:
        clusters: a file that ``train_clusters`` wrote, or the language of a table in spacy-lookups-data ("en", "de").
        names: ``(label, name)`` pairs, or None.
    """
    path = Path(clusters)
    if path.suffix == ".json":
        found = join_clusterings(json.loads(path.read_text(encoding="utf8")))
    else:
        found = read_brown_clusters(clusters)
    return Lexicon.from_columns(found, count_roles(names()) if names else {})


def read_paragraphs(raw: Iterable[Path]) -> Iterator[str]:
    """Paragraphs of xz-compressed text of one paragraph a line."""
    for path in raw:
        with lzma.open(path, "rt", encoding="utf8") as lines:
            yield from (line.strip() for line in lines if line.strip())


def train_clusters(raw: Iterable[Path], output: Path) -> None:
    """Write clusterings of the words of a language, a list of word to class, fine to coarse.

    Args:
        raw: xz-compressed text of one paragraph a line.
        output: JSON file.
    """
    sentences = (
        _TOKEN.findall(mask_digits(sentence))
        for paragraph in read_paragraphs(raw)
        for sentence in _SENTENCE_END.split(paragraph)
    )
    neighbours = count_neighbours(sentences)
    clusterings = []
    for size, rounds in CLUSTERINGS:
        print(f"{size} classes of {len(neighbours.words)} words")
        clusterings.append(
            cluster_words(neighbours, size, rounds, lambda done, moved: print(f"pass {done}: {moved} words moved"))
        )
    output.write_text(json.dumps(clusterings, ensure_ascii=False), encoding="utf8")


def pretrain_encoder(
    config: Path, raw: Iterable[Path], output: Path, steps: int, vectors: str | None, clusters: str, seeds: str
) -> None:
    """Train the encoder of a training config on raw text, see ``recognition.pretraining``.

    Args:
        config: training config.
        raw: xz-compressed texts of one paragraph a line; one that is given twice counts twice.
        output: file of weights, for ``paths.pretrained`` of the config.
        steps: of 2 500 words.
        vectors: folder that ``train_vectors`` wrote, or None.
        clusters: as in ``build_lexicon``.
        seeds: folder of the alias table's seeds.
    """
    import spacy
    from spacy.util import registry
    from thinc.api import Config, use_ops

    from newsner.recognition.pretraining import pretrain

    settings = Config().from_disk(config, interpolate=False)
    with use_ops("numpy", use_blis=False):
        nlp = spacy.load(vectors) if vectors else spacy.blank(settings["nlp"]["lang"])
        nlp.tokenizer = registry.resolve({"tokenizer": settings["nlp"]["tokenizer"]})["tokenizer"](nlp)
        model = settings["components"]["newsner_recogniser"]["model"]
        encoder = registry.resolve({"encoder": model["encoder"]})["encoder"]
        lexicon = build_lexicon(clusters, seed_names(seeds))
        weights = pretrain(
            nlp,
            encoder,
            lexicon,
            list(read_paragraphs(raw)),
            steps,
            lambda step, right, roles: print(f"step {step}: clusters {right:.3f}, roles {roles:.3f}", flush=True),
        )
    output.write_bytes(weights)


def rejoin(raw: Path, annotations: Path, output: Path) -> int:
    """Put annotations that were published without their text back on the paragraphs they were made on.

    Args:
        raw: xz-compressed text of one paragraph a line.
        annotations: JSON lines ``{"paragraph": ..., "spans": [[start, end, label]]}``; the paragraph is named by the
            first 16 hexadecimal digits of the SHA-256 of its text.
        output: JSON lines, see ``read_spans``.

    Returns:
        Number of paragraphs found.
    """
    with annotations.open(encoding="utf8") as lines:
        spans = {row["paragraph"]: row["spans"] for row in map(json.loads, lines)}
    found = 0
    output.parent.mkdir(parents=True, exist_ok=True)
    with output.open("w", encoding="utf8") as file:
        for text in dict.fromkeys(read_paragraphs([raw])):
            key = paragraph_key(text)
            if key in spans:
                file.write(json.dumps({"text": text, "spans": spans[key]}, ensure_ascii=False) + "\n")
                found += 1
    return found


def paragraph_key(text: str) -> str:
    """Name of a paragraph in annotations without text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def train_vectors(raw: Iterable[Path], output: Path, lang: str, epochs: int) -> None:
    """Train floret vectors on xz-compressed text of one paragraph a line and store them for ``spacy train``."""
    import floret
    import spacy
    from spacy.training.initialize import convert_vectors

    output.mkdir(parents=True, exist_ok=True)
    words = output / "words.txt"
    with words.open("w", encoding="utf8") as file:
        for paragraph in read_paragraphs(raw):
            file.write(" ".join(_TOKEN.findall(paragraph.replace("’", "'"))) + "\n")
    model = floret.train_unsupervised(str(words), epoch=epochs, **VECTOR_SETTINGS)
    model.save_floret_vectors(str(output / "table.floret"))
    nlp = spacy.blank(lang)
    convert_vectors(nlp, output / "table.floret", truncate=-1, prune=-1, mode="floret")
    nlp.to_disk(output)
    words.unlink()


def train(config: Path, output: Path, overrides: dict[str, Any]) -> None:
    """Run ``spacy train`` with OpenBLAS in place of BLIS, which is near three times as fast at these sizes."""
    from spacy.cli.train import train as spacy_train
    from thinc.api import use_ops

    with use_ops("numpy", use_blis=False):
        spacy_train(config, output, overrides=overrides)


def average(runs: list[Path], output: Path) -> None:
    """Write the pipeline whose weights are the mean of several runs' weights.

    Runs of one config from the same pretrained weights, under different seeds, end close enough to each other for
    that, and their mean is better than any of them (Wortsman et al., ICML 2022).

    Args:
        runs: folders that ``train`` wrote ("model-best"), of one config and one lexicon.
        output: replaced.

    Raises:
        InputValueError: the networks are not alike.
    """
    pipelines = [load_pipeline(run).nlp for run in runs]
    networks: list[Any] = [nlp.get_pipe("newsner_recogniser") for nlp in pipelines]
    for nodes in zip(*(list(network.model.walk()) for network in networks), strict=True):
        for name in nodes[0].param_names:
            weights = [node.get_param(name) for node in nodes]
            if len({array.shape for array in weights}) > 1:
                raise InputValueError(
                    f"{nodes[0].name}: the runs have weights of different shapes; give runs of one config"
                )
            nodes[0].set_param(name, sum(weights) / len(weights))
    pipelines[0].to_disk(output)


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
    clusters = commands.add_parser("clusters")
    clusters.add_argument("raw", nargs="+", type=Path)
    clusters.add_argument("output", type=Path)
    clusters.set_defaults(run=lambda given: train_clusters(given.raw, given.output))
    pretrained = commands.add_parser("pretrain")
    pretrained.add_argument("config", type=Path)
    pretrained.add_argument("raw", nargs="+", type=Path)
    pretrained.add_argument("output", type=Path)
    pretrained.add_argument("--steps", type=int, default=4000)
    pretrained.add_argument("--vectors")
    pretrained.add_argument("--clusters", required=True)
    pretrained.add_argument("--seeds", required=True)
    pretrained.set_defaults(run=_run_pretrain)
    rejoined = commands.add_parser("rejoin")
    rejoined.add_argument("raw", type=Path)
    rejoined.add_argument("annotations", type=Path)
    rejoined.add_argument("output", type=Path)
    rejoined.set_defaults(run=_run_rejoin)
    trained = commands.add_parser("train")
    trained.add_argument("config", type=Path)
    trained.add_argument("output", type=Path)
    trained.add_argument("--corpora", required=True)
    trained.add_argument("--vectors")
    trained.add_argument("--clusters", required=True)
    trained.add_argument("--pretrained")
    trained.add_argument("--seeds", required=True)
    trained.add_argument("--seed", type=int, default=1)
    trained.add_argument("--only-licensed", action="store_true", help="leave out corpora that state no licence")
    trained.set_defaults(run=_run_train)
    averaged = commands.add_parser("average")
    averaged.add_argument("runs", nargs="+", type=Path)
    averaged.add_argument("output", type=Path)
    averaged.set_defaults(run=lambda given: average(given.runs, given.output))
    add_commands(commands)
    arguments = parser.parse_args()
    arguments.run(arguments)


def _run_pretrain(given: Namespace) -> None:
    pretrain_encoder(given.config, given.raw, given.output, given.steps, given.vectors, given.clusters, given.seeds)


def _run_rejoin(given: Namespace) -> None:
    print(rejoin(given.raw, given.annotations, given.output), "paragraphs")


def _run_train(arguments: Namespace) -> None:
    names = ("corpora", "vectors", "clusters", "pretrained", "seeds")
    overrides: dict[str, Any] = {"system.seed": arguments.seed} | {
        f"paths.{name}": getattr(arguments, name) for name in names
    }
    if arguments.only_licensed:
        overrides |= licensed_sources(arguments.config)
    train(arguments.config, arguments.output, overrides)


if __name__ == "__main__":
    main()
