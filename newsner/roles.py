"""What the words beside a name say of its bearer: Wirt Thomas Müller, striker Jan Berg, Dev Patel, a student, Kanton Zürich.

In: the text around a mention. Out: a group of roles that news people have, ``private`` for occupations of people who are
in no table, ``signed`` for who signs the article, ``aged`` where an age is given, or None where nothing is said; for places,
whether a region is meant. Hand-kept closed classes, lower case:
only words that seldom stand with people of another group (no author, professor, leader: ministers are those too).
"""

import re
from typing import Final

from newsner.labels import Lang

PRIVATE: Final = "private"
SIGNED: Final = "signed"
AGED: Final = "aged"

_KIND_TO_GROUP: Final[dict[str, str]] = {
    kind: group
    for group, kinds in {
        "politics": "politician|minister|foreign minister|head of state|head of government|president|party leader|diplomat|"
        "mayor|official|spokesperson|monarch|royal|royalty|governor|senator",
        "sport": "athlete|footballer|player|coach|referee|skier|cyclist|driver|chess player|tennis player",
        "arts": "actor|actress|artist|singer|musician|film director|theatre director|director|television presenter|"
        "tv presenter|comedian|composer|novelist|poet|rapper|guitarist|pianist|conductor|screenwriter|animator|filmmaker|"
        "producer|model|band member|painter|architect",
        "science": "scientist|economist|political scientist|philosopher|historian|astronaut",
        "press": "journalist|editor",
    }.items()
    for kind in kinds.split("|")
}

# What else of an article speaks for a group: a striker is among clubs and cups, a mayor among parties and ministries.
_KIND_TO_TOPIC: Final[dict[str, str]] = _KIND_TO_GROUP | {
    kind: topic
    for topic, kinds in {
        "politics": "party|parliament|ministry|government body|party group|election|political event",
        "sport": "club|team|league|tournament|sports event|sports organisation|sports association|tennis tournament",
        "arts": "band|orchestra|theatre|opera|festival|tv series|tv programme|film|album|song|writer|book|novel|publisher",
        "business": "manager|businessperson|entrepreneur|company|bank|insurer|retailer|airline|stock exchange|index",
        "science": "university|research institute|institute|professor",
    }.items()
    for kind in kinds.split("|")
}

# Groups whose people are now and then introduced by a role of the other.
_OVERLAPS: Final = frozenset({("press", "arts"), ("science", "politics"), ("arts", "press"), ("press", "politics")})

