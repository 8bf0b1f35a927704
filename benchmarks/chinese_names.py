"""Chinese names in every way they are written: spelt out by hand, apart from the engine's own tables.

Two scripts and five romanisations: mainland pinyin in four ways of writing, passports' LYU, Wade-Giles, Hong Kong, an
English given name. Compound surnames are among them, and surnames with a reading of their own.
"""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Spelt:
    """A surname or one character of a given name."""

    simplified: str
    traditional: str
    pinyin: str
    wade_giles: str
    hong_kong: str
    weight: str = "1"


@dataclass(frozen=True, slots=True)
class Named:
    """What somebody may be called: a surname, a given name of one or two characters, and an English one."""

    surname: Spelt
    given: tuple[Spelt, ...]
    english: str


def table(text: str) -> list[Spelt]:
    """Of `SURNAMES` or `GIVEN`."""
    entries = (entry.split() for entry in text.replace("\n", "|").split("|") if entry.strip())
    return [Spelt(*words) for words in entries]


def simplified(one: Named) -> str:
    return one.surname.simplified + "".join(each.simplified for each in one.given)


def traditional(one: Named) -> str:
    return one.surname.traditional + "".join(each.traditional for each in one.given)


def surname_first(one: Named) -> str:
    return f"{one.surname.pinyin.capitalize()} {pinyin(one).capitalize()}"


def given_first(one: Named) -> str:
    return f"{pinyin(one).capitalize()} {one.surname.pinyin.capitalize()}"


def spaced_capitals(one: Named) -> str:
    return " ".join((one.surname.pinyin, *(each.pinyin for each in one.given))).upper()


def keyboard(one: Named) -> str:
    """As one types it: ü is v."""
    return surname_first(one).replace("yu", "v") if "lyu" in surname_first(one).lower() else surname_first(one)


def wade_giles(one: Named) -> str:
    return f"{one.surname.wade_giles.capitalize()} {'-'.join(each.wade_giles for each in one.given).capitalize()}"


def hong_kong(one: Named) -> str:
    return f"{one.surname.hong_kong.upper()} {' '.join(each.hong_kong.capitalize() for each in one.given)}"


def with_english(one: Named) -> str:
    return f"{one.english} {one.surname.pinyin.capitalize()}"


def two_scripts(one: Named) -> str:
    return f"{simplified(one)} ({given_first(one)})"


def pinyin(one: Named) -> str:
    return "".join(each.pinyin for each in one.given)
