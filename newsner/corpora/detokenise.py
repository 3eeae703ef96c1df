"""Put tokens back into running text, by rule, the same for every corpus that has tokens alone.

Opening brackets and quotation marks take no space behind them, closing ones and punctuation none before them; a
straight quotation mark opens and closes in turn. Training on the result keeps the tokeniser of training and use the same.
"""

from collections.abc import Sequence

_NO_SPACE_BEFORE = frozenset(".,;:!?%)]}»”’…") | {"...", "'s", "’s", "n't", "n’t", "'re", "'ll", "'ve", "'d", "'m"}
_NO_SPACE_AFTER = frozenset("([{«„‘#@$£€")
_STRAIGHT = frozenset("\"'`") | {"``", "''"}


def detokenise(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Join tokens.

    Returns:
        The text and the character offsets ``(start, end)`` of each token in it.
    """
    parts: list[str] = []
    offsets: list[tuple[int, int]] = []
    length = 0
    glued = True
    open_straight: set[str] = set()
    for token in tokens:
        closes = token in _STRAIGHT and token in open_straight
        if not glued and not closes and token not in _NO_SPACE_BEFORE:
            parts.append(" ")
            length += 1
        offsets.append((length, length + len(token)))
        parts.append(token)
        length += len(token)
        glued = token in _NO_SPACE_AFTER
        if token in _STRAIGHT and not closes:
            open_straight.add(token)
            glued = True
        elif closes:
            open_straight.discard(token)
    return "".join(parts), offsets
