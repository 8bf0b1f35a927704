"""What is known of records that may be somebody's: their features, opened, and where they were described."""

from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from domain.identity import Features
from domain.vocabulary import DataClass
from ledger.first_keys import NewKey
from ledger.identity.described import bound_to
from ledger.keys_once import keys_once
from ledger.sealing import TamperedSeal, opened_whole

if TYPE_CHECKING:
    from ledger.identity.engine import Engine


CLASS = DataClass.IDENTITY.value


Somebody = tuple[int, Features]
"""A position, and what was described there."""


def somebodies(engine: "Engine", streams: Collection[bytes]) -> dict[bytes, Somebody]:
    """By the 16 bytes of their ids. Whoever is forgotten, or was never described, is left out."""
    if not streams:
        return {}
    with keys_once(engine.ledger.keyring, streams, DataClass.IDENTITY) as found_keys:
        kept = engine.tables.records(streams)
        keys = found_keys()
    found = {}
    for stream, spelt, position, generation, features in kept:
        associated = f"{spelt}/{CLASS}/{generation}".encode()
        key = keys.get(associated)
        if isinstance(key, NewKey):
            try:
                plain = opened_whole(features, key, bound_to(associated))
            except TamperedSeal:  # somebody changed the row: nothing is to be learnt from it
                continue
            found[stream] = position, Features.from_bytes(plain)
    return found


class Known:
    """The same by the ids themselves."""

    def __init__(self, engine: "Engine", streams: Collection[UUID]) -> None:
        found = somebodies(engine, [each.bytes for each in streams])
        there = [each for each in streams if each.bytes in found]
        self.features = {each: found[each.bytes][1] for each in there}
        self.position = {each: found[each.bytes][0] for each in there}
