"""``Newsner``: a text in, an ``Extraction`` out, by the stages of the flow in their order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date as Date
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, Final, Literal, NamedTuple, TypeVar, overload

from newsner.data_files import locate
from newsner.errors import InputTypeError, InputValueError, LanguageError, NewsnerError
from newsner.inputs import check_lang, check_min_score, check_text
from newsner.kb.opening import AliasSource, open_aliases
from newsner.kb.store import KnowledgeBase
from newsner.labels import LANG_TO_PIPELINE, Lang
from newsner.language import detect_language
from newsner.layout import find_zones
from newsner.linking import Linker
from newsner.mentions import find_mentions
from newsner.output import Explanation, build_extraction, explain_links, lookup_candidates
from newsner.recognition.pipelines import Pipelines
from newsner.records import Candidate, Extraction, Failure, Warning
from newsner.spans import Link, MentionSpan, RecognisedSpan
from newsner.streams import BatchReader, run_batches
from newsner.tidying import tidy_span
from newsner.version import __version__

C = TypeVar("C")
T = TypeVar("T")
OnError = Literal["raise", "skip", "record"]
OnLanguage = Literal["warn", "raise"]
LangOption = Literal["auto", "nb", "nn", "en", "de", "no"]
# Texts worked on together. More gain nothing: recognition is fast from about 10 000 words a batch on.
BATCH_SIZE: Final = 32
# Longer texts get a warning, since an article of this many characters is probably a whole file of them.
LONG_TEXT: Final = 1_000_000
# Threads that arrive together open the table once. Of the module, since a lock in the object could not be pickled.
_OPENING: Final = Lock()


class _Routed(NamedTuple):
    """A text with what was found out before recognition; ``lang`` None: nothing to recognise."""

    text: str
    lang: Lang | None
    shown: Lang | Literal["und"]
    score: float | None
    warnings: tuple[Warning, ...]


class Newsner:
    """Pipelines and alias table under one roof; made by ``newsner.load()``.

    Nothing is loaded before it is needed. One object may be used from several threads at once.
    """

    def __init__(
        self,
        *,
        knowledge_base: KnowledgeBase | None = None,
        pipelines: Pipelines | None = None,
        on_language: OnLanguage = "warn",
    ) -> None:
        self._kb = knowledge_base
        self._pipelines = pipelines or Pipelines()
        self._on_language = on_language
        self._linkers: dict[Lang, Linker] = {}

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_linkers": {}}

    @property
    def knowledge_base(self) -> KnowledgeBase:
        """The alias table, opened at first use."""
        if self._kb is None:
            with _OPENING:
                self._kb = self._kb or KnowledgeBase.open(locate("table"))
        return self._kb

    def add_aliases(self, aliases: AliasSource) -> "Newsner":
        """A new ``Newsner`` with a user's table on top of this one's; this one stays as it is.

        Args:
            aliases: as in ``load``.

        Raises:
            InputValueError: a row is wrong; the message gives file, line, column and the next step.
            DataError: a compiled table is damaged.
        """
        kb = open_aliases(self.knowledge_base, aliases)
        return Newsner(knowledge_base=kb, pipelines=self._pipelines, on_language=self._on_language)

    def extract(
        self,
        text: str,
        *,
        lang: LangOption = "auto",
        date: Date | None = None,
        link: bool = True,
        min_score: float | None = None,
    ) -> Extraction:
        """Find who, what and where in one text.

        Args:
            text: an article, a caption, a headline; any length.
            lang: "auto" detects it; "no" is taken as "nb".
            date: of the article: who was in office then is meant sooner than a namesake. None reads a date off the text.
            link: False finds mentions only; ``entities`` is then ().
            min_score: 0.0-1.0, drops mentions whose score is below; nothing else changes.

        Returns:
            The extraction; of an empty text one without mentions.

        Raises:
            InputTypeError: ``text`` is no str (a list: call ``extract_many``), or another argument has a wrong type.
            InputValueError: an unknown ``lang``, a ``min_score`` out of range, a lone surrogate in the text.
            LanguageError: another language, where the object was loaded with ``on_language="raise"``.
            DataError: a pipeline or the table is missing or damaged.
        """
        options = _Options.check(lang, date, link, min_score)
        return self._extract_batch([check_text(text)], options)[0]

    @overload
    def extract_many(
        self,
        texts: Iterable[str],
        *,
        lang: LangOption = ...,
        link: bool = ...,
        min_score: float | None = ...,
        as_tuples: Literal[False] = ...,
        batch_size: int = ...,
        n_process: int = ...,
        on_error: Literal["raise", "skip"] = ...,
    ) -> Iterator[Extraction]: ...
    @overload
    def extract_many(
        self,
        texts: Iterable[str],
        *,
        lang: LangOption = ...,
        link: bool = ...,
        min_score: float | None = ...,
        as_tuples: Literal[False] = ...,
        batch_size: int = ...,
        n_process: int = ...,
        on_error: Literal["record"],
    ) -> Iterator[Extraction | Failure]: ...
    @overload
    def extract_many(
        self,
        texts: Iterable[tuple[str, C]],
        *,
        lang: LangOption = ...,
        link: bool = ...,
        min_score: float | None = ...,
        as_tuples: Literal[True],
        batch_size: int = ...,
        n_process: int = ...,
        on_error: Literal["raise", "skip"] = ...,
    ) -> Iterator[tuple[Extraction, C]]: ...
    @overload
    def extract_many(
        self,
        texts: Iterable[tuple[str, C]],
        *,
        lang: LangOption = ...,
        link: bool = ...,
        min_score: float | None = ...,
        as_tuples: Literal[True],
        batch_size: int = ...,
        n_process: int = ...,
        on_error: Literal["record"],
    ) -> Iterator[tuple[Extraction | Failure, C]]: ...

    def extract_many(
        self,
        texts: Iterable[Any],
        *,
        lang: LangOption = "auto",
        link: bool = True,
        min_score: float | None = None,
        as_tuples: bool = False,
        batch_size: int = BATCH_SIZE,
        n_process: int = 1,
        on_error: OnError = "raise",
    ) -> Iterator[Any]:
        """Extract from many texts, lazily, in input order; languages may be mixed.

        Args:
            texts: any iterable of str, endless ones too; with ``as_tuples`` of ``(str, context)``.
            lang: as in ``extract``, for all texts.
            link: as in ``extract``.
            min_score: as in ``extract``.
            as_tuples: give ``(extraction, context)`` pairs.
            batch_size: texts worked on together, 1 or more; so many are read before the first result comes.
            n_process: worker processes; each loads its own pipelines, the table is shared. Two batches a process are
                read ahead. Above 1 the call belongs under ``if __name__ == "__main__":``.
            on_error: "raise" stops at the first bad text, "skip" leaves it out, "record" gives a ``Failure`` for it.

        Raises:
            InputTypeError: ``texts`` is one str or not iterable; with "raise" as in ``extract``.
            InputValueError: an option out of range; with "raise" as in ``extract``.
            NewsnerError: the worker processes cannot start, or one was killed.
            Exception: what ``texts`` itself raises, unchanged, behind the results of all texts before it.
        """
        options = _Options.check(lang, None, link, min_score)
        if isinstance(texts, str | bytes) or not isinstance(texts, Iterable):
            raise InputTypeError(
                f"texts must be an iterable of str, got {type(texts).__name__}: for one text call extract(text)"
            )
        if on_error not in ("raise", "skip", "record"):
            raise InputValueError(f"on_error {on_error!r} is not known: use 'raise', 'skip' or 'record'")
        for name, number in (("batch_size", batch_size), ("n_process", n_process)):
            if isinstance(number, bool) or not isinstance(number, int):
                raise InputTypeError(f"{name} must be an int, got {type(number).__name__}")
            if number < 1:
                raise InputValueError(f"{name} must be 1 or more, got {number}")
        return self._stream(iter(texts), options, as_tuples, batch_size, n_process, on_error)

    def _stream(
        self, texts: Iterator[Any], options: "_Options", as_tuples: bool, size: int, n_process: int, on_error: OnError
    ) -> Iterator[Any]:
        index = 0
        reader = BatchReader(texts, size, as_tuples)
        for batch, results in run_batches(reader, self._make_worker(options), n_process):
            for result, context in zip(results, batch.contexts, strict=True):
                if isinstance(result, NewsnerError):
                    if on_error == "raise":
                        raise result
                    if on_error == "record":
                        failure = Failure(index=index, error=type(result).__name__, message=str(result))
                        yield (failure, context) if as_tuples else failure
                else:
                    yield (result, context) if as_tuples else result
                index += 1

    def make_worker(
        self, *, lang: LangOption = "auto", link: bool = True, min_score: float | None = None
    ) -> Callable[[list[Any]], list[Extraction | NewsnerError]]:
        """What ``extract_many`` runs on each batch, for programs that have more to do in the same process; it can be pickled.

        Args:
            lang: as in ``extract``.
            link: as in ``extract``.
            min_score: as in ``extract``.

        Returns:
            A function from texts to one extraction each, or to the error itself for what cannot be worked on.

        Raises:
            InputTypeError: an argument has a wrong type.
            InputValueError: an unknown ``lang``, a ``min_score`` out of range.
        """
        return self._make_worker(_Options.check(lang, None, link, min_score))

    def _make_worker(self, options: "_Options") -> Callable[[list[Any]], list[Extraction | NewsnerError]]:
        return partial(self.extract_checked, options=options)

    def extract_checked(self, texts: Sequence[Any], options: "_Options") -> list[Extraction | NewsnerError]:
        """One result a text; the error itself for a text that cannot be worked on."""
        results: list[Extraction | NewsnerError | None] = [None] * len(texts)
        good: list[int] = []
        for index, text in enumerate(texts):
            try:
                check_text(text)
                good.append(index)
            except NewsnerError as error:
                results[index] = error
        try:
            found: Sequence[Extraction | NewsnerError] = self._extract_batch([texts[index] for index in good], options)
        except LanguageError:
            found = [self._extract_or_error(texts[index], options) for index in good]
        for index, extraction in zip(good, found, strict=True):
            results[index] = extraction
        return [result for result in results if result is not None]

    def _extract_or_error(self, text: str, options: "_Options") -> Extraction | NewsnerError:
        try:
            return self._extract_batch([text], options)[0]
        except LanguageError as error:
            return error

    def _extract_batch(self, texts: Sequence[str], options: "_Options") -> list[Extraction]:
        return self._run_stages(texts, options, self._build_own)

    def _run_stages(
        self,
        texts: Sequence[str],
        options: "_Options",
        finish: "Callable[[_Routed, Sequence[MentionSpan], Sequence[Link] | None], T]",
    ) -> "list[T]":
        # 1. Language: which pipeline reads the text.
        routed = [self._route(text, options.lang) for text in texts]
        # 2. Recognition: by pipeline, many texts at once.
        spans: list[Any] = [[] for _ in texts]
        for pipeline in sorted({LANG_TO_PIPELINE[item.lang] for item in routed if item.lang}):
            indices = [i for i, item in enumerate(routed) if item.lang and LANG_TO_PIPELINE[item.lang] == pipeline]
            for index, found in zip(
                indices, self._pipelines.recognise(pipeline, [texts[i] for i in indices]), strict=True
            ):
                spans[index] = found
        results = []
        for item, recognised in zip(routed, spans, strict=True):
            # 3. and 4. Layout, mentions; without linking the table is not opened.
            mentions = self._settle(item, recognised, self.knowledge_base if options.link else None)
            # 5. Linking.
            links = self._link(item, mentions, options.date) if options.link else None
            if options.min_score is not None:
                kept = [i for i, mention in enumerate(mentions) if (mention.score or 0.0) >= options.min_score]
                mentions = [mentions[i] for i in kept]
                links = None if links is None else [links[i] for i in kept]
            # 6. Records.
            results.append(finish(item, mentions, links))
        return results

    def _settle(
        self, item: _Routed, recognised: Iterable[RecognisedSpan], kb: KnowledgeBase | None
    ) -> list[MentionSpan]:
        if item.lang is None:
            return []
        # Layout tells what of the text is article and what is page furniture.
        return find_mentions(item.text, item.lang, find_zones(item.text), recognised, kb)

    def _link(self, item: _Routed, mentions: Sequence[MentionSpan], date: Date | None = None) -> list[Link]:
        if item.lang is None:
            return []
        if item.lang not in self._linkers:
            self._linkers[item.lang] = Linker(self.knowledge_base, item.lang)
        return self._linkers[item.lang].link(mentions, item.text, date)

    def link_spans(
        self,
        text: str,
        spans: Sequence[RecognisedSpan],
        *,
        lang: LangOption = "auto",
        settle: bool = False,
        pipeline: str | None = None,
    ) -> Extraction:
        """Give ids to what another recogniser found; the way in for `newsner.spacy`.

        Args:
            text: as in ``extract``.
            spans: what was found, in text order and without overlap; scores may be None.
            lang: as in ``extract``.
            settle: True merges the spans with the table and the rules for mentions, as ``extract`` does with its own
                recogniser; False keeps each span and label, without the titles and articles around a name.
            pipeline: name and version of the recogniser, for the record.

        Raises:
            As ``extract`` does.
        """
        item = self._route(check_text(text), check_lang(lang))
        mentions = self._settle(item, spans, self.knowledge_base) if settle else _keep(item, spans)
        return self._build(item, mentions, self._link(item, mentions), pipeline)

    def _build_own(self, item: _Routed, mentions: Sequence[MentionSpan], links: Sequence[Link] | None) -> Extraction:
        pipeline = self._pipelines.get(LANG_TO_PIPELINE[item.lang]).version if item.lang else None
        return self._build(item, mentions, links, pipeline)

    def _build(
        self,
        item: _Routed,
        mentions: Sequence[MentionSpan],
        links: Sequence[Link] | None,
        pipeline: str | None,
    ) -> Extraction:
        kb = self.knowledge_base if links is not None else None
        versions = {
            "newsner": __version__,
            "pipeline": pipeline,
            "knowledge_base": kb.version if kb is not None else None,
        }
        return build_extraction(item.text, item.shown, item.score, item.warnings, mentions, links, versions, kb)

    def _route(self, text: str, lang: str) -> _Routed:
        warnings: list[Warning] = []
        if len(text) > LONG_TEXT:
            message = f"{len(text)} characters in one text: read whole, but articles extract better one by one"
            warnings.append(Warning(code="length", message=message))
        if lang != "auto":
            shown: Any = lang
            return _Routed(text, shown if text.strip() else None, shown, None, tuple(warnings))
        found = detect_language(text)
        if found.warning is not None:
            code, message = found.warning
            if self._on_language == "raise":
                raise LanguageError(f"{message}; text starts {text.strip()[:60]!r}")
            warnings.append(Warning(code=code, message=message))
        if found.lang == "und":
            return _Routed(text, None, "und", found.score, tuple(warnings))
        return _Routed(text, found.lang, found.lang, found.score, tuple(warnings))

    def explain(self, text: str, *, lang: LangOption = "auto", date: Date | None = None) -> Explanation:
        """The same decision as ``extract`` with what was considered for each mention.

        Args and errors as in ``extract``.
        """
        options = _Options.check(lang, date, True, None)

        def finish(item: _Routed, mentions: Sequence[MentionSpan], links: Sequence[Link] | None) -> Explanation:
            extraction = self._build_own(item, mentions, links)
            evidence = explain_links(mentions, links or (), self.knowledge_base)
            return Explanation(extraction=extraction, evidence=evidence)

        return self._run_stages([check_text(text)], options, finish)[0]

    def lookup(self, name: str, *, lang: LangOption | None = None) -> list[Candidate]:
        """Entries that a name may mean, best first; [] if there is none.

        Args:
            name: any spelling, short forms and inflected forms too.
            lang: whose spelling it is; None tries all.

        Raises:
            InputTypeError: ``name`` is no str.
            InputValueError: an unknown ``lang``.
        """
        check_text(name)
        langs: tuple[Any, ...] = ("nb", "nn", "en", "de")
        if lang is not None and check_lang(lang) != "auto":
            langs = (check_lang(lang),)
        return lookup_candidates(self.knowledge_base, name, langs)

    def versions(self) -> dict[str, str]:
        """Versions of the package, of each pipeline and of the table."""
        return {
            "newsner": __version__,
            **self._pipelines.versions(),
            "knowledge_base": self.knowledge_base.version,
        }


def _keep(item: _Routed, spans: Iterable[RecognisedSpan]) -> list[MentionSpan]:
    if item.lang is None:
        return []
    tidy = [part for span in spans for part in tidy_span(item.text, item.lang, span)]
    return [MentionSpan(start, end, label, item.text[start:end], score) for start, end, label, score in tidy]


class _Options(NamedTuple):
    """Checked options of a call."""

    lang: str
    date: Date | None
    link: bool
    min_score: float | None

    @classmethod
    def check(cls, lang: Any, date: Any, link: Any, min_score: Any) -> "_Options":
        if date is not None and not isinstance(date, Date):
            raise InputTypeError(f"date must be a datetime.date, got {type(date).__name__}")
        if not isinstance(link, bool):
            raise InputTypeError(f"link must be True or False, got {type(link).__name__}")
        return cls(check_lang(lang), date, link, check_min_score(min_score))


def load(
    *, aliases: AliasSource | None = None, models: str | Path | None = None, on_language: OnLanguage = "warn"
) -> Newsner:
    """A ``Newsner`` with other data or other manners than the default one.

    Args:
        aliases: a table of the user's own over the installed one, or several, of which the last wins: a `.csv`, `.tsv` or
            `.jsonl` file, or a folder that ``newsner aliases compile`` wrote (docs/aliases.md). A folder that
            ``newsner.kb.compiler`` wrote takes the place of the installed table. None takes the installed one.
        models: folder with pipelines ``nb``, ``en`` and ``de``; None takes the installed ones.
        on_language: "raise" makes a text in another language or script an error, "warn" a warning.

    Raises:
        InputValueError: an unknown ``on_language``, a file or folder that is not there, a wrong row of a user's table.
        DataError: a damaged table.
    """
    if on_language not in ("warn", "raise"):
        raise InputValueError(f"on_language {on_language!r} is not known: use 'warn' or 'raise'")
    if models is not None and not Path(models).is_dir():
        raise InputValueError(f"models: there is no folder {str(models)!r}")
    return Newsner(
        knowledge_base=open_aliases(None, aliases) if aliases else None,
        pipelines=Pipelines(Path(models)) if models else None,
        on_language=on_language,
    )
