"""Waiting for an answer of the server: looked for a little while, and only then slept for.

To fall asleep and be woken takes longer than a short statement does, above all on a virtual machine, whose idle
processors are given to others (decision 0023).
"""

import os
import select
from threading import Lock
from time import perf_counter

from psycopg.pq.abc import PGconn

LOOKED_FOR = 0.001
"""Seconds at most: a durable append to a quiet disk takes a third to two thirds of it."""
INTERRUPTED = 0.0002
"""Seconds from one look to the next, where one takes less than a microsecond: somebody else wanted the processor, and
has it for a millisecond or more. A machine of its own interrupts for less."""
LONGEST_PAUSE = 63
"""Answers that are slept for at once, after looking was in vain again and again."""
ONE_LOOKS = Lock()
"""Of the threads of a process one may look: several at once would take the interpreter from each other. A process that
was forked just then never looks, and loses no more by it."""
give_way = getattr(os, "sched_yield", lambda: None)
"""The processor to whoever else wants it. Only Linux says how."""


def processors() -> int:
    """On which this process may run. With one alone, whoever looks keeps the server from answering."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Luck:
    """Whether the answers to one statement come while they are looked for.

    After each look in vain twice as many answers as before are slept for at once, half as many after any other look.
    """

    __slots__ = ("_left", "_pause")

    def __init__(self) -> None:
        self._pause = self._left = 0

    def worth_a_look(self) -> bool:
        """Asked once for each answer."""
        if self._left:
            self._left -= 1
            return False
        return True

    def looked(self, *, found: bool) -> None:
        self._pause = self._pause // 2 if found else min(2 * self._pause + 1, LONGEST_PAUSE)
        self._left = 0 if found else self._pause


class Waiting:
    """For the answers on one connection. Other threads go on meanwhile.

    By `poll`: `select` knows no descriptor above 1,023, and psycopg's `get_result` keeps the interpreter to itself.
    """

    def __init__(self, pgconn: PGconn) -> None:
        self._pgconn = pgconn
        self._answering = select.poll()
        self._answering.register(pgconn.socket, select.POLLIN)
        self._several = processors() > 1

    def for_answer(self, luck: Luck) -> None:
        """Until the next result can be had without waiting. Raises OperationalError when the connection is lost."""
        pgconn = self._pgconn
        if pgconn.flush():
            self._sent()
        if not pgconn.is_busy():
            return
        if self._several and luck.worth_a_look() and ONE_LOOKS.acquire(blocking=False):
            try:
                found = self._looked()
            finally:
                ONE_LOOKS.release()
            luck.looked(found=found)
        while pgconn.is_busy():
            self._answering.poll()
            pgconn.consume_input()

    def _looked(self) -> bool:
        """Whether the answer came meanwhile, and nobody else had work for the processor."""
        pgconn, answering = self._pgconn, self._answering.poll
        now = perf_counter()
        until = now + LOOKED_FOR
        while now < until:
            if answering(0):
                pgconn.consume_input()
                if not pgconn.is_busy():
                    return True
            give_way()
            before, now = now, perf_counter()
            if now - before > INTERRUPTED:
                return False
        return False

    def _sent(self) -> None:
        """All of a question that was too long for one go. A server that says something first is heard, or it would not
        go on listening."""
        either = select.poll()
        either.register(self._pgconn.socket, select.POLLIN | select.POLLOUT)
        while self._pgconn.flush():
            either.poll()
            self._pgconn.consume_input()
