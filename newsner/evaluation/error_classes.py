"""Where the errors of an evaluation come from: classes with counts, and a few examples of each in their words.

In: ``Scores``. Out: plain text. Every error is in one class of each kind that it is of: a span that is too long and has the
wrong label is a boundary error and a confusion of labels.

Classes:
    Confusion of labels: gold label and system label, on exact and on overlapping spans.
    Boundary errors: what the system's span has too much or too little, on which side.
    Missed: gold label, and whether the same name was found elsewhere in the article. If it was, the name is known and
    the sentence is to blame; if not, the name.
    Spurious: system label, and whether the same words are gold elsewhere in the article.
    Worst articles: those with the lowest F1.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple

from newsner.evaluation.scorer import ArticleScore, Pair, Scores

# Enough of a line of news text to see the words on both sides of a name.
CONTEXT: Final = 30
EXAMPLES: Final = 3
WORST_ARTICLES: Final = 5


class _Error(NamedTuple):
    article: ArticleScore
    pair: Pair


def format_errors(scores: Scores, *, examples: int = EXAMPLES, worst: int = WORST_ARTICLES) -> str:
    """Classes of errors, the largest first, with examples.

    Args:
        scores: from ``evaluate``.
        examples: how many of each class to show, 0 or more.
        worst: how many articles to list, 0 or more.

    Returns:
        Text that ends in a line break; a section without errors says "none".
    """
    errors = [_Error(row, pair) for row in scores.articles for pair in row.pairs if pair.kind != "correct"]
    sections = (
        ("Confusion of labels", (error for error in errors if _is_confusion(error.pair)), _name_confusion),
        ("Boundary errors", (error for error in errors if _is_boundary(error.pair)), _name_boundary),
        ("Missed", (error for error in errors if error.pair.system is None), _name_miss),
        ("Spurious", (error for error in errors if error.pair.gold is None), _name_spurious),
    )
    lines = list[str]()
    for title, chosen, name in sections:
        classes = defaultdict[str, list[_Error]](list)
        for error in chosen:
            classes[name(error)].append(error)
        lines += [f"{title}: {sum(map(len, classes.values()))}", *_list_classes(classes, examples), ""]
    return "\n".join([*lines, "Worst articles", *_list_worst(scores, examples, worst)]) + "\n"


def _list_classes(classes: dict[str, list[_Error]], examples: int) -> Iterator[str]:
    if not classes:
        yield "  none"
    for name, errors in sorted(classes.items(), key=lambda item: (-len(item[1]), item[0])):
        yield f"  {len(errors)} {name}"
        yield from (f"      {_describe(error)}" for error in errors[:examples])


def _list_worst(scores: Scores, examples: int, worst: int) -> Iterator[str]:
    rated = sorted((row.spans.f1, row.article.id, row) for row in scores.articles if row.spans.f1 is not None)
    if not rated:
        yield "  none"
    for f1, name, row in rated[:worst]:
        wrong = [pair for pair in row.pairs if pair.kind != "correct"]
        yield f"  {name} F1 {100 * f1:.1f}, {len(row.article.mentions)} mentions, {len(wrong)} errors"
        yield from (f"      {_describe(_Error(row, pair))}" for pair in wrong[:examples])


def _is_confusion(pair: Pair) -> bool:
    return pair.gold is not None and pair.system is not None and pair.gold.label != pair.system.label


def _is_boundary(pair: Pair) -> bool:
    return pair.gold is not None and pair.system is not None and not pair.is_exact


def _name_confusion(error: _Error) -> str:
    return " taken for ".join(side.label for side in error.pair if side is not None)


def _name_boundary(error: _Error) -> str:
    gold, system = error.pair
    if gold is None or system is None:
        return ""
    left = "too long" if system.start < gold.start else "too short" if system.start > gold.start else ""
    right = "too long" if system.end > gold.end else "too short" if system.end < gold.end else ""
    if left == right:
        return f"{left} on both sides"
    return ", ".join(f"{what} on the {side}" for what, side in ((left, "left"), (right, "right")) if what)


def _name_miss(error: _Error) -> str:
    gold = error.pair.gold
    found = {_surface(error.article, pair) for pair in error.article.pairs if pair.kind == "correct"}
    place = "found elsewhere in the article" if _surface(error.article, error.pair) in found else "found nowhere"
    return f"{gold.label if gold else ''}, {place}"


def _name_spurious(error: _Error) -> str:
    system, article = error.pair.system, error.article.article
    names = {article.text[mention.start : mention.end] for mention in article.mentions}
    place = "a name elsewhere in the article" if _surface(error.article, error.pair) in names else "a name nowhere"
    return f"{system.label if system else ''}, {place}"


def _surface(row: ArticleScore, pair: Pair) -> str:
    """The gold span's characters, without gold the system's."""
    start, end = _stretch(pair)
    return row.article.text[start:end]


def _stretch(pair: Pair) -> tuple[int, int]:
    return next(((side.start, side.end) for side in pair if side is not None), (0, 0))


def _describe(error: _Error) -> str:
    text = error.article.article.text
    sides = ", ".join(
        f"{name} {side.label} {text[side.start : side.end]!r}"
        for name, side in zip(("gold", "system"), error.pair, strict=True)
        if side is not None
    )
    start, end = _stretch(error.pair)
    context = f"{text[max(0, start - CONTEXT) : start]}[{text[start:end]}]{text[end : end + CONTEXT]}"
    return f"{error.article.article.id}: {sides} in: {' '.join(context.split())}"
