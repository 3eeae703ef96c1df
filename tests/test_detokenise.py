"""Tokens back to text: where spaces go, and that offsets point at the tokens."""

import pytest

from newsner.corpora.detokenise import detokenise


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        ("Støre møter Zelenskyj i Kyiv .", "Støre møter Zelenskyj i Kyiv."),
        ("Nei , sier Solberg ( H ) : vent !", "Nei, sier Solberg (H): vent!"),
        ("« Bodø / Glimt » vant .", "«Bodø / Glimt» vant."),
        ("„ Die Zeit “ , sagte Merkel", "„Die Zeit“, sagte Merkel"),
        ("Er las „ Die Zeit “ und „ Die Welt “ .", "Er las „Die Zeit“ und „Die Welt“."),
        ("The “ Kursk ” sank", "The “Kursk” sank"),
        ('" Ja " , sa han , " og nei " .', '"Ja", sa han, "og nei".'),
        ("`` Yes '' said Biden", "``Yes'' said Biden"),
        ("Biden 's aide did n't call", "Biden's aide didn't call"),
        ("$ 5 und € 6", "$5 und €6"),
        ("wait ... what … now", "wait... what… now"),
        ("EU - land", "EU - land"),
        ("Oslo", "Oslo"),
        ("", ""),
    ],
)
def test_spaces(tokens: str, expected: str) -> None:
    """Punctuation and quotation marks of four languages stand where newspapers put them."""
    assert detokenise(tokens.split())[0] == expected


@pytest.mark.parametrize(
    "tokens",
    [
        '„ Wladimir Putins “ ( Kreml ) , sagte " Nato \'s " Chef .'.split(),
        ["New York", "'s", '"', "Times", '"'],  # a token may hold a space
        ['"', '"', '"'],
        ["U.S.", ".", "..."],
        [],
    ],
)
def test_offsets_point_at_tokens(tokens: list[str]) -> None:
    """Every offset gives its token back, in order and without overlap, and only spaces stand between."""
    text, offsets = detokenise(tokens)
    assert [text[start:end] for start, end in offsets] == tokens
    edges = [0, *(edge for offset in offsets for edge in offset), len(text)]
    assert edges == sorted(edges)
    assert "".join(tokens).replace(" ", "") == text.replace(" ", "")


def test_a_closing_mark_without_its_opener_opens() -> None:
    """A sentence that was cut inside a quotation is no error."""
    assert detokenise("sagte “ Merkel".split())[0] == "sagte “Merkel"
    assert detokenise("„ Ja “ “ Nein".split())[0] == "„Ja“ “Nein"
