"""Where somebody is: the source's own words, and the city, province and country where they are known."""

from functools import lru_cache

from domain.person import Place
from ledger.canonical import shared
from ledger.intake.normalise.spellings import spellings
from ledger.intake.normalise.text import HAN, narrow, pieces

_PROVINCES = spellings("""
cn-bj: 北京, beijing
cn-tj: 天津, tianjin
cn-he: 河北, hebei, 石家庄, 唐山, 保定, 廊坊, 邯郸, 秦皇岛, 沧州
cn-sx: 山西, shanxi, 太原, taiyuan, 大同
cn-nm: 内蒙古, innermongolia, 呼和浩特, 包头, 鄂尔多斯
cn-ln: 辽宁, liaoning, 沈阳, shenyang, 大连, dalian, 鞍山
cn-jl: 吉林, jilin, 长春, changchun
cn-hl: 黑龙江, heilongjiang, 哈尔滨, harbin, 大庆
cn-sh: 上海, shanghai
cn-js: 江苏, jiangsu, 南京, nanjing, 苏州, suzhou, 无锡, wuxi, 常州, changzhou, 南通, nantong, 徐州,
    xuzhou, 扬州, 昆山, 镇江, 泰州, 盐城
cn-zj: 浙江, zhejiang, 杭州, hangzhou, 宁波, ningbo, 温州, wenzhou, 嘉兴, 绍兴, 金华, 义乌, 台州,
    湖州
cn-ah: 安徽, anhui, 合肥, hefei, 芜湖, 蚌埠
cn-fj: 福建, fujian, 福州, fuzhou, 厦门, xiamen, 泉州, quanzhou, 漳州
cn-jx: 江西, jiangxi, 南昌, nanchang, 赣州, 九江
cn-sd: 山东, shandong, 济南, jinan, 青岛, qingdao, 烟台, yantai, 潍坊, 威海, 临沂, 淄博, 济宁
cn-ha: 河南, henan, 郑州, zhengzhou, 洛阳, luoyang, 开封
cn-hb: 湖北, hubei, 武汉, wuhan, 宜昌, 襄阳
cn-hn: 湖南, hunan, 长沙, changsha, 株洲, 湘潭, 衡阳
cn-gd: 广东, guangdong, 广州, guangzhou, 深圳, shenzhen, 东莞, dongguan, 佛山, foshan, 珠海, zhuhai,
    惠州, 中山, 江门, 汕头
cn-gx: 广西, guangxi, 南宁, nanning, 桂林, 柳州
cn-hi: 海南, hainan, 海口, haikou, 三亚
cn-cq: 重庆, chongqing
cn-sc: 四川, sichuan, 成都, chengdu, 绵阳, 德阳
cn-gz: 贵州, guizhou, 贵阳, guiyang, 遵义
cn-yn: 云南, yunnan, 昆明, kunming, 大理
cn-xz: 西藏, tibet, 拉萨
cn-sn: 陕西, shaanxi, 西安, xian, xi'an, 咸阳, 宝鸡
cn-gs: 甘肃, gansu, 兰州, lanzhou
cn-qh: 青海, qinghai, 西宁
cn-nx: 宁夏, ningxia, 银川
cn-xj: 新疆, xinjiang, 乌鲁木齐, urumqi
tw: 台湾, taiwan, 台北, taipei, 新竹, 高雄
hk: 香港, hongkong
mo: 澳门, macau, macao
""")
_COUNTRIES = spellings("""
CN: 中国, china, prc, 中华人民共和国, 大陆
HK: 香港, hongkong
MO: 澳门, macau
TW: 台湾, taiwan
US: 美国, usa, unitedstates, unitedstatesofamerica, america, us
GB: 英国, uk, unitedkingdom, greatbritain, england, scotland, wales, gb
DE: 德国, germany, deutschland, de
FR: 法国, france, fr
JP: 日本, japan, jp
KR: 韩国, korea, southkorea, kr
SG: 新加坡, singapore, sg
CA: 加拿大, canada
AU: 澳大利亚, australia, au
NZ: 新西兰, newzealand, nz
IN: 印度, india
IE: 爱尔兰, ireland, ie
NL: 荷兰, netherlands, nl
BE: 比利时, belgium, be
CH: 瑞士, switzerland, ch
AT: 奥地利, austria, at
IT: 意大利, italy, it
ES: 西班牙, spain, es
PT: 葡萄牙, portugal, pt
SE: 瑞典, sweden, se
NO: 挪威, norway, no
DK: 丹麦, denmark, dk
FI: 芬兰, finland, fi
PL: 波兰, poland, pl
BR: 巴西, brazil, br
MX: 墨西哥, mexico, mx
MY: 马来西亚, malaysia, my
TH: 泰国, thailand, th
VN: 越南, vietnam, vn
ID: 印度尼西亚, indonesia
PH: 菲律宾, philippines, ph
RU: 俄罗斯, russia, ru
AE: 阿联酋, uae, unitedarabemirates
ZA: 南非, southafrica, za
IL: 以色列, israel
TR: 土耳其, turkey, tr
AR: 阿根廷, argentina
""")
_ABROAD = spellings("""
US: newyork, sanfrancisco, seattle, boston, chicago, austin, losangeles, sanjose
GB: london, manchester, edinburgh
DE: berlin, munich, hamburg, frankfurt
FR: paris
JP: tokyo, osaka, 东京
SG: singapore
CA: toronto, vancouver
AU: sydney, melbourne
IN: bangalore, bengaluru, mumbai, delhi, hyderabad, pune
IE: dublin
NL: amsterdam
KR: seoul
""")
_ENDINGS = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市")

