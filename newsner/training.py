"""Training support behind ``models/project.yml``: word facts, vectors, the training run, calibration, clean export.

Commands:
    python -m newsner.training vectors RAW.xz... OUT --lang nb
    python -m newsner.training clusters RAW.xz... OUT.json
    python -m newsner.training pretrain CONFIG RAW.xz... OUT --steps 4000 --vectors DIR --clusters FILE --seeds DIR
    python -m newsner.training rejoin RAW.xz ANNOTATIONS.jsonl OUT.jsonl
    python -m newsner.training silver RAW.xz OUT.jsonl --lang de --share 0.05
    python -m newsner.training train CONFIG OUT --corpora DIR --clusters FILE --vectors DIR --pretrained FILE --seeds DIR
    python -m newsner.training export TRAINED OUT --corpora DIR --card CARD.json
    python -m newsner.training score PIPELINE --corpora DIR --sets norne-nob,norne-nno
"""

import hashlib
import json
import lzma
import random
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

import newsner
from newsner.corpora.annotated import AnnotatedText
from newsner.corpora.sources import PLACE, PlaceSplitter, read_source
from newsner.kb.seeds import read_entries
from newsner.labels import LABELS
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
# A pipeline's weights depend on spaCy's feature and model code, so the minor version is pinned.
SPACY_RANGE: Final = ">=3.8.7,<3.9.0"
# Paragraphs for self-training: characters, and the score that every mention must have.
SILVER_LENGTH: Final = range(60, 700)
SILVER_SCORE: Final = 0.7
# Knots of the calibration curve: more follow the noise of a few hundred mistakes.
CALIBRATION_KNOTS: Final = 12


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
        output: JSON lines, see ``read_silver``.

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


class Judged(NamedTuple):
    """A predicted span: its label, probability, and whether the gold has it; or a gold span that was missed."""

    label: str
    score: float
    right: bool
    missed: bool


def judge(nlp: Any, texts: Iterable[AnnotatedText], unsplit_places: bool) -> Iterator[Judged]:
    """Hold predictions against gold on character offsets; labels that a corpus does not know are left out.

    Args:
        nlp: the pipeline.
        texts: gold.
        unsplit_places: count GPE and LOC as one class, for corpora that do not tell them apart.
    """
    texts = list(texts)
    for text, doc in zip(texts, nlp.pipe([text.text for text in texts]), strict=True):
        gold = {(span.start, span.end): _merge_places(span.labels, unsplit_places) for span in text.spans}
        found = set()
        group = doc.spans["newsner"]
        for span, score in zip(group, group.attrs["scores"], strict=True):
            key = (span.start_char, span.end_char)
            label = min(_merge_places({span.label_}, unsplit_places))
            if label in text.unknown and key not in gold:
                continue
            right = label in gold.get(key, ())
            if right:
                found.add(key)
            yield Judged(label, score, right, missed=False)
        for key, labels in gold.items():
            if key not in found and len(labels) == 1:
                yield Judged(min(labels), 0.0, right=False, missed=True)


def _merge_places(labels: Iterable[str], unsplit: bool) -> frozenset[str]:
    return frozenset("GPE" if unsplit and label in PLACE else label for label in labels)


def f_scores(judged: Iterable[Judged]) -> dict[str, dict[str, float]]:
    """Precision, recall and F (0-100) by label and for all, with the number of gold spans."""
    listed = list(judged)
    scores = {}
    for label in [*LABELS, "all"]:
        own = [each for each in listed if label in ("all", each.label)]
        right = sum(each.right for each in own)
        predicted = sum(not each.missed for each in own)
        gold = right + sum(each.missed for each in own)
        if gold:
            precision, recall = right / max(predicted, 1), right / gold
            f = 2 * precision * recall / max(precision + recall, 1e-9)
            scores[label] = {
                "p": round(100 * precision, 1), "r": round(100 * recall, 1), "f": round(100 * f, 1), "gold": gold
            }  # fmt: skip
    return scores


def fit_calibration(judged: Iterable[Judged]) -> list[tuple[float, float]]:
    """Isotonic curve from raw to calibrated probability (pool adjacent violators; Zadrozny and Elkan 2002)."""
    pools: list[_Pool] = []
    for pool in _equal_pools(_by_score(judged), 4 * CALIBRATION_KNOTS):
        pools.append(pool)
        while len(pools) > 1 and pools[-2].knot()[1] >= pools[-1].knot()[1]:
            last = pools.pop()
            pools[-1] = pools[-1].join(last)
    return _thin([pool.knot() for pool in pools])


