"""A sealed and witnessed ledger, its bundles, and whoever spoils them, as files or as a superuser."""

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from psycopg import Connection

from domain.events import Replied
from domain.vocabulary import Channel, DataClass
from ledger import verify
from ledger.canonical import canonical
from ledger.codec import NewEvent
from ledger.keyring import Keyring
from ledger.leaf import leaf_of
from ledger.ledger import Ledger
from ledger.proof import evidence, kept, stamping
from ledger.proof.notes import Checkpoint, KeyType, SignerKey
from ledger.proof.seal import KEEP
from ledger.proof.tiles import Edge
from ledger.proof.tree import leaf_hash
from ledger.store import NewRow
from tests.ledger.proof.log import Log
from tests.servers import Database

WITNESSES = [SignerKey(f"audit.example/{n}", KeyType.WITNESS, bytes([n]) * 32) for n in (1, 2)]
STRANGER = SignerKey("renmai.local/ledger", KeyType.LOG, b"\x09" * 32)
PERSON = UUID("01900000-0000-7000-8000-000000000001")
CONTACT = uuid5(PERSON, "contact")
SCOPE = {"purpose": "marketing", "controller": "main"}
DISPATCH = {**SCOPE, "contact": str(CONTACT), "channel": "email", "sender": "team", "basis": "consent"}
SEEN = "SELECT size, max(signed_at) FROM ledger.cosignature GROUP BY size"
COSIGN = "INSERT INTO ledger.cosignature VALUES (%s, %s, %s, %s)"
INSERT = """
    INSERT INTO ledger.event SELECT max(position) + 1, %s, 100 + max(position), %s, max(recorded_at), %s
    FROM ledger.event RETURNING position
"""

Spoil = Callable[[Path], object]


def stored(facts: dict[str, Any], **meta: Any) -> bytes:
    return canonical({"facts": facts, "meta": {"actor": "user:anna", **meta}, "sealed": {}})


class Faulty:
    def __init__(self, database: Database, folder: Path) -> None:
        self.folder, self.database, self.made = folder, database, 0
        self.ledger = Ledger.open(database.settings)
        self.log = Log(database, self.ledger)
        consent = {**SCOPE, "channels": ["email"], "expires_on": "2099-01-01"}
        dispatch = {**DISPATCH, "basis_position": 1, "checked_at": 1}
        rows: list[tuple[str, dict[str, Any]]] = [("consent-given", consent), ("contact-dispatched", dispatch)]
        rows.append(("contact-sent", DISPATCH))
        self.ledger.store.append([NewRow(PERSON, n, kind, stored(facts)) for n, (kind, facts) in enumerate(rows, 1)])
        reply = Replied(contact=CONTACT, channel=Channel.EMAIL, said="=call me")
        self.ledger.append([NewEvent(PERSON, 4, self.log._meta(), reply)])
        self.cosign(self.log.connection, self.log.seal())
        self.log.write(300)
        self.newest = self.log.seal()
        self.cosign(self.log.connection, self.newest)
        stamped = self.newest.size, "https://tsa.example", datetime.now(UTC), b"a stamp"
        self.log.connection.execute(stamping.KEEP, stamped)
        self.whole = self.write("whole", evidence.Scope())
        self.person = self.write("person", evidence.Scope((PERSON,)))

    def close(self) -> None:
        self.log.close()
        self.ledger.close()

    def cosign(self, connection: Connection[Any], checkpoint: Checkpoint, at: datetime | None = None) -> None:
        at = at or datetime.now(UTC)
        for each in WITNESSES:
            line = each.sign(checkpoint.text(), at)
            connection.execute(COSIGN, (checkpoint.size, str(each.verifier), at, line))

    def write(self, name: str, scope: evidence.Scope, connection: Connection[Any] | None = None) -> Path:
        """A bundle with the conversation in clear."""
        self.made += 1
        target = self.folder / f"{name}-{self.made}"
        keys = [self.log.key.verifier, *(each.verifier for each in WITNESSES)]
        keyring = Keyring(self.ledger.keyring.pool, self.ledger.keyring.kek)  # without what others remember
        used = connection or self.log.superuser
        with used.transaction():
            evidence.write(used, target, scope, keys, keyring, [DataClass.CONVERSATION])
        return target

    def spoilt(self, bundle: Path, spoil: Spoil) -> Path:
        """A copy with a change, and a manifest that agrees with it."""
        self.made += 1
        target = self.folder / f"spoilt-{self.made}"
        shutil.copytree(bundle, target)
        spoil(target)
        manifest = json.loads((target / "MANIFEST.json").read_text())
        for name in manifest["files"]:
            content = (target / name).read_bytes()
            manifest["files"][name] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        (target / "MANIFEST.json").write_text(json.dumps(manifest))
        return target

    def tampered(
        self, *statements: tuple[str, tuple[Any, ...]], key: SignerKey | None = None, seen: bool = False
    ) -> Path:
        """As a superuser. With `key` all is sealed anew; `seen`: by witnesses, too, as of then."""
        with self.log.tampered("SELECT 1"):
            found = self.log.superuser.execute(SEEN).fetchall()
            times: dict[int, datetime] = dict(found)
            for statement, values in statements:
                self.log.superuser.execute(statement, values)
            if key:
                self.seal_anew(key, times if seen else {})
            return self.write("tampered", evidence.Scope(), self.log.superuser)

    def seal_anew(self, key: SignerKey, seen: dict[int, datetime]) -> None:
        connection = self.log.superuser
        for table in ("time_stamp", "cosignature", "checkpoint", "tile"):
            connection.execute(f"DELETE FROM ledger.{table}")
        edge, sizes = Edge(), set(seen)
        head = connection.execute("SELECT max(position) FROM ledger.event").fetchone()
        assert head
        for header in kept.headers(connection, 0, head[0]):
            kept.keep(connection, edge.add(leaf_hash(leaf_of(header))))
            if edge.size in sizes or header.position == head[0]:
                checkpoint = Checkpoint(key.name, edge.size, edge.root())
                note = f"{checkpoint.text()}\n{key.sign(checkpoint.text())}"
                connection.execute(KEEP, (checkpoint.size, checkpoint.root, note))
                if edge.size in seen:
                    self.cosign(connection, checkpoint, seen[edge.size])

    def verified(self, bundle: Path, leaving_out: str = "", **asked: Any) -> set[str]:
        """The checks that failed."""
        keys = [verify.key_of(str(each)) for each in (self.log.key.verifier, *(w.verifier for w in WITNESSES))]
        checks = {name: each for name, each in verify.CHECKS.items() if name != leaving_out}
        results = verify.verify(bundle, verify.Asked(keys, **asked), checks)
        return {name for name, each in results.items() if each.failed}

    def signed(self, size: int, root: bytes) -> str:
        """A checkpoint that the log signed and somebody else holds."""
        text = Checkpoint(self.log.key.name, size, root).text()
        return f"{text}\n{self.log.key.sign(text)}"


def replaced(name: str, old: bytes, new: bytes) -> Spoil:
    def spoil(folder: Path) -> None:
        content = (folder / name).read_bytes()
        assert old in content
        (folder / name).write_bytes(content.replace(old, new, 1))

    return spoil


def later(minutes: int) -> datetime:
    return datetime.now(UTC) + timedelta(minutes=minutes)
