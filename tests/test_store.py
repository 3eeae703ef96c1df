"""The compiled table: what becomes an alias, how it is looked up, and that a damaged table is refused."""

import pickle
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from newsner.data_files import locate
from newsner.errors import DataError
from newsner.kb.compiler import compile_table, main
from newsner.kb.keys import variant_key
from newsner.kb.seed_entry import SeedEntry
from newsner.kb.seeds import DeniedForm
from newsner.kb.store import COMMON, DERIVED, REDUCED, SHORT, KnowledgeBase
from newsner.kb.table_format import decode_id, encode_id, find_deletions

NB, NN, EN, DE, ALL = 1, 2, 4, 8, 15

NORWAY = SeedEntry(
    "Q20",
    "GPE",
    {"nb": ("Norge", "Kongeriket Norge"), "nn": ("Noreg",), "en": ("Norway",), "de": ("Norwegen",)},
    kind="country",
    country="NO",
    prominence=1.0,
    derived={"nb": ("norsk", "nordmann"), "en": ("Norwegian",), "de": ("norwegisch", "Norweger")},
    curated=True,
)
USA = SeedEntry("Q30", "GPE", {"en": ("United States",), "any": ("USA", "US")}, prominence=1.0, curated=True)
BERGEN = SeedEntry("Q26793", "GPE", {"any": ("Bergen",)}, country="NO", prominence=0.9, curated=True)
BERGEN_US = SeedEntry("Q820", "GPE", {"any": ("Bergen",)}, country="US", prominence=0.1)
LAVROV = SeedEntry(
    "Q58217",
    "PER",
    {
        "nb": ("Sergej Lavrov",),
        "nn": ("Sergej Lavrov",),
        "en": ("Sergey Lavrov", "Sergey Viktorovich Lavrov"),
        "de": ("Sergej Lawrow",),
    },
    kind="minister",
    country="RU",
    prominence=0.95,
    description="foreign minister of Russia",
    curated=True,
    former_ids=("newsner:E0000003",),
)
CHRISTIE = SeedEntry("Q63879", "PER", {"en": ("Christian Berg",)}, prominence=0.39)
HOFREITER = SeedEntry("Q66110", "PER", {"de": ("Anton Hofreiter",)}, prominence=0.59)
LABOUR = SeedEntry(
    "newsner:E0000007", "ORG", {"nb": ("Arbeiderpartiet",)}, country="NO", prominence=0.85, short=("Ap",)
)
ODD = SeedEntry("Q9", "PROD", {"any": ("X", "2048", "R2")}, prominence=0.3)
ENTRIES = sorted(
    [NORWAY, USA, BERGEN, BERGEN_US, LAVROV, CHRISTIE, HOFREITER, LABOUR, ODD], key=lambda entry: encode_id(entry.id)
)
DENIED = [DeniedForm("gott", DE), DeniedForm("Bund", DE), DeniedForm("islam", ALL), DeniedForm("r2", EN | DE)]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A compiled table of nine entries."""
    path = tmp_path_factory.mktemp("kb") / "table"
    compile_table(ENTRIES, DENIED, path, common={"Bergen"})
    return path


@pytest.fixture(scope="module")
def kb(table: Path) -> KnowledgeBase:
    """That table, open."""
    return KnowledgeBase.open(table)


def find(kb: KnowledgeBase, form: str) -> list[tuple[str, int, int]]:
    """Id, flags and languages of the postings of an exact form."""
    return [(kb.entry(entry).id, flags, langs) for entry, flags, langs in kb.exact(form)]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("Norge", [("Q20", 0, NB)]),
        ("Kongeriket Norge", [("Q20", 0, NB | NN)]),
        ("Noreg", [("Q20", 0, NN)]),
        ("Norway", [("Q20", 0, EN)]),
        ("US", [("Q30", 0, ALL)]),
        ("Kongeriket\u00a0 Norge", [("Q20", 0, NB | NN)]),
        ("Ap", [("newsner:E0000007", SHORT, ALL)]),
        ("Lawrow", [("Q58217", SHORT, DE)]),
        ("Lavrov", [("Q58217", SHORT, NB | NN | EN)]),
        ("norske", [("Q20", DERIVED, NB)]),
        ("norwegischen", [("Q20", DERIVED, DE)]),
        ("Bergen", [("Q26793", COMMON, ALL), ("Q820", COMMON, ALL)]),
        ("R2", [("Q9", 0, NB | NN)]),
    ],
)
def test_exact_gives_entry_flags_and_languages(kb: KnowledgeBase, form: str, expected: list[object]) -> None:
    """The most prominent entry comes first; denied languages are gone."""
    assert find(kb, form) == expected


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ("us", "case counts"),
        ("norge", "case counts"),
        ("Berg", "no surname below prominence 0.4"),
        ("X", "one character"),
        ("2048", "a bare number"),
        ("Sergey", "a given name alone means nobody"),
        ("Narnia", "unknown"),
        ("", "empty"),
    ],
)
def test_exact_finds_nothing_where_there_is_no_alias(kb: KnowledgeBase, form: str, reason: str) -> None:
    """No alias, no posting."""
    assert kb.exact(form) == (), reason


@pytest.mark.parametrize("name", ["Sergej Lawrow", "SERGEY LAVROV", "Sergei Lavrov", "Сергей Лавров"])
def test_variants_of_one_name_meet(kb: KnowledgeBase, name: str) -> None:
    """Norwegian, English, German and Russian spellings have one key."""
    assert [kb.entry(posting.entry).id for posting in kb.variants(name)] == ["Q58217"]


def test_a_well_known_surname_is_an_alias_with_and_without_its_particle(tmp_path: Path) -> None:
    """From prominence 0.7 upward, and only for people."""
    known = SeedEntry("Q1", "PER", {"en": ("Bashar al-Assad",), "nb": ("Jonas Gahr Støre",)}, prominence=0.7)
    place = SeedEntry("Q2", "GPE", {"en": ("New York",)}, prominence=1.0)
    compile_table([known, place], [], tmp_path / "table")
    kb = KnowledgeBase.open(tmp_path / "table")
    for form in ("al-Assad", "Assad", "Støre", "Gahr Støre"):
        assert [posting.flags for posting in kb.exact(form)] == [SHORT], form
    assert kb.exact("Jonas") == kb.exact("Bashar") == kb.exact("York") == ()


def test_reduced_keys_are_flagged(tmp_path: Path) -> None:
    """A person's first and last name lead to the full name, marked as a guess; an organisation's do not."""
    person = SeedEntry("Q1", "PER", {"en": ("Jens Otto Krag",)}, prominence=0.4)
    body = SeedEntry("Q2", "ORG", {"en": ("Bank of England",)}, prominence=0.4)
    compile_table([person, body], [], tmp_path / "table")
    kb = KnowledgeBase.open(tmp_path / "table")
    assert [posting.flags for posting in kb.variants("Jens Krag")] == [REDUCED]
    assert [posting.flags for posting in kb.variants("Jens Otto Krag")] == [0]
    assert kb.variants("Bank England") == ()
    assert kb.exact("Jens Krag") == ()


@pytest.mark.parametrize("typo", ["Lavro", "Lavrrov", "Lavrav", "Larvov", "Arbeiderpartet"])
def test_near_finds_the_head_one_edit_away(kb: KnowledgeBase, typo: str) -> None:
    """Insertion, deletion, replacement and swap are found, with the stored key to measure against."""
    key = variant_key(typo)
    found = kb.near(key)
    assert {kb.entry(posting.entry).id for _, posting in found} & {"Q58217", "newsner:E0000007"}
    assert all(set(find_deletions(stored)) & set(find_deletions(key)) for stored, _ in found)


def test_near_gives_the_head_alone_where_the_tail_has_the_same_key(kb: KnowledgeBase) -> None:
    """The Norwegian Bergen is well known, the American one is not."""
    assert [kb.entry(posting.entry).id for _, posting in kb.near("bergan")] == ["Q26793"]


@pytest.mark.parametrize("key", ["anton hofreite", "usas", "norweger", "stoltenberg", ""])
def test_near_leaves_the_tail_short_keys_and_derived_words_alone(kb: KnowledgeBase, key: str) -> None:
    """Typos are looked for among well-known names of five letters and more only."""
    assert kb.near(key) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norwegen liegt", [(8, "Q20")]),
        ("Sergey Lavrov said", [(13, "Q58217")]),
        ("Sergey  Lavrov\n\nsaid  so", [(14, "Q58217")]),
        ("Kongeriket Norge", [(16, "Q20")]),
        ("USA", [(3, "Q30"), (2, "Q30")]),
        ("USAs", [(3, "Q30"), (2, "Q30")]),
        (" USA", []),
        ("sin Norge", []),
        ("", []),
    ],
)
def test_prefixes_are_lengths_in_the_text_longest_first(
    kb: KnowledgeBase, text: str, expected: list[tuple[int, str]]
) -> None:
    """Lengths count the caller's characters, whatever the normalisation did."""
    found = [(length, kb.entry(postings[0].entry).id) for length, postings in kb.prefixes(text)]
    assert found == expected


