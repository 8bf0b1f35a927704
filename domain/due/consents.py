"""What is due of consents: to be renewed before they run out, and to be recorded once they have."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from domain.consents import Grant, Scope
from domain.due.item import When
from domain.due.whom import Of

RENEWED_BEFORE = timedelta(days=30)


def consent_renewal(of: Of) -> Iterable[When]:
    """Thirty days before its last day, unless it was asked for already."""
    asked = {each.renews for each in of.person.consents.requests}
    for grant, over in _ending(of):
        if grant.position not in asked and not of.unwanted:
            yield When(str(grant.position), over - RENEWED_BEFORE, over, detail=str(grant.position))


def consent_expiry(of: Of) -> Iterable[When]:
    """From the moment at which it counts for nothing."""
    for grant, over in _ending(of):
        yield When(str(grant.position), over, detail=str(grant.position))


def _ending(of: Of) -> Iterable[tuple[Grant, datetime]]:
    """Every consent that stands and has a last day, with the first moment after it."""
    consents = of.person.consents
    for grant in consents.grants:
        if grant.expires_on is None or grant.lapsed or grant.expires_on == date.max:
            continue
        scopes = (Scope(grant.purpose, channel, grant.controller, grant.recipient) for channel in grant.channels)
        if any(consents.governing(scope) == grant for scope in scopes):
            yield grant, datetime.combine(grant.expires_on + timedelta(days=1), time(), UTC)
