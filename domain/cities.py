"""Well-known cities: their province or country, and what they are called in Chinese and in Latin script.

One city has one Chinese name here, first, and any number of Latin ones; a hyphen stands for a blank. Cities that sound
alike are told apart by their characters alone: a Latin name is given to one of them only where the other is hardly
ever meant (`fuzhou` is 福州, and not 抚州), else to none (`taizhou`: 台州 and 泰州).
"""

_TABLE = """
cn-bj: 北京 beijing peking
cn-tj: 天津 tianjin tientsin
cn-he: 石家庄 shijiazhuang, 唐山 tangshan, 保定 baoding, 廊坊 langfang, 邯郸 handan, 秦皇岛 qinhuangdao, 沧州 cangzhou
cn-sx: 太原 taiyuan, 大同 datong
cn-nm: 呼和浩特 hohhot, 包头 baotou, 鄂尔多斯 ordos
cn-ln: 沈阳 shenyang, 大连 dalian, 鞍山 anshan
cn-jl: 长春 changchun
cn-hl: 哈尔滨 harbin, 大庆 daqing
cn-sh: 上海 shanghai
cn-js: 南京 nanjing nanking, 苏州 suzhou, 无锡 wuxi, 常州 changzhou, 南通 nantong, 徐州 xuzhou, 扬州 yangzhou,
    昆山 kunshan, 镇江 zhenjiang, 泰州, 盐城 yancheng
cn-zj: 杭州 hangzhou, 宁波 ningbo, 温州 wenzhou, 嘉兴 jiaxing, 绍兴 shaoxing, 金华 jinhua, 义乌 yiwu, 台州, 湖州 huzhou
cn-ah: 合肥 hefei, 芜湖 wuhu, 蚌埠 bengbu
cn-fj: 福州 fuzhou foochow, 厦门 xiamen amoy, 泉州 quanzhou, 漳州 zhangzhou
cn-jx: 南昌 nanchang, 赣州 ganzhou, 九江 jiujiang
cn-sd: 济南 jinan, 青岛 qingdao tsingtao, 烟台 yantai, 潍坊 weifang, 威海 weihai, 临沂 linyi, 淄博 zibo, 济宁 jining
cn-ha: 郑州 zhengzhou, 洛阳 luoyang, 开封 kaifeng
cn-hb: 武汉 wuhan, 宜昌 yichang, 襄阳 xiangyang
cn-hn: 长沙 changsha, 株洲 zhuzhou, 湘潭 xiangtan, 衡阳 hengyang
cn-gd: 广州 guangzhou canton, 深圳 shenzhen, 东莞 dongguan, 佛山 foshan, 珠海 zhuhai, 惠州 huizhou, 中山 zhongshan,
    江门 jiangmen, 汕头 shantou
cn-gx: 南宁 nanning, 柳州 liuzhou, 桂林 guilin
cn-hi: 海口 haikou, 三亚 sanya
cn-cq: 重庆 chongqing chungking
cn-sc: 成都 chengdu, 绵阳 mianyang, 德阳 deyang
cn-gz: 贵阳 guiyang, 遵义 zunyi
cn-yn: 昆明 kunming, 大理 dali
cn-xz: 拉萨 lhasa
cn-sn: 西安 xian, 咸阳 xianyang, 宝鸡 baoji
cn-gs: 兰州 lanzhou
cn-qh: 西宁 xining
cn-nx: 银川 yinchuan
cn-xj: 乌鲁木齐 urumqi
tw: 台北 taipei, 新竹 hsinchu, 高雄 kaohsiung
hk: 香港 hong-kong hongkong
mo: 澳门 macau macao
us: 纽约 new-york new-york-city, 旧金山 san-francisco, 西雅图 seattle, 波士顿 boston, 芝加哥 chicago, 奥斯汀 austin,
    洛杉矶 los-angeles, 圣何塞 san-jose
gb: 伦敦 london, 曼彻斯特 manchester, 爱丁堡 edinburgh
de: 柏林 berlin, 慕尼黑 munich munchen, 汉堡 hamburg, 法兰克福 frankfurt
fr: 巴黎 paris
jp: 东京 tokyo, 大阪 osaka
sg: 新加坡 singapore
ca: 多伦多 toronto, 温哥华 vancouver
au: 悉尼 sydney, 墨尔本 melbourne
in: 班加罗尔 bangalore bengaluru, 孟买 mumbai, 德里 delhi, 海得拉巴 hyderabad, 浦那 pune
ie: 都柏林 dublin
nl: 阿姆斯特丹 amsterdam
kr: 首尔 seoul
"""

CITIES: dict[str, tuple[tuple[str, ...], ...]] = {
    code: tuple(tuple(city.split()) for city in cities.split(","))
    for code, cities in (line.split(": ") for line in _TABLE.strip().replace(",\n   ", ",").splitlines())
}
"""By province (`cn-gd`) or country (`us`): the names of each city, the Chinese one first."""

_CALLED = {name: names for cities in CITIES.values() for names in cities for name in names}


def city_names(name: str) -> tuple[str, ...]:
    """Every name of the city that is called so, compared as search does; of one that is not known, this name alone."""
    return _CALLED.get(name, (name,))
