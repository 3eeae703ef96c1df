"""What the package is for, with the trained pipelines and the installed table: one id, whatever the spelling.

Each case is a sentence of ours with the mention in question in braces. `NEWSNER_DATA` chooses other data.
"""

from collections.abc import Callable
from functools import cache

import pytest
from doubles import read_marked

from newsner.extractor import Newsner
from newsner.labels import Lang
from newsner.records import Entity, Extraction, Mention

pytestmark = pytest.mark.pipelines

# Canonical name to sentences by language; every mention in braces is that entity.
ENTITY_TO_SENTENCES: dict[str, list[tuple[Lang, str]]] = {
    "Vladimir Putin": [
        ("nb", "Etter møtet gikk {PER:Vladimir Puting} rett til bilen uten å svare på spørsmål."),
        ("nb", "Ingen i salen trodde på {PER:Putins} forklaring om gassen."),
        ("nn", "Det er {PER:Putin} som avgjer om samtalane held fram, seier forskaren."),
        ("en", "A decree signed by {PER:Vladimir V. Putin} took effect at midnight."),
        ("en", "Nobody expected {PER:Putin} to call back the same evening."),
        ("de", "Am Abend empfing {PER:Wladimir Putin} die Gäste aus dem Süden."),
        ("de", "Die Antwort auf {PER:Putins} Brief ließ zwei Wochen auf sich warten."),
    ],
    "Joe Biden": [
        ("nb", "I fjor besøkte {PER:Joe Biden} fabrikken i delstaten. Besøket til {PER:Binden} varte i en time."),
        ("nn", "Då {PER:Joe Biden} kom ut på trappa, byrja det å regne."),
        ("en", "Reporters waited for {PER:Joe Biden} at the gate, but {PER:Biden} had left through the garden."),
        ("de", "Vor dem Werkstor sprach {PER:Joe Biden} mit den Arbeitern, danach reiste {PER:Biden} ab."),
    ],
    "Antony Blinken": [
        ("nb", "På flyplassen ble {PER:Antony Blinken} møtt av ambassadøren. Senere dro {PER:Blingen} videre."),
        ("en", "In a letter to the families, {PER:Antony J. Blinken} promised answers by spring."),
        ("en", "The visit of {PER:Anthony Blinken} to the port was kept short."),
        ("de", "Beim Abendessen saß {PER:Antony Blinken} neben dem Gastgeber."),
    ],
    "Sergey Lavrov": [
        ("nb", "Utenriksminister {PER:Sergej Lavrov} avlyste pressekonferansen en halvtime før den skulle begynne."),
        ("nn", "Utanriksminister {PER:Sergej Lavrov} reiste heim same kvelden."),
        ("en", "Foreign Minister {PER:Sergei Lavrov} called the offer a good start."),
        ("en", "The note was signed by {PER:Sergey V. Lavrov} on Tuesday."),
        ("de", "Außenminister {PER:Sergej Lawrow} nannte den Vorschlag verfrüht, und {PER:Lawrow} blieb dabei."),
    ],
    "Volodymyr Zelenskyy": [
        ("nb", "President {PER:Volodymyr Zelenskyj} takket de frivillige i en tale natt til mandag."),
        ("nn", "Presidenten, {PER:Volodymyr Zelenskyj}, sende ei helsing til soldatane."),
        ("en", "President {PER:Volodymyr Zelensky} thanked the engineers who had kept the trains running."),
        ("de", "Präsident {PER:Wolodymyr Selenskyj} dankte den Helfern in einer Videobotschaft."),
        ("de", "Mehrere Bürgermeister baten {PER:Selenskyj} um Generatoren."),
    ],
    "Yuri Ushakov": [
        ("nb", "Rådgiveren {PER:Jurij Usjakov} sa at datoen ikke var bestemt."),
        ("en", "The aide, {PER:Yuri Ushakov}, said no date had been set."),
        ("de", "Der Berater {PER:Juri Uschakow} sagte, ein Termin stehe noch nicht fest."),
    ],
    "Dmitry Peskov": [
        ("nb", "Talsmannen {PER:Dmitrij Peskov} ville ikke kommentere bildene."),
        ("nb", "Det er for tidlig å si noe om det, ifølge {PER:Peskov}."),
        ("nn", "Talsmannen {PER:Dmitrij Peskov} ville ikkje svare på spørsmålet."),
        ("en", "The spokesman, {PER:Dmitry Peskov}, told reporters that the talks were on hold."),
        ("en", "It was too early to say, {PER:Peskov} told reporters on a call."),
        ("de", "Sprecher {PER:Dmitri Peskow} wollte die Bilder nicht bewerten."),
    ],
    "Jen Psaki": [
        ("nb", "Pressetalskvinne {PER:Jen Psaki} svarte på spørsmål i nesten en time."),
        ("en", "At the briefing, {PER:Jen Psaki} took questions for almost an hour."),
        ("de", "Die Sprecherin {PER:Jen Psaki} beantwortete fast eine Stunde lang Fragen."),
    ],
    "Emmanuel Macron": [
        ("nb", "Frankrikes president {PER:Emmanuel Macron} vil ha en ny avtale innen jul."),
        ("nn", "President {PER:Emmanuel Macron} vil ha ein ny avtale før jul."),
        ("en", "President {PER:Emmanuel Macron} wants a new deal by Christmas, and {PER:Macron} means it."),
        ("de", "Präsident {PER:Emmanuel Macron} will bis Weihnachten eine neue Vereinbarung."),
    ],
    "Kyiv": [
        ("nb", "Det gikk flyalarm i {GPE:Kyiv} to ganger natt til fredag."),
        ("nn", "Det gjekk flyalarm i {GPE:Kyiv} to gonger natt til fredag."),
        ("en", "Air raid sirens sounded twice in {GPE:Kyiv} overnight."),
        ("en", "Before the war he had run a bakery in {GPE:Kiev}."),
        ("de", "In {GPE:Kiew} gab es in der Nacht zweimal Luftalarm."),
    ],
    "Moscow": [
        ("nb", "Delegasjonen reiste fra {GPE:Moskva} tidlig tirsdag."),
        ("nn", "Delegasjonen reiste frå {GPE:Moskva} tidleg tysdag."),
        ("en", "The delegation left {GPE:Moscow} early on Tuesday."),
        ("de", "Die Delegation reiste am frühen Dienstag aus {GPE:Moskau} ab."),
    ],
    "Geneva": [
        ("nb", "Samtalene i {GPE:Genève} fortsetter neste uke."),
        ("nn", "Samtalane i {GPE:Genève} held fram neste veke."),
        ("en", "The talks in {GPE:Geneva} will continue next week."),
        ("de", "Die Gespräche in {GPE:Genf} werden nächste Woche fortgesetzt."),
    ],
    "United States": [
        ("nb", "Regjeringen vil selge mer laks til {GPE:USA}, men {GPE:USAs} toll gjør det vanskelig."),
        ("nn", "Regjeringa vil selje meir laks til {GPE:USA} dei neste åra."),
        ("en", "The company wants to sell more salmon in the {GPE:United States} next year."),
        ("en", "Two {GPE:U.S.} officials said the plan was dropped in March."),
        ("en", "The firm will build its next plant in the {GPE:US} after all."),
        ("en", "They moved to the {GPE:USA} when he was nine years old."),
        ("de", "Die Firma will mehr Lachs in die {GPE:USA} verkaufen, wenn die Zölle sinken."),
        ("de", "Mit den {GPE:Vereinigten Staaten} wird seit dem Sommer verhandelt."),
    ],
    "Russia": [
        ("nb", "Gassen fra {GPE:Russland} kom ikke fram, og {GPE:Russlands} svar lot vente på seg."),
        ("nn", "Gassen frå {GPE:Russland} kom aldri fram til kundane."),
        ("en", "The gas from {GPE:Russia} never reached its customers."),
        ("de", "Das Gas aus {GPE:Russland} kam nie bei den Kunden an."),
    ],
    "White House": [
        ("nb", "Ifølge {ORG:Det hvite hus} er saken avsluttet."),
        ("nn", "Ifølgje {ORG:Det kvite huset} er saka avslutta."),
        ("en", "According to the {ORG:White House}, the matter is closed."),
        ("de", "Ein Sprecher des {ORG:Weißen Hauses} nannte die Sache erledigt."),
    ],
    "Kremlin": [
        ("nb", "Svaret fra {ORG:Kreml} kom først etter midnatt."),
        ("nn", "Svaret frå {ORG:Kreml} kom først etter midnatt."),
        ("en", "The answer from the {ORG:Kremlin} came only after midnight."),
        ("de", "Die Antwort aus dem {ORG:Kreml} kam erst nach Mitternacht."),
    ],
    "NATO": [
        ("nb", "Landene i {ORG:Nato} skal øve sammen i fjellene til vinteren."),
        ("nn", "Landa i {ORG:Nato} skal øve saman i fjella til vinteren."),
        ("en", "The countries of {ORG:NATO} will train in the mountains this winter."),
        ("de", "Die Länder der {ORG:Nato} üben im Winter gemeinsam in den Bergen."),
        ("de", "Die Länder der {ORG:NATO} üben im Winter gemeinsam in den Bergen."),
    ],
    "Reuters": [
        ("nb", "Det skriver nyhetsbyrået {ORG:Reuters} lørdag kveld."),
        ("en", "Two people close to the talks told {ORG:Reuters} on Saturday that a deal was near."),
        ("de", "Das sagten zwei Beteiligte der Agentur {ORG:Reuters} am Samstag."),
    ],
    "CNN": [
        ("nb", "Hun sa til {ORG:CNN} at hun ikke angret."),
        ("en", "She told {ORG:CNN} that she had no regrets."),
        ("de", "Im Gespräch mit {ORG:CNN} sagte sie, sie bereue nichts."),
    ],
    "CNBC": [
        ("nb", "Sjefen sa til {ORG:CNBC} at kundene kjøper mindre enn før."),
        ("en", "The chief executive told {ORG:CNBC} that customers were buying less."),
        ("de", "Der Vorstandschef sagte {ORG:CNBC}, die Kunden kauften weniger."),
    ],
    "Norwegian News Agency": [
        ("nb", "Politiet opplyser til {ORG:NTB} at to personer er innbrakt."),
        ("nn", "Politiet opplyser til {ORG:NTB} at to personar er innbrakte."),
    ],
    "Associated Press": [
        ("nb", "Bildene ble tatt av en fotograf fra nyhetsbyrået {ORG:AP} samme natt."),
        ("en", "The governor told {ORG:The Associated Press} that he would not run again."),
        ("en", "BUDAPEST, Hungary ({ORG:AP}) — Thousands of people marched through the capital on Sunday."),
    ],
}

