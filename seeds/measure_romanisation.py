"""Measure romanisation on Wikipedia titles: generated spellings, shared keys, and keys that run together.

    python seeds/measure_romanisation.py --kb PATH_TO_SOURCES --half test
    python seeds/measure_romanisation.py --kb PATH_TO_SOURCES --half develop --errors

In: the interlanguage titles of open-dsl-dict/wikidict and, for the last figure, `bulk/per-*.jsonl`. A Russian title
"Surname, Given Patronymic" is a person; persons are split in two halves by the SHA-256 of that title. Rules are chosen
on `develop`; `test` prints figures only.

What is counted:
- generation: the surname of the Norwegian, German or English title is the first, or among the first two, that
  `newsner.kb.romanise` makes of the Russian surname. Slavic form: the Russian surname and the attested one both end as Slavic
  surnames do. That leaves out pen names and surnames that their bearers write in another way altogether
  (Gurdjieff, Ozoliņa); the figure without the second condition stands beside it.
- other scripts: the English family name that recent_entities has beside the name in its original script is among the first two
  spellings of one of its words, by language (of a Korean name the given name); half of the people by the SHA-256 of their
  QID. Not Chinese: the characters in that source are names of Hong Kong and Japan.
- keys: two titles of one person share `variant_key`. Both have to be romanisations: each word could be one letter by
  letter, by any of the tables (`_LETTERS`); Eugene Kaspersky is none of Jewgeni Kasperski.
- clashes: persons who share a full-name key with another, though no two of their titles are spelled alike.
"""

import argparse
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from sources.files import read_jsonl
from sources.records import strip_disambiguator

from newsner.kb.keys import exact_key, variant_key
from newsner.kb.romanise import detect_source, romanise

SEEDS = Path(__file__).resolve().parent
_WIKI_TO_LANG = {"no": "nb", "de": "de", "en": "en"}
_INVERTED = re.compile(r"([А-ЯЁ][^,()\d]+), ([А-ЯЁ][^,()\d]+)(?: \([^()]*\))?")
_PATRONYMIC = re.compile(r"(?:ич|[ое]вна|ёвна|ична)$")
_SLAVIC = re.compile(r"(?:(?:[оеё]в|[иы]н)а?|[сц]к(?:ий|ая|ой)|ый|ая|ой|ий|ко|[иуюяао]к|ец|ич|[ыи]х)$")
_SLAVIC_LATIN = re.compile(
    r"(?:(?:[oe]|jo|yo|io)[vw]a?|[iy]na?|[szc]k(?:i|y|ij|yj|iy|yy|ii|a|aja|aya|oj|oy|oi)|ko|[iuao]k|[nrltd][iy][jy]?|naja|naya"
    r"|ets|ez|[iy](?:tsj|tsch|ch|kh)|o[jyi])$"
)
_GENERATION = re.compile(r"[ ,]+(?:jr\.?|junior|sen\.?|sr\.?)$", re.IGNORECASE)
# Every spelling of a letter in any of the tables, Russian or Ukrainian reading.
_LETTERS = {
    letter: f"(?:{spellings})"
    for letter, spellings in (
        item.split("=")
        for item in (
            "а=a б=b в=v|w|ff? г=g|h|gh д=d е=e|je|ye|ie|io|yo|jo ё=e|je|ye|ie|io|yo|jo|o ж=zj|zh|sch|sh|j|ž|z з=z|s и=i|y|yi|ji|ie "
            "й=j|i|y| к=k|c|x л=l м=m н=n о=o п=p р=r с=ss?|x| т=t у=u|ou ф=f|ph х=kh|ch|h ц=ts|z|tz|c|t ч=tsj|ch|tsch|tch|č ш=sj|sh|sch|ch|š "
            "щ=sjtsj|shch|schtsch|sch ъ=|j|y|' ы=y|i ь=|j|y|'|i э=e ю=yu|ju|iu|u я=ya|ja|ia|a"
        ).split()
    )
}


class Person(NamedTuple):
    """One person: which half, the Russian surname, given names, and the titles by language."""

    is_develop: bool
    surname: str
    given: str
    titles: dict[str, str]


def read_persons(kb: Path) -> Iterator[Person]:
    """Yield everybody with an inverted Russian title and a title in Norwegian, German or English."""
    for item in read_jsonl(kb / "wikidict" / "wikidict_components.jsonl.gz"):
        titles = item["t"]
        match = _INVERTED.fullmatch(titles.get("ru", ""))
        if item.get("bad") or not match:
            continue
        is_develop = hashlib.sha256(titles["ru"].encode()).digest()[0] % 2 == 0
        spelled = {
            lang: strip_disambiguator(titles[language])
            for language, lang in _WIKI_TO_LANG.items()
            if language in titles
        }
        if spelled:
            yield Person(is_develop, match[1], match[2], spelled)


def is_slavic(person: Person) -> bool:
    """Whether name and patronymic are Russian and the surname ends as Slavic ones do."""
    given = person.given.split()
    return len(given) == 2 and bool(_PATRONYMIC.search(given[1])) and bool(_SLAVIC.search(person.surname))


