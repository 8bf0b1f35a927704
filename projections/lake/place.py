"""Where a lake lies: a folder, or anything that speaks S3. Knows names and bytes, not meanings."""

from contextlib import suppress

import obstore

from ledger.blob_store import folder_of, opened_store, store_faults
from projections.lake.faults import NoLake


class Place:
    """`url` is a folder, `file:///folder`, or `s3://bucket/prefix`, as of the blob store. Every call may raise
    BlobStoreAway.
    """

    def __init__(self, url: str, *, new: bool = False) -> None:
        """Raises NoLake for a folder that is not there, unless it may be made."""
        self.folder = folder_of(url)
        self.url = (self.folder.as_uri() if self.folder else url).rstrip("/")
        """As engines read it."""
        if self.folder and not new and not self.folder.is_dir():
            raise NoLake(self.url)
        with store_faults():
            self._store = opened_store(url, self.folder)

    def put(self, name: str, data: bytes) -> None:
        """Whole or not at all; what was there is replaced. A machine that crashes may lose the last of them: that is
        found by its hash, and the ledger has it all.
        """
        with store_faults():
            obstore.put(self._store, name, data)

    def get(self, name: str) -> bytes | None:
        """None where nothing is there."""
        with store_faults(), suppress(FileNotFoundError):
            return bytes(obstore.get(self._store, name).bytes())
        return None

    def sizes(self, prefix: str) -> dict[str, int]:
        """Everything in this folder of the place, and its bytes."""
        with store_faults():
            return {each["path"]: each["size"] for page in obstore.list(self._store, prefix=prefix) for each in page}

    def delete(self, name: str) -> None:
        with store_faults(), suppress(FileNotFoundError):
            obstore.delete(self._store, name)
