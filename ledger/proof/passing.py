"""Exchanging the key that signs checkpoints, as it was approved: whoever seals does it, or this process if nobody does.

The event names the public halves, so the change is under the old key's tree, too, as soon as that is sealed.
"""

import time
from typing import Any

import psycopg
from psycopg import Connection

from domain.events import KeyRotated, OldKeyDestroyed
from domain.vocabulary import RotatedKey
from ledger.envelope import Origin
from ledger.faults import SealerAway
from ledger.key_rotations import KeyRotations
from ledger.ledger import Ledger
from ledger.locks import SEALS
from ledger.proof import kept
from ledger.proof.log_keys import log_key, make_next, settled, take_place
from ledger.proof.seal import Sealer
from ledger.proof.succession import Succession
from ledger.settings import Settings
from ledger.store import OPTIONS

PATIENCE = 30.0
"""Seconds for whoever seals to pass the key on: they look twice a second."""
LOOK_SECONDS = 0.1


def rotate_log(settings: Settings, ledger: Ledger, by: Origin, patience: float = PATIENCE) -> KeyRotated | None:
    """Carry out what was approved; None where nothing was. Raises SealerAway, Changed, OSError."""
    told = KeyRotations(ledger)
    known = [each for each in told.all() if each.which is RotatedKey.LOG]
    for each in known:
        if each.new and not each.destroyed_at:  # whoever told of it died before the second word
            told.tell(by, OldKeyDestroyed(rotation=each.rotation, which=each.which, old=each.old))
    for each in known:
        if not each.under_way:
            continue
        with psycopg.connect(settings.conninfo("sealer"), autocommit=True, options=OPTIONS) as connection:
            change = _passed(connection, each.old) or _pass_on(connection, settings, each.old, patience)
            settled(connection, settings)
        new, size = change.new.public.hex(), change.size
        rotated = KeyRotated(rotation=each.rotation, which=each.which, old=each.old, new=new, size=size)
        told.tell(by, rotated)
        told.tell(by, OldKeyDestroyed(rotation=each.rotation, which=each.which, old=each.old))
        return rotated
    return None


def _pass_on(connection: Connection[Any], settings: Settings, old: str, patience: float) -> Succession:
    make_next(settings)
    until = time.monotonic() + patience
    while True:
        if connection.execute("SELECT pg_try_advisory_lock(%s)", (SEALS,)).fetchone() == (True,):
            sealer = Sealer(connection, settled(connection, settings))
            if sealer.key.verifier.public.hex() == old:
                while sealer.seal():
                    pass
                sealer.pass_to(make_next(settings))
                take_place(settings)
        if change := _passed(connection, old):
            return change
        if time.monotonic() > until:
            raise SealerAway(str(log_key(settings).verifier))
        time.sleep(LOOK_SECONDS)


def _passed(connection: Connection[Any], old: str) -> Succession | None:
    found = (each for each in kept.successions(connection) if each.old.public.hex() == old)
    return next(found, None)
