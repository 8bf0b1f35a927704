"""What an erasure leaves in files of the server is gone when read models were rebuilt and the log was written over."""

from contextlib import ExitStack, suppress
from pathlib import Path

import psycopg
import pytest

from ledger.ledger import Ledger
from projections import follow
from projections.catalogue import PROJECTIONS
from projections.rebuild import rebuild
from tests.ledger.own_cluster import SETTINGS, OwnCluster
from tests.workers.forgotten import approved, canaries, equipment_of, heard, somebody
from workers.erase import erase

pytestmark = pytest.mark.servers


def holding(folder: Path) -> set[str]:
    """The files in which a word of the person stands, as the server and the software left them."""
    words, found = [each.encode() for each in canaries(1)], set()
    for path in folder.rglob("*"):
        with suppress(OSError):  # a folder, a socket, or gone meanwhile
            content = path.read_bytes()
            found |= {str(path.relative_to(folder)) for word in words if word in content}
    return found


def test_no_byte_is_left_once_read_models_and_log_were_written_anew(own_redis_url: str) -> None:
    with ExitStack() as ending:
        cluster = OwnCluster(ending, SETTINGS | {"autovacuum": "off"})
        cluster.start()
        cluster.migrate()
        settings = cluster.settings.at(redis_url=own_redis_url)
        rebuild(settings, shards=0)
        ledger = ending.enter_context(Ledger.open(settings, connections=4))
        projector = ending.enter_context(follow.connect(settings))
        admin = ending.enter_context(psycopg.connect(settings.admin_conninfo, autocommit=True))
        candidate = somebody(ledger, settings, 1)
        follow.catch_up(projector, PROJECTIONS, ledger.keyring)
        admin.execute("ANALYZE")
        erase(equipment_of(settings, ledger), approved(ledger, candidate), heard)
        follow.catch_up(projector, PROJECTIONS, ledger.keyring)
        admin.execute("CHECKPOINT")
        left = holding(cluster.folder)
        assert any(each.startswith("postgres/base/") for each in left)
        assert any(each.startswith("postgres/pg_wal/") for each in left)
        rebuild(settings)
        for _segment in range(len(list((cluster.folder / "postgres" / "pg_wal").iterdir())) + 2):
            admin.execute("SELECT pg_switch_wal()")
            admin.execute("CHECKPOINT")
        assert holding(cluster.folder) == set()
