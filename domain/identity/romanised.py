"""Chinese names in Latin script, whatever the system of spelling, as pinyin: Wade-Giles, Hong Kong, passports."""

from collections.abc import Container
from functools import cache, lru_cache

from domain.identity.letters import words
from domain.identity.readings import surname_sounds, syllables
from domain.identity.surnames import COMPOUND
from domain.remembered import A_FEW

SURNAMES: dict[str, tuple[str, ...]] = {
    spelt: tuple(pinyin.split("/"))
    for spelt, pinyin in (
        pair.split(":")
        for pair in words("""
    chan:chen tan:chen/tan/qin chun:chen/qin cheung:zhang cheong:zhang teo:zhang chang:zhang/chang/zheng
    wong:wang/huang ong:wang ooi:huang lee:li lei:li/lei leung:liang leong:liang neo:liang lam:lin lim:lin
    ng:wu/huang goh:wu woo:hu/wu wu:wu/hu chow:zhou chau:zhou/zou chou:zhou/qiu tsang:zeng/zang tseng:zeng
    hsu:xu hui:xu hsieh:xie tse:xie tsai:cai choi:cai choy:cai chua:cai kuo:guo kwok:guo quek:guo yeh:ye
    yip:ye yap:ye ip:ye ho:he/ho hor:he chiu:qiu/zhao/zhou chao:zhao/chao lau:liu liew:liu low:liu/lu
    mak:mai yeung:yang young:yang yeo:yang tam:tan/tan tang:tang/deng teng:deng/teng fung:feng/feng
    fong:fang/kuang pang:peng/pang phang:peng chu:zhu/chu/qu choo:zhu chung:zhong/zhang/cheng
    chong:zhang/zhong cheng:zheng/cheng/zeng tay:zheng chiang:jiang keung:jiang kong:jiang/kong lo:luo/lu
    law:luo loh:luo lok:luo/lu lui:lv/lei lu:lu/lv lyu:lv loo:lu lor:luo kwan:guan kwong:kuang kuang:kuang
    szeto:situ au:ou au-yeung:ouyang auyeung:ouyang owyang:ouyang ouyang:ouyang seto:situ tsui:xu/cui
    chui:xu/cui hsiao:xiao kong:gang/jiang/kang/guang bun:bin chiu:chao/zhao/qiu hiu:xiao ha:xia nga:ya
    yim:yan nui:nv ying:ying bok:bo yam:ren/yin/xin mui:mei lui:lei kuk:gu ming:ming siu:xiao/shao su:su
    so:su soo:su foo:fu fu:fu/hu tung:dong/tong tong:tong/tang ting:ding tu:du/tu to:du/tao pai:bai
    pak:bai/piao park:piao piao:piao poon:pan pun:pan phua:pan man:wen/man mok:mo moy:mei mui:mei
    yuen:yuan/ruan un:ruan yun:yun/yin wan:wen/yin/wan wai:wei ngai:wei/ni sit:xue hsueh:xue sin:xian/shan
    shum:shen/cen sum:shen/cen sham:shen/cen shen:shen/chen kan:jian/gan kam:gan/jin chin:jin/qian/qin
    chien:jian/qian ching:jing/cheng koo:gu ku:gu/ku kao:gao ko:gao/ke or:ke shih:shi shek:shi sze:shi/si
    szu:si tai:dai tien:tian tin:tian tsou:zou tso:zuo tsao:cao tso:cao/zuo cho:cao/zhuo tsung:zong tsoi:cai
    yan:yan/ren/yin yam:ren jen:ren yim:yan yin:yin hung:hong/kong heung:xiang hsiang:xiang hsing:xing
    hsiung:xiong hung:hong/xiong yu:yu/you yue:yu/yue yee:yu tsim:zhan chim:zhan chan:chen/zhan
    chen:chen/zhen lai:li/lai luk:lu look:lu mo:mo/wu mou:mou soong:song sung:song suen:sun sheng:sheng
    kung:gong/kong kiang:jiang kuan:guan kuei:gui lien:lian liao:liao liu:liu/liao lui:lei/lv lung:long/lung
    mah:ma ma:ma miao:miao/mu nieh:nie pan:pan/ban pi:pi/bi po:bo/bai peng:peng ruan:ruan juan:ruan san:shan
    shan:shan shiu:shao/xiao shao:shao tao:tao/dao tsu:zu wen:wen/weng yao:yao yiu:yao yen:yan/yin ying:ying
    you:you yau:qiu/you yuan:yuan/ruan zee:xu zau:zhao
""")
    )
}
"""What a surname may be in pinyin, where it is not (only) what it looks like."""

