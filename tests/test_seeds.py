"""Reading the seeds: rows, merging, demonyms, and errors that say where and what."""

from pathlib import Path

import pytest

from newsner.errors import SeedError
from newsner.kb.seed_entry import SeedEntry
from newsner.kb.seeds import read_common_words, read_denied, read_entries

HEADER = "label\tkind\tcountry\tprominence\twikidata\ten\tnb\tnn\tde\tany\tshort\tnote"
PUTIN = "PER\thead of state\tRU\t1.0\tQ7747\tVladimir Putin\t\t\tWladimir Putin\tВладимир Путин\t\tpresident of Russia"
NORWAY = "GPE\tcountry\tNO\t1.0\tQ20\tNorway\tNorge|Kongeriket Norge\tNoreg\tNorwegen\t\t\t"
OWN = "ORG\tparty\tNO\t0.85\t\tNorwegian Labour Party\tArbeiderpartiet\tArbeidarpartiet\t\t\tAp\t"
BULK_PUTIN = (
    '{"id":"Q7747","label":"ORG","kind":"judoka","country":"SU","prominence":0.6,'
    '"names":{"nb":["Vladimir Putin","Putin-navn"],"en":["Vladimir V. Putin"]},"source":"wikidict"}'
)


def write_seeds(folder: Path, **files: list[str]) -> Path:
    """Write seed files: `curated`, `demonyms`, `deny`, `bulk`, `own_ids`, `common`, each a list of lines."""
    places = {
        "curated": "curated/rows.tsv",
        "demonyms": "curated/demonyms.tsv",
        "deny": "curated/deny.tsv",
        "bulk": "bulk/per.jsonl",
        "own_ids": "own_ids.tsv",
        "common": "common_words.txt",
    }
    for name, lines in files.items():
        path = folder / places[name]
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def read_one(folder: Path, row: str) -> SeedEntry:
    """The only entry of a folder with one curated row."""
    [entry] = read_entries(write_seeds(folder, curated=[HEADER, row]))
    return entry


def test_reads_every_cell_of_a_curated_row(tmp_path: Path) -> None:
    """All cells arrive where they belong, the QID as id."""
    entry = read_one(tmp_path, PUTIN)
    assert (entry.id, entry.wikidata_id, entry.label, entry.kind) == ("Q7747", "Q7747", "PER", "head of state")
    assert (entry.country, entry.prominence, entry.curated) == ("RU", 1.0, True)
    assert entry.description == "president of Russia"
    assert list(entry.all_names()) == ["Vladimir Putin", "Wladimir Putin", "Владимир Путин"]


def test_columns_may_stand_in_any_order_and_trailing_cells_be_missing(tmp_path: Path) -> None:
    """The header decides, and comments and empty lines are no rows."""
    lines = ["# Norway first", "nb\tlabel\twikidata\ten", "", "Norge\tGPE\tQ20", "# end"]
    [entry] = read_entries(write_seeds(tmp_path, curated=lines))
    assert entry.names == {"nb": ("Norge",), "nn": ("Norge",)}


def test_nynorsk_is_bokmaal_where_its_cell_is_empty(tmp_path: Path) -> None:
    """A filled nn cell is kept as it is, an empty one says "as nb"."""
    assert read_one(tmp_path, NORWAY).names["nn"] == ("Noreg",)
    assert read_one(tmp_path, NORWAY.replace("Noreg", "")).names["nn"] == ("Norge", "Kongeriket Norge")


def test_a_row_without_a_qid_has_its_own_id(tmp_path: Path) -> None:
    """The key in own_ids.tsv is label and English name; keys of other rows may hold tabs."""
    own_ids = ["newsner:E0000007\tcurated/ORG/Norwegian Labour Party", "newsner:E0000008\tcities\tDurban\tZA"]
    [entry] = read_entries(write_seeds(tmp_path, curated=[HEADER, OWN], own_ids=own_ids))
    assert entry.id == "newsner:E0000007"
    assert entry.wikidata_id is None
    assert entry.short == ("Ap",)


