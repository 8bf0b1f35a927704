"""Invented people with Chinese names, several records each, labelled with who they are; the same for the same seed.

It is made up, by the same people who made the engine, so it shows that named hard cases are handled, not how
often they occur. The spellings below are written out by hand, apart from the engine's own tables. In it: two
scripts and five romanisations (mainland pinyin in four ways of writing, passports' LYU, Wade-Giles, Hong Kong,
an English given name), compound surnames, surnames with a reading of their own, simplified and traditional
characters, changed phones, phones and mailboxes of agencies, generic values, twins, fathers with their sons on
one phone, and slips of the pen in dates and addresses.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from benchmarks.labelled import Labelled
from domain.envelope import Precision
from domain.person import Career, ContactPoint, Education, Employment, Name, PartialDate, Person, Place, PointKind

PEOPLE = 2_400

SURNAMES = """
王 王 wang wang wong 70 | 李 李 li li lee 70 | 张 張 zhang chang cheung 65 | 刘 劉 liu liu lau 52
陈 陳 chen chen chan 48 | 杨 楊 yang yang yeung 30 | 黄 黃 huang huang wong 22 | 赵 趙 zhao chao chiu 20
吴 吳 wu wu ng 20 | 周 周 zhou chou chow 20 | 徐 徐 xu hsu tsui 15 | 孙 孫 sun sun suen 15 | 马 馬 ma ma ma 13
朱 朱 zhu chu chu 13 | 胡 胡 hu hu wu 13 | 郭 郭 guo kuo kwok 12 | 何 何 he ho ho 12 | 林 林 lin lin lam 12
高 高 gao kao ko 10 | 罗 羅 luo lo law 10 | 郑 鄭 zheng cheng cheng 9 | 梁 梁 liang liang leung 9
谢 謝 xie hsieh tse 9 | 宋 宋 song sung sung 8 | 唐 唐 tang tang tong 8 | 许 許 xu hsu hui 8
邓 鄧 deng teng tang 7 | 冯 馮 feng feng fung 7 | 韩 韓 han han hon 7 | 曹 曹 cao tsao tso 7
曾 曾 zeng tseng tsang 7 | 彭 彭 peng peng pang 6 | 萧 蕭 xiao hsiao siu 6 | 蔡 蔡 cai tsai choi 6
潘 潘 pan pan poon 6 | 田 田 tian tien tin 5 | 董 董 dong tung tung 5 | 袁 袁 yuan yuan yuen 5
于 于 yu yu yu 5 | 叶 葉 ye yeh yip 5 | 蒋 蔣 jiang chiang cheung 4 | 余 余 yu yu yu 4 | 杜 杜 du tu to 4
苏 蘇 su su so 4 | 魏 魏 wei wei ngai 4 | 吕 呂 lyu lu lui 6 | 任 任 ren jen yam 4 | 沈 沈 shen shen sum 4
姚 姚 yao yao yiu 4 | 卢 盧 lu lu lo 4 | 单 單 shan shan sin 3 | 仇 仇 qiu chiu sau 3 | 解 解 xie hsieh kai 3
朴 朴 piao piao park 3 | 区 區 ou ou au 3 | 查 查 zha cha cha 3 | 盖 蓋 ge ko koi 2 | 覃 覃 qin chin tam 3
翟 翟 zhai chai chak 2 | 缪 繆 miao miao mau 2 | 欧阳 歐陽 ouyang ouyang auyeung 5
司马 司馬 sima ssuma szema 3 | 诸葛 諸葛 zhuge chuko chukot 3 | 上官 上官 shangguan shangkuan sheungkwun 3
尉迟 尉遲 yuchi yuchih wattchi 2 | 令狐 令狐 linghu linghu lingwu 2 | 慕容 慕容 murong mujung moyung 2
长孙 長孫 zhangsun changsun cheungsuen 2
"""
GIVEN = """
伟 偉 wei wei wai | 芳 芳 fang fang fong | 娜 娜 na na na | 敏 敏 min min man | 静 靜 jing ching ching
丽 麗 li li lai | 强 強 qiang chiang keung | 磊 磊 lei lei lui | 军 軍 jun chun kwan | 洋 洋 yang yang yeung
勇 勇 yong yung yung | 艳 艷 yan yen yim | 杰 傑 jie chieh kit | 涛 濤 tao tao to | 明 明 ming ming ming
超 超 chao chao chiu | 霞 霞 xia hsia ha | 平 平 ping ping ping | 刚 剛 gang kang kong | 小 小 xiao hsiao siu
晓 曉 xiao hsiao hiu | 文 文 wen wen man | 建 建 jian chien kin | 国 國 guo kuo kwok | 华 華 hua hua wah
志 志 zhi chih chi | 海 海 hai hai hoi | 玉 玉 yu yu yuk | 春 春 chun chun chun | 梅 梅 mei mei mui
红 紅 hong hung hung | 燕 燕 yan yen yin | 鹏 鵬 peng peng pang | 飞 飛 fei fei fei | 鑫 鑫 xin hsin yam
波 波 bo po bo | 斌 斌 bin pin bun | 辉 輝 hui hui fai | 玲 玲 ling ling ling | 丹 丹 dan tan tan
雪 雪 xue hsueh suet | 婷 婷 ting ting ting | 颖 穎 ying ying wing | 浩 浩 hao hao ho | 宇 宇 yu yu yu
博 博 bo po bok | 子 子 zi tzu tsz | 宁 寧 ning ning ning | 凯 凱 kai kai hoi | 旭 旭 xu hsu yuk
健 健 jian chien kin | 龙 龍 long lung lung | 峰 峰 feng feng fung | 亮 亮 liang liang leung | 思 思 si ssu sze
佳 佳 jia chia kai | 欣 欣 xin hsin yan | 怡 怡 yi i yi | 雅 雅 ya ya nga | 嘉 嘉 jia chia ka
俊 俊 jun chun chun | 德 德 de te tak | 永 永 yong yung wing | 家 家 jia chia ka | 少 少 shao shao siu
振 振 zhen chen chun | 乐 樂 le le lok | 女 女 nyu nu nui | 绿 綠 lyu lu luk | 瑶 瑤 yao yao yiu
"""
ENGLISH = (
    *("David", "Kevin", "Jason", "Tony", "Peter", "Eric", "Alex", "Jack", "Leo", "Ray"),
    *("Grace", "Amy", "Lily", "Vivian", "Cindy", "Linda", "Helen", "Joyce", "Jenny", "Emma"),
)
CITIES = (
    ("北京", "Beijing"),
    ("上海", "Shanghai"),
    ("深圳", "Shenzhen"),
    ("广州", "Guangzhou"),
    ("杭州", "Hangzhou"),
    ("成都", "Chengdu"),
    ("武汉", "Wuhan"),
    ("南京", "Nanjing"),
    ("西安", "Xi'an"),
    ("苏州", "Suzhou"),
)
HOSTS = ("qq.com", "163.com", "gmail.com", "126.com", "outlook.com", "foxmail.com", "sina.com")
SCHOOLS = (
    "清华大学",
    "北京大学",
    "复旦大学",
    "浙江大学",
    "武汉大学",
    "中山大学",
    "四川大学",
    "南京大学",
    "同济大学",
    "厦门大学",
)
AGENCY_PHONES = tuple(f"+86216{number:07d}" for number in (1234096, 7450213, 5520478))
AGENCY_MAILBOXES = ("cv@agency-one.cn", "wang.consultant@agency-two.cn", "talent2@agency-three.cn")
GENERIC_MAILBOXES = ("info@example.cn", "hr@example.cn", "noreply@zhaopin.example")


@dataclass(frozen=True, slots=True)
class Spelt:
    """A surname or one character of a given name, in every way it is written."""

    simplified: str
    traditional: str
    pinyin: str
    wade_giles: str
    hong_kong: str
    weight: str = "1"


@dataclass(frozen=True, slots=True)
class Somebody:
    number: str
    surname: Spelt
    given: tuple[Spelt, ...]
    english: str
    born: date
    phone: str
    emails: tuple[str, ...]
    city: tuple[str, str]
    employers: tuple[str, ...]
    school: str


def _table(text: str) -> list[Spelt]:
    entries = (entry.split() for entry in text.replace("\n", "|").split("|") if entry.strip())
    return [Spelt(*words) for words in entries]


def people(count: int = PEOPLE, seed: int = 20) -> list[Labelled]:
    """One to four records of each of `count` people, in random order."""
    chance = random.Random(seed)
    records = [
        Labelled(one.number, *_record(chance, one, number), {})
        for one in _everybody(chance, count)
        for number in range(chance.choice((1, 2, 2, 3, 3, 4)))
    ]
    chance.shuffle(records)
    return records


def _everybody(chance: random.Random, count: int) -> Iterator[Somebody]:
    """Nobody has an address that somebody else has."""
    taken: set[str] = set()
    for one in _anybody(chance, count):
        emails = tuple(each for each in one.emails if each not in taken)
        taken.update(emails)
        yield replace(one, emails=emails)


def _anybody(chance: random.Random, count: int) -> Iterator[Somebody]:
    surnames, characters = _table(SURNAMES), _table(GIVEN)
    number = 0
    while number < count:
        one = _somebody(chance, str(number), surnames, characters)
        yield one
        number += 1
        turn = chance.random()
        if turn < 0.02:
            yield _relative(chance, one, str(number), characters, one.born, "twin")
            number += 1
        elif turn < 0.04:
            yield _relative(chance, one, str(number), characters, one.born - timedelta(days=365 * 27), "father")
            number += 1


def _somebody(chance: random.Random, number: str, surnames: list[Spelt], characters: list[Spelt]) -> Somebody:
    surname = chance.choices(surnames, [int(each.weight) for each in surnames])[0]
    given = tuple(chance.choice(characters) for _ in range(1 if chance.random() < 0.25 else 2))
    spelt = "".join(each.pinyin for each in given)
    locals_ = (
        f"{spelt}.{surname.pinyin}",
        f"{surname.pinyin}{spelt}{chance.randrange(100)}",
        str(chance.randrange(10**8, 10**10)),
        f"{chance.choice(ENGLISH).lower()}{surname.pinyin}{chance.randrange(1970, 2003)}",
    )
    emails = tuple(f"{local}@{chance.choice(HOSTS)}" for local in chance.sample(locals_, chance.choice((1, 2, 2, 3))))
    return Somebody(
        number,
        surname,
        given,
        chance.choice(ENGLISH),
        date(1962, 1, 1) + timedelta(days=chance.randrange(365 * 40)),
        f"+861{chance.choice('35789')}{chance.randrange(10**9):09d}",
        emails,
        chance.choice(CITIES),
        tuple(f"第{chance.randrange(400)}科技有限公司" for _ in range(chance.choice((1, 2, 3)))),
        chance.choice(SCHOOLS),
    )


def _relative(
    chance: random.Random, one: Somebody, number: str, characters: list[Spelt], born: date, kind: str
) -> Somebody:
    """A twin shares a character of the given name and now and then the phone; a father the phone and the city."""
    other = _somebody(chance, number, [one.surname], characters)
    given = (one.given[0], chance.choice([each for each in characters if each not in one.given]))
    phone = one.phone if kind == "father" or chance.random() < 0.5 else other.phone
    return replace(
        other, given=given if kind == "twin" else other.given, born=born, phone=phone, city=one.city, school=one.school
    )


def _simplified(one: Somebody) -> str:
    return one.surname.simplified + "".join(each.simplified for each in one.given)


def _traditional(one: Somebody) -> str:
    return one.surname.traditional + "".join(each.traditional for each in one.given)


def _surname_first(one: Somebody) -> str:
    return f"{one.surname.pinyin.capitalize()} {_pinyin(one).capitalize()}"


def _given_first(one: Somebody) -> str:
    return f"{_pinyin(one).capitalize()} {one.surname.pinyin.capitalize()}"


def _spaced_capitals(one: Somebody) -> str:
    return " ".join((one.surname.pinyin, *(each.pinyin for each in one.given))).upper()


def _keyboard(one: Somebody) -> str:
    """As one types it: ü is v."""
    return _surname_first(one).replace("yu", "v") if "lyu" in _surname_first(one).lower() else _surname_first(one)


def _wade_giles(one: Somebody) -> str:
    return f"{one.surname.wade_giles.capitalize()} {'-'.join(each.wade_giles for each in one.given).capitalize()}"


def _hong_kong(one: Somebody) -> str:
    return f"{one.surname.hong_kong.upper()} {' '.join(each.hong_kong.capitalize() for each in one.given)}"


def _english(one: Somebody) -> str:
    return f"{one.english} {one.surname.pinyin.capitalize()}"


def _two_scripts(one: Somebody) -> str:
    return f"{_simplified(one)} ({_given_first(one)})"


def _pinyin(one: Somebody) -> str:
    return "".join(each.pinyin for each in one.given)


WAYS: tuple[tuple[Callable[[Somebody], str], int], ...] = (
    (_simplified, 50),
    (_traditional, 5),
    (_surname_first, 12),
    (_given_first, 12),
    (_spaced_capitals, 8),
    (_keyboard, 2),
    (_wade_giles, 4),
    (_hong_kong, 4),
    (_english, 2),
    (_two_scripts, 4),
)


def _record(chance: random.Random, one: Somebody, number: int) -> tuple[Person, Career]:
    way = chance.choices([each for each, _ in WAYS], [weight for _, weight in WAYS])[0]
    place = Place(city=chance.choice(one.city), country="CN") if chance.random() < 0.7 else None
    employers = chance.sample(one.employers, min(len(one.employers), chance.choice((0, 1, 1, 2))))
    educations = (Education(school=one.school),) if chance.random() < 0.5 else ()
    person = Person(name=Name(full=way(one)), points=_points(chance, one, number), born=_born(chance, one), place=place)
    return person, Career(employments=tuple(Employment(employer=each) for each in employers), educations=educations)


def _points(chance: random.Random, one: Somebody, number: int) -> tuple[ContactPoint, ...]:
    emails, phones = [], []
    if one.emails and chance.random() < 0.65:
        emails += chance.sample(one.emails, min(len(one.emails), chance.choice((1, 1, 2))))
    if chance.random() < 0.75:
        changed = f"+861{chance.choice('35789')}{chance.randrange(10**9):09d}"
        phones.append(changed if number and chance.random() < 0.2 else one.phone)
    turn = chance.random()
    if turn < 0.05:
        phones.append(chance.choice(AGENCY_PHONES))
    elif turn < 0.10:
        emails.append(chance.choice(AGENCY_MAILBOXES))
    elif turn < 0.12:
        emails.append(chance.choice(GENERIC_MAILBOXES))
    elif turn < 0.14:
        phones.append("000000")
    return (
        *(ContactPoint(kind=PointKind.EMAIL, value=each) for each in emails),
        *(ContactPoint(kind=PointKind.PHONE, value=each) for each in phones),
    )


def _born(chance: random.Random, one: Somebody) -> PartialDate | None:
    turn = chance.random()
    if turn < 0.45:
        return PartialDate(on=one.born)
    if turn < 0.48:
        return PartialDate(on=one.born.replace(day=min(28, one.born.day % 28 + 1)))
    if turn < 0.60:
        return PartialDate(on=one.born.replace(month=1, day=1), precision=Precision.YEAR)
    return None
