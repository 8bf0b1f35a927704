"""Why somebody was not hired, in the words of people and of other systems, onto the governed list."""

import re
from functools import lru_cache

from domain.vocabulary import REASON_PARTY, NotHiredReason, Party
from ledger.intake.normalise.text import narrow

_SIGNS: tuple[tuple[NotHiredReason, str], ...] = (
    (
        NotHiredReason.HEADCOUNT_FROZEN,
        "冻结|岗位取消|frozen|hiring freeze|(position|role|job) (closed|cancel)",
    ),
    (NotHiredReason.HEADCOUNT_NOT_RELEASED, "未释放|没有名额|no headcount|not released"),
    (
        NotHiredReason.OTHER_CHOSEN,
        "已有人选|选择了?其他|更合适|(another|other) candidate|(someone|somebody) else",
    ),
    (NotHiredReason.CANDIDATE_DECLINED_OFFER, "拒绝?\\s*offer|拒绝录用|(accepted|took) another"),
    (NotHiredReason.CANDIDATE_DECLINED_OFFER, "(declined?|rejected) (our |the )?offer|offer declined"),
    (NotHiredReason.CANDIDATE_WITHDREW, "放弃|候选人退出|withdr|(not|no longer) interested"),
    (
        NotHiredReason.CANDIDATE_UNREACHABLE,
        "联系不上|失联|未接|unreachable|unresponsive|no response|no[- ]show",
    ),
    (NotHiredReason.PAY_MISMATCH, "薪资|薪酬|薪水|待遇|salary|compensation|\\bpay\\b"),
    (NotHiredReason.MISSING_EXPERIENCE, "缺乏.*经验|经验不足|无.*经验|experience"),
    (NotHiredReason.JOB_FIT, "匹配|能力不足|skill|qualification|job fit|not a fit|(under|over) ?qualified"),
    (NotHiredReason.CULTURE_FIT, "文化|价值观|culture|values"),
    (NotHiredReason.FAILED_CHECK, "背调|背景调查|background|reference check|failed check"),
    (NotHiredReason.LOCATION, "地点|城市|location|relocat|commute"),
    (NotHiredReason.TIMING, "时间|到岗|timing|notice period|start date"),
)
"""What in somebody's words points to a reason; the first that is found stands."""
_REASONS = tuple((re.compile(signs, re.IGNORECASE), reason) for reason, signs in _SIGNS)
_GOVERNED = {reason.value: reason for reason in NotHiredReason}
_PARTIES = {
    **{party.value: party for party in Party},
    "we rejected them": Party.EMPLOYER,
    "they rejected us": Party.CANDIDATE,
    "公司": Party.EMPLOYER,
    "候选人": Party.CANDIDATE,
    "编制": Party.HEADCOUNT,
}


@lru_cache(maxsize=5_000)
def reason_of(written: str) -> tuple[NotHiredReason, bool]:
    """The governed reason, and whether the words were understood; else it is `other`."""
    text = narrow(written).lower()
    if text in _GOVERNED:
        return _GOVERNED[text], True
    for pattern, reason in _REASONS:
        if pattern.search(text):
            return reason, True
    return NotHiredReason.OTHER, False


def party_of(written: str, why: NotHiredReason) -> Party:
    """Who decided: as the source says, else as goes with the reason."""
    text = narrow(written).lower()
    return _PARTIES.get(text, REASON_PARTY[why])
