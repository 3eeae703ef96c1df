"""Chinese names in Latin letters: pinyin from characters, and the older English spelling (Wade-Giles).

Norwegian, English and German papers print pinyin alike (Xi Jinping); names that became known before 1979 and names of
Taiwan keep older spellings (Mao Tse-tung, Hsieh Chang-ting).

In: a name. Out: its spellings. Sources: Hanyu Pinyin with the readings of `anyascii`, family names with a reading of
their own hand-kept; the syllable table of Wade-Giles, written without apostrophes as papers do.
"""

import re
from functools import lru_cache
from typing import Final

from anyascii import anyascii

_FAMILY_READINGS: Final = dict(
    item.split("=")
    for item in (
        "曾=Zeng 单=Shan 單=Shan 区=Ou 區=Ou 仇=Qiu 解=Xie 查=Zha 薄=Bo 吕=Lü 呂=Lü 覃=Qin 尉迟=Yuchi 欧阳=Ouyang 歐陽=Ouyang "
        "司马=Sima 司馬=Sima 诸葛=Zhuge 諸葛=Zhuge 上官=Shangguan 司徒=Situ 夏侯=Xiahou 皇甫=Huangfu"
    ).split()
)
# Without this list a place would be spelt as a person: Bei Jing.
_PLACES: Final = dict(
    item.split("=")
    for item in (
        "北京=Beijing 上海=Shanghai 天津=Tianjin 重庆=Chongqing 重慶=Chongqing 广州=Guangzhou 廣州=Guangzhou 深圳=Shenzhen 武汉=Wuhan "
        "武漢=Wuhan 南京=Nanjing 成都=Chengdu 西安=Xi'an 杭州=Hangzhou 沈阳=Shenyang 瀋陽=Shenyang 大连=Dalian 青岛=Qingdao 厦门=Xiamen "
        "廈門=Xiamen 福建=Fujian 广东=Guangdong 廣東=Guangdong 四川=Sichuan 湖北=Hubei 湖南=Hunan 河北=Hebei 河南=Henan 山东=Shandong "
        "山西=Shanxi 陕西=Shaanxi 云南=Yunnan 浙江=Zhejiang 江苏=Jiangsu 江西=Jiangxi 安徽=Anhui 甘肃=Gansu 青海=Qinghai 贵州=Guizhou "
        "新疆=Xinjiang 广西=Guangxi 海南=Hainan 台北=Taipei 臺北=Taipei 台湾=Taiwan 臺灣=Taiwan 香港=Hongkong"
    ).split()
)
_FINALS: Final = {
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
    "": "a ai an ang ao e en er ou",
}
_SYLLABLES: Final = frozenset(initial + final for initial, finals in _FINALS.items() for final in finals.split())
# Applied in this order to one pinyin syllable.
_TO_WADE_GILES: Final = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        (r"^(?:zhi|chi)$", "CHih"),
        (r"^shi$", "SHih"),
        (r"^ri$", "Jih"),
        (r"^(?:zi|ci)$", "TZu"),
        (r"^si$", "SZu"),
        (r"^er$", "erh"),
        (r"^yan$", "yen"),
        (r"^you$", "yu"),
        (r"^yong$", "yung"),
        (r"(?<=[gkh])e$", "o"),
        (r"(?<=[gk])ui$", "uei"),
        (r"(?<![gkh])(?<!sh)uo$", "o"),
        (r"ian$", "ien"),
        (r"(?<=[iuy])e$", "eh"),
        (r"ong$", "ung"),
        (r"^(?:zh|ch|j|q)", "CH"),
        (r"^x", "HS"),
        (r"^(?:z|c)", "TS"),
        (r"^b", "P"),
        (r"^d", "T"),
        (r"^g", "K"),
        (r"^r", "J"),
    )
)
# Without its apostrophe a spelling stands for two sounds: the plain one, except where names have the other more often.
_ASPIRATED: Final = frozenset("ping peng chen tang cao cai kang tian tan qing tao qian".split())


def spell_chinese(name: str) -> list[str]:
    """Spell a name in characters: pinyin, family name first, then Wade-Giles for a person.

    Args:
        name: characters only, a person or a place of two to four characters.

    Returns:
        The spellings in all languages alike; empty if a character has no reading.
    """
    if name in _PLACES:
        return [_PLACES[name]]
    length = 2 if name[:2] in _FAMILY_READINGS else 1
    family = _FAMILY_READINGS.get(name[:length]) or anyascii(name[:length])
    given = [anyascii(character).lower() for character in name[length:]]
    if not given or not all(syllable in _SYLLABLES for syllable in given) or not family.isalpha():
        return []
    forms = [f"{family} {_join(given)}"]
    if family.lower() in _SYLLABLES:
        older = "-".join(map(to_wade_giles, given)).capitalize()
        forms.append(f"{to_wade_giles(family.lower()).capitalize()} {older}")
    return list(dict.fromkeys(forms))


def _join(syllables: list[str]) -> str:
    """Write syllables as one word, with an apostrophe where the reader could not tell them apart (Xi'an)."""
    joined = syllables[0]
    for syllable in syllables[1:]:
        joined += ("'" if syllable[0] in "aeo" else "") + syllable
    return joined.capitalize()


def to_wade_giles(syllable: str) -> str:
    """Write a pinyin syllable in lower case the older way, without apostrophe (xiao: hsiao)."""
    for pattern, spelling in _TO_WADE_GILES:
        syllable = pattern.sub(spelling, syllable)
    return syllable.lower()


@lru_cache(maxsize=1)
def _wade_giles_to_pinyin() -> dict[str, str]:
    older: dict[str, str] = {}
    for syllable in sorted(_SYLLABLES, key=lambda item: (item not in _ASPIRATED, item[0] in "ptkqc", item)):
        older.setdefault(to_wade_giles(syllable), syllable)
    return older


def from_wade_giles(name: str) -> str | None:
    """Write a person's name in pinyin whose older spelling gives itself away.

    Args:
        name: family name and hyphenated given name, any case.

    Returns:
        The name in lower-case pinyin (Mao Tse-tung: mao zedong); None where a syllable is no Chinese one, or all of them
        are pinyin already.
    """
    family, _, given = name.lower().replace("'", "").partition(" ")
    syllables = [family, *given.split("-")]
    older = _wade_giles_to_pinyin()
    if len(syllables) != 3 or not all(syllable in older for syllable in syllables):
        return None
    if all(syllable in _SYLLABLES for syllable in syllables):
        return None
    family, first, second = (older[syllable] for syllable in syllables)
    return f"{family} {first}{second}"
