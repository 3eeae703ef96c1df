"""The published file formats, each in a tiny file with sentences of our own."""

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest

from newsner.corpora.formats import (
    TaggedText,
    read_columns,
    read_conllu_names,
    read_gmb,
    read_smartdata,
    read_worldwide,
)

Surfaces = list[tuple[str, str]]


def surfaces(text: TaggedText) -> Surfaces:
    """Spans as the characters that they cover."""
    return [(text.text[start:end], label) for start, end, label in text.spans]


def write(path: Path, content: str, encoding: str = "utf8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding=encoding)
    return path


def conllu(*rows: tuple[str, str]) -> str:
    """Token lines of ``(form, misc)``."""
    return "".join(f"{i}\t{form}\t_\tX\t_\t_\t0\t_\t_\t{misc}\n" for i, (form, misc) in enumerate(rows, 1))


NORNE = (
    "# newdoc id = avis-01\n# sent_id = 1\n# text = Støre ringte (Olaf Scholz) i Berlin.\n"
    + conllu(
        ("Støre", "name=B-PER"),
        ("ringte", "name=O"),
        ("(", "name=O|SpaceAfter=No"),
        ("Olaf", "name=B-PER"),
        ("Scholz", "SpaceAfter=No|name=I-PER"),
        (")", "name=O"),
        ("i", "name=O"),
        ("Berlin", "name=B-GPE_LOC|SpaceAfter=No"),
        (".", "name=O"),
    )
    + "\n"
    + conllu(("Nato", "name=B-ORG|SpaceAfter=No"), ("!", "_"))
    + "\n# newdoc\n# text = Ho drog til USA\n"
    + "1-2\tHo-drog\t_\t_\t_\t_\t_\t_\t_\tname=B-PER\n"
    + conllu(("Ho", "name=O"), ("drog", "name=O"), ("til", "name=O"), ("USA", "name=B-GPE_LOC"))
)


@pytest.mark.parametrize("packed", [False, True])
def test_norne(tmp_path: Path, packed: bool) -> None:
    """Names stand in the last column; text as given or as `SpaceAfter` says; the last sentence needs no blank line."""
    if packed:
        path = tmp_path / "train.conllu.gz"
        path.write_bytes(gzip.compress(NORNE.encode()))
    else:
        path = write(tmp_path / "dev.conllu", NORNE)
    first, second, third = read_conllu_names(path)
    assert first.text == "Støre ringte (Olaf Scholz) i Berlin."
    assert surfaces(first) == [("Støre", "PER"), ("Olaf Scholz", "PER"), ("Berlin", "GPE_LOC")]
    assert (second.text, surfaces(second)) == ("Nato!", [("Nato", "ORG")])
    assert first.document == second.document == "avis-01"
    assert (third.text, surfaces(third), third.document) == ("Ho drog til USA", [("USA", "GPE_LOC")], "")


def test_norne_text_that_differs_from_its_tokens(tmp_path: Path) -> None:
    """Where the text does not hold the tokens, the tokens are right."""
    path = write(tmp_path / "a.conllu", "# text = noe annet\n" + conllu(("Kyiv", "name=B-GPE_LOC"), ("brenner", "_")))
    (text,) = read_conllu_names(path)
    assert (text.text, surfaces(text)) == ("Kyiv brenner", [("Kyiv", "GPE_LOC")])


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("B-PER I-PER O B-ORG", [("Angela Merkel", "PER"), ("Nato", "ORG")]),
        ("I-PER I-PER O I-ORG", [("Angela Merkel", "PER"), ("Nato", "ORG")]),  # IO tags
        ("B-PER B-PER O B-ORG", [("Angela", "PER"), ("Merkel", "PER"), ("Nato", "ORG")]),
        ("I-PER I-ORG O O", [("Angela", "PER"), ("Merkel", "ORG")]),
        ("O I-PER O _", [("Merkel", "PER")]),
        ("I-PER O I-PER I-PER", [("Angela", "PER"), ("traf Nato", "PER")]),
        ("B-PER O I-O B-ORG", [("Angela", "PER"), ("traf", "O"), ("Nato", "ORG")]),  # a corpus label named O is no gap
        ("I-O O O O", [("Angela", "O")]),
        ("O O O O", []),
    ],
)
@pytest.mark.parametrize("separator", ["\t", " ", None])
def test_two_columns(tmp_path: Path, separator: str | None, tags: str, expected: Surfaces) -> None:
    """Token and tag on a line; a new label, a B or a gap starts a new span."""
    tokens = "Angela Merkel traf Nato".split()
    lines = [f"{token}{separator or '  '}{tag}" for token, tag in zip(tokens, tags.split(), strict=True)]
    path = write(tmp_path / "train.txt", "\n".join(lines) + "\n")
    (text,) = read_columns(path, separator=separator)
    assert (text.text, surfaces(text), text.document) == ("Angela Merkel traf Nato", expected, "")


