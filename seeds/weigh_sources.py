"""What each source of the bulk part wins and what it costs: `python seeds/weigh_sources.py CORPORA` prints a table, a minute.

An entry counts for a source that alone attests it: without the source the table would not have it. Won are known entities of the
develop half of `gold/` and of `articles/` whose right entry is among the first five for some form in the text; and names of the dev
sets of public corpora (distinct ones, people with two words or more) for which only this source has an entry of that label, right or
wrong, since corpora have no ids. The cost are unknown names of our articles that lead to an entry first, and forms that lead to an
entry of another source too. Needs the compiled table.
"""

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

import newsner
from newsner.corpora.sources import PlaceSplitter, read_source
from newsner.evaluation import GoldArticle, read_gold
from newsner.kb.store import KnowledgeBase

SEEDS = Path(__file__).parent
DEV_SETS = ("norne-nob", "norne-nno", "worldwide", "ewt", "germeval", "smartdata")
FOLDERS = (SEEDS / "gold" / "develop", SEEDS / "articles")
NEAREST = 5
HAND_KEPT = "hand-kept"


def read_sources(kb: KnowledgeBase) -> dict[int, str]:
    """The only source of each entry that has one only, by number."""
    found: dict[int, str] = {}
    for file in sorted((SEEDS / "bulk").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            index = kb.index_of(row["id"])
            if index is not None and "+" not in row["source"]:
                found[index] = row["source"]
    return {index: source for index, source in found.items() if not kb.entry(index).curated} | {
        index: HAND_KEPT for index in range(len(kb)) if kb.entry(index).curated
    }


def find_names(corpora: Path) -> set[tuple[str, str]]:
    """Distinct names of the dev sets with their labels; one word alone is no person's name that a table could know."""
    found = set()
    for name in DEV_SETS:
        for text in read_source(name, corpora, "dev", PlaceSplitter()):
            found |= {(text.text[start:end], label) for start, end, labels in text.spans for label in labels}
    return {(name, label) for name, label in found if label != "DRV" and (label != "PER" or " " in name)}


class Ledger:
    """What was counted for each source."""

    def __init__(self, own: newsner.Newsner) -> None:
        self._own, self._kb = own, own.knowledge_base
        self._sources = read_sources(self._kb)
        self.entries = Counter(map(self._source_of, range(len(self._kb))))
        self.won: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        self.cost: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        self.only: Counter[str] = Counter()
        self.forms: Counter[str] = Counter()
        self.shared: Counter[str] = Counter()

    def _source_of(self, index: int) -> str:
        return self._sources.get(index, "several")

    def count_article(self, article: GoldArticle) -> None:
        """What the names of an article lead to."""
        for mention in article.mentions:
            entity = article.entities[mention.entity]
            if mention.label == "DRV" or (entity.known and not entity.id):
                continue
            candidates = self._own.lookup(article.text[mention.start : mention.end], lang=article.lang)
            for place, candidate in enumerate(candidates[:NEAREST]):
                index = self._kb.index_of(candidate.entity_id)
                source = "several" if index is None else self._source_of(index)
                if candidate.entity_id == entity.id:
                    self.won[source].add((article.id, mention.entity))
                elif not entity.known and place == 0:
                    self.cost[source].add((article.id, mention.entity))

    def count_name(self, name: str, label: str) -> None:
        """A name of a corpus that one source alone has."""
        indices = [posting.entry for posting in self._kb.exact(name)]
        sources = {self._source_of(index) for index in indices if self._kb.label(index) == label}
        if len(sources) == 1:
            self.only[sources.pop()] += 1

    def count_forms(self) -> None:
        """The forms of the table, and those that are also another source's."""
        for postings in self._kb.all_postings():
            sources = {self._source_of(posting.entry) for posting in postings}
            self.forms.update(sources)
            if len(sources) > 1:
                self.shared.update(sources)


def main() -> None:
    """Print the table, the largest source first."""
    ledger = Ledger(newsner.load())
    for article in (article for folder in FOLDERS for article in read_gold(folder)):
        ledger.count_article(article)
    for name, label in find_names(Path(sys.argv[1])):
        ledger.count_name(name, label)
    ledger.count_forms()
    print(
        "| only source | entries | known entities won | names of dev sets | unknown names that lead to it first | forms | "
        "shared with other sources |\n|---|---|---|---|---|---|---|"
    )
    for source, entries in ledger.entries.most_common():
        part = 100 * ledger.shared[source] / max(1, ledger.forms[source])
        won, cost = len(ledger.won[source]), len(ledger.cost[source])
        print(
            f"| {source} | {entries} | {won} | {ledger.only[source]} | {cost} | {ledger.forms[source]} | {part:.1f} % |"
        )


if __name__ == "__main__":
    main()
