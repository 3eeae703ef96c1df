"""Type an entity by its Wikipedia titles: word patterns and disambiguators, per language.

In: {language: title} of one wikidict row. Out: evidence (label, kind, weight) that `wikidict.py`
adds to what the typed joins say. A weight of 2 decides alone, a weight of 1 needs a second voice.
The word patterns are rows of title_patterns.tsv (on the title without its "(...)"), our own, written by reading
samples of the 2016 titles. `DROP` wins over all.
"""

import re
from pathlib import Path
from typing import NamedTuple


class Evidence(NamedTuple):
    """One voice for a label."""

    label: str
    kind: str
    weight: int


# Titles that name no entity of news text, or one whose type no reader would agree on.
DROP = re.compile(
    r"^\(?\d[\d.,’' ]*\)?$|^\(?\d+\)? [A-ZÅÄÖ]|^\d+(?:-årene|er|s| BC| v\. Chr\.| f\.Kr\.)|^-\d"
    r"|^(?:List|Lists|Index|Outline|Timeline|Glossary|Bibliography|Discography) of|^Liste|^Lister? over"
    r"|^(?:History|Geography|Economy|Politics|Culture|Music|Demographics|Religion|Languages?|Cuisine|Flag|Coat of arms"
    r"|Prime Minister|President|Minister|King|Queen|Emperor|Governor|Mayor|Chancellor|Lord|Secretary"
    r"|Foreign relations|Transport|Education|Law|Constitution|Capital|Administrative divisions|Regions|Provinces"
    r"|Municipalities|Districts|Counties|Elections|Football|Sport|Architecture|Art|Telecommunications|Tourism"
    r"|Human rights|LGBT rights|Climate|Wildlife|Flora|Fauna|Subdivisions|Cantons|Departments|Arrondissements"
    r"|Communes|Cities|Rivers|Lakes|Islands|Mountains|Members|Names?|Murder|Death) of\b"
    r"|^(?:Category|Template|Portal|Wikipedia|Kategorie|Vorlage|Kategori|Mal|Module|User|Help|Commons|Bruker):"
    r"|^.* (?:at|ved|bei) (?:the|den|de|der|dem)? ?\d{4} |^.* [-–] .*\b(?:Men|Women|Herren|Damen|menn|kvinner)"
    r"|^[A-Z]{1,2}\d*$|\b(?:language|languages|dialect|alphabet|grammar|mythology|people|peoples|cuisine)$"
    r"|national (?:\S+ ){1,4}team$|\b(?:at|during) the (?:\w+ )?(?:Olympics|Paralympics|Olympic Games)\b|\bunder (?:[Ss]o?mm[ae]r-|[Vv]inter-)?OL\b|\bmascot|^Olympische .*/|[Gg]eneralsekret|[Ss]ecretary[- ]General|\b[Pp]residents? of the|^Seznam|^\d{4} in |\bin \d{4}$|^\d{4}[–-]\d{2,4}\b|\d{4}[–/-]\d{2}$|\bdiscography$|\w{4}(?:ismus|isme)$"
    r"|\b(?:surname|given name)\b|\((?:.*\b)?(?:disambiguation|Begriffsklärung|andre betydninger|andre betydningar"
    r"|andre tydingar|fleirtyding|flertydig|olika betydelser|значения|homonymie|desambiguación|desambiguação"
    r"|doorverwijspagina|disambigua|täpsustus|nozīmju atdalīšana|reikšmės)\)"
)

_DROP_NOTE = re.compile(
    r"\b(?:albums?|song|single|sang|Lied|låt|chanson|canción|canzone|film|films?|movie|filme|Film|фильм|песня|альбом|сингл"
    r"|TV series|series|Fernsehserie|Serie|serie|fjernsynsserie|TV-serie|телесериал|miniseries|novel|Roman|roman|book|Buch"
    r"|bok|роман|play|Drama|skuespill|opera|Oper|ballet|video game|Videospiel|game|Computerspiel|Spiel|spill|игра"
    r"|manga|anime|Manga|comics?|Comic|tegneserie|character|figur|Figur|персонаж|genus|species|Gattung|Art|slekt|art"
    r"|plant|Pflanze|fish|Fisch|bird|Vogel|Sprache|language|språk|язык|name|navn|Name|Vorname|Familienname|etternavn"
    r"|fornavn|имя|фамилия|mythology|Mythologie|mytologi|мифология|god|Gott|gud|Begriff|unit|Einheit|music|genre"
    r"|Musik|mathematics|Mathematik|biology|Biologie|chemistry|Chemie|physics|Physik|painting|Gemälde|maleri|poem"
    r"|magazine|award|Preis|Asteroid|asteroid|crater|Krater|month|letter|Roma|number|Mineral|mineral|drink|Film.*|.*film"
    r"|EP|soundtrack|Album|telenovela|program|TV-program|show|Getränk|Schach|chess|dance|Tanz|Volk|people|ethnicity)\b"
)