def test_two_columns_of_several_sentences(tmp_path: Path) -> None:
    """Blank lines part sentences, however many; markers of documents are no tokens, a number sign is one."""
    content = "-DOCSTART- O\n\nTeam I-ORG\n# I-ORG\n1 I-ORG\n\n \nKyiv I-LOC\n, O\nOslo I-LOC\n. O"
    first, second = read_columns(write(tmp_path / "wiki.conll.txt", content))
    assert surfaces(first) == [("Team #1", "ORG")]
    assert (second.text, surfaces(second)) == ("Kyiv, Oslo.", [("Kyiv", "LOC"), ("Oslo", "LOC")])


def test_uner(tmp_path: Path) -> None:
    """Index, token, tag; the text is given with its spaces, documents are marked."""
    content = (
        "# newdoc id = blog-7\n# sent_id = blog-7-1\n# text = Biden's aide,  in Kyiv (UA).\n"
        "1\tBiden\tB-PER\t-\ta\n2\t's\tO\t-\ta\n3\taide\tO\t-\ta\n4\t,\tO\t-\ta\n5\tin\tO\t-\ta\n6\tKyiv\tB-LOC\t-\ta\n"
        "7\t(\tO\t-\ta\n8\tUA\tB-LOC\t-\ta\n9\t)\tO\t-\ta\n10\t.\tO\t-\ta\n\n"
        "# sent_id = blog-7-2\n# text = No names\n1\tNo\tO\t-\ta\n2\tnames\tO\t-\ta\n"
    )
    path = write(tmp_path / "dev.iob2", content)
    first, second = read_columns(path, token_column=1, tag_column=2, separator="\t")
    assert first.text == "Biden's aide,  in Kyiv (UA)."
    assert surfaces(first) == [("Biden", "PER"), ("Kyiv", "LOC"), ("UA", "LOC")]
    assert (second.text, second.spans) == ("No names", ())
    assert first.document == second.document == "blog-7"


def test_germeval(tmp_path: Path) -> None:
    """Index, token, outer tag, inner tag; the source line before a sentence is no text, the inner layer is left out."""
    content = (
        "#\thttp://zeitung.example/1 [2009-10-17]\n"
        "1\tDie\tO\tO\n2\tBerliner\tB-LOCderiv\tO\n3\tFC\tB-ORG\tO\n4\tBayern\tI-ORG\tB-LOC\n5\tMünchen\tI-ORG\tB-LOC\n"
        "6\tverlor\tO\tO\n7\t.\tO\tO\n\n#\thttp://zeitung.example/2 [2009-10-18]\n1\tEU-Gipfel\tB-ORGpart\tO\n"
    )
    path = write(tmp_path / "NER-de-dev.tsv", content)
    first, second = read_columns(path, token_column=1, tag_column=2, separator="\t")
    assert first.text == "Die Berliner FC Bayern München verlor."
    assert surfaces(first) == [("Berliner", "LOCderiv"), ("FC Bayern München", "ORG")]
    assert surfaces(second) == [("EU-Gipfel", "ORGpart")]


