"""Tests of newsner.language."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from newsner import language
from newsner.errors import DataError
from newsner.language import detect_language

_SENTENCES = {
    "nb": "Utenriksministeren sier at hun ikke vet hvor mange norske borgere som fortsatt er i Beirut.",
    "nn": "Utanriksministeren seier at ho ikkje veit kor mange norske borgarar som framleis er i Beirut.",
    "en": "The foreign minister says she does not know how many British citizens are still in Beirut.",
    "de": "Die Außenministerin sagt, sie wisse nicht, wie viele deutsche Staatsbürger noch in Beirut seien.",
}
_DANISH = (
    "Statsminister Mette Frederiksen mødtes onsdag med sine nordiske kolleger i København. Regeringen vil nu se på, "
    "hvordan man kan hjælpe de virksomheder, der er blevet ramt af højere priser. Det bliver ikke nogen let opgave, "
    "siger hun."
)
_SWEDISH = (
    "Polisen i Göteborg har gripit två män som misstänks för ett grovt rån mot en butik i centrala staden. Ingen "
    "människa skadades, men personalen är skakad efter händelsen. Männen förhörs nu och åklagaren väntas besluta om "
    "häktning under fredagen."
)
_DUTCH = (
    "De Nederlandse regering heeft dinsdag besloten de maatregelen tegen de stijgende prijzen te verlengen. Volgens de "
    "minister is er genoeg geld om de huishoudens te helpen, maar de oppositie vindt dat het te laat komt en wil een "
    "debat in de Tweede Kamer."
)
_FRENCH = (
    "Le président français Emmanuel Macron a rencontré mardi à Paris son homologue ukrainien Volodymyr Zelensky. Les "
    "deux hommes ont discuté de la situation au front et des garanties de sécurité que la France pourrait apporter."
)


@pytest.mark.parametrize(("lang", "text"), _SENTENCES.items())
def test_sentence_gets_its_language(lang: str, text: str) -> None:
    """A plain sentence of each language is told apart, surely and without a warning."""
    detection = detect_language(text)
    assert (detection.lang, detection.warning) == (lang, None)
    assert detection.score > 0.8


@pytest.mark.parametrize(("lang", "text"), _SENTENCES.items())
def test_capitals_do_not_matter(lang: str, text: str) -> None:
    """A text in capitals gets the language of the same text in running type."""
    assert detect_language(text.upper()).lang == lang


@pytest.mark.parametrize(
    ("lang", "headline"),
    [
        ("nb", "Putin møter Biden"),
        ("nb", "Støre til Kyiv"),
        ("nb", "Mann funnet død i Oslo"),
        ("nn", "Støre får ikkje støtte"),
        ("nn", "Kva vil Høgre?"),
        ("en", "Biden to meet Putin"),
        ("en", "TRUMP THREATENS EU"),
        ("en", "Fire in Bergen"),
        ("de", "Putin trifft Biden"),
        ("de", "SCHOLZ REIST NACH KIEW"),
        ("de", "Krieg in der Ukraine"),
    ],
)
def test_headline_of_few_words_gets_its_language(lang: str, headline: str) -> None:
    """Three words are enough, and the wide set of languages does not get a say."""
    detection = detect_language(headline)
    assert (detection.lang, detection.warning) == (lang, None)


def test_norwegian_without_evidence_is_bokmaal() -> None:
    """A text that both standards spell alike is nb, with a score below that of a text with evidence."""
    detection = detect_language("Statsminister Jonas Gahr Støre")
    assert detection.lang == "nb"
    assert detection.score < detect_language(_SENTENCES["nb"]).score


def test_quoted_bokmaal_does_not_turn_a_nynorsk_text() -> None:
    """The standard of most of the function words wins."""
    text = "Eg veit ikkje kva dei meiner, seier ho. – Jeg vet ikke, svarte han. Men dei fekk noko meir frå kommunen."
    assert detect_language(text).lang == "nn"


def test_decomposed_letters_are_words_too() -> None:
    """Text from macOS file names and PDFs writes å as two characters."""
    assert detect_language("Brev fra\u030a Voss").lang == "nn"


@pytest.mark.parametrize("text", ["", " \r\n", "12.8", "2022\x00", "— … 🙂"])
def test_no_letters_is_undetermined(text: str) -> None:
    """Without letters there is no language, and the warning says so."""
    detection = detect_language(text)
    assert detection.lang == "und"
    assert detection.warning is not None
    assert detection.warning[0] == "empty"


@pytest.mark.parametrize(
    ("script", "text"),
    [
        (
            "Cyrillic",
            "Президент России Владимир Путин встретился с Джо Байденом (Joe Biden) в Женеве.",
        ),
        ("Arabic", "التقى الرئيس الأمريكي جو بايدن نظيره الروسي فلاديمير بوتين"),
        ("Greek", "Ο πρωθυπουργός Κυριάκος Μητσοτάκης στις Βρυξέλλες"),
        ("Hebrew", "ראש הממשלה בנימין נתניהו נפגש עם ג'ו ביידן"),
        ("Chinese", "中国国家主席习近平在北京会见俄罗斯总统普京"),
    ],
)
def test_other_script_is_named_in_a_warning(script: str, text: str) -> None:
    """A text mostly in another script is undetermined, and the warning names the script."""
    detection = detect_language(text)
    assert detection.lang == "und"
    assert detection.warning is not None
    assert detection.warning[0] == "script"
    assert script in detection.warning[1]


def test_a_name_in_its_own_script_is_no_script_warning() -> None:
    """A Latin text may cite names in other scripts."""
    detection = detect_language(f"{_SENTENCES['en']} (Владимир Путин, 习近平)")
    assert (detection.lang, detection.warning) == ("en", None)


@pytest.mark.parametrize(
    ("text", "name", "lang"),
    [
        (_DANISH, "Danish", "nb"),
        (_SWEDISH, "Swedish", "nb"),
        (_DUTCH, "Dutch", "de"),
        (_FRENCH, "French", "en"),
    ],
)
def test_long_text_in_another_language_gets_a_warning(text: str, name: str, lang: str) -> None:
    """Other languages are named, get the pipeline that fits best, and hardly any score."""
    detection = detect_language(text)
    assert detection.lang == lang
    assert detection.warning is not None
    assert detection.warning[0] == "language"
    assert name in detection.warning[1]
    assert detection.score < 0.05


@pytest.mark.parametrize("text", [_DANISH[:60], _SWEDISH[:60], _FRENCH[:60]])
def test_short_text_is_never_called_foreign(text: str) -> None:
    """On few characters the wide answer is not good enough to overrule ours."""
    assert detect_language(text).warning is None


@pytest.mark.parametrize(("lang", "text"), _SENTENCES.items())
def test_long_text_of_ours_is_never_called_foreign(lang: str, text: str) -> None:
    """The wide test lets our languages through."""
    detection = detect_language(f"{text} " * 3)
    assert (detection.lang, detection.warning) == (lang, None)


@pytest.mark.parametrize("text", ["", "x", "\ud800 Putin", "Oslo" * 100_000, *_SENTENCES.values(), _DANISH])
def test_score_is_a_probability(text: str) -> None:
    """Every text gets a score from 0 to 1, lone surrogates and huge words included."""
    assert 0.0 <= detect_language(text).score <= 1.0


def test_threads_agree() -> None:
    """Eight threads that start with an unloaded detector get what one thread gets."""
    language._load_detector.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        langs = [detection.lang for detection in pool.map(detect_language, list(_SENTENCES.values()) * 8)]
    assert langs == list(_SENTENCES) * 8


def test_global_detector_of_py3langid_is_left_alone() -> None:
    """Other code in the process keeps its own set of languages."""
    from py3langid import langid  # type: ignore[import-untyped]

    detect_language(_SENTENCES["de"])
    assert langid.IDENTIFIER is None or "fr" in langid.IDENTIFIER.labels


def test_damaged_model_is_a_data_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A model file that cannot be read says how to get it back."""
    damaged = tmp_path / "model.npz.xz"
    damaged.write_bytes(b"no xz file")
    monkeypatch.setattr("py3langid.langid.MODEL_FILE", str(damaged))
    language._load_detector.cache_clear()
    with pytest.raises(DataError, match="reinstall py3langid"):
        detect_language(_SENTENCES["de"])


def test_import_is_lazy() -> None:
    """Importing the module loads neither numpy nor the detector."""
    code = "import sys, newsner.language; sys.exit(bool({'numpy', 'py3langid'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
