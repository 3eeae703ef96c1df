"""Tests of newsner.words."""

from newsner.words import index_words


def test_words_come_with_all_their_places() -> None:
    """A word stands under its own spelling, hyphens and apostrophes part words, and a capital makes another word."""
    assert index_words("Oslo-benken i Oslo, Ap's I") == {
        "Oslo": [0, 14], "benken": [5], "i": [12], "Ap": [20], "s": [23], "I": [25]
    }  # fmt: skip


def test_a_text_without_words_has_none() -> None:
    """Marks and spaces are no words."""
    assert index_words(" – … \n") == {}