def test_an_own_id_is_remembered_when_the_qid_comes(tmp_path: Path) -> None:
    """An id that was given out once still leads to the entry."""
    own_ids = ["newsner:E0000001\tcurated/PER/Vladimir Putin"]
    [entry] = read_entries(write_seeds(tmp_path, curated=[HEADER, PUTIN], own_ids=own_ids))
    assert (entry.id, entry.former_ids) == ("Q7747", ("newsner:E0000001",))


def test_curated_wins_and_bulk_adds_names(tmp_path: Path) -> None:
    """Label, kind, country and prominence stay; curated names come first."""
    [entry] = read_entries(write_seeds(tmp_path, curated=[HEADER, PUTIN], bulk=[BULK_PUTIN]))
    assert (entry.label, entry.kind, entry.country, entry.prominence) == ("PER", "head of state", "RU", 1.0)
    assert entry.names["en"] == ("Vladimir Putin", "Vladimir V. Putin")
    assert entry.names["nb"] == ("Vladimir Putin", "Putin-navn")
    assert entry.curated


def test_bulk_alone_is_not_curated_and_loses_lower_case_words(tmp_path: Path) -> None:
    """A single lower-case word of the bulk is no alias; several words are."""
    bulk = ['{"id":"Q5","label":"ORG","prominence":0.1,"names":{"en":["adidas","bundled notes AG","eBay"]}}']
    [entry] = read_entries(write_seeds(tmp_path, bulk=bulk))
    assert entry.names["en"] == ("bundled notes AG", "eBay")
    assert not entry.curated


def test_entries_are_sorted_qids_first_by_number(tmp_path: Path) -> None:
    """Q20 comes before Q7747, and both before own ids."""
    own_ids = ["newsner:E0000007\tcurated/ORG/Norwegian Labour Party"]
    entries = read_entries(write_seeds(tmp_path, curated=[HEADER, OWN, PUTIN, NORWAY], own_ids=own_ids))
    assert [entry.id for entry in entries] == ["Q20", "Q7747", "newsner:E0000007"]


@pytest.mark.parametrize("cell", ["Norway", "Norway|NO"])
def test_demonyms_go_to_the_row_of_their_english_name(tmp_path: Path, cell: str) -> None:
    """An empty Nynorsk cell takes the Bokmål words."""
    demonyms = ["entity\tnb\tnn\ten\tde", f"{cell}\tnorsk|nordmann\t\tNorwegian\tnorwegisch"]
    [entry] = read_entries(write_seeds(tmp_path, curated=[HEADER, NORWAY], demonyms=demonyms))
    assert entry.derived["nn"] == ("norsk", "nordmann")
    assert entry.derived["de"] == ("norwegisch",)


GEORGIA = "GPE\tcountry\tGE\t0.9\tQ230\tGeorgia"
STATE = "GPE\tstate\tUS\t0.8\tQ1428\tGeorgia"


@pytest.mark.parametrize(("cell", "expected"), [("Georgia|US", "Q1428"), ("Georgia|GE", "Q230"), ("Georgia", "Q230")])
def test_demonyms_of_one_name_are_told_apart_by_country(tmp_path: Path, cell: str, expected: str) -> None:
    """Without a country code the country is meant, not the state."""
    demonyms = ["entity\ten", f"{cell}\tGeorgian"]
    entries = read_entries(write_seeds(tmp_path, curated=[HEADER, GEORGIA, STATE], demonyms=demonyms))
    assert [entry.id for entry in entries if entry.derived] == [expected]


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        (PUTIN.replace("PER", "DRV"), "label", "DRV"),
        (PUTIN.replace("1.0", "1,0"), "prominence", "1,0"),
        (PUTIN.replace("1.0", "1.5"), "prominence", "1.5"),
        (PUTIN.replace("\tRU\t", "\tRUS\t"), "country", "RUS"),
        (PUTIN.replace("Q7747", "7747"), "wikidata", "7747"),
        ("PER\t\t\t\tQ1", "en", ""),
        (OWN, "wikidata", "append NEXT_FREE_ID<tab>curated/ORG/Norwegian Labour Party"),
        (PUTIN + "\tsurplus", "13", "surplus"),
    ],
)
def test_a_wrong_row_names_file_line_column_and_value(tmp_path: Path, row: str, column: str, value: str) -> None:
    """The message leads the editor to the cell."""
    with pytest.raises(SeedError) as caught:
        read_entries(write_seeds(tmp_path, curated=[HEADER, NORWAY, row]))
    message = str(caught.value)
    assert f"rows.tsv, line 3, column {column}:" in message
    assert value in message


