"""The sealer: what it signs is the tree of what is stored, and nothing is signed once that was changed."""

import threading
import time
from collections.abc import Callable

import psycopg
import pytest

from ledger.leaf import leaf_bytes
from ledger.proof import kept
from ledger.proof.notes import BadSignature, Checkpoint, SignerKey, opened
from ledger.proof.seal import Changed, Sealer, follow
from ledger.proof.tiles import Edge
from ledger.proof.tree import consistency, inclusion, leaf_hash, root_of_inclusion, roots_of_consistency
from tests.ledger.proof.log import Log


def whole(log: Log, size: int) -> Edge:
    """The tree over the rows as they are, state and all."""
    edge = Edge()
    for row in log.ledger.store.page(0, size):
        list(edge.add(leaf_hash(leaf_bytes(row))))
    return edge


def test_a_checkpoint_is_signed_over_the_events_as_they_are_stored(log: Log) -> None:
    log.write(700, 7)
    checkpoint = log.seal()
    assert checkpoint == Checkpoint(log.key.name, 700, whole(log, 700).root())
    newest = kept.newest(log.connection)
    assert newest is not None
    text, signed = opened(newest[1], [log.key.verifier])
    assert (Checkpoint.parse(text), [each.key for each in signed]) == (checkpoint, [log.key.verifier])
    assert log.sealer.seal() is None


def test_it_goes_on_where_it_stood_in_pieces_of_any_size(log: Log) -> None:
    old = None
    for events in (1, 254, 1, 1, 300, 211):
        log.write(events)
        checkpoint = log.seal()
        assert log.again().edge == log.sealer.edge
        if old:
            path = consistency(old.size, checkpoint.size, log.tree(checkpoint.size).subtree)
            assert roots_of_consistency(old.size, checkpoint.size, old.root, path) == (old.root, checkpoint.root)
        old = checkpoint
    log.write(600)
    assert log.sealer.seal(limit=100) is not None
    while log.sealer.seal(limit=100):
        pass
    assert log.sealer.edge == whole(log, 1368)


def test_each_event_is_included_under_any_later_checkpoint(log: Log) -> None:
    log.write(520)
    first = log.seal()
    log.write(300)
    second = log.seal()
    rows = log.ledger.store.page(0, 820)
    for checkpoint in (first, second):
        tree = log.tree(checkpoint.size)
        assert tree.checkpoint(log.key.name) == checkpoint
        for index in (0, 255, 256, 511, 519):
            path = inclusion(index, checkpoint.size, tree.subtree)
            leaf = leaf_hash(leaf_bytes(rows[index]))
            assert root_of_inclusion(index, checkpoint.size, leaf, path) == checkpoint.root


CHANGES = (
    ("DELETE FROM ledger.event WHERE position > 290", b""),
    ("DELETE FROM ledger.event WHERE position = 300", b""),
    ("UPDATE ledger.event SET state = %s WHERE position = 299", b"{}"),
    ("UPDATE ledger.event SET recorded_at = recorded_at - interval '1 day' WHERE position = 299", b""),
    ("UPDATE ledger.tile SET root = %s", b"\x00" * 32),
    ("DELETE FROM ledger.tile", b""),
    ("UPDATE ledger.checkpoint SET note = replace(note, '300', '299')", b""),
)
UNSEALED = (
    ("DELETE FROM ledger.event WHERE position = 305", "305"),
    ("UPDATE ledger.event SET recorded_at = recorded_at - interval '1 hour' WHERE position > 300", "301"),
)


def test_a_changed_ledger_is_not_sealed_again(log: Log) -> None:
    log.write(300)
    log.seal()
    for statement, value in CHANGES:
        with log.tampered(statement, *[value][: statement.count("%s")]), pytest.raises((Changed, BadSignature)):
            Sealer(log.superuser, log.key).seal()
    assert log.again().seal() is None
    log.write(10)
    for statement, position in UNSEALED:
        with log.tampered(statement), pytest.raises(Changed, match=position):
            Sealer(log.superuser, log.key).seal()
    assert log.again().seal() is not None


def test_another_key_does_not_go_on_unsaid(log: Log) -> None:
    log.write(1)
    log.seal()
    other = SignerKey(log.key.name, log.key.type, b"\x07" * 32)
    with pytest.raises(Changed, match="key"):
        Sealer(log.connection, other)


def test_nobody_who_seals_can_take_back_what_was_sealed(log: Log) -> None:
    log.write(300)
    log.seal()
    for table, column in (("tile", "root"), ("checkpoint", "root"), ("cosignature", "line")):
        for statement in (f"UPDATE ledger.{table} SET {column} = {column}", f"DELETE FROM ledger.{table}"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                log.connection.execute(statement)
        with pytest.raises(psycopg.DatabaseError, match="append-only"):
            log.superuser.execute(f"TRUNCATE ledger.{table} CASCADE")


def test_of_two_that_follow_one_seals_and_the_other_takes_over(log: Log) -> None:
    seen: list[list[Checkpoint]] = [[], []]
    stops = [threading.Event(), threading.Event()]
    threads = [
        threading.Thread(target=follow, args=(log.settings, stop, told.append))
        for stop, told in zip(stops, seen, strict=True)
    ]
    for thread in threads:
        thread.start()
    log.write(5)
    wait_until(lambda: bool(seen[0] or seen[1]))
    leader = 0 if seen[0] else 1
    stops[leader].set()
    threads[leader].join()
    log.write(5)
    wait_until(lambda: bool(seen[1 - leader]))
    stops[1 - leader].set()
    threads[1 - leader].join()
    assert [each.size for each in [*seen[leader], *seen[1 - leader]]] == [5, 10]


def wait_until(true: Callable[[], bool], seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)
