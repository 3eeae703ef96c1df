"""How good the extractions are: gold articles, figures, and tables to read them.

In: gold articles (``read_gold``) and anything that makes an ``Extraction`` of a text and its language. Out:
``Scores``, and plain text from ``format_scores`` and ``format_errors``.
"""

from collections.abc import Callable, Iterable

from newsner.evaluation.error_classes import format_errors
from newsner.evaluation.gold import (
    GoldArticle,
    GoldEntity,
    GoldMention,
    convert_draft,
    parse_draft,
    read_gold,
    write_gold_jsonl,
    write_standoff,
)
from newsner.evaluation.report import format_scores
from newsner.evaluation.scorer import Scores, score
from newsner.records import Extraction

__all__ = [
    "GoldArticle",
    "GoldEntity",
    "GoldMention",
    "Scores",
    "convert_draft",
    "evaluate",
    "format_errors",
    "format_scores",
    "parse_draft",
    "read_gold",
    "score",
    "write_gold_jsonl",
    "write_standoff",
]


def evaluate(articles: Iterable[GoldArticle], extract: Callable[[str, str], Extraction]) -> Scores:
    """Extract from every gold text and score the results.

    Args:
        articles: gold, ids all different.
        extract: takes a text and its language (nb, nn, en or de) and returns the extraction of that text.

    Returns:
        The scores; ``format_scores`` makes tables of them.

    Raises:
        InputValueError: an extraction is of another text, or an article id is there twice.
    """
    gold = list(articles)
    return score(gold, [extract(article.text, article.lang) for article in gold])
