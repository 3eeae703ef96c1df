"""A user's table over the shipped one, or over another user's: one table to whoever looks names up.

In: a table and a `UserTable`. Out: a `KnowledgeBase`. Nothing is copied: rows are applied when their form is looked up, so
a table of any size opens in the time of its checksums. Precedence: docs/aliases.md.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from newsner.kb.keys import exact_key
from newsner.kb.store import DisplayNames, Entry, KnowledgeBase, Posting
from newsner.kb.table_format import ALL_LANGS, LANG_BITS, PINNED, EntityLabel
from newsner.kb.user_format import ADD, DEFAULT_PROMINENCE, DENY, NO_ENTRY, PIN
from newsner.kb.user_rows import LABEL_BITS
from newsner.kb.user_table import Rule, UserTable

_NOT_ASKED: Final = -1


class OverlaidKnowledgeBase(KnowledgeBase):
    """A table with a user's rows on top. Entries of the table keep their numbers, the user's own come behind them."""

    def __init__(self, base: KnowledgeBase, user: UserTable) -> None:
        self._base = base
        self._user = user
        self._size = len(base)
        self._user_numbers: dict[int, int | None] = {}
        # Entries that the user's entities are, by their number; filled as they are asked for.
        self._indices = array("i", [_NOT_ASKED]) * len(user)
        self._merged: dict[int, int] = {}
        for source, target in user.merges:
            self._merged[self._to_index(source)] = self._to_index(target)

    def __getstate__(self) -> tuple[KnowledgeBase, UserTable]:  # type: ignore[override]
        return self._base, self._user

    def __setstate__(self, state: tuple[KnowledgeBase, UserTable]) -> None:  # type: ignore[override]
        self.__init__(*state)  # type: ignore[misc]

    @property
    def version(self) -> str:
        """Versions of all tables, the lowest first."""
        return f"{self._base.version}+{self._user.version}"

    def __len__(self) -> int:
        return self._size + len(self._user)

    def exact(self, form: str) -> tuple[Posting, ...]:
        """As of the table below, with the rows that hold in every language and for every label."""
        return self.exact_of_key(exact_key(form))

    def exact_of_key(self, key: str) -> tuple[Posting, ...]:
        """As `exact`, of a form that is a key already."""
        postings, rules = self._base.exact_of_key(key), self._user.rules(key)
        return self._apply(postings, rules) if rules or self._merged else postings

    def narrow(self, form: str, postings: Sequence[Posting], lang: str, label: str | None) -> Sequence[Posting]:
        """Readings of a form in one language and for one label of a mention; None for any."""
        postings = self._base.narrow(form, postings, lang, label)
        rules = self._user.rules(exact_key(form))
        return self._apply(postings, rules, LANG_BITS[lang], label) if rules else postings

    def variants(self, name: str) -> tuple[Posting, ...]:
        """As of the table below, with the user's forms of the same key."""
        found = self._follow(self._base.variants(name))
        known = {posting.entry for posting in found}
        for _, rules in self._user.variants(name):
            for posting in self._apply((), rules):
                if posting.entry not in known:
                    found.append(posting._replace(flags=0))
        return tuple(found)

    def near(self, key: str) -> tuple[tuple[str, Posting], ...]:
        """As of the table below, and the user's forms that begin alike, see `UserTable.near`."""
        found = [(stored, self._follow([posting])[0]) for stored, posting in self._base.near(key)]
        for stored, rules in self._user.near(key):
            found += [(stored, posting._replace(flags=0)) for posting in self._apply((), rules)]
        return tuple(sorted(dict.fromkeys(found)))

    def prefixes_of_key(self, key: str) -> list[tuple[int, tuple[Posting, ...]]]:
        """As of the table below, with the user's forms."""
        found = {length: tuple(self._follow(postings)) for length, postings in self._base.prefixes_of_key(key)}
        for form, number in self._user.prefixes(key):
            found[len(form)] = self._apply(found.get(len(form), ()), self._user.read_rules(number))
        return sorted(found.items(), reverse=True)

    def opens(self, word: str) -> bool:
        """As of the table below, with the user's forms."""
        return self._base.opens(word) or self._user.opens(word)

    def is_denied(self, form: str, lang: str, label: str | None = None) -> bool:
        """As of the table below, unless the user's last row about the form says otherwise."""
        form = exact_key(form)
        for rule in reversed(self._user.rules(form)):
            if (rule.action != DENY or rule.entry == NO_ENTRY) and _holds(rule, LANG_BITS[lang], label):
                return rule.action == DENY
        if form != form.lower() and any(
            rule.action == DENY and rule.entry == NO_ENTRY and _holds(rule, LANG_BITS[lang], label)
            for rule in self._user.rules(form.lower())
        ):
            return True
        return self._base.is_denied(form, lang, label)

    def index_of(self, entity_id: str) -> int | None:
        """Number of an entry by its id, an id it had before, or one that was merged into it."""
        number = self._user.find(entity_id)
        index = self._base.index_of(entity_id) if number is None else self._to_index(number)
        return index if index is None else self._merged.get(index, index)

    def id_of(self, index: int) -> str:
        """Id of an entry."""
        return self._base.id_of(index) if index < self._size else self._user.id_of(index - self._size)

    def prominence(self, index: int) -> float:
        """Prominence of an entry, 0.0-1.0: the user's where a row gives it."""
        number = self._find_user(index)
        given = None if number is None else self._user.prominence(number)
        if given is not None:
            return given
        return self._base.prominence(index) if index < self._size else DEFAULT_PROMINENCE

    def label(self, index: int) -> EntityLabel:
        """Label of an entry: the user's where a row gives it."""
        number = self._find_user(index)
        given = None if number is None else self._user.label(number)
        return given or self._base.label(index) if index < self._size else given or "ORG"

    def country(self, index: int) -> str | None:
        """Country of an entry: the user's where a row gives it."""
        number = self._find_user(index)
        given = None if number is None else self._user.cell(number, "country")
        return given or (self._base.country(index) if index < self._size else None)

    def name(self, index: int) -> str:
        """Canonical name of an entry: the table's where it is one of the table's."""
        if index < self._size:
            return self._base.name(index)
        return self._user.cell(index - self._size, "name") or self.id_of(index)

    def entry(self, index: int) -> Entry:
        """All that is known of an entry: cell by cell the user's, else the table's."""
        number = self._find_user(index)
        if number is None:
            return self._base.entry(index)
        user = self._user
        common = {
            "label": self.label(index), "country": self.country(index), "prominence": self.prominence(index),
        }  # fmt: skip
        if index < self._size:
            below = self._base.entry(index)
            kind, description = user.cell(number, "kind"), user.cell(number, "description")
            return replace(
                below, kind=kind or below.kind, description=description or below.description, curated=True, **common  # type: ignore[arg-type]
            )  # fmt: skip
        entity_id = user.id_of(number)
        return Entry(
            index=index,
            id=entity_id,
            kind=user.cell(number, "kind"),
            name=self.name(index),
            names=DisplayNames(**user.names(number)),
            wikidata_id=entity_id if entity_id.startswith("Q") and ":" not in entity_id else None,
            description=user.cell(number, "description"),
            curated=True,
            **common,  # type: ignore[arg-type]
        )

    def _to_index(self, number: int) -> int:
        index = self._indices[number]
        if index == _NOT_ASKED:
            below = self._base.index_of(self._user.id_of(number))
            index = self._indices[number] = self._size + number if below is None else below
        return index

    def _find_user(self, index: int) -> int | None:
        """The user's entity that an entry is, None where the user says nothing of it."""
        if index >= self._size:
            return index - self._size
        if index not in self._user_numbers:
            self._user_numbers[index] = self._user.find(self._base.id_of(index))
        return self._user_numbers[index]

    def _follow(self, postings: Iterable[Posting]) -> list[Posting]:
        """Postings with merged entries replaced."""
        if not self._merged:
            return list(postings)
        return [posting._replace(entry=self._merged.get(posting.entry, posting.entry)) for posting in postings]

    def _apply(
        self, postings: Sequence[Posting], rules: Sequence[Rule], lang: int | None = None, label: str | None = None
    ) -> tuple[Posting, ...]:
        """Postings after the rows of a form; without a language only rows for all of them take readings away."""
        if not postings and label is None and len(rules) == 1 and rules[0].action == ADD:  # most forms of most tables
            index = self._to_index(rules[0].entry)
            return (Posting(self._merged.get(index, index), 0, rules[0].langs),)
        result = self._follow(postings)
        for rule in rules:
            index = -1 if rule.entry == NO_ENTRY else self._to_index(rule.entry)
            index = self._merged.get(index, index)
            holds = _holds(rule, lang, label)
            if rule.action == DENY:
                if holds:
                    result = [] if index < 0 else [posting for posting in result if posting.entry != index]
            elif rule.action == PIN and holds:
                result = [Posting(index, PINNED, rule.langs)]
            elif (rule.action == ADD or lang is None) and (holds or label is None or not rule.labels):
                if not any(posting.entry == index and posting.langs & rule.langs == rule.langs for posting in result):
                    result.append(Posting(index, 0, rule.langs))
            elif not holds and (label is not None or (lang is not None and not rule.langs & lang)):
                # Below, the row was taken for one of every language or label.
                result = [posting for posting in result if posting != Posting(index, 0, rule.langs)]
        return tuple(result)


def _holds(rule: Rule, lang: int | None, label: str | None) -> bool:
    """Whether a row holds; without a language only one that holds everywhere does."""
    if lang is None:
        return rule.langs == ALL_LANGS and not rule.labels
    return bool(rule.langs & lang) and (
        not rule.labels or (label is not None and bool(LABEL_BITS[label] & rule.labels))
    )
