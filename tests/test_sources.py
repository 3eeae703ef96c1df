"""What corpus labels mean in ours, which part a text is in, and how places are told apart."""

import json
from pathlib import Path

import pytest

from newsner.corpora.annotated import AnnotatedText
from newsner.corpora.sources import SOURCES, TUNE_SHARE, PlaceSplitter, read_source
from newsner.errors import DataError, InputValueError
from newsner.labels import LABELS, PIPELINES

NAMES = (
    ("GPE", "Oslo"),
    ("GPE", "Norway"),
    ("GPE", "Georgia"),
    ("LOC", "Georgia"),
    ("LOC", "Caucasus"),
    ("PER", "Kherson"),
    ("GPE", "Nahost"),
)


def write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf8")


def labels_of(text: AnnotatedText) -> dict[str, set[str]]:
    return {text.text[start:end]: set(labels) for start, end, labels in text.spans}


@pytest.mark.parametrize("name", SOURCES)
def test_rules_lead_to_our_labels(name: str) -> None:
    """Every rule gives labels of the scheme or "O", and each label of the scheme has a rule or is unknown."""
    source = SOURCES[name]
    assert source.lang in PIPELINES and source.train
    given = {label for labels in source.rules.values() for label in labels}
    assert given <= {*LABELS, "O"}
    assert given | set(source.unknown) >= set(LABELS)
    assert not {"PER", "ORG", "GPE", "LOC"} & set(source.unknown)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Oslo", ("GPE",)),
        ("Norways", ("GPE",)),  # a genitive of a listed name
        ("Caucasus", ("LOC",)),
        ("Georgia", ("GPE", "LOC")),  # listed as both
        ("Black Sea", ("LOC",)),
        ("Gardermoen Airport", ("LOC",)),
        ("Bodensee", ("LOC",)),
        ("Berliner Straße", ("LOC",)),
        ("Nahost", ("GPE",)),  # the table goes before the ending
        ("Kherson", ("GPE", "LOC")),  # the name of a person says nothing
        ("Seattle", ("GPE", "LOC")),
        ("", ("GPE", "LOC")),
    ],
)
def test_places_are_told_apart_by_name(name: str, expected: tuple[str, ...]) -> None:
    """The table's names decide, then heads of names of waters, mountains and streets, else both are allowed."""
    assert PlaceSplitter(NAMES).split(name) == expected


def test_splitter_without_names_knows_heads_only() -> None:
    """Without a table nothing is GPE for sure."""
    assert PlaceSplitter().split("Oslo") == ("GPE", "LOC")
    assert PlaceSplitter().split("Lake Geneva Lake") == ("LOC",)


def germeval(root: Path, sentences: list[list[tuple[str, str]]], part: str = "train-4800") -> None:
    blocks = ["".join(f"{i}\t{token}\t{tag}\tO\n" for i, (token, tag) in enumerate(rows, 1)) for rows in sentences]
    write(root / f"germeval2014/NER-de-{part}.tsv", "\n".join(blocks))


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("PER", {"PER"}),
        ("LOC", {"GPE", "LOC"}),
        ("OTH", {"EVT", "PROD"}),
        ("LOCderiv", {"DRV"}),
        ("ORGpart", {"DRV"}),
        ("OTHpart", {"DRV", "O"}),
    ],
)
def test_germeval_labels(tmp_path: Path, tag: str, expected: set[str]) -> None:
    """Derived words and compounds are DRV, other names are events or products."""
    germeval(tmp_path, [[("Wort", f"B-{tag}"), ("da", "O")]], part="dev")
    (text,) = read_source("germeval", tmp_path, "dev", PlaceSplitter())
    assert labels_of(text) == {"Wort": expected}
    assert text.unknown == frozenset()


def test_norne_labels(tmp_path: Path) -> None:
    """Both kinds of GPE are one; a label without a rule is no name."""
    tags = {"Oslo": "GPE_LOC", "Norge": "GPE_ORG", "Munch-museet": "ORG", "EU-landene": "DRV", "Hm": "MISC"}
    blank = "\t_" * 7
    rows = "".join(f"{i}\t{word}{blank}\tname=B-{tag}\n" for i, (word, tag) in enumerate(tags.items(), 1))
    write(tmp_path / "norne/ud/nob/no_bokmaal-ud-dev.conllu", rows)
    (text,) = read_source("norne-nob", tmp_path, "dev", PlaceSplitter())
    assert labels_of(text) == {"Oslo": {"GPE"}, "Norge": {"GPE"}, "Munch-museet": {"ORG"}, "EU-landene": {"DRV"}}


