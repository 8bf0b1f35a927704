"""Records that were just described are compared with those before them, and what follows is stored.

The keys of a record come with its own append, so positions decide who compares with whom: of two that arrive at
once the later one always finds the earlier, and no lock is needed but that of the append. What was not compared
because a process ended is still due, and `catch_up` takes it from there.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from domain.decisions.matching import settled
from domain.identity import (
    LARGE,
    Features,
    Frequencies,
    Glance,
    IdentityModel,
    Key,
    Member,
    Zone,
    compare,
    nearby,
    zone,
)
from domain.identity.frequencies import names_of_points
from domain.identity.nearby import WITHIN_A_NAME, is_crowded
from ledger.identity.deciding import Near, decide
from ledger.identity.deciding_together import decide_together
from ledger.identity.described import Described, of
from ledger.identity.known import Known, Somebody, Strangers
from ledger.store import Receipt

if TYPE_CHECKING:
    from ledger.identity.engine import Engine

AT_ONCE = 200
LOOKED_AT = 50
"""People whose strangers are open at once: what these say fits into the processor."""


def settle(engine: "Engine", people: Sequence[Described], late: Collection[UUID] = frozenset()) -> Receipt | None:
    """Compare each with everyone before it; answers the last append that came of it. `event` is a position here.

    Whoever is in `late` is compared with those after it, too, but for others in it.
    """
    last, waiting = None, []
    for near in nearby_each(engine, people, late):
        if near.found and near.new.stream in late:
            last = decide(engine, near, settled, "") or last
        elif near.found:
            waiting.append(near)
    last = decide_together(engine, waiting) or last
    engine.tables.matched([each.stream for each in people])
    return last


def nearby_each(engine: "Engine", people: Sequence[Described], late: Collection[UUID] = frozenset()) -> Iterator[Near]:
    """Each with whom it is worth deciding on."""
    model = engine.model
    around = _around(engine, people)
    strangers = Strangers(engine, set().union(*around))
    late_ones = {each.bytes for each in late}
    known: dict[bytes, Somebody] = {}
    for at, (each, streams) in enumerate(zip(people, around, strict=True)):
        if at % LOOKED_AT == 0:
            known = strangers.opened(set().union(*around[at : at + LOOKED_AT]))
        near = {}
        for stream in streams & known.keys():
            position, features = known[stream]
            if position < each.event or (each.stream in late and stream not in late_ones):
                near[stream] = features
        frequencies = engine.counts.around(names_of_points(each.features, near.values()) if near else {})
        yield Near(each, model, frequencies, _not_apart(each.features, near, model, frequencies) if near else {})


def _not_apart(
    new: Features, near: Mapping[bytes, Features], model: IdentityModel, frequencies: Frequencies
) -> dict[UUID, Member[UUID]]:
    glance = Glance(new, model, frequencies)
    found = {}
    for stream, features in near.items():
        if not glance.apart(features):
            evidence = compare(new, features, model, frequencies)
            if zone(evidence, model) is not Zone.APART:
                record = UUID(bytes=stream)
                found[record] = Member(record, features, evidence)
    return found


def catch_up(engine: "Engine", seconds: int) -> int:
    """Compare what has been due for so long that a process must have ended; answers how many records that were."""
    done = 0
    while due := engine.tables.due(AT_ONCE, seconds):
        people = known_people(engine, due)
        around = set().union(*_around(engine, people)) if engine.tables.late(due) else set()
        late = engine.tables.late({*due, *(UUID(bytes=each) for each in around)}) if around else ()
        settle(engine, people, late)
        engine.tables.matched(due)  # whoever was forgotten meanwhile, too
        done += len(due)
    return done


def known_people(engine: "Engine", streams: Collection[UUID]) -> list[Described]:
    """As they are indexed, in the order in which they were described; without those who are forgotten."""
    known = Known(engine, streams)
    people = [of(each, known.position[each], known.features[each], engine.ledger.digests) for each in known.features]
    return sorted(people, key=lambda each: each.event)


def _around(engine: "Engine", people: Sequence[Described]) -> list[set[bytes]]:
    """With whom each is worth comparing, in their order, by the bytes of their ids."""
    blocks = engine.tables.blocks(
        {digest for each in people for (kind, _), digest in each.keys.items() if kind not in WITHIN_A_NAME}, LARGE + 1
    )
    shared = [_shared(each, blocks) for each in people]
    crowded = [is_crowded(held) for held in shared]
    if finer := {
        digest
        for each, in_crowd in zip(people, crowded, strict=True)
        if in_crowd
        for (kind, _), digest in each.keys.items()
        if kind in WITHIN_A_NAME
    }:
        blocks |= engine.tables.blocks(finer, LARGE + 1)
    found = []
    for each, held, in_crowd in zip(people, shared, crowded, strict=True):
        near = nearby(each.features, _shared(each, blocks) if in_crowd else held)
        near.discard(each.stream.bytes)
        found.append(near)
    return found


def _shared(each: Described, blocks: Mapping[int, tuple[bytes, ...]]) -> dict[Key, tuple[bytes, ...]]:
    """Who has each of its keys that others have, too."""
    return {key: blocks[digest] for key, digest in each.keys.items() if digest in blocks}