class _Pool(NamedTuple):
    """Predictions taken together: sum of raw probabilities, how many were right, how many there are."""

    raw: float
    right: float
    size: int

    def join(self, other: "_Pool") -> "_Pool":
        return _Pool(self.raw + other.raw, self.right + other.right, self.size + other.size)

    def knot(self) -> tuple[float, float]:
        return self.raw / self.size, self.right / self.size


def _by_score(judged: Iterable[Judged]) -> list[tuple[float, float]]:
    """Raw probability and 1.0 or 0.0 of each prediction, ascending; equal scores stay as they come, right or wrong."""
    points = ((each.score, float(each.right)) for each in judged if not each.missed)
    return sorted(points, key=lambda point: point[0])


def _equal_pools(points: list[tuple[float, float]], wanted: int) -> Iterator[_Pool]:
    """Pools of like size; equal scores share one, since a curve cannot tell them apart."""
    size = max(1, len(points) // wanted)
    low = 0
    while low < len(points):
        high = min(low + size, len(points))
        while high < len(points) and points[high][0] == points[high - 1][0]:
            high += 1
        part = points[low:high]
        yield _Pool(sum(raw for raw, _ in part), sum(right for _, right in part), len(part))
        low = high


def _thin(knots: list[tuple[float, float]]) -> list[tuple[float, float]]:
    if len(knots) <= CALIBRATION_KNOTS:
        return knots
    picked = np.linspace(0, len(knots) - 1, CALIBRATION_KNOTS).round().astype(int)
    return [knots[index] for index in picked]


def calibration_error(judged: Iterable[Judged], bins: int = 15) -> float:
    """Expected calibration error over equal-mass bins (Naeini et al. 2015), 0.0-1.0; 0.0 without predictions."""
    points = np.array(_by_score(judged)).reshape(-1, 2)
    parts = [part for part in np.array_split(points, bins) if len(part)]
    gaps = [len(part) * abs(part[:, 0].mean() - part[:, 1].mean()) for part in parts]
    return float(sum(gaps) / max(len(points), 1))


def export(trained: Path, output: Path, corpora: Path, card: dict[str, Any]) -> dict[str, Any]:
    """Write a pipeline without training paths and training words, calibrated and with its card as ``meta.json``.

    Args:
        trained: folder that ``train`` wrote ("model-best").
        output: replaced.
        corpora: folder of the corpora, for calibration (tuning part) and scores (dev part).
        card: "name", "version", "description", "license", "sources" (list) and "sets" (corpus names); see models/cards.

    Returns:
        The ``meta.json`` that was written.
    """
    nlp = load_pipeline(trained).nlp
    recogniser: Any = nlp.get_pipe("newsner_recogniser")
    unsplit = nlp.lang != "nb"
    splitter = PlaceSplitter()
    recogniser.set_calibration(())
    tune = [text for name in card["sets"] for text in read_source(name, corpora, "tune", splitter)]
    recogniser.set_calibration(fit_calibration(judge(nlp, tune, unsplit)))
    performance = {}
    for name in card["sets"]:
        judged = list(judge(nlp, read_source(name, corpora, "dev", splitter), unsplit))
        performance[name] = {"scores": f_scores(judged), "calibration_error": round(calibration_error(judged), 3)}
    if output.exists():
        shutil.rmtree(output)
    nlp.vocab.vectors.data = nlp.vocab.vectors.data.astype("float16")
    nlp.to_disk(output)
    _clean(output)
    meta = {
        "lang": nlp.lang,
        **{key: value for key, value in card.items() if key != "sets"},
        "spacy_version": SPACY_RANGE,
        "pipeline": nlp.pipe_names,
        "components": nlp.pipe_names,
        "disabled": [],
        "labels": {"newsner_recogniser": list(recogniser.labels)},
        "vectors": {
            "width": nlp.vocab.vectors_length,
            "vectors": len(nlp.vocab.vectors),
            "mode": nlp.vocab.vectors.mode,
        },
        "performance": performance,
    }
    (output / "meta.json").write_text(json.dumps(meta, indent=2, ensure_ascii=False) + "\n", encoding="utf8")
    return meta


def _clean(folder: Path) -> None:
    """Take training paths out of the config and the words of the training texts out of the string store."""
    from thinc.api import Config

    config = Config().from_disk(folder / "config.cfg", interpolate=False)
    kept = Config({"nlp": config["nlp"], "components": config["components"]})
    kept.to_disk(folder / "config.cfg")
    (folder / "vocab" / "strings.json").write_text(json.dumps(sorted(LABELS)) + "\n", encoding="utf8")


def main() -> None:
    """Command line of this module; see the module docstring."""
    from argparse import ArgumentParser

    parser = ArgumentParser(prog="python -m newsner.training", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    vectors = commands.add_parser("vectors")
    vectors.add_argument("raw", nargs="+", type=Path)
    vectors.add_argument("output", type=Path)
    vectors.add_argument("--lang", required=True)
    vectors.add_argument("--epochs", type=int, default=4)
    clusters = commands.add_parser("clusters")
    clusters.add_argument("raw", nargs="+", type=Path)
    clusters.add_argument("output", type=Path)
    pretrained = commands.add_parser("pretrain")
    pretrained.add_argument("config", type=Path)
    pretrained.add_argument("raw", nargs="+", type=Path)
    pretrained.add_argument("output", type=Path)
    pretrained.add_argument("--steps", type=int, default=4000)
    pretrained.add_argument("--vectors")
    pretrained.add_argument("--clusters", required=True)
    pretrained.add_argument("--seeds", required=True)
    rejoined = commands.add_parser("rejoin")
    rejoined.add_argument("raw", type=Path)
    rejoined.add_argument("annotations", type=Path)
    rejoined.add_argument("output", type=Path)
    trained = commands.add_parser("train")
    trained.add_argument("config", type=Path)
    trained.add_argument("output", type=Path)
    trained.add_argument("--corpora", required=True)
    trained.add_argument("--vectors")
    trained.add_argument("--clusters", required=True)
    trained.add_argument("--pretrained")
    trained.add_argument("--seeds", required=True)
    exported = commands.add_parser("export")
    exported.add_argument("trained", type=Path)
    exported.add_argument("output", type=Path)
    exported.add_argument("--corpora", type=Path, required=True)
    exported.add_argument("--card", type=Path, required=True)
    silver = commands.add_parser("silver")
    silver.add_argument("raw", type=Path)
    silver.add_argument("output", type=Path)
    silver.add_argument("--lang", required=True)
    silver.add_argument("--share", type=float, default=0.05)
    scored = commands.add_parser("score")
    scored.add_argument("pipeline", type=Path)
    scored.add_argument("--corpora", type=Path, required=True)
    scored.add_argument("--sets", required=True)
    _run(parser.parse_args())


def _run(arguments: Any) -> None:
    if arguments.command == "vectors":
        train_vectors(arguments.raw, arguments.output, arguments.lang, arguments.epochs)
    elif arguments.command == "train":
        paths = {name: getattr(arguments, name) for name in ("corpora", "vectors", "clusters", "pretrained", "seeds")}
        train(arguments.config, arguments.output, {f"paths.{name}": path for name, path in paths.items()})
    elif arguments.command == "clusters":
        train_clusters(arguments.raw, arguments.output)
    elif arguments.command == "pretrain":
        pretrain_encoder(
            arguments.config, arguments.raw, arguments.output, arguments.steps, arguments.vectors, arguments.clusters,
            arguments.seeds,
        )  # fmt: skip
    elif arguments.command == "rejoin":
        print(rejoin(arguments.raw, arguments.annotations, arguments.output), "paragraphs")
    elif arguments.command == "silver":
        print(write_silver(arguments.raw, arguments.output, arguments.lang, arguments.share), "paragraphs")
    elif arguments.command == "export":
        card = json.loads(arguments.card.read_text(encoding="utf8"))
        print(json.dumps(export(arguments.trained, arguments.output, arguments.corpora, card)["performance"], indent=1))
    else:
        nlp = load_pipeline(arguments.pipeline).nlp
        for name in arguments.sets.split(","):
            judged = list(judge(nlp, read_source(name, arguments.corpora, "dev", PlaceSplitter()), nlp.lang != "nb"))
            print(name, json.dumps(f_scores(judged)), f"calibration error {calibration_error(judged):.3f}")


if __name__ == "__main__":
    main()
