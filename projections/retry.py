"""Fold parked streams once more, whole: after the fault was mended. Also whenever a stream must be folded anew."""

from collections.abc import Sequence
from uuid import UUID

from ledger.key_encryption import KeyEncryptionKey
from ledger.keyring import Keyring
from ledger.settings import Settings
from ledger.store import pool_of
from projections.batch import anew, locked
from projections.catalogue import PROJECTIONS
from projections.follow import connect
from projections.parking import Parked, parked
from projections.projection import Projection

EVERYONE = 1_000_000
"""Parked streams that are retried in one call, at most."""
AT_ONCE = 200
"""Streams in one transaction."""


def retry(
    settings: Settings, streams: Sequence[UUID] = (), *, projections: Sequence[Projection] = PROJECTIONS
) -> list[Parked]:
    """Fold these streams (default: all that are parked) anew in every read model; answers what stays parked.

    The follower waits meanwhile. Raises OtherVersion, NotBuilt.
    """
    with (
        connect(settings) as connection,
        pool_of(settings.conninfo("keyholder"), size=1) as keys,
    ):
        keyring = Keyring(keys, KeyEncryptionKey.of(settings))
        wanted = sorted(set(streams) or {each.stream for each in parked(connection, EVERYONE)})
        for begin in range(0, len(wanted), AT_ONCE):
            with connection.transaction():
                anew(connection, locked(connection, projections), wanted[begin : begin + AT_ONCE], keyring)
        return [each for each in parked(connection, EVERYONE) if not streams or each.stream in streams]
