"""Bring the ids of stored results up to a table: own ids that a QID has taken the place of, ids that a user merged.

In: a JSON value of any shape that holds extractions. Out: the same value, changed in place. `nil:` ids name no entry and stay.
"""

from typing import Any

from newsner.kb.store import KnowledgeBase


def migrate_ids(value: Any, kb: KnowledgeBase, lost: set[str]) -> int:
    """Replace ids wherever an extraction lies in a value.

    Args:
        value: As `json.loads` gives it.
        kb: The table whose ids hold.
        lost: Ids that the table lacks are added here; they stay in the value.

    Returns:
        The number of entities whose id was replaced.
    """
    if isinstance(value, list):
        return sum(migrate_ids(item, kb, lost) for item in value)
    if not isinstance(value, dict):
        return 0
    if "mentions" in value and "entities" in value:
        return _migrate_extraction(value, kb, lost)
    return sum(migrate_ids(item, kb, lost) for item in value.values())


def _migrate_extraction(extraction: dict[str, Any], kb: KnowledgeBase, lost: set[str]) -> int:
    old_to_new: dict[str, str] = {}
    joined: dict[str, dict[str, Any]] = {}
    for entity in extraction["entities"]:
        old = entity["id"]
        index = None if old.startswith("nil:") else kb.index_of(old)
        if index is None and not old.startswith("nil:"):
            lost.add(old)
        new = old if index is None else kb.id_of(index)
        if new != old:
            old_to_new[old] = new
            entity["id"], entity["wikidata_id"] = new, new if new.startswith("Q") and ":" not in new else None
        first = joined.setdefault(new, entity)
        if first is not entity:
            first["mentions"] = sorted({*first["mentions"], *entity["mentions"]})
    extraction["entities"] = list(joined.values())
    for mention in extraction["mentions"]:
        mention["entity_id"] = old_to_new.get(mention.get("entity_id"), mention.get("entity_id"))
    return len(old_to_new)
