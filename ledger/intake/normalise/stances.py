"""Where a person stands: looking for a job or not (求职状态), and towards us."""

from domain.vocabulary import Intent, Status
from ledger.intake.normalise.text import heading_key

_INTENTS: dict[Intent, str] = {
    Intent.ACTIVE: "active actively activelylooking looking openimmediately 积极 主动求职 主动 求职中 正在找工作 离职 离职随时到岗 离职-随时到岗 "
    "随时到岗 我目前已离职可快速到岗 积极求职",
    Intent.OPEN: "open opentooffers passive considering 观望 被动观望 考虑机会 在职考虑机会 在职-考虑机会 在职考虑 有好机会可以考虑 观望有好机会会考虑 "
    "在职-月内到岗 在职月内到岗",
    Intent.EXPLORING: "exploring curious justlooking 仅了解行情 了解行情 看看机会 随便看看",
    Intent.CLOSED: "closed notlooking notinterested no 不考虑 暂不考虑 在职暂不考虑 在职-暂不考虑 无意向 目前暂无跳槽打算",
}
_STATUSES: dict[Status, str] = {
    Status.PROSPECT: "prospect candidate lead 潜在人选 候选人 潜在候选人",
    Status.EMPLOYEE: "employee staff 在职员工 员工 内部员工",
    Status.FORMER_EMPLOYEE: "formeremployee exemployee alumni alumnus leaver 前员工 离职员工 校友",
    Status.REFERRER: "referrer 内推人 推荐人",
}
_INTENT = {heading_key(word): intent for intent, words in _INTENTS.items() for word in words.split()}
_STATUS = {heading_key(word): status for status, words in _STATUSES.items() for word in words.split()}
_YES = frozenset(["1", "y", "yes", "true", "t", "x", "✓", "√", "是", "已", "已退订", "已同意", "有", "unsubscribed", "optedout"])
_NO = frozenset(["0", "n", "no", "false", "f", "否", "未", "无", "没有"])


def intent_of(written: str) -> Intent | None:
    return _INTENT.get(heading_key(written))


def status_of(written: str) -> Status | None:
    return _STATUS.get(heading_key(written))


def yes_or_no(written: str) -> bool | None:
    word = heading_key(written)
    return True if word in _YES else False if word in _NO else None