_HONG_KONG: dict[str, tuple[str, ...]] = {
    spelt: tuple(pinyin.split("/"))
    for spelt, pinyin in (
        pair.split(":")
        for pair in words("""
    siu:xiao/shao wai:wei/hui/huai ka:jia kar:jia ming:ming/min man:wen/min/man kit:jie mei:mei/wei
    wing:yong/rong/ying yuk:yu chi:zhi/zi/ci tsz:zi/zhi tze:zi hoi:kai/hai kin:jian wah:hua fai:hui
    fung:feng yee:yi/er yi:yi yin:yan/yin/xian ching:qing/cheng/jing/zheng kwok:guo keung:qiang
    chun:zhen/jun/chun/qin lok:le/luo lai:li kei:qi/ji hei:xi/qi ho:hao/he/ke yan:ren/xin/en/yin sze:si/shi
    ying:ying sing:sheng/cheng/xing tin:tian tak:de tung:dong/tong/tung hon:han kwan:jun/kun/qun kwong:guang
    pui:pei/bei lam:lin/lan ling:ling lun:lun on:an yiu:yao/rao yu:yu/ru chung:zhong/cong/song
    cheuk:zhuo/chao shing:cheng/sheng hin:xian/xuan hang:heng/hang long:lang/long cheong:chang/xiang
    cheung:xiang/zhang/chang kam:jin/gan kai:jia/qi/kai suet:xue shuk:shu so:su sau:xiu fong:fang/huang
    oi:ai ngai:yi/wei ting:ting/ding wan:yun/wen/yin mo:wu tsun:jun/zun kan:jin/qin/gen yat:ri/yi yik:yi
    hok:xue pok:bo bo:bao/bo po:bao/bu to:tao/du lap:li lik:li shan:shan san:shan/xin nam:nan pak:bai/bo
    yung:rong/yong hung:hong/xiong ki:qi/ji kiu:qiao pik:bi suk:shu yuen:yuan/wan/juan yue:yu/ru sum:xin/sen
    ngan:yan/yin choi:cai tai:da/di/tai sang:sheng fu:fu/hu
""")
    )
}
_MOST = 12


def _wade_giles(pinyin: str) -> str:
    """Without apostrophes, as people write it: zhang and chang are both `chang`."""
    spelt = pinyin
    for start, instead in (
        ("zhi", "chih"),
        ("chi", "chih"),
        ("shi", "shih"),
        ("ri", "jih"),
        ("zi", "tzu"),
        ("ci", "tzu"),
        ("si", "ssu"),
    ):
        if pinyin == start:
            return instead
    for start, instead in (
        ("zh", "ch"),
        ("j", "ch"),
        ("q", "ch"),
        ("x", "hs"),
        ("z", "ts"),
        ("c", "ts"),
        ("b", "p"),
        ("d", "t"),
        ("g", "k"),
        ("r", "j"),
    ):
        if pinyin.startswith(start) and not pinyin.startswith(("ch", "sh")):
            spelt = instead + pinyin[len(start) :]
            break
    if spelt.startswith("y") and spelt.endswith("an") and len(spelt) == 3:
        spelt = "yen"
    for end, instead in (("ong", "ung"), ("ian", "ien"), ("ie", "ieh"), ("ue", "ueh"), ("uo", "o"), ("ye", "yeh")):
        if spelt.endswith(end):
            kept_uo = end == "uo" and spelt[:-2] in ("k", "h", "sh")
            return spelt if kept_uo else spelt[: -len(end)] + instead
    if spelt in ("ke", "he", "ge", "e"):
        return spelt[:-1] + ("e" if spelt == "e" else "o")
    return spelt


@cache
def _mainland_and_taiwan() -> dict[str, tuple[str, ...]]:
    """Every syllable of pinyin and of Wade-Giles -> what it may be in pinyin, itself first."""
    found: dict[str, list[str]] = {}
    for syllable in sorted(syllables()):
        own = {"lyu": "lv", "nyu": "nv"}.get(syllable, syllable)
        for spelt in (syllable, _wade_giles(syllable)):
            ways = found.setdefault(spelt, [])
            if own not in ways:
                ways.append(own)
    return {spelt: tuple(sorted(ways, key=lambda way: way != spelt)) for spelt, ways in found.items()}


@cache
def _everywhere() -> dict[str, tuple[str, ...]]:
    """Hong Kong's syllables too."""
    found = dict(_mainland_and_taiwan())
    for spelt, pinyin in _HONG_KONG.items():
        found[spelt] = tuple(dict.fromkeys((*found.get(spelt, ()), *pinyin)))
    return found


@lru_cache(A_FEW)
def given_as_pinyin(words: tuple[str, ...], surname: str = "") -> tuple[str, ...]:
    """What a given name in Latin script may be in pinyin, likeliest first; empty where it is not Chinese.

    Hong Kong's readings are tried only where the surname or some syllable is of no other system.
    """
    systems = (_everywhere(),) if _from_hong_kong(surname) else (_mainland_and_taiwan(), _everywhere())
    for spellings in systems:
        parted = [_segmented(word, spellings) for word in words]
        if all(parted):
            found: tuple[str, ...] = ("",)
            for syllable in (each for parts in parted if parts for each in parts):
                found = tuple(head + way for way in spellings[syllable] for head in found)[:_MOST]
            return found
    return ()


def _from_hong_kong(surname: str) -> bool:
    return surname in SURNAMES and surname not in _mainland_and_taiwan()


@cache
def _compound() -> frozenset[str]:
    return frozenset(sound for surname in COMPOUND for sound in surname_sounds(surname))


@lru_cache(A_FEW)
def surname_as_pinyin(surname: str) -> tuple[str, ...]:
    if surname in SURNAMES:
        ways = SURNAMES[surname]
        return ways if surname in ways or surname not in syllables() else (surname, *ways)
    if surname in syllables() or surname in _compound():
        return (surname,)
    return _mainland_and_taiwan().get(surname, ())


@lru_cache(A_FEW)
def is_pinyin(text: str) -> bool:
    return _parted(text, syllables(), 3) is not None


def _segmented(word: str, spellings: dict[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    """Into at most three syllables, as pinyin where that goes."""
    return _parted(word, syllables(), 3) or _parted(word, spellings, 3)


def _parted(text: str, known: Container[str], most: int) -> tuple[str, ...] | None:
    if text in known:
        return (text,)
    if most == 1:
        return None
    for end in range(min(6, len(text) - 1), 0, -1):
        if text[:end] in known:
            rest = _parted(text[end:], known, most - 1)
            if rest:
                return (text[:end], *rest)
    return None