def test_worldwide(tmp_path: Path) -> None:
    """An article as published beside its tokens; the outermost column counts; files come in the order of their names."""
    write(tmp_path / "b.txt", "https://news.example/b\n\nLavrov met\nthe  BBC World Service  in Kyiv.\n")
    write(
        tmp_path / "b.tsv",
        "https://news.example/b\tO\n\nLavrov\tB-Person\nmet\tO\nthe\tO\nBBC\tB-Organization\tB-Organization\n"
        "World\tI-Organization\nService\tI-Organization\n\nin\tO\nKyiv\tB-Location\n.\tO\n",
    )
    write(tmp_path / "a.txt", "wholly different words")
    write(tmp_path / "a.tsv", "Oslo\tB-Location\n,\tO\n")
    first, second = read_worldwide(tmp_path)
    assert (first.text, surfaces(first), first.document) == ("Oslo,", [("Oslo", "Location")], "a")
    assert second.text.startswith("https://news.example/b\n\nLavrov met\n")
    assert surfaces(second) == [
        ("Lavrov", "Person"),
        ("BBC World Service", "Organization"),
        ("Kyiv", "Location"),
    ]


def smartdata_record(text: str, *names: tuple[str, str], identifier: str = "d1") -> str:
    """A document whose offsets count UTF-16 units, as the corpus has them."""
    mentions = []
    for surface, kind in names:
        start = len(text[: text.index(surface)].encode("utf-16-le")) // 2
        span = {"start": start, "end": start + len(surface.encode("utf-16-le")) // 2}
        mentions.append({"span": span, "type": kind})
    record = {"id": identifier, "text": {"string": text}, "conceptMentions": {"array": mentions}}
    return json.dumps(record, ensure_ascii=False) + "\n"


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        (
            "Volkswagen baut in Wolfsburg",
            [("Volkswagen", "organization-company"), ("Wolfsburg", "location-city")],
            [("Volkswagen", "ORGANIZATION_COMPANY"), ("Wolfsburg", "LOCATION_CITY")],
        ),
        ("😀😀 Sofia wartet 🚆 in Köln", [("Sofia", "person"), ("Köln", "location-city")], None),
        # of nested mentions the outer counts
        (
            "S1 nach Bahnhof Köln",
            [("Köln", "location-city"), ("Bahnhof Köln", "location-stop")],
            [("Bahnhof Köln", "LOCATION_STOP")],
        ),
        ("Nichts", [], []),
    ],
    ids=["plain", "emoji", "nested", "none"],
)
def test_smartdata(tmp_path: Path, text: str, names: Surfaces, expected: Surfaces | None) -> None:
    """Documents with mentions by offset, which count an emoji as two."""
    path = tmp_path / "train.jsonl.gz"
    path.write_bytes(gzip.compress(smartdata_record(text, *names).encode()))
    (found,) = read_smartdata(path)
    assert (found.text, found.document) == (text, "d1")
    if expected is None:
        expected = [(surface, kind.upper().replace("-", "_")) for surface, kind in names]
    assert surfaces(found) == expected


def test_gmb(tmp_path: Path) -> None:
    """A zipped csv in latin-1 whose first column names the first word of each sentence."""
    table = io.StringIO()
    rows = [
        ("Sentence #", "Word", "POS", "Tag"),
        ("Sentence: 1", "José", "NNP", "B-per"),
        ("", "Barroso", "NNP", "I-per"),
        ("", "said", "VBD", "O"),
        ("", '"', "``", "O"),
        ("", "Iraqi", "JJ", "B-gpe"),
        ("", '"', "''", "O"),
        ("", ".", ".", "O"),
        ("Sentence: 2", "London", "NNP", "B-geo"),
    ]
    csv.writer(table).writerows(rows)
    path = tmp_path / "ner_dataset.csv.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ner_dataset.csv", table.getvalue().encode("latin-1"))
    first, second = read_gmb(path)
    assert first.text == 'José Barroso said "Iraqi".'
    assert surfaces(first) == [("José Barroso", "per"), ("Iraqi", "gpe")]
    assert (second.text, surfaces(second), second.document) == ("London", [("London", "geo")], "")


def test_empty_files_have_no_texts(tmp_path: Path) -> None:
    """A file without lines is no error."""
    path = write(tmp_path / "empty", "")
    assert list(read_columns(path)) == list(read_conllu_names(path)) == list(read_smartdata(path)) == []
    assert list(read_worldwide(tmp_path)) == []
