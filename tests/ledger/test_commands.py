"""A command is stored once, and answered alike however often it is sent."""

import threading
from uuid import UUID

import pytest

from ledger.envelope import new_id
from ledger.faults import CommandReused, Conflict, Moved
from ledger.store import Inline, Receipt, Store
from tests.ledger.rows import claim, row

pytestmark = pytest.mark.servers


def same_answer(one: Receipt, other: Receipt) -> bool:
    return (one.first_position, one.events, one.recorded_at) == (
        *(other.first_position, other.events),
        other.recorded_at,
    )


def test_a_retry_gets_the_first_answer_and_stores_nothing(store: Store) -> None:
    command_id = new_id()
    store.append([row()])
    first = store.append([row(), row()], command=claim(command_id))
    store.append([row()])
    again = store.append([row(), row()], command=claim(command_id))
    assert again.replayed
    assert not first.replayed
    assert same_answer(first, again)
    assert (again.position, store.head()) == (3, 4)


def test_the_same_id_with_another_body_is_refused(store: Store) -> None:
    command_id = new_id()
    store.append([row()], command=claim(command_id))
    with pytest.raises(CommandReused):
        store.append([row()], command=claim(command_id, b"another body"))
    assert store.head() == 1


def test_a_command_id_belongs_to_one_actor(store: Store) -> None:
    command_id = new_id()
    first = store.append([row()], command=claim(command_id))
    other = store.append([row()], command=claim(command_id, b"another body", actor="user:wang"))
    assert (first.position, other.position) == (1, 2)
    assert not other.replayed


def test_a_retry_is_recognised_before_anything_else_is_checked(store: Store) -> None:
    """Its streams have moved on by its own doing, and its inline rows are there."""
    command_id, stream = new_id(), new_id()
    inline = Inline(source_keys=[(b"\x01" * 32, stream)])

    def send() -> Receipt:
        return store.append([row(stream)], unmoved={stream: 0}, command=claim(command_id), inline=inline)

    assert same_answer(send(), send())


def test_one_command_sent_by_eight_at_once_is_stored_once(store: Store) -> None:
    for _ in range(20):
        before, command_id = store.head(), new_id()
        answers: list[Receipt] = []
        barrier = threading.Barrier(8)

        def send(
            command_id: UUID = command_id,
            barrier: threading.Barrier = barrier,
            answers: list[Receipt] = answers,
        ) -> None:
            barrier.wait()
            answers.append(store.append([row()], command=claim(command_id)))

        threads = [threading.Thread(target=send) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert store.head() == before + 1
        assert sorted(answer.replayed for answer in answers) == [False] + [True] * 7
        assert all(same_answer(answers[0], answer) for answer in answers)


def test_a_command_without_events_is_remembered_with_the_head(store: Store) -> None:
    command_id = new_id()
    assert store.append([], command=claim(command_id)).position == 0
    store.append([row()])
    assert store.append([], command=claim(new_id())).position == 1
    again = store.append([], command=claim(command_id))
    assert (again.replayed, again.position, again.events) == (True, 0, 0)


@pytest.mark.parametrize("refused", [Moved, Conflict])
def test_what_is_refused_uses_up_no_command_id(store: Store, refused: type[Exception]) -> None:
    stream, command_id = new_id(), new_id()
    inline = Inline(source_keys=[(b"\x02" * 32, stream)])
    store.append([row(stream)], inline=inline)
    rows = [row(stream)] if refused is Moved else [row()]
    with pytest.raises(refused):
        store.append(rows, command=claim(command_id), inline=inline)
    assert store.command("user:li", command_id) is None
    assert not store.append([row()], command=claim(command_id)).replayed