@pytest.mark.parametrize("word", ["Norwegen", "Norwegens", "Sergey", "USA", "USAs", "Kongeriket", "Oslo_Norge", "1814"])
def test_first_word_of_a_form_opens_it(kb: KnowledgeBase, word: str) -> None:
    """A form, the first word of one, either with a genitive; an underscore may hide one, and numbers are not asked for."""
    assert kb.opens(word)


@pytest.mark.parametrize("word", ["Sergeys", "Norweg", "Norwegena", "norge", "Lavrovas", "s", "og"])
def test_other_words_open_no_form(kb: KnowledgeBase, word: str) -> None:
    """Part of a word, a word with more behind it, another case."""
    assert not kb.opens(word)


def test_word_of_too_many_forms_opens_one(tmp_path: Path) -> None:
    """A word that very many longer ones begin with is not looked into to the end."""
    many = [SeedEntry(f"Q{number}", "GPE", {"any": (f"Ab{number}",)}, prominence=0.5) for number in range(1000, 1200)]
    compile_table(many, [], tmp_path)
    assert KnowledgeBase.open(tmp_path).opens("Ab")
    assert not KnowledgeBase.open(tmp_path).opens("Ab119")


def test_entry_has_all_columns(kb: KnowledgeBase) -> None:
    """Prominence comes back as it was written, and missing cells are None."""
    index = kb.index_of("Q58217")
    assert index is not None
    entry = kb.entry(index)
    assert (entry.index, entry.id, entry.wikidata_id, entry.label) == (index, "Q58217", "Q58217", "PER")
    assert (entry.kind, entry.country, entry.prominence, entry.curated) == ("minister", "RU", 0.95, True)
    assert (entry.name, entry.names.de, entry.description) == (
        "Sergey Lavrov",
        "Sergej Lawrow",
        "foreign minister of Russia",
    )
    assert (kb.label(index), kb.prominence(index), kb.country(index)) == ("PER", 0.95, "RU")


