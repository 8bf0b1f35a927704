"""The data keys: one per subject, data class and generation, wrapped by a key-encryption key, apart from events.

A key is committed durably before the first event that uses it. A destroyed key leaves a tombstone and reads
as "forgotten"; one that is missing without a tombstone reads as "key-lost", which is an alarm. Neither raises.
"""

import os
import threading
import time
import weakref
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from msgspec import convert
from psycopg_pool import ConnectionPool

from domain.recorded import Unreadable
from domain.remembered import A_FEW
from domain.vocabulary import DataClass
from ledger.arrays import Bigints, Blobs, Texts, Uuids, texts, uuids
from ledger.faults import KeyServiceAway
from ledger.first_keys import Cipher, NewKey, copied
from ledger.key_encryption import KeyEncryptionKey
from ledger.session import Query, Session, ask, borrowed

KEYS = Query(
    b"keys",
    b"""
    SELECT subject, data_class, generation, wrapped FROM keys.data_key
    WHERE subject = ANY($1::uuid[]) AND data_class = ANY($2::text[]) ORDER BY subject, data_class, generation
    """,
)
CACHED_FOR = 50.0
"""Seconds for which a plain key is used again without asking."""
SWEPT_EVERY = 5.0
"""Seconds between two sweeps: a key that was destroyed elsewhere has left memory after 60 at the latest."""
LARGEST_CACHE = 20_000
"""Keys; each takes about 2.8 KB (measured), so this is 56 MB at most."""

class_of = lru_cache(DataClass)
"""By its name. To look one up in an enumeration takes ten times as long."""
spelt = lru_cache(A_FEW)(str)
"""An id in letters. Whoever is new is spelt out several times in one append, of a thousand people in an import."""

Pair = tuple[UUID, DataClass]
"""A subject and a class of their data."""
KEYRINGS: "weakref.WeakSet[Keyring]" = weakref.WeakSet()


class KeyName(NamedTuple):
    subject: UUID
    data_class: DataClass
    generation: int = 1

    def associated(self) -> bytes:
        return f"{spelt(self.subject)}/{self.data_class}/{self.generation}".encode()


Opened = Callable[[str, int], Cipher | Unreadable]
"""The key of a sealed part by its label, `<subject>/<data class>`, and the key's generation; or why it can't be had."""


@lru_cache(A_FEW)
def name_of(label: str, generation: int) -> KeyName:
    subject, data_class = label.split("/")
    return KeyName(convert(subject, UUID), class_of(data_class), generation)


def class_under(label: str) -> DataClass:
    return class_of(label.partition("/")[2])


def by_label(keys: Mapping[KeyName, AESGCM | Unreadable]) -> Opened:
    return lambda label, generation: keys[name_of(label, generation)]


NO_KEY_YET = KeyName(UUID(int=0), DataClass.IDENTITY, generation=0), None


