"""Norwegian, English and German spellings of names written in Arabic, Persian or Hebrew.

These scripts leave out most vowels, so that a spelling cannot be computed: the elements of names that news prints are
listed with the English spelling they usually have, and a name with any other element has no spelling at all. The
Norwegian and German spellings follow from the English one, which is also how a name is respelt of which the English
spelling alone is known.

In: one word, or an English spelling. Out: spellings, the usual one first. Sources: Språkrådet's and Duden's tables for
Arabic, Persian and Hebrew; the elements are hand-kept (2026-11).
"""

import re
from typing import Final

_ARABIC_NAMES: Final = (
    "محمد=Mohammed/Muhammad/Mohamed أحمد=Ahmed/Ahmad احمد=Ahmed/Ahmad محمود=Mahmoud/Mahmud علي=Ali حسن=Hassan حسين=Hussein "
    "عمر=Omar عثمان=Othman خالد=Khaled/Khalid سعد=Saad سعيد=Saeed/Said صالح=Saleh/Salih إبراهيم=Ibrahim ابراهيم=Ibrahim "
    "إسماعيل=Ismail اسماعيل=Ismail يوسف=Youssef/Yusuf موسى=Musa/Moussa عيسى=Issa يحيى=Yahya سليمان=Suleiman داود=Daoud "
    "عبدالله=Abdullah عبد=Abdel/Abd الله=Allah نصرالله=Nasrallah فتح=Fath بشار=Bashar حافظ=Hafez الأسد=al-Assad "
    "صدام=Saddam معمر=Muammar القذافي=al-Gaddafi/Gaddafi ياسر=Yasser/Yasir عرفات=Arafat عباس=Abbas هنية=Haniyeh "
    "السنوار=Sinwar/al-Sinwar مشعل=Meshaal/Mashal حماس=Hamas السيسي=al-Sisi/Sisi مبارك=Mubarak مرسي=Morsi/Mursi "
    "جمال=Gamal/Jamal ناصر=Nasser السادات=Sadat/al-Sadat أسامة=Osama/Usama بن=bin/ben ابن=ibn لادن=Laden/Ladin "
    "أيمن=Ayman الظواهري=al-Zawahiri أبو=Abu أبوبكر=Abubakr بكر=Bakr البغدادي=al-Baghdadi الجولاني=al-Jolani/al-Julani "
    "الشرع=al-Sharaa نوري=Nouri/Nuri المالكي=al-Maliki الصدر=al-Sadr مقتدى=Muqtada/Moqtada حيدر=Haider/Haidar "
    "العبادي=al-Abadi السوداني=al-Sudani مصطفى=Mustafa الكاظمي=al-Kadhimi سلمان=Salman عبدالعزيز=Abdulaziz فيصل=Faisal "
    "فهد=Fahd سعود=Saud نايف=Nayef زايد=Zayed/Zayid راشد=Rashid آل=Al نهيان=Nahyan مكتوم=Maktoum تميم=Tamim حمد=Hamad "
    "ثاني=Thani جاسم=Jassim خليفة=Khalifa حفتر=Haftar هادي=Hadi منصور=Mansour الحوثي=al-Houthi عبدالملك=Abdulmalik "
    "رفيق=Rafik/Rafic الحريري=al-Hariri/Hariri ميشال=Michel عون=Aoun نبيه=Nabih بري=Berri نجيب=Najib ميقاتي=Mikati "
    "قيس=Kais/Qais سعيّد=Saied زين=Zine العابدين=El-Abidine بوتفليقة=Bouteflika تبون=Tebboune البشير=al-Bashir "
    "البرهان=al-Burhan عبدالفتاح=Abdel-Fattah كمال=Kamal طارق=Tariq وليد=Walid سمير=Samir رامي=Rami كريم=Karim أمير=Amir "
    "فؤاد=Fuad/Fouad عادل=Adel عادل=Adel هشام=Hisham بغداد=Baghdad دمشق=Damascus غزة=Gaza"
)
_PERSIAN_NAMES: Final = (
    "علی=Ali سید=Seyyed/Sayyed محمد=Mohammad احمد=Ahmad حسن=Hassan حسین=Hossein/Hussein رضا=Reza علیرضا=Alireza "
    "محمدرضا=Mohammadreza محمدباقر=Mohammad-Bagher مهدی=Mehdi/Mahdi محمود=Mahmoud ابراهیم=Ebrahim/Ibrahim "
    "رئیسی=Raisi روحانی=Rouhani/Rohani خامنه‌ای=Khamenei خامنهای=Khamenei روح‌الله=Ruhollah خمینی=Khomeini خاتمی=Khatami "
    "احمدی‌نژاد=Ahmadinejad رفسنجانی=Rafsanjani اکبر=Akbar هاشمی=Hashemi جواد=Javad ظریف=Zarif عباس=Abbas عراقچی=Araghchi "
    "امیرعبداللهیان=Amir-Abdollahian قاسم=Qasem/Ghasem سلیمانی=Soleimani مسعود=Masoud پزشکیان=Pezeshkian "
    "قالیباف=Ghalibaf/Qalibaf لاریجانی=Larijani صالحی=Salehi جلیلی=Jalili سعید=Saeed موسوی=Mousavi میرحسین=Mir-Hossein "
    "کروبی=Karroubi شیرین=Shirin عبادی=Ebadi نرگس=Narges محمدی=Mohammadi مهسا=Mahsa امینی=Amini پهلوی=Pahlavi "
    "مجتبی=Mojtaba محسن=Mohsen باقری=Bagheri غلامرضا=Gholamreza حبیب‌الله=Habibollah نصرالله=Nasrollah تهران=Tehran "
    "اشرف=Ashraf غنی=Ghani حامد=Hamid کرزی=Karzai عبدالله=Abdullah"
)
_HEBREW_NAMES: Final = (
    "בנימין=Benjamin/Binyamin נתניהו=Netanyahu יצחק=Yitzhak רבין=Rabin שמעון=Shimon פרס=Peres אריאל=Ariel שרון=Sharon "
    "אהוד=Ehud ברק=Barak אולמרט=Olmert ציפי=Tzipi לבני=Livni אביגדור=Avigdor ליברמן=Lieberman/Liberman נפתלי=Naftali "
    "בנט=Bennett יאיר=Yair לפיד=Lapid בני=Benny גנץ=Gantz יואב=Yoav גלנט=Gallant ישראל=Israel כץ=Katz הרצוג=Herzog "
    "ראובן=Reuven ריבלין=Rivlin משה=Moshe יעלון=Yaalon דיין=Dayan גדעון=Gideon סער=Saar איתמר=Itamar בן=Ben גביר=Gvir "
    "בצלאל=Bezalel סמוטריץ'=Smotrich סמוטריץ=Smotrich אריה=Aryeh דרעי=Deri דוד=David גוריון=Gurion גולדה=Golda מאיר=Meir "
    "מנחם=Menachem בגין=Begin יצחק=Yitzhak שמיר=Shamir משה=Moshe חיים=Chaim/Haim ויצמן=Weizmann הרצי=Herzi הלוי=Halevi "
    "אייל=Eyal זמיר=Zamir רון=Ron דרמר=Dermer ניר=Nir ברקת=Barkat מירי=Miri רגב=Regev אברהם=Avraham יעקב=Yaakov יוסף=Yosef "
    "עמוס=Amos עוז=Oz תל=Tel אביב=Aviv ירושלים=Jerusalem"
)


