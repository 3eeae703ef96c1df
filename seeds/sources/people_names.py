"""Names of people that say nothing new, or too little: with an honorific, in capitals, of a ruler without a country.

Parliaments list their members as Shri Mansukh Mandaviya and WANG Kwo-tsai beside the plain name; titles of articles tell Johann I. of
Brandenburg from Johann I. of Saxony in brackets, which names do not keep.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from sources.ids import LEAD
from sources.records import Row, fold_name

_HONORIFIC = re.compile(r"^(?:Shri|Shrimati|Smt|Sri|Dr|Prof|Hon|Adv|Er|Capt|Mr|Mrs|Ms)\.? ")
_SHOUTED = re.compile(r"\b[^\W\d_a-z]{3,}\b")
_REIGN = re.compile(r"[^\W\d_][\w-]* [IVX]+\.?")


def drop_copies(rows: Iterable[Row]) -> int:
    """Take out names of people that are another of their names with an honorific or a surname in capitals; return how many."""
    lost = 0
    for row in rows:
        names = row.all_names() if row.label == "PER" else set()
        if len(names) < 2:
            continue
        plain = {fold_name(name) for name in names if not _SHOUTED.search(name)}
        copies = {
            name
            for name in names
            if (_SHOUTED.search(name) and fold_name(name) in plain) or _HONORIFIC.sub("", name) in names - {name}
        }
        if copies:
            row.drop_names(copies)
            lost += len(copies)
    return lost


def drop_shared_reigns(rows: Iterable[Row]) -> int:
    """Take "Johann I." from rulers who share it and have a longer name, but for one who is far better known; return how many lost it."""
    bearers: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.label == "PER":
            for name in {name.rstrip(".") for name in row.all_names() if _REIGN.fullmatch(name)}:
                bearers[name].append(row)
    lost = 0
    for name, sharing in bearers.items():
        sharing.sort(key=lambda row: -row.prominence)
        known = 1 if len(sharing) == 1 or sharing[0].prominence >= LEAD * sharing[1].prominence else 0
        for row in sharing[known:]:
            if not row.all_names() <= {name, f"{name}."}:
                row.drop_names({name, f"{name}."})
                lost += 1
    return lost
