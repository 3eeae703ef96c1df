"""Turn the linker's tuples into records."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from newsner.candidates import CandidateFinder, shares
from newsner.kb.store import KnowledgeBase
from newsner.labels import Label, Lang
from newsner.records import Candidate, EntityLabel, Extraction, Names, Warning
from newsner.spans import Link, MentionSpan

# What the name inside an unknown derived word is, as a guess: most such words are made from bodies.
_UNKNOWN_BASE: EntityLabel = "ORG"
# The news of a day is about the same; some 4 MB.
_ENTRIES_CACHED: Final = 4_096
_TYPO_LABELS: tuple[Label, ...] = ("PER", "GPE", "ORG", "LOC", "EVT", "PROD")


class Evidence(BaseModel):
    """What was considered for one mention of an explanation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mention: int = Field(ge=0, description="Index into `Extraction.mentions`")
    candidates: tuple[Candidate, ...] = Field(description="Entries considered, best first; () where there were none")


class Explanation(BaseModel):
    """An extraction and what was considered for each of its mentions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    extraction: Extraction = Field(description="Exactly what `extract` gives for the same text")
    evidence: tuple[Evidence, ...] = Field(description="One for each mention, in text order")


def build_extraction(
    text: str,
    lang: str,
    lang_score: float | None,
    warnings: Iterable[Warning],
    mentions: Sequence[MentionSpan],
    links: Sequence[Link] | None,
    versions: dict[str, str | None],
    kb: KnowledgeBase | None,
) -> Extraction:
    """One record of everything; ``links`` None gives mentions without ids."""
    rows: list[dict[str, Any]] = []
    ids = _nil_ids(mentions, links or ())
    members: dict[str, list[int]] = {}
    for index, mention in enumerate(mentions):
        row: dict[str, Any] = {**mention._asdict(), "text": mention.surface, "base": mention.surface}
        row["score"] = _rounded(mention.score)
        del row["surface"]
        if links is not None:
            link = links[index]
            entity_id = _id_of(link, ids[index], kb)
            row |= {
                "base": link.base, "entity_id": entity_id, "link_method": link.method, "link_score": _rounded(link.score)
            }  # fmt: skip
            if entity_id is not None:
                members.setdefault(entity_id, []).append(index)
        rows.append(row)
    entities = [_entity(key, indices, mentions, links or (), kb) for key, indices in members.items()]
    # One validation of plain dicts is twice as fast as building the records one by one.
    return Extraction.model_validate(
        {
            "text": text,
            "lang": lang,
            "lang_score": lang_score,
            "mentions": tuple(rows),
            "entities": tuple(entities),
            "warnings": tuple(warnings),
            "versions": versions,
        }
    )


def _rounded(score: float | None) -> float | None:
    # Sums come out differently in the last digits from batch to batch; four say all there is to say.
    return None if score is None else round(score, 4)


def _id_of(link: Link, nil_id: str | None, kb: KnowledgeBase | None) -> str | None:
    if link.entry is not None and kb is not None:
        return kb.id_of(link.entry)
    return nil_id


def _nil_ids(mentions: Sequence[MentionSpan], links: Sequence[Link]) -> list[str | None]:
    """Ids ``nil:LABEL:key``; the label is that of most mentions of the key, people apart from all else."""
    votes: dict[tuple[str | None, bool], Counter[Label]] = {}
    for mention, link in zip(mentions, links, strict=False):
        if mention.label != "DRV":
            votes.setdefault((link.nil_key, mention.label == "PER"), Counter())[mention.label] += 1
    ids: list[str | None] = []
    for mention, link in zip(mentions, links, strict=False):
        if link.nil_key is None:
            ids.append(None)
            continue
        person, other = votes.get((link.nil_key, True)), votes.get((link.nil_key, False))
        # A ship called like a woman of the text is not she; a derived word means the person.
        own = (person or other) if mention.label in ("PER", "DRV") else (other or person)
        ids.append(f"nil:{own.most_common(1)[0][0] if own else _UNKNOWN_BASE}:{link.nil_key}")
    return ids or [None] * len(mentions)


def _entity(
    key: str,
    indices: list[int],
    mentions: Sequence[MentionSpan],
    links: Sequence[Link],
    kb: KnowledgeBase | None,
) -> dict[str, Any]:
    entry_index = links[indices[0]].entry
    if entry_index is not None and kb is not None:
        return {**_entry_fields(kb, entry_index), "mentions": tuple(indices)}
    bases = [links[index].base for index in indices if mentions[index].label != "DRV"]
    fullest = max(bases or [links[indices[0]].base], key=lambda base: (len(base.split()), len(base)))
    return {"id": key, "label": key.split(":")[1], "name": fullest, "is_nil": True, "mentions": tuple(indices)}


@lru_cache(_ENTRIES_CACHED)
def _entry_fields(kb: KnowledgeBase, index: int) -> dict[str, Any]:
    entry = kb.entry(index)
    return {
        "id": entry.id,
        "label": entry.label,
        "kind": entry.kind,
        "country": entry.country,
        "name": entry.name,
        "names": Names(**entry.names._asdict()),
        "wikidata_id": entry.wikidata_id,
        "description": entry.description,
        "is_nil": False,
    }


def explain_links(mentions: Sequence[MentionSpan], links: Sequence[Link], kb: KnowledgeBase) -> tuple[Evidence, ...]:
    """The candidates behind each link, best first."""
    return tuple(
        Evidence(
            mention=index,
            candidates=tuple(
                _candidate(kb, scored.entry, scored.form, scored.method, scored.score) for scored in link.nearest
            ),
        )
        for index, (_, link) in enumerate(zip(mentions, links, strict=True))
    )


def lookup_candidates(kb: KnowledgeBase, name: str, langs: Sequence[Lang]) -> list[Candidate]:
    """Entries that a bare name may mean in any of the languages, best first."""
    best: dict[int, Candidate] = {}
    for lang in langs:
        finder = CandidateFinder(kb, lang)
        found = [*finder.find(name, None).candidates, *finder.find_derived(name).candidates]
        if not found:
            for label in _TYPO_LABELS:
                found += finder.find_near(name, label, 0.0).candidates
        for candidate, share in shares(sorted(found, key=lambda each: -each.weight)):
            if candidate.entry not in best or best[candidate.entry].score < share:
                best[candidate.entry] = _candidate(kb, candidate.entry, candidate.form, candidate.step, share)
    return sorted(best.values(), key=lambda candidate: (-candidate.score, -candidate.prominence, candidate.entity_id))


def _candidate(kb: KnowledgeBase, entry_index: int, form: str, method: str, score: float) -> Candidate:
    entry = kb.entry(entry_index)
    return Candidate.model_validate(
        {
            "entity_id": entry.id,
            "name": entry.name,
            "label": entry.label,
            "form": form,
            "method": method,
            "score": min(1.0, score),
            "prominence": entry.prominence,
        }
    )
