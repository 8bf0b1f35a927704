"""The lines of the contact log: a row per event, and what each type of event puts into it."""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
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
    Document,
    Replied,
)
from domain.recorded import Recorded
from domain.vocabulary import ContactOutcome
from projections.projection import Table, Values

SHOWN_ONLY = (
    *("claimed_at", "precision", "actor", "on_behalf_of", "outcome", "controller", "basis", "basis_position"),
    *("checked_at", "policy", "sender", "campaign", "template", "template_version", "notice_version", "language"),
    *("not_before", "detail", "documents", "source", "batch", "org_unit", "confidentiality"),
)
"""Columns that no query is planned by: the planner needs no statistics of them."""

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
        );
    """
    + "ALTER TABLE contact_log "
    + ", ".join(f"ALTER {column} SET STATISTICS 0" for column in SHOWN_ONLY),
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
ANSWERED = ("basis", "basis_position", "checked_at")
ASKED = ("policy", "sender", "campaign", "template", "template_version", "notice", "notice_version", "language")
HEARD = frozenset({Replied, AutoReplyReceived})
SPOKEN = frozenset({ContactLogged, ContactPlanned, Replied})
NOT_BEFORE: dict[type, str] = {ContactRefused: "retry_at", ContactPlanned: "not_before"}
"""The field of a type that says from when on it may leave."""
OUTCOME: dict[type, ContactOutcome] = {ContactSent: ContactOutcome.SENT}
"""Of a type that says none itself; else it is unknown."""
UNKNOWN = ContactOutcome.UNKNOWN


def rows(recorded: Recorded, voided_by: int | None) -> Iterable[Values]:
    event: Any = recorded.event
    meta = recorded.meta
    # Most types have few of these fields, and to be asked for one that it lacks takes a model ten times as long.
    said = event.__dict__.get
    claimed, reasons = meta.occurred, said("reasons")
    kind: type = type(event)
    outcome, detail = OUTCOME.get(kind, UNKNOWN), DETAIL.get(kind)
    documents = (*said("documents", ()), *said("enclosed", ())) if kind in SPOKEN else ()
    row = (
        *(recorded.position, recorded.stream, recorded.version, event.type, event.contact),
        *(recorded.recorded_at, claimed.at if claimed else None, claimed.precision if claimed else None),
        *(recorded.happened_at, meta.actor, meta.on_behalf_of, event.channel),
        *(kind in HEARD or said("inbound", False), said("outcome", outcome), said("purpose", meta.purpose)),
        *(said("controller"), *map(said, ANSWERED), " ".join(reasons) if reasons else None, *map(said, ASKED)),
        *(said(NOT_BEFORE[kind]) if kind in NOT_BEFORE else None, detail(event) if detail else None),
        _documents(documents) if documents else None,
        *(meta.source, meta.batch, meta.org_unit, meta.confidentiality, voided_by),
    )
    return (row,)


def _stop(event: ContactLogged | Replied) -> str | None:
    return f"stop {event.stop.value}" if event.stop else None


def _bounce(event: ContactBounced) -> str:
    return f"{'hard' if event.hard else 'soft'} {event.status or ''}".strip()


def _machine(event: ContactOpened | ContactClicked) -> str | None:
    return "machine" if event.by_machine else None


DETAIL: dict[type, Callable[[Any], str | None]] = {
    ContactLogged: _stop,
    Replied: _stop,
    ContactRefused: attrgetter("stage"),
    ContactFailed: attrgetter("code"),
    ContactBounced: _bounce,
    AutoReplyReceived: attrgetter("kind.value"),
    ContactOpened: _machine,
    ContactClicked: _machine,
}
"""What a type of its own says in a word."""


def _documents(documents: Sequence[Document]) -> str:
    return orjson.dumps([each.model_dump(mode="json") for each in documents]).decode()
