"""Articles with gold mentions: read, check and write them.

In: a folder of ``NAME.LANG.txt`` and ``NAME.LANG.tsv`` pairs with one ``entities.tsv``, a JSONL file with one article
a line, or a draft whose text is marked up as ``[[Putins|PER|putin]]``. Out: ``GoldArticle`` records.

Source of the rules: docs/annotation.md (what a mention is, section "Gold format").
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from newsner.errors import InputValueError, SeedError
from newsner.labels import LABELS, LANGS, Label, Lang
from newsner.records import EntityLabel

ENTITIES_FILE: Final = "entities.tsv"
MENTION_COLUMNS: Final = ("start", "end", "surface", "label", "entity")
ENTITY_COLUMNS: Final = ("entity", "label", "name", "id", "known", "note")
ENTITY_LABELS: Final[tuple[EntityLabel, ...]] = get_args(EntityLabel)

_LABEL_OF: Final[dict[str, Label]] = {label: label for label in LABELS}
_ENTITY_LABEL_OF: Final[dict[str, EntityLabel]] = {label: label for label in ENTITY_LABELS}
_LANG_OF: Final[dict[str, Lang]] = {lang: lang for lang in LANGS}
_MARK: Final = re.compile(r"\[\[([^\[\]|]+)\|([^\[\]|]+)\|([^\[\]|]+)\]\]")
_TABLE_ID: Final = re.compile(r"Q[1-9]\d*|newsner:E\d{7}")


class GoldMention(NamedTuple):
    """Characters ``[start, end)`` of the text (code points), the label, and the key of the entity."""

    start: int
    end: int
    label: Label
    entity: str


class GoldEntity(NamedTuple):
    """What a key stands for.

    Attributes:
        label: of the entity itself, never DRV.
        name: canonical name, the English Wikipedia title where there is one.
        id: QID or ``newsner:E...``; None where no table has it or where nobody has looked yet.
        known: whether a table should have it; False for people and bodies that must come out as NIL.
        note: for people.
    """

    label: EntityLabel
    name: str
    id: str | None
    known: bool
    note: str = ""


class GoldArticle(NamedTuple):
    """A text with its mentions, sorted and not overlapping, and what their keys stand for.

    ``entities`` may hold keys of other articles too, and is empty where the source says nothing of entities.
    """

    id: str
    lang: Lang
    text: str
    mentions: tuple[GoldMention, ...]
    entities: Mapping[str, GoldEntity]


def read_gold(path: Path) -> list[GoldArticle]:
    """Read and check a gold folder or a gold JSONL file.

    Args:
        path: folder as in docs/annotation.md, or a ``.jsonl`` file with lines
            ``{"id", "lang", "text", "mentions": [{"start", "end", "label", "entity"}]}`` and optionally
            ``"entities": [{"entity", "label", "name", "id"}]``, where ``"known"`` is taken from ``id`` unless given.

    Returns:
        The articles, of a folder sorted by name, of a file in its order; never empty.

    Raises:
        InputValueError: there is nothing at the path.
        SeedError: a line breaks a rule; the message names file and line.
    """
    if path.is_dir():
        articles = list(_read_folder(path))
    elif path.is_file():
        articles = list(_read_jsonl(path))
    else:
        raise InputValueError(f"no gold at {path}: give a folder with {ENTITIES_FILE} or a JSONL file")
    if not articles:
        raise SeedError(f"{path}: no article in it; add NAME.LANG.txt with NAME.LANG.tsv, or a JSONL line")
    return articles


def parse_draft(markup: str, source: str = "draft") -> tuple[str, tuple[GoldMention, ...]]:
    """Cut the marks ``[[surface|LABEL|key]]`` out of a draft.

    Args:
        markup: text with marks.
        source: name of the draft for error messages.

    Returns:
        The text without marks and its mentions; no mentions where there are no marks.

    Raises:
        SeedError: a mark is not closed or has an unknown label; the message names source and line.
    """
    parts: list[str] = []
    mentions: list[GoldMention] = []
    position = length = 0
    for mark in _MARK.finditer(markup):
        where = _line_of(markup, mark.start(), source)
        plain = markup[position : mark.start()]
        surface, label, entity = mark.groups()
        start = length + len(plain)
        length = start + len(surface)
        parts += [plain, surface]
        mentions.append(GoldMention(start, length, _label(label, where), entity))
        position = mark.end()
    text = "".join(parts) + markup[position:]
    if (at := re.search(r"\[\[|\]\]", text)) is not None:
        where = _line_of(text, at.start(), source)
        raise SeedError(f"{where}: stray {at[0]!r}; a mark is written [[surface|LABEL|key]]")
    _check_mentions(text, mentions, [_line_of(text, mention.start, source) for mention in mentions])
    return text, tuple(mentions)


def convert_draft(draft: Path, folder: Path) -> GoldArticle:
    """Write a marked-up ``NAME.LANG.txt`` into a gold folder as text file and mention table.

    Args:
        draft: the marked-up file.
        folder: gold folder; its ``entities.tsv`` must have the keys of the draft already.

    Returns:
        The article as written.

    Raises:
        SeedError: the name has no language, a mark is wrong, or a key is missing in ``entities.tsv``.
    """
    entities = read_entities(folder / ENTITIES_FILE)
    text, mentions = parse_draft(_read_text(draft), str(draft))
    _check_keys(mentions, entities, [_line_of(text, mention.start, str(draft)) for mention in mentions])
    article = GoldArticle(_stem(draft), _lang_of_file(draft), text, mentions, entities)
    write_standoff(article, folder)
    return article


def read_entities(path: Path) -> dict[str, GoldEntity]:
    """Read and check the table of entities of a gold folder, by key.

    Raises:
        SeedError: the file is missing, or a row has a wrong label, id or ``known``, or repeats a key or an id.
    """
    entities: dict[str, GoldEntity] = {}
    key_of_id: dict[str, str] = {}
    for where, (key, label, name, entity_id, known, note) in _read_table(path, ENTITY_COLUMNS):
        if key in entities:
            raise SeedError(f"{where}: key {key!r} is there twice; keep one row")
        if known not in ("yes", "no"):
            raise SeedError(f"{where}: known is {known!r}; write yes or no")
        entity = _entity(label, name, entity_id or None, known == "yes", where)._replace(note=note)
        if entity.id is not None and (other := key_of_id.setdefault(entity.id, key)) != key:
            raise SeedError(f"{where}: {key!r} and {other!r} both have {entity.id}; one entity has one key")
        entities[key] = entity
    return entities


def write_entities(entities: Mapping[str, GoldEntity], path: Path) -> None:
    """Write the table of entities, sorted by key.

    Raises:
        SeedError: a cell holds a tab or a line break.
    """
    rows = [
        (key, entity.label, entity.name, entity.id or "", "yes" if entity.known else "no", entity.note)
        for key, entity in sorted(entities.items())
    ]
    _write_table(path, ENTITY_COLUMNS, rows)


def write_standoff(article: GoldArticle, folder: Path) -> None:
    """Write ``ID.txt`` and ``ID.tsv``; the id of the article must be ``NAME.LANG``.

    Raises:
        SeedError: a surface holds a tab or a line break.
    """
    rows = [
        (str(start), str(end), article.text[start:end], label, entity) for start, end, label, entity in article.mentions
    ]
    _write_table(folder / f"{article.id}.tsv", MENTION_COLUMNS, rows)
    _write_text(folder / f"{article.id}.txt", article.text)


def write_gold_jsonl(articles: Iterable[GoldArticle], path: Path) -> None:
    """Write articles as JSONL, each with the entities that it mentions; ``read_gold`` gives them back without notes."""
    _write_text(path, "".join(f"{json.dumps(_as_line(article), ensure_ascii=False)}\n" for article in articles))


def _as_line(article: GoldArticle) -> dict[str, object]:
    line: dict[str, object] = {"id": article.id, "lang": article.lang, "text": article.text}
    line["mentions"] = [mention._asdict() for mention in article.mentions]
    if article.entities:
        line["entities"] = [
            {"entity": key, "label": entity.label, "name": entity.name, "id": entity.id, "known": entity.known}
            for key in sorted({mention.entity for mention in article.mentions})
            for entity in (article.entities[key],)
        ]
    return line


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _LineMention(_Record):
    start: int
    end: int
    label: str
    entity: str


class _LineEntity(_Record):
    entity: str
    label: str
    name: str
    id: str | None = None
    known: bool | None = None


class _Line(_Record):
    id: str
    lang: str
    text: str
    mentions: list[_LineMention]
    entities: list[_LineEntity] | None = None


def _read_folder(folder: Path) -> Iterator[GoldArticle]:
    entities = read_entities(folder / ENTITIES_FILE)
    tables = {path.with_suffix("") for path in folder.glob("*.tsv") if path.name != ENTITIES_FILE}
    texts = {path.with_suffix("") for path in folder.glob("*.txt")}
    for alone in sorted(tables ^ texts):
        raise SeedError(f"{alone}: has only one of .txt and .tsv; an article needs both")
    for path in sorted(folder.glob("*.txt")):
        text = _read_text(path)
        rows = list(_read_table(path.with_suffix(".tsv"), MENTION_COLUMNS))
        wheres = [where for where, _ in rows]
        mentions = tuple(_standoff_mention(text, cells, where) for where, cells in rows)
        _check_mentions(text, mentions, wheres)
        _check_keys(mentions, entities, wheres)
        yield GoldArticle(_stem(path), _lang_of_file(path), text, mentions, entities)


def _standoff_mention(text: str, cells: Sequence[str], where: str) -> GoldMention:
    start, end, surface, label, entity = cells
    if not (start.isdecimal() and end.isdecimal()):
        raise SeedError(f"{where}: offsets {start!r} and {end!r}; write code points counted from 0")
    mention = GoldMention(int(start), int(end), _label(label, where), entity)
    if (cut := text[mention.start : mention.end]) != surface:
        raise SeedError(f"{where}: {start}-{end} cuts {cut!r}, the row says {surface!r}; convert the draft again")
    return mention


def _read_jsonl(path: Path) -> Iterator[GoldArticle]:
    seen: set[str] = set()
    entities: dict[str, GoldEntity] = {}
    for number, line in enumerate(_read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        article = _line_article(line, f"{path}, line {number}")
        if article.id in seen:
            raise SeedError(f"{path}, line {number}: article id {article.id!r} is there twice; ids must differ")
        seen.add(article.id)
        for key, entity in article.entities.items():
            if entities.setdefault(key, entity) != entity:
                raise SeedError(
                    f"{path}, line {number}: {key!r} is {entity}, above {entities[key]}; one key, one entity"
                )
        yield article


def _line_article(line: str, where: str) -> GoldArticle:
    try:
        record = _Line.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "line"
        raise SeedError(f"{where}: {field}: {first['msg']}; the fields are in read_gold") from error
    wheres = [where] * len(record.mentions)
    mentions = tuple(GoldMention(m.start, m.end, _label(m.label, where), m.entity) for m in record.mentions)
    _check_mentions(record.text, mentions, wheres)
    entities = {
        row.entity: _entity(row.label, row.name, row.id, row.id is not None if row.known is None else row.known, where)
        for row in record.entities or ()
    }
    if record.entities is not None:
        _check_keys(mentions, entities, wheres)
    return GoldArticle(record.id, _lang(record.lang, where), record.text, mentions, entities)


def _check_mentions(text: str, mentions: Sequence[GoldMention], wheres: Sequence[str]) -> None:
    previous = 0
    for (start, end, _, _), where in zip(mentions, wheres, strict=True):
        if not 0 <= start < end <= len(text):
            raise SeedError(f"{where}: {start}-{end} is no stretch of a text of {len(text)} characters")
        if start < previous:
            raise SeedError(f"{where}: {start}-{end} starts before {previous}; sort by start, mark outermost names")
        surface = text[start:end]
        if surface != surface.strip() or "\n" in surface:
            raise SeedError(f"{where}: {surface!r} has white space at its edge or a line break; mark the name only")
        previous = end


def _check_keys(mentions: Sequence[GoldMention], entities: Mapping[str, GoldEntity], wheres: Sequence[str]) -> None:
    for mention, where in zip(mentions, wheres, strict=True):
        if mention.entity not in entities:
            raise SeedError(f"{where}: no entity {mention.entity!r}; add it to {ENTITIES_FILE} or correct the key")


def _entity(label: str, name: str, entity_id: str | None, known: bool, where: str) -> GoldEntity:
    if label not in _ENTITY_LABEL_OF:
        raise SeedError(f"{where}: entity label {label!r}; it is one of {', '.join(ENTITY_LABELS)}")
    if not name:
        raise SeedError(f"{where}: the entity has no name; give its canonical one")
    if entity_id is not None and not (known and _TABLE_ID.fullmatch(entity_id)):
        raise SeedError(f"{where}: id {entity_id!r}, known {known}; write Q... or newsner:E..., none if not known")
    return GoldEntity(_ENTITY_LABEL_OF[label], name, entity_id, known)


def _line_of(text: str, position: int, source: str) -> str:
    line = text.count("\n", 0, position) + 1
    return f"{source}, line {line}"


def _label(label: str, where: str) -> Label:
    if label not in _LABEL_OF:
        raise SeedError(f"{where}: label {label!r}; it is one of {', '.join(LABELS)}")
    return _LABEL_OF[label]


def _lang(lang: str, where: str) -> Lang:
    if lang not in _LANG_OF:
        raise SeedError(f"{where}: language {lang!r}; it is one of {', '.join(LANGS)}")
    return _LANG_OF[lang]


def _stem(path: Path) -> str:
    return path.name.removesuffix(".txt")


def _lang_of_file(path: Path) -> Lang:
    return _lang(_stem(path).rpartition(".")[2], f"{path}, line 1")


def _read_text(path: Path) -> str:
    # Bytes, because text mode would turn \r\n into \n and move every offset behind it.
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SeedError(f"{path}, line 1: cannot be read ({error}); it must be there, in UTF-8") from error


def _write_text(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))


def _read_table(path: Path, columns: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield "file, line" and the cells of each row below the header."""
    for number, line in enumerate(_read_text(path).removesuffix("\n").split("\n"), start=1):
        cells = line.split("\t")
        where = f"{path}, line {number}"
        if number == 1 and cells != list(columns):
            raise SeedError(f"{where}: header {line!r}; write {' '.join(columns)} with tabs")
        if len(cells) != len(columns):
            raise SeedError(f"{where}: {len(cells)} cells; a row has {len(columns)}")
        if number > 1:
            yield where, cells


def _write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    for row in (rows := list(rows)):
        for cell in row:
            if re.search(r"[\t\r\n]", cell):
                raise SeedError(f"{path}: {cell!r} holds a tab or a line break; a cell is one line")
    _write_text(path, "".join("\t".join(row) + "\n" for row in (columns, *rows)))
