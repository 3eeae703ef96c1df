"""Which language a text is in, and whether newsner reads that language at all.

In: a text. Out: ``Detection``, with a warning where the script or the language is not one of ours.

Order of the rules: script, then languages that are not ours (long texts only), then Norwegian against English and
German, then Bokmål against Nynorsk by function words, Bokmål where there is no evidence.

Sources: the scores of py3langid (https://github.com/adbar/py3langid, BSD); the function words are those in which the
two official Norwegian standards differ (Språkrådet, "Skriveregler"; Faarlund et al., "Norsk referansegrammatikk").
Thresholds were tuned on NoReC reviews, Bundestag debates and English news.
"""

import math
import re
import unicodedata
from collections import Counter
from functools import lru_cache
from lzma import LZMAError
from threading import Lock
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from newsner.errors import DataError
from newsner.labels import Lang

if TYPE_CHECKING:
    from newsner.detector import Detector

# The language of an article is plain after a page; 5 MB would take the detector half a second.
_SAMPLE_CHARS: Final = 10_000
# Below this the wide answer calls headlines full of names Finnish or Italian.
_WIDE_MIN_CHARS: Final = 200
# Lead of another language over ours, in nats per square root of a byte. Of 5 800 snippets of 200-400 characters in
# our four languages the largest was 0.95 (reviews full of foreign titles); the smallest of Danish text was 4.9.
_WIDE_MIN_LEAD: Final = 2.5
# Slope of the logistic that turns such a lead into a probability, fitted by eye on snippets of 15 characters:
# a lead of 0.25 was right in 55 %, 0.75 in 72 %, 1.25 in 87 %, 2.0 in 97 %.
_SCORE_SLOPE: Final = 1.6
# No detector is right more often than this on real text (quotes, lists of names).
_MAX_SCORE: Final = 0.999
# How many words of evidence "nb without evidence" is worth: one Nynorsk word alone outweighs it.
_NB_PRIOR: Final = 0.8
_NN_PRIOR: Final = 0.2
# A lead of the detector's Nynorsk class that counts as one more word. Of lines cut at 40 characters it makes 9 % more
# of the Nynorsk ones right and 0.7 % of the Bokmål ones wrong; at 0.0 it would be 22 % and 6 %.
_NN_MIN_LEAD: Final = 1.0

# Other languages in Latin script: English name and the pipeline of ours that fits best. English stands in where
# nothing is related, because most names in its training data are foreign to it too.
_FOREIGN: Final[dict[str, tuple[str, Lang]]] = {
    "da": ("Danish", "nb"),
    "sv": ("Swedish", "nb"),
    "fo": ("Faroese", "nb"),
    "is": ("Icelandic", "nb"),
    "nl": ("Dutch", "de"),
    "lb": ("Luxembourgish", "de"),
    "fy": ("Frisian", "de"),
    "af": ("Afrikaans", "de"),
    "fr": ("French", "en"),
    "es": ("Spanish", "en"),
    "it": ("Italian", "en"),
    "pt": ("Portuguese", "en"),
    "ca": ("Catalan", "en"),
    "ro": ("Romanian", "en"),
    "fi": ("Finnish", "en"),
    "et": ("Estonian", "en"),
    "lv": ("Latvian", "en"),
    "lt": ("Lithuanian", "en"),
    "pl": ("Polish", "en"),
    "cs": ("Czech", "en"),
    "sk": ("Slovak", "en"),
    "sl": ("Slovenian", "en"),
    "hr": ("Croatian", "en"),
    "hu": ("Hungarian", "en"),
    "tr": ("Turkish", "en"),
    "sq": ("Albanian", "en"),
    "id": ("Indonesian", "en"),
    "vi": ("Vietnamese", "en"),
    "sw": ("Swahili", "en"),
    "eu": ("Basque", "en"),
    "ga": ("Irish", "en"),
    "cy": ("Welsh", "en"),
}
# The detector knows Nynorsk as a class of its own, but takes much Bokmål for it: the two count as one here.
_NORWEGIAN: Final = ("no", "nn")
_OURS: Final = (*_NORWEGIAN, "en", "de")


