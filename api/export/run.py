"""An export: whom the read models hold at one position, recorded before a byte of it goes out, and then told whole.

What it rests on is one snapshot of the database, held until the end. Who is told outside of, each on a ground of their
own, is decided by each one's own stream: nobody is in the file whose disclosure is not on disk.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import psycopg
from psycopg import Connection, sql

from api.export.files import KINDS
from api.export.flat import Document
from domain.access import EVERYTHING, Scope
from domain.decision import Refused, Rules
from domain.decisions import DisclosePersonalData, ExportPeople
from domain.decisions.disclosure import disclose
from domain.search.filter import Node
from domain.vocabulary import Basis, Code, ExportFormat, Purpose
from ledger.envelope import Origin
from ledger.ledger import Ledger
from ledger.settings import Settings
from projections.checkpoint import reached
from projections.search_query import where
from projections.tag_terms import spelt

AT_ONCE = 500
"""Dossiers that are held in memory."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for."""

    export: UUID
    format: ExportFormat
    why: Code
    recipient: Code | None = None
    purpose: Purpose = Purpose.TALENT_POOL
    controller: Code = "main"
    basis: Basis | None = None
    pool: UUID | None = None


@dataclass(frozen=True, slots=True)
class Export:
    read_at: int
    position: int
    """Of the last event that records it."""
    people: tuple[UUID, ...]
    pieces: Iterator[bytes]
    """Of the file, to be read while the snapshot is held."""


@contextmanager
def exported(
    settings: Settings,
    ledger: Ledger,
    node: Node | None,
    wish: Wish,
    origin: Origin,
    command_id: UUID,
    scope: Scope = EVERYTHING,
) -> Iterator[Export]:
    """Raises Refused: `disclosure_without_basis` with how many lack one; nothing is recorded then."""
    with psycopg.connect(settings.conninfo("reader")) as snapshot:
        snapshot.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        read_at, people = _whom(snapshot, node, scope)
        if wish.recipient:
            _require_grounds(ledger, people, wish)
        command = ExportPeople(
            export=wish.export,
            format=wish.format,
            why=wish.why,
            recipient=wish.recipient,
            read_at=read_at,
            pool=wish.pool,
            people=people,
        )
        receipt = ledger.submit(command, origin, command_id=command_id)
        position = receipt.position
        if wish.recipient and not receipt.replayed:
            people, position = _disclosed(ledger, people, wish, origin, position)
        yield Export(read_at, position, people, KINDS[wish.format].pieces(_documents(snapshot, people)))


def _whom(snapshot: Connection[Any], node: Node | None, scope: Scope) -> tuple[int, tuple[UUID, ...]]:
    asked = where(spelt(snapshot, node), datetime.now(UTC), scope)
    read_at = reached(snapshot, ["people"])
    query = sql.SQL("SELECT dossier FROM read.search WHERE {asked} ORDER BY dossier").format(asked=asked.condition)
    found = snapshot.execute(query, asked.parameters, prepare=False).fetchall()
    return read_at, tuple(dossier for (dossier,) in found)


def _require_grounds(ledger: Ledger, people: tuple[UUID, ...], wish: Wish) -> None:
    """Of everybody, before anything is recorded of anybody."""
    lacking: dict[str, int] = {}
    for candidate in people:
        dossier, _versions = ledger.dossier(candidate, sees=())
        try:
            disclose(dossier, _command(candidate, wish), ledger.clock(), Rules())
        except Refused as refused:
            lacking[refused.code] = lacking.get(refused.code, 0) + 1
    if lacking:
        code = max(lacking, key=lambda each: lacking[each])
        raise Refused(code, f"{sum(lacking.values())} of {len(people)}")


def _disclosed(
    ledger: Ledger, people: tuple[UUID, ...], wish: Wish, origin: Origin, position: int
) -> tuple[tuple[UUID, ...], int]:
    """Whoever took a ground away in this very moment is left out."""
    told: list[UUID] = []
    for candidate in people:
        try:
            receipt = ledger.submit(_command(candidate, wish), origin)
        except Refused:
            continue
        told.append(candidate)
        position = receipt.position
    return tuple(told), position


def _command(candidate: UUID, wish: Wish) -> DisclosePersonalData:
    assert wish.recipient is not None
    return DisclosePersonalData(
        candidate=candidate,
        recipient=wish.recipient,
        purpose=wish.purpose,
        controller=wish.controller,
        basis=wish.basis,
        export=wish.export,
    )


def _documents(snapshot: Connection[Any], people: tuple[UUID, ...]) -> Iterator[Document]:
    query = """
        SELECT d.document FROM unnest(%s::uuid[]) WITH ORDINALITY AS asked(dossier, place)
        JOIN read.dossiers d USING (dossier) ORDER BY asked.place
    """
    for at in range(0, len(people), AT_ONCE):
        for (document,) in snapshot.execute(query, (list(people[at : at + AT_ONCE]),)).fetchall():
            yield orjson.loads(document)