_PERSON_NOTES: dict[str, str] = {
    "politician": r"politicians?|Politiker\w*|politiker\w*|политик|statsminister|minister|président|governor|senator",
    "footballer": r"footballers?|soccer|Fußballspieler\w*|Fußballtrainer|fotballspillere?|fotballspelar|футболист|futebolista",
    "actor": r"actor|actress|Schauspieler\w*|skuespiller(?:inne)?|skodespelar\w*|актёр|актриса|acteur|actrice",
    "singer": r"singer|Sänger\w*|sanger(?:inne)?|songar|певец|певица|rapper|Rapper|cantante|chanteur|chanteuse",
    "musician": r"musician|Musiker\w*|musiker|composer|Komponist\w*|komponist|композитор|guitarist|drummer|bassist|DJ|pianist",
    "writer": r"writer|author|poet|Schriftsteller\w*|forfatter|forfattar|писатель|Autor\w*|Dichter\w*|journalist|Journalist\w*|novelist|playwright",
    "athlete": r"athlete|Leichtathlet\w*|swimmer|boxer|Boxer\w*|cyclist|Radrennfahrer\w*|syklist|tennis|skier|Ringer|skater"
    r"|ice hockey|Eishockeyspieler\w*|ishockeyspiller|basketball|Basketballspieler\w*|baseball|cricketer|golfer|wrestler|Wrestler"
    r"|Handballspieler\w*|håndballspiller|Rennfahrer\w*|Schwimmer\w*|Skispringer|skiløper|friidrettsutøver|хоккеист|баскетболист",
    "artist": r"painter|Maler\w*|maler|målar|sculptor|Bildhauer\w*|artist|художник|architect|Architekt\w*|arkitekt|photographer|Fotograf\w*",
    "scientist": r"physicist|Physiker\w*|fysiker|mathematician|Mathematiker\w*|matematiker|chemist|Chemiker\w*|historian|Historiker\w*"
    r"|philosopher|Philosoph\w*|filosof|economist|scientist|astronomer|Astronom\w*|botanist|biologist|theologian|Theologe|psychologist|учёный",
    "director": r"director|Regisseur\w*|regissør|film director|producer|режиссёр|screenwriter",
    "monarch": r"king|queen|emperor|King|König\w*|Kaiser\w*|konge|pave|Papst|pope|Bischof|bishop|biskop|saint|Heilige\w*|Herzog\w*|Graf|Apostel",
    "officer": r"general|General|admiral|Admiral|Offizier\w*|officer|soldier|генерал",
    "model": r"model|Model|modell|модель|comedian|Komiker\w*|presenter|Moderator\w*|astronaut|businessman|Unternehmer\w*|lawyer|Jurist\w*|Pornodarsteller\w*",
}
_PERSON_NOTE = {kind: re.compile(rf"\b(?:{words})\b") for kind, words in _PERSON_NOTES.items()}

