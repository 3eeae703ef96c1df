"""Every format, read back by the library that it is for, and compared with the extractions it was made of."""

import csv
import gzip
import json
from collections.abc import Callable
from pathlib import Path

import conllu
import duckdb
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import rdflib
import spacy
from spacy.tokens import DocBin
from spacy.training.converters import conll_ner_to_docs
from spacy.training.iob_utils import offsets_to_biluo_tags

import newsner
from newsner.errors import InputValueError
from newsner.extractor import Newsner
from newsner.reading.annotated import Annotated
from newsner.writing import Document, WriteOptions, check_options, choose_format

# An emoji is two units of UTF-16 and four bytes; Moscow-based and Oslo/Putin have names inside spaCy's tokens.
TEXTS = {
    "en": "🙂 Putin met Kari Nordmann in Moscow-based talks.\n\nOslo/Putin said no. Equinor's “plan” failed!\n",
    "nb": "Statsministeren sa at Putins planer ikke blir noe av, og at Oslo er trygg. Kari\u00a0Nordmann møtte Kari Nordmann.",
    "de": "Das Treffen in Moskau, so Müller, fällt aus.",
    "nn": "Ingen namn her.",
}
FIELDS = {"lang": "x", "n": 3, "tags": ["a", 'b"c'], "date": "2024-05-01"}
COLUMNS = {"lang": "string", "n": "int64", "tags": "json", "date": "string", "other_fields": "json"}

Write = Callable[..., Path]


@pytest.fixture
def documents(newsner_stub: Newsner) -> list[Document]:
    """Four languages; ids that are a path and an IRI."""
    ids = {"en": "https://example.org/news/1", "nb": "a/å b.txt", "de": "de:1", "nn": "4"}
    return [
        Document(ids[lang], newsner_stub.extract(text, lang=lang), FIELDS if lang == "en" else {})  # type: ignore[arg-type]
        for lang, text in TEXTS.items()
    ]


@pytest.fixture
def write(documents: list[Document], tmp_path: Path) -> Write:
    """Write the documents by the name of a file."""

    def write_documents(name: str, options: WriteOptions = WriteOptions(columns=COLUMNS)) -> Path:  # noqa: B008
        form, compression = choose_format(Path(name), None)
        check_options(form, options)
        folder = tmp_path / "out"
        paths = [folder / table / name for table in form.tables] or [folder / name]
        for path in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
        writer = form.open(paths, options, compression)
        for document in documents:
            writer.write(document)
        writer.close()
        return folder if form.tables else paths[0]

    return write_documents


def mentions_of(documents: list[Document]) -> list[tuple[str, str, str | None]]:
    """Words, label and id of every mention."""
    return [(m.text, m.label, m.entity_id) for document in documents for m in document.extraction.mentions]


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"])
@pytest.mark.parametrize("offsets", ["codepoints", "utf16", "bytes"])
def test_jsonl_gives_the_documents_back(write: Write, documents: list[Document], name: str, offsets: str) -> None:
    """Whole, with other fields, whatever the offsets count."""
    path = write(name, WriteOptions(offsets=offsets))  # type: ignore[arg-type]
    assert list(Annotated(path)) == documents


def test_jsonl_is_what_polars_and_duckdb_read(write: Write, documents: list[Document]) -> None:
    """A row an article."""
    path = write("a.jsonl")
    assert polars.read_ndjson(path)["id"].to_list() == [document.id for document in documents]
    rows = duckdb.sql(f"select id, len(extraction.mentions) from read_json('{path}') order by all").fetchall()
    assert rows == sorted((document.id, len(document.extraction.mentions)) for document in documents)


def test_offsets_are_counted_as_asked(write: Write) -> None:
    """In UTF-16 and in bytes the slice of the encoded text is the mention, behind an emoji and umlauts too."""
    for offsets, codec, width in (("utf16", "utf-16-le", 2), ("bytes", "utf-8", 1)):
        for line in write(f"{offsets}.jsonl", WriteOptions(offsets=offsets)).read_text("utf-8").splitlines():  # type: ignore[arg-type]
            row = json.loads(line)
            content = row["extraction"]["text"].encode(codec)
            for mention in row["extraction"]["mentions"]:
                assert content[width * mention["start"] : width * mention["end"]].decode(codec) == mention["text"]
            assert row["offsets"] == offsets


