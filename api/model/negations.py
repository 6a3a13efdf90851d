"""Words that turn what is said into its contrary, by the languages that have them; knows no sources.

Accents do not count here either. A word that negates in one language and is common in another one is taken for a
negation, but for a few: to find one too many is to find a quote too few, and no false one.
"""

import re
from collections.abc import Sequence

from api.model.words import keys

_WORDS = {
    "en": "not no never none nobody nothing nowhere neither nor cannot without hardly scarcely barely unless except "
    "nay seldom rarely fail fails failed failing refuse refuses refused refusing deny denies denied denying unable",
    "es": "no nunca jamás nada nadie ninguno ninguna ningún ningunos ningunas tampoco sin ni salvo apenas excepto "
    "niega niegan negó negaron",
    "ca": "ningú tampoc",
    "fr": "ne n pas jamais rien personne aucun aucune aucuns aucunement sans ni non nul nulle nullement guère sauf "
    "refuse refusent refusé",
    "pt": "não nunca jamais nada ninguém nenhum nenhuma nenhuns nem sem salvo tampouco exceto",
    "it": "non no mai niente nient'altro nulla nessuno nessuna nessun nessun'altra senza né neanche nemmeno neppure",
    "ro": "nu niciodată nimic nimeni nici fără",
    "de": "nicht kein keine keinen keinem keiner keines keinerlei keineswegs nein nie niemals niemand niemanden "
    "niemandem nichts ohne weder noch nirgends nirgendwo mitnichten kaum außer",
    "nl": "niet geen nooit niemand niets nergens zonder noch nee geenszins",
    "sv": "inte icke ej aldrig ingen inget inga ingenting utan varken nej",
    "da": "ikke ej ingen intet ingenting aldrig uden hverken nej",
    "nb": "ikke ingen intet ingenting aldri uten verken nei",
    "fi": "ei eivät emme ette älä älkää älköön ilman",
    "et": "ei mitte pole ilma",
    "hu": "nem ne nincs nincsenek soha sem senki semmi nélkül",
    "pl": "nie nigdy nikt nikogo nic niczego bez ani żaden żadna żadne żadnego żadnych",
    "cs": "ne není nejsou nikdy nikdo nic žádný žádná žádné bez ani nelze",
    "hr": "ne nije nisu nisam nismo nema neće nećemo nikad nikada niko nitko ništa bez ni niti",
    "sl": "ne ni niso nikoli nihče nič brez",
    "lt": "ne nėra niekada niekas nieko",
    "lv": "nav nekad neviens nekas",
    "sq": "nuk mos kurrë askush",
    "ru": "не нет нету ни никогда никто никого никому ничего ничто ничем нечего некому нельзя без никакой никакая "
    "никакое никакие никаких никакого никакому никакими никаким никак нигде никуда отнюдь вряд",
    "uk": "не ні немає ніколи ніхто нічого без жоден жодна жодного жодних",
    "bg": "не няма нито никога никой нищо без",
    "el": "δεν δε μη μην όχι ποτέ κανείς κανένας κανένα καμία τίποτα χωρίς δίχως ούτε μήτε ουδέποτε",
    "tr": "değil yok hayır asla hiç hiçbir",
    "hy": "ոչ չի չէ չեն",
    "ka": "არ არა ვერ",
    "ar": "بدون بلا دون دونما غير بغير كلا عدم الا سوى لولا ابدا",
    "fa": "نه نیست نیستند نیستیم نیستم نمی بدون نباید نخواهد نخواهند نخواهیم ندارد ندارند نداریم نشد نکرد نبود هیچ "
    "هرگز",
    "ur": "نہیں نہ مت بغیر",
    "he": "בלי ללא מבלי אל אף מעולם לעולם טרם אסור שום",
    "hi": "नहीं नही ना न मत बिना",
    "mr": "नाही नको",
    "bn": "না নয় নেই নি",
    "ta": "இல்லை அல்ல வேண்டாம்",
    "id": "tidak tak bukan jangan belum tanpa tiada",
    "vi": "không chưa chẳng",
}
#: Words that stand behind other ones, as Arabic and Hebrew write `and`, `that` and `when`, without a space.
_JOINED = (
    (" و ف ا", "لا لم لن ليس ليست ليسوا لست لسنا لستم ما"),
    (" ו ש וש כש ה", "לא אין אינו אינה אינם אינן איני אינני איננו"),
)
_NEGATING = frozenset(
    key
    for listed in (
        *_WORDS.values(),
        *(before + word for befores, every in _JOINED for before in befores.split(" ") for word in every.split()),
    )
    for key in keys(listed)
)
#: A contraction of English without its apostrophe, or with what a wrong code page makes of it, as in `isnít`. `dont` is
#: a word of French.
_CONTRACTION = re.compile(
    r"(?!dont)(?:is|are|was|were|do|does|did|has|have|had|ca|wo|would|could|should|must|might|need|ai)ni?t"
)
#: What a word of Persian begins with that is negated.
_PERSIAN = keys("نمی")[0]
#: Negations of scripts that write them within or beside other words.
_LETTERS = re.compile(
    "[不没沒無无未非勿别別莫毋否拒]|ない|なかった|なく|なけれ|なき|なし|ませ|まい|ざる|ねば|ぬ|(?<![まはい必わ])ず(?![っつれ])"
    "|안|않|못|없|아니|아닌|아닐|아닙|말라|말고|말아|마라|마세|마십|지마|ไม่|มิ|อย่า|ห้าม|ไร้|ปราศจาก|ບໍ່|ບໍ|មិន|គ្មាន|កុំ|ဘူး|မဟုတ်|မရှိ"
)


def negates(keys: Sequence[str]) -> bool:
    """Whether a negation is among some words, by their keys, in any of the languages that are known here."""
    return any(_is_negation(key) for key in keys) or bool(_LETTERS.search("".join(keys)))


def _is_negation(key: str) -> bool:
    if key in _NEGATING or key.endswith("n't") or key.startswith(("n'", _PERSIAN)):
        return True
    return bool(_CONTRACTION.fullmatch(key))
