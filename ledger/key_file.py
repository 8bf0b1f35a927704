"""The file with the key-encryption key: one key a line, the newest first. Or the same in a variable, for reading only.

A line is 64 hex digits, or what a key service made of them: `RENMAI_KEY_SERVICE` says which. The service is asked once
for each line when the file is read, and never for a person's key.
"""

import errno
import os
import re
from collections.abc import Sequence
from pathlib import Path

from ledger.backup.durable import flush_folder
from ledger.faults import KeyServiceAway
from ledger.key_services import KeyService, service_of
from ledger.settings import Settings, kept_secret

HEX = re.compile("[0-9a-fA-F]{64}")


class KeyFile:
    def __init__(self, path: Path, service: KeyService | None = None, given: str | None = None) -> None:
        self.path = path
        self.service = service
        self.given = given

    @classmethod
    def of(cls, settings: Settings) -> "KeyFile":
        given = settings.key_encryption_key.get_secret_value() if settings.key_encryption_key else None
        return cls(settings.key_encryption_key_file, service_of(settings.key_service), given)

    @property
    def there(self) -> bool:
        return self.given is not None or self.path.exists()

    def state(self) -> tuple[int, int, int] | None:
        """Another one when the file is another one."""
        if self.given is not None:
            return None
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def read(self) -> tuple[bytes, ...]:
        """The keys, 32 bytes each; the first is made where there is none. Raises KeyServiceAway."""
        return tuple(self._opened(line) for line in self.lines())

    def lines(self) -> list[str]:
        if self.given is not None:
            return self.given.split()
        return kept_secret(self.path, self.service.wrap if self.service else bytes.hex).split()

    def begin_with(self, key: bytes) -> None:
        """This one wraps from now on; those that are there go on opening."""
        self._write([self.service.wrap(key) if self.service else key.hex(), *self.lines()])

    def drop(self, key: bytes) -> None:
        """It opens nothing any more."""
        self._write([line for line in self.lines() if self._opened(line) != key])

    def _opened(self, line: str) -> bytes:
        """A line in hex was there before the service was: it is opened, and the next rotation ends it."""
        if HEX.fullmatch(line):
            return bytes.fromhex(line)
        if self.service is None:
            raise KeyServiceAway("a key service wrapped the key, and RENMAI_KEY_SERVICE names none")
        return self.service.unwrap(line)

    def _write(self, lines: Sequence[str]) -> None:
        """Whole or not at all, and on disk. Raises OSError."""
        if self.given is not None:
            raise PermissionError(errno.EACCES, "it is given as RENMAI_KEY_ENCRYPTION_KEY")
        draft = self.path.with_name(f".{self.path.name}.new")
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write("".join(f"{line}\n" for line in lines))
            file.flush()
            os.fsync(descriptor)
        draft.replace(self.path)
        flush_folder(self.path.parent)
