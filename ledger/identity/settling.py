"""Records that were just described are compared with those before them, and what follows is stored.

The keys of a record come with its own append, so positions decide who compares with whom: of two that arrive at
once the later one always finds the earlier, and no lock is needed but that of the append. What was not compared
because a process ended is still due, and `catch_up` takes it from there.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from domain.decision import Command, On
from domain.decisions.matching import settled
from domain.dossier import Dossier
from domain.identity import LARGE, Frequencies, IdentityModel, Joined, Member, Zone, compare, join, nearby, zone
from domain.identity.frequencies import names_of_points
from ledger.envelope import Origin, numbered
from ledger.faults import Moved
from ledger.identity.described import Described, of
from ledger.identity.known import Known
from ledger.store import CommandClaim, Receipt

if TYPE_CHECKING:
    from ledger.identity.engine import Engine
    from ledger.ledger import Ledger

ATTEMPTS = 8
"""How often one record's match is decided anew when a dossier moves under it."""
AT_ONCE = 200
BY_POLICY = Command(type="settle-matches")


def settle(engine: "Engine", people: Sequence[Described], late: Collection[UUID] = frozenset()) -> Receipt | None:
    """Compare each with everyone before it; answers the last append that came of it. `event` is a position here.

    Whoever is in `late` is compared with those after it, too, but for others in it.
    """
    last = None
    for near in nearby_each(engine, people, late):
        if near.found:
            last = decide(engine, near, settled, "") or last
    engine.tables.matched([each.stream for each in people])
    return last


class Near(NamedTuple):
    new: Described
    model: IdentityModel
    frequencies: Frequencies
    found: list[UUID]
    """Who is not plainly apart from it."""


def nearby_each(engine: "Engine", people: Sequence[Described], late: Collection[UUID] = frozenset()) -> Iterator[Near]:
    """Each with whom it is worth deciding on."""
    model = engine.model
    around = _around(engine, people)
    known = Known(engine, {each for held in around.values() for each in held})
    for each in people:
        came_late = each.stream in late
        near = {
            stream: known.features[stream]
            for stream in around[each.stream]
            if known.before(stream, each) or (came_late and stream in known.features and stream not in late)
        }
        frequencies = engine.counts.around(names_of_points((each.features, *near.values())))
        found = [
            stream
            for stream, features in near.items()
            if zone(compare(each.features, features, model, frequencies), model) is not Zone.APART
        ]
        yield Near(each, model, frequencies, found)


def catch_up(engine: "Engine", seconds: int) -> int:
    """Compare what has been due for so long that a process must have ended; answers how many records that were."""
    done = 0
    while due := engine.tables.due(AT_ONCE, seconds):
        people = known_people(engine, due)
        blocks = _around(engine, people) if engine.tables.late(due) else {}
        late = engine.tables.late({*due, *(each for held in blocks.values() for each in held)}) if blocks else ()
        settle(engine, people, late)
        engine.tables.matched(due)  # whoever was forgotten meanwhile, too
        done += len(due)
    return done


def known_people(engine: "Engine", streams: Collection[UUID]) -> list[Described]:
    """As they are indexed, in the order in which they were described; without those who are forgotten."""
    known = Known(engine, streams)
    people = [of(each, known.position[each], known.features[each], engine.ledger.digest) for each in known.features]
    return sorted(people, key=lambda each: each.event)


def _around(engine: "Engine", people: Sequence[Described]) -> dict[UUID, set[UUID]]:
    """With whom each is worth comparing."""
    blocks = engine.tables.blocks({digest for each in people for digest in each.keys.values()}, LARGE + 1)
    return {
        each.stream: nearby({key: blocks.get(digest, ()) for key, digest in each.keys.items()}) - {each.stream}
        for each in people
    }


Follows = Callable[[Dossier, Sequence[Dossier], UUID, Joined[UUID], datetime], list[On]]
"""Of the record's own dossier, the others', the record and how it would join them: `domain.decisions.matching`."""


def decide(engine: "Engine", near: Near, follows: Follows, occasion: str) -> Receipt | None:
    """What was seen, and what `follows` from it, in one append, once for each occasion; anew when one of the
    dossiers moves meanwhile."""
    new, model, frequencies, found = near
    origin = by_policy(model)
    once = UUID(bytes=engine.ledger.digest("match", f"{occasion}{new.stream}/{new.event}/{model.version}")[:16])
    for attempt in range(1, ATTEMPTS + 1):
        own, others, versions = _dossiers(engine.ledger, new.stream, found)
        if own is None:
            return None
        members = Known(engine, [stream for each in others for stream in each.members]).features
        clusters = [[Member(each, members[each]) for each in one.members if each in members] for one in others]
        asserted = {(one, other) for dossier in others for one in dossier.members for other in dossier.different}
        joined = join(new.features, clusters, model, frequencies, own.different.__contains__, _among(asserted))
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


def by_policy(model: IdentityModel) -> Origin:
    return Origin(actor=f"policy:{model.version}", policy_version=model.version)


def _dossiers(
    ledger: "Ledger", new: UUID, found: Sequence[UUID]
) -> tuple[Dossier | None, list[Dossier], dict[UUID, int]]:
    """The new record's own, and every other one that holds one of `found`; None where there is no record (any more)."""
    own, versions = ledger.dossier(new, unseal=False)
    if own is None or own.void:
        return None, [], {}
    others: list[Dossier] = []
    for stream in found:
        if not any(stream in each.members for each in (own, *others)):
            other, read = ledger.dossier(stream, unseal=False)
            versions = read | versions  # of what was read twice the first, as in `Ledger.submit`
            if other is not None and not other.void:
                others.append(other)
    return own, others, versions


def _among(pairs: set[tuple[UUID, UUID]]) -> Callable[[UUID, UUID], bool]:
    return lambda one, other: (one, other) in pairs