PRIVATE_PERSONS: list[tuple[Lang, str]] = [
    ("nb", "Naboen {PER:Torbjørn Fjellheim} (54) våknet av smellet og ringte brannvesenet."),
    ("nb", "Brann i rekkehus\n\nAv {PER:Ragnhild Tveitane}\n\nTre familier måtte ut av husene sine natt til onsdag."),
    ("nb", "Tre familier måtte ut av husene sine natt til onsdag.\n\nFoto: {PER:Oddvar Skjelbred} / {ORG:NTB}"),
    ("nn", "Læraren {PER:Gudrun Myklebustad} har undervist på skulen i førti år."),
    ("nn", "Elevane samla inn pengar til nytt tak på skulen.\n\nFoto: {PER:Sigbjørn Øvrebotn} / {ORG:NTB}"),
    ("en", "Neighbor {PER:Darlene Whitcombe}, 54, woke to the sound and called the fire department."),
    ("en", "By {PER:Harriet Blackmoore}\n\nThree families had to leave their homes early on Wednesday after a fire."),
    ("en", "Residents look at what is left of their homes. {PER:Colin Ashdown}/{ORG:Getty}"),
    ("de", "Die Nachbarin {PER:Hannelore Dörpfeld} wachte von dem Knall auf und rief die Feuerwehr."),
    ("de", "Von {PER:Friedhelm Kassebaum}\n\nDrei Familien mussten in der Nacht ihre Häuser verlassen."),
    ("de", "Drei Familien mussten in der Nacht ihre Häuser verlassen. Foto: {PER:Gesine Haberkorn}/{ORG:dpa}"),
]

