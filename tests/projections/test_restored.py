"""The read models of a restored ledger are those that the first one had at the backup's position, row by row.

Nothing of it hangs on who made them when: the one follows in small batches while it goes on being written to, the
other is made anew in another process, whose sets come in another order.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from domain.events import CandidateTagged
from ledger.backup.take import backup
from ledger.ledger import Ledger
from projections import follow
from projections.catalogue import PROJECTIONS
from projections.checkpoint import reached
from tests.projections.conftest import Following
from tests.projections.scribe import Scribe
from tests.projections.state import everything
from tests.projections.test_rebuild import lived
from tests.servers import Database, Servers, fresh_database
from tests.workers.tasks import environment

pytestmark = pytest.mark.servers


@pytest.mark.parametrize("seed", ["0", "1"])
def test_a_ledger_backed_up_while_it_moves_and_is_followed_has_the_same_read_models_when_restored(
    built: Database,
    ledger: Ledger,
    scribe: Scribe,
    following: Following,
    servers: Servers,
    migrated: tuple[str, str],
    tmp_path: Path,
    seed: str,
) -> None:
    lived(ledger, scribe)
    known = ledger.store.page(0, 1)[0].stream

    def goes_on(_step: str, _done: int, _total: int) -> None:
        scribe.say(known, CandidateTagged(tag="meanwhile"))
        scribe.say(scribe.ingest("李雷"), CandidateTagged(tag="new"))
        follow.step(following.connection, PROJECTIONS, ledger.keyring, 7)

    position = backup(built.settings, tmp_path / "backup", kek_to=tmp_path / "kek", progress=goes_on).position
    assert 0 < reached(following.connection) < position < ledger.store.head()
    while (behind := position - reached(following.connection)) > 0:
        follow.step(following.connection, PROJECTIONS, ledger.keyring, min(behind, 7))

    with fresh_database(servers, migrated, tmp_path / "elsewhere") as elsewhere:
        command = [sys.executable, "-m", "api.command_line", "restore", str(tmp_path / "backup")]
        restored = subprocess.run(
            [*command, "--kek-from", str(tmp_path / "kek")],
            env={**environment(elsewhere.settings), "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert restored.returncode == 0, restored.stderr
        with follow.connect(elsewhere.settings) as there:
            assert reached(there) == position
            assert everything(there) == everything(following.connection)
