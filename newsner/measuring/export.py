"""From what training wrote to the pipeline that is committed: calibrated, clean, measured, with its cards.

A card file (models/cards) holds what people write: name, version, description, licence, sources, weaknesses. What is
measured, and on which corpora the pipeline was trained, is added here; all of it goes into ``meta.json`` and README.md.
"""

import json
import shutil
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple

from spacy.language import Language
from thinc.api import Config

from newsner.corpora.sources import SOURCES
from newsner.data_files import locate
from newsner.evaluation import GoldArticle, read_gold
from newsner.kb.store import KnowledgeBase
from newsner.labels import LABELS
from newsner.measuring.calibration import fit_calibration
from newsner.measuring.cards import format_card
from newsner.measuring.gold_sets import GoldSet, group_articles, read_dev_sets, read_tuning_sets
from newsner.measuring.judging import judge
from newsner.measuring.reliability import measure_reliability
from newsner.measuring.scoring import SetScore, listed_in, score_set
from newsner.measuring.speed import make_stock, measure_size, measure_speed
from newsner.recognition.pipelines import load_pipeline

# A pipeline's weights depend on spaCy's feature and model code, so the minor version is pinned.
SPACY_RANGE: Final = ">=3.8.7,<3.9.0"
META: Final = "meta.json"
CARD: Final = "README.md"
# Our own articles of one language are read this often for the speed: some 20 000 words.
_SPEED_COPIES: Final = 6


class Inputs(NamedTuple):
    """What measuring needs: the folder of the corpora and our own articles."""

    corpora: Path
    articles: tuple[GoldArticle, ...]

    @classmethod
    def read(cls, corpora: Path, *folders: Path) -> "Inputs":
        """Read the articles of all folders; corpora are read where they are needed."""
        return cls(corpora, tuple(article for folder in folders for article in read_gold(folder)))

    def gold_sets(self, pipeline: str) -> list[GoldSet]:
        """Dev sets and articles of a pipeline (nb, en or de)."""
        return [*read_dev_sets(self.corpora, pipeline), *group_articles(self.articles, pipeline)]


def export(trained: Path, output: Path, inputs: Inputs, card: dict[str, Any]) -> dict[str, Any]:
    """Write a pipeline without training paths and training words, calibrated and with its cards.

    Args:
        trained: folder that ``train`` wrote ("model-best"); its config says on what it was trained and tuned.
        output: replaced.
        inputs: corpora for calibration (tuning part) and scores (dev part), and our articles.
        card: what people wrote, see the module docstring.

    Returns:
        The ``meta.json`` that was written.
    """
    nlp = load_pipeline(trained).nlp
    recogniser: Any = nlp.get_pipe("newsner_recogniser")
    training = read_training(trained / "config.cfg")
    recogniser.set_calibration(())
    tuning = read_tuning_sets(inputs.corpora, training["tuning"])
    recogniser.set_calibration(
        fit_calibration(chain.from_iterable(judge(nlp, gold.texts, gold.merge_places) for gold in tuning))
    )
    if output.exists():
        shutil.rmtree(output)
    nlp.vocab.vectors.data = nlp.vocab.vectors.data.astype("float16")
    nlp.to_disk(output)
    _clean(output)
    return describe(output, inputs, card, training)


