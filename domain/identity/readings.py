"""How a Chinese name sounds: pinyin without tones, with the readings that surnames alone have.

`pinyin.txt` gives one reading a character for the block U+4E00-9FFF; it was made from pypinyin's table (MIT).
ü is written v, as passports and keyboards do (`lv`); `lyu` is folded onto it.
"""

from functools import cache, lru_cache
from importlib.resources import files

from domain.remembered import A_FEW

SURNAME_READINGS: dict[str, tuple[str, ...]] = {
    "单": ("shan",),
    "仇": ("qiu",),
    "曾": ("zeng",),
    "解": ("xie",),
    "朴": ("piao", "park", "pak"),
    "区": ("ou", "au"),
    "查": ("zha",),
    "吕": ("lv", "lu"),
    "盖": ("ge", "gai"),
    "任": ("ren",),
    "华": ("hua",),
    "乐": ("yue", "le"),
    "缪": ("miao",),
    "宁": ("ning",),
    "翟": ("zhai", "di"),
    "覃": ("qin", "tan"),
    "员": ("yun",),
    "尹": ("yin",),
    "种": ("chong",),
    "秘": ("bi",),
    "冼": ("xian",),
    "召": ("shao",),
    "折": ("she",),
    "黑": ("he",),
    "繁": ("po",),
    "尧": ("yao",),
    "薄": ("bo",),
    "逄": ("pang",),
    "葛": ("ge",),
    "隗": ("wei", "kui"),
    "燕": ("yan",),
    "谌": ("chen", "shen"),
    "万俟": ("moqi",),
    "尉迟": ("yuchi",),
    "长孙": ("zhangsun",),
    "澹台": ("tantai",),
    "单于": ("chanyu",),
    "令狐": ("linghu",),
    "呼延": ("huyan",),
    "鲜于": ("xianyu",),
    "亓官": ("qiguan",),
    "宰父": ("zaifu",),
    "夏侯": ("xiahou",),
    "尉": ("wei", "yu"),
}
_GIVEN_READINGS: dict[str, tuple[str, ...]] = {
    "乐": ("le", "yue"),
    "茜": ("xi", "qian"),
    "朝": ("chao", "zhao"),
    "长": ("chang", "zhang"),
    "行": ("xing", "hang"),
    "盛": ("sheng", "cheng"),
    "晟": ("sheng", "cheng"),
    "曾": ("zeng", "ceng"),
    "柏": ("bai", "bo"),
    "娜": ("na", "nuo"),
    "重": ("chong", "zhong"),
    "贾": ("jia", "gu"),
    "奇": ("qi",),
    "藏": ("zang", "cang"),
    "参": ("shen", "can"),
    "吕": ("lv", "lu"),
    "绿": ("lv", "lu"),
    "女": ("nv", "nu"),
}
_MOST = 4


@cache
def _table() -> dict[str, str]:
    text = files("domain.identity").joinpath("pinyin.txt").read_text(encoding="utf-8")
    return {
        letter: syllable for line in text.splitlines() for syllable, letters in (line.split(),) for letter in letters
    }


@cache
def syllables() -> frozenset[str]:
    """Every syllable of pinyin, `lyu` and `nyu` among them."""
    return frozenset(_table().values()) | {"lyu", "nyu", "lve", "nve"}


@lru_cache(A_FEW)
def surname_sounds(surname: str) -> tuple[str, ...]:
    """Of a surname in simplified characters; empty where a character has no reading."""
    if surname in SURNAME_READINGS:
        return SURNAME_READINGS[surname]
    table = _table()
    spelt = [table.get(letter, "") for letter in surname]
    return ("".join(spelt),) if all(spelt) else ()


@cache
def _read_one_way() -> dict[str, str]:
    """Letters of which a given name has only the one reading. Most are: that is told sooner than remembered."""
    return {letter: syllable for letter, syllable in _table().items() if letter not in _GIVEN_READINGS}


def given_sounds(given: str) -> tuple[str, ...]:
    """Likewise of a given name; several where a character has several."""
    sounds = _read_one_way()
    try:
        return ("".join([sounds[letter] for letter in given]),) if given else ()
    except KeyError:
        return _given_sounds(given)


@lru_cache(A_FEW)
def _given_sounds(given: str) -> tuple[str, ...]:
    found, table = [""], _table()
    for letter in given:
        ways = _GIVEN_READINGS.get(letter) or ((table[letter],) if letter in table else ())
        found = [head + way for head in found for way in ways][:_MOST]
    return tuple(found)
