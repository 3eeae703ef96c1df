"""Formats of the web of data: W3C Web Annotation and NIF 2.0.

Sources: https://www.w3.org/TR/annotation-model/ (offsets are code points by 4.2.2), NIF 2.0 core ontology
(https://persistence.uni-leipzig.org/nlp2rdf/), ITS 2.0 in RDF, classes of the NERD ontology (http://nerd.eurecom.fr/ontology).
IRIs: of an entity its Wikidata IRI, or a URN for own ids; names without entry have none. Of a document its id where that is an
http(s) or URN IRI, else ``urn:newsner:document:`` and the id, percent-encoded.
"""

import re
from typing import Any, Final
from urllib.parse import quote

from newsner.extras import require
from newsner.records import Entity, Extraction, Mention
from newsner.writing.documents import Document, WriteOptions, to_json

_IRI: Final = re.compile(r"(?:https?://|urn:)[^\s<>\"{}|\\^`]+\Z")
_CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"
# Characters around a quotation: enough to find it again where the offsets no longer hold.
_AROUND: Final = 32
_NIF: Final = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"
_ITS: Final = "http://www.w3.org/2005/11/its/rdf#"
_NERD: Final = "http://nerd.eurecom.fr/ontology#"
_LABEL_TO_CLASS: Final = {
    "PER": "Person", "ORG": "Organization", "GPE": "Location", "LOC": "Location", "EVT": "Event", "PROD": "Product",
}  # fmt: skip


def render_web_annotation(document: Document, options: WriteOptions) -> str:
    """A line of JSON-LD: an ``AnnotationPage`` with an annotation a mention."""
    source = document_iri(document.id)
    items = [
        {
            "id": f"{source}#newsner-{index}",
            "type": "Annotation",
            "motivation": "identifying" if iri else "tagging",
            "body": _bodies(mention, iri),
            "target": {"source": source, "selector": _selectors(mention, document.extraction, options)},
        }
        for index, (mention, iri) in enumerate(_linked(document.extraction))
    ]
    page = {"@context": _CONTEXT, "id": f"{source}#newsner", "type": "AnnotationPage", "items": items}
    return to_json(page) + "\n"


def render_nif(document: Document, options: WriteOptions) -> str:
    """N-Triples, which every Turtle reader takes: a ``nif:Context`` a document, a ``nif:Phrase`` a mention.

    Raises:
        MissingExtraError: rdflib is not installed.
    """
    rdflib = require("rdflib", "rdf")
    nif, its = rdflib.Namespace(_NIF), rdflib.Namespace(_ITS)
    graph = rdflib.Graph()
    source, extraction = document_iri(document.id), document.extraction

    def add_string(start: int, end: int, kind: Any) -> Any:
        node = rdflib.URIRef(f"{source}#char={start},{end}")
        for each in (kind, nif.RFC5147String):
            graph.add((node, rdflib.RDF.type, each))
        for name, offset in ((nif.beginIndex, start), (nif.endIndex, end)):
            graph.add((node, name, rdflib.Literal(offset, datatype=rdflib.XSD.nonNegativeInteger)))
        return node

    context = add_string(0, len(extraction.text), nif.Context)
    if options.keep_text:
        graph.add((context, nif.isString, rdflib.Literal(extraction.text)))
    for mention, iri in _linked(extraction):
        node = add_string(mention.start, mention.end, nif.Phrase)
        graph.add((node, nif.referenceContext, context))
        graph.add((node, nif.anchorOf, rdflib.Literal(mention.text)))
        if iri:
            graph.add((node, its.taIdentRef, rdflib.URIRef(iri)))
        if mention.label in _LABEL_TO_CLASS:
            graph.add((node, its.taClassRef, rdflib.URIRef(_NERD + _LABEL_TO_CLASS[mention.label])))
        if mention.link_score is not None:
            graph.add((node, its.taConfidence, rdflib.Literal(mention.link_score)))
    # A graph has no order; the same document gives the same lines.
    return "".join(f"{line}\n" for line in sorted(graph.serialize(format="nt").splitlines()) if line)


def document_iri(document_id: str) -> str:
    """The IRI of a document."""
    return document_id if _IRI.match(document_id) else f"urn:newsner:document:{quote(document_id, safe='')}"


def entity_iri(entity: Entity) -> str | None:
    """The IRI of an entity; None for a name that the table lacks."""
    if entity.is_nil:
        return None
    if entity.wikidata_id:
        return f"http://www.wikidata.org/entity/{entity.wikidata_id}"
    return f"urn:newsner:entity:{entity.id.removeprefix('newsner:')}"


def _linked(extraction: Extraction) -> list[tuple[Mention, str | None]]:
    iris = {entity.id: entity_iri(entity) for entity in extraction.entities}
    return [(mention, iris.get(mention.entity_id or "")) for mention in extraction.mentions]


def _bodies(mention: Mention, iri: str | None) -> list[dict[str, str]]:
    tag = {"type": "TextualBody", "purpose": "tagging", "value": mention.label}
    return [{"type": "SpecificResource", "purpose": "identifying", "source": iri}, tag] if iri else [tag]


def _selectors(mention: Mention, extraction: Extraction, options: WriteOptions) -> list[dict[str, Any]]:
    quotation = {"type": "TextQuoteSelector", "exact": mention.text}
    if options.keep_text:
        quotation["prefix"] = extraction.text[max(0, mention.start - _AROUND) : mention.start]
        quotation["suffix"] = extraction.text[mention.end : mention.end + _AROUND]
    return [{"type": "TextPositionSelector", "start": mention.start, "end": mention.end}, quotation]