# In Norwegian and German the end of a word is compared (utenriksminister, Landesinnenministerin), the longest first.
_ROLES: Final[dict[Lang, dict[str, str]]] = {
    "nb": {
        "politics": "minister ministeren politiker politikeren statsråd ordfører ordføreren stortingsrepresentant "
        "partileder kansler senator senatoren ambassadør visepresident",
        "sport": "spiller spilleren keeper keeperen trener treneren løper løperen spiss spissen syklist syklisten bokser "
        "sprinter skihopper hopper skiskytter landslagssjef alpinist svømmer målvakt målvakten langrennsløper",
        "arts": "skuespiller skuespilleren regissør regissøren sanger sangeren sangerinne artist artisten musiker musikeren "
        "komponist komponisten rapper rapperen gitarist pianist komiker komikeren dirigent dirigenten programleder",
        "science": "forsker forskeren fysiker kjemiker biolog geolog arkeolog historiker meteorolog seniorforsker",
        "press": "journalist journalisten fotograf fotografen foto foto: tekst tekst:",
        PRIVATE: "bonde bonden gårdbruker gårdbrukeren lærer læreren rektor student studenten elev eleven sykepleier "
        "sykepleieren frisør frisøren snekker snekkeren tømrer baker bakeren fisker fiskeren pensjonist pensjonisten nabo "
        "naboen innbygger sjåfør sjåføren byggeleder avdelingsleder driftsleder huseier vaktmester vaktmesteren kokk kokken "
        "servitør brannmester brannsjef politibetjent operasjonsleder rørlegger elektriker mekaniker butikksjef "
        "prosjektleder tannlege veterinær sogneprest soknepresten bibliotekar kunde kunden turist trebarnsmor trebarnsfar "
        "småbarnsmor småbarnsfar åring åringen vertinne kjøpmann kjøpmannen lærling",
    },
    "nn": {
        "politics": "minister ministeren politikar politikaren statsråd ordførar ordføraren stortingsrepresentant "
        "partileiar kanslar senator senatoren ambassadør visepresident",
        "sport": "spelar spelaren keeper keeperen trenar trenaren løpar løparen spiss spissen syklist syklisten boksar "
        "sprintar skihoppar hoppar skiskyttar landslagssjef alpinist symjar målvakt målvakta langrennsløpar",
        "arts": "skodespelar skodespelaren regissør regissøren songar songaren artist artisten musikar musikaren komponist "
        "komponisten rappar gitarist pianist komikar komikaren dirigent dirigenten programleiar",
        "science": "forskar forskaren fysikar kjemikar biolog geolog arkeolog historikar meteorolog seniorforskar",
        "press": "journalist journalisten fotograf fotografen foto foto: tekst tekst:",
        PRIVATE: "bonde bonden gardbrukar gardbrukaren lærar læraren rektor student studenten elev eleven sjukepleiar "
        "sjukepleiaren frisør frisøren snikkar snikkaren tømrar bakar bakaren fiskar fiskaren pensjonist pensjonisten nabo "
        "naboen innbyggjar sjåfør sjåføren byggjeleiar avdelingsleiar driftsleiar huseigar vaktmeister vaktmeisteren kokk "
        "kokken servitør brannmeister brannsjef politibetjent operasjonsleiar røyrleggjar elektrikar mekanikar butikksjef "
        "prosjektleiar tannlege veterinær sokneprest soknepresten bibliotekar kunde kunden turist trebarnsmor trebarnsfar "
        "småbarnsmor småbarnsfar åring åringen vertinne kjøpmann kjøpmannen lærling",
    },
    "en": {
        "politics": "minister premier chancellor senator congressman congresswoman mp mep lawmaker politician governor "
        "ambassador diplomat councillor",
        "sport": "striker midfielder defender goalkeeper winger footballer coach quarterback pitcher batsman bowler "
        "cricketer golfer swimmer sprinter cyclist skier boxer jockey goalie linebacker batter",
        "arts": "actor actress singer filmmaker musician composer rapper comedian guitarist pianist drummer conductor "
        "sculptor novelist poet dancer screenwriter songwriter",
        "science": "scientist physicist chemist biologist geologist archaeologist historian astronomer crystallographer",
        "press": "reporter photographer photo: by: words:",
        PRIVATE: "farmer teacher student nurse plumber carpenter electrician baker fisherman pensioner neighbour neighbor "
        "resident shopkeeper waiter waitress barber hairdresser driver mechanic librarian volunteer homeowner landlord "
        "tenant grocer butcher gardener cleaner paramedic firefighter detective constable sergeant schoolteacher "
        "headteacher grandmother widow passenger tourist customer clerk janitor cashier welder trucker midwife apprentice "
        "undergraduate schoolboy schoolgirl busker postman beekeeper",
    },
    "de": {
        "politics": "minister ministerin ministers politiker politikerin abgeordnete abgeordneter abgeordneten bürgermeister "
        "bürgermeisterin kanzler kanzlerin senator senatorin botschafter botschafterin landrat landrätin staatssekretär "
        "staatssekretärin ministerpräsident ministerpräsidentin staatspräsident us-präsident",
        "sport": "spieler spielerin stürmer stürmerin torwart torhüter torhüterin trainer trainerin läufer läuferin "
        "radprofi schwimmer schwimmerin boxer boxerin torjäger torjägerin keeper keeperin rennfahrer rennfahrerin biathlet "
        "biathletin skispringer skispringerin nationalspieler",
        "arts": "schauspieler schauspielerin regisseur regisseurin sänger sängerin musiker musikerin komponist komponistin "
        "rapper rapperin komiker komikerin künstler künstlerin dirigent dirigentin pianist pianistin gitarrist moderator "
        "moderatorin",
        "science": "forscher forscherin physiker physikerin chemiker chemikerin biologe biologin historiker historikerin "
        "archäologe archäologin meteorologe meteorologin",
        "press": "reporter reporterin fotograf fotografin foto: fotos: text:",
        PRIVATE: "wirt wirtin friseur friseurin landwirt landwirtin lehrer lehrerin schüler schülerin student studentin "
        "rentner rentnerin nachbar nachbarin bäcker bäckerin bäckermeister metzger metzgermeister tischler krankenpfleger "
        "krankenschwester erzieher erzieherin kassiererin kassierer verkäufer verkäuferin busfahrer busfahrerin lokführer "
        "lokführerin elektriker anwohner anwohnerin mieter mieterin hausmeister polizeisprecher polizeisprecherin "
        "feuerwehrmann schulleiter schulleiterin pfarrer pfarrerin ortsvorsteher ortsvorsteherin winzer winzerin gastwirt "
        "hotelier apotheker apothekerin zahnarzt zahnärztin augenzeuge augenzeugin kundin besucherin witwe jährige jähriger "
        "jährigen förster försterin handwerker azubi",
    },
}
_COMPOUNDING: Final = frozenset({"nb", "nn", "de"})
_WORD_TO_GROUP: Final[dict[Lang, dict[str, str]]] = {
    lang: {word: group for group, words in groups.items() for word in words.split()} for lang, groups in _ROLES.items()
}
# Shorter ends of compounds are too often other words.
_SHORTEST_END: Final = 4

