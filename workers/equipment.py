"""What every actor works with."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import redis

from ledger.blobs import Blobs
from ledger.ledger import Ledger
from ledger.preference_links import preference_links
from ledger.settings import Settings
from ledger.update_links import UpdateLinks
from workers.channels.ways_out import WaysOut
from workers.rates import Rates

Heard = Callable[[int, int | None], None]
"""Hears how far the work is: done, and of how many if that is known. Raises `Interrupted` when it is to stop."""


@dataclass(frozen=True, slots=True)
class Equipment:
    settings: Settings
    ledger: Ledger
    blobs: Blobs
    ways: WaysOut
    rates: Rates
    links: UpdateLinks
    """To the preference centre, and to the one click that ends such messages."""
    stopping: threading.Event
    """Set when the process is to end: long work stops at the next good moment, by raising `Interrupted`."""


def equipped(settings: Settings, ledger: Ledger, client: redis.Redis, stopping: threading.Event) -> Equipment:
    """What a process of workers needs beside its ledger and its Redis."""
    return Equipment(
        settings,
        ledger,
        Blobs(settings.blobs, ledger.keyring),
        WaysOut(settings),
        Rates(client, settings),
        preference_links(ledger),
        stopping,
    )


class PutOff(Exception):
    """It is not time yet. That was no attempt."""

    code = "put_off"

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class Interrupted(Exception):
    """The process ends. The work is still due, and goes on where it was in another process."""

    code = "interrupted"
