"""The floor under the committed pipelines: figures on a pinned gold set that may only rise.

A floors file holds the SHA-256 of the gold set and the recorded figures, all 0-100. A test measures them anew and fails where
one has fallen by more than ``TOLERANCE``.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple, cast

from newsner.api import extract
from newsner.data_files import locate
from newsner.errors import DataError, InputValueError
from newsner.evaluation import Scores, evaluate, read_gold
from newsner.evaluation.scorer import ALL, CORE
from newsner.labels import LANGS, PIPELINES, Lang
from newsner.measuring.figures import f_of
from newsner.measuring.gold_sets import CORE_LABELS, group_articles
from newsner.measuring.judging import judge
from newsner.recognition.pipelines import load_pipeline

# Points of F. Another processor adds numbers in another order, and a mention or two may tip over.
TOLERANCE: Final = 0.3


class Floors(NamedTuple):
    """Recorded figures by name, and the hash of the gold they were measured on."""

    gold: str
    figures: dict[str, float]

    @classmethod
    def read(cls, path: Path) -> "Floors":
        """Read a floors file."""
        content = json.loads(path.read_text(encoding="utf8"))
        return cls(content["gold"], content["figures"])

    def check_gold(self, articles: Path) -> None:
        """Compare the gold set with the pinned one.

        Raises:
            DataError: it is another one.
        """
        if (found := hash_gold(articles)) != self.gold:
            raise DataError(
                f"{articles} has hash {found}, the floors are of {self.gold}: measure them again (CONTRIBUTING.md)"
            )

    def find_fallen(self, measured: Mapping[str, float], tolerance: float = 0.0) -> dict[str, tuple[float, float]]:
        """Figures that are more than the tolerance under the recorded ones, or missing (0.0): recorded and measured."""
        return {
            name: (floor, measured.get(name, 0.0))
            for name, floor in self.figures.items()
            if measured.get(name, 0.0) < floor - tolerance
        }


def hash_gold(folder: Path) -> str:
    """SHA-256 over names and contents of all files of a gold folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(f"{path.name}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def measure_recognisers(articles: Path) -> dict[str, float]:
    """F of PER, ORG and places of each committed pipeline by itself: no alias table, no linking."""
    gold = read_gold(articles)
    figures = {}
    for name in PIPELINES:
        nlp = load_pipeline(locate(f"models/{name}")).nlp
        texts = [text for each in group_articles(gold, name) for text in each.texts]
        figures[f"recogniser {name}"] = f_of(judge(nlp, texts, merge_places=True), CORE_LABELS)
    return figures


def evaluate_extraction(articles: Path) -> Scores:
    """Scores of everything together: recogniser, table and linking."""
    return evaluate(read_gold(articles), lambda text, lang: extract(text, lang=cast("Lang", lang)))


def read_figures(scores: Scores) -> dict[str, float]:
    """The figures of an evaluation that have a floor; a figure without anything to count is 0.0."""
    figures = {f"spans {lang}": scores.span_counts(CORE, lang).f1 for lang in (*LANGS, ALL)}
    figures |= {"entities": scores.clusters["core"].f1, "links, precision": scores.links["core"].precision}
    return {name: 100 * (figure or 0.0) for name, figure in figures.items()}


def record(path: Path, articles: Path, figures: Mapping[str, float], *, force: bool = False) -> None:
    """Write a floors file.

    Args:
        path: read first where it exists, then written.
        articles: the gold set, whose hash is pinned.
        figures: measured on it.
        force: write even where a figure falls.

    Raises:
        InputValueError: a figure would fall and ``force`` is not set; the file stays as it is.
    """
    rounded = {name: round(figure, 2) for name, figure in figures.items()}
    fallen = Floors.read(path).find_fallen(rounded) if path.exists() and not force else {}
    if fallen:
        listed = ", ".join(f"{name} {old} -> {new}" for name, (old, new) in fallen.items())
        raise InputValueError(f"floors only rise, these would fall: {listed}; --force records them nevertheless")
    content = {"gold": hash_gold(articles), "figures": rounded}
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf8")
