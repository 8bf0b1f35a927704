"""What follows from one comparison, in one append: who may be whom, and who is merged."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from domain.decision import Command, On
from domain.dossier import Dossier
from domain.identity import Features, Frequencies, IdentityModel, Joined, Member, join
from ledger.envelope import Origin, numbered
from ledger.faults import Moved
from ledger.identity.described import Described
from ledger.identity.known import Known
from ledger.store import CommandClaim, Receipt

if TYPE_CHECKING:
    from ledger.identity.engine import Engine
    from ledger.ledger import Ledger

ATTEMPTS = 8
"""How often a match is decided anew when a dossier moves under it."""
BY_POLICY = Command(type="settle-matches")


class Near(NamedTuple):
    new: Described
    model: IdentityModel
    frequencies: Frequencies
    found: Mapping[UUID, Member[UUID]]
    """Who is not apart from it, as they compared."""


Follows = Callable[[Dossier, Sequence[Dossier], UUID, Joined[UUID], datetime], list[On]]
"""Of the record's own dossier, the others', the record and how it would join them: `domain.decisions.matching`."""


def decide(engine: "Engine", near: Near, follows: Follows, occasion: str) -> Receipt | None:
    """What was seen, and what `follows` from it, in one append, once for each occasion; anew when one of the
    dossiers moves meanwhile."""
    new, model, _, found = near
    origin = by_policy(model)
    once = UUID(bytes=engine.ledger.digest("match", f"{occasion}{new.stream}/{new.event}/{model.version}")[:16])
    for attempt in range(1, ATTEMPTS + 1):
        own, others, versions = _dossiers(engine.ledger, new.stream, found)
        if own is None:
            return None
        members = Known(engine, [stream for each in others for stream in each.members]).features
        joined = joining(near, own, others, members)
        happened = follows(own, others, new.stream, joined, engine.ledger.clock())
        if not happened:
            return None
        events = numbered(happened, versions, origin, BY_POLICY, once)
        try:
            return engine.ledger.append(events, unmoved=versions, command=CommandClaim(origin.actor, once, b"match"))
        except Moved:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")


def joining(near: Near, own: Dossier, others: Sequence[Dossier], known: Mapping[UUID, Features]) -> Joined[UUID]:
    """Beside every record of these dossiers; `known` are the features of theirs."""
    clusters = [[_member(near, each, known[each]) for each in one.members if each in known] for one in others]
    asserted = {(one, other) for dossier in others for one in dossier.members for other in dossier.different}
    different = own.different.__contains__
    return join(near.new.features, clusters, near.model, near.frequencies, different, _among(asserted))


def _member(near: Near, record: UUID, features: Features) -> Member[UUID]:
    """With how the two compared, unless it says something else by now."""
    seen = near.found.get(record)
    return seen if seen is not None and seen.features == features else Member(record, features)


def by_policy(model: IdentityModel) -> Origin:
    return Origin(actor=f"policy:{model.version}", policy_version=model.version)


def _dossiers(
    ledger: "Ledger", new: UUID, found: Iterable[UUID]
) -> tuple[Dossier | None, list[Dossier], dict[UUID, int]]:
    """The new record's own, and every other one that holds one of `found`; None where there is no record (any more)."""
    own, versions = ledger.dossier(new, sees=())
    if own is None or own.void:
        return None, [], {}
    others: list[Dossier] = []
    for stream in found:
        if not any(stream in each.members for each in (own, *others)):
            other, read = ledger.dossier(stream, sees=())
            versions = read | versions  # of what was read twice the first, as in `Ledger.submit`
            if other is not None and not other.void:
                others.append(other)
    return own, others, versions


def _among(pairs: set[tuple[UUID, UUID]]) -> Callable[[UUID, UUID], bool]:
    return lambda one, other: (one, other) in pairs
