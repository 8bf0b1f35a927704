"""Letters that compare: width, case, accents and the traditional forms of Chinese characters folded away."""

import re
import unicodedata
from functools import lru_cache

from domain.remembered import A_FEW

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff"
HAN = re.compile(rf"[{_HAN}]")
HAN_ONLY = re.compile(rf"[{_HAN}]+")
_HAN_OF_ONE_FORM = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
"""Characters that are the same in every normal form of Unicode."""
_APOSTROPHES = str.maketrans("", "", "'`´’‘ʼ＇.")
_BARE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ü": "u"})
_NOT_A_LETTER = re.compile(r"[\W_]+")
_ASCII = "".join(chr(code).lower() if chr(code).isalnum() else " " for code in range(128)).encode().ljust(256)
_ASCII_APOSTROPHES = b"'`."
_TRADITIONAL = (
    "趙錢孫鄭馮陳衛蔣韓楊許呂張嚴華謝鄒蘇範魯韋馬鳳費賀湯羅畢鄔樂時齊顧黃蕭計談龐紀項葉劉鐘陸榮龔盧鄧單聞黨譚勞歐諸東遲軒轅長"
    "吳國強麗軍偉傑蘭紅輝寶貴榮樹飛龍鵬躍進勝棟凱維興建剛勇達詩雲燕瑩穎艷豔玲鳳嬌婭婧靜潔瓊瑋璟鈞銘鑫鋒錦銳鴻鶴靈曉昇陽暉愛慶義"
    "億儀優傳倫側備債傷僑儉價啟員問喬嘉圍園圓場堅執報塵壯壽夢奮寧實審寬將尋對導層岡島峽巖師帥帶幣幫廣廳開陰階隨險雙雜離雞難雪電"
    "霧靂頁順須領頭題額風飄馳驗騰驕驚體魚鮮鳥鳴麥齡龜緯紅純紗級紛細終組結絡給統絲經綠網綱綸維緣編縣總績織繼續纖羅翹聖聯聰聲職肅腦"
    "興舉艦藝節萬葦蒼蓋蓮薩藍蘆蘇虛蟲補裝見規覺覽觀訓記設訪評詞試詩誠話語誌說誼調請論諾謀謙講謹證識議護讀變讓豐貝貞財責貢貫貴買費"
    "資賓賢質賴贊趕車軌軟載輕輝輪輯輸轉辦農運過遠適選還鄉釋釗針鈴鉅銀銅鋼錄錢鍵鎮鎖鏡鐵閃閎閔閱闊關陝雋靖韻頌顏顯顥飛馨騏驊鶯麟黎點"
)
_SIMPLIFIED = (
    "赵钱孙郑冯陈卫蒋韩杨许吕张严华谢邹苏范鲁韦马凤费贺汤罗毕邬乐时齐顾黄萧计谈庞纪项叶刘钟陆荣龚卢邓单闻党谭劳欧诸东迟轩辕长"
    "吴国强丽军伟杰兰红辉宝贵荣树飞龙鹏跃进胜栋凯维兴建刚勇达诗云燕莹颖艳艳玲凤娇娅婧静洁琼玮璟钧铭鑫锋锦锐鸿鹤灵晓升阳晖爱庆义"
    "亿仪优传伦侧备债伤侨俭价启员问乔嘉围园圆场坚执报尘壮寿梦奋宁实审宽将寻对导层冈岛峡岩师帅带币帮广厅开阴阶随险双杂离鸡难雪电"
    "雾雳页顺须领头题额风飘驰验腾骄惊体鱼鲜鸟鸣麦龄龟纬红纯纱级纷细终组结络给统丝经绿网纲纶维缘编县总绩织继续纤罗翘圣联聪声职肃脑"
    "兴举舰艺节万苇苍盖莲萨蓝芦苏虚虫补装见规觉览观训记设访评词试诗诚话语志说谊调请论诺谋谦讲谨证识议护读变让丰贝贞财责贡贯贵买费"
    "资宾贤质赖赞赶车轨软载轻辉轮辑输转办农运过远适选还乡释钊针铃巨银铜钢录钱键镇锁镜铁闪闳闵阅阔关陕隽靖韵颂颜显颢飞馨骐骅莺麟黎点"
)
_SIMPLER = str.maketrans(_TRADITIONAL, _SIMPLIFIED)


def folded(text: str) -> str:
    """Lower-case letters and digits of any script, one space between words: `O'Brien-Müller` -> `obrien muller`."""
    if not text.isascii():
        return _folded(text)
    if text.isalnum():
        return text.lower()
    return b" ".join(text.encode().translate(_ASCII, _ASCII_APOSTROPHES).split()).decode()


@lru_cache(A_FEW)
def _folded(text: str) -> str:
    if _HAN_OF_ONE_FORM.fullmatch(text):
        return text.translate(_SIMPLER)
    text = unicodedata.normalize("NFKC", text).casefold().translate(_SIMPLER)
    text = unicodedata.normalize("NFKD", text.translate(_BARE))
    text = unicodedata.normalize("NFC", "".join([each for each in text if not unicodedata.combining(each)]))
    return _NOT_A_LETTER.sub(" ", text.translate(_APOSTROPHES)).strip()


def words(text: str) -> tuple[str, ...]:
    """The words of a table that is written as text, so that it can be read."""
    return tuple(text.split())
