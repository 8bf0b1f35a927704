"""How a person of a source is found again, and how ids are made that are the same at every reading.

All of it goes through the ledger's keyed hash: nobody without the key can tell whether somebody is known.
"""

from uuid import UUID

from ledger.ledger import Ledger

UNNAMED_ROW, IMPORTED_ID = "source-row", "import-id"


def row_digest(ledger: Ledger, source: str, content: str, occurrence: int) -> bytes:
    """For a row without an id: its content, and the how-manieth of its like it is in the file."""
    return ledger.digest(UNNAMED_ROW, f"{source}\0{occurrence}\0{content}")


def derived_id(ledger: Ledger, kind: str, *parts: str) -> UUID:
    """An id (UUID version 8) that is the same whenever the parts are."""
    digest = bytearray(ledger.digest(IMPORTED_ID, "\0".join((kind, *parts)))[:16])
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    return UUID(bytes=bytes(digest))
