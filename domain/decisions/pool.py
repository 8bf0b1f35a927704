"""Pools: fixed lists and saved filters, and who is on a list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from domain.decision import Command, On, Refused, Rules
from domain.decisions.addressed import OfCandidate, addressed, known
from domain.dossier import Dossier
from domain.events import (
    AnyEvent,
    CandidateListed,
    CandidateUnlisted,
    PoolAlertSet,
    PoolClosed,
    PoolCreated,
    PoolFilterChanged,
    PoolHandedOver,
    PoolRenamed,
    PoolShared,
    PoolSnapshotTaken,
)
from domain.events.pool import FilterText
from domain.person import Text
from domain.pool import Pool, open_to
from domain.search.filter import terms
from domain.search.parse import parse
from domain.search.write import write
from domain.vocabulary import ActorId, Code, Purpose

IN_ONE_EVENT = 10_000
"""People of a snapshot: about 400 kB."""


def _as_kept(text: str) -> str:
    """BadFilter says the place to whoever can show it; here it is a value that is wrong."""
    kept = write(parse(text))
    if not kept:
        raise ValueError("a pool has a condition")
    return kept


KeptFilter = Annotated[FilterText, AfterValidator(_as_kept)]


class OfPool(Command):
    pool: UUID
    by: ActorId
    """Who uses it: of a private pool, its owner."""


class CreatePool(OfPool):
    """`pool` is a new id. With a filter whoever fits is in it, without one it is a list.
    Whoever makes it owns it."""

    type: Literal["create-pool"] = "create-pool"
    name: Text
    sharing: Literal["private", "shared"] = "private"
    purpose: Purpose = Purpose.TALENT_POOL
    filter: KeptFilter | None = None


class RenamePool(OfPool):
    type: Literal["rename-pool"] = "rename-pool"
    name: Text


class SharePool(OfPool):
    type: Literal["share-pool"] = "share-pool"
    sharing: Literal["private", "shared"] = "shared"


class SetPoolAlert(OfPool):
    """Tell the owner of those who come in, or go out; neither ends it."""

    type: Literal["set-pool-alert"] = "set-pool-alert"
    on_entry: bool = True
    on_exit: bool = False


class HandOverPool(OfPool):
    type: Literal["hand-over-pool"] = "hand-over-pool"
    owner: ActorId


class ChangePoolFilter(OfPool):
    type: Literal["change-pool-filter"] = "change-pool-filter"
    filter: KeptFilter


class ClosePool(OfPool):
    type: Literal["close-pool"] = "close-pool"


class TakePoolSnapshot(OfPool):
    """Of whoever was in it at a position, as the one who acts on it was told."""

    type: Literal["take-pool-snapshot"] = "take-pool-snapshot"
    snapshot: UUID
    why: Code
    read_at: int = Field(ge=0)
    people: tuple[UUID, ...]


class ListCandidate(OfCandidate):
    type: Literal["list-candidate"] = "list-candidate"
    pool: UUID
    by: ActorId
    why: Code | None = None


class UnlistCandidate(OfCandidate):
    type: Literal["unlist-candidate"] = "unlist-candidate"
    pool: UUID
    by: ActorId
    why: Code | None = None


def create(pool: Pool | None, command: CreatePool, _at: datetime, _rules: Rules) -> Sequence[On]:
    if pool is not None and pool.name is not None:
        raise Refused("pool_exists")
    event = PoolCreated(
        name=command.name,
        owner=command.by,
        sharing=command.sharing,
        purpose=command.purpose,
        filter=_saved(command.filter),
    )
    return [On(command.pool, event)]


def rename(pool: Pool | None, command: RenamePool, _at: datetime, _rules: Rules) -> Sequence[On]:
    changed = used(pool, command.by).name != command.name
    return _if(changed, command, PoolRenamed(name=command.name))


def share(pool: Pool | None, command: SharePool, _at: datetime, _rules: Rules) -> Sequence[On]:
    changed = used(pool, command.by).sharing != command.sharing
    return _if(changed, command, PoolShared(sharing=command.sharing))


def set_alert(pool: Pool | None, command: SetPoolAlert, _at: datetime, _rules: Rules) -> Sequence[On]:
    alert = (command.on_entry, command.on_exit)
    changed = used(pool, command.by).alert != alert
    return _if(changed, command, PoolAlertSet(on_entry=command.on_entry, on_exit=command.on_exit))


def hand_over(pool: Pool | None, command: HandOverPool, _at: datetime, _rules: Rules) -> Sequence[On]:
    changed = used(pool, command.by).owner != command.owner
    return _if(changed, command, PoolHandedOver(owner=command.owner))


def change_filter(pool: Pool | None, command: ChangePoolFilter, _at: datetime, _rules: Rules) -> Sequence[On]:
    before = used(pool, command.by).filter
    if before is None:
        raise Refused("pool_is_a_list")
    text = _saved(command.filter)
    return _if(before != text, command, PoolFilterChanged(filter=text or before))


def close(pool: Pool | None, command: ClosePool, _at: datetime, _rules: Rules) -> Sequence[On]:
    return _if(not _there(pool, command.by).closed, command, PoolClosed())


def take_snapshot(pool: Pool | None, command: TakePoolSnapshot, _at: datetime, _rules: Rules) -> Sequence[On]:
    used(pool, command.by)
    people = command.people
    shares = [people[at : at + IN_ONE_EVENT] for at in range(0, len(people), IN_ONE_EVENT)] or [()]
    return [
        On(
            command.pool,
            PoolSnapshotTaken(
                snapshot=command.snapshot,
                why=command.why,
                read_at=command.read_at,
                size=len(people),
                part=part,
                parts=len(shares),
                people=each,
            ),
        )
        for part, each in enumerate(shares, start=1)
    ]


def put_on(
    dossier: Dossier | None, pool: Pool | None, command: ListCandidate, _at: datetime, rules: Rules
) -> Sequence[On]:
    person = addressed(dossier, command.candidate, rules)
    if used(pool, command.by).filter is not None:
        raise Refused("pool_is_a_filter")
    if str(command.pool) in person.lists:
        return []
    return [On(command.candidate, CandidateListed(pool=command.pool, why=command.why))]


def take_off(
    dossier: Dossier | None, pool: Pool | None, command: UnlistCandidate, _at: datetime, _rules: Rules
) -> Sequence[On]:
    """On every record that holds it, so that the reversal of a merge doesn't bring it back."""
    _there(pool, command.by)
    event = CandidateUnlisted(pool=command.pool, why=command.why)
    return [On(each.stream, event) for each in known(dossier).records if str(command.pool) in each.lists]


def _saved(text: str | None) -> str | None:
    """What is saved stays readable for ever, so it may not ask for a person by name. Raises Refused."""
    node = parse(text) if text else None
    if node is not None and any(term.field == "name" for term in terms(node)):
        raise Refused("name_in_pool_filter")
    return text


def _if(changed: bool, command: OfPool, event: AnyEvent) -> Sequence[On]:
    return [On(command.pool, event)] if changed else []


def _there(pool: Pool | None, by: ActorId) -> Pool:
    if pool is None or pool.name is None or not open_to(pool.owner, pool.sharing, (by,)):
        raise Refused("no_such_pool")
    return pool


def used(pool: Pool | None, by: ActorId) -> Pool:
    """If it is there for them and not closed. Raises Refused."""
    found = _there(pool, by)
    if found.closed:
        raise Refused("pool_closed")
    return found
