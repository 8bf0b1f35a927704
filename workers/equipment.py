"""What every actor works with."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from ledger.blobs import Blobs
from ledger.ledger import Ledger
from ledger.settings import Settings

Heard = Callable[[int, int | None], None]
"""Hears how far the work is: done, and of how many if that is known. Raises `Interrupted` when it is to stop."""


@dataclass(frozen=True, slots=True)
class Equipment:
    settings: Settings
    ledger: Ledger
    blobs: Blobs
    stopping: threading.Event
    """Set when the process is to end: long work stops at the next good moment, by raising `Interrupted`."""


class Interrupted(Exception):
    """The process ends. The work is still due, and goes on where it was in another process."""

    code = "interrupted"
