"""Chinese provinces and the areas that they are spoken of by: `华南` is Guangdong, Guangxi and Hainan."""

PROVINCES: dict[str, tuple[str, ...]] = {
    code: tuple(names.split())
    for code, names in (
        line.split(": ")
        for line in """
cn-bj: 北京 beijing
cn-tj: 天津 tianjin
cn-he: 河北 hebei
cn-sx: 山西 shanxi
cn-nm: 内蒙古 inner-mongolia
cn-ln: 辽宁 liaoning
cn-jl: 吉林 jilin
cn-hl: 黑龙江 heilongjiang
cn-sh: 上海 shanghai
cn-js: 江苏 jiangsu
cn-zj: 浙江 zhejiang
cn-ah: 安徽 anhui
cn-fj: 福建 fujian
cn-jx: 江西 jiangxi
cn-sd: 山东 shandong
cn-ha: 河南 henan
cn-hb: 湖北 hubei
cn-hn: 湖南 hunan
cn-gd: 广东 guangdong
cn-gx: 广西 guangxi
cn-hi: 海南 hainan
cn-cq: 重庆 chongqing
cn-sc: 四川 sichuan
cn-gz: 贵州 guizhou
cn-yn: 云南 yunnan
cn-xz: 西藏 tibet
cn-sn: 陕西 shaanxi
cn-gs: 甘肃 gansu
cn-qh: 青海 qinghai
cn-nx: 宁夏 ningxia
cn-xj: 新疆 xinjiang
tw: 台湾 taiwan
hk: 香港 hong-kong
mo: 澳门 macau
""".strip().splitlines()
    )
}
AREAS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "north-china": (("华北", "华北区"), ("cn-bj", "cn-tj", "cn-he", "cn-sx", "cn-nm")),
    "north-east-china": (("东北", "东北区"), ("cn-ln", "cn-jl", "cn-hl")),
    "east-china": (("华东", "华东区"), ("cn-sh", "cn-js", "cn-zj", "cn-ah", "cn-fj", "cn-jx", "cn-sd")),
    "central-china": (("华中", "华中区"), ("cn-ha", "cn-hb", "cn-hn")),
    "south-china": (("华南", "华南区"), ("cn-gd", "cn-gx", "cn-hi")),
    "south-west-china": (("西南", "西南区"), ("cn-cq", "cn-sc", "cn-gz", "cn-yn", "cn-xz")),
    "north-west-china": (("西北", "西北区"), ("cn-sn", "cn-gs", "cn-qh", "cn-nx", "cn-xj")),
    "yangtze-delta": (("长三角",), ("cn-sh", "cn-js", "cn-zj", "cn-ah")),
    "pearl-delta": (("珠三角", "大湾区"), ("cn-gd", "hk", "mo")),
}
"""By name: how it is said in Chinese, and the codes of its provinces."""

_CALLED: dict[str, str] = {
    **{name: code for code, names in PROVINCES.items() for name in names},
    **{name: area for area, (names, _) in AREAS.items() for name in names},
}


def region(word: str) -> str:
    """The code or the area that a word in lower case names, else the word itself: `广东省` -> `cn-gd`."""
    return _CALLED.get(word) or _CALLED.get(word.removesuffix("省")) or word


def codes(name: str) -> tuple[str, ...]:
    """The regions of an area; of a single one, itself."""
    return AREAS[name][1] if name in AREAS else (name,)
