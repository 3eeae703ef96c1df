"""The annotated texts that pipelines are scored on: dev parts of public corpora, and the project's own articles.

Each set says which labels its headline figure counts. They are those that the corpus marks as docs/annotation.md does; a
corpus with one label for places has GPE and LOC counted as one, and so have our own articles, to be comparable.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from newsner.corpora.annotated import AnnotatedText, GoldSpan
from newsner.corpora.sources import PLACE, SOURCES, Part, PlaceSplitter, read_source
from newsner.errors import DataError
from newsner.evaluation import GoldArticle
from newsner.labels import LABELS, LANG_TO_PIPELINE, LANGS, Lang
from newsner.measuring.judging import PLACE_CLASS

_GERMEVAL_DEV: Final = "germeval2014/NER-de-dev.tsv"
# Texts of our own; those of the Norwegian pipeline are half Nynorsk.
_OWN_TEXTS: Final[dict[str, Lang]] = {"own-nb": "nb", "own-en": "en", "own-de": "de"}
# Texts taken as one document where a corpus of running text marks none (NorNE dev).
_BLOCK: Final = 20
CORE_LABELS: Final = ("PER", "ORG", PLACE_CLASS)


class GoldSet(NamedTuple):
    """Texts to score on.

    Attributes:
        name: unique, for tables and meta.json.
        lang: language of the texts.
        counted: labels of the headline figure.
        shown: further labels with a figure of their own.
        merge_places: whether GPE and LOC are one class in it.
        texts: the gold.
    """

    name: str
    lang: Lang
    counted: tuple[str, ...]
    shown: tuple[str, ...]
    merge_places: bool
    texts: tuple[AnnotatedText, ...]

    def in_case(self, case: str) -> tuple[AnnotatedText, ...]:
        """The texts in "upper" or "lower" case."""
        return tuple(text.in_case(str.upper if case == "upper" else str.lower) for text in self.texts)


class _DevSet(NamedTuple):
    lang: Lang
    source: str
    counted: tuple[str, ...]
    shown: tuple[str, ...] = ()


# The sets and labels of the project's accuracy floors. GermEval is half Wikipedia; its news half is what counts.
_DEV_SETS: Final = {
    "norne-nob": _DevSet("nb", "norne-nob", LABELS),
    "norne-nno": _DevSet("nn", "norne-nno", LABELS),
    "worldwide": _DevSet("en", "worldwide", CORE_LABELS, ("PROD", "DRV")),
    "ewt": _DevSet("en", "ewt", CORE_LABELS),
    "germeval-news": _DevSet("de", "germeval", CORE_LABELS, ("DRV",)),
    "smartdata": _DevSet("de", "smartdata", ("PER", "ORG"), (PLACE_CLASS,)),
}


def read_dev_sets(corpora: Path, pipeline: str) -> Iterator[GoldSet]:
    """The dev sets of a pipeline.

    Args:
        corpora: folder of the corpora.
        pipeline: nb, en or de.

    Raises:
        DataError: a corpus file is missing.
    """
    for name, dev in _DEV_SETS.items():
        if LANG_TO_PIPELINE[dev.lang] == pipeline:
            texts = _read_texts(dev.source, corpora, "dev")
            if name == "germeval-news":
                texts = _keep_news(texts, corpora / _GERMEVAL_DEV)
            yield GoldSet(name, dev.lang, dev.counted, dev.shown, has_one_place_label(dev.source), texts)


def read_tuning_sets(corpora: Path, sources: Iterable[str]) -> Iterator[GoldSet]:
    """The tuning parts of our own texts and of those corpora that have a dev set, all labels counted."""
    langs = {dev.source: dev.lang for dev in _DEV_SETS.values()} | _OWN_TEXTS
    for source in (source for source in sources if source in langs):
        merged = has_one_place_label(source)
        texts = _read_texts(source, corpora, "tune")
        yield GoldSet(source, langs[source], (*LABELS, PLACE_CLASS), (), merged, texts)


def group_articles(articles: Iterable[GoldArticle], pipeline: str) -> Iterator[GoldSet]:
    """Our own articles as one set a language of the pipeline, named ``articles-LANG``."""
    listed = list(articles)
    for lang in LANGS:
        texts = tuple(_to_text(article) for article in listed if article.lang == lang)
        if texts and LANG_TO_PIPELINE[lang] == pipeline:
            yield GoldSet(f"articles-{lang}", lang, CORE_LABELS, ("EVT", "PROD", "DRV"), True, texts)


def has_one_place_label(source: str) -> bool:
    """Whether a corpus has one label for all places."""
    return PLACE in SOURCES[source].rules.values()


def _read_texts(source: str, corpora: Path, part: Part) -> tuple[AnnotatedText, ...]:
    texts = read_source(source, corpora, part, PlaceSplitter())
    return tuple(
        text if text.document else text._replace(document=f"block {index // _BLOCK}")
        for index, text in enumerate(texts)
    )


def _to_text(article: GoldArticle) -> AnnotatedText:
    spans = tuple(GoldSpan(start, end, frozenset((label,))) for start, end, label, _ in article.mentions)
    return AnnotatedText(article.text, spans, frozenset(), article.id)


def _keep_news(texts: tuple[AnnotatedText, ...], path: Path) -> tuple[AnnotatedText, ...]:
    """Sentences whose source line does not name Wikipedia, with that line as their document."""
    with path.open(encoding="utf8") as file:
        origins = [line.split("\t")[1] for line in file if line.startswith("#\t")]
    if len(origins) != len(texts):
        raise DataError(f"{path} has {len(origins)} source lines for {len(texts)} sentences: take the published file")
    pairs = zip(texts, origins, strict=True)
    return tuple(text._replace(document=origin) for text, origin in pairs if "wikipedia" not in origin)
