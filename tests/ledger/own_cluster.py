"""An embedded PostgreSQL of one test's own, to be killed without warning and started again."""

import shutil
import signal
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

import psutil
import psycopg

from api.machine.places import Places
from api.machine.postgres import Postgres
from api.machine.spawn import gone
from ledger.migrate import migrate
from ledger.settings import Settings

SETTINGS = {
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    # The background writer of the log is slowed down, so that what no commit has flushed is lost for certain.
    "wal_writer_delay": "10s",
    "wal_writer_flush_after": "2GB",
    # Nothing is packed, so that a search through the files finds what is there.
    "wal_compression": "off",
}


class OwnCluster:
    """The ledger is the database `renmai`, the keys are `renmai_keys`."""

    def __init__(self, ending: ExitStack, overrides: Mapping[str, str] = SETTINGS) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="renmai-own-")).resolve()
        ending.callback(shutil.rmtree, self.folder, ignore_errors=True)
        self.places = Places(self.folder)
        self.places.prepare()
        self.postgres = Postgres(self.places, overrides)
        ending.callback(self.stop)
        self.settings = Settings.model_validate(
            {
                "database_url": self.postgres.conninfo("renmai"),
                "keys_database_url": self.postgres.conninfo("renmai_keys"),
                "role_password": "tests",
                "data": self.folder / "data",
                "identity": False,
            }
        )

    def start(self) -> None:
        self.postgres.start()

    def stop(self) -> None:
        self.postgres.stop()

    def migrate(self) -> None:
        with psycopg.connect(self.postgres.conninfo(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE renmai")
            connection.execute("CREATE DATABASE renmai_keys")
        migrate(self.settings.admin_conninfo, self.settings.keys_admin_conninfo, self.settings.role_secret())

    def kill(self) -> None:
        """SIGKILL to the server and every process of it at once, as when the machine loses its power."""
        assert self.postgres.process is not None
        family = [self.postgres.process, *self.postgres.process.children(recursive=True)]
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        for process in family:
            assert gone(process, patience=10)
        self.postgres.stop()
