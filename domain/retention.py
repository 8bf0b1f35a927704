"""How long what is kept, by place and class of data. Engineering readings: a lawyer confirms them before anyone relies.

A minimum keeps a class although the person asked for its erasure. The records of service that China wants for two
years, and of recruiting online for three, are facts (who did what, when, with which outcome): no erasure touches them,
so no sealed class is kept for them.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from domain.dossier import Dossier
from domain.events import ClassVerdict
from domain.value import value
from domain.vocabulary import Code, DataClass

HELD, EMPLOYED = "legal-hold", "employed"
HIRING = (DataClass.IDENTITY, DataClass.CAREER, DataClass.ASSESSMENT, DataClass.DOCUMENT)
CLAIM = (DataClass.IDENTITY, DataClass.ASSESSMENT)
"""What defends against a claim of discrimination: who it was, and how they were judged."""


@value
class Minimum:
    """After the end of the last application."""

    jurisdiction: str
    classes: tuple[DataClass, ...]
    keeps: timedelta
    law: Code


MINIMUMS: tuple[Minimum, ...] = (
    Minimum("US", HIRING, timedelta(days=365), "us-29-cfr-1602-14"),
    Minimum("DE", CLAIM, timedelta(days=183), "de-agg-15-4"),
    Minimum("AT", CLAIM, timedelta(days=183), "at-glbg-15"),
    Minimum("GB", CLAIM, timedelta(days=183), "gb-equality-act-123"),
)


def judged(person: Dossier, at: datetime) -> tuple[ClassVerdict, ...]:
    """What becomes of each class if the person is erased now."""
    kept: dict[DataClass, ClassVerdict] = {}
    for each in _kept(person, at):
        known = kept.get(each.data_class)
        if known is None or (known.until and (each.until is None or each.until > known.until)):
            kept[each.data_class] = each
    return tuple(kept.get(each) or _gone(each) for each in DataClass)


def to_erase(person: Dossier, verdicts: tuple[ClassVerdict, ...], at: datetime) -> tuple[ClassVerdict, ...]:
    """What was decided, as it stands now: a hold placed since then holds, and what was kept may be due.

    It rests on nothing that an erasure forgets.
    """
    today = at.astimezone(UTC).date()
    standing = {each.data_class: each for each in _while(person)}
    return tuple(
        standing.get(each.data_class) or (each if each.until and each.until > today else _gone(each.data_class))
        for each in verdicts
    )


def jurisdiction_of(person: Dossier) -> str | None:
    """As it was recorded, else where the person lives, as far as the seals are open."""
    setting = person.settings.get("jurisdiction")
    if setting:
        return setting.value
    place = person.profile.place
    return place.country if place else None


def _while(person: Dossier) -> Iterator[ClassVerdict]:
    """What is kept for as long as something lasts."""
    if any(each.active for each in person.journey.employments.values()):
        for data_class in HIRING:
            yield ClassVerdict(data_class=data_class, because=EMPLOYED)
    for data_class in DataClass:
        if any(each.covers(data_class) for each in person.rights.holds.values()):
            yield ClassVerdict(data_class=data_class, because=HELD)


def _kept(person: Dossier, at: datetime) -> Iterator[ClassVerdict]:
    yield from _while(person)
    applications = person.journey.applications.values()
    ended = max((each.closing.happened_at if each.closing else at for each in applications), default=None)
    place = jurisdiction_of(person)
    if ended is None or place is None:
        return
    for each in MINIMUMS:
        until = _day_after(ended + each.keeps)
        if place[:2] == each.jurisdiction and until > at.astimezone(UTC).date():
            for data_class in each.classes:
                yield ClassVerdict(data_class=data_class, because=each.law, until=until)


def _gone(data_class: DataClass) -> ClassVerdict:
    return ClassVerdict(data_class=data_class)


def _day_after(moment: datetime) -> date:
    return moment.astimezone(UTC).date() + timedelta(days=1)
