"""One field of a table, one function: it takes a cell and puts what it says into `Gathered`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from domain.person import ContactPoint, PartialDate, PointKind
from ledger.intake.draft import Happening
from ledger.intake.gathered import LONGEST_PIECE, LONGEST_TEXT, Gathered
from ledger.intake.normalise.dates import is_present, partial_date
from ledger.intake.normalise.education import degree_of, full_time_of
from ledger.intake.normalise.emails import canonical_email, split_emails
from ledger.intake.normalise.labels import languages_of, skills_of, tag_of, web_point
from ledger.intake.normalise.pay import pay_of
from ledger.intake.normalise.phones import split_phones, to_e164
from ledger.intake.normalise.stances import intent_of, status_of, yes_or_no
from ledger.intake.normalise.text import BLANKS, LONGEST_BLANK, pieces

Taker = Callable[[Gathered, str, str], None]
"""(gathered, the stripped cell, its column)"""

_YEARS = re.compile(r"(\d{1,2}(?:\.\d+)?)\s*(?:年|years?|yrs?)?", re.IGNORECASE)
_MORE_YEARS = re.compile(
    r"\D*?(\d{1,2}(?:\.\d+)?)\s*(?:(?:-|–|~|至|to)\s*\d{1,2}|\+)?\s*(?:年|years?|yrs?).*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Hints:
    """What a bare value means in this file."""

    regions: tuple[str, ...] = ()
    currency: str | None = None
    controller: str = "main"


NAMES = frozenset({"name", "family_name", "given_name", "other_name"})
"""Fields in which `None` or `NA` is what somebody is called."""
LONG = {"summary": LONGEST_PIECE, "note": LONGEST_PIECE, "tags": LONGEST_PIECE, "skills": LONGEST_PIECE}
"""Fields whose cells may be longer than 500 letters."""


def put(gathered: Gathered, take: Taker, field: str, cell: str, column: str) -> None:
    """Let a field take a cell that is not empty, unless it says "nothing" or is too long for it."""
    length = len(cell)
    if length <= LONGEST_BLANK and cell.lower() in BLANKS and field not in NAMES:
        return
    if length > LONGEST_TEXT and length > LONG.get(field, LONGEST_TEXT):
        gathered.keep(column, cell, "too_long_for_field")
    else:
        take(gathered, cell, column)


def text_field(field: str) -> Taker:
    """A field of plain text that takes one value."""

    def take(gathered: Gathered, cell: str, column: str) -> None:
        if getattr(gathered, field) is None:
            setattr(gathered, field, cell)
        elif getattr(gathered, field) != cell:
            gathered.keep(column, cell, "second_value")

    return take


def date_field(field: str) -> Taker:
    def take(gathered: Gathered, cell: str, column: str) -> None:
        if is_present(cell):
            return
        found: PartialDate | None = partial_date(cell, serial=True)
        if found is None:
            gathered.keep(column, cell, "bad_date")
        elif getattr(gathered, field) is None:
            setattr(gathered, field, found)
        else:
            gathered.keep(column, cell, "second_value")

    return take


def texts_field(field: str) -> Taker:
    """A field that adds up what several columns say."""

    def take(gathered: Gathered, cell: str, _: str) -> None:
        setattr(gathered, field, (*getattr(gathered, field), cell))

    return take


def email(gathered: Gathered, cell: str, column: str) -> None:
    for raw in split_emails(cell):
        value = canonical_email(raw)
        if value is None:
            gathered.warnings.append(("bad_email", column))
        _reachable(gathered, PointKind.EMAIL, raw, value)


def phone_of(regions: tuple[str, ...]) -> Taker:
    def phone(gathered: Gathered, cell: str, column: str) -> None:
        for raw in (cell,) if cell.isdigit() else split_phones(cell):
            value = to_e164(raw, regions)
            if value is None:
                gathered.warnings.append(("bad_phone", column))
            _reachable(gathered, PointKind.PHONE, raw, value)

    return phone


def _reachable(gathered: Gathered, kind: PointKind, raw: str, value: str | None) -> None:
    """A point in its canonical form, and as it was written where that differs."""
    if value is None:
        point = ContactPoint(kind=kind, value=raw, valid=False)
    elif value == raw:
        point = ContactPoint(kind=kind, value=value)
    else:
        point = ContactPoint(kind=kind, value=value, raw=raw)
    if not gathered.points or point not in gathered.points:
        gathered.points.append(point)


def wechat(gathered: Gathered, cell: str, _: str) -> None:
    gathered.points.append(ContactPoint(kind=PointKind.WECHAT, value=cell))


def other_contact(gathered: Gathered, cell: str, column: str) -> None:
    gathered.points.append(ContactPoint(kind=PointKind.OTHER, value=cell, label=column or None))


def url(gathered: Gathered, cell: str, column: str) -> None:
    for raw in cell.split():
        point = web_point(raw)
        if not point.valid:
            gathered.warnings.append(("bad_url", column))
        gathered.points.append(point)


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


def intent(gathered: Gathered, cell: str, column: str) -> None:
    found = intent_of(cell)
    if found is None or gathered.intent is not None:
        gathered.keep(column, cell, "bad_intent" if found is None else "second_value")
        return
    gathered.intent = found
    gathered.happenings += (Happening("intent", values={"intent": found.value, "text": cell}),)


def status(gathered: Gathered, cell: str, column: str) -> None:
    found = status_of(cell)
    if found is not None:
        gathered.status = found
    elif intent_of(cell) is not None:
        intent(gathered, cell, column)
    else:
        gathered.keep(column, cell, "bad_status")


def tags(gathered: Gathered, cell: str, column: str) -> None:
    refused = []
    for written in pieces(cell):
        tag = tag_of(written)
        if tag is None:
            refused.append(written)
        else:
            gathered.happenings += (Happening("tag", values={"tag": tag}),)
    if refused:
        gathered.keep(column, cell, "bad_tag")


def note(gathered: Gathered, cell: str, _: str) -> None:
    gathered.happenings += (Happening("note", values={"text": cell}),)


def opted_out(gathered: Gathered, cell: str, column: str) -> None:
    said = yes_or_no(cell)
    if said:
        gathered.happenings += (Happening("consent-withdrawn", values={"text": f"{column}: {cell}"}),)
    elif said is None:
        gathered.keep(column, cell, "bad_value")


def takers(hints: Hints) -> dict[str, Taker]:
    """Field -> how its cells are taken."""
    plain = "name family_name given_name city region country headline summary company title school major"
    slots = {"family_name": "family", "given_name": "given"}
    dates = {"birth_date": "born", "company_start": "company_start", "company_end": "company_end"}
    dates |= {name: name for name in ("education_start", "graduated", "career_start")}
    return {
        **{field: text_field(slots.get(field, field)) for field in plain.split()},
        **{field: date_field(slot) for field, slot in dates.items()},
        "other_name": texts_field("others"),
        "address": texts_field("address"),
        "place": texts_field("address"),
        "email": email,
        "phone": phone_of(hints.regions),
        "wechat": wechat,
        "other_contact": other_contact,
        "url": url,
        "degree": degree,
        "full_time": full_time,
        "skills": skills,
        "languages": languages,
        "years_of_experience": years,
        "expected_pay": expected_pay(hints.currency),
        "wishes": wishes,
        "intent": intent,
        "status": status,
        "tags": tags,
        "note": note,
        "opted_out": opted_out,
    }
