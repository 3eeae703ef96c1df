"""Norwegian, English and German spellings of names written in Greek.

In: one lower-case word. Out: its spellings in lower case, the usual one first. All three languages follow ELOT 743, the
table of Greek passports; the second spelling is that of older papers (Kh, F for ph).
"""

import re
import unicodedata
from typing import Final

_LETTERS: Final = dict(
    pair.split("=")
    for pair in (
        "α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch ψ=ps ω=o"
    ).split()
)
_VOICED: Final = "αεηιοωυβγδζλμνρ"
_PAIRS: Final = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        ("ου", "ou"),
        ("^μπ", "b"),
        ("μπ", "mp"),
        ("^ντ", "d"),
        ("^γκ", "g"),
        ("γγ", "ng"),
        ("γξ", "nx"),
        ("γχ", "nch"),
        (f"(?<=[αεη])υ(?=[{_VOICED}])", "v"),
        ("(?<=[αεη])υ", "f"),
    )
)


def spell_greek(word: str, lang: str) -> list[str]:
    """Spell a Greek word; the dieresis keeps two vowels apart (Μάιος is not Μαϊος), the accent is dropped."""
    bare = "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
    for pattern, spelling in _PAIRS:
        bare = pattern.sub(spelling, bare)
    form = "".join(_LETTERS.get(letter, letter) for letter in bare)
    older = re.sub("ch(?=[aeiou])", "h" if lang != "de" else "ch", form).replace("f", "ph")
    vowels = form.replace("mp", "b").replace("ou", "u" if lang == "de" else "ou")
    return list(dict.fromkeys([form, older, vowels]))
