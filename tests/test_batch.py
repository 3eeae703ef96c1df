"""Runs over archives: order, shards, going on after a kill at every point, rejected articles, conversion."""

import gzip
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import polars
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq
import pytest
from spacy.tokens import DocBin

import newsner
from newsner.batch import Run, Summary, annotate_files, convert_files
from newsner.batch import annotate as annotate_module
from newsner.batch.progress import Progress
from newsner.errors import InputValueError
from newsner.extractor import Newsner
from newsner.reading import ReadOptions
from newsner.writing import WriteOptions

# Articles of the input; every seventh line is none.
COUNT = 40
SIZE = 8

Annotate = Callable[..., tuple[Summary, Path | None]]


@pytest.fixture
def annotate(newsner_stub: Newsner, monkeypatch: pytest.MonkeyPatch) -> Annotate:
    """Run in this process, on listed names."""
    monkeypatch.setattr(annotate_module, "_open_newsner", lambda run: newsner_stub)

    def run_batch(source: Path | str, output: Path, **options: Any) -> tuple[Summary, Path | None]:
        options = {"lang": "en", "shard_size": SIZE, "batch_size": 4} | options
        return annotate_files([str(source)], output, Run(**options), report=lambda *_: None, progress=False)

    return run_batch


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A folder of two files with articles of several languages and lines that are none."""
    lines = []
    for index in range(COUNT):
        row = {
            "id": f"a{index}",
            "text": f"{'Putin og Kari Nordmann. ' * (index % 3)}Oslo, article {index} 🙂 Moscow.",
            "n": index,
        }
        lines.append("{broken" if index % 7 == 3 else json.dumps(row, ensure_ascii=False))
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").write_text("\n".join(lines[:25]) + "\n", "utf-8")
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(("\n".join(lines[25:]) + "\n").encode()))
    return folder


def read_ids(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text("utf-8").splitlines()]


GOOD = [f"a{index}" for index in range(COUNT) if index % 7 != 3]


def test_one_file_holds_all_articles_in_order(annotate: Annotate, archive: Path, tmp_path: Path) -> None:
    """Rejected lines are in a file of their own with place and reason; nothing else is left behind."""
    summary, rejects = annotate(archive, tmp_path / "out.jsonl")
    assert read_ids(tmp_path / "out.jsonl") == GOOD
    assert (summary.articles, summary.failures) == (len(GOOD), COUNT - len(GOOD))
    assert rejects == tmp_path / "out.jsonl.rejects.jsonl"
    rows = [json.loads(line) for line in rejects.read_text("utf-8").splitlines()]
    assert [(row["source"], row["line"]) for row in rows] == [
        ("a.jsonl", 4), ("a.jsonl", 11), ("a.jsonl", 18), ("a.jsonl", 25), ("b.jsonl.gz", 7), ("b.jsonl.gz", 14),
    ]  # fmt: skip
    assert all("no JSON" in row["reason"] for row in rows)
    report = json.loads((tmp_path / "out.jsonl.report.json").read_text())
    assert report["summary"]["articles"] == len(GOOD) and report["input"]["files"] == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "in", "out.jsonl", "out.jsonl.rejects.jsonl", "out.jsonl.report.json",
    ]  # fmt: skip


def test_a_folder_holds_shards(annotate: Annotate, archive: Path, tmp_path: Path) -> None:
    """So many items each, readable as one data set, the run's own files apart."""
    annotate(archive, tmp_path / "out", format="parquet")
    parts = sorted((tmp_path / "out" / "documents").iterdir())
    assert [path.name for path in parts] == [f"part-0000{number}.parquet" for number in range(COUNT // SIZE)]
    # Of the first eight items one is rejected.
    assert pq.read_metadata(parts[0]).num_rows == SIZE - 1
    documents = pyarrow.dataset.dataset(tmp_path / "out" / "documents").to_table()
    assert documents["id"].to_pylist() == GOOD
    assert documents["n"].to_pylist() == [int(name[1:]) for name in GOOD]
    assert polars.read_parquet(tmp_path / "out" / "mentions").height == sum(documents["n_mentions"].to_pylist())


def test_batches_and_processes_change_nothing(
    annotate: Annotate, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same bytes whatever the size of batches and shards, and from two processes."""
    annotate(archive, tmp_path / "a.jsonl")
    whole = (tmp_path / "a.jsonl").read_bytes()
    for options in ({"batch_size": 1}, {"batch_size": 64}, {"shard_size": 3}, {"shard_size": 1000}, {"n_process": 2}):
        annotate(archive, tmp_path / "b.jsonl", **options)
        assert (tmp_path / "b.jsonl").read_bytes() == whole


class Killed(BaseException):
    """In place of SIGKILL."""


def die_at(point: int, run: Callable[[], object]) -> None:
    """Run, and end the process without any cleaning up just before the given step towards the disk."""
    steps = 0

    def counted(step: Callable[..., Any]) -> Callable[..., Any]:
        def count(*arguments: Any, **options: Any) -> Any:
            nonlocal steps
            if steps == point:
                os._exit(9)
            steps += 1
            return step(*arguments, **options)

        return count

    for owner, name in (
        (os, "fsync"),
        (os, "unlink"),
        (os, "rmdir"),
        (Path, "replace"),
        (Path, "unlink"),
        (shutil, "copyfileobj"),
    ):
        setattr(owner, name, counted(getattr(owner, name)))
    run()
    os._exit(0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a kill at a given point needs fork")
@pytest.mark.parametrize(("name", "form"), [("out.jsonl", None), ("out", "parquet"), ("out", "csv.gz")])
def test_a_run_killed_at_any_point_goes_on(
    annotate: Annotate, archive: Path, tmp_path: Path, name: str, form: str | None
) -> None:
    """Killed at every single step that changes the disk, then gone on with: the same files, byte for byte, no article lost or doubled."""

    def contents(output: Path) -> dict[str, bytes]:
        paths = [output] if output.is_file() else list(output.rglob("part-*"))
        paths += [path for path in output.parent.rglob("*rejects.jsonl") if output.name in str(path)]
        return {path.name + path.parent.name * output.is_dir(): path.read_bytes() for path in paths}

    (tmp_path / "whole").mkdir()
    annotate(archive, tmp_path / "whole" / name, format=form, shard_size=2 * SIZE)
    expected = contents(tmp_path / "whole" / name)
    context = multiprocessing.get_context("fork")
    for point in range(1000):
        folder = tmp_path / str(point)
        folder.mkdir()
        run = lambda output=folder / name: annotate(archive, output, format=form, shard_size=2 * SIZE)  # noqa: E731
        process = context.Process(target=die_at, args=(point, run))
        process.start()
        process.join()
        summary, _ = annotate(archive, folder / name, format=form, shard_size=2 * SIZE, resume=True)
        assert summary.articles == len(GOOD) and summary.failures == COUNT - len(GOOD)
        assert contents(folder / name) == expected, f"killed at step {point}"
        shutil.rmtree(folder)
        if process.exitcode == 0:
            break
    # Three shards and the end of the run: a number of steps that shows that the kills happened.
    assert 12 < point < 1000


SLOW = """
import sys, time
from pathlib import Path
sys.path.insert(0, {tests!r})
from doubles import ListedNames, compile_entries
from newsner import cli
from newsner.batch import annotate
from newsner.extractor import Newsner

class Slow(ListedNames):
    def recognise(self, name, texts):
        time.sleep(0.02)
        return super().recognise(name, texts)

if __name__ == "__main__":
    newsner = Newsner(knowledge_base=compile_entries(Path({table!r})), pipelines=Slow())
    annotate._open_newsner = lambda run: newsner
    cli.main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_command_killed_from_outside_goes_on(tmp_path: Path, root: Path) -> None:
    """SIGKILL at two moments of one run of 1 000 articles with two processes; each article is there once, in order."""
    (tmp_path / "in.jsonl").write_text(
        "".join(f'{{"id": "a{i}", "text": "Putin in Oslo, {i}."}}\n' for i in range(1000))
    )
    script = tmp_path / "slow.py"
    script.write_text(SLOW.format(tests=str(root / "tests"), table=str(tmp_path / "table")))
    command = [sys.executable, str(script), "annotate", str(tmp_path / "in.jsonl"), "-o", str(tmp_path / "out.jsonl")]
    command += ["--lang", "en", "--jobs", "2", "--batch-size", "20", "--shard-size", "100", "--resume"]
    ledger = tmp_path / "out.jsonl.parts"
    for shards in (1, 5):
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
        deadline = time.monotonic() + 60
        while (
            len(list(ledger.glob("shard-*.json"))) < shards and process.poll() is None and time.monotonic() < deadline
        ):
            time.sleep(0.01)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert read_ids(tmp_path / "out.jsonl") == [f"a{i}" for i in range(1000)]
    assert "1000 articles" in done.stderr
    assert not ledger.exists()


def test_a_finished_run_is_not_done_again(annotate: Annotate, archive: Path, tmp_path: Path) -> None:
    """``--resume`` in a loop ends."""
    for name, form in (("out.jsonl", None), ("out", "jsonl")):
        first, _ = annotate(archive, tmp_path / name, format=form)
        before = (tmp_path / "out.jsonl").stat().st_mtime_ns
        again, rejects = annotate(archive, tmp_path / name, format=form, resume=True)
        assert (again, (tmp_path / "out.jsonl").stat().st_mtime_ns) == (first, before)
        assert rejects is not None


@pytest.fixture
def stopped(annotate: Annotate, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The output of a run that stopped within its third shard."""
    real = annotate_module.run_batches

    def stop(*arguments: Any) -> Iterator[Any]:
        for count, batch in enumerate(real(*arguments)):
            if count == 5:  # batches of four: half of the third shard is written
                raise Killed
            yield batch

    monkeypatch.setattr(annotate_module, "run_batches", stop)
    with pytest.raises(Killed):
        annotate(archive, tmp_path / "out.jsonl")
    monkeypatch.setattr(annotate_module, "run_batches", real)
    return tmp_path / "out.jsonl"


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"lang": "de"}, "lang 'en'"),
        ({"shard_size": 9}, "shard_size"),
        ({"write": WriteOptions(keep_text=False)}, "text True"),
    ],
)
def test_a_run_goes_on_with_its_own_settings_only(
    annotate: Annotate, archive: Path, stopped: Path, options: dict[str, Any], named: str
) -> None:
    """Half in one way and half in another is refused; the size of batches may change."""
    with pytest.raises(InputValueError, match=named):
        annotate(archive, stopped, resume=True, **options)
    annotate(archive, stopped, resume=True, batch_size=7)
    assert read_ids(stopped) == GOOD


def test_a_run_goes_on_with_its_own_input_only(annotate: Annotate, archive: Path, stopped: Path) -> None:
    """A file that came in between would shift what counts as done."""
    (archive / "a.txt").write_text("Oslo")
    with pytest.raises(InputValueError, match="the earlier run had input"):
        annotate(archive, stopped, resume=True)


def test_work_is_not_thrown_away_unasked(annotate: Annotate, archive: Path, stopped: Path, tmp_path: Path) -> None:
    """Without a word the command refuses; shards of others are not touched either."""
    with pytest.raises(InputValueError, match="by --resume, or write it anew by --overwrite"):
        annotate(archive, stopped)
    annotate(archive, stopped, overwrite=True)
    assert read_ids(stopped) == GOOD
    other = tmp_path / "other"
    other.mkdir()
    (other / "part-00007.jsonl").write_text("{}\n")
    with pytest.raises(InputValueError, match="shards of another run"):
        annotate(archive, other, format="jsonl")
    annotate(archive, other, format="jsonl", overwrite=True)
    assert "part-00007.jsonl" not in {path.name for path in other.iterdir()}


def test_what_the_first_run_rejected_counts(annotate: Annotate, stopped: Path, archive: Path) -> None:
    """In the summary and in the file, after the second run."""
    summary, rejects = annotate(archive, stopped, resume=True)
    assert summary.failures == COUNT - len(GOOD)
    assert rejects is not None and len(rejects.read_text("utf-8").splitlines()) == COUNT - len(GOOD)


def test_without_text_no_article_is_written(annotate: Annotate, archive: Path, tmp_path: Path) -> None:
    """Only the mentions' words."""
    annotate(archive, tmp_path / "out.jsonl", write=WriteOptions(keep_text=False))
    content = (tmp_path / "out.jsonl").read_text("utf-8")
    assert "Kari Nordmann" in content and "article" not in content


def test_encodings_are_reported(annotate: Annotate, tmp_path: Path) -> None:
    """In numbers in the summary, and with each article that is not in UTF-8."""
    for name, codec in (("a", "utf-8"), ("b", "latin-1"), ("c", "utf-16"), ("d", "latin-1")):
        (tmp_path / f"{name}.txt").write_bytes("Oslo på Østlandet.".encode(codec))
    summary, _ = annotate(tmp_path, tmp_path / "out.jsonl")
    assert summary.encodings == {"utf-8": 1, "latin-1": 2, "utf-16-le": 1}
    assert "2 in latin-1, 1 in utf-16-le" in summary.render(1.0) and "utf-8" not in summary.render(1.0)
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert [line.get("encoding") for line in lines] == [None, "latin-1", "utf-16-le", "latin-1"]


def test_columns_of_parquet_travel_through(annotate: Annotate, tmp_path: Path) -> None:
    """Types to the nanosecond, into Parquet and JSON Lines."""
    table = pa.table({
        "body": ["Putin in Oslo", "No name"],
        "published": pa.array([1_700_000_000_123_456_789, None], pa.timestamp("ns", "UTC")),
        "lang": pa.array(["no", "en"]).dictionary_encode(),
        "tags": [["a", "b"], []],
    })  # fmt: skip
    pq.write_table(table, tmp_path / "in.parquet")
    options = {"read": ReadOptions("body", "published")}
    annotate(tmp_path / "in.parquet", tmp_path / "out", format="parquet", read=ReadOptions("body"))
    out = pq.read_table(tmp_path / "out" / "documents")
    assert out["published"].equals(table["published"]) and out["tags"].equals(table["tags"])
    assert out["input_lang"].to_pylist() == ["no", "en"]
    assert out["id"].to_pylist() == ["in.parquet:1", "in.parquet:2"]
    assert "body" not in out.column_names
    annotate(tmp_path / "in.parquet", tmp_path / "out.jsonl", **options)
    first = json.loads((tmp_path / "out.jsonl").read_text("utf-8").splitlines()[0])
    assert first["id"].startswith("2023-11-14") and first["fields"] == {"lang": "no", "tags": ["a", "b"]}


def test_memory_does_not_grow_with_the_input(annotate: Annotate, tmp_path: Path) -> None:
    """Of what was read, no more is held than a few batches: nothing of the first articles lives on."""
    import gc

    from newsner.reading import Record

    (tmp_path / "in.jsonl").write_text("".join(f'{{"text": "Oslo {i}"}}\n' for i in range(1200)))
    most = 0

    def count(*_: Any) -> None:
        nonlocal most
        most = max(most, sum(isinstance(each, Record) and id(each) not in before for each in gc.get_objects()))

    # What tracebacks of other tests hold does not count.
    before = {id(each) for each in gc.get_objects() if isinstance(each, Record)}
    real = Summary.add
    seen = 0

    def add(self: Summary, *arguments: Any) -> Summary:
        nonlocal seen
        seen += 1
        if seen % 400 == 0:
            count()
        return real(self, *arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Summary, "add", add)
        annotate(tmp_path / "in.jsonl", tmp_path / "out.jsonl", shard_size=100)
    assert seen == 1200 and most < 20


def test_what_was_annotated_is_converted(annotate: Annotate, archive: Path, tmp_path: Path) -> None:
    """Round by Parquet and back to the same lines; to a DocBin from several shards; not from what holds no whole extraction."""
    annotate(archive, tmp_path / "out.jsonl")
    annotate(archive, tmp_path / "direct", format="parquet")
    plain = WriteOptions()
    convert_files(tmp_path / "out.jsonl", tmp_path / "tables", form="parquet", write=plain, overwrite=False)
    for table in ("mentions", "entities"):
        direct = pyarrow.dataset.dataset(tmp_path / "direct" / table).to_table()
        assert pyarrow.dataset.dataset(tmp_path / "tables" / table).to_table().equals(direct)
    summary = convert_files(tmp_path / "direct", tmp_path / "back.jsonl", form=None, write=plain, overwrite=False)
    assert summary.articles == len(GOOD)
    lines, back = ((tmp_path / name).read_text("utf-8").splitlines() for name in ("out.jsonl", "back.jsonl"))
    assert [json.loads(line) for line in lines] == [json.loads(line) for line in back]
    annotate(archive, tmp_path / "shards", format="jsonl.gz")
    convert_files(tmp_path / "shards", tmp_path / "all.spacy", form=None, write=plain, overwrite=False)
    assert len(DocBin().from_disk(tmp_path / "all.spacy")) == len(GOOD)
    with pytest.raises(InputValueError, match="only JSON Lines and Parquet hold all"):
        convert_files(tmp_path / "all.spacy", tmp_path / "b.jsonl", form=None, write=plain, overwrite=False)


def test_annotated_without_text_cannot_become_tokens(annotate: Annotate, archive: Path, tmp_path: Path) -> None:
    """Told with the article, and nothing is left behind; formats that need no text work."""
    annotate(archive, tmp_path / "out.jsonl", write=WriteOptions(keep_text=False))
    with pytest.raises(InputValueError, match="a0 was written without its text"):
        convert_files(tmp_path / "out.jsonl", tmp_path / "x.conll", form=None, write=WriteOptions(), overwrite=False)
    assert not list(tmp_path.glob("x.conll*"))
    convert_files(tmp_path / "out.jsonl", tmp_path / "x.csv", form=None, write=WriteOptions(), overwrite=False)
    assert (tmp_path / "x.csv").read_text("utf-8").startswith("id,lang,start,end,text,label")


def test_csv_has_its_header_once(annotate: Annotate, archive: Path, tmp_path: Path) -> None:
    """In a joined file; in each shard of a folder."""
    annotate(archive, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text("utf-8").count("link_method") == 1
    annotate(archive, tmp_path / "out", format="csv")
    assert all(part.read_text("utf-8").startswith("id,lang") for part in (tmp_path / "out").glob("part-*"))


def test_parquet_into_one_file_is_refused(annotate: Annotate, archive: Path, tmp_path: Path) -> None:
    """Three tables are no file."""
    with pytest.raises(InputValueError, match="is 3 tables, not one file"):
        annotate(archive, tmp_path / "out.parquet")


def test_progress_reckons_with_what_was_done_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that goes on at 80 % is not eight times as fast; without a known total there is no time left."""
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    progress = Progress(1000, shown=True)
    progress.start(800)
    now += 3600
    for _ in range(10):
        progress.advance(850)
    assert progress.render(850) == "10 articles, 0.0 articles/s, 85 %, 3.0 h left"
    unknown = Progress(0, shown=True)
    unknown.start(0)
    now += 2
    assert unknown.render(0) == "0 articles, 0.0 articles/s"


def test_summary_adds_up() -> None:
    """Runs and shards are summed field by field."""
    first, second = Summary(1, 2, 3, 4, 5, {"utf-8": 1}), Summary(10, 20, 30, 40, 50, {"utf-8": 1, "latin-1": 2})
    assert first.join(second) == Summary(11, 22, 33, 44, 55, {"utf-8": 2, "latin-1": 2})
    assert Summary.restore(json.loads(json.dumps(first._asdict()))) == first


def test_extractions_are_what_the_package_returns(annotate: Annotate, archive: Path, tmp_path: Path) -> None:
    """A line is read back by the record itself."""
    annotate(archive, tmp_path / "out.jsonl")
    found = [
        newsner.Extraction.model_validate(json.loads(line)["extraction"])
        for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    ]
    assert Counter(mention.label for each in found for mention in each.mentions)["PER"] > 0


HOLD = """
import sys, time
from pathlib import Path
from newsner.batch.locking import hold

with hold(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize(("name", "form", "lock"), [("x.jsonl", None, "x.jsonl.lock"), ("x", "csv", "x/.newsner.lock")])
def test_two_runs_do_not_write_one_output(
    annotate: Annotate, archive: Path, tmp_path: Path, name: str, form: str | None, lock: str
) -> None:
    """The second is refused whatever it wants to do with the output; a killed first one is in nobody's way, and no lock stays."""
    (tmp_path / lock).parent.mkdir(exist_ok=True)
    other = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path / lock)], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None and other.stdout.readline() == "held\n"
    for options in ({}, {"resume": True}, {"overwrite": True}):
        with pytest.raises(InputValueError, match="another run is writing this output"):
            annotate(archive, tmp_path / name, format=form, **options)
    assert not list(tmp_path.rglob("part-*")) and not (tmp_path / "x.jsonl.parts").exists()
    other.kill()
    other.wait()
    annotate(archive, tmp_path / name, format=form)
    assert not (tmp_path / lock).exists()


PAGE = """<html><head><title>Avisa {0}</title><meta name="author" content="Kari Nordmann"></head><body><nav>Sport</nav>
<article><h1>Putin reiser til Oslo</h1>{1}</article></body></html>"""


def test_web_pages_are_taken_apart_by_the_workers(annotate: Annotate, tmp_path: Path) -> None:
    """The same from one process and from two: text, fields, encoding of each page, and those without text among the rejected."""
    for index in range(10):
        paragraphs = (
            f"<p>Vladimir Putin møter ordføreren i Moscow, melder avis {index} på fredag etter møtet der.</p>" * 5
        )
        page = "<html><body></body></html>" if index == 6 else PAGE.format(index, paragraphs)
        (tmp_path / f"in{index}.html").write_bytes(page.encode("latin-1" if index == 2 else "utf-8"))
    (tmp_path / "in3.txt").write_text("Oslo", "utf-8")
    for jobs in (1, 2):
        _, rejects = annotate(f"{tmp_path}/in*", tmp_path / f"{jobs}.jsonl", n_process=jobs, batch_size=3)
        assert rejects is not None and "no main text" in rejects.read_text("utf-8")
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()
    rows = [json.loads(line) for line in (tmp_path / "1.jsonl").read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == [
        "in0.html", "in1.html", "in2.html", "in3.html", "in3.txt", "in4.html", "in5.html", "in7.html", "in8.html", "in9.html",
    ]  # fmt: skip
    assert all("Vladimir Putin møter" in row["extraction"]["text"] for row in rows if row["id"].endswith("html"))
    assert [row.get("encoding") for row in rows[:4]] == [None, None, "latin-1", None]
    assert rows[0]["fields"]["author"] == "Kari Nordmann"


@pytest.mark.pipelines
def test_batches_and_processes_change_nothing_with_the_pipelines(tmp_path: Path, root: Path) -> None:
    """Articles in four languages by the trained pipelines: the same bytes by ones, twos and fives, from one process and from two."""
    found = set()
    for size, jobs in product((1, 2, 5), (1, 2)):
        output = tmp_path / f"{size}-{jobs}.jsonl"
        run = Run(batch_size=size, n_process=jobs)
        annotate_files([str(root / "seeds" / "articles" / "[a-f]*.txt")], output, run, report=print, progress=False)
        found.add(output.read_bytes())
    assert len(found) == 1 and next(iter(found)).count(b"\n") == 12
