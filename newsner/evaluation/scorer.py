"""Compare extractions with gold: spans and labels, entity clusters over all documents, ids, unknown names.

In: gold articles and one ``Extraction`` for each, in the same order. Out: ``Scores``, counts from which every figure
follows; a figure without anything to count is None.

Rules:
    A mention is found where start and end are exact. The figure ``CORE`` takes PER, ORG and places, GPE and LOC as
    one class. Names (all labels but DRV) and derived words (DRV) are two separate worlds for clusters and links: a
    name that the system calls DRV is missed among the names and spurious among the derived words. The scope "core"
    is the names that are PER, ORG, GPE or LOC.

    Clusters are scored by B-cubed (Bagga and Baldwin, LREC 1998) over the mentions of all documents at once. The
    system's cluster is the entity id as given out, nil ids included; a mention without id is alone. Mentions that only
    one side has stay in the size of their cluster, as in the reference scorer of CoNLL (Pradhan et al., ACL 2014): a
    missed mention scores 0 in recall and lowers that of its cluster, a spurious one likewise in precision.

    A link is right where the exact span has the gold id. Links on spurious spans are wrong; a link to an entity of
    which the gold gives no id although a table may have it is left out.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, TypeVar

from newsner.errors import InputValueError
from newsner.evaluation.gold import GoldArticle, GoldMention
from newsner.labels import LABELS, LANGS
from newsner.records import Extraction, Mention

ALL: Final = "all"
CORE: Final = "PER+ORG+place"
NIL_PREFIX: Final = "nil:"
_CORE_CLASS: Final[dict[str, str]] = {"PER": "PER", "ORG": "ORG", "GPE": "place", "LOC": "place"}

PairKind = Literal["correct", "label", "boundary", "boundary and label", "missed", "spurious"]
PAIR_KINDS: Final[tuple[PairKind, ...]] = ("correct", "label", "boundary", "boundary and label", "missed", "spurious")
Scope = Literal["core", "names", "derived"]
SCOPES: Final[tuple[Scope, ...]] = ("core", "names", "derived")
Key = TypeVar("Key", bound=Hashable)


class Counts(NamedTuple):
    """Mentions that both sides have (``correct``), only the system (``spurious``), only the gold (``missed``)."""

    correct: int = 0
    spurious: int = 0
    missed: int = 0

    @property
    def precision(self) -> float | None:
        """Share of what the system gave that is right, 0.0-1.0; None where it gave nothing."""
        return _ratio(self.correct, self.correct + self.spurious)

    @property
    def recall(self) -> float | None:
        """Share of the gold that was found, 0.0-1.0; None where there is no gold."""
        return _ratio(self.correct, self.correct + self.missed)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall, 0.0-1.0; None where both sides are empty."""
        return _ratio(2 * self.correct, 2 * self.correct + self.spurious + self.missed)


class Pair(NamedTuple):
    """A gold mention and the system mention for it; one of them None where the other side has nothing there."""

    gold: GoldMention | None
    system: Mention | None

    @property
    def is_exact(self) -> bool:
        """Whether both sides have exactly this stretch, whatever the label."""
        gold, system = self
        return gold is not None and system is not None and (gold.start, gold.end) == (system.start, system.end)

    @property
    def kind(self) -> PairKind:
        """What is right or wrong about it."""
        gold, system = self
        if gold is None:
            return "spurious"
        if system is None:
            return "missed"
        if self.is_exact:
            return "correct" if gold.label == system.label else "label"
        return "boundary" if gold.label == system.label else "boundary and label"


