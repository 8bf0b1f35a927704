"""While writers in processes of their own go on, a backup is one moment of the ledger, whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.events import DocumentAttached
from ledger.backup.restore import restore
from ledger.backup.take import backup
from ledger.settings import Settings
from tests.ledger.house import FILE, House
from tests.ledger.writers import wait_until
from tests.processes import PROCESSES
from tests.servers import Servers, fresh_database


def fill_on(settings: Settings, stop: Path) -> None:
    """New people with new keys, some with a file, until told to stop."""
    house = House(settings)
    with house.ledger:
        while not stop.exists():
            house.fill(2)


@contextmanager
def writing(settings: Settings, stop: Path, writers: int) -> Iterator[None]:
    processes = [PROCESSES.Process(target=fill_on, args=(settings, stop), daemon=True) for _ in range(writers)]
    for process in processes:
        process.start()
    try:
        yield
    finally:
        stop.touch()
        for process in processes:
            process.join(60)
    assert [process.exitcode for process in processes] == [0] * writers


def test_each_backup_under_load_is_a_whole_prefix_of_the_ledger(
    house: House, servers: Servers, migrated: tuple[str, str], tmp_path: Path
) -> None:
    house.fill(1)
    (tmp_path / "kek").mkdir()
    positions: list[int] = []
    with writing(house.settings, tmp_path / "stop", writers=3):
        wait_until(lambda: house.ledger.store.head() > 20)
        for number in range(3):
            head = house.ledger.store.head()
            made = backup(house.settings, tmp_path / str(number), kek_to=tmp_path / "kek" / str(number))
            assert made.lost_blobs == ()
            assert head <= made.position
            positions.append(made.position)
            wait_until(lambda: house.ledger.store.head() > positions[-1])
    assert positions == sorted(set(positions))

    for number, position in enumerate(positions):
        with fresh_database(servers, migrated, tmp_path / f"elsewhere {number}") as fresh:
            restored = restore(fresh.settings, tmp_path / str(number), kek_from=tmp_path / "kek" / str(number))
            assert restored.manifest.position == position
            there = House(fresh.settings)
            with there.ledger as ledger:
                assert there.rows(2**62) == house.rows(position)
                events = ledger.page(0, position)
                assert [each.position for each in events] == list(range(1, position + 1))
                assert not any(each.unreadable for each in events)
                files = [(each.stream, each.event.document) for each in events if type(each.event) is DocumentAttached]
                assert {each.document for each in there.blobs.store.stored()} == {each.document for _, each in files}
                assert all(there.blobs.read(subject, document) == FILE for subject, document in files)


def test_a_backup_sees_one_moment_whatever_is_written_between_its_steps(
    house: House, servers: Servers, migrated: tuple[str, str], tmp_path: Path
) -> None:
    house.fill(3)
    heard: list[str] = []

    def between(step: str, _done: int, _total: int) -> None:
        heard.append(step)
        house.fill(1)

    made = backup(house.settings, tmp_path / "backup", kek_to=tmp_path / "kek", progress=between)
    assert {"ledger", "keys", "blobs"} <= set(heard)
    assert (made.position, made.blobs, made.lost_blobs) == (4, 1, ())
    with fresh_database(servers, migrated, tmp_path / "elsewhere") as fresh:
        assert restore(fresh.settings, tmp_path / "backup", kek_from=tmp_path / "kek").manifest == made
