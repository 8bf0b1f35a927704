"""Records that were just described are compared with those before them, and what follows is stored.

The keys of a record come with its own append, so positions decide who compares with whom: of two that arrive at
once the later one always finds the earlier, and no lock is needed but that of the append. What was not compared
because a process ended is still due, and `catch_up` takes it from there.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from domain.decision import Command
from domain.decisions.matching import settled
from domain.dossier import Dossier
from domain.identity import LARGE, Frequencies, Member, Zone, compare, join, nearby, zone
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


def settle(engine: "Engine", people: Sequence[Described]) -> Receipt | None:
    """Compare each with everyone before it; answers the last append that came of it. `event` is a position here."""
    last = None
    around = _around(engine, people)
    known = Known(engine, {each for held in around.values() for each in held})
    for each in people:
        near = {stream: known.features[stream] for stream in around[each.stream] if known.before(stream, each)}
        frequencies = engine.counts.around(names_of_points((each.features, *near.values())))
        found = [
            stream
            for stream, features in near.items()
            if zone(compare(each.features, features, engine.model, frequencies), engine.model) is not Zone.APART
        ]
        if found:
            last = _decide(engine, each, found, frequencies) or last
    engine.tables.matched([each.stream for each in people])
    return last


def catch_up(engine: "Engine", seconds: int) -> int:
    """Compare what has been due for so long that a process must have ended; answers how many records that were."""
    done = 0
    while due := engine.tables.due(AT_ONCE, seconds):
        known = Known(engine, due)
        people = [
            of(stream, known.position[stream], features, engine.ledger.digest)
            for stream, features in known.features.items()
        ]
        settle(engine, sorted(people, key=lambda each: each.event))
        engine.tables.matched(due)  # whoever was forgotten meanwhile, too
        done += len(due)
    return done


def _around(engine: "Engine", people: Sequence[Described]) -> dict[UUID, set[UUID]]:
    """With whom each is worth comparing."""
    blocks = engine.tables.blocks({digest for each in people for digest in each.keys.values()}, LARGE + 1)
    return {
        each.stream: nearby({key: blocks.get(digest, ()) for key, digest in each.keys.items()}) - {each.stream}
        for each in people
    }


def _decide(engine: "Engine", new: Described, found: Sequence[UUID], frequencies: Frequencies) -> Receipt | None:
    """What was seen, and whom it merges, in one append; anew when one of the dossiers moves meanwhile."""
    origin = Origin(actor=f"policy:{engine.model.version}", policy_version=engine.model.version)
    once = UUID(bytes=engine.ledger.digest("match", f"{new.stream}/{new.event}/{engine.model.version}")[:16])
    for attempt in range(1, ATTEMPTS + 1):
        own, others, versions = _dossiers(engine.ledger, new.stream, found)
        if own is None:
            return None
        members = Known(engine, [stream for each in others for stream in each.members]).features
        clusters = [[Member(each, members[each]) for each in one.members if each in members] for one in others]
        asserted = {(one, other) for dossier in others for one in dossier.members for other in dossier.different}
        joined = join(new.features, clusters, engine.model, frequencies, own.different.__contains__, _among(asserted))
        happened = settled(own, others, new.stream, joined, engine.ledger.clock())
        if not happened:
            return None
        events = numbered(happened, versions, origin, BY_POLICY, once)
        try:
            return engine.ledger.append(events, unmoved=versions, command=CommandClaim(origin.actor, once, b"match"))
        except Moved:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")


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
