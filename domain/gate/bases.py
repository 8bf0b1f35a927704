"""On which ground a contact would be lawful, and what stands against every ground."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from domain.application import Application, Stage
from domain.consents import Block, Consents, Scope
from domain.dossier import Dossier
from domain.gate.contact import Contact
from domain.gate.purposes import UNASKED
from domain.gate.regimes import Regime, admitted, wants_second_yes
from domain.value import value
from domain.vocabulary import Basis, Purpose, WhyNot

AFTER_CLOSING = timedelta(days=90)
"""How long after its end an application is still spoken of: the result, the reasons, what follows. Ours."""

_CONSENT, _CONTRACT, _RIGHTS_REPLY = Basis.CONSENT, Basis.CONTRACT, Purpose.RIGHTS_REPLY

BLOCKED_BY = {
    Block.WITHDRAWN: WhyNot.CONSENT_WITHDRAWN,
    Block.REFUSED: WhyNot.CONSENT_WITHDRAWN,
    Block.UNSUBSCRIBED: WhyNot.UNSUBSCRIBED,
    Block.OBJECTION: WhyNot.OBJECTION,
}


@value
class Ground:
    """`reason` is why there is none, and `position` of what it rests on."""

    basis: Basis | None = None
    position: int | None = None
    reason: WhyNot | None = None
    done_at: datetime | None = None
    """When the person did it, if it is an act of their own that was not brought by an import."""


def ground(person: Dossier, contact: Contact, jurisdiction: str | None, regime: Regime, at: datetime) -> Ground:
    """A withdrawal, refusal, unsubscription or objection that covers it stands against every ground, until the person
    does something that is provably later: says yes, or applies."""
    if contact.purpose is _RIGHTS_REPLY:
        return Ground(Basis.LEGAL_DUTY)
    consents = person.consents
    scope = Scope(contact.purpose, contact.channel, contact.controller, contact.recipient)
    block = standing_block(consents, scope) if consents.withdrawals else None
    bases = admitted(regime, contact.purpose, contact.channel)
    if contact.recipient is not None:  # passed on to somebody else: only by a consent to just that (PIPL 23)
        bases = tuple(each for each in bases if each is Basis.CONSENT)
    for basis in bases:
        found = HOLDS[basis](person, contact, at, jurisdiction)
        if found is None or (block is not None and not _outlives(person, basis, found, block[1])):
            continue
        second = basis is _CONSENT and wants_second_yes(jurisdiction, contact.purpose, contact.channel)
        if second and not _confirmed(consents, found):
            return Ground(reason=WhyNot.CONSENT_UNCONFIRMED)
        return Ground(basis, found or None, done_at=_own_act(person, basis, found))
    if block is not None:
        return Ground(reason=block[0])
    governing = consents.governing(scope) if consents.grants else None
    if governing and governing.expired(at):
        return Ground(reason=WhyNot.CONSENT_EXPIRED)
    if Basis.ASKING in bases:
        return Ground(reason=WhyNot.ASKED_BEFORE)
    return Ground(reason=WhyNot.NO_LAWFUL_BASIS)


def standing_block(consents: Consents, scope: Scope) -> tuple[WhyNot, int] | None:
    """The newest that covers it and that no later consent has lifted; its position."""
    standing = consents.withdrawn(scope)
    if scope.purpose is Purpose.PERMISSION_REQUEST:
        asked = [Scope(each, scope.channel, scope.controller, scope.recipient) for each in UNASKED]
        standing = [each for each in consents.withdrawals if any(each.covers(one) for one in asked)]
    elif standing and consents.governing(scope) is not None:
        return None
    if not standing:
        return None
    newest = standing[-1]
    return BLOCKED_BY[newest.block], newest.position


def _outlives(person: Dossier, basis: Basis, position: int, block: int) -> bool:
    """A new application is the person's own later act, and so is the yes that is to be proved; nothing else but a
    consent is, and that was looked at."""
    if basis is Basis.LEGAL_DUTY:
        return position > block
    if basis is not _CONTRACT or position <= block:
        return False
    return any(each.first_position == position and not each.imported for each in person.journey.applications.values())


def _own_act(person: Dossier, basis: Basis, position: int) -> datetime | None:
    if basis is _CONSENT:
        return next((g.happened_at for g in person.consents.grants if g.position == position and not g.imported), None)
    if basis is _CONTRACT:
        applications = person.journey.applications.values()
        return next((a.applied_at for a in applications if a.first_position == position and not a.imported), None)
    return None


def _confirmed(consents: Consents, position: int) -> bool:
    return any(grant.confirmed for grant in consents.grants if grant.position == position)


def _consent(person: Dossier, contact: Contact, at: datetime, _jurisdiction: str | None) -> int | None:
    consents = person.consents
    if not consents.grants:
        return None
    grant = consents.basis(Scope(contact.purpose, contact.channel, contact.controller, contact.recipient), at)
    return grant.position if grant else None


def _contract(person: Dossier, contact: Contact, at: datetime, _jurisdiction: str | None) -> int | None:
    """The newest application that is open, or whose end is still spoken of; onboarding wants an accepted offer."""
    found = [
        each.first_position
        for each in person.journey.applications.values()
        if each.controller == contact.controller and CONTRACT[contact.purpose](each, at)
    ]
    if contact.purpose is Purpose.ONBOARDING and not found:
        employments = person.journey.employments.values()
        return 0 if any(each.active and each.controller == contact.controller for each in employments) else None
    return max(found, default=None)


def _spoken_of(application: Application, at: datetime) -> bool:
    closing = application.closing
    return closing is None or at.astimezone(UTC) - closing.happened_at <= AFTER_CLOSING


def _accepted(application: Application, _at: datetime) -> bool:
    return application.stage in (Stage.ACCEPTED, Stage.HIRED)


CONTRACT: dict[Purpose, Callable[[Application, datetime], bool]] = {
    Purpose.APPLICATION: _spoken_of,
    Purpose.ONBOARDING: _accepted,
}


def _relation(person: Dossier, contact: Contact, _at: datetime, _jurisdiction: str | None) -> int | None:
    """What an interest or a regime of opting out rests on: the stay in a pool, the former employment, the record."""
    if contact.purpose is Purpose.ALUMNI:
        former = [each for each in person.journey.employments.values() if not each.active]
        return 0 if former else None
    inside = [stay.entered_position or 0 for stay in person.stays if stay.left_at is None]
    return max(inside, default=0)


def _own_yes(person: Dossier, contact: Contact, _at: datetime, _jurisdiction: str | None) -> int | None:
    """The newest consent that they gave this controller here and now: it is confirmed, and proved."""
    grants = (each for each in person.consents.grants if each.controller == contact.controller and not each.imported)
    return max((each.position for each in grants), default=None)


def _asking(person: Dossier, contact: Contact, _at: datetime, jurisdiction: str | None) -> int | None:
    """Once; and again for a yes since then that waits to be confirmed."""
    asked = [
        each.position
        for each in person.contacts.attempts.values()
        if each.purpose is Purpose.PERMISSION_REQUEST
        and each.controller == contact.controller
        and each.contact != contact.contact
        and (each.left or each.state == "planned")
    ]
    asked += [
        each.position
        for each in person.contacts.logged
        if each.purpose is Purpose.PERMISSION_REQUEST and each.controller == contact.controller
    ]
    if not asked:
        return 0
    waiting = [
        grant.position
        for grant in person.consents.grants
        if not grant.confirmed
        and not grant.imported
        and grant.position > max(asked)
        and any(wants_second_yes(jurisdiction, grant.purpose, channel) for channel in grant.channels)
    ]
    return max(waiting, default=None)


HOLDS: dict[Basis, Callable[[Dossier, Contact, datetime, str | None], int | None]] = {
    Basis.CONSENT: _consent,
    Basis.CONTRACT: _contract,
    Basis.LEGITIMATE_INTEREST: _relation,
    Basis.OPT_OUT_REGIME: _relation,
    Basis.ASKING: _asking,
    Basis.LEGAL_DUTY: _own_yes,
}
"""The position that it rests on, 0 where there is no single one, or None: it does not hold."""
