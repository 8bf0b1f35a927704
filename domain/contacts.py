"""What has been said between us and a person: how often and when last, in each direction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain.events import ContactLogged, Replied
from domain.recorded import Recorded
from domain.value import value


@value
class Contacts:
    """Times are the earlier of claimed and recorded; history may arrive in any order, so they only rise."""

    known: tuple[UUID, ...] = ()
    """The ids of all contacts, in the order of positions: what can be replied to."""
    outbound: int = 0
    inbound: int = 0
    """Contacts that the person began. Replies are counted apart."""
    replies: int = 0
    last_outbound_at: datetime | None = None
    last_inbound_at: datetime | None = None
    last_reply_at: datetime | None = None

    @property
    def last_interaction_at(self) -> datetime | None:
        return later(self.last_outbound_at, later(self.last_inbound_at, self.last_reply_at))

    @property
    def last_heard_at(self) -> datetime | None:
        return later(self.last_inbound_at, self.last_reply_at)


def later(one: datetime | None, other: datetime | None) -> datetime | None:
    if one is None or other is None:
        return one or other
    return max(one, other)


def logged(contacts: Contacts, event: ContactLogged, recorded: Recorded) -> Contacts:
    happened_at = recorded.happened_at
    inbound = event.inbound
    return Contacts(
        (*contacts.known, event.contact),
        contacts.outbound + (not inbound),
        contacts.inbound + inbound,
        contacts.replies,
        contacts.last_outbound_at if inbound else later(contacts.last_outbound_at, happened_at),
        later(contacts.last_inbound_at, happened_at) if inbound else contacts.last_inbound_at,
        contacts.last_reply_at,
    )


def replied(contacts: Contacts, _event: Replied, recorded: Recorded) -> Contacts:
    return Contacts(
        contacts.known,
        contacts.outbound,
        contacts.inbound,
        contacts.replies + 1,
        contacts.last_outbound_at,
        contacts.last_inbound_at,
        later(contacts.last_reply_at, recorded.happened_at),
    )


def together(contacts: Sequence[Contacts]) -> Contacts:
    """Of one person's records, in their order."""
    if len(contacts) == 1:
        return contacts[0]
    combined = Contacts()
    for each in contacts:
        combined = Contacts(
            combined.known + each.known,
            combined.outbound + each.outbound,
            combined.inbound + each.inbound,
            combined.replies + each.replies,
            later(combined.last_outbound_at, each.last_outbound_at),
            later(combined.last_inbound_at, each.last_inbound_at),
            later(combined.last_reply_at, each.last_reply_at),
        )
    return combined