def _split_words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words of the one standard that the other does not have. Left out: seier (nb: victory), no and me (English),
# anna (a name), nå and bare (Bokmål, but common in radical Nynorsk).
_NN_WORDS: Final = _split_words(
    "ikkje eg ein eit ei dei frå kva kven korleis kvifor kvar kvart kvarandre berre noko nokon nokre meir mykje fleire "
    "vere vera vore vart verte vert ho hennar deira dykk dykkar då sjå sjølv sidan saman medan òg difor desse same "
    "heile heilt gjer gjere kjem kome veit trur fekk gjekk utan betre tidlegare seinare eigen eige eigne "
    "einaste framleis vidare noreg noregs vegen sjølvsagt særleg tek teken gjeld nyttar finst meiner "
    "leiar leiaren veke veka måndag tysdag laurdag sundag gong gonger fyrst hjå kring etterkvart blei ligg fortel "
    "handlar kjennest stader verda hovud nemleg auka eitt"
)
_NB_WORDS: Final = _split_words(
    "ikke jeg en et de fra hva hvem hvordan hvorfor hvor hver hvert hverandre hvis noe noen mer mye flere være vært "
    "ble blirt hun hennes dem deres dere da se selv siden sammen mens derfor disse samme hele helt gjør gjøre kommer "
    "komme vet tror fikk gikk uten bedre tidligere senere egen eget egne eneste fortsatt videre norge norges veien "
    "selvsagt særlig tar gjelder mener leder lederen uke uken mandag tirsdag lørdag søndag sier ham annen annet "
    "nemlig egentlig"
)
# Endings that only one standard has. Plurals in -ane are left out, since -bane and -vane are everyday Bokmål.
_NN_ENDINGS: Final = ("legare", "leg", "heit", "heita")
_NB_ENDINGS: Final = ("ligere", "lig", "lige", "het", "heten")
# "leg" and "het" themselves are words of both standards.
_ENDING_MIN_CHARS: Final = 6

# A headline in title case: looked at so far, and so many of its words have a capital.
_TITLE_CHARS: Final = 200
_TITLE_SHARE: Final = 0.75

_LETTER: Final = re.compile(r"[^\W\d_]")
_WORD: Final = re.compile(r"[^\W\d_]+")
# Basic Latin to IPA, Latin Extended Additional, -D and -E, ligatures, full-width forms.
_LATIN: Final = re.compile("[\u0000-\u02ff\u1e00-\u1eff\ua720-\ua7ff\uab30-\uab6f\ufb00-\ufb06\uff21-\uff5a]")

_load_lock: Final = Lock()


class Detection(NamedTuple):
    """What ``detect_language`` found; internal, hence no pydantic record."""

    lang: Lang | Literal["und"]
    score: float
    warning: tuple[Literal["language", "script", "empty"], str] | None


def detect_language(text: str) -> Detection:
    """Tell the language of a text from its first 10 000 characters.

    Args:
        text: Any text, a headline in capitals included.

    Returns:
        ``lang``: the language, ``und`` where there are no letters or most are in another script. For a text in
        another language it is the pipeline that fits best. ``score``: 0.0-1.0, how probable it is that ``lang`` is
        right; 1.0 for ``und``. ``warning``: code and message where the text is not in one of our languages, else None.

    Raises:
        DataError: The detector's model file is missing or damaged.
    """
    sample = unicodedata.normalize("NFC", text[:_SAMPLE_CHARS])
    if sample.isupper() or _is_title_case(sample):
        sample = sample.lower()
    letters = Counter({letter: count for letter, count in Counter(sample).items() if _LETTER.match(letter)})
    if not letters:
        return Detection(
            "und",
            1.0,
            ("empty", "The text has no letters, so there is nothing to find in it."),
        )
    script = _find_foreign_script(letters)
    if script is not None:
        message = f"Most of the text is in {script} script; newsner reads Norwegian, English and German only."
        return Detection("und", 1.0, ("script", message))
    code_to_score = _score_languages(sample)
    return _reject_foreign(sample, code_to_score) or _choose_ours(sample, code_to_score)


