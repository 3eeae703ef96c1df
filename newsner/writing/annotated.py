"""Formats made of tokens: CoNLL-2003, CoNLL-U, Prodigy's JSON Lines, spaCy's DocBin.

Sources: https://www.clips.uantwerpen.be/conll2003/ner/ (IOB2 as all readers take it), https://universaldependencies.org/format.html
(``name=B-PER`` in MISC, as NorNE has it), https://prodi.gy/docs/api-interfaces#spans, https://spacy.io/api/docbin.
White space tokens of spaCy are left out of both CoNLL formats, which have no place for them.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from newsner.writing.documents import Document, WriteOptions, to_json, to_plain
from newsner.writing.tokens import tokenise

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_DOCSTART: Final = "-DOCSTART- -X- -X- O\n\n"


def render_conll(document: Document, options: WriteOptions) -> str:
    """CoNLL-2003: word, two columns that stay empty (``-X-``), IOB2 tag; a blank line behind each sentence."""
    with tokenise(document.extraction) as doc:
        sentences = ["".join(f"{_form(token)} -X- -X- {_tag(token)}\n" for token in _words(span)) for span in doc.sents]
    return _DOCSTART + "".join(f"{sentence}\n" for sentence in sentences if sentence)


def render_conllu(document: Document, options: WriteOptions) -> str:
    """CoNLL-U with names in MISC: ``name=B-PER``, and ``entity=Q7747`` on the first word of a linked name."""
    lines: list[str] = []
    entity_ids = {mention.start: mention.entity_id for mention in document.extraction.mentions}
    with tokenise(document.extraction) as doc:
        filled = [span for span in doc.sents if _words(span)]
        for number, span in enumerate(filled, 1):
            lines += [f"# newdoc id = {_one_line(document.id)}"] * (number == 1)
            lines += [f"# sent_id = {_one_line(document.id)}-{number}", f"# text = {_one_line(span.text)}"]
            for index, token in enumerate(_words(span), 1):
                misc = _misc(token, entity_ids.get(token.idx) if token.ent_iob_ == "B" else None)
                lines.append(f"{index}\t{_form(token)}\t_\t_\t_\t_\t_\t_\t_\t{misc}")
            lines.append("")
    return "".join(f"{line}\n" for line in lines)


def render_prodigy(document: Document, options: WriteOptions) -> str:
    """A task of Prodigy: text, tokens, spans with ``kb_id``; id and other fields are its ``meta``."""
    with tokenise(document.extraction) as doc:
        tokens = [
            {
                "text": token.text,
                "start": token.idx,
                "end": token.idx + len(token),
                "id": token.i,
                "ws": bool(token.whitespace_),
            }
            for token in doc
        ]
        spans = [
            {
                "start": ent.start_char,
                "end": ent.end_char,
                "token_start": ent.start,
                "token_end": ent.end - 1,
                "label": ent.label_,
                "kb_id": ent.kb_id_,
            }
            for ent in doc.ents
        ]
    meta = {"id": document.id} | {name: to_plain(value) for name, value in document.fields.items()}
    return to_json({"text": document.extraction.text, "meta": meta, "tokens": tokens, "spans": spans}) + "\n"


class DocBinWriter:
    """Writes a ``.spacy`` file: ``doc.ents`` with ``kb_id_``, id and other fields in ``doc.user_data["newsner"]``."""

    def __init__(self, path: Path) -> None:
        from spacy.tokens import DocBin

        self._path = path
        self._docs = DocBin(attrs=["ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "SENT_START"], store_user_data=True)

    def write(self, document: Document) -> None:
        """Add a document."""
        with tokenise(document.extraction) as doc:
            fields = {name: to_plain(value) for name, value in document.fields.items()}
            doc.user_data["newsner"] = {"id": document.id, "lang": document.extraction.lang, "fields": to_json(fields)}
            self._docs.add(doc)

    def close(self) -> None:
        """Finish the file."""
        self._docs.to_disk(self._path)


def _words(span: "Span") -> list["Token"]:
    return [token for token in span if not token.is_space]


def _form(token: "Token") -> str:
    # A column ends at white space; only no-break spaces are ever inside a token.
    return "_".join(token.text.split())


def _tag(token: "Token") -> str:
    return f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O"


def _misc(token: "Token", entity_id: str | None) -> str:
    parts: list[Any] = [f"name={_tag(token)}"]
    parts += [f"entity={entity_id}"] * bool(entity_id)
    parts += ["SpaceAfter=No"] * (not token.whitespace_ and token.i + 1 < len(token.doc) and not token.nbor().is_space)
    return "|".join(parts)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def join_docbins(parts: Iterable[Path], output: Path) -> None:
    """One file of several, which are in memory for that time."""
    from spacy.tokens import DocBin

    joined: DocBin | None = None
    for part in parts:
        docs = DocBin(store_user_data=True).from_disk(part)
        if joined is None:
            joined = docs
        else:
            joined.merge(docs)
    (joined or DocBin()).to_disk(output)
