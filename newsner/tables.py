"""Tables for a terminal: extractions, explanations, candidates, the demo.

In: records. Out: rich tables; ``cli`` prints them. Everything shown comes from the records, nothing is looked up.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from rich.table import Table
from rich.text import Text

from newsner.labels import LANGS
from newsner.output import Explanation
from newsner.records import Candidate, Entity, Extraction, Mention

_LABEL_STYLE: Final = {
    "PER": "cyan", "ORG": "magenta", "GPE": "green", "LOC": "yellow", "EVT": "blue", "PROD": "red", "DRV": "white",
}  # fmt: skip
# Forms of one entity in one language shown in the demo: a cell stays two lines high, mostly.
_DEMO_FORMS: Final = 3
_EXPLAINED: Final = 3


class CrossEntity(NamedTuple):
    """A table entity with how often each surface form stood in the articles of each language."""

    id: str
    name: str
    forms: dict[str, Counter[str]]

    @property
    def n_mentions(self) -> int:
        """Mentions in all languages."""
        return sum(forms.total() for forms in self.forms.values())


def build_extraction(extraction: Extraction) -> Iterator[Table | Text]:
    """What `newsner extract` shows: entities with their forms, else the bare mentions; then the warnings."""
    linked = extraction.versions.knowledge_base is not None
    yield _build_entities(extraction) if linked else _build_mentions(extraction)
    unresolved = [mention for mention in extraction.mentions if mention.link_method == "ambiguous"]
    if unresolved:
        yield Text(f"ambiguous, left without id: {_render_forms(Counter(mention.text for mention in unresolved))}")
    yield _render_language(extraction)
    for warning in extraction.warnings:
        yield Text(f"warning ({warning.code}): {warning.message}", style="yellow")


def _build_entities(extraction: Extraction) -> Table:
    table = _new_table("name", "id", "label", "kind", "forms in the text")
    for entity in extraction.entities:
        table.add_row(
            Text(entity.name, style="bold"),
            Text(entity.id, style="dim" if entity.is_nil else ""),
            _render_label(entity.label),
            Text(_render_kind(entity)),
            Text(_render_forms(Counter(extraction.mentions[index].text for index in entity.mentions))),
        )
    return table


def _build_mentions(extraction: Extraction) -> Table:
    table = _new_table("mention", "label", "score", "characters")
    for mention in extraction.mentions:
        table.add_row(
            Text(mention.text, style="bold"),
            _render_label(mention.label),
            Text(_render_score(mention.score)),
            Text(f"{mention.start}-{mention.end}"),
        )
    return table


def build_explanation(explanation: Explanation) -> Iterator[Table | Text]:
    """What `newsner extract --explain` shows: a line a mention with its best candidates."""
    extraction = explanation.extraction
    table = _new_table("mention", "label", "score", "how", "link", "id", "candidates")
    for mention, evidence in zip(extraction.mentions, explanation.evidence, strict=True):
        table.add_row(
            Text(mention.text, style="bold"),
            _render_label(mention.label),
            Text(_render_score(mention.score)),
            Text(mention.link_method or ""),
            Text(_render_score(mention.link_score)),
            Text(mention.entity_id or ""),
            Text(", ".join(map(_render_candidate, evidence.candidates[:_EXPLAINED]))),
        )
    yield table
    yield _render_language(extraction)
    for warning in extraction.warnings:
        yield Text(f"warning ({warning.code}): {warning.message}", style="yellow")


def build_candidates(candidates: Iterable[Candidate]) -> Table:
    """What `newsner lookup` shows."""
    table = _new_table("name", "id", "label", "how", "matched", "score", "prominence")
    for candidate in candidates:
        table.add_row(
            Text(candidate.name, style="bold"),
            Text(candidate.entity_id),
            _render_label(candidate.label),
            Text(candidate.method),
            Text(candidate.form),
            Text(_render_score(candidate.score)),
            Text(_render_score(candidate.prominence)),
        )
    return table


def build_cross_language(extractions: Iterable[Extraction], most: int | None) -> Table:
    """What `newsner demo` shows: a row an entity of the table, those of most languages and mentions first.

    Args:
        extractions: of articles in any of the four languages.
        most: rows at most, None for all.
    """
    ranked = join_entities(extractions)
    shown = ranked[:most]
    table = _new_table("entity", "id", *LANGS, "mentions")
    table.columns[-1].justify = "right"
    for entity in shown:
        cells = [Text(_render_forms(entity.forms[lang], _DEMO_FORMS, counts=False)) for lang in LANGS]
        table.add_row(Text(entity.name, style="bold"), Text(entity.id), *cells, Text(str(entity.n_mentions)))
    if len(shown) < len(ranked):
        table.caption = f"and {len(ranked) - len(shown)} more: newsner demo --all"
    return table


def join_entities(extractions: Iterable[Extraction]) -> list[CrossEntity]:
    """Entities of the table over all articles, by languages, then mentions, then id.

    Names without an entry are left out: their ids say that two names are equal, not that two people are.
    """
    joined: dict[str, CrossEntity] = {}
    for extraction in extractions:
        for entity in extraction.entities:
            if entity.is_nil:
                continue
            known = joined.setdefault(entity.id, CrossEntity(entity.id, entity.name, defaultdict(Counter)))
            known.forms[extraction.lang].update(extraction.mentions[index].text for index in entity.mentions)
    return sorted(joined.values(), key=lambda entity: (-len(entity.forms), -entity.n_mentions, entity.id))


def build_totals(extractions: Sequence[Extraction]) -> Table:
    """Articles, words, mentions and entities by language."""
    table = _new_table("language", "articles", "words", "mentions", "with an id of the table", "names without entry")
    for column in table.columns[1:]:
        column.justify = "right"
    for lang in LANGS:
        ours = [extraction for extraction in extractions if extraction.lang == lang]
        mentions = [mention for extraction in ours for mention in extraction.mentions]
        cells = (
            len(ours),
            sum(len(extraction.text.split()) for extraction in ours),
            len(mentions),
            sum(map(_has_entry, mentions)),
            sum(mention.link_method == "nil" for mention in mentions),
        )
        table.add_row(lang, *map(str, cells))
    return table


def _has_entry(mention: Mention) -> bool:
    return mention.entity_id is not None and mention.link_method != "nil"


def _new_table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0), caption_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _render_label(label: str) -> Text:
    return Text(label, style=_LABEL_STYLE[label])


def _render_kind(entity: Entity) -> str:
    return ", ".join(filter(None, (entity.kind, entity.country)))


def _render_score(score: float | None) -> str:
    return "-" if score is None else f"{score:.2f}"


def _render_candidate(candidate: Candidate) -> str:
    return f"{candidate.name} {candidate.entity_id} {candidate.score:.2f}"


def _render_forms(forms: Counter[str], most: int | None = None, *, counts: bool = True) -> str:
    """Forms, most frequent first, with their number where there are several of one."""
    ranked = sorted(forms.items(), key=lambda item: (-item[1], item[0]))
    shown = [f"{form} ({count})" if counts and count > 1 else form for form, count in ranked[:most]]
    return ", ".join([*shown, "…"] if most and len(ranked) > most else shown)


def _render_language(extraction: Extraction) -> Text:
    how = "given" if extraction.lang_score is None else f"{extraction.lang_score:.2f}"
    return Text(f"language {extraction.lang} ({how}), {len(extraction.mentions)} mentions", style="dim")
