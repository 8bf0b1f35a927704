"""A ledger with its files, as the drills of backup and restore fill it."""

import shutil
from typing import Any
from uuid import UUID

import psycopg

from domain.envelope import Meta
from domain.events import AnyEvent, CandidateIngested, DocumentAttached
from domain.events.event import Document
from domain.person import Name, Person
from ledger.blobs import Blobs
from ledger.codec import NewEvent
from ledger.ledger import Ledger, new_id
from ledger.settings import Settings
from ledger.store import CommandClaim, Inline

FILE = b"%PDF-1.7 " + bytes(range(256)) * 1_000


class House:
    """A ledger with its files, filled by the test."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.ledger = Ledger.open(settings, connections=4)
        self.blobs = Blobs(settings.blobs, self.ledger.keyring)
        self.people: list[UUID] = []
        self.documents: list[tuple[UUID, Document]] = []

    def fill(self, people: int) -> None:
        for number in range(people):
            person = self.ingest(f"王小明 {number}")
            if number % 3 == 0:
                document = self.blobs.put(person, "resume", "简历.pdf", "application/pdf", FILE)
                self.documents.append((person, document))
                self.append(person, 2, DocumentAttached(document=document, file_name="简历.pdf"))

    def ingest(self, name: str) -> UUID:
        person = new_id()
        self.people.append(person)
        described = CandidateIngested(person=Person(name=Name(full=name)), external_id=name)
        claim = CommandClaim("user:test", new_id(), b"\x01" * 32)
        inline = Inline(source_keys=[(person.bytes * 2, person)])
        self.append(person, 1, described, command=claim, inline=inline)
        return person

    def append(self, stream: UUID, version: int, event: AnyEvent, **options: Any) -> None:
        meta = Meta(event_id=new_id(), command_id=new_id(), actor="user:test")
        self.ledger.append([NewEvent(stream, version, meta, event)], **options)

    def rows(self, until: int) -> list[Any]:
        query = """
            SELECT position, stream, version, type, recorded_at, state FROM ledger.event
            WHERE position <= %s ORDER BY position
        """
        with psycopg.connect(self.settings.admin_conninfo) as connection:
            return connection.execute(query, (until,)).fetchall()


def with_kek(house: House, settings: Settings) -> Settings:
    settings.key_encryption_key_file.parent.mkdir(parents=True)
    shutil.copy(house.settings.key_encryption_key_file, settings.key_encryption_key_file)
    return settings
