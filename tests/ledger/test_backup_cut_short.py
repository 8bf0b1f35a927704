"""A backup that was cut short, by a kill or by a disk that takes no more, is none, and restore says so."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ledger.backup.faults import BackupFault, NoBackup, Unreadable
from ledger.backup.restore import restore
from ledger.backup.take import backup
from ledger.settings import Settings
from tests.ledger.house import FILE, House, with_kek
from tests.processes import run_text
from tests.workers.tasks import environment

DYING = """
import os, signal, sys
from pathlib import Path
from ledger.backup import durable, manifest, take
from ledger.settings import Settings

def die(*_given):
    os.kill(os.getpid(), signal.SIGKILL)

def half(path, pieces):
    with durable.durable_file(path) as file:
        file.write(b"".join(pieces)[:100])
        file.flush()
        die()

def write(path, pieces):
    return (half if path.name == manifest.MANIFEST else durable.write_durably)(path, pieces)

where = sys.argv[2]
manifest.write_durably = {"SEAL": die, "MANIFEST": write}.get(where, durable.write_durably)
take.backup(Settings(), Path(sys.argv[1]), progress=lambda step, *_: die() if step == where else None)
"""
"""A backup that dies at a step, before its seal is written, or with its manifest written by half."""


@pytest.mark.parametrize("where", ["ledger", "keys", "blobs", "SEAL", "MANIFEST"])
def test_a_backup_killed_anywhere_is_refused(house: House, elsewhere: Settings, tmp_path: Path, where: str) -> None:
    house.fill(4)
    died = run_text(DYING, str(tmp_path / "backup"), where, variables=environment(house.settings))
    assert died == -signal.SIGKILL
    assert any((tmp_path / "backup").iterdir())
    with pytest.raises(BackupFault if where == "MANIFEST" else NoBackup):
        restore(with_kek(house, elsewhere), tmp_path / "backup")
    with pytest.raises(BackupFault):
        backup(house.settings, tmp_path / "backup")


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """The system refuses to write more into any file of this process, in the middle of a write."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [0, 100, 1_000, len(FILE) // 2])
def test_a_disk_that_takes_no_more_leaves_no_backup_behind(house: House, tmp_path: Path, size: int) -> None:
    house.fill(20)
    with no_file_above(size), pytest.raises(Unreadable):
        backup(house.settings, tmp_path / "deep" / "backup")
    assert not (tmp_path / "deep" / "backup").exists()
    assert backup(house.settings, tmp_path / "deep" / "backup").position == 27
