"""Where things are and who may use them: read once from `RENMAI_…` variables, and never printed.

Only the owner's address of a database is configured. The Postgres login roles of the software (`ROLES`) log on
to the same address with passwords derived from one secret, so there is one thing to keep and one to rotate.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from psycopg import conninfo as pg
from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from ledger.delivery_settings import DeliverySettings
from ledger.inbox_settings import InboxSettings
from ledger.sign_in_settings import SignInSettings

Role = Literal["writer", "reader", "projector", "sealer", "keyholder"]
ROLES: tuple[Role, ...] = ("writer", "reader", "projector", "sealer", "keyholder")
CONTAINER_SECRETS = Path("/run/secrets")


class NoDatabase(Exception):
    """No database address is set and nobody started the embedded server."""

    code = "no_database"


class Settings(DeliverySettings, InboxSettings, SignInSettings):
    """What differs between one deployment and another. `None` means: on this machine, in the data folder.

    Containers may give any of it as a file `/run/secrets/renmai_…` instead of a variable.
    """

    model_config = SettingsConfigDict(
        env_prefix="RENMAI_",
        frozen=True,
        extra="ignore",
        secrets_dir=CONTAINER_SECRETS if CONTAINER_SECRETS.is_dir() else None,
    )

    database_url: SecretStr | None = Field(None, description="PostgreSQL, as a role that may create roles")
    keys_database_url: SecretStr | None = Field(None, description="the keys; NAME_keys beside the ledger")
    redis_url: SecretStr | None = Field(None, description="Redis or Valkey, which only carries work")
    data: Path = Field(Path(".renmai"), description="the data folder")
    blobs_url: str | None = Field(None, description="the blob store: a folder, file://… or s3://bucket/prefix")
    lake_url: str | None = Field(None, description="the event lake: a folder, file://… or s3://bucket/prefix")
    engine_url: str = Field("sail:", description="who works metrics out: `sail:` in this process, or sc://HOST:PORT")
    key_file: Path | None = Field(None, description="the key-encryption key")
    key_encryption_key: SecretStr | None = Field(
        None, description="that key itself, in hex, instead of a file; those before it after blanks"
    )
    key_service: str = Field("", description="who wraps that key: `vault:MOUNT/KEY`, `aws-kms:KEY`; nobody when empty")
    log_key_file: Path | None = Field(None, description="the key that signs checkpoints of the ledger")
    log_name: str = Field("renmai.local/ledger", description="the name under which checkpoints are signed")
    witnesses: str = Field("", description="who signs checkpoints besides: `KEY URL KEY URL …`")
    witness_quorum: int | None = Field(None, ge=0, description="how many of them must have signed; all when not set")
    witness_within: float = Field(3600, gt=0, description="seconds that an event may wait for their signatures")
    time_stamps: str = Field("", description="who stamps checkpoints with the time (RFC 3161): an address")
    time_stamp_roots: Path | None = Field(None, description="a file with the certificates that stand above theirs")
    time_stamp_every: float = Field(3600, gt=0, description="a checkpoint is stamped in so many seconds, at most")
    role_password: SecretStr | None = Field(None, description="what role passwords are derived from")
    host: str = Field("127.0.0.1", description="the address that the API listens on")
    port: int = Field(8420, ge=1, le=65535, description="the port that the API listens on")
    largest_lag: float = Field(
        60, gt=0, description="seconds that read models may be behind before /health/ready says no"
    )
    identity: bool = Field(
        True, description="whether records are compared as they come, and merged where it is certain"
    )
    cadence: Literal["employer-1", "agency-1"] = Field(
        "employer-1", description="the preset by which contacts fall due: how often each tier is turned to"
    )
    rebuild_days: int = Field(7, ge=0, description="read models are rebuilt at least once in so many days")
    log_days: int = Field(1, ge=0, description="days in which the write-ahead log is written over")
    backup_days: int = Field(35, ge=0, description="for how many days a backup of the database is kept")
    stored_in: str | None = Field(
        None, pattern=r"^[A-Z]{2}$", description="the country where the data is kept, as records of consent say it: DE"
    )
    activity_policy: Literal["activity-1", "activity-slow-1"] = Field(
        "activity-1", description="the policy of activity that people are ranked by; another one makes ranks anew"
    )
    automation: Literal["listed-1", "greeting-1", "by-hand-1"] = Field(
        "listed-1", description="the policy by which messages go by themselves when they fall due"
    )
    language: Literal["en", "zh_CN"] | None = Field(None, description="of messages; by locale when not set")

    @property
    def admin_conninfo(self) -> str:
        """The ledger's database as its owner: for migrations, and nothing else. Raises `NoDatabase`."""
        if self.database_url is None:
            raise NoDatabase
        return self.database_url.get_secret_value()

    @property
    def keys_admin_conninfo(self) -> str:
        """The keys' database as its owner."""
        if self.keys_database_url is not None:
            return self.keys_database_url.get_secret_value()
        name = pg.conninfo_to_dict(self.admin_conninfo).get("dbname") or "renmai"
        return pg.make_conninfo(self.admin_conninfo, dbname=f"{name}_keys")

    def conninfo(self, role: Role) -> str:
        """The address for one login role: the keys' database for the keyholder, the ledger's for the others."""
        login = f"renmai_{role}"
        address = self.keys_admin_conninfo if role == "keyholder" else self.admin_conninfo
        return pg.make_conninfo(address, user=login, password=login_password(self.role_secret(), login))

    def role_secret(self) -> str:
        """The secret that role passwords are derived from; made once in the data folder when none is set."""
        if self.role_password is not None:
            return self.role_password.get_secret_value()
        return kept_secret(self.data / "keys" / "role_password")

    @property
    def residue_days(self) -> int:
        """After an erasure, until no page, log or backup of a database holds a byte of it: what is written on the eve
        of the next rebuild lives as long as logs and backups do."""
        return self.rebuild_days + max(self.log_days, self.backup_days)

    @property
    def blobs(self) -> str:
        return self.blobs_url or str(self.data / "blobs")

    @property
    def lake(self) -> str:
        return self.lake_url or str(self.data / "lake")

    @property
    def sink(self) -> Path:
        return self.data / "sink"

    @property
    def reached_at(self) -> str:
        """What links in messages begin with."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def key_encryption_key_file(self) -> Path:
        return self.key_file or self.data / "keys" / "kek"

    def at(self, **changes: Any) -> "Settings":
        """The same settings with some of them changed and checked again."""
        return type(self).model_validate(self.model_dump() | changes)


def login_password(secret: str, login: str) -> str:
    """The Postgres password of one login role: HMAC-SHA256 of its name under the deployment's secret."""
    return hmac.new(secret.encode(), f"postgres role {login}".encode(), hashlib.sha256).hexdigest()


def kept_secret(path: Path, spelt: Callable[[bytes], str] = bytes.hex) -> str:
    """The secret in this file, made at the first call (256 bits, mode 0600); two processes get the same.

    `spelt` says how it is written down.
    """
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(spelt(secrets.token_bytes(32)))
        file.flush()
        os.fsync(descriptor)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="ascii").strip()
