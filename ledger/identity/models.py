"""The models by which records are compared: a stream of its own, of which the newest holds within a second."""

import time
from typing import TYPE_CHECKING

from domain.envelope import Meta
from domain.identity import DEFAULT, IdentityModel
from domain.identity_models import STREAM, Published, publish, published
from domain.vocabulary import ActorId, Code
from ledger.codec import NewEvent
from ledger.envelope import new_id
from ledger.store import Receipt

if TYPE_CHECKING:
    from ledger.ledger import Ledger

LOOKED_UP_AFTER = 1.0
"""Seconds."""


class Models:
    """`shipped` is the one that came with the software. Safe to share between threads."""

    def __init__(self, ledger: "Ledger", shipped: IdentityModel = DEFAULT) -> None:
        self.ledger = ledger
        self.shipped = shipped
        self._until = 0.0
        self._current = shipped

    def current(self) -> IdentityModel:
        if time.monotonic() >= self._until:
            self._current = self.all()[-1].model
            self._until = time.monotonic() + LOOKED_UP_AFTER
        return self._current

    def newest(self) -> IdentityModel:
        """At this very moment."""
        self._until = 0.0
        return self.current()

    def all(self) -> tuple[Published, ...]:
        """Oldest first; the last one holds."""
        return published(self.ledger.history(STREAM, unseal=False), self.shipped)

    def publish(self, model: IdentityModel, why: Code, by: ActorId, on_behalf_of: ActorId | None = None) -> Receipt:
        """On this process it holds at once; where it held already, nothing is stored. Raises Refused, and Moved
        when another one was published at the same moment."""
        history = self.ledger.history(STREAM, unseal=False)
        version = history[-1].version if history else 0
        event = publish(published(history, self.shipped), model, why)
        meta = Meta(event_id=new_id(), command_id=new_id(), actor=by, on_behalf_of=on_behalf_of)
        events = [NewEvent(STREAM, version + 1, meta, event)] if event else []
        receipt = self.ledger.append(events, unmoved={STREAM: version})
        self._until = 0.0
        return receipt
