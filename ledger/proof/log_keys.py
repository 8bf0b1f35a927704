"""The key that signs checkpoints, and how the next one takes its place.

The new key lies beside the old one, as `NAME.next`, until whoever seals has stored that both agree. Then it takes the
place of the old one, which is gone with that. Whoever dies in between is made up for by the next to look.
"""

from contextlib import suppress
from pathlib import Path
from typing import Any

from psycopg import Connection

from ledger.backup.durable import flush_folder
from ledger.proof import kept
from ledger.proof.notes import KeyType, SignerKey
from ledger.settings import Settings, kept_secret


def log_key(settings: Settings) -> SignerKey:
    """The key that signs; made at the first call."""
    return SignerKey(settings.log_name, KeyType.LOG, bytes.fromhex(kept_secret(_file(settings))))


def make_next(settings: Settings) -> SignerKey:
    """The key that is to follow; made at the first call."""
    return SignerKey(settings.log_name, KeyType.LOG, bytes.fromhex(kept_secret(_next(settings))))


def waiting(settings: Settings) -> SignerKey | None:
    """The key that is to follow, if there is one; never made here."""
    try:
        seed = _next(settings).read_text(encoding="ascii")
    except FileNotFoundError:
        return None
    return SignerKey(settings.log_name, KeyType.LOG, bytes.fromhex(seed))


def take_place(settings: Settings) -> None:
    """The old key's file is the new key's from now on."""
    file = _file(settings)
    with suppress(FileNotFoundError):  # somebody else was as quick
        _next(settings).replace(file)
    flush_folder(file.parent)


def settled(connection: Connection[Any], settings: Settings) -> SignerKey:
    """The key that signs now, by what is stored."""
    new, passed = waiting(settings), kept.successions(connection)
    if new and passed and passed[-1].new == new.verifier:
        take_place(settings)
    return log_key(settings)


def _file(settings: Settings) -> Path:
    return settings.log_key_file or settings.data / "keys" / "log"


def _next(settings: Settings) -> Path:
    file = _file(settings)
    return file.with_name(f"{file.name}.next")
