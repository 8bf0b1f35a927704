"""The clock: looks for moments that have come, and does what follows from them. One leads, the others stand by.

It decides nothing: what is due is worked out again from the ledger before anything is done, and each act is one command
whose id follows from the item. Whoever dies in between has done it or not, and the next one finds out which.
"""

import logging
import threading
from datetime import date, datetime
from importlib.util import find_spec
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg

from domain.decision import Refused
from domain.dossier import Dossier
from domain.due import HOME, Item, due
from domain.due.automation import AUTOMATIONS, LATE
from domain.due.item import Follows
from domain.due.whom import MORNING
from domain.weekly_report import last_ended
from ledger.deletions import propose_deletion
from ledger.envelope import Origin
from ledger.faults import LedgerFault
from ledger.ledger import Ledger
from ledger.locks import KEEPS_TIME
from ledger.settings import Settings
from ledger.store import OPTIONS
from ledger.weekly_reports import ask_for_report
from projections.deletions import due as to_delete
from projections.due import day_of, tally
from workers.alert import NotTold, tell_day
from workers.due import Session
from workers.follows import command_for

NAME = "clock"
BY = Origin(actor="system:clock")
TICK = 5.0
"""Seconds."""
AT_ONCE = 500
"""Items that one tick takes at most: after a downtime they come in their order, a tick after the other."""

PROPOSED_AT_ONCE = 50
"""Whose deletion one tick looks at, at most: about half a second."""

COME = """
    SELECT d.item, d.dossier FROM (
        SELECT * FROM read.due WHERE follows = 'event' AND due_at <= %(now)s
        UNION ALL
        SELECT * FROM read.due
        WHERE follows = 'outreach' AND due_at > %(late)s AND due_at <= %(now)s AND kind = ANY(%(automatic)s)
    ) d
    WHERE (d.until_at IS NULL OR d.until_at > %(now)s) AND NOT EXISTS (SELECT FROM work.fired f WHERE f.item = d.item)
    ORDER BY d.due_at, d.item LIMIT %(limit)s
"""

log = logging.getLogger("renmai.clock")


def keep_time(settings: Settings, ledger: Ledger, stopping: threading.Event, tick: float = TICK) -> None:
    """Lead, or wait to, until `stopping`. What is lost is reconnected to."""
    while not stopping.is_set():
        try:
            with psycopg.connect(settings.conninfo("writer"), autocommit=True, options=OPTIONS) as session:
                if leads(session):
                    log.info("this process keeps time")
                    clock = Clock(session, ledger, settings)
                    while not stopping.is_set():
                        if clock.tick() < AT_ONCE:
                            stopping.wait(tick)
        except (psycopg.Error, LedgerFault) as error:
            log.warning("clock: %s, trying again", type(error).__name__)
        stopping.wait(tick)


def leads(session: Session) -> bool:
    """Whether this session is the one that leads. It stays so until it ends."""
    return session.execute("SELECT pg_try_advisory_lock(%s)", (KEEPS_TIME,)).fetchone() == (True,)


class Clock:
    """What the leader does, at the moments of the ledger's own clock."""

    def __init__(self, session: Session, ledger: Ledger, settings: Settings) -> None:
        self.session = session
        self.ledger = ledger
        self.settings = settings
        self._looked: datetime | None = None
        """The hour in which a weekly report was last looked for."""
        self._proposed: date | None = None
        """The last day of which all who are to be deleted were gone through."""
        self._page: str | None = None
        """How far, of this day."""

    def tick(self) -> int:
        """Do what has come due and tell of the day; answers how many items are settled by it."""
        now = self.ledger.clock()
        settled = 0
        if self.session.execute("SELECT to_regclass('read.due')").fetchone() != (None,):
            for item, candidate in self._come(now):
                settled += self._fired(item, candidate, now)
            self._tell(now)
            self._propose(now)
        self._report(now)
        self.session.execute(
            "INSERT INTO work.clock (name, ticked_at) VALUES (%s, %s)"
            " ON CONFLICT (name) DO UPDATE SET ticked_at = excluded.ticked_at",
            (NAME, now),
        )
        return settled

    def _come(self, now: datetime) -> list[tuple[UUID, UUID]]:
        """What has come and is not over, the oldest first, and was not fired."""
        automatic = [kind.value for kind in AUTOMATIONS[self.settings.automation]]
        given = {"now": now, "limit": AT_ONCE, "automatic": automatic, "late": now - LATE}
        return self.session.execute(COME, given).fetchall()

    def _fired(self, item: UUID, candidate: UUID, now: datetime) -> bool:
        """Whether it is settled. It is not where the read model is behind, or the ledger can't do it now."""
        try:
            person, _ = self.ledger.dossier(candidate)
            found = next((each for each in due(person) if each.item == item), None) if person else None
            if person is None or found is None or found.due_at > now or found.follows is Follows.TASK:
                return False
            code = self._done(person, found)
        except LedgerFault as error:
            log.warning("%s: %s, trying again", item, type(error).__name__)
            return False
        self.session.execute(
            "INSERT INTO work.fired (item, fired_at, code) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            (item, now, code),
        )
        return True

    def _done(self, person: Dossier, item: Item) -> str | None:
        """Why it came to nothing, if it did: from then on it is whosever task it is."""
        try:
            self.ledger.submit(command_for(self.ledger, self.settings, person, item), BY, command_id=item.item)
        except Refused as refused:
            log.warning("%s of %s came to nothing: %s", item.kind, item.item, refused.code)
            return refused.code
        return None

    def _tell(self, now: datetime) -> None:
        """Once a day, in the morning. It is marked first: who dies in between has told nobody, and the list stands."""
        local = now.astimezone(ZoneInfo(HOME))
        if local.time() < MORNING or not self._marked(local.date()):
            return
        of_owners = tally(self.session, day_of(None, now), self.settings.cadence, self.settings.automation)
        try:
            if of_owners:
                tell_day(self.settings, local.date(), of_owners)
        except NotTold:
            log.warning("nobody was told what is due")

    def _report(self, now: datetime) -> None:
        """Once a week, where metrics can be worked out at all. After a downtime, of the last week alone."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        if hour == self._looked or find_spec("pysail") is None:
            return
        if ask_for_report(self.ledger, now):
            log.info("the report of the week that ended on %s is due", last_ended(now))
        self._looked = hour

    def _propose(self, now: datetime) -> None:
        """Once a day, some at each tick, the erasure of whoever is to be deleted. Whoever leads anew begins anew: who
        was proposed is passed over."""
        if self._proposed == now.date():
            return
        page = to_delete(self.session, now.date(), cursor=self._page, limit=PROPOSED_AT_ONCE)
        for candidate in (each.candidate for each in page.items if not each.proposed):
            try:
                if propose_deletion(self.ledger, candidate, now):
                    log.info("%s is to be deleted: proposed", candidate)
            except LedgerFault as error:
                log.warning("%s: %s, trying again tomorrow", candidate, type(error).__name__)
        self._page = page.next
        if page.next is None:
            self._proposed = now.date()

    def _marked(self, day: date) -> bool:
        query = "UPDATE work.clock SET told_on = %s WHERE name = %s AND (told_on IS NULL OR told_on < %s)"
        return self.session.execute(query, (day, NAME, day)).rowcount == 1
