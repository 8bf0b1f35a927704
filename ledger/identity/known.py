"""What is known of records that may be somebody's: their features, opened, and where they were described."""

from collections.abc import Collection
from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.identity import Features
from domain.vocabulary import DataClass
from ledger.identity.described import Described, bound_to
from ledger.keyring import KeyName
from ledger.sealing import TamperedSeal, opened_whole

if TYPE_CHECKING:
    from ledger.identity.engine import Engine


class Known:
    """Whoever is forgotten, or was never described, is left out."""

    def __init__(self, engine: "Engine", streams: Collection[UUID]) -> None:
        kept = engine.tables.records(streams) if streams else []
        names = {each.stream: KeyName(each.stream, DataClass.IDENTITY, each.generation) for each in kept}
        opened = engine.ledger.keyring.open(names.values())
        self.features: dict[UUID, Features] = {}
        self.position: dict[UUID, int] = {}
        for each in kept:
            name = names[each.stream]
            if isinstance(key := opened[name], AESGCM):
                with suppress(TamperedSeal):  # somebody changed the row: nothing is to be learnt from it
                    plain = opened_whole(each.features, key, bound_to(name))
                    self.features[each.stream] = Features.from_bytes(plain)
                    self.position[each.stream] = each.position

    def before(self, stream: UUID, new: Described) -> bool:
        """Whether it was there when `new` came, and is still somebody."""
        return self.position.get(stream, new.event) < new.event
