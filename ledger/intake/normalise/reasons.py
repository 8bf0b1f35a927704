"""Why somebody was not hired, in the words of people and of other systems, onto the governed list."""

import re
from functools import lru_cache

from domain.vocabulary import REASON_PARTY, NotHiredReason, Party
from ledger.intake.normalise.text import narrow

_REASONS: tuple[tuple[re.Pattern[str], NotHiredReason], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), reason)
    for pattern, reason in (
        (r"冻结|headcount frozen|hiring freeze|frozen|position (?:closed|cancel)|role closed|job closed|岗位取消", NotHiredReason.HEADCOUNT_FROZEN),
        (r"未释放|no headcount|not released|没有名额", NotHiredReason.HEADCOUNT_NOT_RELEASED),
        (r"another candidate|other candidate|hired (?:someone|somebody) else|已有人选|选择了?其他(?:候选)?人|更合适", NotHiredReason.OTHER_CHOSEN),
        (r"declined? (?:our |the )?offer|offer declined|rejected (?:our |the )?offer|拒绝?\s*offer|拒绝录用|accepted another|took another", NotHiredReason.CANDIDATE_DECLINED_OFFER),
        (r"withdr|not interested|候选人(?:放弃|退出)|主动放弃|no longer interested|放弃", NotHiredReason.CANDIDATE_WITHDREW),
        (r"unreachable|unresponsive|no response|no[- ]show|联系不上|失联|未接", NotHiredReason.CANDIDATE_UNREACHABLE),
        (r"薪资|薪酬|薪水|待遇|salary|compensation|\bpay\b", NotHiredReason.PAY_MISMATCH),
        (r"缺乏.*经验|经验不足|无.*经验|lack\w* (?:of )?experience|(?:not enough|insufficient|missing) experience|experience", NotHiredReason.MISSING_EXPERIENCE),
        (r"匹配度|岗位不匹配|不匹配|能力不足|skill|qualification|job fit|not a fit|under ?qualified|over ?qualified", NotHiredReason.JOB_FIT),
        (r"文化|价值观|culture|values", NotHiredReason.CULTURE_FIT),
        (r"背调|背景调查|background|reference check|failed check", NotHiredReason.FAILED_CHECK),
        (r"地点|城市|location|relocat|commute", NotHiredReason.LOCATION),
        (r"时间|到岗|timing|notice period|start date", NotHiredReason.TIMING),
    )
)  # fmt: skip
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
