"""Tables of an evaluation, as plain text; the analysis of its errors is in ``newsner.evaluation.error_classes``.

In: ``Scores``. Out: text to print, without colours, columns by spaces. Figures are per cent, "-" where there is
nothing to count.
"""

from collections.abc import Iterable, Sequence

from newsner.evaluation.scorer import PAIR_KINDS, SCOPES, ArticleScore, Scores


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


def _percent(figure: float | None) -> str:
    return "-" if figure is None else f"{100 * figure:.1f}"
