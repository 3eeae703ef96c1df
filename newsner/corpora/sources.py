"""Which corpora there are and what their labels mean in ours.

A rule maps a corpus label to one or several of our labels; "O" among them means that not every such span is a
name by docs/annotation.md. A corpus label without a rule is no name. ``unknown`` lists what the corpus leaves
unmarked. Where a corpus has one label for all places, ``PlaceSplitter`` decides by the names of the alias table.
models/README.md says where each corpus comes from and under which licence.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final, Literal, NamedTuple
from zlib import crc32

from newsner.corpora.annotated import AnnotatedText, GoldSpan
from newsner.corpora.formats import (
    TaggedText,
    read_columns,
    read_conllu_names,
    read_gmb,
    read_marked,
    read_smartdata,
    read_spans,
    read_worldwide,
)
from newsner.errors import DataError, InputValueError
from newsner.labels import LABELS

Part = Literal["train", "tune", "dev"]
Read = Callable[[Path], Iterable[TaggedText]]

# One document in this many is cut off the training part for early stopping and calibration.
TUNE_SHARE: Final = 20
PLACE: Final = ("GPE", "LOC")
_DEMONYM_OR_COUNTRY: Final = ("DRV", "GPE")


class Source(NamedTuple):
    """A corpus: its files by part (relative to the corpora folder), reader, label rules, unmarked labels, and licence.

    ``licence`` is as its publisher states it, None where none is stated.
    """

    lang: str
    train: tuple[str, ...]
    dev: tuple[str, ...]
    read: Read
    rules: Mapping[str, tuple[str, ...]]
    unknown: tuple[str, ...] = ()
    licence: str | None = None


_NORNE: Final = {
    "PER": ("PER",), "ORG": ("ORG",), "GPE_LOC": ("GPE",), "GPE_ORG": ("GPE",), "LOC": ("LOC",), "PROD": ("PROD",),
    "EVT": ("EVT",), "DRV": ("DRV",),
}  # fmt: skip
_GERMEVAL: Final = {
    "PER": ("PER",), "ORG": ("ORG",), "LOC": PLACE, "OTH": ("EVT", "PROD"),
    **{f"{label}{kind}": ("DRV",) for label in ("PER", "ORG", "LOC") for kind in ("deriv", "part")},
    "OTHderiv": ("DRV", "O"), "OTHpart": ("DRV", "O"),
}  # fmt: skip
_SMARTDATA: Final = {
    "PERSON": ("PER",), "ORGANIZATION": ("ORG",), "ORGANIZATION_COMPANY": ("ORG",), "LOCATION": PLACE,
    "LOCATION_CITY": ("GPE",), "LOCATION_STREET": ("LOC",), "LOCATION_STOP": ("LOC",), "LOCATION_ROUTE": ("LOC",),
}  # fmt: skip
_CROSSNER: Final = {
    "politician": ("PER",), "person": ("PER",), "writer": ("PER",), "musicalartist": ("PER",), "scientist": ("PER",),
    "researcher": ("PER",), "politicalparty": ("ORG",), "organisation": ("ORG",), "band": ("ORG",),
    "university": ("ORG",), "magazine": ("ORG",), "academicjournal": ("ORG",), "country": ("GPE",),
    "location": PLACE, "election": ("EVT",), "event": ("EVT",), "conference": ("EVT",), "award": ("PROD",),
    "album": ("PROD",), "song": ("PROD",), "book": ("PROD",), "poem": ("PROD",), "product": ("PROD",),
    "misc": ("DRV", "PROD", "EVT", "O"),
}  # fmt: skip
_WORLDWIDE: Final = {
    "Person": ("PER",), "Organization": ("ORG",), "Location": PLACE, "Facility": ("LOC",), "NORP": ("DRV",),
    "Product": ("PROD",), "Misc": ("EVT", "PROD", "O"),
}  # fmt: skip
_GMB: Final = {
    "geo": PLACE, "gpe": _DEMONYM_OR_COUNTRY, "org": ("ORG",), "per": ("PER", "O"), "eve": ("EVT", "O"),
    "art": ("PROD", "O"), "nat": ("O", "EVT"),
}  # fmt: skip
_WNUT17: Final = {
    "person": ("PER",), "location": PLACE, "group": ("ORG",), "corporation": ("ORG",), "product": ("PROD",),
    "creative-work": ("PROD",),
}  # fmt: skip
_LER: Final = {
    "PER": ("PER",), "RR": ("PER",), "AN": ("PER",), "UN": ("ORG",), "INN": ("ORG",), "GRT": ("ORG",), "ORG": ("ORG",),
    "MRK": ("PROD",), "LD": ("GPE",), "ST": ("GPE",), "STR": ("LOC",), "LDS": ("LOC",),
}  # fmt: skip

SOURCES: Final[dict[str, Source]] = {
    "norne-nob": Source(
        "nb",
        ("norne/ud/nob/no_bokmaal-ud-train.conllu.gz",),
        ("norne/ud/nob/no_bokmaal-ud-dev.conllu",),
        read_conllu_names,
        _NORNE,
        licence="CC0-1.0 (annotations)",
    ),
    "norne-nno": Source(
        "nb",
        ("norne/ud/nno/no_nynorsk-ud-train.conllu.gz",),
        ("norne/ud/nno/no_nynorsk-ud-dev.conllu",),
        read_conllu_names,
        _NORNE,
        licence="CC0-1.0 (annotations)",
    ),
    "worldwide": Source(
        "en",
        ("worldwide-newswire/train",),
        ("worldwide-newswire/dev",),
        read_worldwide,
        _WORLDWIDE,
    ),
    "ewt": Source(
        "en",
        ("uner-en-ewt/en_ewt-ud-train.iob2",),
        ("uner-en-ewt/en_ewt-ud-dev.iob2",),
        partial(read_columns, token_column=1, tag_column=2, separator="\t"),
        {"PER": ("PER",), "ORG": ("ORG",), "LOC": PLACE},
        unknown=("EVT", "PROD", "DRV"),
        licence="CC BY-SA 4.0",
    ),
    "crossner": Source(
        "en",
        tuple(f"crossner/{area}/train.txt" for area in ("politics", "science", "literature", "music")),
        (),
        partial(read_columns, separator="\t"),
        _CROSSNER,
        unknown=("DRV",),
        licence="MIT",
    ),
    "wikigold": Source(
        "en",
        ("wikigold/wikigold.conll.txt",),
        (),
        read_columns,
        {"PER": ("PER",), "ORG": ("ORG",), "LOC": PLACE, "MISC": ("EVT", "PROD", "DRV", "O")},
        licence="CC BY 4.0",
    ),
    "wnut17": Source(
        "en",
        ("wnut17/wnut17train.conll",),
        (),
        partial(read_columns, separator="\t"),
        _WNUT17,
        unknown=("EVT", "DRV"),
        licence="CC BY 4.0",
    ),
    "gmb": Source(
        "en",
        ("gmb/ner_dataset.csv.zip",),
        (),
        read_gmb,
        _GMB,
        unknown=("EVT", "PROD"),
    ),
    "germeval": Source(
        "de",
        ("germeval2014/NER-de-train-4800.tsv",),
        ("germeval2014/NER-de-dev.tsv",),
        partial(read_columns, token_column=1, tag_column=2, separator="\t"),
        _GERMEVAL,
        licence="CC BY 4.0",
    ),
    "smartdata": Source(
        "de",
        ("smartdata/train.jsonl.gz",),
        ("smartdata/dev.jsonl.gz",),
        read_smartdata,
        _SMARTDATA,
        unknown=("EVT", "PROD", "DRV"),
        licence="CC BY 4.0",
    ),
    "ler": Source(
        "de",
        tuple(f"ler/{court}.conll.gz" for court in ("bag", "bfh", "bgh", "bpatg", "bsg", "bverfg", "bverwg")),
        (),
        partial(read_columns, separator=" "),
        _LER,
        unknown=("EVT", "PROD", "DRV"),
        licence="CC BY 4.0",
    ),
    # Made by `python -m newsner.training rejoin` from the raw text and models/annotations.
    "wikinews-de": Source(
        "de",
        ("wikinews/de.jsonl",),
        (),
        read_spans,
        {label: (label,) for label in LABELS},
        licence="CC BY 2.5 (text), CC BY 4.0 (annotations)",
    ),
    # Written for the project, models/texts. Norwegian adjectives in lower case are the table's business.
    **{
        f"own-{lang}": Source(
            lang,
            (f"newsner/{lang}",),
            (),
            partial(read_marked, lower_derived=lang != "nb"),
            {label: (label,) for label in LABELS},
            licence="CC BY 4.0",
        )
        for lang in ("nb", "en", "de")
    },
}


class PlaceSplitter:
    """Tell GPE from LOC by name where a corpus has one label for both."""

    # Heads of names of facilities, waters, mountains and streets in English and German.
    _NO_GOVERNMENT = re.compile(
        r"\b(?:rivers?|seas?|ocean|lakes?|gulf|bay|straits?|mount|mountains?|valley|desert|island|peninsula|airport|"
        r"street|avenue|road|square|park|bridge|station|stadium|canal|hospital|prison|palace|hotel|temple|mosque|"
        r"church|east|middle east|africa|europe|asia|arctic|antarctica|west|balkans)$"
        r"|(?:see|meer|fluss|gebirge|berg|straße|strasse|platz|allee|brücke|flughafen|bahnhof|park|stadion|insel|wald|"
        r"weg|kanal|museum|schloss|burg|dom|kirche|ufer|tal|europa|asien|afrika|nahost|balkan)$",
        re.IGNORECASE,
    )

    def __init__(self, names: Iterable[tuple[str, str]] = ()) -> None:
        governed, other = set[str](), set[str]()
        for label, name in names:
            if label in PLACE:
                (governed if label == "GPE" else other).add(name)
        self._governed = governed - other
        self._other = other - governed

    def split(self, name: str) -> tuple[str, ...]:
        """("GPE",), ("LOC",) or both where the name alone does not tell."""
        base = name[:-1] if name.endswith("s") and name[:-1] in self._governed else name
        if base in self._governed:
            return ("GPE",)
        if name in self._other or self._NO_GOVERNMENT.search(name):
            return ("LOC",)
        return PLACE


def read_source(name: str, root: Path, part: Part, splitter: PlaceSplitter) -> Iterator[AnnotatedText]:
    """Texts of one part of a corpus under our labels.

    Args:
        name: key of ``SOURCES``.
        root: folder of the corpora, laid out as models/README.md says.
        part: "tune" is one document in ``TUNE_SHARE`` of the published training part, "train" the rest.
        splitter: for corpora with one label for all places.

    Raises:
        InputValueError: where there is no such corpus.
        DataError: where a file of the corpus is missing.
    """
    if name not in SOURCES:
        raise InputValueError(f"no corpus {name!r}: take one of {', '.join(SOURCES)}")
    source = SOURCES[name]
    for path in source.dev if part == "dev" else source.train:
        if not (root / path).exists():
            raise DataError(f"no corpus file {root / path}: put the corpora below {root} as models/README.md says")
        for tagged in source.read(root / path):
            key = tagged.document or tagged.text
            if part != "dev" and (crc32(key.encode()) % TUNE_SHARE == 0) != (part == "tune"):
                continue
            yield _relabel(tagged, source, splitter)


def _relabel(tagged: TaggedText, source: Source, splitter: PlaceSplitter) -> AnnotatedText:
    spans = []
    for start, end, label in tagged.spans:
        labels = source.rules.get(label)
        if labels == PLACE:
            labels = splitter.split(tagged.text[start:end])
        elif labels == _DEMONYM_OR_COUNTRY:
            labels = ("GPE",) if splitter.split(tagged.text[start:end]) == ("GPE",) else ("DRV",)
        if labels:
            spans.append(GoldSpan(start, end, frozenset(labels)))
    return AnnotatedText(tagged.text, tuple(spans), frozenset(source.unknown), tagged.document)
