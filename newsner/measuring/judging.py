"""Hold what a recogniser finds against annotated texts, span by span.

In: a pipeline and ``AnnotatedText``. Out: ``Judged``, one for each prediction and each miss; every figure of this package is
counted from these.

Rules: a prediction is right where start, end and label are the gold's; over gold of another label it is an error. A gold span
that is perhaps no name ("O" among its labels) is neither a miss nor, under a label that it allows, a prediction to count. What a
corpus leaves unmarked is not judged.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Span

from newsner.corpora.annotated import AnnotatedText
from newsner.corpora.sources import PLACE
from newsner.recognition.recogniser import SPANS_KEY

# GPE and LOC together, where the gold has one label for places.
PLACE_CLASS: Final = "place"


class Judged(NamedTuple):
    """A predicted span, right or wrong; or a gold span that was missed, under its gold label.

    Attributes:
        label: of the prediction or of the missed span.
        score: probability that the recogniser gave, 0.0-1.0; 0.0 for a miss.
        right: whether span and label are the gold's.
        missed: whether this is a gold span without its prediction.
        surface: the characters of the span.
        document: number of the document, for resampling and folds.
    """

    label: str
    score: float
    right: bool
    missed: bool
    surface: str = ""
    document: int = 0


def judge(nlp: Language, texts: Iterable[AnnotatedText], merge_places: bool) -> list[Judged]:
    """Predict and compare on character offsets.

    Args:
        nlp: a pipeline with ``newsner_recogniser``.
        texts: gold; texts of one document carry its name.
        merge_places: count GPE and LOC as ``PLACE_CLASS``.

    Returns:
        Predictions and misses, text by text.
    """
    texts = list(texts)
    numbers = dict[str, int]()
    judged = list[Judged]()
    with nlp.memory_zone():
        docs = nlp.pipe([text.text for text in texts])
        for index, (text, doc) in enumerate(zip(texts, docs, strict=True)):
            number = numbers.setdefault(text.document or f"text {index}", len(numbers))
            judged += (each._replace(document=number) for each in _judge_text(text, doc, _to_class(merge_places)))
    return judged


def _judge_text(text: AnnotatedText, doc: Doc, to_class: Callable[[str], str]) -> Iterator[Judged]:
    gold = {(span.start, span.end): frozenset(map(to_class, span.labels)) for span in text.spans}
    found = set()
    for span, score in _read_predictions(doc):
        if span.label_ in text.unknown:
            continue
        key, label = (span.start_char, span.end_char), to_class(span.label_)
        labels = gold.get(key, frozenset())
        right = label in labels
        if right:
            found.add(key)
        if not (right and "O" in labels):
            yield Judged(label, score, right, missed=False, surface=span.text)
    for (start, end), labels in gold.items():
        # Of a span with several possible labels nobody knows under which one it was missed.
        if (start, end) not in found and len(labels) == 1:
            yield Judged(min(labels), 0.0, right=False, missed=True, surface=text.text[start:end])


def _read_predictions(doc: Doc) -> Iterator[tuple[Span, float]]:
    group = doc.spans[SPANS_KEY]
    yield from zip(group, group.attrs["scores"], strict=True)


def _to_class(merge_places: bool) -> Callable[[str], str]:
    return lambda label: PLACE_CLASS if merge_places and label in PLACE else label