def measure_generation(persons: Iterable[Person], *, errors: bool) -> None:
    """Print how often the attested surname is generated."""
    counts: Counter[tuple[str, str]] = Counter()
    for person in persons:
        for lang, title in person.titles.items():
            attested = _GENERATION.sub("", title).split(" ")[-1].lower()
            generated = [form.lower() for form in romanise(person.surname.split(" ")[-1], lang, "ru")[:2]]
            ranks = [rank for rank, form in enumerate(generated) if form == attested]
            for kind in ("all", "slavic"):
                if kind == "all" or _SLAVIC_LATIN.search(attested):
                    counts.update([(lang, kind), (lang, f"{kind} first") if ranks == [0] else (lang, "")])
                    counts[lang, f"{kind} two"] += bool(ranks)
            if errors and not ranks and _SLAVIC_LATIN.search(attested):
                print("  generation", lang, person.surname, title, generated, sep=" | ")
    for lang in _WIKI_TO_LANG.values():
        for kind in ("slavic", "all"):
            total = counts[lang, kind]
            first, two = counts[lang, f"{kind} first"] / total, counts[lang, f"{kind} two"] / total
            print(f"generation {lang} {kind}: first {first:.1%}, among two {two:.1%} of {total}")


def measure_other_scripts(kb: Path, *, is_develop: bool, errors: bool) -> None:
    """Print, for each source language, how often the English family name is generated."""
    counts: Counter[tuple[str, bool]] = Counter()
    for item in read_jsonl(kb / "recent_entities.jsonl.gz"):
        names = item["names"]
        if (hashlib.sha256(item["qid"].encode()).digest()[0] % 2 == 0) != is_develop or item["type"] != "PER":
            continue
        for name in names.get("und", [])[:1] if names.get("en") else []:
            source, english = detect_source(name), names["en"][0]
            if source not in {None, "ru", "zh"}:
                generated = {
                    form for part in _split_name(name, str(source)) for form in romanise(part, "en", source)[:2]
                }
                family = _family_name(english, str(source))
                found = family in {_family_name(form, str(source)) for form in generated}
                counts[str(source), found] += 1
                if errors and not found:
                    print("  other", source, name, english, sorted(generated), sep=" | ")
    for source in sorted({source for source, _ in counts}):
        total = counts[source, True] + counts[source, False]
        print(f"English family name from {source}: {counts[source, True] / total:.1%} of {total}")


def _split_name(name: str, source: str) -> list[str]:
    return [name] if source == "ko" else name.title().replace(",", "").split()


def _family_name(name: str, source: str) -> str:
    """The family name; the given name of Koreans, which says more than Kim does."""
    return re.sub(r"[^a-z]", "", name.lower().partition(" ")[2] if source == "ko" else name.lower().split()[-1])


def measure_keys(persons: Iterable[Person], *, errors: bool) -> None:
    """Print how often two romanisations of one person share a key."""
    total = full = surname = 0
    for person in persons:
        titles = [title for title in person.titles.values() if is_romanisation(title, person)]
        for one, other in combinations(titles, 2):
            keys = variant_key(one), variant_key(other)
            total += 1
            full += keys[0] == keys[1]
            surname += keys[0].split()[-1] == keys[1].split()[-1]
            if errors and keys[0] != keys[1]:
                print("  key", one, other, *keys, sep=" | ")
    print(f"keys: full name shared {full / total:.2%}, surname {surname / total:.2%} of {total} pairs")


def is_romanisation(title: str, person: Person) -> bool:
    """Whether each word of a title could be the Russian word letter by letter."""
    words = title.lower().split(" ")
    names = [*person.given.lower().split(), person.surname.lower()]
    wanted = names if len(words) == len(names) else [names[0], names[-1]]
    return len(words) == len(wanted) and all(
        re.fullmatch("".join(_LETTERS.get(letter, letter) for letter in name), word)
        for name, word in zip(wanted, words, strict=True)
    )


def measure_clashes(names: Iterable[set[str]], what: str, *, errors: bool) -> None:
    """Print how many persons share a key of a full name with one who is spelled otherwise."""
    people = [{exact_key(name).casefold(): name for name in spellings if " " in name} for spellings in names]
    people = [spellings for spellings in people if spellings]
    key_to_people: dict[str, set[int]] = defaultdict(set)
    for number, spellings in enumerate(people):
        for name in spellings.values():
            key_to_people[variant_key(name)].add(number)
    clashing: set[int] = set()
    for key, sharing in key_to_people.items():
        for one, other in combinations(sorted(sharing), 2):
            if not people[one].keys() & people[other].keys():
                clashing |= {one, other}
                if errors:
                    print("  clash", key, *people[one].values(), "=", *people[other].values(), sep=" | ")
    print(f"clashes, {what}: {len(clashing)} of {len(people)} persons, {len(clashing) / len(people):.2%}")


def read_bulk_names() -> Iterator[set[str]]:
    """Yield all names of each person of the bulk table."""
    for path in sorted((SEEDS / "bulk").glob("per-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield {name for names in json.loads(line)["names"].values() for name in names}


def main() -> None:
    """Measure one half."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kb", type=Path, required=True, help="folder of the source data")
    parser.add_argument("--half", choices=["develop", "test"], required=True)
    parser.add_argument("--errors", action="store_true", help="list every error; develop only")
    parser.add_argument("--bulk", action="store_true", help="count clashes in the whole bulk table as well (a minute)")
    given = parser.parse_args()
    if given.errors and given.half == "test":
        parser.error("--errors is for --half develop: rules must not be chosen on the test half.")
    everybody = [person for person in read_persons(given.kb) if person.is_develop == (given.half == "develop")]
    slavic = [person for person in everybody if is_slavic(person)]
    print(f"{given.half}: {len(everybody)} persons, {len(slavic)} with patronymic and a surname of Slavic form")
    measure_generation(slavic, errors=given.errors)
    measure_other_scripts(given.kb, is_develop=given.half == "develop", errors=given.errors)
    measure_keys(slavic, errors=given.errors)
    measure_clashes((set(person.titles.values()) for person in everybody), "Wikipedia titles", errors=given.errors)
    if given.bulk:
        measure_clashes(read_bulk_names(), "bulk table", errors=given.errors)


if __name__ == "__main__":
    main()
