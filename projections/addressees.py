"""Whose contact a message answers, and who is known by an address."""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from psycopg import Connection

from projections.checkpoint import reached
from projections.recall import plain

NEEDED = ("deliveries", "people")
CONTACTS = """
    SELECT d.contact, d.stream FROM read.deliveries d
    WHERE d.contact = ANY(%s) AND d.type <> 'contact-refused' ORDER BY array_position(%s, d.contact), d.position LIMIT 1
"""
KNOWN_BY = "SELECT DISTINCT dossier FROM read.recall WHERE value = %s AND kind = %s LIMIT 2"


def contact_of(connection: Connection[Any], contacts: Sequence[UUID]) -> tuple[UUID, UUID] | None:
    """The first of these that is a contact of ours, and the record that it was planned on."""
    wanted = list(contacts)
    found = connection.execute(CONTACTS, (wanted, wanted)).fetchone() if wanted else None
    return (found[0], found[1]) if found else None


def only_one_at(connection: Connection[Any], kind: Literal["email", "phone"], value: str) -> UUID | None:
    """The one who is known by a canonical address; None where nobody is, or several are."""
    found = connection.execute(KNOWN_BY, (plain(value), kind)).fetchall()
    return found[0][0] if len(found) == 1 else None


def knows_all_until(connection: Connection[Any], position: int) -> bool:
    """Whether that nobody is found means that nobody is there."""
    return reached(connection, NEEDED) >= position
