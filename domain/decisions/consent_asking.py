"""A consent is asked for, confirmed, refused, and runs out."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.consents import Grant, Request, Scope
from domain.decision import On, Refused, Rules
from domain.decisions.addressed import OfCandidate, addressed, known
from domain.dossier import Dossier
from domain.events import (
    ConsentExpired,
    ConsentGiven,
    ConsentRefused,
    ConsentRequested,
)
from domain.person import LongText
from domain.vocabulary import Channel, Code, ConsentMethod, LanguageTag, Purpose


class RequestConsent(OfCandidate):
    """`request` is a new id, chosen by the caller. `renews` is the position of a consent that runs out."""

    type: Literal["request-consent"] = "request-consent"
    request: UUID
    purpose: Purpose
    channels: tuple[Channel, ...] = Field(min_length=1)
    controller: Code = "main"
    recipient: Code | None = None
    notice: Code | None = None
    notice_version: int | None = None
    language: LanguageTag | None = None
    contact: UUID | None = None
    renews: int | None = None
    expires_on: date | None = None


class RefuseConsent(OfCandidate):
    """The person says no to a request."""

    type: Literal["refuse-consent"] = "refuse-consent"
    request: UUID
    method: ConsentMethod = ConsentMethod.HUMAN
    evidence: LongText | None = None


class ConfirmConsent(OfCandidate):
    """The second yes, from the address itself, to a consent that answered this request."""

    type: Literal["confirm-consent"] = "confirm-consent"
    request: UUID
    method: ConsentMethod = ConsentMethod.ONE_CLICK


class ExpireConsent(OfCandidate):
    """`position` is of the consent."""

    type: Literal["expire-consent"] = "expire-consent"
    position: int


def request(dossier: Dossier | None, command: RequestConsent, at: datetime, rules: Rules) -> Sequence[On]:
    person = addressed(dossier, command.candidate, rules)
    if any(each.request == command.request for each in person.consents.requests):
        return []
    past = command.expires_on is not None and at.astimezone(UTC).date() > command.expires_on
    rules.require(not past, "already_expired")
    if command.renews is not None:
        grant_at(person, command.renews)
    event = ConsentRequested.model_validate(command.model_dump(exclude={"type", "candidate", "occurred", "source"}))
    return [On(command.candidate, event)]


def refuse(dossier: Dossier | None, command: RefuseConsent, _at: datetime, rules: Rules) -> Sequence[On]:
    """On every record, as a withdrawal."""
    person = known(dossier)
    asked = _request(person, command.request)
    event = ConsentRefused(
        request=asked.request,
        purpose=asked.purpose,
        channels=asked.channels,
        controller=asked.controller,
        recipient=asked.recipient,
        method=command.method,
        evidence=command.evidence,
    )
    addressed(dossier, person.candidate, rules)
    return [On(record.stream, event) for record in person.records]


def confirm(dossier: Dossier | None, command: ConfirmConsent, at: datetime, rules: Rules) -> Sequence[On]:
    """Only what still stands: what was taken back since then is not brought back by an old link."""
    person = addressed(dossier, known(dossier).candidate, rules)
    grants = [grant for grant in person.consents.grants if grant.request == command.request]
    if any(grant.confirmed for grant in grants):
        return []
    if not grants:
        raise Refused("no_such_request")
    grant = grants[-1]
    scopes = [Scope(grant.purpose, channel, grant.controller, grant.recipient) for channel in grant.channels]
    stands = all(person.consents.governing(scope) == grant for scope in scopes) and not grant.expired(at)
    rules.require(stands, "consent_over")
    event = ConsentGiven(
        purpose=grant.purpose,
        channels=grant.channels,
        controller=grant.controller,
        recipient=grant.recipient,
        notice=grant.notice,
        notice_version=grant.notice_version,
        language=grant.language,
        method=command.method,
        expires_on=grant.expires_on,
        request=command.request,
        confirmed=True,
    )
    return [On(person.candidate, event)]


def expire(dossier: Dossier | None, command: ExpireConsent, at: datetime, rules: Rules) -> Sequence[On]:
    """Said of what has run out by its own date, on the record that holds it."""
    person = known(dossier)
    grant, stream = grant_at(person, command.position)
    if grant.lapsed:
        return []
    rules.require(grant.expired(at), "not_expired")
    event = ConsentExpired(
        position=grant.position,
        purpose=grant.purpose,
        channels=grant.channels,
        controller=grant.controller,
        recipient=grant.recipient,
    )
    return [On(stream, event)]


def _request(person: Dossier, request: UUID) -> Request:
    for each in person.consents.requests:
        if each.request == request:
            return each
    raise Refused("no_such_request")


def grant_at(person: Dossier, position: int) -> tuple[Grant, UUID]:
    for record in person.records:
        for grant in record.consents.grants:
            if grant.position == position:
                return grant, record.stream
    raise Refused("no_such_consent")