def test_names_without_english_fall_back(kb: KnowledgeBase) -> None:
    """The canonical name is then the entry's own; `any` is a display name only where it is all there is."""
    labour, bergen, usa = (kb.entry(kb.index_of(key) or 0) for key in ("newsner:E0000007", "Q26793", "Q30"))
    assert (labour.name, labour.names.nb, labour.names.en) == ("Arbeiderpartiet", "Arbeiderpartiet", None)
    assert kb.country(kb.index_of("Q30") or 0) is None
    assert (labour.wikidata_id, labour.kind, labour.description) == (None, None, None)
    assert bergen.names == ("Bergen",) * 4
    assert (usa.name, usa.names.de) == ("United States", None)


@pytest.mark.parametrize(
    ("entity_id", "expected"),
    [
        ("newsner:E0000003", "Q58217"),
        ("newsner:E0000007", "newsner:E0000007"),
        ("newsner:E7", None),
        ("Q7", None),
        ("Q020", None),
        ("nil:PER:putin", None),
        ("", None),
    ],
)
def test_index_of_follows_former_ids(kb: KnowledgeBase, entity_id: str, expected: str | None) -> None:
    """An own id leads on to the QID that took its place; anything unknown is None."""
    index = kb.index_of(entity_id)
    assert (None if index is None else kb.entry(index).id) == expected


@pytest.mark.parametrize(
    ("form", "lang", "expected"),
    [
        ("Gott", "de", True),
        ("Gott", "nb", False),
        ("Islam", "nn", True),
        ("ISLAM", "en", True),
        ("Bund", "de", True),
        ("BUND", "de", False),
        ("Islamabad", "en", False),
    ],
)
def test_denied_forms(kb: KnowledgeBase, form: str, lang: str, expected: bool) -> None:
    """A lower-case row denies every case, a row with a capital only itself."""
    assert kb.is_denied(form, lang) is expected


