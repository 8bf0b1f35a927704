"""Records in few words: `described("王小明", "a@b.cn", "+86138…", born="1990-01-02")`."""

from datetime import date

from domain.identity import Features
from domain.person import Career, ContactPoint, Employment, Name, PartialDate, Person, Place, PointKind


def described(
    name: str | None = None,
    *points: str,
    born: str | None = None,
    city: str | None = None,
    text: str | None = None,
    employer: str | None = None,
    ids: tuple[tuple[str, str], ...] = (),
) -> Features:
    """What has an @ is an e-mail, what begins with + a phone, what has a slash a profile."""
    person = Person(
        name=Name(full=name) if name else None,
        points=tuple(ContactPoint(kind=_kind(each), value=each) for each in points),
        born=PartialDate(on=date.fromisoformat(born)) if born else None,
        place=Place(text=text, city=city) if text or city else None,
    )
    return Features.of(person, Career(employments=(Employment(employer=employer),)) if employer else None, ids)


def _kind(value: str) -> PointKind:
    if "@" in value:
        return PointKind.EMAIL
    return PointKind.URL if "/" in value else PointKind.PHONE
