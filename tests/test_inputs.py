"""Whatever is handed over: the right result, or one clear error."""

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import newsner
from newsner import InputTypeError, InputValueError
from newsner.extractor import Newsner
from newsner.inputs import check_lang, check_min_score, check_text

LANGS = ("nb", "nn", "en", "de")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (None, "got NoneType"),
        (b"Putin", "decode"),
        (bytearray(b"Putin"), "decode"),
        (Path("article.txt"), "read_text"),
        (["Putin"], "extract_many"),
        (("Putin",), "extract_many"),
        ({"Putin"}, "extract_many"),
        (iter(["Putin"]), "extract_many"),
        (7, "got int"),
        ({"text": "Putin"}, "got dict"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_str_is_refused_with_the_next_step(text: Any, hint: str) -> None:
    """The message says what was given and what to do, and the error is a TypeError too."""
    with pytest.raises(InputTypeError, match=hint) as caught:
        check_text(text)
    assert isinstance(caught.value, TypeError)


@pytest.mark.parametrize(("text", "offset"), [("\ud83d", 0), ("Kyiv \udc80", 5), ("a\U0001f600\udfff", 2)])
def test_lone_surrogate_is_refused_with_its_offset(text: str, offset: int) -> None:
    """Half a surrogate pair can be written neither as UTF-8 nor as JSON."""
    with pytest.raises(InputValueError, match=rf"at offset {offset}:"):
        check_text(text)


@pytest.mark.parametrize("text", ["", " ", "Zelenskyj 😀", "e\u0301", "\u200fפוטין", "a\x00b", "a\r\nb"], ids=ascii)
def test_any_other_str_is_taken_as_it_is(text: str) -> None:
    """No normalising: offsets must hold in the caller's text."""
    assert check_text(text) is text


@pytest.mark.parametrize(("given_lang", "lang"), [("no", "nb"), ("nb", "nb"), ("nn", "nn"), ("auto", "auto")])
def test_lang_is_taken(given_lang: str, lang: str) -> None:
    """`no` is Bokmål, all else stands for itself."""
    assert check_lang(given_lang) == lang


@pytest.mark.parametrize(
    ("lang", "error"), [("sv", InputValueError), ("NB", InputValueError), ("", InputValueError), (None, InputTypeError)]
)
def test_lang_is_refused_with_the_choices(lang: Any, error: type[Exception]) -> None:
    """The message lists what there is."""
    with pytest.raises(error, match="auto, nb, nn, en, de"):
        check_lang(lang)


@pytest.mark.parametrize("score", [0, 0.0, 0.5, 1, 1.0])
def test_min_score_is_taken(score: float) -> None:
    """Both ends of the range are inside."""
    assert check_min_score(score) == score


@pytest.mark.parametrize(
    ("score", "error"),
    [
        (-0.01, InputValueError),
        (1.01, InputValueError),
        (float("nan"), InputValueError),
        ("0.5", InputTypeError),
        (True, InputTypeError),
    ],
)
def test_min_score_is_refused(score: Any, error: type[Exception]) -> None:
    """Out of range, not a number, no number at all."""
    with pytest.raises(error, match=r"0\.0 to 1\.0"):
        check_min_score(score)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("text", ["", " ", "\n\n\t", "\u00a0\u2003", "\ufeff"], ids=ascii)
def test_blank_text_has_no_mentions(newsner_stub: Newsner, text: str, lang: Any) -> None:
    """Nothing in, nothing out, whether the language is given or not."""
    for option in (lang, "auto"):
        extraction = newsner_stub.extract(text, lang=option)
        assert (extraction.text, extraction.mentions, extraction.entities) == (text, (), ())


@pytest.mark.parametrize("text", ["", "   ", "1234, 56 % – 7", "😀😀"], ids=ascii)
def test_text_without_letters_has_no_language(newsner_stub: Newsner, text: str) -> None:
    """`und` and no pipeline."""
    extraction = newsner_stub.extract(text)
    assert (extraction.lang, extraction.versions.pipeline) == ("und", None)


# Each text holds "Putin" once; what stands around it must not move the offsets.
AROUND = {
    "emoji": "😀👩‍👩‍👧 Putin 🇳🇴 left.",
    "combining marks": "E\u0301lyse\u0301e: Putin came to se\u0301e.",
    "right-to-left marks": "\u200fThe minister\u200e met \u202bPutin\u202c there.",
    "CRLF": "The minister left.\r\nPutin stayed.\r\n",
    "NUL": "The minister\x00 met Putin\x00 there.",
    "BOM": "\ufeffPutin left.",
    "no-break space": "The minister\u00a0met\u00a0Putin\u00a0there.",
    "soft hyphen": "The mini\u00adster met Putin there.",
    "line separator": "The minister met\u2028Putin there.",
    "beyond the BMP": "𝕋𝕙𝕖 minister met Putin there.",
}


@pytest.mark.parametrize("text", AROUND.values(), ids=AROUND.keys())
def test_odd_characters_leave_offsets_right(newsner_stub: Newsner, text: str) -> None:
    """The one name is found where it stands, and the record goes through JSON and back."""
    extraction = newsner_stub.extract(text, lang="en")
    assert [(mention.text, mention.start) for mention in extraction.mentions] == [("Putin", text.index("Putin"))]
    assert newsner.Extraction.model_validate_json(extraction.model_dump_json()) == extraction


@pytest.mark.pipelines
@pytest.mark.parametrize("text", AROUND.values(), ids=AROUND.keys())
def test_odd_characters_with_trained_pipelines(text: str) -> None:
    """Nothing breaks, and what is found is cut right."""
    assert_offsets(newsner.extract(text))


@pytest.mark.pipelines
def test_five_megabytes_are_read_to_the_end() -> None:
    """A whole file given as one text: a warning, names from its last line, and no hour of work."""
    line = "The talks went on for hours and hours, and nobody in the room said anything new.\n"
    text = line * (5_000_000 // len(line)) + "Then Angela Merkel left for Berlin.\n"
    started = time.monotonic()
    extraction = newsner.extract(text, lang="en", link=False)
    assert "length" in [warning.code for warning in extraction.warnings]
    assert "Berlin" in [mention.text for mention in extraction.mentions]
    assert_offsets(extraction)
    # Generous for a slow machine; a quadratic step would take hours.
    assert time.monotonic() - started < 600


# Pieces that name recognisers and tokenisers stumble over, mixed with any characters at all.
PIECES = st.one_of(
    st.sampled_from(
        [
            "Vladimir Putin", "Putins", "Wladimir Putin", "Kyiv", "USAs", "U.S.", "EU-landene", "US-Präsident", "AP / NTB",
            "Det hvite hus'", "Weißen Hauses", "- ", "–", "'s ", "’s", "(", ")", "«", "»", "/", "\n", "\r\n", "\t", ", ",
            ". ", "@navn", "https://example.org/Putin", "Mittel- und Osteuropa", "russisk-amerikansk", "Les også:",
            "\u200f", "😀", "\u0301", "\x00", " og ", " und ", " and ",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)  # fmt: skip


@given(pieces=st.lists(PIECES, max_size=25), lang=st.sampled_from(("auto", *LANGS)))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_offsets_cut_the_mention_in_any_text(newsner_stub: Newsner, pieces: list[str], lang: Any) -> None:
    """Whatever the text is, records are whole; listed names stand in for a recogniser."""
    assert_offsets(newsner_stub.extract("".join(pieces), lang=lang))


@pytest.mark.pipelines
@given(pieces=st.lists(PIECES, max_size=25), lang=st.sampled_from(("auto", *LANGS)))
@settings(max_examples=150, deadline=None)
def test_offsets_cut_the_mention_with_trained_pipelines(pieces: list[str], lang: Any) -> None:
    """The same with trained pipelines and the whole table."""
    assert_offsets(newsner.extract("".join(pieces), lang=lang))


def assert_offsets(extraction: newsner.Extraction) -> None:
    """What holds for every extraction: exact, ordered, apart; indices and ids agree both ways."""
    end = 0
    for mention in extraction.mentions:
        assert extraction.text[mention.start : mention.end] == mention.text
        assert mention.text == mention.text.strip() != ""
        assert mention.start >= end
        end = mention.end
    of_entities = {index: entity.id for entity in extraction.entities for index in entity.mentions}
    of_mentions = {index: m.entity_id for index, m in enumerate(extraction.mentions) if m.entity_id is not None}
    assert of_entities == of_mentions