class Keyring:
    """Opens and makes data keys. Safe to share between threads. `clock` counts seconds, for the cache."""

    def __init__(
        self,
        pool: ConnectionPool[Session],
        kek: KeyEncryptionKey,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.pool = pool
        self.kek = kek
        self.clock = clock
        self._opened: dict[KeyName, tuple[float, AESGCM | Unreadable]] = {}
        self._newest: dict[Pair, tuple[float, tuple[KeyName, Cipher]]] = {}
        self._caches: tuple[dict[Any, tuple[float, Any]], ...] = (self._opened, self._newest)
        KEYRINGS.add(self)
        gone = threading.Event()
        weakref.finalize(self, gone.set)
        threading.Thread(target=_sweep, args=(weakref.ref(self), gone, SWEPT_EVERY), daemon=True).start()

    def open(self, names: Iterable[KeyName], *, beside: bool = False) -> dict[KeyName, AESGCM | Unreadable]:
        """Each key as a cipher, or why it can't be had.

        With `beside`, what has to be fetched brings the subjects' other keys along, which are wanted in a moment.
        """
        now = self.clock()
        wanted = set(names)
        kept = self._opened
        found = {name: hit[1] for name in wanted if (hit := kept.get(name)) and hit[0] > now} if kept else {}
        missing = wanted - found.keys()
        if missing:
            classes = tuple(DataClass)
            fetched = self._fetch(
                {(name[0], each) for name in missing for each in (classes if beside else (name.data_class,))}
            )
            for name in missing:
                found[name] = fetched.get(name, "key-lost")
        return found

    def opened(self, pairs: Collection[Pair]) -> Opened:
        """The keys of these, asked for at once; any other one is asked for when it is wanted. Raises as `open`."""
        keys = self.open([KeyName(*pair) for pair in pairs])

        def key(label: str, generation: int) -> Cipher | Unreadable:
            name = name_of(label, generation)
            if name not in keys:
                keys.update(self.open([name]))
            return keys[name]

        return key

    def for_sealing(self, wanted: Iterable[Pair], *, fresh: bool = False) -> dict[Pair, tuple[KeyName, Cipher]]:
        """The newest live key of each subject and class, made and committed durably where there is none.

        `fresh` says that the subjects are new, which spares a look-up.
        """
        asked = list(dict.fromkeys(wanted))
        if fresh and (first := self._first([KeyName(subject, data_class) for subject, data_class in asked])):
            # They are sealed with again, if at all, in the next moment, and hardly ever opened here.
            return self._keep_newest(zip(asked, first, strict=True))
        known = self._cached(asked)
        if len(known) == len(asked):
            return known
        # In one order, so that two batches with the same new keys never wait for each other crosswise.
        asked.sort(key=lambda pair: (pair[0].int, pair[1]))
        newest: dict[Pair, tuple[KeyName, Cipher | Unreadable]] = {
            **known,
            **newest_of(self._fetch({pair for pair in asked if pair not in known})),
        }
        found: dict[Pair, tuple[KeyName, Cipher]] = {}
        while True:
            missing: list[KeyName] = []
            for pair in asked:
                name, key = newest.get(pair, NO_KEY_YET)
                if isinstance(key, Cipher):
                    found[pair] = name, key
                else:
                    missing.append(KeyName(*pair, name.generation + 1))
            if not missing:
                return found
            if made := self._made(missing):
                self._remember(dict(made))
                newest |= newest_of(dict(made))
            else:
                newest |= newest_of(self._fetch({name[:2] for name in missing}))

    def destroy(self, subject: UUID, data_class: DataClass) -> int:
        """Destroy every generation of one key, for ever; answers how many there were."""
        query = """
            UPDATE keys.data_key SET wrapped = NULL, destroyed_at = clock_timestamp()
            WHERE subject = %s AND data_class = %s AND destroyed_at IS NULL
        """
        with self.pool.connection() as connection:
            destroyed = connection.execute(query, (subject, data_class)).rowcount
        self.drop([subject])
        return destroyed

    def drop(self, subjects: Collection[UUID]) -> None:
        """Hold no key of these in memory: they may have been destroyed elsewhere."""
        for cache in self._caches:
            for name in [name for name in list(cache) if name[0] in subjects]:
                cache.pop(name, None)

    def sweep(self) -> None:
        """Hold no key in memory that is past its time, nor a key-encryption key that is no longer in its file."""
        with suppress(KeyServiceAway, OSError, ValueError):  # whoever needs it hears of it
            self.kek.current()
        now = self.clock()
        for cache in self._caches:
            # Copied in one go: others add keys meanwhile, and whoever reads item by item would stumble over them.
            for name in [name for name, (until, _) in cache.copy().items() if until <= now]:
                cache.pop(name, None)

    def forget(self) -> None:
        """Hold no key in memory."""
        for cache in self._caches:
            cache.clear()

    def secret(self, name: str) -> bytes:
        """A secret of the whole ledger (32 bytes), made at the first call."""
        read = "SELECT wrapped FROM keys.secret WHERE name = %s"
        with self.pool.connection() as connection:
            row = connection.execute(read, (name,)).fetchone()
            if row is None:
                kek = self.kek.current()
                connection.execute(
                    "INSERT INTO keys.secret (name, wrapped, wrapped_by) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                    (name, kek.wrap(os.urandom(32), name.encode()), kek.name),
                )
                row = connection.execute(read, (name,)).fetchone()
        assert row is not None
        return self.kek.unwrap(row[0], name.encode())

    def _cached(self, pairs: Iterable[Pair]) -> dict[Pair, tuple[KeyName, Cipher]]:
        """The newest live keys of these, as far as they are known."""
        now = self.clock()
        return {pair: hit[1] for pair in pairs if (hit := self._newest.get(pair)) and hit[0] > now}

    def _fetch(self, pairs: Collection[Pair]) -> dict[KeyName, AESGCM | Unreadable]:
        """Every generation of these, and of the same classes of the other subjects among them."""
        subjects, classes = {subject for subject, _ in pairs}, {data_class for _, data_class in pairs}
        rows = ask(self.pool, KEYS, (uuids(subjects), texts(classes)), tuple)
        fetched: dict[KeyName, AESGCM | Unreadable] = {}
        for subject, data_class, generation, wrapped in rows:
            name = KeyName(subject, class_of(data_class), generation)
            if wrapped is None:
                fetched[name] = "forgotten"
            else:
                fetched[name] = AESGCM(self.kek.unwrap(wrapped, name.associated()))
        self._remember(fetched)
        return fetched

    def _made(self, names: list[KeyName]) -> list[tuple[KeyName, AESGCM]] | None:
        """Insert these in one durable commit; None when somebody made one of them before."""
        plain, wrapped, by = self._new(names)
        query = """
            INSERT INTO keys.data_key (subject, data_class, generation, wrapped, wrapped_by)
            SELECT subject, data_class, generation, wrapped, %s
            FROM unnest(%b::uuid[], %b::text[], %b::int8[], %b::bytea[])
                AS new(subject, data_class, generation, wrapped)
            ON CONFLICT DO NOTHING
        """
        columns = (
            Uuids([name.subject for name in names]),
            Texts([name.data_class for name in names]),
            Bigints([name.generation for name in names]),
            Blobs(wrapped),
        )
        with borrowed(self.pool) as session:
            made = session.execute(query, (by, *columns)).rowcount
        if made < len(names):
            return None
        return [(name, AESGCM(key)) for name, key in zip(names, plain, strict=True)]

    def _first(self, names: list[KeyName]) -> list[tuple[KeyName, Cipher]] | None:
        """The same for many that nobody can have made; None where somebody did."""
        plain, wrapped, by = self._new(names)
        with borrowed(self.pool) as session:
            if not copied(session, names, wrapped, by):
                return None
        return list(zip(names, map(NewKey, plain), strict=True))

    def _new(self, names: Sequence[KeyName]) -> tuple[list[bytes], list[bytes], str]:
        """Random keys, plain and wrapped, and by which key."""
        kek = self.kek.current()
        random = os.urandom(32 * len(names))
        plain = [random[at : at + 32] for at in range(0, len(random), 32)]
        return plain, kek.wrap_all(plain, [name.associated() for name in names]), kek.name

    def _remember(self, keys: dict[KeyName, AESGCM | Unreadable]) -> None:
        self._make_room(len(keys))
        until = self.clock() + CACHED_FOR
        for name, key in keys.items():
            self._opened[name] = (until, key)
        for pair, (name, newest) in newest_of(keys).items():
            if isinstance(newest, Cipher):
                self._newest[pair] = until, (name, newest)
            else:
                self._newest.pop(pair, None)

    def _keep_newest(self, keys: Iterable[tuple[Pair, tuple[KeyName, Cipher]]]) -> dict[Pair, tuple[KeyName, Cipher]]:
        kept = dict(keys)
        self._make_room(len(kept))
        until = self.clock() + CACHED_FOR
        for pair, each in kept.items():
            self._newest[pair] = until, each
        return kept

    def _make_room(self, more: int) -> None:
        for cache in self._caches:
            if len(cache) + more > LARGEST_CACHE:
                cache.clear()


def _forget_all() -> None:
    """In a process that was forked nobody sweeps the keys of its parent."""
    for keyring in KEYRINGS:
        keyring.forget()


os.register_at_fork(after_in_child=_forget_all)


def _sweep(keyring: "weakref.ref[Keyring]", gone: threading.Event, every: float) -> None:
    """For as long as anybody holds it, and no longer: a process that has only one thread can be forked."""
    while not gone.wait(every) and (found := keyring()) is not None:
        found.sweep()
        del found


def newest_of(keys: Mapping[KeyName, AESGCM | Unreadable]) -> dict[Pair, tuple[KeyName, Cipher | Unreadable]]:
    """The last of each, as they come: later generations after earlier ones."""
    return {(name.subject, name.data_class): (name, key) for name, key in keys.items()}


def keyed(secret: bytes) -> HMAC:
    """What `digest` goes on from. Made once: it costs more than the hash of a short value."""
    return HMAC(secret, SHA256())


def digest(with_key: HMAC, kind: str, value: str) -> bytes:
    """A keyed hash of a value, for look-ups: HMAC-SHA-256 over the kind, a zero byte and the value."""
    hashed = with_key.copy()
    hashed.update(f"{kind}\0{value}".encode("utf-8", "surrogatepass"))
    return hashed.finalize()


def digests(with_key: HMAC, label: str, values: Iterable[tuple[str, str]]) -> list[bytes]:
    """Those of many (kind, value), the label before each kind: as `digest` would make them, for a fifth less."""
    copied, found = with_key.copy, []
    for kind, value in values:
        hashed = copied()
        hashed.update(f"{label}{kind}\0{value}".encode("utf-8", "surrogatepass"))
        found.append(hashed.finalize())
    return found
