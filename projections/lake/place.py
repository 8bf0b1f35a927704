"""Where a lake lies: a folder, or anything that speaks S3. Knows names and bytes, not meanings."""

from contextlib import suppress

import obstore

from ledger.blob_store import folder_of, opened_store, store_faults


class Place:
    """`url` is a folder, `file:///folder`, or `s3://bucket/prefix`, as of the blob store. Every call may raise
    BlobStoreAway.
    """

    def __init__(self, url: str) -> None:
        self.folder = folder_of(url)
        self.url = (self.folder.as_uri() if self.folder else url).rstrip("/")
        """As engines read it."""
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

    def names(self, prefix: str) -> list[str]:
        """Everything in this folder of the place, in no order."""
        with store_faults():
            return [each["path"] for page in obstore.list(self._store, prefix=prefix) for each in page]

    def delete(self, name: str) -> None:
        with store_faults(), suppress(FileNotFoundError):
            obstore.delete(self._store, name)