BOILERPLATE: list[tuple[Lang, str, str]] = [
    ("en", "The council will vote on the new bridge in May, the mayor of the town said.", "LEAVE A REPLY"),
    ("en", "The council will vote on the new bridge in May, the mayor of the town said.", "Latest news"),
    ("nb", "Kommunestyret skal stemme over den nye brua i mai, sier ordføreren i bygda.", "Nå nettopp"),
    ("nb", "Kommunestyret skal stemme over den nye brua i mai, sier ordføreren i bygda.", "Publisert: Nå nettopp"),
]


Extract = Callable[[str, Lang], Extraction]


@pytest.fixture(scope="module")
def extract() -> Extract:
    """Extract with the installed pipelines and table; a sentence of several tests is read once."""
    newsner = Newsner()
    return cache(lambda text, lang: newsner.extract(text, lang=lang))


def find_marked(extract: Extract, lang: Lang, marked: str) -> tuple[Extraction, list[Mention]]:
    """The extraction, and the mentions in the places of the marks; a mark without one fails the test."""
    text, spans = read_marked(marked)
    extraction = extract(text, lang)
    found = {(mention.start, mention.end): mention for mention in extraction.mentions}
    for span in spans:
        assert (span.start, span.end) in found, f"{text[span.start : span.end]!r} not among {list(found.values())}"
    return extraction, [found[span.start, span.end] for span in spans]