def test_an_unknown_column_is_an_error(tmp_path: Path) -> None:
    """A typo in the header would silently lose a column."""
    with pytest.raises(SeedError, match="line 1, column header: 'labl'"):
        read_entries(write_seeds(tmp_path, curated=["labl\ten", "PER\tOlaf Scholz"]))


def test_demonyms_of_a_name_are_those_of_the_place(tmp_path: Path) -> None:
    """A band of the name has none."""
    band = NORWAY.replace("GPE\tcountry", "ORG\tband").replace("Q20", "Q21")
    entries = read_entries(
        write_seeds(tmp_path, curated=[HEADER, NORWAY, band], demonyms=["entity\tnb", "Norway\tnorsk"])
    )
    assert {entry.label: bool(entry.derived) for entry in entries} == {"GPE": True, "ORG": False}


def test_a_demonym_without_a_row_is_an_error(tmp_path: Path) -> None:
    """The message gives the name that no curated row has."""
    with pytest.raises(SeedError, match=r"demonyms.tsv, line 2, column entity: 'Narnia'"):
        read_entries(write_seeds(tmp_path, curated=[HEADER, NORWAY], demonyms=["entity\ten", "Narnia\tNarnian"]))


@pytest.mark.parametrize(
    "line",
    [
        "{broken",
        '{"id":"7747","label":"PER","names":{"en":["A B"]}}',
        '{"id":"Q1","label":"DRV","names":{"en":["A B"]}}',
        '{"id":"Q1","label":"PER","prominence":7,"names":{"en":["A B"]}}',
        '{"id":"Q1","label":"PER","names":{"sv":["A B"]}}',
        '{"id":"Q1","label":"PER","nmes":{"en":["A B"]}}',
    ],
)
def test_a_wrong_bulk_line_is_an_error(tmp_path: Path, line: str) -> None:
    """File and line are named here too."""
    with pytest.raises(SeedError, match=r"per\.jsonl, line 2"):
        read_entries(write_seeds(tmp_path, bulk=[BULK_PUTIN, line]))


def test_denied_forms_have_language_bits(tmp_path: Path) -> None:
    """An empty cell means all four; two rows of a form add up."""
    deny = ["form\tlang\tnote", "gott\tde\tgod", "islam\t\treligion", "april\tnb\t", "april\tnn|de\t"]
    denied = read_denied(write_seeds(tmp_path, deny=deny))
    assert [(item.form, item.langs) for item in denied] == [("april", 11), ("gott", 8), ("islam", 15)]


def test_a_denied_form_in_an_unknown_language_is_an_error(tmp_path: Path) -> None:
    """`no` is no column of the seeds."""
    with pytest.raises(SeedError, match=r"deny.tsv, line 2, column lang: 'no'"):
        read_denied(write_seeds(tmp_path, deny=["form\tlang", "gud\tno"]))


def test_common_words_are_read_without_comments(tmp_path: Path) -> None:
    """Missing files are empty, not wrong."""
    assert read_common_words(tmp_path) == frozenset()
    assert read_common_words(write_seeds(tmp_path, common=["# words", "Storm", "Essen"])) == {"Storm", "Essen"}


CORRECTED = "id\tlabel\tkind\tsame_as\twrong_names\tnote"
BULK_MIX = [
    '{"id":"Q1","label":"PER","kind":"singer","names":{"en":["La traviata"]},"prominence":0.3}',
    '{"id":"newsner:E0000001","label":"ORG","kind":"party","names":{"en":["Ruy Lopez"]},"prominence":0.2}',
    '{"id":"Q3","label":"GPE","kind":"city","names":{"en":["Kursk"],"de":["Kursk","Oblast Kursk"]},"prominence":0.4}',
    '{"id":"newsner:E0000002","label":"GPE","kind":"town","names":{"nb":["Kursk by"]},"prominence":0.1}',
]


