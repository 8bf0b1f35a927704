"""A large pool of invented people, by seed: of each the row that is searched, and what is shown.

What people are like is as unevenly spread as in a real pool: a few skills, cities and words are everywhere, most are
rare.
"""

import random
from bisect import bisect
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Any, NamedTuple
from uuid import UUID

from benchmarks.chinese_names import GIVEN, SURNAMES
from benchmarks.many_people import Drawn
from domain.identity.letters import words
from domain.identity.names import names_of
from domain.person import Name
from domain.search.columns import NEVER_ACTIVE
from domain.search.tokens import tokens
from domain.search.words import A, B, Book, C, D, key, sounds
from domain.vocabulary import EducationLevel, Intent, NotHiredReason
from projections.projection import Values
from projections.slices import sample_mark, sample_of, slice_marks
from projections.tsvector import as_tsvector

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SKILLS = (
    *words(
        "java python sales supply-chain finance go react sql excel 供应链管理 数据分析 项目管理 b端设计 c++ figma sap"
    ),
    *(f"skill-{number}" for number in range(3_000)),
)
CITIES = (
    *words("上海:cn-sh 北京:cn-bj 深圳:cn-gd 广州:cn-gd 杭州:cn-zj 成都:cn-sc 南京:cn-js 武汉:cn-hb 苏州:cn-js"),
    *words("西安:cn-sn berlin:de 南宁:cn-gx 海口:cn-hi london:gb singapore:sg"),
    *(f"city{number}:cn-sd" for number in range(300)),
)
TITLES = (
    *words("算法工程师 java工程师 产品经理 销售总监 采购经理 供应链经理 数据分析师 ui设计师 财务经理 hrbp"),
    *("Software Engineer", "Product Manager", "Data Scientist", "Buyer"),
    *(f"Specialist {number}" for number in range(300)),
)
_UNITS = [
    f"{one}{two}{three}" for one in "研产运市财法人采" for two in "发品营场务控事购" for three in "端部组线岗位群层"
]
PHRASES = (
    *_UNITS[:40],
    *words("负责供应链 优化库存周转 熟悉saas产品 带领十人团队 从零到一搭建 推荐系统 用户增长 跨境电商 智能制造"),
    *words("成本控制 数字化转型 客户成功 渠道拓展 质量体系 精益生产 预算管理 绩效考核 组织发展 大模型 自动驾驶"),
    *_UNITS[40:],
)
ENGLISH = (
    *(f"word{number}" for number in range(40)),
    *words("kubernetes spark growth logistics negotiation forecasting compliance onboarding robotics payments"),
    *(f"word{number}" for number in range(40, 5_000)),
)
OWNERS = [f"user:owner{number}" for number in range(40)]
STAGES = ("applied", "interviewing", "offered", "hired", "withdrawn", "not-hired")
SOURCES = ("linkedin", "career-site", "referral", "headhunter", "boss")
INDUSTRIES = ("互联网", "制造业", "金融", "医药", "零售", "汽车")


class Made(NamedTuple):
    """One person: the row that is searched, and what is shown."""

    row: Values
    document: dict[str, Any]
    text: str


def people(seed: int, count: int) -> Iterator[Made]:
    maker = _Maker(seed)
    return (maker.one() for _ in range(count))


