"""Real servers for a test session: started once, shared by every xdist worker, and gone when it ends."""

import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from api.machine.places import Places
from api.machine.postgres import Postgres
from api.machine.redis import Redis
from ledger.migrate import migrate
from ledger.settings import ROLES, Settings

TEMPLATE_LOCK = 8_420_001
COPY = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
"""File by file, not page by page through the log."""


@dataclass(frozen=True, slots=True)
class Servers:
    """Where the servers are, as every worker is told. Each database of this run is named `session`_…"""

    admin: str
    redis_url: str
    role_secret: str
    session: str

    def as_text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, text: str) -> "Servers":
        return cls(**json.loads(text))

    def database(self, name: str) -> str:
        return make_conninfo(self.admin, dbname=name)

    def drop(self, *names: str) -> None:
        """Everyone is sent out of all of them first: a drop waits even for who is busy in another database."""
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute("SET statement_timeout = '60s'")
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY(%s)", (list(names),)
            )
            for name in names:
                drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
                connection.execute(drop.format(sql.Identifier(name)))


@dataclass(frozen=True, slots=True)
class Database:
    """A ledger and its keys, empty and migrated, with an address for each role that the software uses."""

    settings: Settings
    admin: str
    keys_admin: str
    writer: str
    reader: str
    projector: str
    sealer: str
    keyholder: str


@contextmanager
def running_servers() -> Iterator[Servers]:
    """Those that RENMAI_DATABASE_URL and RENMAI_REDIS_URL name, or embedded ones in a new folder."""
    session = f"renmai_test_{secrets.token_hex(4)}"
    folder = Path(tempfile.mkdtemp(prefix="renmai-tests-"))
    places = Places(folder)
    # Durable, as in production; only the size is a guest's.
    postgres, redis = Postgres(places, {"shared_buffers": "256MB", "max_wal_size": "512MB"}), Redis(places)
    try:
        places.prepare()
        if (admin := os.environ.get("RENMAI_DATABASE_URL")) is None:
            postgres.start()
            admin = postgres.conninfo()
        if (redis_url := os.environ.get("RENMAI_REDIS_URL")) is None:
            redis.start()
            redis_url = redis.url
        servers = Servers(admin, redis_url, os.environ.get("RENMAI_ROLE_PASSWORD", "tests"), session)
        try:
            yield servers
        finally:
            if postgres.process is None:
                _drop_all(servers)
    finally:
        redis.stop()
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _drop_all(servers: Servers) -> None:
    with suppress(psycopg.OperationalError), psycopg.connect(servers.admin) as connection:
        found = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", (f"{servers.session}%",)
        ).fetchall()
        servers.drop(*(name for (name,) in found))


def templates(servers: Servers) -> tuple[str, str]:
    """The names of a migrated ledger and of migrated keys to copy; made by the worker that comes first."""
    names = f"{servers.session}_template", f"{servers.session}_template_keys"
    with psycopg.connect(servers.admin, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (TEMPLATE_LOCK,))
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (names[0],)).fetchone()
        if known is None:
            for name in names:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            try:
                migrate(servers.database(names[0]), servers.database(names[1]), servers.role_secret)
            except BaseException:
                servers.drop(*names)
                raise
    return names


def _copy_rights(connection: psycopg.Connection, source: str, target: str) -> None:
    """A copy of a template does not take over the rights on the database itself."""
    rights = connection.execute(
        """
        SELECT coalesce(nullif(grantee, 0)::regrole::text, 'PUBLIC'), privilege_type
        FROM pg_database, aclexplode(datacl) WHERE datname = %s
        """,
        (source,),
    ).fetchall()
    if not rights:
        return
    name = sql.Identifier(target)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    for grantee, right in rights:
        grant = sql.SQL("GRANT {} ON DATABASE {} TO {}")
        to = sql.SQL("PUBLIC") if grantee == "PUBLIC" else sql.Identifier(grantee)
        connection.execute(grant.format(sql.SQL(right), name, to))


@contextmanager
def fresh_database(servers: Servers, sources: tuple[str, str], data: Path) -> Iterator[Database]:
    """A copy of both templates, dropped at the end."""
    name = f"{servers.session}_{secrets.token_hex(4)}"
    names = name, f"{name}_keys"
    try:
        with psycopg.connect(servers.admin, autocommit=True) as connection:
            for target, source in zip(names, sources, strict=True):
                connection.execute(COPY.format(sql.Identifier(target), sql.Identifier(source)))
                _copy_rights(connection, source, target)
        settings = Settings.model_validate(
            {
                "database_url": servers.database(name),
                "keys_database_url": servers.database(names[1]),
                "redis_url": servers.redis_url,
                "role_password": servers.role_secret,
                "data": data,
                "blobs_url": str(data / "blobs"),
                "key_file": data / "keys" / "kek",
                "identity": False,  # a test's people are merged where it is about that (tests/ledger/identity)
            }
        )
        conninfos = {role: settings.conninfo(role) for role in ROLES}
        yield Database(settings, settings.admin_conninfo, settings.keys_admin_conninfo, **conninfos)
    finally:
        servers.drop(*names)
