"""Words of people for the closed vocabularies, in English and Chinese."""

from enum import StrEnum
from functools import cache
from typing import TypeVar

from domain.vocabulary import Channel, ConsentMethod, ContactOutcome, HeadcountState, Party, Purpose, Verdict
from ledger.intake.normalise.spellings import by_heading, spellings, words
from ledger.intake.normalise.text import heading_key

Member = TypeVar("Member", bound=StrEnum)

WORDS: dict[StrEnum, str] = {
    Channel.EMAIL: "e-mail, mail, 邮件, 邮箱, 电子邮件",
    Channel.SMS: "text message, text, 短信",
    Channel.PHONE: "telephone, call, phone call, mobile, 电话, 手机, 来电, 去电",
    Channel.WECOM: "企业微信, 企微, wechat work",
    Channel.WECHAT: "微信, weixin",
    Channel.DINGTALK: "钉钉",
    Channel.FEISHU: "飞书, lark",
    Channel.LINKEDIN: "领英, inmail",
    Channel.IN_APP: "app, 站内信, 系统消息",
    Channel.IN_PERSON: "meeting, in person, face to face, 面谈, 见面, 线下, 当面",
    Channel.POST: "letter, 信件, 邮寄",
    Channel.OTHER: "其他",
    ContactOutcome.REACHED: "answered, connected, spoke, 接通, 已接通, 已联系, 已沟通",
    ContactOutcome.NOT_REACHED: "no answer, missed, unreachable, 未接, 未接通, 未联系上, 无人接听",
    ContactOutcome.LEFT_MESSAGE: "voicemail, left voicemail, 留言, 已留言",
    ContactOutcome.SENT: "已发送, delivered",
    ContactOutcome.INTERESTED: "positive, 有意向, 初步有意向, 感兴趣",
    ContactOutcome.NOT_NOW: "later, maybe later, 暂不考虑, 以后再说, 观望",
    ContactOutcome.DECLINED: "not interested, refused, 拒绝, 不考虑, 无意向",
    ContactOutcome.UNKNOWN: "未知",
    Purpose.APPLICATION: "recruiting, job application, 应聘, 求职申请, 招聘",
    Purpose.TALENT_POOL: "pool, 人才库, 人才储备, 入库",
    Purpose.MARKETING: "newsletter, 营销, 宣传, 雇主品牌",
    Purpose.PERMISSION_REQUEST: "许可请求",
    Purpose.ONBOARDING: "入职",
    Purpose.ALUMNI: "校友, 前员工",
    ConsentMethod.WEB_FORM: "form, website, 网页, 网页表单, 表单",
    ConsentMethod.EMAIL: "e-mail, 邮件",
    ConsentMethod.MESSAGE: "sms, 短信, 微信, 消息",
    ConsentMethod.PAPER: "signed, 纸质, 签字, 书面",
    ConsentMethod.SPOKEN: "phone, verbal, 口头, 电话",
    ConsentMethod.IMPORTED: "import, 导入",
    ConsentMethod.ONE_CLICK: "link, 链接, 一键",
    Verdict.POSITIVE: "pass, passed, yes, hire, strong yes, recommended, 通过, 推荐, 录用, 是",
    Verdict.NEGATIVE: "fail, failed, no, no hire, strong no, rejected, 不通过, 未通过, 淘汰, 不推荐, 否",
    Verdict.UNDECIDED: "hold, maybe, mixed, 待定, 待议, 保留",
    Party.EMPLOYER: "we, us, company, we rejected them, 公司, 我方, 用人部门",
    Party.CANDIDATE: "they, candidate, they rejected us, 候选人, 本人",
    Party.HEADCOUNT: "编制, 名额",
    HeadcountState.OPEN: "开放, 招聘中",
    HeadcountState.FROZEN: "冻结",
    HeadcountState.FILLED: "已招满",
    HeadcountState.CLOSED: "关闭",
}
MODES = by_heading(spellings("on-site: 现场, 线下\nvideo: 视频, 线上\nphone: 电话"))
ROLES = by_heading(
    spellings("""
recruiter: 招聘, 招聘专员
hr-partner: hrbp
business-mentor: 业务导师
relationship-manager: 关系经理
""")
)
FACETS = {facet: facet for facet in words("skill experience industry relation behaviour intent stage other")}
DEGREES = by_heading(spellings("low: 低\nmedium: 中\nhigh: 高"))
INBOUND = {word: word in ("inbound", "in", "来", "呼入") for word in words("inbound in 来 呼入 outbound out 去 呼出")}


@cache
def _index(vocabulary: type[StrEnum]) -> dict[str, StrEnum]:
    found: dict[str, StrEnum] = {}
    for member in vocabulary:
        for word in (member.value, *WORDS.get(member, "").split(",")):
            if word.strip():
                found.setdefault(heading_key(word), member)
    return found


def word_of(vocabulary: type[Member], written: str) -> Member | None:
    """The member that a word means, if any."""
    found = _index(vocabulary).get(heading_key(written))
    return found if isinstance(found, vocabulary) else None
