"""The command line, run as a user runs it, on a table of three entries and listed names."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from doubles import compile_entries

import newsner
from newsner import api, cli
from newsner.batch import annotate
from newsner.errors import DataError
from newsner.extractor import Newsner
from newsner.kb.keys import variant_key

ENGLISH = "Putin said on Friday that the talks in Moscow would go on without Kari Nordmann.\n"
BOKMAAL = "Statsministeren sa i dag at Putins planer ikke blir noe av, og at Oslo er trygg.\n"
GERMAN = "Das Treffen mit Putin wurde nach Moskau verlegt, wie die Regierung am Freitag mitteilte.\n"
RUSSIAN = "Путин прилетел в Москву, где его ждали министры.\n"


class Result(NamedTuple):
    """What a run left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def run(newsner_stub: Newsner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `newsner ARGUMENTS` in this process."""
    for name in ("extract", "extract_many", "explain", "lookup", "versions"):
        monkeypatch.setattr(api, name, getattr(newsner_stub, name))
    monkeypatch.setattr(annotate, "_open_newsner", lambda run: newsner_stub)

    def run_command(*arguments: str | Path, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "argv", ["newsner", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        code = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return run_command


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read_lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_extract_writes_json_where_piped(run: Run, tmp_path: Path) -> None:
    """The output is an Extraction that the package reads back."""
    result = run("extract", write(tmp_path / "a.txt", ENGLISH))
    extraction = newsner.Extraction.model_validate_json(result.out)
    assert (result.code, result.err) == (0, "")
    assert [entity.id for entity in extraction.entities] == [
        "Q7747",
        "Q649",
        f"nil:PER:{variant_key('Kari Nordmann')}",
    ]


def test_extract_reads_standard_input_without_touching_line_ends(run: Run) -> None:
    """Offsets hold in the bytes that were piped in."""
    extraction = newsner.Extraction.model_validate_json(run("extract", "-", stdin=b"Moscow.\r\nPutin left.\r\n").out)
    assert extraction.text == "Moscow.\r\nPutin left.\r\n"


def test_extract_table_shows_entities_forms_and_language(run: Run, tmp_path: Path) -> None:
    """Name, id, label, kind and forms with their counts; no JSON."""
    text = ENGLISH + "Putin smiled.\n"
    result = run("extract", write(tmp_path / "a.txt", text), "--lang", "en", "--table")
    row = next(line for line in result.out.splitlines() if "Q7747" in line)
    assert row.split() == ["Vladimir", "Putin", "Q7747", "PER", "head", "of", "state,", "RU", "Putin", "(2)"]
    assert "language en (given)" in result.out
    assert "{" not in result.out


def test_extract_table_shows_warnings_last(run: Run) -> None:
    """A text in another script has one."""
    lines = run("extract", "-", "--table", stdin=RUSSIAN.encode()).out.strip().splitlines()
    assert lines[-1].startswith("warning (script)")


def test_extract_without_linking_lists_mentions(run: Run) -> None:
    """No ids in the table."""
    result = run("extract", "-", "--table", "--no-link", stdin=ENGLISH.encode())
    assert "Moscow" in result.out and "Q649" not in result.out


def test_extract_filters_by_score(run: Run) -> None:
    """Kari Nordmann has 0.9 and stays out; what the table knows is surer."""
    extraction = json.loads(run("extract", "-", "--min-score", "0.92", stdin=ENGLISH.encode()).out)
    assert [mention["text"] for mention in extraction["mentions"]] == ["Putin", "Moscow"]


def test_extract_explains(run: Run) -> None:
    """Candidates behind each mention, as JSON and as a table."""
    explained = json.loads(run("extract", "-", "--explain", stdin=ENGLISH.encode()).out)
    assert explained["evidence"][0]["candidates"][0]["entity_id"] == "Q7747"
    assert "Vladimir Putin Q7747" in run("extract", "-", "--explain", "--table", stdin=ENGLISH.encode()).out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["extract", "no/such/file.txt"], "No such file"),
        (["extract", "-", "--min-score", "2"], "outside 0.0 to 1.0"),
        (["extract", "-", "--explain", "--no-link"], "leave out --no-link"),
        (["annotate", "no/such/folder", "-o", "out.jsonl"], "there is no file or folder"),
        (["evaluate", "no/such/folder"], "no gold at"),
        (["gold", "no/such/draft.nb.txt", "-o", "no/such/folder"], "cannot be read"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_errors_are_one_line_and_code_2(run: Run, arguments: Sequence[str], reason: str) -> None:
    """The reason, no traceback, nothing on standard output."""
    result = run(*arguments)
    assert result.code == 2
    assert result.out == ""
    assert result.err.startswith("error: ") and reason in result.err
    assert result.err.count("\n") == 1


def test_extract_refuses_what_is_not_utf8(run: Run) -> None:
    """The byte is named."""
    result = run("extract", "-", stdin=b"Putin \xe5 Moscow")
    assert result.code == 2 and "at byte 6" in result.err


def test_annotate_writes_a_line_a_file(run: Run, tmp_path: Path) -> None:
    """Folders are read to the bottom, sorted by path; only .txt; ids are paths below the folder."""
    news = tmp_path / "news"
    write(news / "b.txt", ENGLISH)
    write(news / "a" / "z.txt", GERMAN)
    write(news / "a" / "z.tsv", "start\tend")
    write(news / "c.txt", BOKMAAL)
    result = run("annotate", news, "-o", tmp_path / "out.jsonl", "--batch-size", "2")
    lines = read_lines(tmp_path / "out.jsonl")
    assert [line["id"] for line in lines] == ["a/z.txt", "b.txt", "c.txt"]
    found = [newsner.Extraction.model_validate(line["extraction"]) for line in lines]
    assert [extraction.lang for extraction in found] == ["de", "en", "nb"]
    assert result.code == 0 and result.out == ""
    mentions = sum(len(extraction.mentions) for extraction in found)
    assert f"3 articles, 45 words, {mentions} mentions" in result.err and "0 failures" in result.err


def test_annotate_goes_on_after_a_bad_file(run: Run, tmp_path: Path) -> None:
    """Its name and reason are told, the others are written, the exit code says that not all is well."""
    write(tmp_path / "news" / "a.txt", "Støre møtte Putin på Østlandet ".encode() + b"\xff")
    write(tmp_path / "news" / "b.txt", ENGLISH)
    result = run("annotate", tmp_path / "news", "-o", tmp_path / "out.jsonl")
    assert result.code == 1
    assert "left out a.txt: not utf-8, invalid start byte at byte 35" in result.err
    assert "1 articles" in result.err and "1 failures" in result.err
    assert [line["id"] for line in read_lines(tmp_path / "out.jsonl")] == ["b.txt"]


def test_annotate_ids_are_unique_over_several_folders(run: Run, tmp_path: Path) -> None:
    """Two files of one name keep apart; a file given twice is read once."""
    first, second = write(tmp_path / "x" / "a.txt", ENGLISH), write(tmp_path / "y" / "a.txt", GERMAN)
    run("annotate", tmp_path / "y", first, first, second, "-o", tmp_path / "out.jsonl")
    assert [line["id"] for line in read_lines(tmp_path / "out.jsonl")] == ["x/a.txt", "y/a.txt"]


def test_annotate_leaves_the_old_output_where_it_fails(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stopped run destroys nothing and leaves no half file."""

    def break_off(*_: object, **__: object) -> object:
        raise DataError("the table is damaged")

    out, text = write(tmp_path / "out.jsonl", "old\n"), write(tmp_path / "a.txt", ENGLISH)
    monkeypatch.setattr(annotate, "run_batches", break_off)
    assert run("annotate", text, "-o", out).code == 2
    assert out.read_text() == "old\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "out.jsonl"]


def test_annotate_needs_a_text(run: Run, tmp_path: Path) -> None:
    """An empty folder is a mistake, and no empty output is written for it."""
    result = run("annotate", tmp_path, "-o", tmp_path / "out.jsonl")
    assert result.code == 2 and "no file to read" in result.err
    assert not (tmp_path / "out.jsonl").exists()


def test_annotate_refuses_an_output_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    """The folder is missing: said before any text is read."""
    text = write(tmp_path / "a.txt", ENGLISH)
    result = run("annotate", text, "-o", tmp_path / "none" / "out.jsonl")
    assert result.code == 2 and "cannot write" in result.err


def test_annotate_reads_standard_input_and_options(run: Run, tmp_path: Path) -> None:
    """Fields, format, offsets and text by option; standard output stays empty."""
    lines = '{"key": "x", "body": "🙂 Putin", "year": 2020}\n{"key": "y"}\n'
    arguments = ["--text-field", "body", "--id-field", "key", "--offsets", "bytes", "--no-text", "--lang", "en"]
    result = run("annotate", "-", "-o", tmp_path / "out.jsonl", *arguments, stdin=lines.encode())
    (line,) = read_lines(tmp_path / "out.jsonl")
    assert (line["id"], line["fields"], line["offsets"]) == ("x", {"year": 2020}, "bytes")
    extraction: Any = line["extraction"]
    assert "text" not in extraction and extraction["mentions"][0]["start"] == 5
    assert result.code == 1 and result.out == ""
    assert "left out stdin:2: no field 'body'" in result.err
    assert "out.jsonl.rejects.jsonl: 1 rejected" in result.err


def test_annotate_tells_the_first_rejected_only(run: Run, tmp_path: Path) -> None:
    """A million of them would drown the log."""
    source = write(tmp_path / "in.jsonl", "{broken\n" * 50)
    result = run("annotate", source, "-o", tmp_path / "out.jsonl")
    assert result.err.count("left out in.jsonl:") == 20 and "left out more" in result.err
    assert "50 failures" in result.err


def test_annotate_stopped_by_hand_says_how_to_go_on(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is no traceback."""

    def interrupt(*_: object, **__: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(annotate, "run_batches", interrupt)
    result = run("annotate", write(tmp_path / "a.txt", ENGLISH), "-o", tmp_path / "out.jsonl")
    assert result.code == 130 and result.err == "stopped: go on with the same command and --resume\n"


def test_convert_writes_another_format(run: Run, tmp_path: Path) -> None:
    """By the name of the output; a source that is none is told."""
    run("annotate", write(tmp_path / "a.txt", ENGLISH), "-o", tmp_path / "out.jsonl")
    result = run("convert", tmp_path / "out.jsonl", "-o", tmp_path / "out.conll")
    assert result.code == 0 and "1 articles, 3 mentions" in result.err
    assert "Nordmann -X- -X- I-PER" in (tmp_path / "out.conll").read_text("utf-8")
    other = write(tmp_path / "other.jsonl", '{"id": 3}\n')
    result = run("convert", other, "-o", tmp_path / "x.csv")
    assert result.code == 2 and "other.jsonl, line 1: no line of newsner annotate" in result.err


def test_resume_and_overwrite_contradict(run: Run, tmp_path: Path) -> None:
    """Only one can be meant."""
    result = run("annotate", write(tmp_path / "a.txt", ENGLISH), "-o", tmp_path / "o.jsonl", "--resume", "--overwrite")
    assert result.code == 2 and "give one of them" in result.err


def test_lookup_writes_a_line_a_candidate(run: Run) -> None:
    """JSON lines where piped, a table on request."""
    (line,) = run("lookup", "Moskau").out.splitlines()
    assert newsner.Candidate.model_validate_json(line).entity_id == "Q649"
    assert "Q649" in run("lookup", "Moskau", "--table").out


def test_lookup_of_an_unknown_name(run: Run) -> None:
    """No line and exit code 1 for programs, a sentence for people."""
    assert run("lookup", "Kari Nordmann") == Result(1, "", "")
    assert "no entry for 'Kari Nordmann'" in run("lookup", "Kari Nordmann", "--table").out


@pytest.fixture
def gold_folder(tmp_path: Path) -> Path:
    """A gold folder made from a draft's key file."""
    header = "entity\tlabel\tname\tid\tknown\tnote\n"
    rows = "putin\tPER\tVladimir Putin\tQ7747\tyes\t\nmoscow\tGPE\tMoscow\tQ649\tyes\t\n"
    write(tmp_path / "gold" / "entities.tsv", header + rows)
    return tmp_path / "gold"


def test_gold_cuts_marks_out_and_evaluate_scores_them(run: Run, gold_folder: Path, tmp_path: Path) -> None:
    """A draft becomes gold, and gold that is fully found scores 100."""
    draft = write(tmp_path / "talks.en.txt", "[[Putin|PER|putin]] left [[Moscow|GPE|moscow]] at last.\n")
    assert "2 mentions" in run("gold", draft, "-o", gold_folder).out
    assert (gold_folder / "talks.en.txt").read_text("utf-8") == "Putin left Moscow at last.\n"
    result = run("evaluate", gold_folder, "--errors")
    assert result.code == 0
    row = next(line for line in result.out.splitlines() if line.startswith("all  all"))
    assert row.split()[2:5] == ["100.0", "100.0", "100.0"]
    assert "Missed: 0\n  none" in result.out


def test_evaluate_lists_what_was_missed(run: Run, gold_folder: Path, tmp_path: Path) -> None:
    """A name that is not found is shown in its words."""
    draft = write(tmp_path / "talks.en.txt", "[[Putin|PER|putin]] left [[Moskva|GPE|moscow]] at last.\n")
    run("gold", draft, "-o", gold_folder)
    assert "gold GPE 'Moskva'" in run("evaluate", gold_folder, "--errors", "--no-link").out


def test_evaluate_of_a_language_without_gold(run: Run, gold_folder: Path, tmp_path: Path) -> None:
    """`--lang` keeps the articles of one language; none is an error."""
    run("gold", write(tmp_path / "talks.en.txt", "[[Putin|PER|putin]] left.\n"), "-o", gold_folder)
    assert run("evaluate", gold_folder, "--lang", "en").code == 0
    result = run("evaluate", gold_folder, "--lang", "de")
    assert result.code == 2 and "no article in 'de'" in result.err


def test_demo_puts_one_entity_in_one_row(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms of all languages beside the one id, entities of most languages first, names without entry left out."""
    for name, text in {"a.en.txt": ENGLISH, "a.nb.txt": BOKMAAL, "a.de.txt": GERMAN}.items():
        write(tmp_path / "articles" / name, text)
    monkeypatch.setenv("NEWSNER_DATA", str(tmp_path))
    result = run("demo")
    assert result.code == 0
    rows = [line.split() for line in result.out.splitlines() if " Q" in line]
    assert rows[0] == ["Vladimir", "Putin", "Q7747", "Putins", "Putin", "Putin", "3"]
    assert rows[1][:4] == ["Moscow", "Q649", "Moscow", "Moskau"]
    assert "nil:" not in result.out
    assert "3 articles, 45 words" in result.out


def test_version_lists_package_pipelines_and_table(run: Run, newsner_stub: Newsner) -> None:
    """One a line, the package first."""
    lines = run("--version").out.splitlines()
    assert lines == [
        f"newsner {newsner.__version__}",
        "nb nb_listed-1",
        "en en_listed-1",
        "de de_listed-1",
        f"knowledge_base {newsner_stub.knowledge_base.version}",
    ]


def test_schema_is_json(run: Run) -> None:
    """The schema of what `newsner extract` writes."""
    assert json.loads(run("schema").out)["title"] == "Extraction"


def test_unknown_command_is_a_usage_error(run: Run) -> None:
    """Exit code 2, as for any other thing that cannot be done."""
    assert run("extrakt").code == 2


def test_help_is_quick() -> None:
    """`newsner --help` loads neither spaCy nor the table."""
    code = (
        "import sys; sys.argv = ['newsner', '--help']\n"
        "from newsner.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('HEAVY', [name for name in ('spacy', 'numpy', 'marisa_trie', 'py3langid') if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "100"}
    )
    assert "annotate" in run.stdout and run.stdout.endswith("HEAVY []\n")


@pytest.fixture
def own_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two rows of a user's, over the table of three entries as the installed one."""
    compile_entries(tmp_path / "data" / "table")
    monkeypatch.setenv("NEWSNER_DATA", str(tmp_path / "data"))
    return write(tmp_path / "own.csv", "action,form,id,label\nadd,Tusenfryd,park:1,ORG\ndeny,Oslo,,\n")


def test_lookup_takes_tables_of_the_users_own(run: Run, own_table: Path, tmp_path: Path) -> None:
    """A file and its compiled form say the same; without them the name is unknown."""
    assert run("aliases", "check", own_table).code == 0
    assert run("aliases", "compile", own_table, "-o", tmp_path / "own").code == 0
    for table in (own_table, tmp_path / "own"):
        assert json.loads(run("lookup", "Tusenfryd", "--aliases", table).out)["entity_id"] == "park:1"
        assert run("lookup", "Oslo", "--aliases", table).code == 1
    assert run("lookup", "Tusenfryd").code == 1


def test_aliases_check_names_the_line(run: Run, own_table: Path, tmp_path: Path) -> None:
    """Exit code 2, and nothing on standard output."""
    result = run("aliases", "check", write(tmp_path / "bad.csv", "form,id\nOslo,Q585\nOslo,Q404\n"))
    assert (result.code, result.out) == (2, "") and "line 3" in result.err and "'Q404'" in result.err


def test_aliases_diff_prints_rows_that_differ(run: Run, own_table: Path, tmp_path: Path) -> None:
    """Exit code 1 for a difference, 0 for none."""
    other = write(tmp_path / "other.csv", "action,form,id,label\nadd,Tusenfryd,park:1,ORG\n")
    result = run("aliases", "diff", own_table, other)
    assert result.code == 1 and result.out.startswith("- action=deny\tform=Oslo") and "Tusenfryd" not in result.out
    assert run("aliases", "diff", other, other) == Result(0, "", "")


def test_migrate_replaces_no_id_that_holds(run: Run, own_table: Path, tmp_path: Path) -> None:
    """Results of the same table come out as they went in."""
    line = write(tmp_path / "a.jsonl", run("extract", "-", stdin=ENGLISH.encode()).out.replace("\n", "") + "\n")
    assert run("migrate", line, "-o", tmp_path / "b.jsonl").code == 0
    assert read_lines(tmp_path / "b.jsonl") == read_lines(line)
