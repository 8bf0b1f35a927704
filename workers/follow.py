"""The follower: reads the ledger in order, keeps `work.due`, and sends a message for what can be done.

One leads, by a lock of its session; the others wait for that session to end. The messages are only a hint:
what is due stands in the database, and what was sent but is neither being done nor waiting is sent again.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import cache, partial
from uuid import UUID

import psycopg
import redis
from dramatiq.errors import BrokerConnectionError

from ledger.codec import decode_closed
from ledger.locks import FOLLOWS_FOR_WORK
from ledger.settings import Settings
from ledger.store import OPTIONS, Row, Store
from workers import due as work
from workers.changes import Changes
from workers.due import Due, Session
from workers.messages import Lane, Messages
from workers.reactions import ALREADY, REACTIONS, Reaction

NAME = "workers"
POLL = 0.25
"""Seconds between two looks at the ledger."""
PAGE, SPAN = 1_000, 50_000
"""Events of ours, and positions, that one step takes at most."""
SPARED = 1_000
"""Positions with nothing of ours that are passed before the checkpoint is written."""
WINDOW = 1_000
"""What waits of one task in messages at the same time, at most."""
LOST_AFTER_IDLE, LOST_AFTER = timedelta(seconds=5), timedelta(minutes=10)
"""When a message that nobody works on counts as lost: with none waiting, and with others before it."""

HOLDS: dict[str, Callable[[Session, UUID], None]] = {
    "campaign-paused": work.hold,
    "campaign-resumed": work.release,
    "campaign-cancelled": partial(work.release, at_once=True),
}
"""What is due for a campaign waits while it is paused; of one that was cancelled, the gate ends it now."""

log = logging.getLogger("renmai.workers")


def follow(
    settings: Settings,
    store: Store,
    messages: Messages,
    stopping: threading.Event,
    reactions: tuple[Reaction, ...] = REACTIONS,
) -> None:
    """Lead, or wait to, until `stopping`. What is lost is reconnected to."""
    while not stopping.is_set():
        try:
            with psycopg.connect(settings.conninfo("writer"), autocommit=True, options=OPTIONS) as session:
                if leads(session):
                    log.info("this process follows the ledger")
                    follower = Follower(session, store, messages, reactions)
                    while not stopping.wait(POLL):
                        while follower.step() and not stopping.is_set():
                            pass
        except (psycopg.OperationalError, redis.RedisError, BrokerConnectionError) as error:
            log.warning("follower: %s, trying again", type(error).__name__)
        stopping.wait(1.0)


def leads(session: Session) -> bool:
    """Whether this session is the one that leads. It stays so until it ends."""
    found = session.execute("SELECT pg_try_advisory_lock(%s)", (FOLLOWS_FOR_WORK,)).fetchone()
    return found == (True,)


class Follower:
    """What the leader does. The session that writes is the one that leads: both are lost together."""

    def __init__(
        self, session: Session, store: Store, messages: Messages, reactions: tuple[Reaction, ...] = REACTIONS
    ) -> None:
        self.session = session
        self.store = store
        self.messages = messages
        self.reactions = reactions
        self.types = sorted(
            {kind for each in reactions for kind in (*asked_by(each), *settled_by(each))} | HOLDS.keys()
        )
        self.position = self.kept = self._checkpoint()

    def step(self) -> bool:
        """Read on and send what is due; answers whether there may be more to read."""
        more = self._read_on()
        self._send()
        return more

    def _read_on(self) -> bool:
        head = self.store.head()
        if head <= self.position:
            return False
        until = min(head, self.position + SPAN)
        rows = self.store.page(self.position, PAGE, until=until, types=self.types)
        self.position = rows[-1].position if len(rows) == PAGE else until
        if rows or self.position >= self.kept + SPARED:
            self._keep(rows)
        return self.position < head

    def _keep(self, rows: list[Row]) -> None:
        # One durable commit: it outlives the events that it rests on, and comes before any message.
        with self.session.transaction():
            changes = Changes(self.session)
            for row in rows:
                if row.type in HOLDS:
                    changes.write()
                    HOLDS[row.type](self.session, row.stream)
                for reaction in self.reactions:
                    if row.type in asked_by(reaction):
                        self._ask(changes, reaction, row)
                    elif row.type in settled_by(reaction):
                        self._settle(changes, reaction, row)
            changes.write()
            self.session.execute(
                """
                INSERT INTO work.follower (name, position) VALUES (%s, %s)
                ON CONFLICT (name) DO UPDATE SET position = excluded.position
                """,
                (NAME, self.position),
            )
        self.kept = self.position

    def _ask(self, changes: Changes, reaction: Reaction, row: Row) -> None:
        if reaction.about is None and not reaction.live:
            changes.ask(reaction.task, row)
            return
        recorded = decode_closed(row)
        if reaction.live and recorded.meta.batch is not None:
            return
        when = getattr(recorded.event, reaction.when) if reaction.when else None
        campaign = getattr(recorded.event, reaction.campaign) if reaction.campaign else None
        about = getattr(recorded.event, reaction.about) if reaction.about else None
        changes.ask(reaction.task, row, about, when, campaign)

    def _settle(self, changes: Changes, reaction: Reaction, row: Row) -> None:
        if reaction.about is None:
            changes.settle(reaction.task, row.stream)
            return
        event = decode_closed(row).event
        about, again = getattr(event, reaction.about), reaction.goes_on(event)
        if again is None:
            changes.settle(reaction.task, about)
        elif again > ALREADY:
            changes.write()
            work.wait(self.session, reaction.task, about, again)

    def _send(self) -> None:
        due = work.with_any(self.session, [each.task for each in self.reactions])
        if due and self.messages.were_lost():
            work.forget_enqueued(self.session)
            self.messages.mark_filled()
        for reaction in self.reactions:
            for lane in lanes(reaction) if reaction.task in due else ():
                self._send_by(lane, reaction)

    def _send_by(self, lane: Lane, reaction: Reaction) -> None:
        waiting = self.messages.waiting(lane)
        again_after = LOST_AFTER if waiting else LOST_AFTER_IDLE
        room = max(0, WINDOW - waiting * reaction.at_once)
        due = work.to_enqueue(self.session, reaction.task, room, again_after, of_campaigns=lane.of_campaigns)
        for positions in together(due, reaction.at_once):
            self.messages.send(lane, positions)
        if due:
            work.enqueued(self.session, reaction.task, [each.position for each in due])

    def _checkpoint(self) -> int:
        """0 for a follower that is new, or whose table was thrown away with all that is due."""
        found = self.session.execute("SELECT position FROM work.follower WHERE name = %s", (NAME,)).fetchone()
        return found[0] if found else 0


def lanes(reaction: Reaction) -> tuple[Lane, ...]:
    """What is due for a campaign never stands before what is not."""
    return (
        (Lane(reaction.task), Lane(reaction.task, of_campaigns=True)) if reaction.campaign else (Lane(reaction.task),)
    )


def together(dues: Sequence[Due], at_once: int) -> list[list[int]]:
    """The positions of each message. What was begun before goes alone: should it kill its process again, it takes
    nobody along."""
    fresh = [each.position for each in dues if not each.attempts]
    alone = [[each.position] for each in dues if each.attempts]
    return [fresh[at : at + at_once] for at in range(0, len(fresh), at_once)] + alone


@cache
def asked_by(reaction: Reaction) -> tuple[str, ...]:
    return tuple(str(event.model_fields["type"].default) for event in (reaction.asked_by, *reaction.also))


@cache
def settled_by(reaction: Reaction) -> tuple[str, ...]:
    return tuple(str(event.model_fields["type"].default) for event in reaction.until)