_APART = r"[,，;；/|·]|(?<=省)|(?<=市)|\s+-\s+"


def _by_name(table: dict[str, str]) -> dict[str, str]:
    return {name.strip(): code for code, names in table.items() for name in names.split(",")}


_REGION, _COUNTRY = _by_name(_PROVINCES), _by_name(_COUNTRIES)
_CITY_COUNTRY = _by_name(_ABROAD)


def _key(name: str) -> str:
    key = narrow(name).casefold().replace(" ", "")
    for ending in _ENDINGS:
        if len(key) > len(ending) + 1 and key.endswith(ending):
            return key.removesuffix(ending)
    return key


def place_of(text: str = "", city: str = "", region: str = "", country: str = "") -> Place | None:
    """From what the source holds in one column or several; unknown names are kept as they came."""
    if not (text or city or region or country):
        return None
    code = country_code(country)
    for part in pieces(text, _APART) if text and not city else ():
        key = _key(part)
        if key in _COUNTRY and key not in _REGION:
            code = code or _COUNTRY[key]
        elif not region and key in _REGION and (city or part.endswith(("省", "区"))):
            region = part
        elif not city:
            city = part
        elif not region and not HAN.search(part):
            region = part
    code = code or _country_of(region) or _country_of(city)
    said = ", ".join(part for part in (text, "" if code == country else country) if part)
    return shared(Place(text=said or None, city=city or None, region=region or None, country=code))


def region_code(place: Place | None) -> str | None:
    """The coarse region that stays readable: a Chinese province (`cn-gd`), else the country (`us`)."""
    if place is None:
        return None
    for name in (place.region, place.city):
        if name and place.country in (None, "CN", "HK", "MO", "TW") and _key(name) in _REGION:
            return _REGION[_key(name)]
    return place.country.lower() if place.country else None


@lru_cache(maxsize=20_000)
def placed(text: str = "", city: str = "", region: str = "", country: str = "") -> tuple[Place | None, str | None]:
    """The place and its coarse region. Found by the words: to look a `Place` up costs ten times as much."""
    place = place_of(text, city, region, country)
    return place, region_code(place)


def country_code(written: str) -> str | None:
    """The ISO 3166 code of a country, by its code or its name in English or Chinese."""
    if len(written) == 2 and written.isascii() and written.isalpha() and written.isupper():
        return written
    return _COUNTRY.get(_key(written)) if written else None


def _country_of(name: str) -> str | None:
    region = _REGION.get(_key(name)) if name else None
    if region:
        return region.split("-")[0].upper()
    return _CITY_COUNTRY.get(_key(name)) if name else None
