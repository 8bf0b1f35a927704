"""Headings of history files, in English and Chinese, and the words for what can happen."""

from functools import lru_cache

from ledger.intake.normalise.spellings import by_heading, spellings
from ledger.intake.normalise.text import heading_key

HISTORY: dict[str, str] = spellings("""
kind: kind, event, event type, type of event, what, 类型, 事件, 事件类型, 记录类型
person: person, person id, candidate id, external id, source id, applicant id, 候选人编号, 人才编号,
    候选人id, 编号
source: source, source system, person source, 来源, 来源系统
occurred: date, occurred at, occurred, happened at, when, time, event date, 日期, 时间, 发生时间,
    联系时间, 记录时间, 面试时间
key: event id, row id, history id, 记录编号, 事件编号
channel: channel, channels, via, 渠道, 联系渠道, 方式, 联系方式
direction: direction, inbound, 方向
outcome: outcome, result, contact result, 结果, 联系结果
purpose: purpose, 目的, 用途
controller: controller, company, legal entity, 控制者, 公司, 主体
recipient: recipient, passed on to, 接收方
notice: notice, notice id, 告知书, 告知
notice_version: notice version, 告知书版本, 告知版本
language: language, 语言
method: method, consent method, how, 同意方式, 取得方式
expires_on: expires on, expires, valid until, expiry, 有效期至, 到期日, 有效期
text: text, content, note, notes, comment, comments, remarks, evidence, said, evaluation, 内容, 备注,
    说明, 证据, 评价, 评语, 沟通内容
why: why, reason, rejection reason, reason code, 原因, 未录用原因, 淘汰原因, 理由
party: decided by, party, who decided, 决定方, 决定人
verdict: verdict, recommendation, decision, 结论, 面试结论, 是否通过, 面试结果
score: score, rating, 评分, 得分, 分数
evaluator: evaluator, interviewer, interviewed by, 面试官, 评价人
job: job, job id, requisition, requisition id, 职位编号, 岗位编号, 需求编号
job_title: job title, job name, position, 职位, 岗位, 职位名称, 岗位名称
org_unit: org unit, department, unit, 部门, 用人部门
family: family, job family, 职类, 岗位序列
application: application, application id, 申请编号, 投递编号
interview: interview, interview id, 面试编号
round: round, interview round, 轮次, 面试轮次
starts_at: starts at, interview at, scheduled for, 面试开始时间, 预约时间
mode: mode, interview mode, 面试方式, 面试形式
place: place, location, 地点, 面试地点
offer: offer, offer id, offer编号
employment: employment, employment id, 任职编号
tag: tag, tags, label, 标签
facet: facet, tag type, 标签类型
intent: intent, 意向, 求职意向
pool: pool, talent pool, 人才库, 人才池
owner: owner, owner id, relationship owner, 负责人, 跟进人
role: role, owner role, 角色
contact: contact, contact id, contact ref, 联系编号
address: address, contact address, to, 联系号码, 联系地址
pay: pay, expected pay, expected salary, 期望薪资
area: area, interest, interest area, 兴趣领域
degree: degree, interest degree, 兴趣程度
""")
"""Field -> its headings."""

KINDS: dict[str, str] = spellings("""
contact: contact, contact-logged, contacted, call, outreach, 联系, 沟通, 联络, 触达
reply: reply, replied, response, 回复, 答复
note: note, note-recorded, comment, 备注, 跟进, 笔记
tag: tag, tagged, candidate-tagged, 标签, 打标签
untag: untag, untagged, candidate-untagged, 去标签
intent: intent, intent-recorded, 意向, 求职意向
interest: interest, interest-recorded, 兴趣
pay: pay, pay-expected, 期望薪资
owner: owner, owner-assigned, 负责人, 分配
pool-entered: pool-entered, talent-pool-entered, entered pool, added to pool, 入库, 进入人才库
pool-left: pool-left, talent-pool-left, left pool, 出库, 移出人才库
consent-given: consent-given, consent, consent given, consented, opt in, opted in, 同意, 授权, 同意授权
consent-withdrawn: consent-withdrawn, consent withdrawn, withdrawn, opt out, opted out, unsubscribed,
    unsubscribe, 撤回, 撤回同意, 退订, 撤销授权
applied: applied, application, apply, 投递, 应聘, 申请
application-withdrawn: application-withdrawn, application withdrawn, candidate withdrew, 撤回申请,
    放弃应聘, 主动放弃
screened: screened, screening, screen, 筛选, 简历筛选, 初筛
interview-scheduled: interview-scheduled, interview scheduled, 预约面试, 安排面试, 面试邀约
interview-attended: interview-attended, interview, interviewed, interview attended, 面试, 参加面试
interview-missed: interview-missed, no show, interview missed, 爽约, 未到场, 缺席面试
interview-cancelled: interview-cancelled, interview cancelled, 取消面试
interview-evaluated: interview-evaluated, evaluation, evaluated, scorecard, 评价, 面试评价, 面评
reason-confirmed: reason-confirmed, reason confirmed, 原因确认
not-hired: not-hired, not hired, rejected, rejection, 未录用, 淘汰, 不录用, 拒绝
outcome-told: outcome-told, outcome told, candidate informed, 结果告知, 告知结果
offer-made: offer-made, offer, offer made, 发offer, 录用通知
offer-accepted: offer-accepted, offer accepted, 接受offer
offer-declined: offer-declined, offer declined, 拒绝offer
offer-rescinded: offer-rescinded, offer rescinded, 撤回offer
hired: hired, onboarded, joined, 入职, 录用入职
probation-passed: probation-passed, probation passed, confirmed, 转正
probation-failed: probation-failed, probation failed, 试用期未通过
left: left, leaver, resigned, terminated, 离职
rehired: rehired, 再入职, 重新入职
""")
"""Kind of happening (`happenings.kinds`) -> the words for it."""

_FIELDS, _KINDS = by_heading(HISTORY), by_heading(KINDS)


@lru_cache(maxsize=5_000)
def history_field_of(heading: str) -> str | None:
    return _FIELDS.get(heading_key(heading))


def kind_of(written: str) -> str | None:
    return _KINDS.get(heading_key(written))


def is_history(header: tuple[str, ...]) -> bool:
    """A column that says what happened, and one that says to whom."""
    fields = {history_field_of(heading) for heading in header}
    return {"kind", "person"} <= fields
