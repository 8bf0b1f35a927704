"""What can be asked for: every field of a filter, what it is called, and which values it takes.

Names are stored in saved filters: they change by addition only. docs/search.md is made from this table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from domain.activity import Band
from domain.application import Stage
from domain.search.words import A, B, C
from domain.vocabulary import Channel, EducationLevel, Intent, NotHiredReason, Purpose, Status, Tier

Kind = Literal["words", "key", "city", "region", "code", "choice", "level", "actor", "number", "moment", "consent"]

Op = Literal[":", ">=", "<=", ">", "<"]


class Has(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    DOCUMENT = "document"
    OWNER = "owner"
    REACH = "reach"


class Fresh(StrEnum):
    """新鲜 / 陈旧, by `domain.measures`."""

    FRESH = "fresh"
    STALE = "stale"


class YesNo(StrEnum):
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    kind: Kind
    also: tuple[str, ...]
    """Other names, lower case."""
    says: str
    weight: int | None = None
    """Of words: the field that they stand in; None is any."""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Of a choice or a level: each value, and how else it is called."""
    largest: int = 100


def _called(values: type[StrEnum], names: str) -> dict[str, tuple[str, ...]]:
    """Every value of the vocabulary, with its other names: `open=观望,…`; one that is not named has none."""
    said = dict(pair.split("=") for pair in names.split())
    return {value.value: tuple(said[value.value].split(",")) if value.value in said else () for value in values}


INTENTS = _called(Intent, "active=积极,看机会,有意向 open=观望 exploring=了解行情,仅了解行情 closed=不考虑,暂不考虑")
EDUCATIONS = _called(
    EducationLevel,
    "secondary=高中 vocational=中专 associate=大专,专科 bachelor=本科,学士 master=硕士,研究生 doctorate=博士",
)
STAGES = _called(
    Stage,
    "applied=已申请,已投递 screened=已筛选 interviewing=面试,面试中 offered=已发offer accepted=已接受 hired=已入职,入职"
    " withdrawn=已撤回 not-hired=未录用",
)
TIERS = _called(Tier, "a=核心人才 b=潜力人才 c=待激活人才 d=暂不匹配")
STATUSES = _called(Status, "prospect=候选人 employee=员工,在职 former-employee=离职员工,前员工 referrer=推荐人")
BANDS = _called(Band, "high=高 middle=中 low=低")
REASONS = _called(
    NotHiredReason,
    "pay-mismatch=薪资不符 job-fit=岗位不匹配 missing-experience=经验不足 culture-fit=文化不符 other-chosen=另有人选 "
    "headcount-frozen=编制冻结 candidate-withdrew=候选人放弃 candidate-declined-offer=拒绝offer,曾拒绝offer"
    " location=地点 timing=时机 other=其他",
)
HAS = _called(Has, "email=邮箱 phone=电话,手机 document=附件,简历 owner=负责人 reach=可联系,有效联系方式")
FRESHNESS = _called(Fresh, "fresh=新鲜 stale=陈旧")
ANSWERS = _called(YesNo, "yes=是 no=否")
PURPOSES = _called(
    Purpose,
    "application=应聘 talent-pool=人才库 marketing=营销 permission-request=征求同意 onboarding=入职"
    " alumni=校友,离职员工",
)
CHANNELS = _called(
    Channel, "email=邮件,邮箱 sms=短信 phone=电话 wecom=企业微信,企微 wechat=微信 dingtalk=钉钉 feishu=飞书"
)

FIELDS: tuple[Field, ...] = (
    Field("text", "words", ("文本", "全文"), "any word or part of a Chinese phrase, anywhere"),
    Field("name", "words", ("姓名", "名字"), "any part of any name, in its script, in pinyin, by initials", weight=A),
    Field("employer", "words", ("company", "公司", "雇主"), "any part of an employer's name, now or before", weight=B),
    Field("title", "words", ("职位", "岗位"), "headline, titles held, skills and tags, as words", weight=C),
    Field("skill", "key", ("技能", "擅长"), "a skill that a source named, or a tag of that facet"),
    Field("experience", "key", ("经验",), "a tag of that facet"),
    Field("industry", "key", ("行业",), "a tag of that facet"),
    Field("relation", "key", ("关系",), "a tag of that facet"),
    Field("behaviour", "key", ("behavior", "行为"), "a tag of that facet"),
    Field("tag", "key", ("标签",), "a tag of any facet"),
    Field("years", "number", ("年限", "工作年限", "经验年限"), "whole years since the first job", largest=80),
    Field("education", "level", ("学历",), "the highest level; levels have an order", choices=EDUCATIONS),
    Field("city", "city", ("城市",), "the city: `beijing` and `北京` are one"),
    Field(
        "region",
        "region",
        ("地区", "省份"),
        "a province (`广东`, `cn-gd`), a country (`us`), an area (`华南`)",
    ),
    Field("stage", "choice", ("阶段",), "how far some application has come", choices=STAGES),
    Field("tier", "choice", ("等级", "分层"), "the tier that a human put the person into", choices=TIERS),
    Field("proposed", "choice", ("建议等级",), "the tier that the policy proposes now", choices=TIERS),
    Field("intent", "choice", ("意向",), "whether the person looks for a job", choices=INTENTS),
    Field("intended", "moment", ("意向时间",), "when the intent was last said"),
    Field("owner", "actor", ("负责人",), "who looks after the relationship: `user:ID`, or the id alone"),
    Field("score", "number", ("得分", "活跃分"), "activity now, from 0 to 100"),
    Field("band", "choice", ("活跃度",), "80 and above is high, below 50 is low", choices=BANDS),
    Field(
        "active",
        "moment",
        ("活跃", "互动", "最近互动"),
        "when the person last wrote, applied, came or updated",
    ),
    Field("contacted", "moment", ("联系", "最近联系"), "when we last turned to the person"),
    Field("updated", "moment", ("更新",), "when anything of the profile was last said or confirmed"),
    Field("freshness", "choice", ("新鲜度",), "whether the last word is a year old at most", choices=FRESHNESS),
    Field(
        "effective",
        "choice",
        ("有效",),
        "an address not found wrong, and an intent said within a year",
        choices=ANSWERS,
    ),
    Field("added", "moment", ("入库", "录入"), "when the person came in first"),
    Field("consent", "consent", ("同意",), "a consent that holds now: `PURPOSE` or `PURPOSE/CHANNEL`"),
    Field("why", "choice", ("未录用原因", "原因"), "why some application ended without hire", choices=REASONS),
    Field("source", "code", ("来源",), "a source that has described the person"),
    Field("status", "choice", ("身份",), "how the person stands towards us", choices=STATUSES),
    Field("pool", "code", ("人才库",), "a talent pool that was entered and not left"),
    Field("list", "code", ("名单",), "a list that the person was put on, by its id"),
    Field("has", "choice", ("有",), "whether there is one", choices=HAS),
)
BY_NAME: dict[str, Field] = {each.name: each for each in FIELDS}
CALLED: dict[str, Field] = {name: each for each in FIELDS for name in (each.name, *each.also)}

ORDERED: frozenset[Kind] = frozenset({"level", "number", "moment"})
"""Kinds that take `>=`, `<=`, `>` and `<`."""
