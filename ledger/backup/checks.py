"""What must be true of a ledger: of a loaded one before anyone may use it, and of any at any time."""

from collections.abc import Iterator, Sequence

from ledger.backup.faults import BackupDamaged
from ledger.backup.manifest import Progress
from ledger.backup.tables import Database
from ledger.codec import parse
from ledger.faults import LedgerFault
from ledger.key_encryption import KeyEncryptionKey
from ledger.keyring import KeyName
from ledger.store import Row

PAGE = 5_000
TRIED = 1_000
"""Keys that are unwrapped to see that the key-encryption key opens them."""


class KeysMissing(LedgerFault):
    """Events need keys that are neither there nor destroyed: the keys are not those of this ledger."""

    code = "backup_keys_missing"


def check_order(ledger: Database, position: int) -> None:
    """Positions are 1 to `position` without a gap, versions too in each stream, and recorded_at never falls."""
    query = """
        SELECT count(*), coalesce(min(position), 1), coalesce(max(position), 0),
            count(*) FILTER (WHERE recorded_at < before)
        FROM (SELECT position, recorded_at, lag(recorded_at) OVER (ORDER BY position) AS before
              FROM ledger.event) AS ordered
    """
    if ledger.execute(query).fetchone() != (position, 1, position, 0):
        raise BackupDamaged("ledger: positions")
    query = """
        SELECT count(*) FROM (
            SELECT FROM ledger.event GROUP BY stream HAVING count(*) <> max(version) OR min(version) <> 1
        ) AS uneven
    """
    if ledger.execute(query).fetchone() != (0,):
        raise BackupDamaged("ledger: versions")


def check_keys(ledger: Database, keys: Database, position: int, progress: Progress) -> None:
    """Each key that an event up to `position` names is there or destroyed. Raises KeysMissing."""
    query = """
        SELECT count(*)
        FROM unnest(%s::uuid[], %s::text[], %s::int4[]) AS named(subject, data_class, generation)
        WHERE NOT EXISTS (SELECT FROM keys.data_key k WHERE k.subject = named.subject
            AND k.data_class = named.data_class AND k.generation = named.generation)
    """
    missing = 0
    for rows in pages(ledger):
        names = list({name for row in rows for name in parse(row).key_names()})
        columns = (
            [n.subject for n in names],
            [n.data_class.value for n in names],
            [n.generation for n in names],
        )
        found = keys.execute(query, columns).fetchone()
        missing += found[0] if found else 0
        progress("check", rows[-1].position, position)
    if missing:
        raise KeysMissing(f"{missing} keys")


def check_wrapping(keys: Database, kek: KeyEncryptionKey) -> None:
    """The key-encryption key opens them. Raises WrongKeyEncryptionKey."""
    for name, wrapped in keys.execute("SELECT name, wrapped FROM keys.secret"):
        kek.unwrap(wrapped, name.encode())
    query = """
        SELECT subject, data_class, generation, wrapped FROM keys.data_key WHERE wrapped IS NOT NULL LIMIT %s
    """
    for subject, data_class, generation, wrapped in keys.execute(query, (TRIED,)):
        kek.unwrap(wrapped, KeyName(subject, data_class, generation).associated())


def pages(ledger: Database, types: Sequence[str] = ()) -> Iterator[list[Row]]:
    """What the open transaction sees: every event in order, or those of `types`."""
    query = """
        SELECT position, stream, version, type, recorded_at, state FROM ledger.event
        WHERE %s::text[] = '{}' OR type = ANY(%s) ORDER BY position
    """
    with ledger.cursor(name="events_in_order", binary=True) as cursor:
        cursor.execute(query, (list(types), list(types)))
        while page := cursor.fetchmany(PAGE):
            yield [Row(*row) for row in page]