class _Maker:
    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        spelt = [line.split() for line in SURNAMES.replace("\n", "|").split("|") if line.strip()]
        self.surnames, self.weights = [each[0] for each in spelt], list(accumulate(int(each[5]) for each in spelt))
        self.given = [each.split()[0] for each in GIVEN.replace("\n", "|").split("|") if each.strip()]
        self.first = ("Anna", "Luis", "Petra", "Chidi", "Marek", "Sofia", "James", "Olga", "Peter", "Maria")
        self.last = Drawn([a + b for a in ("Nov", "Sm", "Garc", "Okaf", "Mül", "Lar", "Ber") for b in _ENDS])
        self.skills, self.cities, self.titles = Drawn(SKILLS), Drawn(CITIES), Drawn(TITLES)
        self.phrases, self.english = Drawn(PHRASES), Drawn(ENGLISH)
        self.employers = Drawn([_employer(number) for number in range(20_000)])

    def one(self) -> Made:
        chance = self.chance
        name, title = self._name(), self.titles.one(chance)
        skills = list(dict.fromkeys(self.skills.one(chance) for _ in range(chance.randint(2, 8))))
        employers = list(dict.fromkeys(self.employers.one(chance) for _ in range(chance.randint(1, 3))))
        city, region = self.cities.one(chance).split(":")
        said = [self.phrases.one(chance) for _ in range(12)] + [self.english.one(chance) for _ in range(12)]
        chance.shuffle(said)
        summary = " ".join(said)
        marks, consents = self._marks(skills, city, region)
        candidate = UUID(int=chance.getrandbits(128))
        active = chance.random() < 0.8
        inbound = NOW - timedelta(days=chance.expovariate(1 / 300)) if active else None
        level = chance.choices(list(EducationLevel), (2, 3, 15, 50, 25, 5))[0]
        rank = (inbound - EPOCH).days / 60 + chance.gauss(5, 1.5) if inbound else NEVER_ACTIVE
        book = Book()
        book.write(A, [name])
        book.write_letters(A, [name])
        for called in names_of(Name(full=name)):
            for sound in sounds(called):
                book.put(A, sound)
        book.write(B, employers)
        book.write(C, [title, *skills])
        book.write(D, [city])
        book.put(D, [lexeme for each in said for lexeme in tokens(each)])
        found = sorted({*marks, f"education:{level.value}"})
        row: Values = (
            candidate,
            rank,
            inbound,
            NOW - timedelta(days=chance.expovariate(1 / 200)) if chance.random() < 0.7 else None,
            NOW - timedelta(days=chance.expovariate(1 / 400)),
            NOW - timedelta(days=chance.uniform(0, 2500)),
            NOW - timedelta(days=chance.expovariate(1 / 300)),
            date(2026, 1, 1) - timedelta(days=int(chance.gammavariate(2, 4) * 365)),
            level.rank,
            key(employers[0]),
            [*found, sample_mark(sample_of(candidate)), *slice_marks(rank)],
            consents,
            as_tsvector(book.done()),
        )
        document = {
            "candidate": candidate,
            "tags": {},
            "profile": {
                "name": {"full": name},
                "also_known_as": {name: 1},
                "headline": title,
                "summary": summary,
                "employments": [{"employer": each, "title": title} for each in employers],
                "skills": dict.fromkeys(skills, 1),
                "place": {"city": city},
                "region": region,
            },
            "marks": found,
        }
        return Made(row, document, " ".join((name, title, city, *skills, *employers, summary)))

    def _name(self) -> str:
        chance = self.chance
        if chance.random() < 0.67:
            surname = self.surnames[bisect(self.weights, chance.random() * self.weights[-1])]
            return surname + "".join(chance.sample(self.given, 1 if chance.random() < 0.2 else 2))
        return f"{chance.choice(self.first)} {self.last.one(chance)}"

    def _marks(self, skills: list[str], city: str, region: str) -> tuple[list[str], list[str]]:
        chance = self.chance
        marks = [f"skill:{key(each)}" for each in skills]
        marks += [f"city:{city}", f"region:{region}", "has:email", f"source:{chance.choice(SOURCES)}"]
        marks += [f"tier:{chance.choices('abcd', (5, 15, 40, 20))[0]}"] if chance.random() < 0.8 else []
        if chance.random() < 0.7:
            marks.append(f"intent:{chance.choices(list(Intent), (10, 35, 30, 25))[0].value}")
        if chance.random() < 0.6:
            owner = chance.choice(OWNERS)
            marks += [f"owner:{owner}", "has:owner"]
        if chance.random() < 0.5:
            stage = chance.choice(STAGES)
            marks.append(f"stage:{stage}")
            if stage == "not-hired":
                marks.append(f"why:{chance.choice(list(NotHiredReason)).value}")
        industry = chance.choice(INDUSTRIES)
        marks += [f"tag:{industry}", f"industry:{industry}", "status:prospect"]
        if chance.random() > 0.4:
            return marks, []
        day = date(2026, 1, 1) + timedelta(days=chance.randrange(700))
        marks += ["consent:marketing", "consent:marketing/email"]
        return marks, [f"marketing/email/{day.isoformat()}"]


EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_ENDS = [one + two for one in ("ak", "ith", "ia", "or", "ler", "sen", "g") for two in ("", "ova", "son", "man", "ez")]


def _employer(number: int) -> str:
    return f"华星{number}科技有限公司" if number % 2 else f"Company {number}"
