"""学历: the level, and whether it was full-time."""

import re
from functools import lru_cache
from typing import NamedTuple

from domain.vocabulary import EducationLevel
from ledger.intake.normalise.spellings import by_heading, spellings
from ledger.intake.normalise.text import heading_key, narrow

_LEVELS = spellings("""
secondary: 高中, high school, high school diploma
vocational: 中专, 中职, vocational school
associate: 大专, 专科, 大学专科, associates, associate's degree, associate degree
bachelor: 本科, 学士, 大学本科, 本科学士, 学士学位, bachelors, bachelor's degree, bachelor degree,
    undergraduate
master: 硕士, 研究生, 硕士研究生, 硕士学位, masters, master's degree, master degree, postgraduate
doctorate: 博士, 博士研究生, 博士学位, doctor, doctoral, phd, ph.d., doctor of philosophy
""")
"""Words that say the level and nothing else."""
_SAYING_MORE = spellings("""
secondary: 初中, 小学, 普高, 初中及以下, 高中及以下, ged, a levels, gcse, abitur
vocational: 职高, 技校, 中技, 中等专科, trade, apprenticeship
associate: 高职, 高专, 大专及以下, aa, aas, hnd, junior college
bachelor: 大学, 双学位, ba, bs, bsc, beng, bba, bcom, bed, llb, bachelor of science, bachelor of arts,
    bachelor of engineering
master: ma, ms, msc, meng, mba, emba, mpa, llm, med, master of science, master of arts,
    master of engineering, master of business administration
doctorate: 博士后, dphil, md, jd, edd
""")
_EXACT = by_heading(_LEVELS)
_MORE = by_heading(_SAYING_MORE)
_INSIDE: tuple[tuple[re.Pattern[str], EducationLevel], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), level)
    for pattern, level in (
        (r"博士|\bph\.?\s?d|\bdoctor", EducationLevel.DOCTORATE),
        (r"硕士|研究生|\bmaster|\bmba\b|\bm\.?sc\b", EducationLevel.MASTER),
        (r"本科|学士|\bbachelor|\bb\.?sc\b|\bb\.?eng\b", EducationLevel.BACHELOR),
        (r"大专|专科|高职|\bassociate", EducationLevel.ASSOCIATE),
        (r"中专|职高|技校|中技|\bvocational", EducationLevel.VOCATIONAL),
        (r"高中|初中|\bhigh school|\bsecondary", EducationLevel.SECONDARY),
    )
)
_PART_TIME = re.compile(
    r"非全日制|在职|自考|自学考试|成人|成教|成考|函授|电大|夜大|网络教育|part[\s-]?time", re.IGNORECASE
)
_FULL_TIME = re.compile(r"全日制|统招|full[\s-]?time", re.IGNORECASE)
_MODE = re.compile(rf"{_PART_TIME.pattern}|{_FULL_TIME.pattern}|[()（）\s/·、-]", re.IGNORECASE)


class Degree(NamedTuple):
    level: EducationLevel | None
    full_time: bool | None
    exact: bool
    """Nothing was written beyond what these two fields say."""


@lru_cache(maxsize=5_000)
def degree_of(written: str) -> Degree | None:
    """None where no level can be told."""
    text = narrow(written)
    full_time = full_time_of(text)
    rest = _MODE.sub("", text) if full_time is not None else text
    word = heading_key(rest) if rest else ""
    level = _EXACT.get(word) or _MORE.get(word)
    if level:
        return Degree(EducationLevel(level), full_time, exact=word in _EXACT)
    for pattern, found in _INSIDE:
        if pattern.search(text):
            return Degree(found, full_time, exact=False)
    return Degree(None, full_time, exact=not rest) if full_time is not None else None


def full_time_of(written: str) -> bool | None:
    """全日制 or not, or None where nothing is said of it."""
    if _PART_TIME.search(written):
        return False
    return True if _FULL_TIME.search(written) else None