def entity_of(extraction: Extraction, mention: Mention) -> Entity:
    """The entity of a mention that is linked."""
    assert mention.entity_id is not None, f"{mention.text!r} is {mention.link_method}"
    return next(entity for entity in extraction.entities if entity.id == mention.entity_id)


CASES = [
    pytest.param(name, lang, marked, id=f"{lang}-{name}-{number}")
    for name, sentences in ENTITY_TO_SENTENCES.items()
    for number, (lang, marked) in enumerate(sentences)
]


@pytest.mark.parametrize(("name", "lang", "marked"), CASES)
def test_every_spelling_leads_to_the_entity(extract: Extract, name: str, lang: Lang, marked: str) -> None:
    """Inflected, hurried, shortened and romanised forms lead to the one entity."""
    extraction, mentions = find_marked(extract, lang, marked)
    assert [entity_of(extraction, mention).name for mention in mentions] == [name] * len(mentions)


@pytest.mark.parametrize("name", ENTITY_TO_SENTENCES)
def test_one_id_in_all_sentences(extract: Extract, name: str) -> None:
    """The id is one in all languages, and its label too."""
    found = set()
    for lang, marked in ENTITY_TO_SENTENCES[name]:
        extraction, mentions = find_marked(extract, lang, marked)
        found |= {(entity.id, entity.label) for entity in (entity_of(extraction, each) for each in mentions)}
    assert len(found) == 1
    assert not next(iter(found))[0].startswith("nil:")


@pytest.mark.parametrize("name", ["Reuters", "CNN", "CNBC", "Norwegian News Agency", "Associated Press"])
def test_news_agencies_and_broadcasters_are_bodies(extract: Extract, name: str) -> None:
    """Each mention of them is ORG."""
    for lang, marked in ENTITY_TO_SENTENCES[name]:
        _, mentions = find_marked(extract, lang, marked)
        assert [mention.label for mention in mentions] == ["ORG"] * len(mentions)


@pytest.mark.parametrize(("lang", "marked"), PRIVATE_PERSONS)
def test_private_persons_and_photographers_are_found(extract: Extract, lang: Lang, marked: str) -> None:
    """People that no table knows are persons without an entry; the agency beside them is a body."""
    _, mentions = find_marked(extract, lang, marked)
    assert [mention.label for mention in mentions] == [span.label for span in read_marked(marked)[1]]
    person = next(mention for mention in mentions if mention.label == "PER")
    assert person.link_method == "nil" and str(person.entity_id).startswith("nil:PER:")


@pytest.mark.parametrize(("lang", "body", "line"), BOILERPLATE)
def test_page_furniture_holds_nothing(extract: Extract, lang: Lang, body: str, line: str) -> None:
    """No mention reaches into a line that is no part of the article, above or below it."""
    for text, start in ((f"{body}\n\n{line}", len(body)), (f"{line}\n\n{body}\n\n{line}", len(line) + len(body))):
        mentions = extract(text, lang).mentions
        assert [mention.text for mention in mentions if mention.end > start] == []
        assert line not in [mention.text for mention in mentions]
