"""Records that were just described are compared with those before them, and what follows is stored.

The keys of a record come with its own append, so positions decide who compares with whom: of two that arrive at
once the later one always finds the earlier, and no lock is needed but that of the append. What was not compared
because a process ended is still due, and `catch_up` takes it from there.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from domain.decisions.matching import settled
from domain.identity import LARGE, Glance, Zone, compare, nearby, repeated, zone
from domain.identity.frequencies import names_of_points
from ledger.identity.deciding import Near, decide
from ledger.identity.deciding_together import decide_together
from ledger.identity.described import Described, of
from ledger.identity.known import Known
from ledger.store import Receipt

if TYPE_CHECKING:
    from ledger.identity.engine import Engine

AT_ONCE = 200


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
    known = Known(engine, {each for held in around.values() for each in held})
    for each in people:
        came_late = each.stream in late
        near = {
            stream: known.features[stream]
            for stream in around[each.stream]
            if known.before(stream, each) or (came_late and stream in known.features and stream not in late)
        }
        frequencies = engine.counts.around(names_of_points(each.features, near.values()))
        glance = Glance(each.features, model, frequencies)
        found = {
            stream: features
            for stream, features in near.items()
            if not glance.apart(features)
            and zone(compare(each.features, features, model, frequencies), model) is not Zone.APART
        }
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
    found = {}
    for each in people:
        near = nearby({key: blocks.get(digest, ()) for key, digest in each.keys.items()}, repeated(each.features))
        found[each.stream] = {UUID(bytes=stream) for stream in near if stream != each.stream.bytes}
    return found
