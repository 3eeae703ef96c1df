"""Which part of an article each line is: headline, byline, dateline, caption, body or boilerplate.

In: a text as it was scraped, in any of the four languages. Out: zones, offsets into that very text. Nothing is cut;
the caller decides what to do with a zone.

A line is boilerplate only on strong evidence, because a lost paragraph costs more than a stray link: the whole line
is a set phrase, or it begins with an invitation to go elsewhere, or it stands behind such a line where no running
text follows. Everything not recognised is body.

Sources: the page furniture of Norwegian, English and German news sites and of common blog themes (WordPress comment
forms); dateline forms of NTB, NPK, dpa, AP and Reuters, as the agencies print them.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

ZoneKind = Literal["headline", "byline", "dateline", "caption", "body", "boilerplate"]

# Longer than any link, share bar, form line or byline; paragraphs beyond it are never boilerplate.
_FURNITURE_MAX_CHARS: Final = 200
# The longest headlines of the wire services have about 120.
_HEADLINE_MAX_CHARS: Final = 150
# Captions run to three or four sentences.
_CAPTION_MAX_CHARS: Final = 600
# "SAN FRANCISCO/NEW YORK, United States, Dec 29 (Thomson Reuters Foundation) - " has 78.
_DATELINE_MAX_CHARS: Final = 100
# Two authors with place and paper.
_BYLINE_MAX_WORDS: Final = 14
# A dateline without agency ("OSLO: ") is only looked for in the first paragraphs: standfirst, first, second.
_BARE_DATELINE_PARAGRAPHS: Final = 3


def _split_phrases(phrases: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in phrases.split("|"))


def _split_words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Whole lines, compared by their words: lower case, without punctuation. nb and nn, then en, then de.
_FURNITURE_LINES: Final = frozenset(
    _split_phrases(
        "annonse|reklame|annonsørinnhold|artikkelen fortsetter under annonsen|artikkelen held fram under annonsen|"
        "del|del artikkelen|del saken|del denne artikkelen|skriv ut|tips en venn|logg inn|abonner|"
        "bli abonnent|publisert|oppdatert|til toppen|kommentarer|skriv en kommentar|legg igjen en "
        "kommentar|legg igjen et svar|vis kommentarer|nyhetsbrev|nyheitsbrev|"
        "advertisement|advertisements|sponsored|sponsored content|article continues below|story continues below|"
        "story continues below advertisement|share|share this|share this article|share this story|share on|print|"
        "sign in|log in|subscribe|subscribe now|just now|back to top|comments|no comments|view comments|"
        "leave a comment|post a comment|add a comment|join the conversation|newsletter|source|source link|read time|"
        "skip to content|skip to main content|load more|show more|view all|tags|like this|loading|"
        "anzeige|werbung|artikel teilen|teilen|drucken|merken|anmelden|jetzt abonnieren|gerade eben|nach oben|"
        "kommentare|kommentar schreiben|schreiben sie einen kommentar|kommentar verfassen|newsletter abonnieren|"
        "zum newsletter anmelden|zur startseite|mehr anzeigen|schlagwörter"
    )
)
# Lines that begin so, compared in the same way: forms and notices whose end varies from site to site.
_FURNITURE_STARTS: Final = _split_phrases(
    "din e postadresse vil ikke bli publisert|obligatoriske felt er merket|meld deg på nyhetsbrev|"
    "meld deg på vårt nyhetsbrev|få nyhetsbrev|vi bruker informasjonskapsler|vi bruker cookies|vi brukar "
    "informasjonskapslar|dette nettstedet bruker|alle rettigheter|tips oss|"
    "leave a reply|cancel reply|your email address will not be published|required fields are marked|"
    "please enter your comment|please enter your name|please enter your email|enter your email address|"
    "you have entered an incorrect email|save my name email and website|notify me of|this site uses akismet|"
    "sign up for our newsletter|sign up to our newsletter|subscribe to our newsletter|get our newsletter|"
    "we use cookies|this website uses cookies|this site uses cookies|accept all cookies|cookie settings|"
    "all rights reserved|click to share on|"
    "ihre e mail adresse wird nicht veröffentlicht|deine e mail adresse wird nicht veröffentlicht|"
    "erforderliche felder sind|abonnieren sie unseren newsletter|abonniere unseren newsletter|wir verwenden cookies|"
    "wir nutzen cookies|diese website verwendet cookies|diese seite verwendet cookies|alle rechte vorbehalten"
)
# Headings of link lists and comment sections: the line itself, and all short lines behind it at the end of the text.
_LIST_HEADS: Final = frozenset(
    _split_phrases(
        "nå nettopp|no nettopp|akkurat nå|siste nytt|siste nyheter|siste saker|siste nytt fra|flere nyheter|flere saker|fleire saker|mest lest|mest lese|"
        "relaterte saker|relaterte artikler|relatert|anbefalt|anbefalte saker|"
        "latest news|latest|latest stories|more news|more stories|most read|most popular|most viewed|top stories|"
        "trending|trending now|related|related news|related posts|related articles|related stories|related topics|"
        "related content|recommended|recommended stories|recent posts|recent comments|popular posts|you may also like|"
        "you might also like|more from this author|more on this story|"
        "aktuelle nachrichten|neueste nachrichten|weitere nachrichten|weitere artikel|meistgelesen|meist gelesen|"
        "ähnliche artikel|ähnliche beiträge|verwandte artikel|verwandte themen|das könnte sie auch interessieren|"
        "das könnte dich auch interessieren|auch interessant|mehr zum thema|zum thema"
    )
)
# Invitations that no sentence of an article begins with: the whole line is a link, with or without a colon.
_LINKS: Final = "les også|les òg|les hele saken|see also|read also|also read|lesen sie auch|lies auch|lesen sie dazu"
# Those that may begin a sentence ("Se også til at ..."): a link only before a colon, a dash or a wide gap.
_LINKS_BEFORE_GAP: Final = (
    "les mer|les meir|se også|sjå også|sjå òg|siste saker|relatert|relaterte saker|read more|related|related news|"
    "related articles|more on this story|previous article|next article|you may also like|mehr zum thema|mehr dazu|"
    "lesen sie mehr|sehen sie auch|siehe auch|zum thema|lesetipp|forrige artikkel|neste artikkel|vorheriger artikel|"
    "nächster artikel"
)
# A dash before the words would make them speech, a quotation mark a quote; these make them a link.
_BULLET: Final = r"[>»›•*→▶|]*\s*"
_GAP: Final = r"(?:\s*[:|»›>–—]|\s+-\s|\s{2,}|\u00a0)"
_LINK: Final = re.compile(rf"{_BULLET}(?:(?:{_LINKS})\b|(?:{_LINKS_BEFORE_GAP}){_GAP})", re.IGNORECASE)
# Headings of link lists that a first line may begin with, as breaking news does ("Siste nytt: ...").
_LIST_LINK: Final = re.compile(
    rf"{_BULLET}(?:{'|'.join(sorted(_LIST_HEADS))})(?:\s*[:|»›]|\s{{2,}}|\u00a0)", re.IGNORECASE
)
_LINK_ALONE: Final = re.compile(rf"{_BULLET}(?:{_LINKS}|{_LINKS_BEFORE_GAP})\W*", re.IGNORECASE)

_SHARE_WORDS: Final = _split_words(
    "facebook twitter x linkedin whatsapp telegram pinterest reddit instagram tumblr messenger threads bluesky mastodon "
    "xing flipboard viber pocket e post epost mail email print share tweet del skriv ut teilen drucken link copy kopier "
    "lenke kommenter kommentieren merken på on via auf"
)
# A share bar has at least one of these.
_SHARE_SIGNS: Final = _split_words(
    "facebook twitter linkedin whatsapp telegram pinterest reddit instagram xing share tweet del teilen drucken print"
)

# Words that may stand in a line that is nothing but a time: months, weekdays and what surrounds them.
_TIME_WORDS: Final = _split_words(
    "januar februar mars april mai juni juli august september oktober november desember jan feb mar apr jun jul aug sep "
    "sept okt nov des mandag tirsdag onsdag torsdag fredag lørdag søndag måndag tysdag laurdag sundag kl klokken "
    "klokka i dag går for siden sidan time timer timar minutt minutter minuttar dager dagar den "
    "january february march may june july october december oct dec monday tuesday wednesday thursday friday saturday "
    "sunday mon tue tues wed thu thur thurs fri sat sun am pm a p m at et est edt gmt utc bst cet cest hour hours "
    "minute minutes min mins day days ago today yesterday read st nd rd th "
    "januar februar märz mai juni juli dezember mär dez montag dienstag mittwoch donnerstag freitag samstag sonnabend "
    "sonntag mo di mi do fr sa so uhr um vor stunden stunde minuten tagen heute gestern"
)
_STAMPS: Final = _split_phrases(
    "publisert|først publisert|oppdatert|sist oppdatert|sist endret|published|first published|posted|posted on|updated|"
    "last updated|last modified|veröffentlicht|aktualisiert|zuletzt aktualisiert|stand|erstellt"
)
_NOW: Final = _split_phrases("nå nettopp|no nettopp|nettopp|just now|gerade eben|heute|i dag|today")
_TEMPERATURE: Final = re.compile(r"[-−+]?\d{1,2}(?:[.,]\d)?\s*°?\s*[CF]")
_SOURCE: Final = re.compile(
    r"source:?\s+site-?\s?\d*|\d+ (?:comments?|kommentarer?|kommentare?)|(?:©|copyright) ?\d{4}.*", re.IGNORECASE
)

# Case counts: AP is the agency, Ap the Norwegian Labour party.
_AGENCIES: Final = _split_words(
    "NTB NPK ANB AP AFP dpa DPA dpa-AFX Reuters REUTERS Ritzau TT STT FNB TASS Tass Interfax UPI PA PTI ANI IPS Xinhua "
    "Kyodo EFE ANSA APA SDA KNA epd EPD sid SID dts Bloomberg CNN VOA Getty EPA Scanpix scanpix Shutterstock "
    "Imago imago"
)
_BYLINE_START: Final = re.compile(
    r"(?:av|by|von|tekst|text|foto|fotos|photo|photos|photograph|bilde|bilete|bild|video|illustrasjon|illustration|"
    r"grafikk|grafik|graphic|journalist|reporter|publisert av|written by|posted by|reporting by|editing by|"
    r"additional reporting by)\b\s*:?\s*(?=\w)",
    re.IGNORECASE,
)
_BYLINE_JOINTS: Final = _split_words(
    "og and und i in von van de der den del di da la le bin al el ten ter y af av foto photo tekst text by "
    "dpa epd sid dts imago scanpix editing"
)
_CREDIT: Final = re.compile(
    r"(?:(?:foto|fotos|photos?|bild|bilde|bilete|arkivfoto|archivfoto|archivbild|illustrasjonsfoto|symbolbild|skjermdump|"
    r"screenshot|image)\s*:|photos? by\b)[^.:]{2,80}[.)]?$|\((?:AP Photo|REUTERS)/[^()]{2,60}\)$|"
    r"\((?:archivbild|archivfoto|symbolbild|arkivfoto|arkiv|file photo|file)\)\.?$",
    re.IGNORECASE,
)
# "PÅ VEI HJEM: Statsministeren ...": up to six words in capitals; without digits, or interviews (Q3:) were captions.
_CAPTION_START: Final = re.compile(
    r"[A-ZÆØÅÄÖÜ][A-ZÆØÅÄÖÜ'’-]{2,}(?:[ ,]{1,2}[A-ZÆØÅÄÖÜ'’-]+){0,5}: +(?=[A-ZÆØÅÄÖÜ«\"„“])|"
    r"[A-ZÆØÅÄÖÜ]{1,2}(?:[ ,]{1,2}[A-ZÆØÅÄÖÜ'’-]+){1,5}: +(?=[A-ZÆØÅÄÖÜ«\"„“])"
)

_PLACE: Final = r"[^\W\d_][\w.’'-]*(?: [\w.’'-]+){0,3}"
_DATELINE: Final = re.compile(
    rf"(?P<place>{_PLACE}(?:/{_PLACE}){{0,2}})(?:, [\w. ]{{2,30}}){{0,2}} ?\((?P<agency>[\w /.&-]{{2,40}})\)(?:\s*[:–—_-]+|\s|$)\s*"
)
_CAPS: Final = r"[^\W\d_a-zæøåäöü]{2,}(?:[ -][^\W\d_a-zæøåäöü]{2,}){0,2}"
_BARE_DATELINE: Final = re.compile(
    rf"{_CAPS}(?:/{_CAPS}){{0,2}}(?:, [^\W\d_]\w+(?: \w+)?)?(?::| [–—-]{{1,2}})\s+(?=\S)"
)

# A bare place of several words begins so; other words in capitals before a colon begin a caption.
_PLACE_STARTS: Final = _split_words("NEW SAN LOS SANTA ST ST. HONG DEN TEL ABU RIO BUENOS KUALA CAPE SÃO ADDIS MO")

_WORD: Final = re.compile(r"\w+")
_TIME_TOKEN: Final = re.compile(r"\d+(?:am|pm|st|nd|rd|th|h)?")
_INITIALS: Final = re.compile(r"(?:\b\w\.){2,}$")
_LINE: Final = re.compile(r"[^\r\n]+")
_CLOSERS: Final = "\"'”“»«’)]* \t"
# Two sentences: no headline, no link.
_SENTENCE_BREAK: Final = re.compile(r"[a-zæøåäöüß0-9)»”\"][.!?]\s+[A-ZÆØÅÄÖÜ–—«„“]")


class Zone(NamedTuple):
    """A stretch of the text and the part of an article that it is."""

    start: int
    end: int
    kind: ZoneKind


class _Line(NamedTuple):
    """A line with something in it, without the white space around it."""

    start: int
    text: str
    # Lower case, without punctuation; "" for a line too long to be anything but text.
    words: str
    # True where no empty line lies between this line and the one before.
    is_adjacent: bool


def find_zones(text: str) -> tuple[Zone, ...]:
    """Tell the parts of an article apart, in one pass over its lines.

    Args:
        text: The text of one article, with any line ends, as it was scraped or typed.

    Returns:
        Zones in text order that do not overlap. ``start`` and ``end`` are character offsets into ``text``, half open;
        each non-blank line is one zone without the white space around it, or two where a dateline precedes its text.
        () for a blank text.
    """
    lines = list(_split_lines(text))
    kinds = _classify_lines(lines)
    dateline_lengths = _measure_datelines(lines, kinds)
    zones: list[Zone] = []
    for line, kind, length in zip(lines, kinds, dateline_lengths, strict=True):
        body_start, end = line.start + length, line.start + len(line.text)
        if length:
            zones.append(Zone(line.start, line.start + len(line.text[:length].rstrip()), "dateline"))
        if body_start < end:
            zones.append(Zone(body_start, end, kind))
    return tuple(zones)


def _split_lines(text: str) -> Iterator[_Line]:
    line_ends_since = 0
    position = 0
    for match in _LINE.finditer(text):
        # Windows line ends count as one.
        line_ends_since += text.count("\n", position, match.start()) or (match.start() > position)
        position = match.end()
        stripped = match.group().strip()
        if stripped:
            indent = len(match.group()) - len(match.group().lstrip())
            is_short = len(stripped) <= _FURNITURE_MAX_CHARS
            words = " ".join(_WORD.findall(stripped.casefold())) if is_short else ""
            yield _Line(match.start() + indent, stripped, words, line_ends_since == 1)
            line_ends_since = 0


def _classify_lines(lines: list[_Line]) -> list[ZoneKind]:
    kinds: list[ZoneKind] = ["body"] * len(lines)
    is_boilerplate = _mark_boilerplate(lines)
    for index, line in enumerate(lines):
        if is_boilerplate[index]:
            kinds[index] = "boilerplate"
        elif _is_byline(line):
            kinds[index] = "byline"
            if index and line.is_adjacent and kinds[index - 1] == "body" and _is_credited(lines, index):
                kinds[index - 1] = "caption"
        elif _is_caption(line.text):
            kinds[index] = "caption"
    first = kinds.index("body") if "body" in kinds else None
    if first is not None and _is_headline_like(lines[first].text):
        kinds[first] = "headline"
    return kinds


def _mark_boilerplate(lines: list[_Line]) -> list[bool]:
    marks = [_is_furniture(line) for line in lines]
    _mark_share_bars(lines, marks)
    _mark_weather(lines, marks)
    _mark_link_lists(lines, marks)
    return marks


def _mark_share_bars(lines: list[_Line], marks: list[bool]) -> None:
    """Mark runs of lines that hold nothing but networks and "share"; one network alone may be a heading."""
    run: list[int] = []
    words: list[str] = []
    for index in range(len(lines) + 1):
        line_words = lines[index].words.split() if index < len(lines) else []
        if line_words and _SHARE_WORDS.issuperset(line_words):
            run.append(index)
            words += line_words
            continue
        if len(words) > 1 and not _SHARE_SIGNS.isdisjoint(words):
            for shared in run:
                marks[shared] = True
        run, words = [], []


def _mark_weather(lines: list[_Line], marks: list[bool]) -> None:
    """Mark the town between a temperature and a date: the reader's, not the article's."""
    for index in range(1, len(lines) - 1):
        if _TEMPERATURE.fullmatch(lines[index - 1].text) and _is_time(lines[index + 1].words):
            marks[index] = _is_headline_like(lines[index].text)


def _mark_link_lists(lines: list[_Line], marks: list[bool]) -> None:
    """Mark the links behind a heading such as "Related news", where running text came before it."""
    is_link_like = [mark or _is_headline_like(line.text) for mark, line in zip(marks, lines, strict=True)]
    next_text = _find_next([not is_link for is_link in is_link_like])
    next_gap = _find_next([not line.is_adjacent for line in lines])
    block_end = 0
    for index in range(next_text[0] + 1, len(lines)):
        if lines[index].words and _LIST_LINK.match(lines[index].text):
            marks[index] = True
        if index < block_end or not _opens_list(lines[index]):
            continue
        if next_text[index] == len(lines):
            marks[index:] = [True] * (len(lines) - index)
            return
        if next_text[index] >= next_gap[index + 1]:
            block_end = next_gap[index + 1]
            marks[index:block_end] = [True] * (block_end - index)
        if lines[index + 1].is_adjacent or lines[index].text.endswith(":"):
            marks[index + 1] = is_link_like[index + 1]


def _find_next(flags: list[bool]) -> list[int]:
    """Give for each index the first index from there on whose flag is set, the length where there is none."""
    result = [len(flags)] * (len(flags) + 1)
    for index in range(len(flags) - 1, -1, -1):
        result[index] = index if flags[index] else result[index + 1]
    return result


def _is_furniture(line: _Line) -> bool:
    if not line.words:
        return False
    return (
        line.words in _FURNITURE_LINES
        or line.words in _LIST_HEADS
        or line.words.startswith(_FURNITURE_STARTS)
        or _LINK.match(line.text) is not None
        or _LINK_ALONE.fullmatch(line.text) is not None
        or _TEMPERATURE.fullmatch(line.text) is not None
        or _SOURCE.fullmatch(line.text) is not None
        or _is_time(line.words)
    )


def _opens_list(line: _Line) -> bool:
    return (
        line.words in _LIST_HEADS
        or line.words.startswith("leave a reply")
        or (line.words != "" and _LINK_ALONE.fullmatch(line.text) is not None)
    )


def _is_time(words: str) -> bool:
    """Tell whether a line is a date or time and nothing else, with or without "Published"."""
    tokens = words.split()
    if words.startswith(_STAMPS):
        stamp = max((stamp for stamp in _STAMPS if words.startswith(stamp)), key=len)
        tokens = words[len(stamp) :].split()
        if " ".join(tokens) in _NOW:
            return True
    has_number = any(token[0].isdigit() for token in tokens)
    return has_number and all(token in _TIME_WORDS or _TIME_TOKEN.fullmatch(token) for token in tokens)


def _is_byline(line: _Line) -> bool:
    """Tell whether a line names authors, photographers or agencies and says nothing else."""
    if not line.words:
        return False
    names = line.text.lstrip("([© ")
    start = _BYLINE_START.match(names)
    if start is not None:
        return _is_list_of_names(names[start.end() :])
    if ":" in names:
        return False
    parts = [part.strip("()[] ") for part in re.split(r"[/,|]", names)]
    return parts[-1].split(" ")[0] in _AGENCIES and all(_is_list_of_names(part) for part in parts)


def _is_list_of_names(words: str) -> bool:
    tokens = [token.strip(",;:|/&()[]–-") for token in words.split()]
    tokens = [token for token in tokens if token]
    if not tokens or len(tokens) > _BYLINE_MAX_WORDS or (words.endswith(".") and len(tokens[-1]) > len("J.")):
        return False
    is_name = [token[0].isupper() or "@" in token or token in _AGENCIES for token in tokens]
    return any(is_name) and all(
        name or token.casefold() in _BYLINE_JOINTS for name, token in zip(is_name, tokens, strict=True)
    )


def _is_credited(lines: list[_Line], index: int) -> bool:
    """Tell whether the byline at ``index`` credits the picture whose caption stands right above it."""
    above = lines[index - 1].text
    is_credit = "/" in lines[index].text or _CREDIT.match(lines[index].text) is not None
    return is_credit and len(above) <= _CAPTION_MAX_CHARS and not _is_headline_like(above)


def _is_caption(line: str) -> bool:
    if len(line) > _CAPTION_MAX_CHARS:
        return False
    has_credit = (":" in line or " by " in line or ")" in line[-2:]) and _CREDIT.search(line) is not None
    if has_credit:
        return True
    return _CAPTION_START.match(line) is not None and not _is_headline_like(line) and _bare_dateline(line) == 0


def _is_headline_like(line: str) -> bool:
    """Tell whether a line is short and no full sentence: a headline, a sub-heading or a link."""
    if len(line) > _HEADLINE_MAX_CHARS:
        return False
    end = line.rstrip(_CLOSERS)
    is_sentence = end.endswith(".") and not end.endswith("..") and _INITIALS.search(end) is None
    return not is_sentence and _SENTENCE_BREAK.search(line) is None


def _measure_datelines(lines: list[_Line], kinds: list[ZoneKind]) -> list[int]:
    """Give the length of the dateline of each line in characters, the space behind it included; mostly 0."""
    lengths = [0] * len(lines)
    paragraphs = [index for index, kind in enumerate(kinds) if kind == "body"]
    for index in paragraphs:
        lengths[index] = _agency_dateline(lines[index].text)
    if not any(lengths):
        for index in paragraphs[:_BARE_DATELINE_PARAGRAPHS]:
            if not _is_headline_like(lines[index].text):
                lengths[index] = _bare_dateline(lines[index].text)
    return lengths


def _agency_dateline(line: str) -> int:
    match = _DATELINE.match(line, 0, _DATELINE_MAX_CHARS)
    if match is None or re.split(r"[/ ]", match["agency"])[0] not in _AGENCIES:
        return 0
    return match.end()


def _bare_dateline(line: str) -> int:
    match = _BARE_DATELINE.match(line, 0, _DATELINE_MAX_CHARS)
    if match is None:
        return 0
    place = match.group().split(":")[0]
    is_place = ":" not in match.group() or " " not in place or place.split()[0] in _PLACE_STARTS
    return match.end() if is_place else 0
