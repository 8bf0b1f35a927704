"""Rows, commands and appends as the tests of the store write them, without meaning."""

import hashlib
from uuid import UUID

import psycopg
from uuid_utils.compat import uuid7 as new_id

from ledger.store import CommandClaim, NewRow

SEVERAL = "CALL ledger.append_durably(%s, %s, %s, %s, NULL, NULL, NULL, NULL, NULL, NULL)"
ALONE = "CALL ledger.append_one_durably(%s, %s, %s, %s, NULL, NULL)"
EACH_WAY = {
    "several": (SEVERAL, ([new_id()], [1], ["written"], [b"{}"])),
    "alone": (ALONE, (new_id(), 1, "written", b"{}")),
}
"""To append, and with what: of several events or none, and of one with nothing beside it."""
APPEND = "SELECT first_position FROM ledger.append(%s, %s, %s, %s, NULL, NULL, NULL, NULL, NULL, NULL)"


def row(stream: UUID | None = None, version: int = 1, name: str = "written") -> NewRow:
    return NewRow(stream or new_id(), version, name, b"{}")


def claim(command_id: UUID, body: bytes = b"body", actor: str = "user:li") -> CommandClaim:
    return CommandClaim(actor, command_id, hashlib.sha256(body).digest())


def append_in(connection: psycopg.Connection, new: NewRow) -> int:
    """The first commit's work inside a transaction that the caller holds open, as the software never does."""
    parameters = ([new.stream], [new.version], [new.type], [new.state])
    found = connection.execute(APPEND, parameters, binary=True).fetchone()
    assert found is not None
    return int(found[0])
