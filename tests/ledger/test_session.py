"""A session waits for its answers: looking, then asleep, whatever becomes of the connection."""

import os
import resource
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import count
from time import perf_counter
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool, PoolClosed

from ledger import waiting
from ledger.ledger import Ledger
from ledger.session import Query, Session, ask, borrowed
from ledger.store import pool_of
from ledger.waiting import LONGEST_PAUSE, LOOKED_FOR, ONE_LOOKS, Luck, processors
from tests.ledger.writers import wait_until
from tests.servers import Database

pytestmark = pytest.mark.servers

PID = Query(b"pid", b"SELECT pg_backend_pid()")
LENGTH = Query(b"length", b"SELECT length($1::bytea)")
SLEEP = Query(b"sleep", b"SELECT pg_sleep(60)")
NAP = Query(b"nap", b"SELECT pg_sleep(0.1)")
BRIEF = Query(b"brief", b"SELECT FROM set_config('statement_timeout', '50ms', false)")
SAYING = Query(b"saying", b"SELECT FROM ledger.test_saying()")
SAYS = """
    CREATE FUNCTION ledger.test_saying() RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'heard'; END $$;
    GRANT EXECUTE ON FUNCTION ledger.test_saying TO renmai_writer;
"""
Asking = Callable[[Session, Query, Sequence[Any]], list[Any]]


def at_once(session: Session, query: Query, values: Sequence[Any]) -> list[Any]:
    return session.ask(query, values, tuple)


def begun_before(session: Session, query: Query, values: Sequence[Any]) -> list[Any]:
    session.begin(query, values)
    return session.finish(tuple)


both_ways = pytest.mark.parametrize("asked", [at_once, begun_before])


@pytest.fixture
def pool(database: Database) -> Iterator[ConnectionPool[Session]]:
    with pool_of(database.writer, size=1) as pool:
        yield pool


@contextmanager
def many_descriptors() -> Iterator[None]:
    """All below 1,024 are taken."""
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY and most < 2048:
        pytest.skip("this account may not open so many")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(allowed, 2048), most))
    with ExitStack() as ending:
        ending.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (allowed, most))
        reached = 0
        while reached < 1024:
            reached = os.open(os.devnull, os.O_RDONLY)
            ending.callback(os.close, reached)
        yield


@both_ways
def test_a_descriptor_above_1023_is_waited_for(database: Database, asked: Asking) -> None:
    with many_descriptors(), pool_of(database.writer, size=1) as pool, borrowed(pool) as session:
        assert session.fileno() > 1023
        assert asked(session, PID, ()) == [(session.info.backend_pid,)]
        assert asked(session, NAP, ()) != []  # longer than anybody looks


@both_ways
def test_a_question_too_long_for_one_go_is_sent_to_its_end(pool: ConnectionPool[Session], asked: Asking) -> None:
    with borrowed(pool) as session:
        assert asked(session, LENGTH, (bytes(32_000_000),)) == [(32_000_000,)]


@both_ways
def test_a_lost_connection_is_an_operational_error(
    pool: ConnectionPool[Session], admin: psycopg.Connection, asked: Asking
) -> None:
    with borrowed(pool) as session:
        ended = threading.Timer(0.2, admin.execute, ("SELECT pg_terminate_backend(%s)", (session.info.backend_pid,)))
        ended.start()
        with pytest.raises(psycopg.OperationalError):
            asked(session, SLEEP, ())
        ended.join()
        with pytest.raises(psycopg.OperationalError):  # and so is whatever is asked there afterwards
            asked(session, PID, ())
    with borrowed(pool) as another:
        assert asked(another, PID, ()) == [(another.info.backend_pid,)]


@both_ways
def test_a_statement_that_takes_too_long_is_cancelled_and_the_session_goes_on(
    pool: ConnectionPool[Session], asked: Asking
) -> None:
    with borrowed(pool) as session:
        asked(session, BRIEF, ())
        with pytest.raises(psycopg.errors.QueryCanceled):
            asked(session, SLEEP, ())
        assert asked(session, PID, ()) == [(session.info.backend_pid,)]


@both_ways
def test_what_the_server_says_beside_its_answer_is_heard(
    pool: ConnectionPool[Session], admin: psycopg.Connection, asked: Asking
) -> None:
    admin.execute(SAYS)
    said: list[str | None] = []
    with borrowed(pool) as session:
        session.add_notice_handler(lambda notice: said.append(notice.message_primary))
        asked(session, SAYING, ())
    assert said == ["heard"]


