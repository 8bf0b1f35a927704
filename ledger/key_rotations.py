"""Exchanging the key-encryption key: asked for by one, approved by another, carried out by whoever runs it.

Each step is durable before the next, and each finds out what was done before it: whoever is killed goes on where they
were. Events are not touched, and everybody reads and writes meanwhile.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import UUID

from domain.envelope import Meta
from domain.events import AnyEvent, KeyRotated, KeyRotationApproved, KeyRotationRequested, OldKeyDestroyed
from domain.key_rotations import STREAM, Rotation, require_free, require_second, rotations
from domain.vocabulary import Code, RotatedKey
from ledger.codec import NewEvent
from ledger.envelope import Origin, new_id
from ledger.faults import KeyStillNeeded, RotationRunning
from ledger.key_encryption import WrappingKey, fresh_key
from ledger.key_file import KeyFile
from ledger.ledger import Ledger
from ledger.locks import ROTATES_KEYS
from ledger.proof.log_keys import log_key
from ledger.rewrapping import opens_all, rewrap
from ledger.settings import Settings
from ledger.store import Receipt


class KeyRotations:
    """The stream of rotations."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def all(self) -> list[Rotation]:
        """The oldest first."""
        return list(self._read()[0].values())

    def request(self, which: RotatedKey, old: Code, by: Origin, dies_on: date | None, why: Code | None = None) -> UUID:
        """Raises Refused: `rotation_under_way`."""
        known, version = self._read()
        require_free(known.values(), which)
        rotation = new_id()
        asked = KeyRotationRequested(rotation=rotation, which=which, old=old, old_dies_on=dies_on, why=why)
        self._append(version, by, asked)
        return rotation

    def approve(self, rotation: UUID, by: Origin) -> Receipt:
        """Raises Refused: `no_such_rotation`, `four_eyes`, `rotation_under_way`."""
        known, version = self._read()
        hands = (by.on_behalf_of, by.actor) if by.on_behalf_of else (by.actor,)
        found = require_second(known, rotation, hands)
        require_free(known.values(), found.which)
        return self._append(version, by, KeyRotationApproved(rotation=rotation))

    def tell(self, by: Origin, event: KeyRotated | OldKeyDestroyed) -> Receipt:
        return self._append(self._read()[1], by, event)

    def _read(self) -> tuple[dict[UUID, Rotation], int]:
        history = self.ledger.history(STREAM, unseal=False)
        return rotations(history), history[-1].version if history else 0

    def _append(self, version: int, by: Origin, event: AnyEvent) -> Receipt:
        """Raises Moved when somebody else was at it in the same moment."""
        whom, why = by.on_behalf_of, by.reason
        meta = Meta(event_id=new_id(), command_id=new_id(), actor=by.actor, on_behalf_of=whom, reason=why)
        return self.ledger.append([NewEvent(STREAM, version + 1, meta, event)], unmoved={STREAM: version})


def ask(
    settings: Settings, ledger: Ledger, which: RotatedKey, by: Origin, days: int | None = None, why: Code | None = None
) -> Rotation:
    """Ask that the key in use be exchanged. The old one lives for so many days, else as long as backups are kept.

    Raises Refused: `rotation_under_way`.
    """
    told, wraps = KeyRotations(ledger), which is RotatedKey.KEY_ENCRYPTION
    old = ledger.keyring.kek.name if wraps else log_key(settings).verifier.public.hex()
    lives = timedelta(settings.backup_days if days is None else days)
    rotation = told.request(which, old, by, ledger.clock().date() + lives if wraps else None, why)
    return next(each for each in told.all() if each.rotation == rotation)


def rotate_key_encryption(settings: Settings, ledger: Ledger, by: Origin) -> KeyRotated | None:
    """Carry out what was approved; None where nothing was. Raises RotationRunning, OSError, KeyServiceAway."""
    told, kek = KeyRotations(ledger), ledger.keyring.kek
    with _alone(ledger):
        waiting = [each for each in told.all() if each.which is RotatedKey.KEY_ENCRYPTION and each.under_way]
        for each in waiting:
            if kek.name == each.old:
                KeyFile.of(settings).begin_with(fresh_key())
            done = 0
            while more := rewrap(ledger.keyring.pool, kek):  # somebody may have begun to wrap before the file changed
                done += more
            rotated = KeyRotated(rotation=each.rotation, which=each.which, old=each.old, new=kek.name, rewrapped=done)
            told.tell(by, rotated)
            return rotated
    return None


def destroy_old(settings: Settings, ledger: Ledger, by: Origin, today: date) -> list[OldKeyDestroyed]:
    """Every old key whose day has come. Raises KeyStillNeeded, RotationRunning, OSError, KeyServiceAway."""
    told, kek = KeyRotations(ledger), ledger.keyring.kek
    gone = []
    with _alone(ledger):
        for each in told.all():
            if each.which is not RotatedKey.KEY_ENCRYPTION or not each.old_is_due(today):
                continue
            rewrap(ledger.keyring.pool, kek)
            if each.old == kek.name or not opens_all(ledger.keyring.pool, kek):
                raise KeyStillNeeded(each.old)
            file = KeyFile.of(settings)
            for key in file.read():
                if WrappingKey(key).name == each.old:
                    file.drop(key)
            destroyed = OldKeyDestroyed(rotation=each.rotation, which=each.which, old=each.old)
            told.tell(by, destroyed)
            gone.append(destroyed)
    return gone


@contextmanager
def _alone(ledger: Ledger) -> Iterator[None]:
    """One at a time; the lock goes with the session of whoever dies."""
    with ledger.keyring.pool.connection() as connection:
        if connection.execute("SELECT pg_try_advisory_lock(%s)", (ROTATES_KEYS,)).fetchone() != (True,):
            raise RotationRunning
        try:
            yield
        finally:
            connection.execute("SELECT pg_advisory_unlock(%s)", (ROTATES_KEYS,))