def describe(pipeline: Path, inputs: Inputs, card: dict[str, Any], training: dict[str, Any]) -> dict[str, Any]:
    """Measure an exported pipeline and write its ``meta.json`` and README.md; the weights stay as they are.

    Args:
        pipeline: folder of the pipeline.
        inputs: corpora and articles.
        card: what people wrote.
        training: from ``read_training``.

    Returns:
        The ``meta.json`` that was written.
    """
    nlp = load_pipeline(pipeline).nlp
    recogniser: Any = nlp.get_pipe("newsner_recogniser")
    vectors = nlp.vocab.vectors
    meta = {
        "lang": nlp.lang,
        **{key: value for key, value in card.items() if key != "weaknesses"},
        **training,
        "spacy_version": SPACY_RANGE,
        "pipeline": nlp.pipe_names,
        "components": nlp.pipe_names,
        "disabled": [],
        "labels": {"newsner_recogniser": list(recogniser.labels)},
        "vectors": {"width": nlp.vocab.vectors_length, "vectors": len(vectors), "mode": vectors.mode},
        "performance": _measure(nlp, inputs, training["tuning"]) | {"megabytes": round(measure_size(pipeline), 1)},
        "weaknesses": card["weaknesses"],
    }
    (pipeline / META).write_text(json.dumps(meta, indent=2, ensure_ascii=False) + "\n", encoding="utf8")
    (pipeline / CARD).write_text(format_card(meta), encoding="utf8")
    return meta


def score_pipeline(nlp: Language, inputs: Inputs) -> Iterable[SetScore]:
    """Scores of a pipeline on its dev sets and on our articles, as they are measured."""
    is_listed = listed_in(KnowledgeBase.open(locate("table")))
    return (score_set(nlp, gold, is_listed) for gold in inputs.gold_sets(str(nlp.lang)))


def read_training(config: Path) -> dict[str, Any]:
    """Corpora of a training config: "corpora" with name, share of its texts read each epoch and licence; "tuning" names."""
    corpora = Config().from_disk(config, interpolate=False)["corpora"]
    return {
        "corpora": [
            {"name": name, "share": share, "licence": SOURCES[name].licence}
            for name, share in corpora["train"]["sources"].items()
        ],
        "tuning": list(corpora["dev"]["sources"]),
    }


def _measure(nlp: Language, inputs: Inputs, tuning: Iterable[str]) -> dict[str, Any]:
    scores = [score._asdict() for score in score_pipeline(nlp, inputs)]
    for score in scores:
        score |= {"whole": score["whole"]._asdict(), "outside": score["outside"]._asdict()}
        score["labels"] = {label: figure._asdict() for label, figure in score["labels"].items()}
    articles = list(group_articles(inputs.articles, str(nlp.lang)))
    texts = [text for gold in articles for text in gold.texts]
    speed = measure_speed(
        {"own": nlp, "stock": make_stock(str(nlp.lang), texts)}, [text.text for text in texts] * _SPEED_COPIES
    )
    return {
        "scores": scores,
        "speed": {name: round(figure) for name, figure in speed.items()},
        "calibration": _calibration(nlp, inputs, tuning),
    }


def gather_kinds(inputs: Inputs, pipeline: str, tuning: Iterable[str]) -> dict[str, list[GoldSet]]:
    """The texts for ``measure_reliability``, by kind."""
    return {
        "tuning part": list(read_tuning_sets(inputs.corpora, tuning)),
        "dev sets": list(read_dev_sets(inputs.corpora, pipeline)),
        "articles": list(group_articles(inputs.articles, pipeline)),
    }


def _calibration(nlp: Language, inputs: Inputs, tuning: Iterable[str]) -> list[dict[str, Any]]:
    results = measure_reliability(nlp, gather_kinds(inputs, str(nlp.lang), tuning))
    kept = ("lang", "kind", "predictions", "raw", "shipped", "crossed", "chance")
    return [
        {
            key: round(value, 3) if isinstance(value, float) else value
            for key, value in row._asdict().items()
            if key in kept
        }
        for row in results
    ]


def _clean(folder: Path) -> None:
    """Take training paths out of the config and the words of the training texts out of the string store."""
    config = Config().from_disk(folder / "config.cfg", interpolate=False)
    kept = Config({"nlp": config["nlp"], "components": config["components"]})
    kept.to_disk(folder / "config.cfg")
    (folder / "vocab" / "strings.json").write_text(json.dumps(sorted(LABELS)) + "\n", encoding="utf8")