class BCubed(NamedTuple):
    """Sums of precision over system mentions and of recall over gold mentions."""

    precision_sum: float
    n_system: int
    recall_sum: float
    n_gold: int

    @property
    def precision(self) -> float | None:
        """Mean over the system's mentions, 0.0-1.0; None without any."""
        return _ratio(self.precision_sum, self.n_system)

    @property
    def recall(self) -> float | None:
        """Mean over the gold mentions, 0.0-1.0; None without any."""
        return _ratio(self.recall_sum, self.n_gold)

    @property
    def f1(self) -> float | None:
        """Harmonic mean, 0.0-1.0; 0.0 where one side is empty, None where both are."""
        if not self.n_system and not self.n_gold:
            return None
        precision, recall = self.precision or 0.0, self.recall or 0.0
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


class LinkCounts(NamedTuple):
    """Ids against gold ids.

    Attributes:
        correct: mentions with the gold id; with ``missing`` all gold mentions that have an id.
        wrong: other table ids that the system gave, on found and on spurious spans.
        missing: gold mentions with an id that did not get it.
        unjudged: table ids on mentions of entities that may be in a table but have no gold id.
    """

    correct: int = 0
    wrong: int = 0
    missing: int = 0
    unjudged: int = 0

    @property
    def precision(self) -> float | None:
        """Share of the judged table ids that are right, 0.0-1.0; None without any."""
        return _ratio(self.correct, self.correct + self.wrong)

    @property
    def recall(self) -> float | None:
        """Share of the gold ids that were given, 0.0-1.0; None without any."""
        return _ratio(self.correct, self.correct + self.missing)


class UnknownCounts(NamedTuple):
    """Names that no table should have: all, those found as exact spans, and those that got a table id."""

    gold: int = 0
    found: int = 0
    linked: int = 0

    @property
    def share_linked(self) -> float | None:
        """Share of the found ones with a table id, 0.0-1.0, lower is better; None where none was found."""
        return _ratio(self.linked, self.found)


class SpanScore(NamedTuple):
    """Span figures of one language (or ``ALL``) and one label (or ``ALL`` or ``CORE``)."""

    lang: str
    label: str
    counts: Counts


class KindScore(NamedTuple):
    """How many pairs of one language (or ``ALL``) are of each kind; every mention of either side is in one pair."""

    lang: str
    counts: Mapping[PairKind, int]


class Confusion(NamedTuple):
    """How often the gold label got another one, on exact and on overlapping spans."""

    gold: str
    system: str
    mentions: int


class ArticleScore(NamedTuple):
    """One article: its pairs in text order, all labels together, and the clusters of its names."""

    article: GoldArticle
    pairs: tuple[Pair, ...]
    spans: Counts
    clusters: BCubed


@dataclass(frozen=True)
class Scores:
    """All figures; ``clusters`` and ``links`` by scope, names apart from derived words."""

    articles: tuple[ArticleScore, ...]
    spans: tuple[SpanScore, ...]
    kinds: tuple[KindScore, ...]
    confusions: tuple[Confusion, ...]
    clusters: Mapping[Scope, BCubed]
    links: Mapping[Scope, LinkCounts]
    unknown: UnknownCounts

    def span_counts(self, label: str = ALL, lang: str = ALL) -> Counts:
        """Look up the counts of one label and language; zeros where the gold has no article in that language.

        Args:
            label: one of the seven, ``ALL`` or ``CORE``.
            lang: nb, nn, en, de or ``ALL``.
        """
        return next((row.counts for row in self.spans if (row.lang, row.label) == (lang, label)), Counts())


