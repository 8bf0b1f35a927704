"""One attempt at what a message names: claimed, counted, tried, and put off or given up where it fails."""

import logging
import time
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from ledger.settings import Settings
from ledger.store import DERIVED, pool_of
from workers import due as work
from workers.due import Due, Session
from workers.equipment import Equipment, Heard, Interrupted, PutOff
from workers.reactions import REACTIONS, Reaction
from workers.tries import Tries

WAITS = tuple(timedelta(seconds=seconds) for seconds in (2, 10, 60, 300, 1800))
"""Between attempts. After the one that follows the last wait, a task is given up."""
TELL_EVERY = 1.0
"""Seconds between two notes of how far a task is."""

log = logging.getLogger("renmai.workers")


class Hands:
    """Carries out what a message names. Safe to share between threads: each attempt has a session of its own."""

    def __init__(
        self,
        settings: Settings,
        equipment: Equipment,
        reactions: tuple[Reaction, ...] = REACTIONS,
        waits: tuple[timedelta, ...] = WAITS,
        threads: int = 1,
    ) -> None:
        self.sessions = pool_of(settings.conninfo("writer"), size=threads, options=DERIVED)
        self.equipment = equipment
        self.reactions = {reaction.task: reaction for reaction in reactions}
        self.waits = waits

    def close(self) -> None:
        self.sessions.close()

    def carry_out(self, task: str, positions: Sequence[int]) -> None:
        """Does nothing for those that are done, not due yet, or in other hands."""
        if self.equipment.stopping.is_set():
            return
        with (
            self.sessions.connection() as session,
            work.claimed(session, task, positions) as dues,
        ):
            if dues:
                self._attempt(session, self.reactions[task], dues)

    def _attempt(self, session: Session, reaction: Reaction, dues: Sequence[Due]) -> None:
        trying = [due for due in dues if due.attempts <= len(self.waits)]
        self._give_up(session, reaction, [due for due in dues if due not in trying])
        if not trying:
            return
        work.begin(session, trying)
        tries = Tries(partial(self._hearing, session))
        try:
            reaction.run(self.equipment, trying, tries)
        except Exception as error:  # noqa: BLE001  it is the fault of all that have none of their own
            tries.faults = dict.fromkeys(trying, error) | tries.faults
        for due, fault in tries.faults.items():
            self._put_off(session, due, fault)
        work.done(session, [due for due in trying if due not in tries.faults])

    def _give_up(self, session: Session, reaction: Reaction, dues: Sequence[Due]) -> None:
        tries = Tries(partial(self._hearing, session))
        for due in dues:
            with tries.of(due):
                code = work.last_code(session, due) or "worker_died"
                reaction.give_up(self.equipment, due, code)
                log.error("%s at %d failed for good: %s", due.task, due.position, code)
                work.done(session, [due])
        for due, fault in tries.faults.items():
            log.error("%s at %d could not be given up: %s", due.task, due.position, code_of(fault))

    def _put_off(self, session: Session, due: Due, fault: Exception) -> None:
        match fault:
            case Interrupted():
                work.interrupt(session, due)
            case PutOff():
                work.interrupt(session, due)
                work.wait(session, due.task, due.about, fault.until)
            case _:
                code = code_of(fault)
                # The text of an error may hold what a file held, so only its kind is told.
                log.warning("%s at %d, attempt %d: %s", due.task, due.position, due.attempts + 1, code)
                last = due.attempts == len(self.waits)
                work.postpone(session, due, code, timedelta() if last else self.waits[due.attempts])

    def _hearing(self, session: Session, due: Due) -> Heard:
        """Tells those who wait, at most once a second."""
        told = 0.0

        def heard(done: int, expected: int | None) -> None:
            nonlocal told
            if self.equipment.stopping.is_set():
                raise Interrupted
            if time.monotonic() - told >= TELL_EVERY:
                told = time.monotonic()
                work.progress(session, due, done, expected)

        return heard


def code_of(error: Exception) -> str:
    """The stable code of a fault of ours, else the error's class."""
    code = getattr(error, "code", None)
    return code if isinstance(code, str) else type(error).__name__.lower()
