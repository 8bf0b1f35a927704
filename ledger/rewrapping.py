"""Wrapping every data key and every secret anew, in pages that are durable one by one: whoever dies goes on later."""

from collections.abc import Iterator
from uuid import UUID

from psycopg_pool import ConnectionPool

from domain.vocabulary import DataClass
from ledger.key_encryption import KeyEncryptionKey
from ledger.keyring import KeyName
from ledger.session import Session

PAGE = 2_000
"""Keys of one transaction: whoever destroys one of them meanwhile waits for no longer than that."""
KEYS = """
    SELECT subject, data_class, generation, wrapped FROM keys.data_key
    WHERE (subject, data_class, generation) > (%s, %s, %s) AND wrapped IS NOT NULL AND (%s OR wrapped_by <> %s)
    ORDER BY subject, data_class, generation LIMIT %s
"""
REWRAP = """
    UPDATE keys.data_key k SET wrapped = new.wrapped, wrapped_by = %s
    FROM unnest(%s::uuid[], %s::text[], %s::int4[], %s::bytea[]) AS new(subject, data_class, generation, wrapped)
    WHERE (k.subject, k.data_class, k.generation) = (new.subject, new.data_class, new.generation)
        AND k.destroyed_at IS NULL
"""
Wrapped = tuple[KeyName, bytes]


def rewrap(pool: ConnectionPool[Session], kek: KeyEncryptionKey) -> int:
    """Under the newest key, whatever is not; answers how many. A key that is destroyed meanwhile stays destroyed.

    Raises WrongKeyEncryptionKey.
    """
    new, done = kek.current(), 0
    with pool.connection() as connection:
        found = connection.execute("SELECT name, wrapped FROM keys.secret WHERE wrapped_by <> %s", (new.name,))
        for name, wrapped in found.fetchall():
            again = new.wrap(kek.unwrap(wrapped, name.encode()), name.encode())
            update = "UPDATE keys.secret SET wrapped = %s, wrapped_by = %s WHERE name = %s"
            done += connection.execute(update, (again, new.name, name)).rowcount
    for page in _pages(pool, new.name, every=False):
        names = [name for name, _ in page]
        bound = [name.associated() for name in names]
        wrapped = new.wrap_all([kek.unwrap(each, to) for (_, each), to in zip(page, bound, strict=True)], bound)
        columns = [list(column) for column in zip(*names, strict=True)]
        with pool.connection() as connection:
            done += connection.execute(REWRAP, (new.name, *columns, wrapped)).rowcount
    return done


def opens_all(pool: ConnectionPool[Session], kek: KeyEncryptionKey) -> bool:
    """Whether the newest key alone opens every key and every secret, whatever is said of them."""
    newest = kek.current()
    with pool.connection() as connection:
        secrets = connection.execute("SELECT name, wrapped FROM keys.secret").fetchall()
    if not all(newest.opens(wrapped, name.encode()) for name, wrapped in secrets):
        return False
    pages = _pages(pool, newest.name, every=True)
    return all(newest.opens(wrapped, name.associated()) for page in pages for name, wrapped in page)


def _pages(pool: ConnectionPool[Session], newest: str, *, every: bool) -> Iterator[list[Wrapped]]:
    """In order, those that the newest key has not wrapped, or every one."""
    last = KeyName(UUID(int=0), DataClass.IDENTITY, 0)
    while True:
        with pool.connection() as connection:
            rows = connection.execute(KEYS, (*last, every, newest, PAGE)).fetchall()
        page = [(KeyName(subject, DataClass(kind), number), wrapped) for subject, kind, number, wrapped in rows]
        if not page:
            return
        yield page
        last = page[-1][0]
