"""The engine beside the ledger: what an append says of people is indexed with it, and compared right after it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

import psycopg

from domain.identity import Features, IdentityModel
from ledger.codec import Ciphers, Draft
from ledger.faults import LedgerFault
from ledger.identity.counts import Counts
from ledger.identity.described import Described, People
from ledger.identity.known import Known
from ledger.identity.rows import MatchTables
from ledger.identity.settling import catch_up, settle
from ledger.identity.walks import Walks
from ledger.store import Receipt

if TYPE_CHECKING:
    from ledger.ledger import Ledger

LEFT_BEHIND = 30
"""Seconds."""


class Engine:
    """By the newest model that was published. A ledger without an engine leaves records apart, and indexes none."""

    def __init__(self, ledger: "Ledger") -> None:
        self.ledger = ledger
        self.tables = MatchTables(ledger.store.pool)
        self.walks = Walks(ledger.store.pool)
        self.counts = Counts(self.tables, ledger.digest)

    @property
    def model(self) -> IdentityModel:
        return self.ledger.models.current()

    def people(self) -> People:
        """Nobody yet, of an append to be."""

        def before(stream: UUID) -> Features | None:
            return Known(self, [stream]).features.get(stream)

        return People(before, self.ledger.digests)

    def take(self, people: People, drafts: Sequence[Draft], place: int, ciphers: Ciphers) -> None:
        """Whom these describe are among the people: the first of them has this place in the append."""
        people.take(drafts, place, ciphers)

    def settled(self, people: Sequence[Described], receipt: Receipt) -> Receipt:
        """Compared with everyone before them; the receipt says up to where what followed goes.

        What they say is stored, whatever comes of this: while the ledger is out of reach they stay due.
        """
        there = [each._replace(event=receipt.first_position + each.event) for each in people]
        with suppress(LedgerFault, psycopg.Error):
            if last := settle(self, there):
                return replace(receipt, followed_by=last.position)
        return receipt

    def close(self) -> None:
        """Leave nobody due who was compared; while the database is out of reach they stay so."""
        with suppress(psycopg.Error):
            self.tables.tell()

    def catch_up(self, seconds: int = LEFT_BEHIND) -> int:
        """Compare what has been due for so long that a process must have ended; answers how many records that were."""
        return catch_up(self, seconds)