def test_corrections_relabel_drop_rename_and_join(tmp_path: Path) -> None:
    """What readers found wrong is put right whatever the sources say; a joined entry leaves its id behind as a former one."""
    lines = [
        "Q1\tPROD\topera\t\t\t",
        "newsner:E0000001\tDROP\t\t\t\tan opening of chess",
        "Q3\t\t\t\tOblast Kursk\tthe oblast",
        "newsner:E0000002\t\t\tQ3\t\t",
    ]
    (tmp_path / "corrections.tsv").write_text("\n".join([CORRECTED, *lines]), encoding="utf-8")
    opera, kursk = read_entries(write_seeds(tmp_path, bulk=BULK_MIX))
    assert (opera.id, opera.label, opera.kind) == ("Q1", "PROD", "opera")
    assert (kursk.id, kursk.former_ids) == ("Q3", ("newsner:E0000002",))
    assert kursk.names == {"nb": ("Kursk by",), "en": ("Kursk",), "de": ("Kursk",)}


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("Q1\tARTIST", "label"),
        ("Q1 \t\t\t7", "same_as"),
        ("P1\tPER", "id"),
        ("Q1\t\t\t\t\tonly a note", "id"),
        ("Q1\t\t\tQ2\nQ2\t\t\tQ3", "same_as"),
    ],
)
def test_wrong_corrections_say_where_and_what(tmp_path: Path, line: str, column: str) -> None:
    """Unknown labels and ids, lines that change nothing, and chains are named with their column."""
    (tmp_path / "corrections.tsv").write_text(f"{CORRECTED}\n{line}\n", encoding="utf-8")
    with pytest.raises(SeedError, match=rf"corrections.tsv, line [23], column {column}:"):
        read_entries(tmp_path)


def test_facts_fill_what_a_row_leaves_open(tmp_path: Path) -> None:
    """Country and kind where the row has none; what it says itself stands."""
    lines = ["id\tcountry\tkind", "Q1\tIT\topera", "Q3\tRU\t"]
    (tmp_path / "more_facts.tsv").write_text("\n".join(lines), encoding="utf-8")
    entries = {entry.id: entry for entry in read_entries(write_seeds(tmp_path, bulk=BULK_MIX))}
    assert (entries["Q1"].country, entries["Q1"].kind) == ("IT", "singer")
    assert (entries["Q3"].country, entries["Q3"].kind) == ("RU", "city")


@pytest.mark.parametrize(("line", "column"), [("P1\tIT\t", "id"), ("Q1\tItaly\t", "country")])
def test_wrong_facts_say_where_and_what(tmp_path: Path, line: str, column: str) -> None:
    """The line and the column are named."""
    (tmp_path / "more_facts.tsv").write_text(f"id\tcountry\tkind\n{line}\n", encoding="utf-8")
    with pytest.raises(SeedError, match=rf"more_facts.tsv, line 2, column {column}:"):
        read_entries(tmp_path)


def test_more_names_are_added_to_whatever_row_has_the_id(tmp_path: Path) -> None:
    """Names and short forms come on top, under the id that an entry goes on as."""
    (tmp_path / "corrections.tsv").write_text(f"{CORRECTED}\nnewsner:E0000002\t\t\tQ3\t\t\n", encoding="utf-8")
    (tmp_path / "more_names.tsv").write_text(
        "id\tde\tany\tshort\nnewsner:E0000002\tKursk-Stadt\t\tKU\n", encoding="utf-8"
    )
    kursk = next(entry for entry in read_entries(write_seeds(tmp_path, bulk=BULK_MIX)) if entry.id == "Q3")
    assert kursk.names["de"] == ("Kursk", "Oblast Kursk", "Kursk-Stadt")
    assert kursk.short == ("KU",)


def test_more_names_of_no_entry_are_an_error(tmp_path: Path) -> None:
    """A line that fits nothing would be lost silently."""
    (tmp_path / "more_names.tsv").write_text("id\tde\nQ77\tKursk\n", encoding="utf-8")
    with pytest.raises(SeedError, match=r"more_names\.tsv, line 2, column id: 'Q77'"):
        read_entries(write_seeds(tmp_path, bulk=BULK_MIX))
