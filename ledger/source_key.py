"""By what a person is found again: the source system, and that system's id of the person."""

from ledger.ledger import Ledger


def source_key(ledger: Ledger, source: str, external_id: str) -> bytes:
    """A keyed hash, since the id is personal data. Every way in uses this one."""
    return ledger.digest("source", f"{source}\0{external_id}")
