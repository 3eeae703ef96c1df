"""Word facts: what a word is found as, and how roles are counted over names."""

import importlib.machinery
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from newsner.errors import DataError
from newsner.recognition import lexicon as lexicon_module
from newsner.recognition.lexicon import (
    N_CLUSTERS,
    UNKNOWN,
    Lexicon,
    WordFacts,
    count_roles,
    join_clusterings,
    read_brown_clusters,
)

NONE = (UNKNOWN,) * N_CLUSTERS
CLUSTERS = {
    "minister": (1, 1, 1, 1), "Oslo": (42, 42, 10, 3), "Merkel": (65535, 1024, 64, 16), "kanzlerin": (10, 10, 10, 10),
}  # fmt: skip
ROLES = {"Oslo": 16, "Støre": 8, "ntb": 64}


@pytest.fixture
def lexicon() -> Lexicon:
    return Lexicon.from_columns(CLUSTERS, ROLES)


@pytest.mark.parametrize(
    ("word", "clusters", "roles", "as_written"),
    [
        ("Oslo", CLUSTERS["Oslo"], 16, True),
        ("minister", (1, 1, 1, 1), 0, True),
        ("Merkel", (65535, 1024, 64, 16), 0, True),  # the largest that fits
        ("Støre", NONE, 8, True),
        ("OSLO", CLUSTERS["Oslo"], 16, False),  # a headline finds the title case
        ("STØRE", NONE, 8, False),
        ("Kanzlerin", CLUSTERS["kanzlerin"], 0, False),  # the first word of a sentence finds the lower case
        ("NTB", NONE, 64, False),
        ("oslo", CLUSTERS["Oslo"], 16, False),
        ("Bergen", NONE, 0, False),
        ("", NONE, 0, False),
    ],
)
def test_find(lexicon: Lexicon, word: str, clusters: tuple[int, ...], roles: int, as_written: bool) -> None:
    """Clusters and roles come from the first case variant that has some; unknown words have neither."""
    assert lexicon.find(word) == WordFacts(clusters, roles, as_written)


@pytest.mark.parametrize(
    ("clusters", "roles", "word", "as_written"),
    [("storm", "Storm", "Storm", True), ("Storm", "storm", "STORM", False), ("STORM", "Storm", "STORM", True)],
)
def test_find_takes_each_fact_from_its_own_variant(clusters: str, roles: str, word: str, as_written: bool) -> None:
    """A word without clusters as written takes them from another case and keeps its roles, and the other way round."""
    lexicon = Lexicon.from_columns({clusters: (6, 5, 4, 3)}, {roles: 12})
    assert lexicon.find(word) == ((6, 5, 4, 3), 12, as_written)


@pytest.mark.parametrize(("word", "cluster"), [("May", 6), ("may", 9), ("MAY", 6)])
def test_find_takes_the_first_variant(word: str, cluster: int) -> None:
    """As written goes before title case, title case before lower case."""
    lexicon = Lexicon.from_columns({"May": (6,) * N_CLUSTERS, "may": (9,) * N_CLUSTERS}, {})
    assert lexicon.find(word) == ((cluster,) * N_CLUSTERS, 0, word != "MAY")


def test_clusters_are_taken_together() -> None:
    """Where the fine level of a word is unknown, its coarse ones are not mixed with those of another case."""
    lexicon = Lexicon.from_columns({"May": (0, 0, 7, 2), "may": (9, 9, 9, 9)}, {})
    assert lexicon.find("May").clusters == (0, 0, 7, 2)


def test_empty_lexicon_knows_no_word() -> None:
    """No word facts at all is a valid lexicon."""
    assert len(Lexicon.empty()) == 0
    assert Lexicon.empty().find("Oslo") == (NONE, 0, False)
    assert Lexicon.from_columns({}, {}).find("Oslo") == (NONE, 0, False)


def test_keys_are_sorted_and_values_small(lexicon: Lexicon) -> None:
    """Binary search needs ascending keys; 16 bits a fact keep the table small."""
    assert len(lexicon) == len(set(CLUSTERS) | set(ROLES))
    assert (np.diff(lexicon.keys.astype(object)) > 0).all()
    assert lexicon.keys.dtype == np.uint64 and lexicon.values.dtype == np.uint16
    assert lexicon.values.shape == (len(lexicon), N_CLUSTERS + 1)


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
def test_languages_without_clusters_are_told(lang: str) -> None:
    """Norwegian has no table in spacy-lookups-data: the message says where to make one."""
    with pytest.raises(DataError, match=f"no clusters for '{lang}'.*models/README.md"):
        read_brown_clusters(lang)


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
    read = read_brown_clusters("de")
    assert list(read) == ["der", "Berlin", "xqz", "Tippfeler"]
    assert [clusters[0] for clusters in read.values()] == [4, 8, 6, 10]
    assert list(read_brown_clusters("de", keep=2)) == ["der", "Berlin"]


@pytest.mark.parametrize(
    ("cluster", "levels"),
    [
        (1024 + 64 + 16 + 5, (1110, 86, 22, 6)),
        (2048, (2049, 1, 1, 1)),  # the root of the coarse levels is a cluster, and not "unknown"
        (63, (64, 64, 64, 16)),
        (65534, (65535, 1023, 63, 15)),  # the largest that fits
        (70000, (4465, 369, 49, 1)),
    ],
)
def test_brown_clusters_are_low_bits(
    cluster: int, levels: tuple[int, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The low 16, 10, 6 and 4 bits of a cluster, each moved up by one, since 0 is an unknown word."""
    write_table(tmp_path, "en_lexeme_cluster.json.gz", f'{{"Leeds": {cluster}}}')
    write_table(tmp_path, "en_lexeme_prob.json.gz", "{}")
    spec = importlib.machinery.ModuleSpec("spacy_lookups_data", None, origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr(lexicon_module, "find_spec", lambda name: spec)
    read = read_brown_clusters("en")
    assert read == {"Leeds": levels}
    assert Lexicon.from_columns(read, {}).find("Leeds").clusters == levels


def test_clusterings_are_joined_fine_to_coarse() -> None:
    """Cluster 0 is a cluster; levels that there are not, or in which a word is missing, are unknown."""
    fine, coarse = {"Oslo": 0, "Kyiv": 998}, {"Oslo": 2, "Kyiv": 0, "og": 7}
    assert join_clusterings([fine, coarse]) == {"Oslo": (1, 3, 0, 0), "Kyiv": (999, 1, 0, 0), "og": (0, 8, 0, 0)}
    assert join_clusterings([fine] * N_CLUSTERS)["Kyiv"] == (999,) * N_CLUSTERS
    assert join_clusterings([]) == {}


@pytest.mark.parametrize("spec", [None, SimpleNamespace(origin=None)])
def test_missing_lookups_are_told(spec: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without spacy-lookups-data the message says what to install."""
    monkeypatch.setattr(lexicon_module, "find_spec", lambda name: spec)
    with pytest.raises(DataError, match="pip install spacy-lookups-data"):
        read_brown_clusters("de")
