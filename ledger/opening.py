"""A person's stored events on their way to a decision: read when they are looked at, opened as far as its rule sees."""

from collections.abc import Collection, Sequence
from functools import cached_property

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.recorded import Recorded, Unreadable
from domain.vocabulary import DataClass
from ledger.codec import decode, decode_closed, parse
from ledger.keyring import KeyName, Keyring, by_label, name_of
from ledger.store import Row
from ledger.trusted import Unfit


class _Generation(msgspec.Struct, gc=False):
    k: int


class _Seals(msgspec.Struct, gc=False):
    sealed: dict[str, _Generation]


_seals = msgspec.json.Decoder(_Seals).decode


class Opening:
    """Some rows, and the keys of the seals of some classes in them, looked up once for all when first asked for: what
    a decision sees of a person is of one moment."""

    def __init__(self, rows: Sequence[Row], keyring: Keyring, classes: Collection[DataClass]) -> None:
        self.rows = rows
        self.keyring = keyring
        self.classes = classes

    def read(self, rows: Sequence[Row]) -> list[Recorded]:
        """Of the rows, those that are asked for. Raises as `decode`."""
        if not self.classes:
            return [decode_closed(row) for row in rows]
        names, keys = self._names, by_label(self._keys)
        return [decode(parse(row), keys, self.classes) if row.position in names else decode_closed(row) for row in rows]

    def forgotten(self, rows: Sequence[Row]) -> tuple[DataClass, ...]:
        names, keys = self._names, self._keys
        seen = {name for row in rows for name in names.get(row.position, ())}
        return tuple(sorted({name.data_class for name in seen if keys[name] == "forgotten"}))

    @cached_property
    def _names(self) -> dict[int, list[KeyName]]:
        """By position, where there are any."""
        found = {}
        for label in [b'/%b":{' % each.encode() for each in self.classes]:
            for row in self.rows:
                if label in row.state and row.position not in found:
                    found[row.position] = [name for name in _names_in(row) if name.data_class in self.classes]
        return found

    @cached_property
    def _keys(self) -> dict[KeyName, AESGCM | Unreadable]:
        wanted = {name for names in self._names.values() for name in names}
        return self.keyring.open(wanted, beside=True) if wanted else {}


def _names_in(row: Row) -> Sequence[KeyName]:
    try:
        seals = _seals(row.state).sealed
    except Unfit:
        return list(parse(row).key_names())
    return [name_of(label, seal.k) for label, seal in seals.items()]
