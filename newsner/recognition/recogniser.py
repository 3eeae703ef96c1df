"""The spaCy component ``newsner_recogniser``: a token classifier over the tag lattice.

In: a tokenised ``Doc``. Out: ``doc.ents``, and the same spans in ``doc.spans["newsner"]`` with the calibrated
probability of each in ``doc.spans["newsner"].attrs["scores"]``.

Gold with missing annotation comes as ``PartialGold`` in ``example.reference.user_data``: where a corpus does not know a
label, its tokens are neither right nor wrong there, and the loss sums over every tagging that the annotation allows.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import srsly
from spacy.language import Language
from spacy.pipeline.trainable_pipe import TrainablePipe
from spacy.scorer import Scorer
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.vocab import Vocab
from thinc.api import Config, Linear, Model, Optimizer, chain, set_dropout_rate, with_array, zero_init

from newsner.labels import LABELS
from newsner.recognition.lattice import B, Floats, I, L, Lattice, U, n_tags, pad, tag_of, to_potentials
from newsner.recognition.layers import set_lexicon
from newsner.recognition.lexicon import Lexicon

GOLD_KEY: Final = "newsner_gold"
SPANS_KEY: Final = "newsner"
# Weight of a tag that the corpus neither confirms nor denies, against 1.0 for O: names of an unknown label are rarer
# than plain words, and without this the labels that a corpus lacks grow into its text.
UNKNOWN_WEIGHT: Final = 0.15
# Keeps the gradient alive where the network has all but ruled the gold out.
_ALLOWED_FLOOR: Final = 1e-12
# Sequences of like length that share a lattice; more would be padding.
_LOSS_BATCH: Final = 32

DEFAULT_CONFIG: Final = """
[model]
@architectures = "newsner.Tagger.v1"

[model.encoder]
@architectures = "newsner.Encoder.v2"
width = 128
embed_width = 48
rows = [10000, 600, 3000, 500, 3000, 5000, 1500, 4000, 1100, 100, 40, 300]
gram_rows = 12000
dilations = [1, 2, 4, 1]
dropout = 0.1
"""


class PartialGold(NamedTuple):
    """What an annotation says of a text.

    Attributes:
        spans: ``(first token, end token, labels)``; several labels: one of them; with "O" among them, perhaps none.
        unknown: labels that the corpus does not annotate.
    """

    spans: tuple[tuple[int, int, frozenset[str]], ...]
    unknown: frozenset[str]


def build_tagger(encoder: Model[list[Doc], list[Floats]], n_out: int | None = None) -> Model[Any, Any]:
    """Encoder and a linear layer to one score a tag; probabilities are the lattice's business."""
    output = Linear(nO=n_out, nI=encoder.get_dim("nO"), init_W=zero_init)
    model: Model[Any, Any] = chain(encoder, with_array(output))
    model.set_ref("output", output)
    return model