@both_ways
def test_who_is_interrupted_leaves_a_session_that_nobody_gets_again(
    pool: ConnectionPool[Session], asked: Asking
) -> None:
    """As by Ctrl-C, while the answer is due."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    def asked_for_long() -> None:
        with borrowed(pool) as session:
            left.append(session)
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            asked(session, SLEEP, ())

    left: list[Session] = []
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            asked_for_long()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert not ONE_LOOKS.locked()
    with borrowed(pool) as another:
        assert another not in left
        assert asked(another, PID, ()) == [(another.info.backend_pid,)]


def test_other_threads_work_while_one_looks(pool: ConnectionPool[Session], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "LOOKED_FOR", 60)
    monkeypatch.setattr(waiting, "INTERRUPTED", 60)
    counted, done = count(), threading.Event()

    def work() -> None:
        while not done.is_set():
            next(counted)

    worker = threading.Thread(target=work)
    with borrowed(pool) as session:
        worker.start()
        session.ask(NAP, (), tuple)
        done.set()
        worker.join()
    assert next(counted) > 1000


def test_while_one_looks_another_sleeps(pool: ConnectionPool[Session]) -> None:
    with borrowed(pool) as session, ONE_LOOKS:
        assert session.ask(PID, (), tuple) == [(session.info.backend_pid,)]


def test_nobody_looks_where_there_is_one_processor(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "processors", lambda: 1)
    monkeypatch.setattr(waiting, "LOOKED_FOR", 60)
    with pool_of(database.writer, size=1) as pool, borrowed(pool) as session:
        monkeypatch.setattr(waiting, "perf_counter", None)  # whoever looks asks for the time
        assert session.ask(PID, (), tuple) == [(session.info.backend_pid,)]


def test_looking_ends_when_somebody_else_had_the_processor(
    pool: ConnectionPool[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "LOOKED_FOR", 60)
    monkeypatch.setattr(waiting, "INTERRUPTED", 0)
    with borrowed(pool) as session:
        session.begin(NAP, ())
        assert not session._waiting._looked()
        assert session.pgconn.is_busy()
        session.finish(tuple)


def test_looking_ends(pool: ConnectionPool[Session], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "INTERRUPTED", 60)
    luck = Luck()
    with borrowed(pool) as session:
        session.pgconn.send_query(b"SELECT pg_sleep(0.5)")
        begun = perf_counter()
        with ONE_LOOKS:
            assert not session._waiting._looked()
        assert LOOKED_FOR <= perf_counter() - begun < 0.5
        session._waiting.for_answer(luck)
        session.pgconn.get_result()
        session._waiting.for_answer(luck)
        assert session.pgconn.get_result() is None


def test_after_looking_in_vain_more_and_more_answers_are_slept_for() -> None:
    luck, slept = Luck(), []
    for _ in range(8):
        assert luck.worth_a_look()
        luck.looked(found=False)
        slept.append(sum(1 for _ in iter(luck.worth_a_look, True)))
    assert slept == [1, 3, 7, 15, 31, 63, 63, 63] == [*slept[:5], *[LONGEST_PAUSE] * 3]


def test_after_a_look_that_was_not_in_vain_the_next_may_look_and_fail_for_less() -> None:
    luck = Luck()
    for _ in range(3):
        luck.looked(found=False)
    luck.looked(found=True)
    assert luck.worth_a_look()
    luck.looked(found=False)
    assert sum(1 for _ in iter(luck.worth_a_look, True)) == 7


def test_processors_are_those_that_this_process_may_run_on() -> None:
    assert 1 <= processors() <= (os.cpu_count() or 1)


def test_a_session_at_hand_is_lent_again_until_its_pool_looks_at_it(
    pool: ConnectionPool[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    with borrowed(pool) as first:
        asked = pool.get_stats()["requests_num"]
    with pool.connection() as again:
        assert again is first
    assert pool.get_stats()["requests_num"] == asked
    monkeypatch.setattr(first, "at_hand_until", 0.0)
    for _ in range(2):
        with borrowed(pool):
            pass
    assert pool.get_stats()["requests_num"] == asked + 1


def test_nobody_waits_for_what_lies_at_hand(pool: ConnectionPool[Session]) -> None:
    answers: list[list[Any]] = []
    waiting = threading.Thread(target=lambda: answers.append(ask(pool, PID, (), tuple)))
    with borrowed(pool) as session:
        waiting.start()
        wait_until(lambda: pool.get_stats()["requests_waiting"] == 1)
    waiting.join(10)  # a third of what it would wait for
    assert answers == [[(session.info.backend_pid,)]]


def test_a_session_left_in_a_transaction_is_lent_to_nobody_as_it_is(pool: ConnectionPool[Session]) -> None:
    with borrowed(pool) as session:
        session.execute("BEGIN")
    with borrowed(pool) as another:
        assert another.info.transaction_status == TransactionStatus.IDLE


def test_a_pool_that_is_closed_closes_what_lies_at_hand_and_what_comes_back(database: Database) -> None:
    pool = pool_of(database.writer, size=2)
    with borrowed(pool) as out:
        with borrowed(pool) as at_hand:
            pass
        pool.close()
        assert [at_hand.closed, out.closed] == [True, False]
    assert out.closed
    with pytest.raises(PoolClosed):
        pool.getconn()


def test_look_ups_by_ids_are_planned_once_however_many_are_wanted(ledger: Ledger) -> None:
    people = [uuid4() for _ in range(20)]
    for wanted in (2, 3, 20, 2, 2, 2, 2, 2, 2):
        ledger.histories(people[:wanted])
    with borrowed(ledger.store.pool) as session:
        planned = session.execute(
            "SELECT custom_plans, generic_plans FROM pg_prepared_statements WHERE name = 'streams'"
        ).fetchall()
    assert planned == [(0, 9)]
