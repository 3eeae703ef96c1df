"""Tables and error lists of an evaluation, as plain text.

In: ``Scores``. Out: text to print, without colours, columns by spaces. Figures are per cent, "-" where there is
nothing to count.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from newsner.evaluation.gold import GoldMention
from newsner.evaluation.scorer import PAIR_KINDS, SCOPES, ArticleScore, Pair, PairKind, Scores
from newsner.records import Mention

# Enough of a line of news text to see the words on both sides of a name.
CONTEXT: Final = 30
WORST_ARTICLES: Final = 5
_TITLES: Final[dict[PairKind, str]] = {
    "missed": "Missed",
    "spurious": "Spurious",
    "boundary": "Boundary",
    "boundary and label": "Boundary and label",
    "label": "Label",
}


def format_scores(scores: Scores) -> str:
    """Tables of all figures.

    Returns:
        Text that ends in a line break; a note alone where no article was scored.
    """
    if not scores.articles:
        return "No articles were scored.\n"
    sections = (
        _section("Spans with label (exact)", _span_rows(scores)),
        _section("Mentions by kind of error", _kind_rows(scores)),
        _section("Labels taken for others", _confusion_rows(scores)),
        _section("Entities across all documents (B-cubed)", _cluster_rows(scores)),
        _section("Links to the table", _link_rows(scores)),
        _section("Names that no table should have", _unknown_rows(scores)),
        _section("Articles", _article_rows(scores.articles)),
    )
    return "\n".join(sections)


def format_errors(scores: Scores, *, worst: int = WORST_ARTICLES) -> str:
    """List every span and label error in its context, then the articles with the lowest F1.

    Args:
        scores: from ``evaluate``.
        worst: how many articles to list, 0 or more.

    Returns:
        Text that ends in a line break; a section without errors says "none".
    """
    lowest = sorted((row for row in scores.articles if row.spans.f1 is not None), key=_f1_key)[:worst]
    sections = [f"{title}\n{_error_lines(scores, kind)}" for kind, title in _TITLES.items()]
    return "\n".join([*sections, _section("Worst articles", _article_rows(lowest))])


def _section(title: str, rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [" ".join(_pad(cell, widths[column], column) for column, cell in enumerate(row)).rstrip() for row in rows]
    return "".join(f"{line}\n" for line in (title, *lines))


def _pad(cell: str, width: int, column: int) -> str:
    return cell.ljust(width) if column == 0 else cell.rjust(width)


def _span_rows(scores: Scores) -> list[Sequence[str]]:
    header = ("lang label", "P", "R", "F1", "correct", "spurious", "missed")
    rows: list[Sequence[str]] = [header]
    for lang, label, counts in scores.spans:
        figures = (counts.precision, counts.recall, counts.f1)
        rows.append((f"{lang:4} {label}", *map(_percent, figures), *map(str, counts)))
    return rows


def _kind_rows(scores: Scores) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = [("lang", *PAIR_KINDS)]
    rows += [(lang, *(str(counts[kind]) for kind in PAIR_KINDS)) for lang, counts in scores.kinds]
    return rows


def _confusion_rows(scores: Scores) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = [("gold", "system", "mentions")]
    rows += [(gold, system, str(count)) for gold, system, count in scores.confusions]
    return rows


def _cluster_rows(scores: Scores) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = [("mentions", "P", "R", "F1", "gold", "system")]
    for scope in SCOPES:
        row = scores.clusters[scope]
        rows.append((scope, *map(_percent, (row.precision, row.recall, row.f1)), str(row.n_gold), str(row.n_system)))
    return rows


def _link_rows(scores: Scores) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = [("mentions", "P", "R", "correct", "wrong", "missing", "unjudged")]
    for scope in SCOPES:
        row = scores.links[scope]
        rows.append((scope, _percent(row.precision), _percent(row.recall), *map(str, row)))
    return rows


def _unknown_rows(scores: Scores) -> list[Sequence[str]]:
    row = scores.unknown
    return [("share linked", "gold", "found", "linked"), (_percent(row.share_linked), *map(str, row))]


def _article_rows(articles: Iterable[ArticleScore]) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = [("article", "F1", "B-cubed F1", "mentions")]
    for row in articles:
        figures = map(_percent, (row.spans.f1, row.clusters.f1))
        rows.append((row.article.id, *figures, str(len(row.article.mentions))))
    return rows


def _error_lines(scores: Scores, kind: PairKind) -> str:
    lines = [
        f"  {row.article.id}: {_describe(row.article.text, pair)}\n"
        for row in scores.articles
        for pair in row.pairs
        if pair.kind == kind
    ]
    return "".join(lines) or "  none\n"


def _describe(text: str, pair: Pair) -> str:
    gold, system = pair
    mention = gold if gold is not None else system
    if mention is None:
        return ""
    sides = [f"{name} {side.label} {text[side.start : side.end]!r}" for name, side in _sides(pair)]
    before = text[max(0, mention.start - CONTEXT) : mention.start]
    after = text[mention.end : mention.end + CONTEXT]
    context = f"{before}[{text[mention.start : mention.end]}]{after}"
    return f"{', '.join(sides)} in: {' '.join(context.split())}"


def _sides(pair: Pair) -> list[tuple[str, GoldMention | Mention]]:
    sides: list[tuple[str, GoldMention | Mention]] = []
    if pair.gold is not None:
        sides.append(("gold", pair.gold))
    if pair.system is not None:
        sides.append(("system", pair.system))
    return sides


def _f1_key(row: ArticleScore) -> tuple[float, str]:
    f1 = row.spans.f1
    return (1.0 if f1 is None else f1, row.article.id)


def _percent(figure: float | None) -> str:
    return "-" if figure is None else f"{100 * figure:.1f}"
