"""Tables of a user's own: rows checked with their lines, applied over the shipped table, in scope and order."""

import json
import pickle
from pathlib import Path

import pytest
from doubles import ListedNames, compile_entries, make_entry

from newsner.errors import InputValueError
from newsner.extractor import Newsner
from newsner.kb.changes import find_changes
from newsner.kb.migration import migrate_ids
from newsner.kb.opening import open_aliases
from newsner.kb.seed_entry import SeedEntry
from newsner.kb.store import KnowledgeBase
from newsner.kb.user_compiler import compile_file

COLUMNS = "action,form,id,to,lang,only,label,prominence"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """Georgia twice, Lavrov, Kyiv, an own id that a QID has replaced."""
    entries = [
        make_entry("GPE", "Georgia", id="Q230", langs={"nb": ["Georgia"], "de": ["Georgien"]}, country="GE"),
        make_entry("GPE", "Georgia", id="Q1428", prominence=0.7, country="US"),
        make_entry("PER", "Sergey Lavrov", id="Q58217", langs={"de": ["Sergej Lawrow"], "nb": ["Sergej Lavrov"]}),
        make_entry("GPE", "Kyiv", "Kiev", "Kiew", id="Q1899", former_ids=("newsner:E0000009",)),
        make_entry("ORG", "Statoil", id="Q1776022"),
    ]
    return compile_entries(tmp_path_factory.mktemp("kb") / "table", entries)


