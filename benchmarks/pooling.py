"""How soon an event shows in pools, what pools cost whom they don't concern, and everything made anew.

Events come one by one, as people make them; the follower is a process of its own, as in `renmai run`.
"""

import multiprocessing
import random
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from statistics import median, quantiles
from uuid import UUID

import psycopg

from benchmarks.apart import seconds_of_rebuild
from benchmarks.ground import Ground
from benchmarks.made_up import EVENTS_EACH, SKILLS, afterwards, fill, meta
from benchmarks.row import Figure, Row
from domain.events import CandidateTagged, PoolCreated
from ledger.codec import NewEvent
from ledger.envelope import new_id
from ledger.key_encryption import KeyEncryptionKey
from ledger.keyring import Keyring
from ledger.ledger import Ledger
from ledger.settings import Settings
from ledger.store import pool_of
from projections.at_hand import AtHand
from projections.catalogue import PROJECTIONS, named
from projections.follow import collect_rarely, collecting_rarely, connect, follow, step
from projections.rebuild import rebuild

LIVE = 500
"""Events a second."""
LOOK = 0.01
"""Seconds between two looks: whoever looks all the time takes a processor from those who are looked at."""
PATIENCE = 30.0
"""Seconds after the load that are waited for what is not seen yet."""
WARM = 4
"""Batches that are not counted: plans are made, and people come to hand."""
PEOPLE = 5_000
POOLS = 200
NAMED = ("dossiers", "search", "pools", "activity", "contact_log")
WHOLE = 8_000_000
A_SECOND = 25_000
LEAST = 200_000
"""Of fewer, what a rebuild costs once weighs as much as its events."""


def _following(settings: Settings) -> None:
    with pool_of(settings.conninfo("keyholder"), size=1) as keys:
        collect_rarely()
        keyring = Keyring(keys, KeyEncryptionKey.of(settings))
        follow(settings, PROJECTIONS, keyring, threading.Event())


@contextmanager
def followed(settings: Settings) -> Iterator[None]:
    process = multiprocessing.get_context("spawn").Process(target=_following, args=(settings,), daemon=True)
    process.start()
    try:
        yield
    finally:
        process.kill()
        process.join()


def make_pools(ledger: Ledger, filters: Sequence[str]) -> None:
    ledger.append(
        [NewEvent(new_id(), 1, meta(), PoolCreated(name=text[:40], owner="user:anna", filter=text)) for text in filters]
    )


def asked(number: int) -> str:
    """The filter of a pool as people make them: a skill and something more, sometimes about time."""
    more = ("intent:open", "active:6m", "-contacted:1y", "band:high", "owner:anna")[number % 5]
    return (
        f"skill:{SKILLS[number % len(SKILLS)]}-{number} {more}"
        if number >= len(SKILLS)
        else f"skill:{SKILLS[number]} {more}"
    )


def streams_of(settings: Settings) -> list[tuple[UUID, int]]:
    query = "SELECT stream, max(version) FROM ledger.event GROUP BY stream HAVING min(type) FILTER (WHERE version = 1)"
    query += " = 'candidate-ingested' ORDER BY stream"
    with psycopg.connect(settings.conninfo("writer")) as session:
        return [(stream, version) for stream, version in session.execute(query.encode())]


SEEN = """
    SELECT c.position FROM read.checkpoint c
    WHERE c.projection = 'people' AND c.live AND EXISTS (SELECT FROM read.search WHERE dossier = %s AND marks @> %s)
"""


def freshness(ground: Ground, seconds: float) -> Figure:
    """A mark is put on somebody now and then, among the load, and looked for until it is found."""
    chance = random.Random(3)
    with ground.ledger() as settings, Ledger.open(settings, connections=2) as ledger:
        fill(settings, PEOPLE)
        make_pools(ledger, [asked(number) for number in range(POOLS)])
        rebuild(settings)
        people = streams_of(settings)
        with followed(settings), psycopg.connect(settings.conninfo("reader"), autocommit=True) as reader:
            time.sleep(3)
            waits: list[float] = []
            begun, said, looked_for = time.perf_counter(), 0, list[tuple[float, UUID, str]]()
            looked = 0.0
            while (now := time.perf_counter() - begun) < seconds:
                if said >= now * LIVE:
                    time.sleep(0.001)
                else:
                    place = chance.randrange(len(people))
                    stream, version = people[place]
                    people[place] = stream, version + 1
                    event = afterwards(chance)
                    if said % 100 == 0:
                        event = CandidateTagged(tag=f"seen-{said}", facet="skill")
                    ledger.append([NewEvent(stream, version + 1, meta(), event)])
                    if said % 100 == 0:
                        looked_for.append((time.perf_counter(), stream, f"skill:seen-{said}"))
                    said += 1
                if looked_for and now - looked >= LOOK:
                    looked = now
                    if _shown(reader, looked_for[0]):
                        waits.append(time.perf_counter() - looked_for.pop(0)[0])
            taken = time.perf_counter() - begun
            while looked_for and time.perf_counter() - begun - taken < PATIENCE:
                if _shown(reader, looked_for[0]):
                    waits.append(time.perf_counter() - looked_for.pop(0)[0])
                else:
                    time.sleep(LOOK)
            waits += [time.perf_counter() - told for told, _, _ in looked_for]
    missed = f"; {len(looked_for)} never seen, told as long as was waited" if looked_for else ""
    return Figure(
        quantiles(waits, n=20)[-1] if len(waits) > 1 else None,
        notes=(
            f"{said / taken:.0f} events/s of live load (wanted {LIVE}), {POOLS} pools, {PEOPLE:,} people; p50 "
            f"{median(waits) if waits else 0:.2f} s of {len(waits)} looks{missed}",
        ),
    )


