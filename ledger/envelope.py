"""From a decision to events with an envelope and a place: who, for whom, from where, as which version."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from msgspec import convert
from uuid_utils import uuid7

from domain.decision import Command, On
from domain.envelope import Meta
from domain.vocabulary import ActorId, Code, Confidentiality, Purpose
from ledger.codec import NewEvent


@dataclass(frozen=True, slots=True)
class Origin:
    """Who sends a command, for whom, from where: what goes into the envelope of its events."""

    actor: ActorId
    on_behalf_of: ActorId | None = None
    reason: Code | None = None
    causation: UUID | None = None
    correlation: UUID | None = None
    batch: UUID | None = None
    source: Code | None = None
    policy_version: Code | None = None
    purpose: Purpose | None = None
    org_unit: Code | None = None
    confidentiality: Confidentiality = Confidentiality.NORMAL


def utc_now() -> datetime:
    return datetime.now(UTC)


def new_id() -> UUID:
    """A UUIDv7: sorts by time of making."""
    return convert(uuid7().bytes, UUID)


def new_id_spelt() -> str:
    """The same in letters, at half the price."""
    return str(uuid7())


def numbered(
    happened: Iterable[On], versions: Mapping[UUID, int], origin: Origin, command: Command, command_id: UUID
) -> list[NewEvent]:
    """Give every event its envelope and its place in its stream."""
    next_version = dict(versions)
    events = []
    for each in happened:
        next_version[each.stream] = version = next_version.get(each.stream, 0) + 1
        events.append(NewEvent(each.stream, version, envelope(origin, command, command_id), each.event))
    return events


def envelope(origin: Origin, command: Command, command_id: UUID) -> Meta:
    return Meta(
        event_id=new_id(),
        command_id=command_id,
        actor=origin.actor,
        on_behalf_of=origin.on_behalf_of,
        reason=origin.reason,
        causation=origin.causation,
        correlation=origin.correlation,
        batch=origin.batch,
        source=command.source or origin.source,
        occurred=command.occurred,
        policy_version=origin.policy_version,
        purpose=origin.purpose,
        org_unit=origin.org_unit,
        confidentiality=origin.confidentiality,
    )
