"""Training support behind ``models/project.yml``: word facts, vectors, the training run.

Commands:
    python -m newsner.training vectors RAW.xz... OUT --lang nb
    python -m newsner.training clusters RAW.xz... OUT.json
    python -m newsner.training pretrain CONFIG RAW.xz... OUT --steps 4000 --vectors DIR --clusters FILE --seeds DIR
    python -m newsner.training rejoin RAW.xz ANNOTATIONS.jsonl OUT.jsonl
    python -m newsner.training texts CORPUS... OUT.xz --corpora DIR
    python -m newsner.training train CONFIG OUT --corpora DIR --clusters FILE --seeds DIR [--vectors DIR]
        [--pretrained FILE] [--seed N] [--steps N] [--weight NAME=NUMBER] [--only-licensed]
    python -m newsner.training average TRAINED... OUT
    python -m newsner.training export TRAINED OUT --corpora DIR --card CARD.json
    python -m newsner.training card PIPELINE --corpora DIR --card CARD.json [--config CONFIG]
    python -m newsner.training score PIPELINE... --corpora DIR
    python -m newsner.training calibration PIPELINE... --corpora DIR -o DIR
    python -m newsner.training floors FLOORS.json [--force]

The last five are in ``newsner.measuring.commands``.
"""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from newsner.corpora.raw import read_paragraphs, rejoin, train_clusters, train_vectors, write_texts
from newsner.corpora.sources import SOURCES
from newsner.errors import InputValueError
from newsner.kb.seeds import read_entries
from newsner.measuring.commands import add_commands
from newsner.recognition.lexicon import Lexicon, count_roles, join_clusterings, read_brown_clusters
from newsner.recognition.pipelines import load_pipeline


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


def train(config: Path, output: Path, overrides: dict[str, Any]) -> None:
    """Run ``spacy train`` with OpenBLAS in place of BLIS, which is near three times as fast at these sizes."""
    from spacy.cli.train import train as spacy_train
    from thinc.api import use_ops

    with use_ops("numpy", use_blis=False):
        spacy_train(config, output, overrides=overrides)


def average(runs: list[Path], output: Path) -> None:
    """Write the pipeline whose weights are the mean of several pipelines' weights.

    Runs from the same pretrained weights under different seeds, or two points of one run, are close enough to each other for
    that, and their mean is often better than any of them (Wortsman et al., ICML 2022).

    Args:
        runs: folders that ``train`` wrote ("model-best", "model-last"), of one network and one lexicon.
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


def weigh_sources(config: Path, weights: list[str]) -> dict[str, dict[str, float]]:
    """Overrides of a training config that give corpora other weights, each as ``NAME=WEIGHT``.

    Raises:
        InputValueError: a weight is no number above 0.0, or the config does not train on the corpus.
    """
    from thinc.api import Config

    sources = dict(Config().from_disk(config, interpolate=False)["corpora"]["train"]["sources"])
    for text in weights:
        name, _, weight = text.partition("=")
        try:
            number = float(weight)
        except ValueError:
            number = 0.0
        if name not in sources or number <= 0.0:
            raise InputValueError(
                f"{text!r}: write CORPUS=WEIGHT with one of {', '.join(sources)} and a number above 0"
            )
        sources[name] = number
    return {"corpora.train.sources": sources}


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
    clusters.set_defaults(run=lambda given: train_clusters(given.raw, given.output, print))
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
    texts = commands.add_parser("texts")
    texts.add_argument("sources", nargs="+")
    texts.add_argument("output", type=Path)
    texts.add_argument("--corpora", required=True, type=Path)
    texts.set_defaults(run=lambda given: print(write_texts(given.sources, given.corpora, given.output), "words"))
    trained = commands.add_parser("train")
    trained.add_argument("config", type=Path)
    trained.add_argument("output", type=Path)
    trained.add_argument("--corpora", required=True)
    trained.add_argument("--vectors")
    trained.add_argument("--clusters", required=True)
    trained.add_argument("--pretrained")
    trained.add_argument("--seeds", required=True)
    trained.add_argument("--seed", type=int, default=1)
    trained.add_argument(
        "--steps", type=int, help="of the run and of its falling learning rate, in place of the config's"
    )
    trained.add_argument("--weight", action="append", default=[], help="of a corpus, in place of the config's: ewt=2.5")
    trained.add_argument("--typos", type=float, help="share of the stretches with typos, in place of the config's")
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
    if arguments.steps is not None:  # such a run goes to its end
        overrides |= {"training.max_steps": arguments.steps, "training.patience": arguments.steps}
    if arguments.typos is not None:
        overrides["corpora.train.typos"] = arguments.typos
    if arguments.only_licensed:
        overrides |= licensed_sources(arguments.config)
    if arguments.weight:
        weighed = weigh_sources(arguments.config, arguments.weight)["corpora.train.sources"]
        kept = overrides.get("corpora.train.sources", weighed)
        overrides["corpora.train.sources"] = {name: weighed[name] for name in kept}
    train(arguments.config, arguments.output, overrides)


if __name__ == "__main__":
    main()