class Recogniser(TrainablePipe):
    """Find labelled spans with a probability each. Made by ``nlp.add_pipe("newsner_recogniser")``."""

    def __init__(self, vocab: Vocab, model: Model[Any, Any], name: str = "newsner_recogniser") -> None:
        self.vocab = vocab
        self.model = model
        self.name = name
        self.cfg: dict[str, Any] = {"labels": [], "calibration": []}
        self._lattice: Lattice | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels in the order of their tags."""
        return tuple(self.cfg["labels"])

    @property
    def label_data(self) -> list[str]:
        """For spaCy's training loop."""
        return list(self.labels)

    @property
    def lattice(self) -> Lattice:
        """The lattice over the component's labels."""
        if self._lattice is None or self._lattice.n_labels != len(self.labels):
            self._lattice = Lattice(len(self.labels))
        return self._lattice

    def add_label(self, label: str) -> int:
        """Add a label before the network is initialised; 1 if it is new, else 0."""
        if label in self.labels:
            return 0
        self.cfg["labels"] = [*self.labels, label]
        return 1

    def set_calibration(self, knots: Iterable[tuple[float, float]]) -> None:
        """Take a monotone curve from raw to calibrated probability, as ``(raw, calibrated)`` knots, ascending."""
        self.cfg["calibration"] = [[float(raw), float(right)] for raw, right in knots]

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language | None = None,
        labels: list[str] | None = None,
        lexicon: Lexicon | None = None,
        pretrained: str | None = None,
    ) -> None:
        """Set labels, weights and word facts; called by ``spacy train``.

        Args:
            get_examples: a few of them give the network its shape.
            nlp: not used.
            labels: default all.
            lexicon: word facts, stored with the weights.
            pretrained: file of encoder weights, see ``pretraining``.
        """
        for label in labels or LABELS:
            self.add_label(label)
        docs = [example.reference for example in islice(get_examples(), 10)]
        self.model.get_ref("output").set_dim("nO", n_tags(len(self.labels)))
        self.model.initialize(X=docs)
        if pretrained is not None:
            self.model.layers[0].from_bytes(Path(pretrained).read_bytes())
        if lexicon is not None:
            set_lexicon(self.model, lexicon)

    def predict(self, docs: Iterable[Doc]) -> list[Floats]:
        """Emissions ``(n_tokens, n_tags)`` of each doc."""
        docs = list(docs)
        filled = [doc for doc in docs if len(doc)]
        found = iter(self.model.predict(filled) if filled else [])
        size = n_tags(len(self.labels))
        return [next(found) if len(doc) else np.zeros((0, size), dtype="f") for doc in docs]

    def set_annotations(self, docs: Iterable[Doc], scores: list[Floats]) -> None:
        """Decode emissions and write spans and scores."""
        for doc, found in zip(docs, self.lattice.decode(scores), strict=True):
            spans = [Span(doc, start, end, label=self.labels[label]) for start, end, label, _ in found]
            kept = [index for index, span in enumerate(spans) if not span.text.isspace()]
            doc.set_ents([spans[index] for index in kept])
            doc.spans[SPANS_KEY] = [spans[index] for index in kept]
            raw = np.array([found[index].probability for index in kept], dtype="f")
            doc.spans[SPANS_KEY].attrs["scores"] = self._calibrate(raw).tolist()

    def _calibrate(self, raw: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        knots = self.cfg["calibration"]
        if not knots:
            return raw
        xs, ys = np.array(knots).T
        return np.asarray(np.interp(raw, xs, ys))

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Optimizer | None = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """One step of training on examples whose reference carries ``PartialGold``, else full ``doc.ents``."""
        losses = {} if losses is None else losses
        losses.setdefault(self.name, 0.0)
        examples = [example for example in examples if len(example.predicted)]
        if not examples:
            return losses
        set_dropout_rate(self.model, drop)
        scores, backprop = self.model.begin_update([example.predicted for example in examples])
        loss, gradients = self.get_loss(examples, scores)
        backprop(gradients)
        if sgd is not None:
            self.finish_update(sgd)
        losses[self.name] += float(loss)
        return losses

    def get_loss(self, examples: Iterable[Example], scores: list[Floats]) -> tuple[float, list[Floats]]:
        """Negative log probability of what the gold allows, and its gradient by emission."""
        golds = [_gold_of(example.reference) for example in examples]
        weights = [self._allowed(gold, len(score)) for gold, score in zip(golds, scores, strict=True)]
        lengths = np.array([len(score) for score in scores])
        gradients = list(scores)
        loss = 0.0
        order = np.argsort(lengths)
        for low in range(0, len(order), _LOSS_BATCH):
            rows = order[low : low + _LOSS_BATCH]
            size = int(lengths[rows].max())
            batch = pad([scores[row] for row in rows], size)
            potentials = to_potentials(batch)
            free, log_free = self.lattice.marginals(potentials, lengths[rows])
            allowed = potentials * pad([weights[row] for row in rows], size)
            allowed += _ALLOWED_FLOOR * (allowed > 0)
            held, log_held = self.lattice.marginals(allowed, lengths[rows])
            loss += float((log_free - log_held).sum())
            for index, row in enumerate(rows):
                gradients[row] = (free[index] - held[index])[: lengths[row]] / len(scores)
        return loss / len(scores), gradients

    def _allowed(self, gold: PartialGold, n_tokens: int) -> Floats:
        """Weight of each tag under the gold: 1.0 allowed, ``UNKNOWN_WEIGHT`` not denied, 0.0 denied."""
        weights = np.zeros((n_tokens, n_tags(len(self.labels))), dtype="f")
        weights[:, 0] = 1.0
        for label in gold.unknown:
            low = tag_of(self.labels.index(label), B)
            weights[:, low : low + 4] = UNKNOWN_WEIGHT
        for start, end, labels in gold.spans:
            weights[start:end] = 0.0
            if "O" in labels:
                weights[start:end, 0] = 1.0
            for label in labels - {"O"}:
                index = self.labels.index(label)
                if end - start == 1:
                    weights[start, tag_of(index, U)] = 1.0
                else:
                    weights[start, tag_of(index, B)] = 1.0
                    weights[start + 1 : end - 1, tag_of(index, I)] = 1.0
                    weights[end - 1, tag_of(index, L)] = 1.0
        return weights

    def score(self, examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
        """Exact-span scores as spaCy names them; gold that allows several labels counts any of them as right."""
        return Scorer.score_spans(_resolved(examples), "ents", **kwargs)

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Weights and settings."""
        return bytes(srsly.msgpack_dumps({"cfg": self.cfg, "model": self.model.to_bytes()}))

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "Recogniser":
        """The inverse of ``to_bytes``."""
        stored = srsly.msgpack_loads(data)
        self.cfg = stored["cfg"]
        self.model.from_bytes(stored["model"])
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write ``cfg.json`` and ``model`` below ``path``."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        srsly.write_json(folder / "cfg.json", self.cfg)
        (folder / "model").write_bytes(self.model.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "Recogniser":
        """Read what ``to_disk`` wrote."""
        self.cfg = srsly.read_json(Path(path) / "cfg.json")
        self.model.from_bytes((Path(path) / "model").read_bytes())
        vectors = self.vocab.vectors
        if vectors.data.dtype != np.float32:  # exported pipelines store half precision; thinc's kernels take single
            vectors.data = vectors.data.astype("float32")
        return self


def _gold_of(doc: Doc) -> PartialGold:
    gold: PartialGold | None = doc.user_data.get(GOLD_KEY)
    if gold is not None:
        return gold
    return PartialGold(tuple((ent.start, ent.end, frozenset((ent.label_,))) for ent in doc.ents), frozenset())


def _resolved(examples: Iterable[Example]) -> Iterator[Example]:
    """Examples whose reference has one label a span: the predicted one where the gold allows it."""
    for example in examples:
        gold = _gold_of(example.reference)
        predicted = {(ent.start, ent.end): ent.label_ for ent in example.predicted.ents}
        spans = []
        for start, end, labels in gold.spans:
            found = predicted.get((start, end))
            if found not in labels and "O" in labels:
                continue
            label = found if found in labels else min(labels - {"O"})
            spans.append(Span(example.reference, start, end, label=label or ""))
        example.reference.set_ents(spans)
        kept = [ent for ent in example.predicted.ents if ent.label_ not in gold.unknown or _agrees(ent, gold)]
        example.predicted.set_ents(kept)
        yield example


def _agrees(ent: Span, gold: PartialGold) -> bool:
    return any((ent.start, ent.end) == (start, end) for start, end, _ in gold.spans)


def create_recogniser(nlp: Language, name: str, model: Model[Any, Any]) -> Recogniser:
    """Factory behind ``nlp.add_pipe("newsner_recogniser")``."""
    return Recogniser(nlp.vocab, model, name)


Language.factory(
    "newsner_recogniser",
    assigns=["doc.ents"],
    default_config=Config().from_str(DEFAULT_CONFIG),
    default_score_weights={"ents_f": 1.0, "ents_p": 0.0, "ents_r": 0.0, "ents_per_type": None},
    func=create_recogniser,
)