@pytest.fixture
def lay(base: KnowledgeBase, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Lay rows over the table."""

    def lay_rows(*rows: str, over: KnowledgeBase | None = None) -> Newsner:
        path = tmp_path / "own.csv"
        path.write_text("\n".join([COLUMNS, *rows]) + "\n", encoding="utf-8")
        names = {"Georgia": ("GPE", 0.9), "Lawrow": ("PER", 0.9), "Tusenfryd": ("ORG", 0.9), "Kiew": ("GPE", 0.9)}
        return Newsner(knowledge_base=open_aliases(over or base, path), pipelines=ListedNames(names))

    return lay_rows


def link(newsner: Newsner, text: str, lang: str) -> list[str | None]:
    return [mention.entity_id for mention in newsner.extract(text, lang=lang).mentions]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rows", "name", "lang", "ids"),
    [
        (["add,Tusenfryd,park:1,,,,ORG,"], "Tusenfryd", "nb", ["park:1"]),
        (["add,Tusenfryd,park:1,,,,ORG,"], "Tusenfryds", "nb", ["park:1"]),
        (["add,Wladimir Tschernow,me:1,,,,PER,"], "Vladimir Tsjernov", "nb", ["me:1"]),
        (["add,Peachtree State,Q1428,,,,,"], "Peachtree State", "en", ["Q1428"]),
        (["pin,Georgia,Q1428,,,,,"], "Georgia", "en", ["Q1428"]),
        (["pin,Georgia,Q1428,,en,,,"], "Georgia", "nb", ["Q230", "Q1428"]),
        (["deny,Kiew,,,,,,"], "Kiew", "de", []),
        (["deny,Kiew,,,de,,,"], "Kiew", "de", []),
        (["deny,Georgia,Q1428,,,,,"], "Georgia", "en", ["Q230"]),
        (["merge,,Q1776022,me:2,,,ORG,"], "Statoil", "nb", ["me:2"]),
        (["split,Kiew,Q1899,me:3,,,GPE,"], "Kiew", "de", ["me:3"]),
        (["split,Kiew,Q1899,me:3,,,GPE,"], "Kyiv", "en", ["Q1899"]),
        (["pin,Georgia,Q1428,,,,,", "pin,Georgia,Q230,,,,,"], "Georgia", "en", ["Q230"]),
        (["deny,Kiew,,,,,,", "pin,Kiew,Q1899,,,,,"], "Kiew", "de", ["Q1899"]),
        (["pin,Kiew,newsner:E0000009,,,,,"], "Kiew", "de", ["Q1899"]),
    ],
)
def test_rows_decide_what_a_name_may_mean(lay, rows, name, lang, ids) -> None:  # type: ignore[no-untyped-def]
    """Add, pin, deny, merge and split, in their languages only; the last row wins."""
    assert [candidate.entity_id for candidate in lay(*rows).lookup(name, lang=lang)] == ids


@pytest.mark.parametrize(
    ("rows", "text", "ids"),
    [
        (["pin,Georgia,Q1428,,,,,"], "Georgia voted.", ["Q1428"]),
        (["pin,Georgia,Q1428,,,GPE,,"], "Georgia voted.", ["Q1428"]),
        (["pin,Georgia,Q1428,,,PER,,"], "Georgia voted.", ["Q230"]),
        (["deny,Georgia,,,,,,"], "Georgia voted.", []),
        (["deny,Georgia,,,,PER,,"], "Georgia voted.", ["Q230"]),
        (["deny,Georgia,,,de,,,"], "Georgia voted.", ["Q230"]),
        (["pin,Lawrow,me:1,,,,PER,"], "Sergey Lavrov came. Lawrow spoke.", ["Q58217", "me:1"]),
        (["add,Tusenfryd,park:1,,,,ORG,"], "Tusenfryd opened.", ["park:1"]),
    ],
)
def test_rows_decide_in_texts(lay, rows, text, ids) -> None:  # type: ignore[no-untyped-def]
    """A pin beats prominence and what the document introduced; a denied form is no mention; `only` confines a row."""
    assert link(lay(*rows), text, "en") == ids


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("shove,Oslo,Q585,,,,,", "column action: 'shove'"),
        ("add,,Q585,,,,,", "column form"),
        ("add,Oslo,,,,,,", "column id"),
        ("add,Oslo,oslo,,,,GPE,", "column id: 'oslo'"),
        ("add,Oslo,nil:GPE:oslo,,,,GPE,", "column id: 'nil:GPE:oslo'"),
        ("add,Oslo,Q585,,,,,", "is not in the table"),
        ("add,Oslo,me:1,,,,TOWN,", "column label: 'TOWN'"),
        ("add,Oslo,me:1,,sv,,GPE,", "column lang: 'sv'"),
        ("add,Oslo,me:1,,,TOWN,GPE,", "column only: 'TOWN'"),
        ("add,Oslo,me:1,,,,GPE,1.5", "column prominence: '1.5'"),
        ("merge,,Q230,,,,,", "column to"),
        ("add,Oslo,me:1,,,,GPE,0.5,more", "column 9"),
    ],
)
def test_a_wrong_row_is_named_with_its_line(lay, row: str, reason: str) -> None:  # type: ignore[no-untyped-def]
    """File, line, column and value."""
    with pytest.raises(InputValueError, match="line 3") as error:
        lay("add,Kiev,Q1899,,,,,", row)
    assert "own.csv" in str(error.value) and reason in str(error.value)


def test_a_typo_behind_the_first_word_still_finds_the_row(lay) -> None:  # type: ignore[no-untyped-def]
    own = lay("add,Kari Brattset Holmsen,crm:1,,,,PER,", "add,Nordlysverket,crm:2,,,,ORG,")
    found = {name: [(each.entity_id, each.method) for each in own.lookup(name, lang="nb")] for name in (
        "Kari Brattset Homlsen", "Nordlysvreket", "Kira Brattset Holmsen", "Kari Brattset",
    )}  # fmt: skip
    assert found["Kari Brattset Homlsen"] == [("crm:1", "fuzzy")]
    assert found["Nordlysvreket"] == [("crm:2", "fuzzy")]
    # A first word that is wrong is not looked for, and a name that goes on is another.
    assert not any(found[name] for name in ("Kira Brattset Holmsen", "Kari Brattset"))


def test_a_typo_of_a_denied_form_leads_nowhere(lay) -> None:  # type: ignore[no-untyped-def]
    own = lay("add,Kari Brattset Holmsen,crm:1,,,,PER,", "deny,Kari Brattset Holmsen,crm:1,,,,,")
    assert own.lookup("Kari Brattset Homlsen", lang="nb") == []


def test_last_table_wins_and_the_lower_ones_stay(lay) -> None:  # type: ignore[no-untyped-def]
    """A new Newsner each; facts are taken cell by cell."""
    first = lay("pin,Georgia,Q1428,,,,,0.8")
    second = lay("pin,Georgia,Q230,,,,,", over=first.knowledge_base)
    assert [link(newsner, "Georgia voted.", "en") for newsner in (first, second)] == [["Q1428"], ["Q230"]]
    entry = second.knowledge_base.entry(second.knowledge_base.index_of("Q1428") or 0)
    assert (entry.prominence, entry.label, entry.country) == (0.8, "GPE", "US")


def test_csv_jsonl_and_compiled_tables_are_one(base: KnowledgeBase, tmp_path: Path) -> None:
    """The same rows give the same version; a compiled table survives pickling."""
    csv, jsonl, table = tmp_path / "a.csv", tmp_path / "a.jsonl", tmp_path / "table"
    csv.write_text("form,id,lang,label\nTusenfryd,park:1,nb|nn,ORG\n", encoding="utf-8")
    jsonl.write_text(
        json.dumps({"form": "Tusenfryd", "id": "park:1", "lang": ["nb", "nn"], "label": "ORG"}) + "\n", encoding="utf-8"
    )
    compile_file(csv, table, base)
    opened = [open_aliases(base, path) for path in (csv, jsonl, table, [table])]
    assert len({kb.version for kb in opened}) == 1
    copied = pickle.loads(pickle.dumps(opened[2]))
    assert copied.exact("Tusenfryd") == opened[2].exact("Tusenfryd") != ()
    assert base.exact("Tusenfryd") == ()


def test_changes_tell_redirects_apart_from_losses(base: KnowledgeBase, tmp_path: Path) -> None:
    """An own id that a QID replaces is a redirect, not a loss and a new entry."""
    old = SeedEntry("newsner:E0000001", "ORG", {"en": ("Acme",)})
    gone = SeedEntry("Q2", "PER", {"en": ("Ann Lee",)})
    compile_entries(tmp_path / "old", [old, gone])
    compile_entries(tmp_path / "new", [old._replace(id="Q5", former_ids=(old.id,)), gone._replace(id="Q3")])
    assert [*find_changes(tmp_path / "old", tmp_path / "new")] == [
        "- Q2\tPER\tAnn Lee", "> newsner:E0000001\tQ5\tAcme", "+ Q3\tPER\tAnn Lee"
    ]  # fmt: skip
    assert [*find_changes(tmp_path / "old", tmp_path / "old")] == []


def test_stored_results_follow_redirects(base: KnowledgeBase) -> None:
    """Ids of mentions and entities are replaced, two that became one are joined, nil and unknown ids stay."""
    entities = [
        {"id": "newsner:E0000009", "wikidata_id": None, "mentions": [0]},
        {"id": "Q1899", "wikidata_id": "Q1899", "mentions": [1]},
        {"id": "nil:PER:kari", "wikidata_id": None, "mentions": [2]},
        {"id": "Q99", "wikidata_id": "Q99", "mentions": [3]},
    ]
    mentions = [{"entity_id": entity["id"]} for entity in entities] + [{"entity_id": None}]
    record = {"id": "a", "extraction": {"entities": entities, "mentions": mentions}}
    lost: set[str] = set()
    assert migrate_ids(record, base, lost) == 1
    found = record["extraction"]
    assert [(entity["id"], entity["mentions"]) for entity in found["entities"]] == [  # type: ignore[index]
        ("Q1899", [0, 1]), ("nil:PER:kari", [2]), ("Q99", [3])
    ]  # fmt: skip
    assert [item["entity_id"] for item in found["mentions"]] == ["Q1899", "Q1899", "nil:PER:kari", "Q99", None]  # type: ignore[index]
    assert lost == {"Q99"}
