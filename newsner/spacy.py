"""newsner in a spaCy pipeline: the component ``newsner_linker``, which gives ids to what any recogniser found.

In: a ``Doc`` with entities, from a trained recogniser, an entity ruler or newsner's own. Out: ``ent.kb_id_`` of each, and
everything else in the extensions ``doc._.newsner`` (an ``Extraction``) and ``ent._.newsner`` (an ``Entity``).

    nlp.add_pipe("newsner_linker")       # an entry point: nothing to import

Labels of other schemes become ours for linking (``OTHER_LABELS``) and stay what they are in ``doc.ents``. Sources: OntoNotes 5.0
(Weischedel et al., LDC2013T19) for English, NorNE for Norwegian, WikiNER (Nothman et al. 2013) for German pipelines.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast

from pydantic_core import to_json
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from newsner.data_files import locate
from newsner.errors import InputTypeError, InputValueError
from newsner.extractor import Newsner, load
from newsner.inputs import check_lang
from newsner.kb.store import DERIVED
from newsner.labels import LABELS, PIPELINES, Label
from newsner.records import Entity, Extraction, Mention
from newsner.spans import RecognisedSpan

__all__ = ["NIL", "OTHER_LABELS", "NewsnerLinker", "find_pipeline"]

# What spaCy's own linker writes where it has looked and found no entry.
NIL: Final = "NIL"
# The label is whatever the table has under that name: WikiNER's MISC is *deutsche* as well as *Bundesliga*.
ANY: Final = "ANY"
OTHER_LABELS: Final[Mapping[str, str]] = {
    **{label: label for label in LABELS},
    "PERSON": "PER",
    "NORP": "DRV",
    "LANGUAGE": "DRV",
    "FAC": "LOC",
    "GPE_LOC": "GPE",
    "GPE_ORG": "GPE",
    "EVENT": "EVT",
    "PRODUCT": "PROD",
    "WORK_OF_ART": "PROD",
    "LAW": "PROD",
    "MISC": ANY,
}
_KEY: Final = "newsner"
# Documents whose extraction is kept after it was asked for: `ent._.newsner` is asked for entity by entity.
_REMEMBERED: Final = 16


def find_pipeline(name: str) -> Path:
    """Folder of an installed pipeline, for ``spacy.load``.

    Args:
        name: "nb" (Bokmål and Nynorsk), "en" or "de".

    Raises:
        InputValueError: another name.
        DataError: the installation lacks it.
    """
    if name not in PIPELINES:
        raise InputValueError(f"there is no pipeline {name!r}: use one of {', '.join(PIPELINES)}")
    return locate(f"models/{name}")


class NewsnerLinker:
    """Give each entity of a ``Doc`` its id. Made by ``nlp.add_pipe("newsner_linker", config={...})``.

    Args:
        newsner: whose table is used.
        lang: of the texts; "auto" detects it doc by doc.
        labels: other labels to ours, or to "ANY"; entities with a label that is not among them are left alone.
        settle: True brings spans and labels in line with the table, adds what the recogniser missed, and drops what stands
            in page furniture, as ``newsner.extract`` does; False leaves ``doc.ents`` as they are and adds ids only.
        pipeline: name and version of the pipeline, for the record.
    """

    def __init__(
        self, newsner: Newsner, lang: str, labels: Mapping[str, str], settle: bool, pipeline: str | None = None
    ) -> None:
        self._newsner = newsner
        self._lang: Any = lang
        self._labels = dict(labels)
        self._settle = settle
        self._pipeline = pipeline

    def __call__(self, doc: Doc) -> Doc:
        """Link one document, in place."""
        spans = [
            RecognisedSpan(ent.start_char, ent.end_char, label, score)
            for ent, score in _scored(doc)
            if (label := self._label_of(ent)) is not None
        ]
        extraction = self._newsner.link_spans(
            doc.text, spans, lang=self._lang, settle=self._settle, pipeline=self._pipeline
        )
        # As JSON, so that it travels with the doc to other processes and into files; the text is in the doc already.
        doc.user_data[_KEY] = extraction.model_dump_json(exclude={"text"})
        if self._settle:
            _replace_ents(doc, extraction, [ent for ent in doc.ents if self._label_of(ent) is None])
        else:
            _set_ids(doc, extraction)
        return doc

    def _label_of(self, ent: Span) -> Label | None:
        label = self._labels.get(ent.label_)
        if label != ANY:
            return cast("Label | None", label)
        kb = self._newsner.knowledge_base
        found = kb.exact(ent.text)
        return "DRV" if not found or found[0].flags & DERIVED else kb.label(found[0].entry)


def _scored(doc: Doc) -> Iterable[tuple[Span, float | None]]:
    """Entities with their probability, None from a recogniser that has none."""
    group = doc.spans.get(_KEY)
    scores = dict(zip([(span.start, span.end) for span in group], group.attrs["scores"], strict=True)) if group else {}
    return [(ent, scores.get((ent.start, ent.end))) for ent in doc.ents]


def _replace_ents(doc: Doc, extraction: Extraction, others: list[Span]) -> None:
    spans = [
        doc.char_span(mention.start, mention.end, mention.label, kb_id=_kb_id(mention))
        for mention in extraction.mentions
    ]
    # A mention that ends inside a token of a foreign tokenizer is in the record only.
    doc.set_ents(filter_spans([*(span for span in spans if span is not None), *others]))


def _set_ids(doc: Doc, extraction: Extraction) -> None:
    ents = list(doc.ents)
    for ent in ents:
        mention = _main_mention(ent, extraction)
        if mention is not None:
            ent.kb_id_ = _kb_id(mention)
    doc.set_ents(ents)


def _kb_id(mention: Mention) -> str:
    return mention.entity_id if mention.entity_id and not mention.entity_id.startswith("nil:") else NIL


def _main_mention(span: Span, extraction: Extraction) -> Mention | None:
    """The longest mention inside a span."""
    inside = [
        mention for mention in extraction.mentions if span.start_char <= mention.start and mention.end <= span.end_char
    ]
    return max(inside, key=lambda mention: mention.end - mention.start, default=None)


@lru_cache(maxsize=_REMEMBERED)
def _restore(stored: str, text: str) -> Extraction:
    return Extraction.model_validate_json(f'{{"text":{to_json(text).decode()},{stored[1:]}')


def _get_extraction(doc: Doc) -> Extraction | None:
    stored = doc.user_data.get(_KEY)
    return None if stored is None else _restore(stored, doc.text)


def _get_entity(span: Span) -> Entity | None:
    extraction = _get_extraction(span.doc)
    mention = _main_mention(span, extraction) if extraction else None
    if extraction is None or mention is None:
        return None
    return next((entity for entity in extraction.entities if entity.id == mention.entity_id), None)


# force: importing the module a second time, as reloading does, is no clash.
Doc.set_extension(_KEY, getter=_get_extraction, force=True)
Span.set_extension(_KEY, getter=_get_entity, force=True)


def create_linker(
    nlp: Language, name: str, lang: str | None, labels: dict[str, str], settle: bool, aliases: str | None
) -> NewsnerLinker:
    """Factory behind ``nlp.add_pipe("newsner_linker")``.

    Args:
        nlp: the pipeline.
        name: of the component.
        lang: "nb", "nn", "en", "de", "auto"; None takes the language of the pipeline where it is one of ours, else "auto".
        labels: added to ``OTHER_LABELS``; a label that leads to "" is left alone.
        settle: as in ``NewsnerLinker``.
        aliases: folder of a compiled alias table, None for the installed one.

    Raises:
        InputValueError: an unknown language or label, or a folder that is not there.
        InputTypeError: a value of the wrong type.
    """
    if not isinstance(settle, bool):
        raise InputTypeError(f"settle must be True or False, got {type(settle).__name__}")
    for label in labels.values():
        if label not in (*LABELS, ANY, ""):
            raise InputValueError(f"labels: {label!r} is none of {', '.join((*LABELS, ANY))}")
    known = {theirs: ours for theirs, ours in {**OTHER_LABELS, **labels}.items() if ours}
    meta = nlp.meta
    version = f"{meta['lang']}_{meta['name']}-{meta['version']}"
    chosen = check_lang(lang) if lang is not None else nlp.lang if nlp.lang in PIPELINES else "auto"
    return NewsnerLinker(load(aliases=aliases), chosen, known, settle, version)


Language.factory(
    "newsner_linker",
    requires=["doc.ents"],
    assigns=["doc.ents", "token.ent_kb_id", "doc._.newsner", "span._.newsner"],
    default_config={"lang": None, "labels": {}, "settle": False, "aliases": None},
    func=create_linker,
)