def test_worldwide_labels(tmp_path: Path) -> None:
    """Facilities are LOC, nationalities DRV, dates nothing; places go through the splitter."""
    tags = {
        "Norway": "Location", "Lyon": "Location", "Heathrow": "Facility", "Russian": "NORP", "Monday": "Date", "G7": "Misc",
    }  # fmt: skip
    write(tmp_path / "worldwide-newswire/dev/a.tsv", "".join(f"{word}\tB-{tag}\n" for word, tag in tags.items()))
    write(tmp_path / "worldwide-newswire/dev/a.txt", " ".join(tags))
    (text,) = read_source("worldwide", tmp_path, "dev", PlaceSplitter(NAMES))
    assert labels_of(text) == {
        "Norway": {"GPE"},
        "Lyon": {"GPE", "LOC"},
        "Heathrow": {"LOC"},
        "Russian": {"DRV"},
        "G7": {"EVT", "PROD", "O"},
    }


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("person", {"PER"}),
        ("location", {"GPE", "LOC"}),
        ("group", {"ORG"}),
        ("corporation", {"ORG"}),
        ("product", {"PROD"}),
        ("creative-work", {"PROD"}),
    ],
)
def test_wnut17_labels(tmp_path: Path, tag: str, expected: set[str]) -> None:
    """Emerging entities of messages: two kinds of bodies, works are things; events and demonyms are left unmarked."""
    rows = f"@newsroom\tO\nLive\tO\nfrom\tO\nNew\tB-{tag}\nWord\tI-{tag}\n#oslo\tO\n\t\nSecond\tO\n"
    write(tmp_path / "wnut17/wnut17train.conll", rows)
    texts = [text for part in ("train", "tune") for text in read_source("wnut17", tmp_path, part, PlaceSplitter())]
    (first,) = [text for text in texts if "Live" in text.text]
    assert len(texts) == 2 and "#" in first.text
    assert labels_of(first) == {"New Word": expected}
    assert first.unknown == {"EVT", "DRV"}


def test_wnut17_places_are_told_apart(tmp_path: Path) -> None:
    """Its one label for places goes through the splitter."""
    write(tmp_path / "wnut17/wnut17train.conll", "Oslo\tB-location\nand\tO\nCaucasus\tB-location\n")
    texts = [text for part in ("train", "tune") for text in read_source("wnut17", tmp_path, part, PlaceSplitter(NAMES))]
    assert [labels_of(text) for text in texts] == [{"Oslo": {"GPE"}, "Caucasus": {"LOC"}}]


@pytest.mark.parametrize(
    ("name", "file", "marked", "unknown"),
    [
        ("wikinews-de", "wikinews/de.jsonl", set(LABELS), set()),
    ],
)
def test_labelled_paragraphs(tmp_path: Path, name: str, file: str, marked: set[str], unknown: set[str]) -> None:
    """Annotations of our own scheme are taken as they are, all of them where they are complete."""
    words = [f"Wort{label}" for label in LABELS]
    text = " ".join(words)
    spans = [[text.index(word), text.index(word) + len(word), word[4:]] for word in words]
    write(tmp_path / file, json.dumps({"text": text, "spans": spans}) + "\n")
    texts = [text for part in ("train", "tune") for text in read_source(name, tmp_path, part, PlaceSplitter())]
    assert [labels_of(text) for text in texts] == [{f"Wort{label}": {label} for label in marked}]
    assert texts[0].unknown == unknown
    assert list(read_source(name, tmp_path, "dev", PlaceSplitter())) == []


MARKED = """### en-0001 | local | a shop
[ORG|Harbour & Sons] opens in [GPE|Alta]

The [DRV|russiske] owner, [PER|Nina Berg], is not new.
### en-0002 | brief | nothing
Rain again.
"""


@pytest.mark.parametrize(
    ("name", "derived"),
    [
        ("own-en", {"russiske": {"DRV"}}),
        ("own-nb", {}),  # an adjective in lower case is left to the table
    ],
)
def test_texts_of_our_own(tmp_path: Path, name: str, derived: dict[str, set[str]]) -> None:
    """A paragraph is a text, its marks are cut out, and the article is its document."""
    write(tmp_path / f"newsner/{name[-2:]}/first.txt", MARKED)
    texts = [text for part in ("train", "tune") for text in read_source(name, tmp_path, part, PlaceSplitter())]
    assert [text.text for text in sorted(texts, key=lambda text: text.document)] == [
        "Harbour & Sons opens in Alta",
        "The russiske owner, Nina Berg, is not new.",
        "Rain again.",
    ]
    found = {text.text: labels_of(text) for text in texts}
    assert found["Harbour & Sons opens in Alta"] == {"Harbour & Sons": {"ORG"}, "Alta": {"GPE"}}
    assert found["The russiske owner, Nina Berg, is not new."] == derived | {"Nina Berg": {"PER"}}
    assert {text.document for text in texts} == {"en-0001", "en-0002"}


