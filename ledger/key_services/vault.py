"""HashiCorp Vault, or OpenBao: the transit engine, by `hvac`. `RENMAI_KEY_SERVICE=vault:MOUNT/KEY`."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager

import hvac
from hvac.exceptions import VaultError
from requests import RequestException

from ledger.faults import KeyServiceAway

SECONDS = 10
"""For one answer."""


class Vault:
    def __init__(self, key: str) -> None:
        self.mount, _, self.key = key.rpartition("/")
        self.mount = self.mount or "transit"
        self._transit = hvac.Client(timeout=SECONDS).secrets.transit

    def wrap(self, key: bytes) -> str:
        """`vault:v1:…`, which names the version of Vault's own key."""
        with _away():
            told = self._transit.encrypt_data(self.key, plaintext=b64encode(key).decode(), mount_point=self.mount)
            return str(told["data"]["ciphertext"])

    def unwrap(self, line: str) -> bytes:
        with _away():
            told = self._transit.decrypt_data(self.key, ciphertext=line, mount_point=self.mount)
            return b64decode(told["data"]["plaintext"], validate=True)


@contextmanager
def _away() -> Iterator[None]:
    try:
        yield
    except (VaultError, RequestException, KeyError, ValueError) as error:
        raise KeyServiceAway(f"Vault: {type(error).__name__}") from error
