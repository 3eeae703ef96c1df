"""The measuring commands of ``python -m newsner.training``: score, calibration, export, card, floors."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from newsner.measuring.export import Inputs, describe, export, gather_kinds, read_training, score_pipeline
from newsner.measuring.floors import evaluate_extraction, measure_recognisers, read_figures, record
from newsner.measuring.link_scores import format_links, judge_links
from newsner.measuring.plots import Panel, Series, draw
from newsner.measuring.reliability import MARKS, Reliability, format_reliability, measure_reliability
from newsner.measuring.scoring import format_scores
from newsner.recognition.pipelines import load_pipeline

if TYPE_CHECKING:
    from argparse import _SubParsersAction

ARTICLES: Final = Path("seeds/articles")
UNSEEN: Final = Path("seeds/gold/develop")
# Axes of the plot of `min_score` begin here: nothing lies below.
_LOWEST: Final = 0.3


def add_commands(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Add the commands; each sets ``run``, a function of the parsed arguments."""
    scored = _add(commands, "score", _score, "all figures on the dev sets and our articles")
    scored.add_argument("pipelines", nargs="+", type=Path)
    traced = _add(commands, "calibration", _calibration, "tables and plots of `score` and `min_score`")
    traced.add_argument("pipelines", nargs="+", type=Path)
    # A few hundred predictions are off by 0.03 to 0.04 by chance alone.
    traced.set_defaults(articles=[ARTICLES, UNSEEN])
    traced.add_argument("-o", "--output", type=Path, required=True, help="folder for calibration.md and two SVG files")
    exported = _add(commands, "export", _export, "calibrate, clean, measure, write the cards")
    exported.add_argument("trained", type=Path)
    exported.add_argument("output", type=Path)
    exported.add_argument("--card", type=Path, required=True)
    carded = _add(commands, "card", _card, "measure an exported pipeline again and write its cards")
    carded.add_argument("pipeline", type=Path)
    carded.add_argument("--card", type=Path, required=True)
    carded.add_argument("--config", type=Path, help="training config; default: what meta.json says of the training")
    linked = commands.add_parser("link-scores", help="fit the weights of `link_score`, and measure its calibration")
    linked.add_argument(
        "folders", nargs="+", type=Path, help="gold articles, such as seeds/articles seeds/gold/develop"
    )
    linked.add_argument("-o", "--output", type=Path, help="Markdown file")
    linked.set_defaults(run=_link_scores)
    floors = commands.add_parser("floors", help="record the floors of the tests; they only rise")
    floors.add_argument("path", type=Path)
    floors.add_argument("--articles", type=Path, default=ARTICLES)
    floors.add_argument("--force", action="store_true", help="record lower figures too")
    floors.set_defaults(run=_floors)


def _add(commands: "_SubParsersAction[ArgumentParser]", name: str, run: Any, text: str) -> ArgumentParser:
    command = commands.add_parser(name, help=text)
    command.add_argument("--corpora", type=Path, required=True)
    command.add_argument("--articles", type=Path, nargs="+", default=[ARTICLES])
    command.set_defaults(run=run)
    return command


def _score(arguments: Namespace) -> None:
    inputs = Inputs.read(arguments.corpora, *arguments.articles)
    for path in arguments.pipelines:
        for line in format_scores(score_pipeline(load_pipeline(path).nlp, inputs)):
            print(line, flush=True)


def _calibration(arguments: Namespace) -> None:
    inputs = Inputs.read(arguments.corpora, *arguments.articles)
    results = [result for path in arguments.pipelines for result in _trace(path, inputs)]
    arguments.output.mkdir(parents=True, exist_ok=True)
    write_calibration(results, arguments.output)
    print("\n".join(format_reliability(results)))


def _trace(path: Path, inputs: Inputs) -> Iterator[Reliability]:
    nlp = load_pipeline(path).nlp
    return measure_reliability(nlp, gather_kinds(inputs, str(nlp.lang), nlp.meta["tuning"]))


def write_calibration(results: Iterable[Reliability], folder: Path) -> None:
    """Write ``calibration.md``, ``reliability.svg`` and ``min_score.svg``, a panel a language."""
    results = sorted(results, key=lambda row: row.lang)
    (folder / "calibration.md").write_text(
        "\n".join([_INTRODUCTION, *format_reliability(results), ""]), encoding="utf8"
    )
    reliability, operating = [], []
    for lang, group in groupby(results, key=lambda row: row.lang):
        rows = list(group)
        bins = tuple(Series(row.kind, tuple((each.score, each.right) for each in row.bins)) for row in rows)
        reliability.append(
            Panel(lang, tuple(each._replace(marks=tuple((p, "") for p in each.points)) for each in bins), True)
        )
        operating.append(Panel(lang, tuple(map(_curve, rows)), low=_LOWEST))
    (folder / "reliability.svg").write_text(draw(reliability, "score", "share that is right"), encoding="utf8")
    (folder / "min_score.svg").write_text(draw(operating, "recall", "precision"), encoding="utf8")


def _curve(row: Reliability) -> Series:
    marks = tuple(((p.recall, p.precision), f"{p.min_score:g}") for p in row.curve if p.min_score in MARKS)
    return Series(row.kind, tuple((point.recall, point.precision) for point in row.curve), marks)


_INTRODUCTION: Final = """\
# Calibration of `score`

Made by `python -m newsner.training calibration`; *articles* are the samples and the develop half of `seeds/gold`. First table: expected calibration error over 15 bins of equal mass; *as shipped*
are the scores that the pipelines give, *cross-fitted* those of curves fitted on four folds of the documents and measured on the
fifth, *by chance alone* what scores that are exactly right would show on so few predictions. Second table: precision / recall of
what each `min_score` leaves, for the labels that the sets count (recogniser alone).

![Share of predictions that are right, by score](reliability.svg)
![Precision and recall by min_score](min_score.svg)
"""


def _export(arguments: Namespace) -> None:
    inputs = Inputs.read(arguments.corpora, *arguments.articles)
    export(arguments.trained, arguments.output, inputs, _read_json(arguments.card))
    print((arguments.output / "README.md").read_text(encoding="utf8"))


def _card(arguments: Namespace) -> None:
    inputs = Inputs.read(arguments.corpora, *arguments.articles)
    meta = _read_json(arguments.pipeline / "meta.json")
    training = (
        read_training(arguments.config) if arguments.config else {key: meta[key] for key in ("corpora", "tuning")}
    )
    describe(arguments.pipeline, inputs, _read_json(arguments.card), training)
    print((arguments.pipeline / "README.md").read_text(encoding="utf8"))


def _link_scores(arguments: Namespace) -> None:
    report = "\n".join(format_links(list(judge_links(arguments.folders))))
    if arguments.output:
        arguments.output.write_text(_LINKS_INTRODUCTION + report + "\n", encoding="utf8")
    print(report)


_LINKS_INTRODUCTION: Final = """\
# Calibration of `link_score`

Made by `python -m newsner.training link-scores seeds/articles seeds/gold/develop -o docs/evaluation/links.md`. The score is a
logistic curve over share among the candidates, prominence, agreement of labels, method and the score of the span
(`newsner/link_scores.py`); known entities without a gold id are not judged.

"""


def _floors(arguments: Namespace) -> None:
    figures = measure_recognisers(arguments.articles) | read_figures(evaluate_extraction(arguments.articles))
    record(arguments.path, arguments.articles, figures, force=arguments.force)
    print(arguments.path.read_text(encoding="utf8"), end="")


def _read_json(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf8"))
    return content
