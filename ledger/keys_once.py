"""Keys of many people that are wanted for a moment: asked for every time, and not remembered.

Half of what opening a stranger costs is the cache of keys, and nobody opens the same stranger again soon.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.recorded import Unreadable
from domain.vocabulary import DataClass
from ledger.arrays import ids, texts, uuids
from ledger.first_keys import Cipher, NewKey
from ledger.keyring import KeyName, Keyring, Opened, Pair, name_of
from ledger.session import Query, ask, borrowed

KEYS_ONCE = Query(
    b"keys-once",
    b"""
    SELECT subject::text, data_class, generation, wrapped FROM keys.data_key
    WHERE subject = ANY($1::uuid[]) AND data_class = ANY($2::text[])
    """,
)

Wrapped = tuple[str, str, int, bytes | None]
"""A subject's id in letters, the class of data, the key's generation, and the key, unless it is forgotten."""


@contextmanager
def keys_once(
    keyring: Keyring, subjects: Collection[bytes], data_class: DataClass
) -> Iterator[Callable[[], list[Wrapped]]]:
    """Asked for at once, while somebody else is asked for what they open. A key that is not there is left out."""
    with borrowed(keyring.pool) as session:
        session.begin(KEYS_ONCE, (ids(subjects), texts([data_class])))
        yield lambda: session.finish(tuple)


def _unwrapped(keyring: Keyring, rows: Iterable[Wrapped]) -> dict[bytes, NewKey | Unreadable]:
    """By `KeyName.associated`."""
    found: dict[bytes, NewKey | Unreadable] = {}
    unwrap = keyring.kek.unwrap
    for subject, data_class, generation, wrapped in rows:
        associated = f"{subject}/{data_class}/{generation}".encode()
        found[associated] = "forgotten" if wrapped is None else NewKey(unwrap(wrapped, associated))
    return found


class PassingKeyring(Keyring):
    """For whoever passes everybody once: what was opened is handed over, and none of it is held."""

    def opened(self, pairs: Collection[Pair]) -> Opened:
        """As ever. A key is told by its label and generation in one text, which is compared in a fifth of the time."""
        subjects, classes = {subject for subject, _ in pairs}, {data_class for _, data_class in pairs}
        found = _unwrapped(self, ask(self.pool, KEYS_ONCE, (uuids(subjects), texts(classes)), tuple) if pairs else ())

        def key(label: str, generation: int) -> Cipher | Unreadable:
            known = found.get(f"{label}/{generation}".encode())
            if known is None:
                name = name_of(label, generation)
                return self.open([name])[name]
            return known

        return key

    def _remember(self, keys: dict[KeyName, AESGCM | Unreadable]) -> None:
        pass
