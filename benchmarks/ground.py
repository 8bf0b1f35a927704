"""Where it is measured: the embedded server, or the one of RENMAI_DATABASE_URL, and databases of our own on it."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from api.machine.places import Places
from api.machine.postgres import Postgres
from ledger.migrate import migrate
from ledger.settings import Settings


@dataclass(frozen=True, slots=True)
class Ground:
    """A server, and a folder for files. Every database is dropped when its `with` ends."""

    admin: str
    role_secret: str
    folder: Path
    kept: ExitStack = field(default_factory=ExitStack)
    """What several rows share: it is closed before the server stops."""

    @contextmanager
    def database(self) -> Iterator[str]:
        """An empty one, by its address."""
        name = f"renmai_bench_{secrets.token_hex(4)}"
        identifier = sql.Identifier(name)
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
        try:
            yield make_conninfo(self.admin, dbname=name)
        finally:
            with psycopg.connect(self.admin, autocommit=True) as connection:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(identifier))

    @contextmanager
    def ledger(self, *, identity: bool = False) -> Iterator[Settings]:
        """An empty ledger and its keys, migrated; records are compared as they come where a row is about that."""
        data = Path(tempfile.mkdtemp(dir=self.folder))
        with self.database() as events, self.database() as keys:
            migrate(events, keys, self.role_secret)
            yield Settings.model_validate(
                {
                    "database_url": events,
                    "keys_database_url": keys,
                    "role_password": self.role_secret,
                    "data": data,
                    "blobs_url": str(data / "blobs"),
                    "key_file": data / "keys" / "kek",
                    "identity": identity,
                }
            )


@contextmanager
def prepared() -> Iterator[Ground]:
    """Ends with nothing left running and nothing left on the disk."""
    folder = Path(tempfile.mkdtemp(prefix="renmai-bench-"))
    given = Settings()
    try:
        if given.database_url is not None:
            with ExitStack() as kept:
                yield Ground(given.admin_conninfo, given.role_secret(), folder, kept)
            return
        places = Places(folder)
        postgres = Postgres(places)
        try:
            places.prepare()
            postgres.start()
            with ExitStack() as kept:
                yield Ground(postgres.conninfo(), "bench", folder, kept)
        finally:
            postgres.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
