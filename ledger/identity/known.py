"""What is known of records that may be somebody's: their features, opened, and where they were described."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from domain.identity import Features
from domain.recorded import Unreadable
from domain.vocabulary import DataClass
from ledger.first_keys import NewKey
from ledger.identity.at_hand import Form
from ledger.identity.described import bound_to
from ledger.identity.rows import Kept
from ledger.keys_once import keys_once
from ledger.sealing import TamperedSeal, opened_whole

if TYPE_CHECKING:
    from ledger.identity.engine import Engine


CLASS = DataClass.IDENTITY.value


class Somebody(NamedTuple):
    position: int
    features: Features


def somebodies(engine: "Engine", streams: Collection[bytes]) -> dict[bytes, Somebody]:
    """By the 16 bytes of their ids. Whoever is forgotten, or was never described, is left out."""
    if not streams:
        return {}
    known = engine.at_hand.known(streams)
    with keys_once(engine.ledger.keyring, set(streams) - known.keys(), DataClass.IDENTITY) as found_keys:
        kept = engine.tables.records(streams, known)
        keys = found_keys()
    opened = _opened([each for each in kept if each.stream not in known], keys)
    engine.at_hand.remember(opened.items())
    opened |= {each.stream: known[each.stream] for each in kept if each.features is None}
    found = {stream: Somebody(position, Features.from_bytes(form)) for stream, (position, form) in opened.items()}
    if changed := [each.stream for each in kept if each.features is not None and each.stream in known]:
        engine.at_hand.let_go(changed)
        found |= somebodies(engine, changed)
    return found


def _opened(kept: Iterable[Kept], keys: Mapping[bytes, NewKey | Unreadable]) -> dict[bytes, Form]:
    """Without those whose row somebody changed: nothing is to be learnt from it."""
    found = {}
    for stream, position, generation, spelt, features in kept:
        associated = f"{spelt}/{CLASS}/{generation}".encode()
        key = keys.get(associated)
        if isinstance(key, NewKey) and features is not None:
            with suppress(TamperedSeal):
                found[stream] = position, opened_whole(features, key, bound_to(associated))
    return found


class Known:
    """The same by the ids themselves."""

    def __init__(self, engine: "Engine", streams: Collection[UUID]) -> None:
        found = somebodies(engine, [each.bytes for each in streams])
        there = [each for each in streams if each.bytes in found]
        self.features = {each: found[each.bytes].features for each in there}
        self.position = {each: found[each.bytes].position for each in there}
