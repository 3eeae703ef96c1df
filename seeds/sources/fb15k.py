"""FB15K entities (villmow/datasets_knowledge_embedding): 14 515 well-known items with QID and description.

The English description types them: "city in Texas", "American actor", "1994 film" (left out).
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from sources.files import read_json

_OCCUPATION = (
    r"(?:actor|actress|singer|songwriter|musician|rapper|composer|guitarist|drummer|politician|president|footballer|player|director"
    r"|producer|screenwriter|writer|author|novelist|poet|playwright|journalist|comedian|model|painter|artist|scientist|physicist"
    r"|mathematician|philosopher|economist|historian|lawyer|businessman|businesswoman|entrepreneur|executive|editor|designer"
    r"|cinematographer|animator|presenter|host|personality|wrestler|boxer|cyclist|athlete|swimmer|driver|coach|manager|general"
    r"|king|queen|emperor|monarch|statesman|diplomat|activist|engineer|architect|photographer|dancer|choreographer|conductor"
    r"|pianist|violinist|saxophonist|trumpeter|bassist|vocalist|cartoonist|critic|theologian|psychologist|biologist|chemist|inventor"
    r"|filmmaker|puppeteer|magician|DJ|disc jockey|lyricist|screenplay writer|voice-over artist|judge|astronaut|chef|nobleman|prince|princess)"
)
_DROPPED = re.compile(
    r"\b(?:film|films|series|sitcom|show|episode|award|awards|genre|novel|book|song|album|video game|manga|anime|franchise|character"
    r"|disease|language|concept|position|occupation|profession|person who|type of|style of|sport played|national (?:\w+ )+team"
    r"|representing|name|instrument|branch of|study of|theory|religion|ethnic|people|family|duo|twins|brothers|team of|season)\b",
    re.IGNORECASE,
)
_RULES: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (label, kind, re.compile(pattern, re.IGNORECASE))
    for label, kind, pattern in (
        ("ORG", "university", r"\b(?:university|college|institute of technology|school|academy)\b"),
        (
            "ORG",
            "club",
            r"\b(?:football club|soccer club|(?:ice hockey|basketball|baseball|football|soccer|hockey) (?:team|club|franchise))\b",
        ),
        ("ORG", "band", r"\b(?:band|musical group|rock group|girl group|boy band|hip hop group|orchestra)\b"),
        (
            "ORG",
            "company",
            r"\b(?:company|corporation|record label|studio|television (?:network|channel)|broadcaster|airline|publisher|conglomerate|manufacturer)\b",
        ),
        (
            "ORG",
            "organisation",
            r"\b(?:political party|organi[sz]ation|newspaper|magazine|agency|union of|league|association|army|military branch|museum)\b",
        ),
        (
            "EVT",
            "event",
            r"^(?:\d{4} )?(?:war|battle|conflict|genocide|armed conflict|military conflict|olympic games)\b|\b(?:world war|war between|war from|multi-sport event|edition of the)\b",
        ),
        (
            "GPE",
            "city",
            r"^(?:\w+[ -]){0,4}?(?:city|town|village|capital|municipality|borough|neighbou?rhood|suburb|county seat|commune|settlement|metropolis|cities)\b",
        ),
        (
            "GPE",
            "region",
            r"^(?:\w+[ -]){0,3}?(?:county|state|province|district|prefecture|region|canton|voivodeship|federal subject|island state)\b(?: in| of|$)",
        ),
        (
            "GPE",
            "country",
            r"^(?:\w+[ -]){0,4}?(?:country|republic|sovereign state|kingdom|empire|federation|island nation|former state)\b",
        ),
        (
            "LOC",
            "water",
            r"^(?:\w+[ -]){0,3}?(?:river|lake|sea|ocean|bay|gulf|strait|mountain|mountain range|island|peninsula|continent|park|building|airport|stadium)\b",
        ),
    )
)
_PERSON = re.compile(rf"\b{_OCCUPATION}\b", re.IGNORECASE)


class Item(NamedTuple):
    """One FB15K entity, `label` empty where the description does not type it."""

    qid: str
    name: str
    title: str
    description: str
    label: str
    kind: str


def read_fb15k(kb: Path) -> Iterator[Item]:
    """Yield the items that have a QID."""
    for _, item in sorted(read_json(kb / "fb15k-wikidata" / "FB15K" / "entity2wikidata.json.gz").items()):
        if not item.get("wikidata_id"):
            continue
        url = item.get("wikipedia") or ""
        title = unquote(url.partition("/wiki/")[2]).replace("_", " ")
        label, kind = type_description(item.get("description") or "")
        yield Item(item["wikidata_id"], item["label"] or "", title, item.get("description") or "", label, kind)


def type_description(description: str) -> tuple[str, str]:
    """Label and kind that a Wikidata description shows, or two empty strings."""
    head = description.partition(",")[0].partition(";")[0]
    if _PERSON.search(head) and not re.search(
        r"\b(?:award|for|genre|team|club|band|film by|directed|written|voice of)\b", head
    ):
        return "PER", _kind_of_person(head)
    if not head or _DROPPED.search(head):
        return "", ""
    for label, kind, pattern in _RULES:
        if pattern.search(head):
            return label, kind
    return "", ""


def _kind_of_person(head: str) -> str:
    found = _PERSON.findall(head)
    return found[0].lower() if found else ""