def test_without_text_only_the_mentions_words_are_left(write: Write, documents: list[Document]) -> None:
    """In every format that can: no other word of the article; put together with it the extraction is whole again."""
    bare = WriteOptions(keep_text=False, columns=COLUMNS)
    for name in ("a.jsonl", "a.csv", "a.webanno.jsonl", "a.ttl"):
        content = write(name, bare).read_text("utf-8")
        assert "Kari Nordmann" in content and "talks" not in content and "plan" not in content
    row = json.loads((write("a.jsonl", bare)).read_text("utf-8").splitlines()[0])
    assert newsner.Extraction.model_validate({**row["extraction"], "text": TEXTS["en"]}) == documents[0].extraction
    table = pq.read_table(write("a.parquet", bare) / "documents" / "a.parquet")
    assert table["text"].null_count == 4


@pytest.mark.parametrize("name", ["conll", "conllu", "spacy", "prodigy"])
def test_formats_of_tokens_need_the_text(name: str) -> None:
    """They are the text."""
    form, _ = choose_format(Path("out"), name)
    with pytest.raises(InputValueError, match="cannot go without it: use one of jsonl, parquet, csv"):
        check_options(form, WriteOptions(keep_text=False))
    with pytest.raises(InputValueError, match="code points by its own rules"):
        check_options(form, WriteOptions(offsets="utf16"))


def test_parquet_is_read_by_three_libraries(write: Write, documents: list[Document]) -> None:
    """Counts by pyarrow, a join by duckdb, a filter by polars; other fields behind newsner's own columns."""
    folder = write("a.parquet")
    table = pq.read_table(folder / "documents" / "a.parquet")
    assert table.schema.metadata[b"newsner.offsets"] == b"codepoints"
    assert table.column_names[-5:] == ["input_lang", "n", "tags", "date", "other_fields"]
    first = table.slice(0, 1).to_pylist()[0]
    assert (first["lang"], first["input_lang"], first["n"], first["tags"]) == ("en", "x", 3, '["a","b\\"c"]')
    assert first["other_fields"] is None
    joined = duckdb.sql(
        f"select m.text, m.label, e.entity_id from read_parquet('{folder}/mentions/*') m join read_parquet('{folder}/entities/*') e "
        "using (document_id, entity_id) order by all"
    ).fetchall()
    linked = [mention for mention in mentions_of(documents) if mention[2]]
    assert joined == sorted(linked)
    people = polars.scan_parquet(folder / "mentions").filter(polars.col("label") == "PER").collect()
    assert people["text"].to_list() == [text for text, label, _ in mentions_of(documents) if label == "PER"]


def test_parquet_gives_the_documents_back(write: Write, documents: list[Document]) -> None:
    """Extractions equal, in order; values of fields as JSON where their type was none."""
    write("part-00000.parquet")
    restored = list(Annotated(write("part-00000.parquet", WriteOptions("utf16", columns=COLUMNS))))
    assert [each.extraction for each in restored] == [each.extraction for each in documents]
    assert restored[0].fields["n"].as_py() == 3
    assert restored[1].fields == {}


def test_parquet_columns_that_do_not_fit_are_kept_aside(tmp_path: Path, documents: list[Document]) -> None:
    """A later row with other types or fields loses nothing, and the schema stays."""
    form, _ = choose_format(tmp_path, "parquet")
    columns = {"n": "int64", "b": "bool", "x": "double", "when": pa.date32(), "other_fields": "json"}
    paths = [tmp_path / table for table in form.tables]
    writer = form.open(paths, WriteOptions(columns=columns), "")
    fields = {"n": 1 << 70, "b": 1, "x": 2, "when": pa.scalar(5), "new": {"a": None}}
    writer.write(documents[0]._replace(fields=fields))
    writer.close()
    (row,) = pq.read_table(paths[0]).to_pylist()
    assert (row["n"], row["b"], row["x"], row["when"]) == (None, None, 2.0, None)
    assert json.loads(row["other_fields"]) == {"n": 1 << 70, "b": 1, "when": 5, "new": {"a": None}}


