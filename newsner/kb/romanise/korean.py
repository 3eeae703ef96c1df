"""Korean names in Latin letters.

Norwegian, English and German papers print a Korean name alike, family name first, and mostly not by the table of 2000
(Revised Romanisation) but by custom: Lee and not I, Park and not Bak, Young and not Yeong.

In: a name in Hangul. Out: its spellings, by custom first, by the table second. Sources: Revised Romanisation of Korean
(2000); the customary spellings are those of well-known bearers, hand-kept (2026-11).
"""

from typing import Final

_FIRST_SYLLABLE: Final = 0xAC00
_LAST_SYLLABLE: Final = 0xD7A3
_INITIALS: Final = "g kk n d tt r m b pp s ss - j jj ch k t p h".split()
_MEDIALS: Final = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
_FINALS: Final = "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t".split()
_FAMILY: Final = dict(
    item.split("=")
    for item in (
        "김=Kim 이=Lee 박=Park 최=Choi 정=Chung 강=Kang 조=Cho 윤=Yoon 장=Jang 임=Lim 한=Han 오=Oh 서=Seo 신=Shin 권=Kwon 황=Hwang "
        "안=Ahn 송=Song 유=Yoo 류=Ryu 전=Jeon 홍=Hong 고=Ko 문=Moon 양=Yang 손=Son 배=Bae 백=Baek 허=Huh 남=Nam 심=Shim 노=Roh 하=Ha "
        "주=Joo 구=Koo 민=Min 진=Jin 우=Woo 반=Ban 추=Choo 나=Na 곽=Kwak 리=Ri 현=Hyun 최=Choi 태=Thae 기=Ki 길=Gil 금=Keum 엄=Um"
    ).split()
)
_GIVEN: Final = dict(
    item.split("=")
    for item in (
        "영=young 수=soo 현=hyun 석=seok 정=jung 명=myung 무=moo 성=sung 선=sun 경=kyung 기=ki 문=moon 우=woo 주=joo 준=jun 희=hee 규=kyu "
        "국=kook 구=koo 훈=hoon 순=soon 숙=sook 광=kwang 관=kwan 권=kwon 갑=kap 병=byung 형=hyung 춘=choon 운=woon 박=bak 근=geun 건=kun "
        "덕=deok 태=tae 미=mi 환=hwan 두=doo 중=jung 유=yoo 균=kyun 걸=geol 율=yul"
    ).split()
)
# Leaders of the North and the South whom papers spell in their own way, by table or not.
_PEOPLE: Final = {
    "김정은": "Kim Jong-un",
    "김정일": "Kim Jong-il",
    "김일성": "Kim Il-sung",
    "김여정": "Kim Yo-jong",
    "윤석열": "Yoon Suk-yeol",
    "이승만": "Syngman Rhee",
    "이재명": "Lee Jae-myung",
    "노무현": "Roh Moo-hyun",
    "반기문": "Ban Ki-moon",
    "서울": "Seoul",
    "평양": "Pyongyang",
}


def spell_korean(name: str) -> list[str]:
    """Spell a name of two to four syllables.

    Args:
        name: Hangul syllables without a space.

    Returns:
        The spellings in all languages alike; empty for anything but two to four syllables.
    """
    if name in _PEOPLE:
        return [_PEOPLE[name]]
    if not 2 <= len(name) <= 4 or not all(_FIRST_SYLLABLE <= ord(letter) <= _LAST_SYLLABLE for letter in name):
        return []
    family, given = name[0], name[1:]
    customary = "-".join(_GIVEN.get(syllable) or _revise(syllable) for syllable in given).capitalize()
    revised = "-".join(map(_revise, given)).capitalize()
    forms = [f"{_FAMILY.get(family) or _revise(family).capitalize()} {customary}"]
    forms += [f"{_FAMILY.get(family, '')} {revised}".strip(), f"{_revise(family).capitalize()} {revised}"]
    return list(dict.fromkeys(forms))


def _revise(syllable: str) -> str:
    """One syllable by the table of 2000, lower case."""
    number = ord(syllable) - _FIRST_SYLLABLE
    initial, rest = divmod(number, len(_MEDIALS) * len(_FINALS))
    medial, final = divmod(rest, len(_FINALS))
    return (_INITIALS[initial] + _MEDIALS[medial] + _FINALS[final]).replace("-", "")
