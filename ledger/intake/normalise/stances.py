"""Where a person stands: looking for a job or not (求职状态), and towards us."""

from domain.vocabulary import Intent, Status
from ledger.intake.normalise.spellings import by_heading, spellings
from ledger.intake.normalise.text import heading_key

_INTENT = by_heading(
    spellings("""
active: actively, actively looking, looking, open immediately, 积极, 积极求职, 主动, 主动求职, 求职中,
    正在找工作, 离职, 离职-随时到岗, 随时到岗, 我目前已离职可快速到岗
open: open to offers, passive, considering, 观望, 被动观望, 考虑机会, 在职考虑机会, 在职考虑,
    有好机会可以考虑, 观望有好机会会考虑, 在职-月内到岗
exploring: curious, just looking, 仅了解行情, 了解行情, 看看机会, 随便看看
closed: not looking, not interested, 不考虑, 暂不考虑, 在职暂不考虑, 无意向, 目前暂无跳槽打算
""")
)
_STATUS = by_heading(
    spellings("""
prospect: candidate, lead, 潜在人选, 候选人, 潜在候选人
employee: staff, 在职员工, 员工, 内部员工
former-employee: ex-employee, alumni, alumnus, leaver, 前员工, 离职员工, 校友
referrer: 内推人, 推荐人
""")
)
_YES = frozenset(
    [
        "1",
        "y",
        "yes",
        "true",
        "t",
        "x",
        "✓",
        "√",
        "是",
        "已",
        "已退订",
        "已同意",
        "有",
        "unsubscribed",
        "optedout",
    ]
)
_NO = frozenset(["0", "n", "no", "false", "f", "否", "未", "无", "没有"])


def intent_of(written: str) -> Intent | None:
    found = _INTENT.get(heading_key(written))
    return Intent(found) if found else None


def status_of(written: str) -> Status | None:
    found = _STATUS.get(heading_key(written))
    return Status(found) if found else None


def yes_or_no(written: str) -> bool | None:
    word = heading_key(written)
    return True if word in _YES else False if word in _NO else None
