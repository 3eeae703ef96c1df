"""The model card of a pipeline: its ``meta.json`` in words and tables, as Markdown."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

NO_LICENCE: Final = "none stated"
_SCORES_NOTE: Final = (
    "Exact spans from raw text, recogniser alone; F with its 95 % interval (1000 draws of whole documents). *counted* is all "
    "labels of the set's headline figure together; *outside table* the same on names that the alias table lacks."
)
_CALIBRATION_NOTE: Final = (
    "Expected calibration error, 15 bins of equal mass. *cross-fitted*: five folds of documents; *by chance*: what scores that "
    "are exactly right would show on so few predictions."
)


def format_card(meta: Mapping[str, Any]) -> str:
    """README.md of a pipeline.

    Args:
        meta: as ``describe`` writes it.

    Returns:
        Markdown that ends in a line break.
    """
    return "\n".join(
        [
            f"# {meta['lang']}_{meta['name']} {meta['version']}",
            f"{meta['description']}. Licence: {meta['license']}. spaCy {meta['spacy_version']}.",
            "",
            *_describe_size(meta["performance"]),
            "",
            "## Data",
            *_table(("trained on", "share read each epoch", "licence as stated"), _corpus_rows(meta)),
            "",
            f"Stopped and calibrated on one document in twenty of {', '.join(meta['tuning'])}, kept out of training.",
            "",
            *_table(("source", "licence", "address"), _source_rows(meta)),
            "",
            "## Scores",
            _SCORES_NOTE,
            "",
            *_table(("set", "label", "P", "R", "F", "95 %", "gold"), _score_rows(meta["performance"]["scores"])),
            "",
            *_table(("set", "documents", "F", "ALL CAPS", "lower case"), _case_rows(meta["performance"]["scores"])),
            "",
            "## Calibration of `score`",
            _CALIBRATION_NOTE,
            "",
            *_table(
                ("language", "texts", "predictions", "raw", "as shipped", "cross-fitted", "by chance"),
                _calibration_rows(meta["performance"]["calibration"]),
            ),
            "",
            "## Known weaknesses",
            *(f"- {weakness}" for weakness in meta["weaknesses"]),
            "",
        ]
    )


def _describe_size(performance: Mapping[str, Any]) -> Iterator[str]:
    own, stock = performance["speed"]["own"], performance["speed"]["stock"]
    yield (
        f"{performance['megabytes']} MB. {own} words per second on one core, {own / stock:.1f} times spaCy's small architecture "
        f"in the same run ({stock}); other machines give other figures."
    )


def _corpus_rows(meta: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for corpus in meta["corpora"]:
        yield corpus["name"], f"{100 * corpus['share']:.0f} %", corpus["licence"] or NO_LICENCE


def _source_rows(meta: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for source in meta["sources"]:
        yield source["name"], source["license"], source["url"]


def _score_rows(scores: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    for score in scores:
        figures = {"**counted**": score["whole"], "outside table": score["outside"], **score["labels"]}
        for label, figure in figures.items():
            yield (
                score["name"],
                label,
                *(f"{figure[key]:.1f}" for key in ("precision", "recall", "f")),
                f"{figure['low']:.1f}-{figure['high']:.1f}",
                str(figure["gold"]),
            )


def _case_rows(scores: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    for score in scores:
        f = score["whole"]["f"]
        cases = (f"{score[case]:.1f} ({score[case] - f:+.1f})" for case in ("upper", "lower"))
        yield score["name"], str(score["documents"]), f"{f:.1f}", *cases


def _calibration_rows(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        errors = (f"{row[key]:.3f}" for key in ("raw", "shipped", "crossed", "chance"))
        yield row["lang"], row["kind"], str(row["predictions"]), *errors


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
