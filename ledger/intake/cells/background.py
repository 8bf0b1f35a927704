"""What somebody learnt, can do, and hopes to earn."""

import re
from decimal import Decimal

from ledger.intake.cells.taking import Taker
from ledger.intake.gathered import Gathered
from ledger.intake.normalise.education import degree_of, full_time_of
from ledger.intake.normalise.labels import languages_of, skills_of
from ledger.intake.normalise.pay import pay_of
from ledger.intake.normalise.stances import yes_or_no
from ledger.intake.normalise.text import pieces

_YEARS = re.compile(r"(\d{1,2}(?:\.\d+)?)\s*(?:年|years?|yrs?)?", re.IGNORECASE)
_MORE_YEARS = re.compile(
    r"\D*?(\d{1,2}(?:\.\d+)?)\s*(?:(?:-|–|~|至|to)\s*\d{1,2}|\+)?\s*(?:年|years?|yrs?).*", re.IGNORECASE
)


def degree(gathered: Gathered, cell: str, column: str) -> None:
    found = degree_of(cell)
    if found is None or (gathered.level and found.level):
        gathered.keep(column, cell, "bad_degree" if found is None else "second_value")
        return
    gathered.level = found.level or gathered.level
    if found.full_time is not None:
        gathered.full_time = found.full_time
    if not found.exact:
        gathered.keep(column, cell)


def full_time(gathered: Gathered, cell: str, column: str) -> None:
    said = full_time_of(cell)
    said = yes_or_no(cell) if said is None else said
    if said is None:
        gathered.keep(column, cell, "bad_value")
    else:
        gathered.full_time = said


def skills(gathered: Gathered, cell: str, column: str) -> None:
    found = skills_of(cell)
    if found is None:
        gathered.keep(column, cell, "too_long_for_field")
    else:
        gathered.skills = found if not gathered.skills else tuple(dict.fromkeys((*gathered.skills, *found)))


def languages(gathered: Gathered, cell: str, column: str) -> None:
    found = languages_of(cell)
    if found is None:
        gathered.keep(column, cell, "bad_value")
    else:
        gathered.languages = (*gathered.languages, *found)


def years(gathered: Gathered, cell: str, column: str) -> None:
    exact = _YEARS.fullmatch(cell)
    found = exact or _MORE_YEARS.fullmatch(cell)
    if found:
        gathered.years = Decimal(found[1])
    if not exact:
        gathered.keep(column, cell, None if found else "bad_years")


def expected_pay(currency: str | None) -> Taker:
    def take(gathered: Gathered, cell: str, column: str) -> None:
        found = pay_of(cell, column, currency)
        if found is not None and gathered.pay is None:
            gathered.pay = found.expectation
            if not found.exact:
                gathered.keep(column, cell)
        else:
            gathered.keep(column, cell, "bad_pay" if found is None else "second_value")

    return take


def wishes(gathered: Gathered, cell: str, _: str) -> None:
    gathered.wishes = (*gathered.wishes, *pieces(cell, r"[;；\n]"))
