"""The scores of a pipeline on each set: as it is, in other case, and on names that the alias table lacks.

A recogniser with features from the alias table may come to read the table instead of the text. So the same figure is given
for the mentions, found and missed, whose surface form the table has neither as it stands nor without its ending.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from spacy.language import Language

from newsner.kb.inflection import base_forms
from newsner.kb.store import KnowledgeBase
from newsner.labels import Lang
from newsner.measuring.figures import Figure, f_of, measure
from newsner.measuring.gold_sets import GoldSet
from newsner.measuring.judging import judge

IsListed = Callable[[str, Lang], bool]


class SetScore(NamedTuple):
    """Scores on one set.

    Attributes:
        name: of the set.
        lang: of its texts.
        documents: how many; sentences of one source count as one document.
        counted: labels of the headline figure.
        whole: the headline figure.
        labels: label to its own figure, for labels with gold.
        outside: the headline figure on names that the alias table lacks.
        upper: F of the headline labels with the texts in capitals, 0-100.
        lower: the same in lower case.
    """

    name: str
    lang: Lang
    documents: int
    counted: tuple[str, ...]
    whole: Figure
    labels: dict[str, Figure]
    outside: Figure
    upper: float
    lower: float


def score_set(nlp: Language, gold: GoldSet, is_listed: IsListed) -> SetScore:
    """Run a pipeline over a set three times: as written, in capitals, in lower case.

    Args:
        nlp: the pipeline.
        gold: the set.
        is_listed: whether the alias table has a name in a language, see ``listed_in``.
    """
    judged = judge(nlp, gold.texts, gold.merge_places)
    figures = {label: measure(judged, (label,)) for label in (*gold.counted, *gold.shown)}
    upper, lower = (
        f_of(judge(nlp, gold.in_case(case), gold.merge_places), gold.counted) for case in ("upper", "lower")
    )
    return SetScore(
        gold.name,
        gold.lang,
        len({text.document for text in gold.texts}),
        gold.counted,
        measure(judged, gold.counted),
        {label: figure for label, figure in figures.items() if figure.gold},
        measure([each for each in judged if not is_listed(each.surface, gold.lang)], gold.counted),
        round(upper, 1),
        round(lower, 1),
    )


def listed_in(kb: KnowledgeBase) -> IsListed:
    """Whether a table has a name, as it stands or without its genitive or case ending."""

    def is_listed(surface: str, lang: Lang) -> bool:
        return any(kb.exact(form) for form in (surface, *base_forms(surface, lang)))

    return is_listed


def format_scores(scores: Iterable[SetScore]) -> Iterator[str]:
    """Lines of a table for a terminal: a headline row a set, then a row a label."""
    yield f"{'set':14} {'label':9} {'P':>5} {'R':>5} {'F':>5}  95 %        gold | outside table | UPPER       | lower"
    for score in scores:
        whole, outside = score.whole, score.outside
        cases = " | ".join(f"{f:5.1f} {f - whole.f:+6.1f}" for f in (score.upper, score.lower))
        yield f"{_row(score.name, 'counted', whole)} | {outside.f:5.1f} ({outside.gold:4}) | {cases}"
        yield from (_row("", label, figure) for label, figure in score.labels.items())


def _row(name: str, label: str, figure: Figure) -> str:
    numbers = f"{figure.precision:5.1f} {figure.recall:5.1f} {figure.f:5.1f}  {figure.low:5.1f}-{figure.high:5.1f}"
    return f"{name:14} {label:9} {numbers} {figure.gold:5}"
