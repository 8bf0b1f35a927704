"""When somebody is to be deleted although nobody asked: the last ground is gone, or nothing was heard for too long.

Nothing here depends on the moment of asking, so a read model keeps the day and asks what is due by it. The limits are
engineering readings: PIPL 47 wants deletion when the last consent is withdrawn or over, GDPR 5(1)(e) when the purpose
is; neither names days. The two years without a word are what the CNIL recommends for applicants.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from domain.consents import Grant, Scope
from domain.dossier import Dossier
from domain.gate.bases import AFTER_CLOSING
from domain.gate.purposes import PURPOSES
from domain.gate.regimes import ADMITS, Regime, regime_of
from domain.retention import jurisdiction_of
from domain.rights import ErasureState
from domain.value import value
from domain.vocabulary import Basis, Purpose

GRACE: dict[Regime, timedelta] = {
    Regime.PIPL: timedelta(days=15),
    Regime.GDPR: timedelta(days=30),
    Regime.STRICT: timedelta(days=15),
}
"""After the last ground is gone. Where it is not named, nothing is deleted for that."""
UNHEARD: dict[Regime, timedelta] = {
    Regime.PIPL: timedelta(days=730),
    Regime.GDPR: timedelta(days=730),
    Regime.US: timedelta(days=1_460),
    Regime.STRICT: timedelta(days=730),
}
"""After the last thing that happened, whatever the ground."""
AGAIN = timedelta(days=30)
"""After it was proposed and a human refused: what stood against it comes to an end, too."""
RELATION = frozenset({Basis.LEGITIMATE_INTEREST, Basis.OPT_OUT_REGIME})
FOREVER = date(9000, 1, 1)
"""Whoever says such a day means none."""
OPEN = datetime.max.replace(tzinfo=UTC)
"""The end of a ground that has none."""


@value
class Deletion:
    due_on: date
    why: Literal["basis-ended", "never-a-basis", "retention"]
    since: datetime
    """When the last ground went, or the last thing happened."""
    jurisdiction: str | None


def deletion(person: Dossier) -> Deletion | None:
    """None for whoever works here, is erased, or was never there."""
    if person.void or person.erased or any(each.active for each in person.journey.employments.values()):
        return None
    place = jurisdiction_of(person)
    regime = regime_of(place)
    last = max(record.last_happened_at for record in person.records)
    found = [Deletion(_day(last + UNHEARD[regime]), "retention", last, place)]
    if regime in GRACE:
        ends = list(_ends(person, regime))
        if not ends:
            said = [each.recorded_at for record in person.records for each in record.described.sources.values()]
            first = min(said, default=last)
            asked_for = PURPOSES[Purpose.PERMISSION_REQUEST].keeps
            found.append(Deletion(_day(first + asked_for), "never-a-basis", first, place))
        elif (ended := max(ends)) < OPEN:
            found.append(Deletion(_day(ended + GRACE[regime]), "basis-ended", ended, place))
    return min(found, key=lambda each: each.due_on)


def to_propose(person: Dossier, at: datetime) -> Deletion | None:
    """What a rule asks for now: of whoever is due, unless they are being erased, or it was refused lately."""
    found = deletion(person)
    if found is None or found.due_on > _day(at):
        return None
    asked = person.rights.erasures.values()
    stands = any(each.state is not ErasureState.REFUSED or each.requested_at > at - AGAIN for each in asked)
    return None if stands else found


def _ends(person: Dossier, regime: Regime) -> Iterator[datetime]:
    """Of every ground that there ever was."""
    for application in person.journey.applications.values():
        closing = application.closing
        yield OPEN if closing is None else closing.happened_at + AFTER_CLOSING
    for grant in person.consents.grants:
        yield from (
            _end_of(person, grant, Scope(grant.purpose, each, grant.controller, grant.recipient))
            for each in grant.channels
        )
    if RELATION & set(ADMITS[regime][Purpose.TALENT_POOL]):
        everything = [
            each.recorded_at
            for each in person.consents.withdrawals
            if each.purpose in (None, Purpose.TALENT_POOL) and each.channels is None and each.recipient is None
        ]
        yield max(everything, default=OPEN)


def _end_of(person: Dossier, grant: Grant, scope: Scope) -> datetime:
    withdrawn = [each.recorded_at for each in person.consents.withdrawn(scope) if not grant.lifts(each)]
    if grant.expires_on is not None and grant.expires_on < FOREVER:
        withdrawn.append(datetime.combine(grant.expires_on + timedelta(days=1), time(), UTC))
    elif grant.lapsed:
        withdrawn.append(grant.recorded_at)
    return min(withdrawn, default=OPEN)


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()