def test_the_same_seeds_give_the_same_bytes(table: Path, tmp_path: Path, kb: KnowledgeBase) -> None:
    """Every file is equal, and one alias more is another version."""
    compile_table(ENTRIES, reversed(DENIED), tmp_path / "same", common=["Bergen"])
    for file in table.iterdir():
        assert file.read_bytes() == (tmp_path / "same" / file.name).read_bytes(), file.name
    report = compile_table(ENTRIES[:-1], DENIED, tmp_path / "other")
    assert report.version != kb.version
    assert (report.entries, report.denied) == (len(kb) - 1, len(DENIED))


def test_a_new_table_takes_the_place_of_the_old(tmp_path: Path) -> None:
    """The old one stays readable for who has it open, and no work folders are left."""
    path = tmp_path / "table"
    compile_table([NORWAY], [], path)
    old = KnowledgeBase.open(path)
    compile_table([USA], [], path)
    assert old.exact("Norge") and not KnowledgeBase.open(path).exact("Norge")
    assert [item.name for item in tmp_path.iterdir()] == ["table"]


@pytest.mark.parametrize("name", ["columns.bin", "forms.marisa", "keys.marisa", "deletes.marisa", "header.json"])
@pytest.mark.parametrize("damage", ["missing", "empty", "truncated", "flipped"])
def test_a_damaged_table_is_refused(table: Path, tmp_path: Path, name: str, damage: str) -> None:
    """No bit of any file may change unseen; the message says how to get the table back."""
    path = tmp_path / "table"
    shutil.copytree(table, path)
    content = bytearray((path / name).read_bytes())
    if damage == "missing":
        (path / name).unlink()
    elif damage == "flipped":
        content[len(content) // 2] ^= 4
        (path / name).write_bytes(content)
    else:
        (path / name).write_bytes(content[: len(content) // 2] if damage == "truncated" else b"")
    with pytest.raises(DataError, match="make table"):
        KnowledgeBase.open(path)


def test_another_format_is_refused(table: Path, tmp_path: Path) -> None:
    """A table of another newsner is named as such."""
    path = tmp_path / "table"
    shutil.copytree(table, path)
    header = (path / "header.json").read_text()
    (path / "header.json").write_text(header.replace("newsner-table/1", "newsner-table/0"))
    with pytest.raises(DataError, match="newsner-table/0"):
        KnowledgeBase.open(path)


def test_a_pickle_holds_the_path_only(kb: KnowledgeBase) -> None:
    """Worker processes map the same files."""
    content = pickle.dumps(kb)
    assert len(content) < 500
    assert find(pickle.loads(content), "Norge") == find(kb, "Norge")


def test_threads_share_one_table(kb: KnowledgeBase) -> None:
    """Eight threads read what one reads."""
    forms = ["Norge", "Bergen", "Lawrow", "US", "nobody"] * 200
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(kb.exact, forms)) == [kb.exact(form) for form in forms]


@pytest.mark.parametrize("entity_id", ["Q1", "Q130000000", "newsner:E0000001", "newsner:E9999999"])
def test_ids_come_back(entity_id: str) -> None:
    """32 bits hold every id."""
    assert encode_id(entity_id) < 2**32
    assert decode_id(encode_id(entity_id)) == entity_id


def test_the_command_compiles_and_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong use is 2, wrong seeds are 1, success is 0 with a report."""
    (tmp_path / "curated").mkdir()
    rows = tmp_path / "curated" / "countries.tsv"
    assert main([]) == 2
    assert main([str(tmp_path), str(tmp_path / "table")]) == 1
    rows.write_text("label\twikidata\ten\nGPE\tQ20\tNorway\n", encoding="utf-8")
    assert main([str(tmp_path), str(tmp_path / "table")]) == 0
    assert "1 entries, 1 of them curated" in capsys.readouterr().out
    assert KnowledgeBase.open(tmp_path / "table").exact("Norway")


def test_locate_prefers_the_folder_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the folder lacks is looked for in the installation."""
    (tmp_path / "table").mkdir()
    monkeypatch.setenv("NEWSNER_DATA", str(tmp_path))
    assert locate("table") == tmp_path / "table"
    assert locate("seeds/README.md").is_file()


def test_locate_names_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing file and a wrong override are two errors."""
    with pytest.raises(DataError, match="'models/xx' is missing"):
        locate("models/xx")
    monkeypatch.setenv("NEWSNER_DATA", str(tmp_path / "typo"))
    with pytest.raises(DataError, match="which is no folder"):
        locate("table")
