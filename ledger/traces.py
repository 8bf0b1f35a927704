"""What there is of a person beside their events: where an erasure has to go, and by what an auditor looks for the rest.

Where they are is read off facts, so it is found again after the keys are gone. Their own values are not: they are read
before that, and held in memory alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from domain.events import (
    BatchFailed,
    BatchFinished,
    BatchUndone,
    ContactLogged,
    ImportRequested,
    MessageAssigned,
    Replied,
)
from domain.person import ContactPoint
from domain.recorded import Recorded
from domain.value import value
from ledger.documents import documents_of, referenced
from ledger.ledger import Ledger

ENDS = (BatchFinished, BatchFailed, BatchUndone)
TOGETHER = 50
"""Events of one append that are looked through for the message that brought them."""
LONG = 24
"""Letters from which on a text is nobody else's."""
SHORTEST = 2


@value
class Traces:
    """Ids. `files` lie in the blob store: the person's, those of their messages, and what they were imported from."""

    members: tuple[UUID, ...]
    contacts: tuple[UUID, ...]
    messages: tuple[UUID, ...]
    """Streams of messages that a human found to be theirs."""
    batches: tuple[UUID, ...]
    files: tuple[UUID, ...]
    importing: bool
    """A batch that brought them has not come to its end."""

    @property
    def ids(self) -> tuple[UUID, ...]:
        return (*self.members, *self.contacts, *self.messages)


@value
class OwnValues:
    telling: frozenset[str] = frozenset()
    """Addresses, ids and long texts: whoever has one of them has it of this person."""
    others: frozenset[str] = frozenset()
    """Names, employers, words: many have the same, so they tell only beside one of the person's ids."""

    def __len__(self) -> int:
        return len(self.telling) + len(self.others)


def traces(ledger: Ledger, members: Sequence[UUID]) -> Traces:
    histories = ledger.histories(members, unseal=False)
    events = [each for history in histories.values() for each in history]
    contacts = dict.fromkeys(found for each in events if (found := getattr(each.event, "contact", None)))
    messages = dict.fromkeys(_messages(ledger, events))
    batches = dict.fromkeys(each.meta.batch for each in events if each.meta.batch)
    beside = ledger.histories([*messages, *batches], unseal=False) if messages or batches else {}
    told = [each for history in beside.values() for each in history]
    files = dict.fromkeys(file for each in [*events, *told] for file in _files(each))
    running = [
        batch
        for batch in batches
        if batch in beside and not any(isinstance(each.event, ENDS) for each in beside[batch])
    ]
    return Traces(tuple(members), tuple(contacts), tuple(messages), tuple(batches), tuple(files), bool(running))


def own_values(ledger: Ledger, found: Traces) -> OwnValues:
    """As far as the keys are still there."""
    telling: set[str] = set()
    others: set[str] = set()
    for history in ledger.histories([*found.members, *found.messages]).values():
        for recorded in history:
            for name in recorded.event.personal:
                for text, tells in _texts(getattr(recorded.event, name), tells=name == "external_id"):
                    (telling if tells or len(text) >= LONG else others).add(text)
    return OwnValues(frozenset(telling), frozenset(others - telling))


def _messages(ledger: Ledger, events: Iterable[Recorded]) -> Iterator[UUID]:
    """What was assigned is the end of the append that filed the answer."""
    for each in events:
        if not isinstance(each.event, Replied | ContactLogged) or each.meta.batch is not None:
            continue
        for row in ledger.store.page(each.position, TOGETHER):
            (other,) = ledger.read([row], unseal=False)
            if other.meta.command_id != each.meta.command_id:
                break
            if isinstance(other.event, MessageAssigned):
                yield other.stream


def _files(recorded: Recorded) -> list[UUID]:
    event = recorded.event
    if isinstance(event, ImportRequested):
        return [referenced(event.blob)[0]]
    return [each.document for each in documents_of(event)]


def _texts(said: Any, *, tells: bool = False) -> Iterator[tuple[str, bool]]:
    """Every text in it, and whether it is one that tells."""
    match said:
        case str() if len(said.strip()) >= SHORTEST and not said.isdecimal():
            yield said.strip(), tells
        case str() if len(said) > 5:
            yield said, tells
        case ContactPoint():
            yield from _texts(said.value, tells=True)
            yield from _texts(said.raw, tells=True)
        case BaseModel():
            for each in said.__dict__.values():
                yield from _texts(each, tells=tells)
        case dict():
            for each in said.values():
                yield from _texts(each, tells=tells)
        case tuple() | list():
            for each in said:
                yield from _texts(each, tells=tells)
        case _:
            pass
