"""A process that keeps time, and is named by its pid so that a test knows whom to kill."""

import os
import threading

from ledger.ledger import Ledger
from ledger.settings import Settings
from workers.clock import keep_time


def keep_quick_time() -> None:
    os.environ["PGAPPNAME"] = f"clock-{os.getpid()}"
    settings = Settings()
    with Ledger.open(settings, connections=2) as ledger:
        keep_time(settings, ledger, threading.Event(), tick=0.2)