_OTHER_NOTES: tuple[tuple[str, str, re.Pattern[str]], ...] = tuple(
    (label, kind, re.compile(rf"\b(?:{words})\b"))
    for label, kind, words in (
        ("ORG", "band", r"band|Band|gruppe|группа|grupp|groupe|gruppo|musikgruppe|duo|Rockband"),
        (
            "ORG",
            "company",
            r"company|Unternehmen|selskap|bedrift|компания|entreprise|record label|Label|publisher|Verlag|airline|brand|Marke|Automarke",
        ),
        ("ORG", "newspaper", r"newspaper|Zeitung|avis|газета|journal|Tageszeitung"),
        ("ORG", "broadcaster", r"TV channel|Fernsehsender|Hörfunksender|TV-kanal|radio station|телеканал"),
        ("ORG", "party", r"political party|party|Partei|parti|партия"),
        (
            "ORG",
            "organisation",
            r"organi[sz]ation|Organisation|organisasjon|организация|football club|Fußballverein|fotballklubb",
        ),
        ("LOC", "river", r"river|Fluss|elv|река|rivière|fleuve|rivier|Bach"),
        ("LOC", "lake", r"lake|See|innsjø|озеро|lac|sjö"),
        ("LOC", "island", r"island|Insel|øy|остров|île|ö|isola|eiland|Inselgruppe|øygruppe|atoll"),
        ("LOC", "mountain", r"mountain|Berg|fjell|гора|volcano|Vulkan|vulkan|вулкан|Gebirge"),
        (
            "GPE",
            "city",
            r"city|town|village|Stadt|Ort|by|tettsted|Dorf|город|посёлок|деревня|село|commune|коммуна|Ortsteil|stad|ort|tätort|landsby|plaats",
        ),
        (
            "GPE",
            "municipality",
            r"municipality|Gemeinde|kommune|kommun|gemeente|муниципалитет|comune|community|Landgemeinde|Stadtgemeinde",
        ),
        (
            "GPE",
            "region",
            (
                r"region|Region|province|Provinz|provins|провинция|область|county|fylke|округ|Landkreis|district|Distrikt|distrikt|Bezirk|Kanton|kanton|кантон"
                r"|state|Bundesstaat|delstat|штат|département|departement|Departement|prefecture|Präfektur|Verwaltungseinheit|Rajon|Rayon|район|oblast|Oblast|Kreis|Powiat"
            ),
        ),
        ("GPE", "country", r"country|Staat|Land|государство|kingdom|Königreich|kongedømme|historical region"),
        (
            "PROD",
            "software",
            r"software|Software|programvare|programming language|Programmiersprache|operating system|Betriebssystem|web browser|website|Website|nettsted",
        ),
        ("PROD", "ship", r"ship|Schiff|skip|корабль|Schiffsklasse"),
        (
            "PROD",
            "aircraft",
            r"aircraft|Flugzeug|missile|Rakete|rocket|spacecraft|Raumsonde|Satellit|satellite|самолёт",
        ),
        ("PROD", "vehicle", r"car|automobile|Automobil|Modell|Fahrzeug|tank|Panzer"),
    )
)


def _load_patterns() -> tuple[tuple[str, Evidence, re.Pattern[str]], ...]:
    lines = (Path(__file__).with_name("title_patterns.tsv")).read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return tuple(
        (language, Evidence(label, kind, int(weight)), re.compile(pattern))
        for language, label, kind, weight, pattern in rows
    )


_COMPILED = _load_patterns()

_NOTE = re.compile(r"\(([^()]*)\)\s*$")


def is_dropped(titles: dict[str, str]) -> bool:
    """Whether some title shows that this is no entity we list (a list, a date, a film, a word)."""
    for language in ("en", "de", "no", "nn", "ru", "sv", "nl", "fr"):
        title = titles.get(language, "")
        if DROP.search(title):
            return True
        note = _NOTE.search(title)
        if note and _DROP_NOTE.search(note[1]) and not _person_kind(note[1]):
            return True
    return False


def find_evidence(titles: dict[str, str]) -> list[Evidence]:
    """Collect what notes in brackets and word patterns say, at most one voice per language and kind of rule."""
    found = []
    for language, title in titles.items():
        note = _NOTE.search(title)
        if note:
            found += _note_evidence(note[1])
        pattern_language = "no" if language == "nn" else language
        base = _NOTE.sub("", title).strip()
        is_word = " " not in base
        for rule_language, evidence, pattern in _COMPILED:
            if rule_language == pattern_language and pattern.search(base):
                # One word alone ("Glacier", "Objektdatenbank", "Neukloster") may be a common noun or a town.
                found.append(evidence._replace(weight=1) if is_word else evidence)
                break
    return found


def _note_evidence(note: str) -> list[Evidence]:
    kind = _person_kind(note)
    if kind:
        return [Evidence("PER", kind, 2)]
    for label, kind, pattern in _OTHER_NOTES:
        if pattern.search(note):
            return [Evidence(label, kind, 2)]
    return []


def _person_kind(note: str) -> str:
    for kind, pattern in _PERSON_NOTE.items():
        if pattern.search(note):
            return kind
    return ""