def score(articles: Sequence[GoldArticle], extractions: Sequence[Extraction]) -> Scores:
    """Score extractions against gold.

    Args:
        articles: gold, ids all different.
        extractions: one for each article, in the same order and of the same text.

    Returns:
        The scores; all counts 0 without articles.

    Raises:
        InputValueError: the numbers or texts differ, or an article id is there twice.
    """
    _check_input(articles, extractions)
    aligned = [
        (article, align(article.mentions, extraction.mentions))
        for article, extraction in zip(articles, extractions, strict=True)
    ]
    langs = [*(lang for lang in LANGS if any(article.lang == lang for article in articles)), ALL]
    pairs_of = {
        lang: [pair for article, pairs in aligned if lang in (ALL, article.lang) for pair in pairs] for lang in langs
    }
    return Scores(
        articles=tuple(_score_article(article, pairs) for article, pairs in aligned),
        spans=tuple(
            SpanScore(lang, label, count_spans(pairs_of[lang], label))
            for lang in langs
            for label in (*LABELS, ALL, CORE)
        ),
        kinds=tuple(KindScore(lang, _count_kinds(pairs_of[lang])) for lang in langs),
        confusions=_count_confusions(pairs_of[ALL]),
        clusters={scope: _score_clusters(aligned, scope) for scope in SCOPES},
        links={scope: _count_links(aligned, scope) for scope in SCOPES},
        unknown=_count_unknown(aligned),
    )


def align(gold: Iterable[GoldMention], system: Iterable[Mention]) -> tuple[Pair, ...]:
    """Pair the mentions of a text one to one: exact spans first, then the largest overlaps, then each alone.

    Returns:
        Every mention of both sides in exactly one pair, in text order.
    """
    open_system = {(mention.start, mention.end): mention for mention in system}
    open_gold = {(mention.start, mention.end): mention for mention in gold}
    pairs = [Pair(open_gold.pop(span), open_system.pop(span)) for span in sorted(open_gold.keys() & open_system.keys())]
    overlaps = sorted(
        (-overlap, ours, theirs)
        for ours in open_gold
        for theirs in open_system
        if (overlap := min(ours[1], theirs[1]) - max(ours[0], theirs[0])) > 0
    )
    for _, ours, theirs in overlaps:
        if ours in open_gold and theirs in open_system:
            pairs.append(Pair(open_gold.pop(ours), open_system.pop(theirs)))
    pairs += [Pair(mention, None) for mention in open_gold.values()]
    pairs += [Pair(None, mention) for mention in open_system.values()]
    return tuple(sorted(pairs, key=_position))


def count_spans(pairs: Iterable[Pair], label: str) -> Counts:
    """Count exact spans with the right label.

    Args:
        pairs: from ``align``.
        label: one of the seven; ``ALL`` for all of them; ``CORE`` for PER, ORG and places as one class.
    """
    to_class = _to_class(label)
    correct = spurious = missed = 0
    for pair in pairs:
        gold = None if pair.gold is None else to_class(pair.gold.label)
        system = None if pair.system is None else to_class(pair.system.label)
        if pair.is_exact and gold is not None and gold == system:
            correct += 1
        else:
            missed += gold is not None
            spurious += system is not None
    return Counts(correct, spurious, missed)


def b_cubed(gold: Mapping[Key, str], system: Mapping[Key, str]) -> BCubed:
    """B-cubed of two clusterings, mention -> cluster; mentions of one side only as in the module docstring."""
    shared = gold.keys() & system.keys()
    gold_size, system_size = Counter(gold.values()), Counter(system.values())
    both = Counter((gold[mention], system[mention]) for mention in shared)
    return BCubed(
        precision_sum=sum(n * n / system_size[cluster] for (_, cluster), n in both.items()),
        n_system=len(system),
        recall_sum=sum(n * n / gold_size[cluster] for (cluster, _), n in both.items()),
        n_gold=len(gold),
    )


_Aligned = Sequence[tuple[GoldArticle, tuple[Pair, ...]]]


def _check_input(articles: Sequence[GoldArticle], extractions: Sequence[Extraction]) -> None:
    if len(articles) != len(extractions):
        raise InputValueError(f"{len(articles)} articles and {len(extractions)} extractions; give one for each")
    for article, extraction in zip(articles, extractions, strict=True):
        if article.text != extraction.text:
            raise InputValueError(f"article {article.id!r}: the extraction is of another text; keep the order")
    twice = [article_id for article_id, n in Counter(article.id for article in articles).items() if n > 1]
    if twice:
        raise InputValueError(f"article id {twice[0]!r} is there twice; ids must differ")


