"""Where the invented live, learned and work. None of these firms and schools exists."""

from typing import NamedTuple


class Both(NamedTuple):
    en: str
    zh: str

    def said(self, *, chinese: bool) -> str:
        return self.zh if chinese else self.en


def both(text: str) -> tuple[Both, ...]:
    """`English=中文`, parted by semicolons or line ends."""
    parts = text.strip().replace("\n", ";").split(";")
    return tuple(Both(*(word.strip() for word in each.split("="))) for each in parts)


class Trade(NamedTuple):
    """A job family."""

    code: str
    titles: tuple[Both, ...]
    skills: tuple[Both, ...]
    major: Both


TRADES = (
    Trade(
        "backend",
        both("Backend Engineer=后端工程师; Senior Backend Engineer=高级后端工程师; Architect=架构师"),
        both(
            "Java=Java; Go=Go; Kubernetes=Kubernetes; PostgreSQL=PostgreSQL; microservices=微服务; cloud native=云原生"
        ),
        Both("Computer Science", "计算机科学与技术"),
    ),
    Trade(
        "data",
        both("Data Scientist=数据科学家; Data Engineer=数据工程师; Machine Learning Engineer=算法工程师"),
        both("Python=Python; SQL=SQL; Spark=Spark; machine learning=机器学习; statistics=统计分析"),
        Both("Statistics", "统计学"),
    ),
    Trade(
        "frontend",
        both("Frontend Developer=前端工程师; Mobile Developer=移动开发工程师"),
        both("TypeScript=TypeScript; React=React; Vue=Vue; accessibility=无障碍设计; Swift=Swift; Kotlin=Kotlin"),
        Both("Software Engineering", "软件工程"),
    ),
    Trade(
        "product",
        both("Product Manager=产品经理; Senior Product Manager=高级产品经理"),
        both("SaaS=SaaS; B2B=ToB产品; user research=用户研究; road maps=产品规划; A/B tests=A/B测试"),
        Both("Information Management", "信息管理"),
    ),
    Trade(
        "design",
        both("Product Designer=产品设计师; UX Researcher=用户体验研究员"),
        both("Figma=Figma; B2B design=B端设计; prototypes=原型设计; design systems=设计系统"),
        Both("Industrial Design", "工业设计"),
    ),
    Trade(
        "sales",
        both("Account Manager=客户经理; Sales Director=销售总监; Marketing Director=市场总监"),
        both("key accounts=大客户销售; negotiation=商务谈判; channel sales=渠道管理; CRM=CRM"),
        Both("Marketing", "市场营销"),
    ),
    Trade(
        "hardware",
        both("Hardware Engineer=硬件工程师; Test Engineer=测试工程师; Process Engineer=工艺工程师"),
        both("PCB design=PCB设计; FPGA=FPGA; embedded C=嵌入式C; quality=质量管理; lean=精益生产"),
        Both("Electrical Engineering", "电子信息工程"),
    ),
    Trade(
        "finance",
        both("Financial Analyst=财务分析师; Finance Manager=财务经理; Auditor=内审专员"),
        both("IFRS=国际会计准则; budgets=预算管理; cost accounting=成本核算; Excel=Excel"),
        Both("Accounting", "会计学"),
    ),
    Trade(
        "people",
        both("HR Partner=人力资源伙伴; Recruiter=招聘专员; Training Manager=培训经理"),
        both("interviewing=结构化面试; labour law=劳动法; pay and benefits=薪酬福利; training=培训体系"),
        Both("Human Resources", "人力资源管理"),
    ),
    Trade(
        "operations",
        both("Operations Manager=运营经理; Supply Chain Planner=供应链计划员; Customer Success Manager=客户成功经理"),
        both("logistics=物流管理; planning=生产计划; branding=品牌运营; community=社群运营; support=客户支持"),
        Both("Business Administration", "工商管理"),
    ),
)