def test_csv_is_read_by_the_module_polars_and_duckdb(write: Write, documents: list[Document]) -> None:
    """A row a mention, with entity and other fields; quotation marks and line breaks hold."""
    path = write("a.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["text"], row["label"], row["entity_id"] or None) for row in rows] == mentions_of(documents)
    assert (rows[0]["entity_name"], rows[0]["input_lang"], rows[0]["tags"]) == (
        "Vladimir Putin",
        "x",
        '["a","b""c"]'.replace('""', '\\"'),
    )
    assert rows[-1]["n"] == ""
    assert polars.read_csv(path).height == len(rows)
    assert duckdb.sql(f"select count(*) from '{path}'").fetchall() == [(len(rows),)]


def test_conll_2003_is_read_by_spacy(write: Write, documents: list[Document]) -> None:
    """Documents, sentences and names; spaCy's reader groups sentences into documents by -DOCSTART-."""
    content = write("a.conll").read_text("utf-8")
    assert content.count("-DOCSTART-") == 4
    docs = list(conll_ner_to_docs(content, n_sents=0))
    found = [("".join(ent.text.split()), ent.label_) for doc in docs for ent in doc.ents]
    assert found == [("".join(text.split()), label) for text, label, _ in mentions_of(documents)]
    lines = [line for line in content.splitlines() if line]
    assert all(len(line.split(" ")) == 4 for line in lines)
    assert "Moscow -X- -X- B-GPE" in lines and "- -X- -X- O" in lines


def test_conllu_is_read_by_conllu(write: Write, documents: list[Document]) -> None:
    """Documents, sentences whose words give their text, names and ids in MISC."""
    sentences = conllu.parse(write("a.conllu").read_text("utf-8"))
    assert [sentence.metadata["newdoc id"] for sentence in sentences if "newdoc id" in sentence.metadata] == [
        document.id for document in documents
    ]
    assert len({sentence.metadata["sent_id"] for sentence in sentences}) == len(sentences) > 6
    for sentence in sentences:
        words = "".join(
            token["form"] + (" " if (token["misc"] or {}).get("SpaceAfter") != "No" else "") for token in sentence
        )
        assert words.strip() == sentence.metadata["text"]
    starts = [token["misc"] for sentence in sentences for token in sentence if token["misc"]["name"].startswith("B-")]
    assert [(misc["name"][2:], misc.get("entity")) for misc in starts] == [m[1:] for m in mentions_of(documents)]


def test_docbin_is_read_by_spacy(write: Write, documents: list[Document]) -> None:
    """The text to the letter, names with ``kb_id_``, id and fields; a name without entry has spaCy's NIL."""
    docs = list(DocBin().from_disk(write("a.spacy")).get_docs(spacy.blank("xx").vocab))
    assert [doc.text for doc in docs] == list(TEXTS.values())
    found = [(ent.text, ent.label_, ent.kb_id_) for doc in docs for ent in doc.ents]
    assert found == [
        (text, label, "NIL" if entity and entity.startswith("nil:") else entity or "")
        for text, label, entity in mentions_of(documents)
    ]
    assert docs[0].user_data["newsner"]["id"] == documents[0].id
    assert json.loads(docs[0].user_data["newsner"]["fields"]) == FIELDS
    assert len(list(docs[0].sents)) > 1


def test_prodigy_tasks_fit_their_tokens(write: Write, documents: list[Document]) -> None:
    """Spans begin and end with tokens, tokens give the text, as Prodigy and spaCy's own alignment demand."""
    for line, document in zip(write("a.prodigy.jsonl").read_text("utf-8").splitlines(), documents, strict=True):
        task = json.loads(line)
        assert task["text"] == document.extraction.text
        assert "".join(token["text"] + " " * token["ws"] for token in task["tokens"]) == task["text"]
        for span in task["spans"]:
            assert task["tokens"][span["token_start"]]["start"] == span["start"]
            assert task["tokens"][span["token_end"]]["end"] == span["end"]
        words, spaces = [t["text"] for t in task["tokens"]], [t["ws"] for t in task["tokens"]]
        doc = spacy.tokens.Doc(spacy.blank("xx").vocab, words=words, spaces=spaces)
        tags = offsets_to_biluo_tags(doc, [(s["start"], s["end"], s["label"]) for s in task["spans"]])
        assert "-" not in tags
        assert task["meta"]["id"] == document.id


# Terms of the context that the W3C serves; a test needs no network.
CONTEXT = {
    "oa": "http://www.w3.org/ns/oa#", "as": "http://www.w3.org/ns/activitystreams#", "xsd": "http://www.w3.org/2001/XMLSchema#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "id": "@id", "type": "@type", "Annotation": "oa:Annotation",
    "AnnotationPage": "as:OrderedCollectionPage", "items": {"@id": "as:items", "@container": "@list"},
    "SpecificResource": "oa:SpecificResource", "TextualBody": "oa:TextualBody", "value": "rdf:value",
    "TextPositionSelector": "oa:TextPositionSelector", "TextQuoteSelector": "oa:TextQuoteSelector", "exact": "oa:exact",
    "start": {"@id": "oa:start", "@type": "xsd:nonNegativeInteger"}, "end": {"@id": "oa:end", "@type": "xsd:nonNegativeInteger"},
    "body": {"@id": "oa:hasBody", "@type": "@id"}, "target": {"@id": "oa:hasTarget", "@type": "@id"},
    "source": {"@id": "oa:hasSource", "@type": "@id"}, "selector": {"@id": "oa:hasSelector", "@type": "@id"},
    "prefix": "oa:prefix", "suffix": "oa:suffix",
}  # fmt: skip


def test_web_annotation_is_read_by_rdflib(write: Write, documents: list[Document]) -> None:
    """Each annotation has its target, its position, its quotation, and the entity if there is one."""
    graph = rdflib.Graph()
    for line in write("a.webanno.jsonl").read_text("utf-8").splitlines():
        page = json.loads(line)
        assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
        graph.parse(data=json.dumps({**page, "@context": CONTEXT}), format="json-ld")
    rows = graph.query("""
        prefix oa: <http://www.w3.org/ns/oa#>
        select ?source ?start ?exact where { ?a a oa:Annotation; oa:hasTarget [oa:hasSource ?source; oa:hasSelector
        [a oa:TextPositionSelector; oa:start ?start], [a oa:TextQuoteSelector; oa:exact ?exact]] }""")
    found = {(str(source), int(start), str(exact)) for source, start, exact in rows}  # type: ignore[misc]
    iris = ["https://example.org/news/1", "urn:newsner:document:a%2F%C3%A5%20b.txt", "urn:newsner:document:de%3A1"]
    assert found == {
        (iri, m.start, m.text)
        for iri, document in zip(iris, documents, strict=False)
        for m in document.extraction.mentions
    }
    entities = {
        str(each) for each in graph.objects(predicate=rdflib.URIRef("http://www.w3.org/ns/oa#hasSource"))
    } - set(iris)
    assert entities == {f"http://www.wikidata.org/entity/{qid}" for qid in ("Q7747", "Q649", "Q585")}


def test_nif_is_read_by_rdflib(write: Write, documents: list[Document]) -> None:
    """As Turtle: contexts with their text, phrases whose slice is their anchor, links to Wikidata only."""
    graph = rdflib.Graph().parse(write("a.ttl"), format="turtle")
    nif = rdflib.Namespace("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#")
    assert {str(text) for text in graph.objects(predicate=nif.isString)} == set(TEXTS.values())
    phrases = list(graph.subjects(rdflib.RDF.type, nif.Phrase))
    assert len(phrases) == len(mentions_of(documents))
    for phrase in phrases:
        text = str(graph.value(graph.value(phrase, nif.referenceContext), nif.isString))
        start, end = (int(graph.value(phrase, each)) for each in (nif.beginIndex, nif.endIndex))  # type: ignore[arg-type]
        assert text[start:end] == str(graph.value(phrase, nif.anchorOf))
    links = set(graph.objects(predicate=rdflib.URIRef("http://www.w3.org/2005/11/its/rdf#taIdentRef")))
    assert {str(link).rsplit("/", 1)[1] for link in links} == {"Q7747", "Q649", "Q585"}


def test_equal_contents_are_equal_files(write: Write) -> None:
    """Compressed ones too: neither time nor name in them."""
    first = write("a.jsonl.gz").read_bytes()
    assert write("b.jsonl.gz").read_bytes() == first
    assert gzip.decompress(first) == write("a.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("output", "name", "found"),
    [
        ("a.jsonl", None, ("jsonl", "")),
        ("a.prodigy.jsonl.gz", None, ("prodigy", "gz")),
        ("out", "jsonl.zst", ("jsonl", "zst")),
        ("a.gz", "conll", ("conll", "gz")),
        ("out", "parquet", ("parquet", "")),
    ],
)
def test_formats_are_chosen_by_name(output: str, name: str | None, found: tuple[str, str]) -> None:
    """Of the output, or as it is asked for."""
    form, compression = choose_format(Path(output), name)
    assert (form.name, compression) == found


@pytest.mark.parametrize(
    ("output", "name", "reason"),
    [
        ("a.xlsx", None, "give --format, one of jsonl"),
        ("out", "xlsx", "'xlsx' is not known"),
        ("a.spacy.gz", None, "compressed by itself"),
    ],
)
def test_unknown_formats_are_told(output: str, name: str | None, reason: str) -> None:
    """With those that are known."""
    with pytest.raises(InputValueError, match=reason):
        choose_format(Path(output), name)
