"""What is known of records that may be somebody's: their features, opened, and where they were described."""

from collections.abc import Collection, Set
from typing import TYPE_CHECKING
from uuid import UUID

from domain.identity import Features
from domain.vocabulary import DataClass
from ledger.first_keys import NewKey
from ledger.identity.described import bound_to
from ledger.identity.rows import Kept
from ledger.keys_once import keys_once
from ledger.sealing import TamperedSeal, opened_whole

if TYPE_CHECKING:
    from ledger.identity.engine import Engine


CLASS = DataClass.IDENTITY.value


Somebody = tuple[int, Features]
"""A position, and what was described there."""


class Strangers:
    """Records beside their keys, both closed: what they say is in memory for as long as somebody looks at it."""

    def __init__(self, engine: "Engine", streams: Collection[bytes]) -> None:
        """By the 16 bytes of their ids. Whoever is forgotten, or was never described, is left out."""
        self._unwrap = engine.ledger.keyring.kek.unwrap
        self._kept: dict[bytes, Kept] = {}
        self._wrapped: dict[tuple[str, int], bytes | None] = {}
        if streams:
            with keys_once(engine.ledger.keyring, streams, DataClass.IDENTITY) as answered:
                self._kept = {each[0]: each for each in engine.tables.records(streams)}
                self._wrapped = {(subject, generation): key for subject, _, generation, key in answered()}

    def opened(self, streams: Set[bytes]) -> dict[bytes, Somebody]:
        """Those of them that are there."""
        found = {}
        for stream in streams & self._kept.keys():
            _, spelt, position, generation, features = self._kept[stream]
            if wrapped := self._wrapped.get((spelt, generation)):
                associated = f"{spelt}/{CLASS}/{generation}".encode()
                try:
                    plain = opened_whole(features, NewKey(self._unwrap(wrapped, associated)), bound_to(associated))
                except TamperedSeal:  # somebody changed the row: nothing is to be learnt from it
                    continue
                found[stream] = position, Features.from_bytes(plain)
        return found


class Known:
    """The same by the ids themselves, all opened."""

    def __init__(self, engine: "Engine", streams: Collection[UUID]) -> None:
        wanted = {each.bytes for each in streams}
        found = Strangers(engine, wanted).opened(wanted)
        there = [each for each in streams if each.bytes in found]
        self.features = {each: found[each.bytes][1] for each in there}
        self.position = {each: found[each.bytes][0] for each in there}