FIRMS = both("""
Quillbrook Analytics=砚舟石桥数据
Nordwick Instruments=望舒川光电
Tessaveil Software=青岚渡口软件
Harrowmere Foods=听雨廊食品
Oakenfell Logistics=雁回塔物流
Vantrellis Health=鹿鸣坞医疗
Marrowstone Energy=砺石滩能源
Lumenquist Optics=鲸尾湾半导体
Brindlecap Media=折柳亭传媒
Zephyrine Mobility=逐鹿坡出行
Kestrelford Savings=稻香埠金融
Pellworth & Wren=竹隐桥教育
Saltmarsh Games=萤火巷游戏
Copperlathe Tools=铁杉沟机械
Thistledown Retail=木棉屿商贸
Greywether Robotics=霁月岭智能
""")
SCHOOLS = both("""
Northmere University=江临大学
Aldersbridge Institute of Technology=云栈理工大学
University of Valmorin=岚川师范大学
Tarn Hill College=青屿职业技术学院
Eskdale Business School=石澜财经大学
Harbourlight University=镜湖科技大学
Wexcombe Polytechnic=松漠工业大学
""")
CITIES = {
    "CN": both(
        "Beijing=北京; Shanghai=上海; Shenzhen=深圳; Guangzhou=广州; Hangzhou=杭州; Chengdu=成都;"
        "Wuhan=武汉; Nanjing=南京; Xi'an=西安; Suzhou=苏州; Xiamen=厦门; Changsha=长沙"
    ),
    "US": both("Austin=奥斯汀; Seattle=西雅图; Boston=波士顿; Chicago=芝加哥"),
    "CA": both("Toronto=多伦多; Vancouver=温哥华"),
    "GB": both("London=伦敦"),
    "DE": both("Berlin=柏林"),
    "FR": both("Paris=巴黎"),
    "AU": both("Sydney=悉尼"),
}
COUNTRIES = {
    "CN": Both("China", "中国"),
    "US": Both("USA", "美国"),
    "CA": Both("Canada", "加拿大"),
    "GB": Both("United Kingdom", "英国"),
    "DE": Both("Germany", "德国"),
    "FR": Both("France", "法国"),
    "AU": Both("Australia", "澳大利亚"),
}
MONEY = {"CN": "CNY", "US": "USD", "CA": "CAD", "GB": "GBP", "DE": "EUR", "FR": "EUR", "AU": "AUD"}
LEVELS = {
    "associate": Both("Associate degree", "大专"),
    "bachelor": Both("Bachelor's degree", "本科"),
    "master": Both("Master's degree", "硕士"),
    "doctorate": Both("PhD", "博士"),
}
INTENTS = {
    "active": Both("Active", "积极求职"),
    "open": Both("Open to offers", "观望"),
    "exploring": Both("Just looking", "仅了解行情"),
    "closed": Both("Not looking", "暂不考虑"),
}
TAGS = both("""
silver medal=银牌候选人
key talent=核心人才
high potential=潜力人才
to be woken=待激活人才
referral=内推
campus=校招
headhunter=猎头推荐
trade fair=展会
""")


US_AREAS = ("202", "206", "212", "213", "303", "305", "312", "404", "415", "503", "512", "602", "617", "702", "713")
CA_AREAS = ("204", "250", "306", "403", "416", "418", "506", "514", "604", "613")


def phone(country: str, number: int) -> str:
    """In E.164. Ranges that regulators keep for film and drama; in China, a block of 199 0000 in sequence."""
    match country:
        case "CN":
            return f"+861990000{number:04d}"
        case "US":
            return f"+1{US_AREAS[number // 100]}55501{number % 100:02d}"
        case "CA":
            return f"+1{CA_AREAS[number // 100]}55501{number % 100:02d}"
        case "GB":
            return f"+442079460{number % 1000:03d}"
        case "DE":
            return f"+493023125{number % 1000:03d}"
        case "FR":
            return f"+3319900{number:04d}"
        case "AU":
            return f"+612555{number:05d}"
        case _:
            raise ValueError(country)