def _is_title_case(sample: str) -> bool:
    """Whether nearly every word has a capital, as in English headlines: the detector knows words in their usual case."""
    words = _WORD.findall(sample[:_TITLE_CHARS])
    return len(words) > 3 and sum(word[0].isupper() for word in words) > _TITLE_SHARE * len(words)


def _find_foreign_script(letters: Counter[str]) -> str | None:
    """Name the script that most of the letters are in, None where that is Latin."""
    scripts: Counter[str] = Counter()
    for letter, count in letters.items():
        if not _LATIN.match(letter):
            # A character's Unicode name begins with its script: CYRILLIC SMALL LETTER A.
            name = unicodedata.name(letter, "unknown").split()[0].title()
            scripts["Chinese" if name == "Cjk" else name] += count
    if 2 * scripts.total() <= letters.total():
        return None
    return scripts.most_common(1)[0][0]


def _reject_foreign(sample: str, code_to_score: dict[str, float]) -> Detection | None:
    """Detect a language that is none of ours, in a text long enough to tell."""
    if len(sample.strip()) < _WIDE_MIN_CHARS:
        return None
    best = max(code_to_score, key=code_to_score.__getitem__)
    lead = code_to_score[best] - max(code_to_score[code] for code in _OURS)
    if best in _OURS or lead < _WIDE_MIN_LEAD:
        return None
    name, lang = _FOREIGN[best]
    message = f"The text seems to be {name}, which newsner does not read; it was read as {lang!r}. Check the result."
    return Detection(lang, _to_probability(-lead), ("language", message))


def _choose_ours(sample: str, code_to_score: dict[str, float]) -> Detection:
    """Choose between our languages only, whatever the wide answer was."""
    norwegian = max(code_to_score[code] for code in _NORWEGIAN)
    ours: dict[Lang, float] = {
        "nb": norwegian,
        "en": code_to_score["en"],
        "de": code_to_score["de"],
    }
    runner_up, best = sorted(ours, key=ours.__getitem__)[-2:]
    score = _to_probability(ours[best] - ours[runner_up])
    if best != "nb":
        return Detection(best, score, None)
    lang, share = _choose_standard(sample, nn_lead=code_to_score["nn"] - code_to_score["no"])
    return Detection(lang, min(score, score * share), None)


def _choose_standard(sample: str, nn_lead: float) -> tuple[Lang, float]:
    """Choose Bokmål or Nynorsk, with the share of the evidence (prior included) that says so."""
    nn, nb = _NN_PRIOR + (nn_lead >= _NN_MIN_LEAD), _NB_PRIOR
    for word in _WORD.findall(sample.lower()):
        is_long = len(word) >= _ENDING_MIN_CHARS
        nn += word in _NN_WORDS or (is_long and word.endswith(_NN_ENDINGS))
        nb += word in _NB_WORDS or (is_long and word.endswith(_NB_ENDINGS))
    return ("nn", nn / (nn + nb)) if nn > nb else ("nb", nb / (nn + nb))


def _to_probability(lead: float) -> float:
    return min(_MAX_SCORE, 1.0 / (1.0 + math.exp(-_SCORE_SLOPE * lead)))


def _score_languages(sample: str) -> dict[str, float]:
    """Score each language; differences are in nats per square root of a byte, comparable across lengths."""
    scale = math.sqrt(len(sample.encode("utf-8", "surrogatepass")))
    with _load_lock:
        detector = _load_detector()
    return {code: score / scale for code, score in detector.score(sample).items()}


@lru_cache(maxsize=1)
def _load_detector() -> "Detector":
    """Load the detector with the columns of our languages only."""
    # py3langid and numpy take half of the time that importing newsner may take.
    from newsner.detector import Detector

    try:
        return Detector((*_OURS, *_FOREIGN))
    except (OSError, EOFError, ValueError, LZMAError) as error:
        raise DataError(f"The model of py3langid cannot be read ({error}); reinstall py3langid.") from error
