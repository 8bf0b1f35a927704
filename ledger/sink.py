"""The sink: mails that were not let out, as .eml files in the data folder, readable by any mail program.

A file is on disk when `keep` returns, and a message that is kept twice is one file. They hold personal data and are as
closed as the folder; an erasure empties the sink of that person by `drop`.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

NAMED = re.compile(r"[0-9a-f-]{36}")


@dataclass(frozen=True, slots=True)
class KeptMail:
    name: str
    kept_at: datetime
    to: str
    sender: str
    subject: str


class NoSuchMail(Exception):
    """The sink has no mail of this name."""

    code = "no_such_mail"


class Sink:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, message_id: str, content: bytes) -> str:
        """Answers the name it is kept under: the contact's id."""
        found = NAMED.search(message_id)
        assert found is not None
        name = found.group()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.folder / f".{name}.{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        draft.replace(self._path(name))
        return name

    def mails(self, limit: int = 50) -> Iterator[KeptMail]:
        """The last first."""
        paths = self.folder.glob("*.eml") if self.folder.is_dir() else ()
        aged = sorted(((path.stat().st_mtime, path) for path in paths), reverse=True)
        for moment, path in aged[:limit]:
            read = parsed(path.read_bytes())
            headers = (str(read.get(name, "")) for name in ("To", "From", "Subject"))
            yield KeptMail(path.stem, datetime.fromtimestamp(moment, UTC), *headers)

    def read(self, name: str) -> bytes:
        """Raises NoSuchMail."""
        if not NAMED.fullmatch(name):
            raise NoSuchMail(name)
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError as error:
            raise NoSuchMail(name) from error

    def drop(self, name: str) -> None:
        if NAMED.fullmatch(name):
            self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.eml"


def parsed(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=default)


def texts(content: bytes) -> tuple[str, str]:
    """The text part and the HTML part; empty where there is none."""
    read = parsed(content)
    found = []
    for kind in ("plain", "html"):
        part = read.get_body((kind,))
        found.append(part.get_content().replace("\r\n", "\n") if part is not None else "")
    return found[0], found[1]
