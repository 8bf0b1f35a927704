"""Where somebody is: the source's own words, and the city, province and country where they are known."""

from functools import lru_cache

from domain.cities import CITIES
from domain.person import Place
from ledger.canonical import shared
from ledger.intake.normalise.spellings import spellings
from ledger.intake.normalise.text import HAN, narrow, pieces

_PROVINCES = spellings("""
cn-bj: 北京, beijing
cn-tj: 天津, tianjin
cn-he: 河北, hebei
cn-sx: 山西, shanxi
cn-nm: 内蒙古, innermongolia
cn-ln: 辽宁, liaoning
cn-jl: 吉林, jilin
cn-hl: 黑龙江, heilongjiang
cn-sh: 上海, shanghai
cn-js: 江苏, jiangsu
cn-zj: 浙江, zhejiang
cn-ah: 安徽, anhui
cn-fj: 福建, fujian
cn-jx: 江西, jiangxi
cn-sd: 山东, shandong
cn-ha: 河南, henan
cn-hb: 湖北, hubei
cn-hn: 湖南, hunan
cn-gd: 广东, guangdong
cn-gx: 广西, guangxi
cn-hi: 海南, hainan
cn-cq: 重庆, chongqing
cn-sc: 四川, sichuan
cn-gz: 贵州, guizhou
cn-yn: 云南, yunnan
cn-xz: 西藏, tibet
cn-sn: 陕西, shaanxi
cn-gs: 甘肃, gansu
cn-qh: 青海, qinghai
cn-nx: 宁夏, ningxia
cn-xj: 新疆, xinjiang
tw: 台湾, taiwan
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
_ENDINGS = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市")

_APART = r"[,，;；/|·]|(?<=省)|(?<=市)|\s+-\s+"


def _by_name(table: dict[str, str]) -> dict[str, str]:
    return {name.strip(): code for code, names in table.items() for name in names.split(",")}


_CITIES = {name.replace("-", ""): code for code, cities in CITIES.items() for names in cities for name in names}
_COUNTRY = _by_name(_COUNTRIES)
_REGION = {**{name: code for name, code in _CITIES.items() if code in _PROVINCES}, **_by_name(_PROVINCES)}
_CITY_COUNTRY = {name: code.upper() for name, code in _CITIES.items() if code not in _PROVINCES}


def _key(name: str) -> str:
    key = narrow(name).casefold().replace(" ", "").replace("'", "")
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