@pytest.mark.parametrize("wrong", ["[MISC|Alta]", "[PER|Nina [ORG|Berg]]", "a [bracket]"])
def test_a_stray_bracket_in_our_own_texts_is_told(tmp_path: Path, wrong: str) -> None:
    """A mark that is none is an error with its text, never a name that is silently lost."""
    write(tmp_path / "newsner/de/first.txt", f"### de-1 | x | y\nHier steht {wrong}.\n")
    with pytest.raises(DataError, match=r"first.txt, text 'de-1 \| x \| y': a bracket that is no mark"):
        [*read_source("own-de", tmp_path, "train", PlaceSplitter())]


def gmb(root: Path, words: list[tuple[str, str]]) -> None:
    import zipfile

    rows = [f"{'Sentence: 1' if not i else ''},{word},X,{tag}" for i, (word, tag) in enumerate(words)]
    (root / "gmb").mkdir()
    with zipfile.ZipFile(root / "gmb/ner_dataset.csv.zip", "w") as archive:
        archive.writestr("ner_dataset.csv", "\n".join(["Sentence #,Word,POS,Tag", *rows]))


def test_gmb_countries_under_the_label_of_demonyms(tmp_path: Path) -> None:
    """A country of the table is GPE, any other word under that label is DRV."""
    gmb(tmp_path, [("Norway", "B-gpe"), ("and", "O"), ("Iraqi", "B-gpe"), ("Basra", "B-geo"), ("May", "B-tim")])
    (text,) = [text for part in ("train", "tune") for text in read_source("gmb", tmp_path, part, PlaceSplitter(NAMES))]
    assert labels_of(text) == {"Norway": {"GPE"}, "Iraqi": {"DRV"}, "Basra": {"GPE", "LOC"}}
    assert text.unknown == {"EVT", "PROD"}


def test_parts_share_no_text_and_lose_none(tmp_path: Path) -> None:
    """Tuning takes about one text in twenty from the training file, training the rest; dev is a file of its own."""
    germeval(tmp_path, [[(f"Kyiv{number}", "B-LOC")] for number in range(800)])
    germeval(tmp_path, [[("Bonn", "B-LOC")]], part="dev")
    train, tune, dev = (
        [text.text for text in read_source("germeval", tmp_path, part, PlaceSplitter())]
        for part in ("train", "tune", "dev")
    )
    assert not set(train) & set(tune) and len(train) + len(tune) == 800
    assert 800 / TUNE_SHARE / 2 < len(tune) < 800 / TUNE_SHARE * 2
    assert dev == ["Bonn"]


def test_a_document_is_in_one_part(tmp_path: Path) -> None:
    """Sentences of one article are never on both sides."""
    blocks = [
        f"# newdoc id = {document}\n" + "".join(f"# text = Setning {n}\n1\tSetning\tO\n2\t{n}\tO\n\n" for n in range(3))
        for document in range(120)
    ]
    write(tmp_path / "uner-en-ewt/en_ewt-ud-train.iob2", "".join(blocks))
    train, tune = (
        [text.document for text in read_source("ewt", tmp_path, part, PlaceSplitter())] for part in ("train", "tune")
    )
    assert tune and not set(train) & set(tune)
    assert all(tune.count(document) == 3 for document in tune)


def test_corpora_without_a_dev_set(tmp_path: Path) -> None:
    """A corpus that is only trained on has no texts to score and needs no file for it."""
    assert list(read_source("ler", tmp_path, "dev", PlaceSplitter())) == []


@pytest.mark.parametrize("name", ["norne-nob", "worldwide", "gmb", "smartdata", "wnut17", "wikinews-de"])
def test_missing_files_are_told(tmp_path: Path, name: str) -> None:
    """A missing corpus is an error with the path and the next step, not an empty one."""
    with pytest.raises(DataError, match=r"no corpus file .*: put the corpora below .* as models/README.md says"):
        list(read_source(name, tmp_path, "train", PlaceSplitter()))


def test_unknown_corpora_are_told(tmp_path: Path) -> None:
    """A name that is no corpus is an error that lists those there are."""
    with pytest.raises(InputValueError, match=r"'conll03'.*norne-nob.*smartdata"):
        list(read_source("conll03", tmp_path, "train", PlaceSplitter()))
