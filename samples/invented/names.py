"""Names for the invented: Chinese ones in both scripts and in pinyin, and those of other places."""

from typing import NamedTuple

from samples.invented.dice import Dice


class Called(NamedTuple):
    """A name in its own script, and how else it may be met."""

    family: str
    given: str
    traditional_family: str
    traditional_given: str
    latin_family: str
    latin_given: str


class Sign(NamedTuple):
    simplified: str
    traditional: str
    pinyin: str


def signs(text: str) -> tuple[Sign, ...]:
    return tuple(Sign(*each.split()) for each in text.replace("\n", " ").split(",") if each.strip())


SURNAMES = signs("""
王 王 wang, 李 李 li, 张 張 zhang, 刘 劉 liu, 陈 陳 chen, 杨 楊 yang, 黄 黃 huang, 赵 趙 zhao, 吴 吳 wu,
周 周 zhou, 徐 徐 xu, 孙 孫 sun, 马 馬 ma, 朱 朱 zhu, 胡 胡 hu, 郭 郭 guo, 何 何 he, 林 林 lin, 高 高 gao,
罗 羅 luo, 郑 鄭 zheng, 梁 梁 liang, 谢 謝 xie, 宋 宋 song, 唐 唐 tang, 许 許 xu, 邓 鄧 deng, 冯 馮 feng,
韩 韓 han, 曹 曹 cao, 曾 曾 zeng, 彭 彭 peng, 萧 蕭 xiao, 蔡 蔡 cai, 潘 潘 pan, 田 田 tian, 董 董 dong,
袁 袁 yuan, 于 于 yu, 余 余 yu, 叶 葉 ye, 蒋 蔣 jiang, 杜 杜 du, 苏 蘇 su, 魏 魏 wei, 程 程 cheng, 吕 呂 lyu,
丁 丁 ding, 沈 沈 shen, 任 任 ren, 姚 姚 yao, 卢 盧 lu, 傅 傅 fu, 钟 鍾 zhong, 姜 姜 jiang, 崔 崔 cui,
谭 譚 tan, 廖 廖 liao, 范 范 fan, 汪 汪 wang, 陆 陸 lu, 金 金 jin, 章 章 zhang, 鲁 魯 lu
""")
COMPOUND = signs("""
欧阳 歐陽 ouyang, 司马 司馬 sima, 诸葛 諸葛 zhuge, 上官 上官 shangguan, 慕容 慕容 murong, 令狐 令狐 linghu,
皇甫 皇甫 huangfu, 尉迟 尉遲 yuchi, 夏侯 夏侯 xiahou, 南宫 南宮 nangong, 东方 東方 dongfang, 司徒 司徒 situ,
端木 端木 duanmu, 独孤 獨孤 dugu
""")
GIVEN = signs("""
伟 偉 wei, 芳 芳 fang, 娜 娜 na, 敏 敏 min, 静 靜 jing, 丽 麗 li, 强 強 qiang, 磊 磊 lei, 军 軍 jun, 洋 洋 yang,
勇 勇 yong, 艳 艷 yan, 杰 傑 jie, 娟 娟 juan, 涛 濤 tao, 明 明 ming, 超 超 chao, 秀 秀 xiu, 霞 霞 xia, 平 平 ping,
刚 剛 gang, 桂 桂 gui, 文 文 wen, 辉 輝 hui, 玲 玲 ling, 建 建 jian, 华 華 hua, 红 紅 hong, 玉 玉 yu, 兰 蘭 lan,
志 志 zhi, 海 海 hai, 梅 梅 mei, 鹏 鵬 peng, 宇 宇 yu, 晨 晨 chen, 欣 欣 xin, 怡 怡 yi, 佳 佳 jia, 雨 雨 yu,
浩 浩 hao, 轩 軒 xuan, 梓 梓 zi, 涵 涵 han, 思 思 si, 远 遠 yuan, 嘉 嘉 jia, 诗 詩 shi, 琪 琪 qi, 天 天 tian,
悦 悅 yue, 然 然 ran, 凯 凱 kai, 云 雲 yun, 峰 峰 feng, 琳 琳 lin, 倩 倩 qian, 雪 雪 xue, 莹 瑩 ying, 丹 丹 dan,
萍 萍 ping, 东 東 dong, 健 健 jian, 博 博 bo, 飞 飛 fei, 婷 婷 ting, 颖 穎 ying, 慧 慧 hui, 若 若 ruo,
清 清 qing, 安 安 an, 宁 寧 ning, 泽 澤 ze, 睿 睿 rui
""")
TWINS = signs("""
张 張 zhang, 伟 偉 wei, 章 章 zhang, 玮 瑋 wei, 李 李 li, 静 靜 jing, 李 李 li, 婧 婧 jing,
王 王 wang, 芳 芳 fang, 汪 汪 wang, 方 方 fang, 徐 徐 xu, 洋 洋 yang, 许 許 xu, 阳 陽 yang,
余 余 yu, 慧 慧 hui, 于 于 yu, 惠 惠 hui, 陆 陸 lu, 明 明 ming, 卢 盧 lu, 铭 銘 ming,
蒋 蔣 jiang, 丽 麗 li, 姜 姜 jiang, 莉 莉 li, 魏 魏 wei, 华 華 hua, 卫 衛 wei, 桦 樺 hua,
刘 劉 liu, 宇 宇 yu, 柳 柳 liu, 雨 雨 yu, 何 何 he, 静 靜 jing, 贺 賀 he, 婧 婧 jing
""")
"""Family and given name by turns: every two names after one another sound alike and are two people's."""
ELSEWHERE = (
    ("Amelia Oliver Harriet Callum Imogen Rhys Fiona Desmond Beatrice Alistair Niamh Conor",
     "Ashdown Birtwhistle Carrow Dunmore Eastlake Fenwick Garside Holloway Inskip Kettering Loxley Marchbank"),
    ("Anneliese Björn Clara Dietmar Elke Florian Greta Henrike Jürgen Katrin Lukas Mareike",
     "Achterberg Brühlmann Dörfler Eichstädt Großkopf Hüttinger Kranzfelder Lämmle Oberholz Rösler Weißbrodt "
     "von\u00a0Talheim"),
    ("Agathe Baptiste Camille Désiré Élodie Fabrice Gaëlle Hélène Loïc Maëlys Noémie Rémi",
     "Aubépin Bellerive Chastenet d'Orvault Fauvelle Garancière Hautecombe Lachaume Montclar Peyrolles Sauvignac "
     "de\u00a0Brissol"),
    ("Alejandra Bruno Carmen Diego Elvira Facundo Graciela Iñaki Jimena Leandro Marisol Tomás",
     "Alcoverro Barranquilla Cifuentes Echandía Fuenmayor Ibarrola Lizarraga Montaño Ñúñez Olmedillo Quiñones Zubiría"),
    ("Aarav Bhavna Chirag Deepika Farhan Ishita Kavya Manoj Nandini Pranav Rohini Suresh",
     "Achaltaramani Bhattarkar Chandrashila Deshwalia Gopalkar Iyengarwala Kulshetra Mirchandra Nagarwadi "
     "Padmakumar Ranganekar Thirumaran"),
    ("Agnieszka Bartosz Celina Dominik Ewelina Grzegorz Hanna Ireneusz Jagoda Łukasz Małgorzata Zbigniew",
     "Borkowiak Czarnolas Dębowicz Gwiździel Jasieński Krzyżowiec Łęcki Mroziak Olszanowicz Rzepczyk Świtalec "
     "Żelaznik"),
    ("Asuka Daichi Emiko Haruto Kaori Makoto Naoko Riku Sayuri Takumi Yoko Yuto",
     "Amanogawa Furukado Hanamori Izumidate Kazehara Midorino Natsukawa Onoshima Shirogane Tsukimori Umezaki Yukinaga"),
    ("Amina Bilal Dalia Faisal Ghada Hisham Khadija Layla Nabil Rania Samir Yasmin",
     "al\u00a0Badri Benhaddou Chakroun Darwazeh el\u00a0Fassi Ghanmi Haddadin Jaziri Kettani Mansourian Qabbaj "
     "Zerhouni"),
)  # fmt: skip
"""Given names and family names, by where they are common."""
NICKNAMES = {"Alejandra": "Ale", "Beatrice": "Bea", "Callum": "Cal", "Deepika": "Dee", "Grzegorz": "Greg",
             "Harriet": "Hattie", "Jürgen": "Jogi", "Katrin": "Kati", "Małgorzata": "Gosia", "Oliver": "Ollie",
             "Suresh": "Suri", "Tomás": "Tom"}  # fmt: skip


def chinese(dice: Dice) -> Called:
    family = dice.pick(COMPOUND) if dice.chance(0.08) else dice.pick(SURNAMES)
    return called(family, *[dice.pick(GIVEN) for _ in range(1 if dice.chance(0.3) else 2)])


def twins() -> list[Called]:
    return [called(family, given) for family, given in zip(TWINS[::2], TWINS[1::2], strict=True)]


def called(family: Sign, *given: Sign) -> Called:
    return Called(
        family.simplified,
        "".join(sign.simplified for sign in given),
        family.traditional,
        "".join(sign.traditional for sign in given),
        family.pinyin.capitalize(),
        "".join(sign.pinyin for sign in given).capitalize(),
    )


def elsewhere(dice: Dice) -> Called:
    givens, families = dice.pick(ELSEWHERE)
    given = dice.pick(givens.split(" "))
    family = dice.pick(families.split(" ")).replace("\u00a0", " ")
    return Called(family, given, family, given, family, given)
