"""The lines of the contact log: a row per event, and what each type of event puts into it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import orjson

from domain.events import (
    AutoReplyReceived,
    ContactBounced,
    ContactBreached,
    ContactClicked,
    ContactDelivered,
    ContactDispatched,
    ContactFailed,
    ContactLogged,
    ContactOpened,
    ContactPlanned,
    ContactRefused,
    ContactSent,
    ContactUnconfirmed,
    Replied,
)
from domain.recorded import Recorded
from domain.vocabulary import ContactOutcome
from projections.projection import Table, Values

TABLE = Table(
    name="contact_log",
    columns=(
        *("position", "stream", "version", "type", "contact", "recorded_at", "claimed_at", "precision"),
        *("happened_at", "actor", "on_behalf_of", "channel", "inbound", "outcome", "purpose", "controller"),
        *("basis", "basis_position", "checked_at", "reasons", "policy", "sender", "campaign"),
        *("template", "template_version", "notice", "notice_version", "language", "not_before", "detail"),
        *("documents", "source", "batch", "org_unit", "confidentiality", "voided_by"),
    ),
    ddl="""
        CREATE TABLE contact_log (
            position        bigint  NOT NULL,
            stream          uuid    NOT NULL,
            version         bigint  NOT NULL,
            type            text    NOT NULL,
            contact         uuid    NOT NULL,
            recorded_at     timestamptz NOT NULL,
            claimed_at      timestamptz,
            precision       text,
            happened_at     timestamptz NOT NULL,
            actor           text    NOT NULL,
            on_behalf_of    text,
            channel         text    NOT NULL,
            inbound         boolean NOT NULL,
            outcome         text    NOT NULL,
            purpose         text,
            controller      text,
            basis           text,
            basis_position  bigint,
            checked_at      bigint,
            reasons         text,
            policy          text,
            sender          text,
            campaign        uuid,
            template        text,
            template_version int,
            notice          text,
            notice_version  int,
            language        text,
            not_before      timestamptz,
            detail          text,
            documents       text,
            source          text,
            batch           uuid,
            org_unit        text,
            confidentiality text    NOT NULL,
            voided_by       bigint
        )
    """,
    indexes="""
        ALTER TABLE contact_log ADD PRIMARY KEY (position);
        CREATE INDEX contact_log_stream ON contact_log (stream, position);
        CREATE INDEX contact_log_recorded ON contact_log (recorded_at, position);
        CREATE INDEX contact_log_happened ON contact_log (happened_at, position);
    """,
)


OUTREACH = (
    ContactPlanned,
    ContactRefused,
    ContactDispatched,
    ContactSent,
    ContactFailed,
    ContactUnconfirmed,
    ContactDelivered,
    ContactBounced,
    ContactOpened,
    ContactClicked,
    ContactBreached,
)
TYPES = (ContactLogged, Replied, AutoReplyReceived, *OUTREACH)
ANSWERED = ("basis", "basis_position", "checked_at", "reasons", "policy", "sender", "campaign")
MADE_WITH = ("template", "template_version", "notice", "notice_version", "language")


def rows(recorded: Recorded, voided_by: int | None) -> Iterable[Values]:
    event, meta = recorded.event, recorded.meta
    assert isinstance(event, TYPES)
    claimed = meta.occurred
    inbound, documents = isinstance(event, Replied | AutoReplyReceived), None
    if isinstance(event, ContactLogged | Replied):
        inbound, documents = inbound or getattr(event, "inbound", False), _documents(event)
    said = {name: getattr(event, name, None) for name in (*ANSWERED, *MADE_WITH)}
    said["reasons"] = " ".join(said["reasons"]) if said["reasons"] else None
    row = (
        *(recorded.position, recorded.stream, recorded.version, event.type, event.contact),
        *(recorded.recorded_at, claimed.at if claimed else None, claimed.precision if claimed else None),
        *(recorded.happened_at, meta.actor, meta.on_behalf_of),
        *(event.channel, inbound, _outcome(event), getattr(event, "purpose", meta.purpose)),
        *(getattr(event, "controller", None), *said.values(), _not_before(event), _detail(event), documents),
        *(meta.source, meta.batch, meta.org_unit, meta.confidentiality, voided_by),
    )
    return (row,)


def _outcome(event: Any) -> ContactOutcome:
    if isinstance(event, ContactSent):
        return ContactOutcome.SENT
    return event.outcome if isinstance(event, ContactLogged | Replied) else ContactOutcome.UNKNOWN


def _not_before(event: Any) -> datetime | None:
    if isinstance(event, ContactRefused):
        return event.retry_at
    return event.not_before if isinstance(event, ContactPlanned) else None


def _detail(event: Any) -> str | None:
    """What a type of its own says in a word."""
    match event:
        case ContactRefused():
            return event.stage
        case ContactFailed():
            return event.code
        case ContactBounced():
            return f"{'hard' if event.hard else 'soft'} {event.status or ''}".strip()
        case AutoReplyReceived():
            return event.kind.value
        case Replied() | ContactLogged():
            return f"stop {event.stop.value}" if event.stop else None
        case ContactOpened() | ContactClicked():
            return "machine" if event.by_machine else None
        case _:
            return None


def _documents(event: ContactLogged | Replied) -> str | None:
    if not event.documents:
        return None
    return orjson.dumps([each.model_dump(mode="json") for each in event.documents]).decode()
