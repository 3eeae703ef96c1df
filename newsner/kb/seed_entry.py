"""One entity as the seeds have it, between the reader of the seeds and the compiler."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

# A curated row without the cell: hand-kept, so above most of the bulk, but not so sure that a bare surname would do.
DEFAULT_PROMINENCE: Final = 0.5
ENTRY_ID: Final = re.compile(r"Q[1-9][0-9]{0,8}|newsner:E[0-9]{7}")
# ISO 3166-1 alpha-2.
COUNTRY_CODE: Final = re.compile("[A-Z]{2}")


class SeedEntry(NamedTuple):
    """One real-world entity as the seeds have it; empty cells are ``""`` and ``()``.

    `names` maps nb, nn, en, de, any to names in order of preference, `derived` nb, nn, en, de to base forms of
    demonyms; languages without a name are left out. `former_ids` are own ids that a QID has taken the place of.
    """

    id: str
    label: str
    names: Mapping[str, tuple[str, ...]]
    kind: str = ""
    country: str = ""
    prominence: float = DEFAULT_PROMINENCE
    short: tuple[str, ...] = ()
    description: str = ""
    derived: Mapping[str, tuple[str, ...]] = {}
    source: str = ""
    curated: bool = False
    former_ids: tuple[str, ...] = ()

    @property
    def wikidata_id(self) -> str | None:
        """The QID, or None for an id of the project's own."""
        return self.id if self.id.startswith("Q") else None

    def all_names(self) -> Iterator[str]:
        """Yield every distinct name of every language, without short and derived forms."""
        yield from dict.fromkeys(name for names in self.names.values() for name in names)
