"""Files in the blob store that no event names: what was under way when a process died between file and event."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ledger.blob_store import BlobStore, Stored
from ledger.documents import named_documents
from ledger.envelope import utc_now
from ledger.store import Store

SAFE_AGE = timedelta(days=1)
"""A younger file may have its event on the way: that follows within seconds, or is given up within minutes."""


@dataclass(frozen=True, slots=True)
class Orphans:
    files: tuple[Stored, ...]
    """Old enough to be removed."""
    younger: int
    """That no event names yet."""

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(each.size for each in self.files)


def orphans(
    ledger: Store, blobs: BlobStore, *, older_than: timedelta = SAFE_AGE, now: datetime | None = None
) -> Orphans:
    """Raises BlobStoreAway, and ValueError for an age below `SAFE_AGE`."""
    if older_than < SAFE_AGE:
        raise ValueError(f"nothing younger than {SAFE_AGE} may be taken for left behind")
    stored = list(blobs.stored())  # before the events are read: what is stored meanwhile is not looked at
    named = {each.document for each in named_documents(ledger)} if stored else set()
    left = [each for each in stored if each.document not in named]
    old = tuple(each for each in left if each.stored_at < (now or utc_now()) - older_than)
    return Orphans(old, len(left) - len(old))


def remove(blobs: BlobStore, files: Iterable[Stored]) -> None:
    """For ever. Run again, it goes on where it was."""
    for each in files:
        blobs.delete(each.document)
