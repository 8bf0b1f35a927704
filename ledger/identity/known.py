"""What is known of records that may be somebody's: their features, opened, and where they were described."""

from collections.abc import Collection
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from domain.identity import Features
from domain.vocabulary import DataClass
from ledger.first_keys import NewKey
from ledger.identity.described import bound_to
from ledger.keys_once import keys_once
from ledger.sealing import TamperedSeal, opened_whole

if TYPE_CHECKING:
    from ledger.identity.engine import Engine


class Somebody(NamedTuple):
    stream: UUID
    position: int
    features: Features


def somebodies(engine: "Engine", streams: Collection[bytes]) -> dict[bytes, Somebody]:
    """By the 16 bytes of their ids. Whoever is forgotten, or was never described, is left out."""
    kept = engine.tables.records(streams) if streams else []
    keys = keys_once(engine.ledger.keyring, [each.stream for each in kept], DataClass.IDENTITY) if kept else {}
    found = {}
    for stream, spelt, position, generation, features in kept:
        associated = f"{spelt}/{DataClass.IDENTITY}/{generation}".encode()
        key = keys.get(associated)
        if isinstance(key, NewKey):
            with suppress(TamperedSeal):  # somebody changed the row: nothing is to be learnt from it
                plain = opened_whole(features, key, bound_to(associated))
                found[stream] = Somebody(UUID(bytes=stream), position, Features.from_bytes(plain))
    return found


class Known:
    """The same by the ids themselves."""

    def __init__(self, engine: "Engine", streams: Collection[UUID]) -> None:
        found = somebodies(engine, [each.bytes for each in streams]).values()
        self.features = {each.stream: each.features for each in found}
        self.position = {each.stream: each.position for each in found}