def _shown(reader: psycopg.Connection[tuple[object, ...]], one: tuple[float, UUID, str]) -> bool:
    return reader.execute(SEEN, (one[1], [one[2]])).fetchone() is not None


def _folding(settings: Settings, ledger: Ledger) -> Generator[float, None, None]:
    """Processor time of the fold per event, of one batch as it comes live and the next, in microseconds."""
    chance, people = random.Random(5), streams_of(settings)[:200]
    folds = named(["people"])
    with connect(settings) as connection, pool_of(settings.conninfo("keyholder"), size=1) as keys:
        keyring, hand = Keyring(keys, KeyEncryptionKey.of(settings)), AtHand()
        while step(connection, folds, keyring, hand=hand):
            pass
        while True:
            for place in chance.sample(range(len(people)), 25):
                stream, version = people[place]
                people[place] = stream, version + 1
                ledger.append([NewEvent(stream, version + 1, meta(), afterwards(chance))])
            before = time.process_time()
            folded = step(connection, folds, keyring, hand=hand)
            yield (time.process_time() - before) / folded * 1e6


def pool_cost(ground: Ground, seconds: float) -> Figure:
    """One pool that events touch; then 199 more that none of them can. Batch by batch in turn."""
    one, many = [asked(0)], [asked(0), *(f"skill:unheard-of-{number} active:6m" for number in range(POOLS - 1))]
    costs: list[list[float]] = [[], [], []]
    with ExitStack() as stack:
        sides = []
        for filters in ([], one, many):
            settings = stack.enter_context(ground.ledger())
            ledger = stack.enter_context(Ledger.open(settings, connections=2))
            fill(settings, 300)
            if filters:
                make_pools(ledger, filters)
            rebuild(settings, shards=0)
            sides.append(stack.enter_context(closing(_folding(settings, ledger))))
        stack.enter_context(collecting_rarely())
        begun = time.perf_counter()
        while time.perf_counter() - begun < seconds or len(costs[0]) < WARM + 8:
            for cost, side in zip(costs, sides, strict=True):
                cost.append(next(side))
    none, single, all_of_them = (median(cost[WARM:]) for cost in costs)
    return Figure(
        all_of_them,
        single,
        (
            f"microseconds of the fold's processor time an event, median of {len(costs[0]) - WARM} batches, in turn: "
            f"without pools {none:,.0f}, with one {single:,.0f}, with {POOLS} {all_of_them:,.0f}",
        ),
    )


def rebuilding(ground: Ground, seconds: float) -> Figure:
    people = int(min(WHOLE, max(LEAST, seconds * A_SECOND))) // EVENTS_EACH
    events = people * EVENTS_EACH
    with ground.ledger() as settings:
        fill(settings, people)
        everything = events / seconds_of_rebuild(settings)
        named_ones = events / seconds_of_rebuild(settings, NAMED)
        with Ledger.open(settings, connections=1) as ledger:
            make_pools(ledger, [asked(number) for number in range(POOLS)])
        pooled = events / seconds_of_rebuild(settings, ["people"])
    scaled = "" if events >= WHOLE else f", scaled down from {WHOLE:,} (all with --seconds {WHOLE // A_SECOND})"
    return Figure(
        named_ones,
        notes=(
            f"{events:,} events{scaled}, indexes included; every read model {everything:,.0f}/s; people with all "
            f"their views, and their moves through {POOLS} pools, {pooled:,.0f}/s",
        ),
    )


ROWS: tuple[Row, ...] = (
    Row("freshness", "an event until it shows in search, p95, at 500 events/s", "", "s", 1, "lower", 20, freshness),
    Row(
        "pool-cost",
        "the fold of an event with 200 pools",
        "with the one pool that it can touch",
        "µs",
        1.25,
        "lower",
        15,
        pool_cost,
    ),
    Row(
        "rebuild-8m",
        "dossiers, what pools are asked of, activity and contact log from 8M events, 2 processes",
        "",
        "events/s",
        30_000,
        "higher",
        16,
        rebuilding,
    ),
)
