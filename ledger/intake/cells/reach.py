"""Ways to reach somebody."""

from domain.person import PointKind
from ledger.intake.cells.taking import Taker
from ledger.intake.gathered import Gathered
from ledger.intake.normalise.emails import canonical_email, split_emails
from ledger.intake.normalise.labels import point, web_point
from ledger.intake.normalise.phones import split_phones, to_e164


def email(gathered: Gathered, cell: str, column: str) -> None:
    for raw in split_emails(cell):
        value = canonical_email(raw)
        if value is None:
            gathered.warn("bad_email", column)
        _reachable(gathered, PointKind.EMAIL, raw, value)


def phone_of(regions: tuple[str, ...]) -> Taker:
    def phone(gathered: Gathered, cell: str, column: str) -> None:
        for raw in split_phones(cell):
            value = to_e164(raw, regions)
            if value is None:
                gathered.warn("bad_phone", column)
            _reachable(gathered, PointKind.PHONE, raw, value)

    return phone


def _reachable(gathered: Gathered, kind: PointKind, raw: str, value: str | None) -> None:
    """A point in its canonical form, and as it was written where that differs."""
    made = point(kind, raw, valid=False) if value is None else point(kind, value, raw=raw)
    if made not in gathered.points:
        gathered.points.append(made)


def wechat(gathered: Gathered, cell: str, _: str) -> None:
    gathered.points.append(point(PointKind.WECHAT, cell))


def other_contact(gathered: Gathered, cell: str, column: str) -> None:
    gathered.points.append(point(PointKind.OTHER, cell, label=column or None))


def url(gathered: Gathered, cell: str, column: str) -> None:
    for raw in cell.split():
        page = web_point(raw)
        if not page["valid"]:
            gathered.warn("bad_url", column)
        gathered.points.append(page)
