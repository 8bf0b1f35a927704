"""Ways to reach somebody."""

from domain.person import ContactPoint, PointKind
from ledger.intake.cells.taking import Taker
from ledger.intake.gathered import Gathered
from ledger.intake.normalise.emails import canonical_email, split_emails
from ledger.intake.normalise.labels import web_point
from ledger.intake.normalise.phones import split_phones, to_e164


def email(gathered: Gathered, cell: str, column: str) -> None:
    for raw in split_emails(cell):
        value = canonical_email(raw)
        if value is None:
            gathered.warn("bad_email", column)
        _reachable(gathered, PointKind.EMAIL, raw, value)


def phone_of(regions: tuple[str, ...]) -> Taker:
    def phone(gathered: Gathered, cell: str, column: str) -> None:
        for raw in (cell,) if cell.isdigit() else split_phones(cell):
            value = to_e164(raw, regions)
            if value is None:
                gathered.warn("bad_phone", column)
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
            gathered.warn("bad_url", column)
        gathered.points.append(point)
