"""Contacts, replies, and what people allow."""

from domain.decision import Command
from domain.decisions.consent import GiveConsent, WithdrawConsent
from domain.decisions.contact import LogContact, RecordReply
from domain.person import ContactPoint, PointKind
from domain.vocabulary import Channel, ConsentMethod, ContactOutcome, Purpose
from ledger.intake.codes import BadRow
from ledger.intake.happenings.references import controller
from ledger.intake.happenings.values import Values
from ledger.intake.normalise.emails import canonical_email
from ledger.intake.normalise.phones import to_e164
from ledger.intake.normalise.words import INBOUND


def contact(v: Values) -> list[Command]:
    outcome = v.member("outcome", ContactOutcome, ContactOutcome.UNKNOWN)
    reference = v.text("contact")
    return [
        LogContact(
            candidate=v.it.candidate,
            occurred=v.occurred,
            contact=v.id_of("contact", v.it.source, reference) if reference else v.it.derive("contact", v.it.row_key),
            channel=v.member("channel", Channel, Channel.OTHER),
            inbound=v.one_of("direction", INBOUND, otherwise=False),
            outcome=outcome,
            purpose=v.member("purpose", Purpose, Purpose.TALENT_POOL),
            controller=controller(v),
            went_well=True if outcome is ContactOutcome.INTERESTED else None,
            address=_address(v),
            said=v.told(),
        )
    ]


def reply(v: Values) -> list[Command]:
    """To the contact that is named, else to the last one that is known."""
    reference = v.text("contact")
    known = v.it.dossier.contacts.known if v.it.dossier else ()
    if reference:
        answered = v.id_of("contact", v.it.source, reference)
    else:
        answered = known[-1] if known else v.it.derive("contact", v.it.row_key)
    return [
        RecordReply(
            candidate=v.it.candidate,
            occurred=v.occurred,
            contact=answered,
            channel=v.member("channel", Channel, Channel.OTHER),
            outcome=v.member("outcome", ContactOutcome, ContactOutcome.UNKNOWN),
            said=v.told(),
        )
    ]


def consent_given(v: Values) -> list[Command]:
    """One purpose, one controller, one recipient: a row that bundles purposes is refused by the rules."""
    purposes, channels = v.members("purpose", Purpose), v.members("channel", Channel)
    if not purposes or not channels:
        raise BadRow("missing_value", "channel" if purposes else "purpose")
    return [
        GiveConsent(
            candidate=v.it.candidate,
            occurred=v.occurred,
            purpose=purposes[0] if len(purposes) == 1 else purposes,
            channels=channels,
            controller=controller(v),
            recipient=v.code("recipient"),
            notice=v.code("notice"),
            notice_version=v.number("notice_version", 1, 1_000_000),
            language=v.code("language"),
            method=v.member("method", ConsentMethod, ConsentMethod.IMPORTED),
            expires_on=v.day("expires_on"),
            evidence=v.told(),
        )
    ]


def consent_withdrawn(v: Values) -> list[Command]:
    """What the row does not narrow is withdrawn altogether."""
    purposes, channels = v.members("purpose", Purpose), v.members("channel", Channel)
    method = v.member("method", ConsentMethod, ConsentMethod.IMPORTED)
    who, told = v.code("controller"), v.told()
    return [
        WithdrawConsent(
            candidate=v.it.candidate,
            occurred=v.occurred,
            purpose=purpose,
            channels=channels or None,
            controller=who,
            method=method,
            evidence=told,
        )
        for purpose in purposes or (None,)
    ]


def _address(v: Values) -> ContactPoint | None:
    written = v.text("address")
    if written is None:
        return None
    email = canonical_email(written) if "@" in written else None
    phone = None if email else to_e164(written)
    kind = PointKind.EMAIL if email else PointKind.PHONE if phone else PointKind.OTHER
    value = email or phone or written
    return ContactPoint(kind=kind, value=value, raw=written if written != value else None)
