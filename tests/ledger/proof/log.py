"""A ledger with a sealer beside it, and a database superuser who may do as they like."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg

from domain.envelope import Meta
from domain.events import CandidateTagged
from domain.vocabulary import ActorId
from ledger.codec import NewEvent
from ledger.envelope import new_id
from ledger.ledger import Ledger
from ledger.proof import kept
from ledger.proof.log_keys import log_key
from ledger.proof.notes import Checkpoint
from ledger.proof.published import Tree
from ledger.proof.seal import Sealer
from ledger.settings import Settings
from ledger.store import OPTIONS
from tests.servers import Database

ACTOR: ActorId = "user:anna"


class Log:
    def __init__(self, database: Database, ledger: Ledger) -> None:
        self.settings: Settings = database.settings
        self.ledger = ledger
        self.key = log_key(self.settings)
        self.connection = psycopg.connect(database.sealer, autocommit=True, options=OPTIONS)
        self.superuser = psycopg.connect(database.admin, autocommit=True)
        self.sealer = Sealer(self.connection, self.key)

    def write(self, events: int, streams: int = 1) -> list[UUID]:
        """So many events, spread over so many new streams, in one append."""
        people = [new_id() for _ in range(streams)]
        news = [
            NewEvent(people[n % streams], n // streams + 1, self._meta(), CandidateTagged(tag=f"tag-{n}"))
            for n in range(events)
        ]
        self.ledger.append(news)
        return people

    def seal(self) -> Checkpoint:
        checkpoint = self.sealer.seal()
        assert checkpoint is not None
        return checkpoint

    def again(self) -> Sealer:
        """Another sealer, which begins at what is stored."""
        return Sealer(self.connection, self.key)

    def tree(self, size: int) -> Tree:
        return Tree(size, lambda level, number, width: kept.tile(self.connection, level, number, width))

    @contextmanager
    def tampered(self, statement: str, *values: Any) -> Iterator[None]:
        """As a superuser, who can switch every trigger off. It is as it was afterwards."""
        with self.superuser.transaction(force_rollback=True):
            for table in ("event", "tile", "checkpoint", "cosignature", "time_stamp"):
                self.superuser.execute(f"ALTER TABLE ledger.{table} DISABLE TRIGGER ALL")
            self.superuser.execute(statement, values)
            yield

    def close(self) -> None:
        self.connection.close()
        self.superuser.close()

    def _meta(self) -> Meta:
        return Meta(event_id=new_id(), command_id=new_id(), actor=ACTOR)
