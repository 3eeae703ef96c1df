"""Closed classes of words that stand beside names: titles, honorifics, articles.

Hand-kept, lower case. A title is outside a person's name (docs/annotation.md, rule 4); corpora differ on that, so a
recogniser trained on them needs the correction.
"""

from typing import Final

TITLES: Final[dict[str, frozenset[str]]] = {
    "nb": frozenset(
        "president visepresident statsminister utenriksminister forsvarsminister finansminister justisminister minister "
        "statsråd kong konge dronning prins prinsesse kronprins kronprinsesse pave biskop erkebiskop general oberst kaptein "
        "hertug hertuginne storhertug keiser keiserinne fyrst fyrstinne professor dr dr. doktor herr fru frøken sir lady ordfører generalsekretær kansler forbundskansler advokat "
        "politiinspektør trener landslagssjef statssekretær ambassadør guvernør senator".split()
    ),
    "nn": frozenset(
        "president visepresident statsminister utanriksminister forsvarsminister finansminister justisminister minister "
        "statsråd kong konge dronning prins prinsesse kronprins kronprinsesse pave biskop general oberst kaptein professor "
        "dr dr. doktor herr fru ordførar generalsekretær kanslar forbundskanslar advokat politiinspektør trenar "
        "landslagssjef statssekretær ambassadør guvernør senator".split()
    ),
    "en": frozenset(
        "mr mr. mrs mrs. ms ms. miss dr dr. prof prof. professor sir dame lord lady president vice prime minister king "
        "queen prince princess duke duchess pope cardinal bishop archbishop rev rev. reverend general gen. gen colonel "
        "col. col captain capt. capt lieutenant lt. lt major sergeant sgt. sgt admiral adm. senator sen. sen "
        "representative rep. rep congressman congresswoman governor gov. gov mayor chancellor secretary ambassador judge "
        "justice chief inspector detective officer coach sheikh ayatollah imam former then ex-president".split()
    ),
    "de": frozenset(
        "präsident präsidentin vizepräsident vizepräsidentin bundespräsident bundeskanzler bundeskanzlerin kanzler "
        "kanzlerin minister ministerin außenminister außenministerin verteidigungsminister verteidigungsministerin "
        "finanzminister finanzministerin ministerpräsident ministerpräsidentin könig königin königsgemahlin kronprinz "
        "kronprinzessin prinz prinzessin herzog herzogin großherzog großherzogin kaiser kaiserin fürst fürstin papst "
        "kardinal bischof erzbischof general oberst hauptmann kollege kollegin kollegen abgeordneter abgeordnete abgeordneten professor professorin prof. dr. dr herr frau herrn "
        "bürgermeister bürgermeisterin oberbürgermeister trainer bundestrainer senator senatorin botschafter "
        "generalsekretär staatssekretär sir".split()
    ),
}

ARTICLES: Final[dict[str, frozenset[str]]] = {
    "nb": frozenset({"den", "det", "de", "en", "ei", "et"}),
    "nn": frozenset({"den", "det", "dei", "ein", "ei", "eit"}),
    "en": frozenset({"the", "a", "an"}),
    "de": frozenset({"der", "die", "das", "den", "dem", "des", "ein", "eine", "einer", "eines", "einem", "einen"}),
}

# What stands before a hyphen without making a derived word of the name behind it (docs/annotation.md, rule 10).
PREFIXES: Final = frozenset({"pro", "anti", "non", "post", "ex", "eks", "neo", "pre", "contra"})

# Abbreviations that keep their dot at the end of a name.
DOTTED: Final = frozenset({"jr.", "sr.", "st.", "inc.", "co.", "corp.", "ltd.", "bros.", "e.v.", "a.s."})
