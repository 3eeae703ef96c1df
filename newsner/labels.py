"""The seven labels of a mention and the spellings of the languages.

Source: the label scheme of NorNE (Joergensen et al., LREC 2020) with GPE_LOC and GPE_ORG as GPE.
What each label covers is written down in docs/annotation.md.
"""

from typing import Final, Literal, get_args

Label = Literal["PER", "ORG", "GPE", "LOC", "EVT", "PROD", "DRV"]
LABELS: Final[tuple[Label, ...]] = get_args(Label)

Lang = Literal["nb", "nn", "en", "de"]
LANGS: Final[tuple[Lang, ...]] = get_args(Lang)
# A Nynorsk text is read by the pipeline that was trained on both Norwegian standards.
LANG_TO_PIPELINE: Final[dict[Lang, str]] = {"nb": "nb", "nn": "nb", "en": "en", "de": "de"}
PIPELINES: Final[tuple[str, ...]] = ("nb", "en", "de")
