"""Put tokens back into running text, by rule, the same for every corpus that has tokens alone.

Opening brackets and quotation marks take no space behind them, closing ones and punctuation none before them; a
straight quotation mark opens and closes in turn, and “ closes what „ has opened. Training on the result keeps the
tokeniser of training and use the same.
"""

from collections.abc import Sequence

_NO_SPACE_BEFORE = frozenset(".,;:!?%)]}»”’…") | {"...", "'s", "’s", "n't", "n’t", "'re", "'ll", "'ve", "'d", "'m"}
_NO_SPACE_AFTER = frozenset("([{«„‚‘#@$£€")
# Marks that open or close, and what they close; where nothing of it is open, they open.
_MARK_TO_OPENERS = {
    '"': {'"'},
    "'": {"'"},
    "`": {"`"},
    "``": {"``"},
    "''": {"``", "''"},
    "“": {"„"},
    "‘": {"‚"},
}


def detokenise(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Join tokens.

    Returns:
        The text and the character offsets ``(start, end)`` of each token in it; "" and [] of no tokens.
    """
    parts: list[str] = []
    offsets: list[tuple[int, int]] = []
    length = 0
    glued = True
    still_open: set[str] = set()
    for token in tokens:
        closed = still_open & _MARK_TO_OPENERS.get(token, set())
        if not glued and not closed and token not in _NO_SPACE_BEFORE:
            parts.append(" ")
            length += 1
        offsets.append((length, length + len(token)))
        parts.append(token)
        length += len(token)
        glued = not closed and (token in _NO_SPACE_AFTER or token in _MARK_TO_OPENERS)
        still_open -= closed
        if glued:
            still_open.add(token)
    return "".join(parts), offsets
