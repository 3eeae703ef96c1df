"""Word facts: what a word is found as, and how roles are counted over names."""

import importlib.machinery
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from newsner.errors import DataError
from newsner.recognition import lexicon as lexicon_module
from newsner.recognition.lexicon import Lexicon, count_roles, read_clusters

CLUSTERS = {"minister": 0, "Oslo": 41, "Merkel": 65534, "kanzlerin": 9}
ROLES = {"Oslo": 16, "Støre": 8, "ntb": 64}


@pytest.fixture
def lexicon() -> Lexicon:
    return Lexicon.from_columns(CLUSTERS, ROLES)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Oslo", (42, 16)),
        ("minister", (1, 0)),  # cluster 0 is a cluster and not "unknown"
        ("Merkel", (65535, 0)),  # the largest that fits
        ("Støre", (0, 8)),
        ("OSLO", (42, 16)),  # a headline finds the title case
        ("STØRE", (0, 8)),
        ("Kanzlerin", (10, 0)),  # the first word of a sentence finds the lower case
        ("NTB", (0, 64)),
        ("oslo", (42, 16)),
        ("Bergen", (0, 0)),
        ("", (0, 0)),
    ],
)
def test_find(lexicon: Lexicon, word: str, expected: tuple[int, int]) -> None:
    """Cluster + 1 and roles come from the first case variant that has one; unknown words have neither."""
    assert lexicon.find(word) == expected


def test_find_takes_each_fact_from_its_own_variant() -> None:
    """A word without a cluster as written takes it from another case and keeps its roles."""
    assert Lexicon.from_columns({"storm": 5}, {"Storm": 12}).find("Storm") == (6, 12)


@pytest.mark.parametrize(("word", "cluster"), [("May", 6), ("may", 9), ("MAY", 6)])
def test_find_takes_the_first_variant(word: str, cluster: int) -> None:
    """As written goes before title case, title case before lower case."""
    assert Lexicon.from_columns({"May": 5, "may": 8}, {}).find(word) == (cluster, 0)


def test_empty_lexicon_knows_no_word() -> None:
    """No word facts at all is a valid lexicon."""
    assert len(Lexicon.empty()) == 0
    assert Lexicon.empty().find("Oslo") == (0, 0)
    assert Lexicon.from_columns({}, {}).find("Oslo") == (0, 0)


def test_keys_are_sorted_and_values_small(lexicon: Lexicon) -> None:
    """Binary search needs ascending keys; 16 bits a fact keep the table small."""
    assert len(lexicon) == len(set(CLUSTERS) | set(ROLES))
    assert (np.diff(lexicon.keys.astype(object)) > 0).all()
    assert lexicon.keys.dtype == np.uint64 and lexicon.values.dtype == np.uint16


FIRST, LAST, PLACE, IN_PLACE, ORG, IN_ORG = 1, 4, 16, 32, 64, 128


@pytest.mark.parametrize(
    ("names", "word", "expected"),
    [
        ([("PER", "Jens Stoltenberg")], "Jens", FIRST),
        ([("PER", "Jens Stoltenberg")], "Stoltenberg", LAST),
        ([("PER", "Ursula von der Leyen")], "Leyen", LAST),
        ([("PER", "Jens Stoltenberg")] * 2, "Jens", 2 * FIRST),
        ([("PER", "Jens Stoltenberg")] * 19, "Stoltenberg", 2 * LAST),
        ([("PER", "Jens Stoltenberg")] * 20, "Stoltenberg", 3 * LAST),
        ([("PER", "Jens Stoltenberg")] * 5000, "Stoltenberg", 3 * LAST),
        ([("GPE", "Oslo")], "Oslo", PLACE),
        ([("LOC", "Kaukasus")], "Kaukasus", PLACE),
        ([("GPE", "New York")], "York", IN_PLACE),
        ([("ORG", "Equinor")], "Equinor", ORG),
        ([("ORG", "Bank of England")], "England", IN_ORG),
        ([("PER", "Henrik Ibsen"), ("PER", "Ibsen Henrik"), ("GPE", "Henrik")], "Henrik", FIRST | LAST | PLACE),
        ([("GPE", "Bergen"), ("ORG", "Bergen Bank")], "Bergen", PLACE | IN_ORG),
    ],
)
def test_count_roles(names: list[tuple[str, str]], word: str, expected: int) -> None:
    """First and last names are counted on a logarithm, places and organisations flagged."""
    assert count_roles(names)[word] == expected


@pytest.mark.parametrize(
    ("names", "word"),
    [
        ([("PER", "Ursula von der Leyen")], "von"),  # neither first nor last
        ([("PER", "Pelé")], "Pelé"),  # one word does not tell which it is
        ([("ORG", "Bank of England")], "of"),  # lower case
        ([("EVT", "Berlinale")], "Berlinale"),  # no role for events
        ([("PROD", "Tesla Model")], "Tesla"),
    ],
)
def test_count_roles_leaves_out(names: list[tuple[str, str]], word: str) -> None:
    """Words that say nothing of persons, places and organisations get no role."""
    assert word not in count_roles(names)


def test_roles_fit_into_eight_bits() -> None:
    """A word that is everything at once is the largest number."""
    names = [("PER", "Oslo Oslo")] * 50 + [("GPE", "Oslo"), ("GPE", "Oslo Oslo"), ("ORG", "Oslo"), ("ORG", "Oslo by")]
    assert count_roles(names)["Oslo"] == 255


@pytest.mark.parametrize("lang", ["nb", "xx"])
def test_languages_without_clusters_give_nothing(lang: str) -> None:
    """Norwegian has no table in spacy-lookups-data."""
    assert read_clusters(lang) == {}


def write_table(folder: Path, name: str, text: str) -> None:
    import gzip

    (folder / "data").mkdir(exist_ok=True)
    with gzip.open(folder / "data" / name, "wt", encoding="utf8") as file:
        file.write(text)


def test_clusters_of_the_most_frequent_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words are kept by probability; cluster 0 means none, and a word without a probability comes last."""
    write_table(tmp_path, "de_lexeme_cluster.json.gz", '{"Berlin": 7, "der": 3, "xqz": 5, "Tippfeler": 9, "none": 0}')
    write_table(tmp_path, "de_lexeme_prob.json.gz", '{"Berlin": -9.0, "der": -3.5, "xqz": -19.0, "none": -1.0}')
    spec = importlib.machinery.ModuleSpec("spacy_lookups_data", None, origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr(lexicon_module, "find_spec", lambda name: spec)
    assert read_clusters("de") == {"der": 3, "Berlin": 7, "xqz": 5, "Tippfeler": 9}
    assert read_clusters("de", keep=2) == {"der": 3, "Berlin": 7}


@pytest.mark.parametrize("spec", [None, SimpleNamespace(origin=None)])
def test_missing_lookups_are_told(spec: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without spacy-lookups-data the message says what to install."""
    monkeypatch.setattr(lexicon_module, "find_spec", lambda name: spec)
    with pytest.raises(DataError, match="pip install spacy-lookups-data"):
        read_clusters("de")
