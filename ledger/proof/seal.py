"""The sealer: at most a second after an event is stored, it is under a signed checkpoint.

One seals (an advisory lock). It never signs what isn't on disk, never signs twice for one size, and never signs
a tree that doesn't begin with the one it signed last: if the ledger or its tiles were changed it stops, and says so.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import psycopg
from psycopg import Connection

from ledger.leaf import leaf_of
from ledger.locks import SEALS
from ledger.proof import kept
from ledger.proof.log_keys import settled, take_place, waiting
from ledger.proof.notes import Checkpoint, SignerKey, opened
from ledger.proof.succession import Succession, signer_of
from ledger.proof.tiles import Edge, FullTile
from ledger.proof.tree import leaf_hash
from ledger.settings import Settings
from ledger.store import DURABLE, OPTIONS

CHUNK = 20_000
"""Events that are sealed in one transaction, at most."""
LOOK_SECONDS = 0.5
STANDBY_SECONDS = 1.0
RECONNECT_SECONDS = 0.5
HEAD = "SELECT coalesce(max(position), 0) FROM ledger.event"
RECORDED_AT = "SELECT recorded_at FROM ledger.event WHERE position = %s"
KEEP = "INSERT INTO ledger.checkpoint (size, root, note) VALUES (%s, %s, %s)"

log = logging.getLogger("renmai.sealer")


class Changed(Exception):
    """What was sealed is not what is there. Nothing more is signed until a human has looked."""

    code = "ledger_changed"


class Sealer:
    """Grows the tree from where it stood. Raises Changed when that is not where it left it."""

    def __init__(self, connection: Connection[Any], key: SignerKey) -> None:
        self.connection = connection
        self.key = key
        self.edge = self._where_it_stood()
        self.last = self._recorded_at(self.edge.size)

    def seal(self, limit: int = CHUNK) -> Checkpoint | None:
        """Seal what is new; None when nothing is. What it answers is on disk, and so is all beneath it."""
        head = self._head()
        if head < self.edge.size:
            raise Changed(f"the ledger ends at {head}, and {self.edge.size} events were sealed")
        if head == self.edge.size:
            return None
        self.connection.execute(DURABLE.sql)
        tiles = self._grow(min(head, self.edge.size + limit))
        checkpoint = Checkpoint(self.key.name, self.edge.size, self.edge.root())
        with self.connection.transaction():
            kept.keep(self.connection, tiles)
            text = checkpoint.text()
            note = f"{text}\n{self.key.sign(text)}"
            self.connection.execute(KEEP, (checkpoint.size, checkpoint.root, note))
        return checkpoint

    def pass_to(self, key: SignerKey) -> Succession:
        """From the next checkpoint on another key signs. It and the old one sign that, over what is sealed so far."""
        change = Succession(self.key.verifier, key.verifier, self.edge.size, self.edge.root())
        self.connection.execute(kept.FOLLOWS, (change.size, change.signed(self.key, key)))
        self.key = key
        return change

    def _grow(self, until: int) -> list[FullTile]:
        tiles: list[FullTile] = []
        for header in kept.headers(self.connection, self.edge.size, until):
            if header.position != self.edge.size + 1:
                raise Changed(f"position {self.edge.size + 1} is missing")
            if self.last and header.recorded_at < self.last:
                raise Changed(f"position {header.position} was recorded before the one in front of it")
            self.last = header.recorded_at
            tiles += self.edge.add(leaf_hash(leaf_of(header)))
        return tiles

    def _where_it_stood(self) -> Edge:
        newest = kept.newest(self.connection)
        if newest is None:
            return Edge()
        passed = kept.successions(self.connection)
        if passed and passed[-1].new != self.key.verifier:
            raise Changed("the log was passed on to another key")
        text, signatures = opened(newest[1], [signer_of(newest[0], passed, self.key.verifier)])
        if not signatures:
            raise Changed("the last checkpoint was signed with another key")
        signed = Checkpoint.parse(text)
        try:
            edge = kept.edge(self.connection, signed.size)
        except kept.TileMissing as error:
            raise Changed(str(error)) from error
        if edge.root() != signed.root:
            raise Changed(f"the tree of {signed.size} events has another root than was signed")
        return edge

    def _head(self) -> int:
        found = self.connection.execute(HEAD).fetchone()
        return int(found[0]) if found else 0

    def _recorded_at(self, position: int) -> datetime | None:
        found = self.connection.execute(RECORDED_AT, (position,)).fetchone()
        return found[0] if found else None


def follow(settings: Settings, stop: threading.Event, told: Callable[[Checkpoint], None] = lambda _: None) -> None:
    """Lead and seal, or stand by, until `stop` is set. Raises Changed.

    A failure begins anew at what is stored: nothing that was only in memory is signed.
    """
    while not stop.is_set():
        try:
            with psycopg.connect(settings.conninfo("sealer"), autocommit=True, options=OPTIONS) as connection:
                if connection.execute("SELECT pg_try_advisory_lock(%s)", (SEALS,)).fetchone() != (True,):
                    stop.wait(STANDBY_SECONDS)
                    continue
                sealer = Sealer(connection, settled(connection, settings))
                log.info("sealing from %s as %s", sealer.edge.size, sealer.key.verifier)
                while not stop.is_set():
                    if checkpoint := sealer.seal():
                        told(checkpoint)
                    elif key := waiting(settings):
                        sealer.pass_to(key)
                        take_place(settings)
                        log.info("from %s on it is %s", sealer.edge.size, key.verifier)
                    stop.wait(LOOK_SECONDS)
        except psycopg.OperationalError as error:
            log.warning("connection lost (%s): trying again", error.sqlstate or type(error).__name__)
            stop.wait(RECONNECT_SECONDS)
