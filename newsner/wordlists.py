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

# American and Canadian papers shorten the state behind a town (Peoria, Ill.): the abbreviations of the AP and CP stylebooks.
STATES: Final = {
    "Ala.": "Alabama", "Ariz.": "Arizona", "Ark.": "Arkansas", "Calif.": "California", "Colo.": "Colorado", "Conn.": "Connecticut",
    "Del.": "Delaware", "Fla.": "Florida", "Ga.": "Georgia", "Ill.": "Illinois", "Ind.": "Indiana", "Kan.": "Kansas",
    "Ky.": "Kentucky", "La.": "Louisiana", "Md.": "Maryland", "Mass.": "Massachusetts", "Mich.": "Michigan", "Minn.": "Minnesota",
    "Miss.": "Mississippi", "Mo.": "Missouri", "Mont.": "Montana", "Neb.": "Nebraska", "Nev.": "Nevada", "N.H.": "New Hampshire",
    "N.J.": "New Jersey", "N.M.": "New Mexico", "N.Y.": "New York", "N.C.": "North Carolina", "N.D.": "North Dakota",
    "Okla.": "Oklahoma", "Ore.": "Oregon", "Pa.": "Pennsylvania", "R.I.": "Rhode Island", "S.C.": "South Carolina",
    "S.D.": "South Dakota", "Tenn.": "Tennessee", "Vt.": "Vermont", "Va.": "Virginia", "Wash.": "Washington",
    "W.Va.": "West Virginia", "Wis.": "Wisconsin", "Wyo.": "Wyoming", "Alta.": "Alberta", "B.C.": "British Columbia",
    "Man.": "Manitoba", "N.B.": "New Brunswick", "N.S.": "Nova Scotia", "Ont.": "Ontario", "Que.": "Quebec",
    "Sask.": "Saskatchewan",
}  # fmt: skip

# Swiss papers put the canton behind a place that has namesakes: Wil SG. Not AG, which ends the names of companies too.
CANTONS: Final = frozenset("ZH BE LU UR SZ OW NW GL ZG FR SO BS BL SH AR AI SG GR TG TI VD VS NE GE JU".split())
