"""How usual a name is where nobody has counted: shares of all people, rounded, for the commonest ones.

Chinese surnames after the Ministry of Public Security's count of registered people (2020), Latin ones and given
names after the United States' census (2010) and its register of births, thinned because a pool is mixed.
"""

from functools import cache, lru_cache

from domain.identity.letters import HAN_ONLY
from domain.identity.readings import surname_sounds
from domain.identity.romanised import SURNAMES, is_pinyin, surname_as_pinyin
from domain.identity.surnames import SINGLE, SPELT
from domain.remembered import A_FEW

_HAN_SURNAMES = """
7.1 王李 6.7 张 5.4 刘 4.6 陈 3 杨 2.2 黄赵 2 吴周 1.6 徐孙 1.4 马朱胡 1.2 郭何林高罗 1 郑梁谢宋唐 0.8
许韩邓冯曹彭 0.7 曾肖田董潘袁 0.6 蔡蒋余于杜叶程魏苏吕 0.5
丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏傅方邹熊白孟秦邱侯江尹薛闫 0.3 段雷龙黎
史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤 0.2 康易乔赖文施洪樊兰殷颜倪温章鲁葛庄牛毕安聂翟
"""
"""Per cent, then the surnames that have it."""
_LATIN_SURNAMES = """
0.7 smith 0.6 johnson williams brown jones 0.4 garcia miller davis rodriguez martinez hernandez lopez gonzalez wilson
0.3 anderson thomas taylor moore jackson martin perez thompson white 0.2 sanchez harris clark ramirez
lewis robinson walker young allen king wright scott torres nguyen hill flores green adams nelson baker hall rivera
campbell mitchell carter roberts 0.1 gomez phillips evans turner diaz parker cruz edwards collins reyes stewart morris
morales murphy cook rogers gutierrez ortiz morgan cooper peterson bailey reed kelly howard ramos kim cox ward
richardson watson brooks chavez wood james bennett gray mendoza ruiz hughes price alvarez castillo sanders patel
myers long ross foster jimenez muller schmidt schneider fischer weber meyer wagner silva santos kumar singh sharma
"""
_GIVEN = """
1 james john robert michael william david mary 0.8 richard joseph thomas charles christopher daniel matthew
jennifer patricia linda elizabeth 0.6 anthony mark donald steven paul andrew joshua kenneth kevin brian george
edward barbara susan jessica sarah karen nancy lisa margaret anna maria peter 0.4 ronald timothy jason jeffrey
ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank
alexander raymond patrick jack dennis jerry betty sandra ashley dorothy kimberly emily donna michelle carol
amanda melissa deborah stephanie rebecca laura sharon cynthia kathleen amy angela shirley emma olivia sophia
0.2 tyler aaron jose henry adam douglas nathan zachary kyle walter ethan jeremy harold carl keith roger gerald
christian terry sean austin arthur noah lawrence jesse joe bryan billy jordan albert dylan bruce willie gabriel
alan juan logan wayne ralph roy eugene randy vincent russell louis philip bobby johnny bradley liam lucas mason
oliver leo max felix martin tom tim chris mike dan alex sam ben nick matt steve dave jim bob bill kate anne
brenda pamela nicole ruth katherine samantha christine catherine virginia debra rachel janet carolyn heather
diane julie joyce victoria kelly christina joan evelyn lauren judith megan andrea cheryl hannah jacqueline
martha gloria teresa sara janice ann kathryn abigail jean alice judy grace denise amber doris marilyn danielle
beverly isabella theresa diana natalie brittany charlotte marie kayla alexis lori julia mia chloe ella lily ava
sophie vivian cindy helen tony leo ray jenny ivy fiona winnie wendy peggy tracy elaine eva iris yvonne annie
simon jimmy ken danny andy jacky eddie ricky roy ivan pavel alexey sergey dmitry andrei jan piotr hans klaus
stefan luis carlos ana ahmed mohamed muhammad ali
"""
_HAN_GIVEN = """
0.4 伟芳娜敏静丽强磊军洋勇艳杰 0.3 涛明超霞平刚 0.2 鹏华飞鑫波斌辉玲燕红梅丹萍琳雪婷颖倩浩宇博宁凯旭健龙峰亮
"""


def _shares(text: str) -> dict[str, float]:
    found: dict[str, float] = {}
    share = 0.0
    for word in text.split():
        if word[0].isdigit():
            share = float(word) / 100
        else:
            found |= dict.fromkeys(list(word) if HAN_ONLY.fullmatch(word) else [word], share)
    return found


@cache
def _surnames() -> dict[str, float]:
    han = _shares(_HAN_SURNAMES)
    found = {**han, **_shares(_LATIN_SURNAMES)}
    for surname in SINGLE:
        share = han.get(surname, _SELDOM_CHINESE)
        for sound in surname_sounds(surname)[:1]:
            found[sound] = found.get(sound, 0.0) + share
    return found


_SELDOM_CHINESE = 3e-4
_SELDOM_LATIN = 8e-5
_GIVEN_SHARES = _shares(_GIVEN)
_HAN_GIVEN_SHARES = _shares(_HAN_GIVEN)


@lru_cache(A_FEW)
def usual_surname(surname: str) -> float:
    """The share of people who have it: in characters, in pinyin, or in another Latin spelling."""
    share = _surnames().get(surname)
    if share is not None:
        return share
    return _SELDOM_CHINESE if HAN_ONLY.fullmatch(surname) or surname in SPELT else _SELDOM_LATIN


@lru_cache(A_FEW)
def chinese_surname(spelt: str) -> float:
    """How usual a Latin spelling is as a Chinese surname; 0 where it is none."""
    known = surname_as_pinyin(spelt)
    if len(known) == 1 and len(spelt) <= 6 and spelt not in SPELT and spelt not in SURNAMES:
        return 0.0
    return max((_surnames().get(each, _SELDOM_CHINESE) for each in known), default=0.0)


@lru_cache(A_FEW)
def usual_given(given: str) -> float:
    if given in _GIVEN_SHARES:
        return _GIVEN_SHARES[given]
    if HAN_ONLY.fullmatch(given):
        return _HAN_GIVEN_SHARES.get(given, 1e-3) if len(given) == 1 else 1.5e-4
    if is_pinyin(given):
        return 4e-3 if len(given) <= 5 else 5e-4
    return 2e-4


def is_given_name(word: str) -> bool:
    """One of the commonest given names in Latin script."""
    return word in _GIVEN_SHARES