def _score_article(article: GoldArticle, pairs: tuple[Pair, ...]) -> ArticleScore:
    return ArticleScore(article, pairs, count_spans(pairs, ALL), _score_clusters([(article, pairs)], "names"))


def _score_clusters(aligned: _Aligned, scope: Scope) -> BCubed:
    gold: dict[tuple[str, int, int], str] = {}
    system: dict[tuple[str, int, int], str] = {}
    for article, pairs in aligned:
        for ours, theirs in pairs:
            if ours is not None and _in_scope(ours, scope):
                gold[article.id, ours.start, ours.end] = ours.entity
            if theirs is not None and _in_scope(theirs, scope):
                alone = f"alone:{article.id}:{theirs.start}"
                system[article.id, theirs.start, theirs.end] = theirs.entity_id or alone
    return b_cubed(gold, system)


def _count_links(aligned: _Aligned, scope: Scope) -> LinkCounts:
    counts: Counter[str] = Counter()
    for article, pairs in aligned:
        for pair in pairs:
            gold = pair.gold if pair.gold is not None and _in_scope(pair.gold, scope) else None
            system = pair.system if pair.system is not None and _in_scope(pair.system, scope) else None
            counts.update(_judge_link(article, gold, system, is_exact=pair.is_exact))
    return LinkCounts(**counts)


def _judge_link(article: GoldArticle, gold: GoldMention | None, system: Mention | None, *, is_exact: bool) -> list[str]:
    entity = None if gold is None else article.entities.get(gold.entity)
    wanted = None if entity is None else entity.id
    given = _table_id(system)
    if is_exact and given is not None and given == wanted:
        return ["correct"]
    verdicts = [] if wanted is None else ["missing"]
    if given is not None:
        no_gold_id = is_exact and gold is not None and (entity is None or (entity.known and entity.id is None))
        verdicts.append("unjudged" if no_gold_id else "wrong")
    return verdicts


def _count_unknown(aligned: _Aligned) -> UnknownCounts:
    gold = found = linked = 0
    for article, pairs in aligned:
        for pair in pairs:
            if pair.gold is None or not _in_scope(pair.gold, "names"):
                continue
            entity = article.entities.get(pair.gold.entity)
            if entity is None or entity.known:
                continue
            gold += 1
            if pair.is_exact and pair.system is not None and _in_scope(pair.system, "names"):
                found += 1
                linked += _table_id(pair.system) is not None
    return UnknownCounts(gold, found, linked)


def _count_kinds(pairs: Iterable[Pair]) -> dict[PairKind, int]:
    counts = Counter(pair.kind for pair in pairs)
    return {kind: counts[kind] for kind in PAIR_KINDS}


def _count_confusions(pairs: Iterable[Pair]) -> tuple[Confusion, ...]:
    counts = Counter(
        (gold.label, system.label)
        for gold, system in pairs
        if gold is not None and system is not None and gold.label != system.label
    )
    return tuple(sorted((Confusion(*labels, n) for labels, n in counts.items()), key=lambda row: (-row.mentions, row)))


def _in_scope(mention: GoldMention | Mention, scope: Scope) -> bool:
    if scope == "core":
        return mention.label in _CORE_CLASS
    return (mention.label == "DRV") == (scope == "derived")


def _table_id(mention: Mention | None) -> str | None:
    """The id if it is one of a table: neither nil nor absent."""
    if mention is None or mention.entity_id is None or mention.entity_id.startswith(NIL_PREFIX):
        return None
    return mention.entity_id


def _to_class(label: str) -> Callable[[str], str | None]:
    if label == CORE:
        return _CORE_CLASS.get
    return lambda other: other if label in (ALL, other) else None


def _position(pair: Pair) -> tuple[int, int]:
    mention = pair.gold if pair.gold is not None else pair.system
    return (0, 0) if mention is None else (mention.start, mention.end)


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None
