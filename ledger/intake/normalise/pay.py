"""What somebody hopes to earn: `15K-25K`, `20-30万/年`, `15000·13薪`, `$120k per year`."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, TypeVar

from domain.person import PayExpectation, PayPeriod
from ledger.canonical import shared
from ledger.intake.normalise.text import narrow

T = TypeVar("T")

_UNITS = {"": 1, "k": 1_000, "千": 1_000, "w": 10_000, "万": 10_000, "m": 1_000_000, "元": 1}
_NUMBER = r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*([kKwWmM千万]?)"
_SHAPE = re.compile(
    rf"(?P<before>[^\d]*?)\s*{_NUMBER}(?:\s*(?:元|rmb|usd|eur|gbp|cny)?\s*(?:-|–|—|~|至|到|to)\s*[^\d\s]{{0,3}}\s*{_NUMBER})?\s*(?P<after>.*)",
    re.IGNORECASE | re.DOTALL,
)
_MONTHS = re.compile(r"[·.*xX×/,，\s]*(\d\d)\s*(?:薪|个月|months?)", re.IGNORECASE)
_CURRENCIES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), code)
    for pattern, code in (
        (r"HK\$|HKD|港[币元]", "HKD"), (r"S\$|SGD|新币", "SGD"), (r"A\$|AUD", "AUD"), (r"C\$|CAD", "CAD"),
        (r"US\$|USD|\$|美[元金]", "USD"), (r"€|EUR|欧元?", "EUR"), (r"£|GBP|英镑", "GBP"),
        (r"JPY|日[元圆]", "JPY"),
        (r"CNY|RMB|人民币|¥|￥|[万千元薪]", "CNY"),
    )
)  # fmt: skip
_PERIODS: tuple[tuple[re.Pattern[str], PayPeriod], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), period)
    for pattern, period in (
        (r"[/每]\s*[小]?时|时薪|hour|/\s*hr?\b|hourly", PayPeriod.HOUR),
        (r"[/每]\s*月|月薪|month|/\s*mo?\b|p\.?m\.?\b", PayPeriod.MONTH),
        (r"[/每]\s*年|年薪|year|annual|annum|/\s*yr?\b|p\.?a\.?\b", PayPeriod.YEAR),
    )
)
_DAILY = re.compile(r"[/每]\s*[天日]|日薪|day|daily|week|周", re.IGNORECASE)
_NET = re.compile(r"税后|到手|\bnet\b|after tax|take[- ]home", re.IGNORECASE)
_GROSS = re.compile(r"税前|\bgross\b|before tax", re.IGNORECASE)
_OPEN_ABOVE = re.compile(r"以上|起|\+|or more|and up|at least|minimum|min\b", re.IGNORECASE)
_OPEN_BELOW = re.compile(r"以下|以内|up to|at most|max", re.IGNORECASE)
_FILLER = re.compile(r"期望|薪资|薪水|工资|面议|左右|约|expected|salary|per|[\s/·.,;:：()（）每人a-]", re.IGNORECASE)
_YEARLY_FROM = {"CNY": 80_000, "JPY": 2_000_000, "HKD": 100_000}
_LARGEST = Decimal(10) ** 9


class Pay(NamedTuple):
    expectation: PayExpectation
    exact: bool
    """Nothing was guessed and nothing written beyond these fields."""


@lru_cache(maxsize=20_000)
def pay_of(written: str, heading: str = "", currency: str | None = None) -> Pay | None:
    """`heading` may tell the period (`期望年薪`) or the currency; `currency` is the source's own, if known.

    Without a period, an amount that nobody earns in a month is taken as a year's.
    """
    text = narrow(written)
    found = _SHAPE.fullmatch(text)
    if found is None or _DAILY.search(text):
        return None
    low_digits, low_unit, high_digits, high_unit = found.group(2, 3, 4, 5)
    after = found["after"]
    months = _MONTHS.search(after)
    words = f"{found['before']} {_MONTHS.sub(' ', after)}"
    unit = (high_unit or "") if high_digits else low_unit
    low = _amount(low_digits, low_unit or unit)
    high = _amount(high_digits, high_unit) if high_digits else low
    if any(letter.isdigit() for letter in words) or high > _LARGEST or low > high:
        return None
    code, code_said = _first(_CURRENCIES, f"{text} {heading}", currency or "CNY")
    period, period_said = _first(_PERIODS, f"{words} {heading}", PayPeriod.MONTH)
    if not period_said and months is None and high >= _YEARLY_FROM.get(code, 15_000):
        period = PayPeriod.YEAR
    net = bool(_NET.search(f"{text} {heading}"))
    above, below = bool(_OPEN_ABOVE.search(words)), bool(_OPEN_BELOW.search(words))
    expectation = PayExpectation(
        minimum=None if below and not high_digits else low,
        maximum=None if above and not high_digits else high,
        currency=code,
        period=period,
        months_a_year=int(months[1]) if months and 1 <= int(months[1]) <= 24 else 12,
        gross=not net,
    )
    known = (*_PERIODS, *_CURRENCIES)
    for pattern in (*(pattern for pattern, _ in known), _NET, _GROSS, _OPEN_ABOVE, _OPEN_BELOW, _FILLER):
        words = pattern.sub("", words)
    guessed = not (code_said or currency) and not low_unit and not unit
    return Pay(shared(expectation), exact=not words and not guessed)


def _amount(digits: str, unit: str) -> Decimal:
    return (Decimal(digits.replace(",", "")) * _UNITS[unit.lower()]).normalize() + Decimal(0)


def _first(table: tuple[tuple[re.Pattern[str], T], ...], text: str, otherwise: T) -> tuple[T, bool]:
    for pattern, value in table:
        if pattern.search(text):
            return value, True
    return otherwise, False
