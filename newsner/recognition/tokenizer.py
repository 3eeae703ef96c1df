"""spaCy's tokenizers of the three languages, with the dashes and slashes of news text cut.

spaCy keeps "City–Borussia" and "Foto:NTB" together; a result line or a credit then has no token that ends where a name ends.
Registered as ``newsner.Tokenizer.v1``.
"""

from collections.abc import Callable
from typing import Final

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex, registry

# Between letters or digits: dashes longer than a hyphen, the slash, the middle dot, a colon or comma without a space.
_INFIXES: Final = [
    r"(?<=\w)[–—/|•·](?=\w)",
    r"(?<=[^\W\d])[:,;!?](?=[^\W\d])",
    r"…",
    r"(?<=[^\W\d]{2})\.(?=[A-ZÆØÅÄÖÜ][^\W\d])",
]
_EDGES: Final = [r"[–—•·|©/*_]", r"…"]


def create_tokenizer() -> Callable[[Language], Tokenizer]:
    """The language's own tokenizer with more cuts."""

    def build(nlp: Language) -> Tokenizer:
        defaults = nlp.Defaults
        tokenizer: Tokenizer = registry.tokenizers.get("spacy.Tokenizer.v1")()(nlp)
        tokenizer.infix_finditer = compile_infix_regex([*(defaults.infixes or ()), *_INFIXES]).finditer
        tokenizer.prefix_search = compile_prefix_regex([*(defaults.prefixes or ()), *_EDGES]).search
        tokenizer.suffix_search = compile_suffix_regex([*(defaults.suffixes or ()), *_EDGES]).search
        return tokenizer

    return build
