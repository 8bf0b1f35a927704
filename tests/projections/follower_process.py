"""A follower as a process of its own, so that a test can kill it: `python -m tests.projections.follower_process`.

The settings come as JSON on standard input. Batches are small and a moment passes inside each, so that most kills
hit one in the middle.
"""

import sys
import threading
import time
from collections.abc import Sequence
from typing import Any

from ledger.keyring import KeyEncryptionKey, Keyring
from ledger.settings import Settings
from ledger.store import pool_of
from projections import people, writing
from projections.catalogue import PROJECTIONS
from projections.follow import follow

PAUSE = 0.003


def slowly(*arguments: Any) -> Sequence[writing.Failure]:
    failures = writing.write(*arguments)
    time.sleep(PAUSE)
    return failures


def main() -> None:
    settings = Settings.model_validate_json(sys.stdin.read())
    people.write = slowly  # type: ignore[assignment]
    with pool_of(settings.conninfo("keyholder"), size=1) as keys:
        keyring = Keyring(keys, KeyEncryptionKey.from_file(settings.key_encryption_key_file))
        follow(settings, PROJECTIONS, keyring, threading.Event(), limit=40)


if __name__ == "__main__":
    main()