# Words that say that a region and not its town is meant; before the name, in English and Norwegian behind it too.
_REGION: Final = frozenset(
    "kanton kantons kantone kantonen canton cantons landkreis landkreise landkreisen kreis bezirk bezirke bezirken provinz "
    "provinzen provinsen provinsene provinsane province provinces oblast oblasts gebiet bundesstaat bundesstaates "
    "bundesstaaten delstat delstaten delstatene delstatane state states staat department département gouvernement governorate "
    "governorates guvernementet fylke fylket fylkene fylka county counties grafschaft grafschaften grevskapet region regions "
    "regionen regionene regionane prefecture prefectures präfektur".split()
)
# What stands between two of a list.
_LIST_JOINT: Final = frozenset({",", "og", "and", "und", ", and", "/", "sowie", "samt"})

# Characters looked at on either side: a role of two words; an apposition up to its next comma.
_BEFORE: Final = 40
_BEHIND: Final = 60
_APPOSITION: Final = re.compile(r"(?: \(\d{1,2}\))?, (?:(?:an?|the|en|ein|ei|der|die) )?([^,.;:()\n]{3,50})[,.;]")
_WORD: Final = re.compile(r"[^\W\d_][\w-]*:?")
# Lars Monsen (47); Jane Roe, 34, said; Jan Berg, 61 år; Anna Hill (34 Jahre).
_AGE: Final = re.compile(r" \((?:\d{1,2})(?: år| Jahre)?\)|, \d{1,2}(?: år| Jahre)?[,.;](?!\d)")
# A line of a few words that says who wrote: By Dev Patel and Jane Roe; Von Anna Hill, Berlin; (Reporting by Jane Roe).
_SIGNED: Final = re.compile(
    r"[(\[ ]*(?i:av|by|von|tekst|text|written by|reporting by|editing by|additional reporting by)\b:? "
    r"(?:[^\W\d_a-zæøåäöüß][\w.'’-]*[,;]? |(?:og|and|und|in|i|van|von|de|der|den|bin|al|editing by|Editing by) |[/&] )*"
)
_SIGNED_CHARS: Final = 80
# Dev Patel reported from Mobile; Jane Roe contributed to this article.
_REPORTED: Final = re.compile(r" (?:reported from|contributed (?:to|reporting))\b")


def find_role(text: str, start: int, end: int, lang: Lang) -> str | None:
    """The group of the role that stands right before a name, else of one in the apposition behind it.

    Args:
        text: the document.
        start: first character of the name.
        end: character behind its last.
        lang: of the text.
    """
    before = text[max(0, start - _BEFORE) : start]
    words = before.split()
    if words and before[-1] == " ":
        group = _group_of(words[-1], lang)
        if group is not None:
            return group
    apposition = _APPOSITION.match(text[end : end + _BEHIND])
    if apposition is not None:
        # A name in the apposition may carry the role: "Dev Patel, who met minister Jane Roe".
        found = [group for word in _WORD.findall(apposition[1])[:4] if (group := _group_of(word, lang)) is not None]
        if found:
            return found[0]
    if _is_signed(text, start, end):
        return SIGNED
    return AGED if _AGE.match(text, end) else None


def _is_signed(text: str, start: int, end: int) -> bool:
    line = text.rfind("\n", max(0, start - _SIGNED_CHARS), start) + 1
    if line == 0 and start > _SIGNED_CHARS:
        return False
    return _SIGNED.fullmatch(text, line, start) is not None or _REPORTED.match(text, end) is not None


def is_region(text: str, start: int, end: int) -> bool:
    """Whether the word before a place, or the one behind it, says that a region is meant (Kanton Zürich, Kerry county)."""
    words = text[max(0, start - _BEFORE) : start].split()[-2:]
    if words and (
        words[-1].lower() in _REGION or (len(words) > 1 and words[1] == "of" and words[0].lower() in _REGION)
    ):
        return True
    behind = text[end : end + _BEHIND].split(maxsplit=1)
    return bool(behind) and text[end] == " " and behind[0].rstrip(".,;:").lower() in _REGION


def lists_on(text: str, end: int, start: int) -> bool:
    """Whether only a comma or an "and" stands between two names: Zürich, Bern und Genf."""
    return start - end <= 6 and text[end:start].strip() in _LIST_JOINT


def group_of_kind(kind: str | None) -> str | None:
    """The group of an entry of the table by its kind, None where the kind says nothing."""
    return _KIND_TO_GROUP.get(kind or "")


def topic_of_kind(kind: str | None) -> str | None:
    """The group that an entity of any label speaks for, by its kind: a club for sport."""
    return _KIND_TO_TOPIC.get(kind or "")


def is_misfit(role: str, group: str) -> bool:
    """Whether somebody introduced by a role is hardly an entry of the group."""
    return role != group and (role, group) not in _OVERLAPS


def _group_of(word: str, lang: Lang) -> str | None:
    words = _WORD_TO_GROUP[lang]
    word = word.lower().lstrip("\"'«»„“”([-–")
    group = words.get(word)
    if group is None and lang in _COMPOUNDING:
        ends = (word[position:] for position in range(1, len(word) - _SHORTEST_END + 1))
        group = next((words[end] for end in ends if end in words), None)
    return group