def _read_names(text: str) -> dict[str, tuple[str, ...]]:
    return {word: tuple(forms.split("/")) for word, _, forms in (item.partition("=") for item in text.split())}


_NAMES: Final = {"ar": _read_names(_ARABIC_NAMES), "fa": _read_names(_PERSIAN_NAMES), "he": _read_names(_HEBREW_NAMES)}
# Short vowels, doubling and the joiners of Persian: printed in some texts, and no part of the listed spelling.
_MARKS: Final = re.compile("[\u064b-\u0652\u0670\u0640\u0591-\u05c7]")

# How the letters of an English spelling are written elsewhere; capitals stand for what later rules must not see. Israelis
# write their names in Latin letters themselves, so that fewer letters change.
_ARABIC_TO_GERMAN: Final = (
    ("t?ch", "C"),
    ("sh|zh", "S"),
    ("kh", "X"),
    ("d?j", "J"),
    ("oo|ou", "u"),
    ("ee", "i"),
    ("q", "k"),
    ("v", "w"),
    ("z", "s"),
    ("y(?=[aeiou])", "j"),
    ("(?<=[ao])y(?=[^aeiou]|$)", "i"),
    ("C", "tsch"),
    ("S", "sch"),
    ("X", "ch"),
    ("J", "dsch"),
)
_ARABIC_TO_NORWEGIAN: Final = (("t?ch", "tsj"), ("sh", "sj"), ("(?<=[mnr])ou(?=[^aeiou])", "u"))
_HEBREW_TO_GERMAN: Final = (
    ("(?<=tri)ch$", "tsch"),
    ("sh(?!ak)", "sch"),
    ("tzh", "tzch"),
    ("y(?=[aeiou])", "j"),
    ("(?<=a)y(?=[a-z])", "j"),
    ("yah", "jah"),
)
_SPELLINGS: Final = {
    ("ar", "nb"): _ARABIC_TO_NORWEGIAN,
    ("fa", "nb"): _ARABIC_TO_NORWEGIAN,
    ("he", "nb"): (),
    ("ar", "de"): _ARABIC_TO_GERMAN,
    ("fa", "de"): _ARABIC_TO_GERMAN,
    ("he", "de"): _HEBREW_TO_GERMAN,
}


def spell_semitic(word: str, source: str, lang: str) -> list[str]:
    """Spell one word, or nothing where it is no listed element of a name.

    Args:
        word: as printed, with or without short vowels.
        source: ar, fa or he.
        lang: nb, en or de.
    """
    bare = _MARKS.sub("", word)
    listed = _NAMES[source].get(bare) or _NAMES[source].get(bare.replace("\u200c", ""))
    if listed is None:
        return []
    # Papers print the English spelling beside their own.
    return list(dict.fromkeys([respell(listed[0], source, lang), *listed]))


def respell(english: str, source: str, lang: str) -> str:
    """Write an English spelling of an Arabic, Persian or Hebrew name the way a Norwegian or German paper does.

    Args:
        english: a name, one or more words.
        source: ar, fa or he, the language of the name.
        lang: nb, en or de; en is left as it is.

    Returns:
        The respelt name: Bashar al-Assad is Basjar al-Assad and Baschar al-Assad.
    """
    rules = _SPELLINGS.get((source, lang), ())
    return re.sub(r"[A-Za-z]+", lambda match: _respell_word(match[0], rules), english)


def _respell_word(word: str, rules: tuple[tuple[str, str], ...]) -> str:
    form = word.lower()
    for pattern, spelling in rules:
        form = re.sub(pattern, spelling, form)
    return form.capitalize() if word[0].isupper() else form
