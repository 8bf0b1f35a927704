"""What the gate looks at beside a person, as the ledger has it now; and what a dispatch counts for its sender."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from uuid import UUID

from cryptography.hazmat.primitives.hmac import HMAC

from domain.campaign import Campaign, fold_campaign
from domain.dossier import Dossier
from domain.events import ContactDispatched
from domain.gate import NOBODY, NOTHING_AROUND, POLICIES, Around, Contact
from domain.gate.policy import DEFAULT
from domain.gate.purposes import Kind, kind_of
from domain.notices import Notice, fold_notice, notice_stream
from domain.person import PointKind
from domain.reach import PointKey
from domain.recorded import Recorded
from domain.suppression import Suppression, fold_suppression, hashed_form
from domain.vocabulary import Channel
from ledger.codec import NewEvent, decode_closed
from ledger.keyring import Keyring, digest, keyed
from ledger.session import Query, ask
from ledger.store import Sent, Store

SENT_BY = Query(b"sent-by", b"SELECT ledger.sent_by($1::text, $2::text, $3::text, ($4::text)::timestamptz)")

Versions = dict[UUID, int]
Counted = tuple[str, Channel, Kind]


class Surroundings:
    """Safe to share between threads."""

    def __init__(self, store: Store, keyring: Keyring) -> None:
        self.store = store
        self.keyring = keyring

    def around(
        self,
        dossier: Dossier | None,
        contact: Contact | None,
        policy: str | None,
        at: datetime,
        *,
        every_address: bool = False,
    ) -> tuple[Around, Versions]:
        """With the versions of every stream that was read."""
        points = {(point.kind, point.value) for point in dossier.profile.points} if dossier and every_address else set()
        if contact and contact.address:
            points.add((contact.address.kind, contact.address.value))
        suppressions = self.suppressions(points)
        versions = {each.stream: each.version for each in suppressions.values()}
        notice = None
        if contact and contact.notice:
            notice, read = self.notice(contact.notice)
            versions |= read
        campaign = None
        if contact and contact.campaign:
            campaign, read = self.campaign(contact.campaign)
            versions |= read
        sent = self.sent_by(contact, policy, at) if contact else 0
        return Around(suppressions, notice, sent, campaign), versions

    def around_each(
        self, asked: Sequence[tuple[Contact | None, str | None]], at: datetime
    ) -> tuple[list[Around], Versions]:
        """Of several contacts, each with its policy and at its own address: what they share is read once."""
        contacts = [contact for contact, _ in asked if contact]
        addresses = {(each.address.kind, each.address.value) for each in contacts if each.address}
        suppressions = self.suppressions(addresses)
        versions = {each.stream: each.version for each in suppressions.values()}
        notices: dict[str | None, Notice | None] = {}
        for code in {each.notice for each in contacts if each.notice}:
            notices[code], read = self.notice(code)
            versions |= read
        campaigns: dict[UUID | None, Campaign | None] = {}
        for stream in {each.campaign for each in contacts if each.campaign}:
            campaigns[stream], read = self.campaign(stream)
            versions |= read
        counts = {(counted_as(each), policy): (each, policy) for each, policy in asked if each}
        counted = {key: self.sent_by(each, policy, at) for key, (each, policy) in counts.items()}
        around = []
        for contact, policy in asked:
            if contact is None:
                around.append(NOTHING_AROUND)
                continue
            point = (contact.address.kind, contact.address.value) if contact.address else None
            own = {point: suppressions[point]} if point else {}
            sent = counted[counted_as(contact), policy]
            around.append(Around(own, notices.get(contact.notice), sent, campaigns.get(contact.campaign)))
        return around, versions

    def suppressions(self, points: Iterable[PointKey]) -> dict[PointKey, Suppression]:
        streams = {point: self.stream_of(*point) for point in points}
        if not streams:
            return {}
        histories: dict[UUID, list[Recorded]] = defaultdict(list)
        for row in self.store.streams(list(streams.values())):
            histories[row.stream].append(decode_closed(row))
        return {point: fold_suppression(stream, histories.get(stream, ())) for point, stream in streams.items()}

    def notice(self, code: str) -> tuple[Notice | None, Versions]:
        stream = notice_stream(code)
        rows = self.store.streams([stream])
        return fold_notice(decode_closed(row) for row in rows), {stream: rows[-1].version if rows else 0}

    def campaign(self, stream: UUID) -> tuple[Campaign | None, Versions]:
        """With its seals closed: what messages are filled with is not known."""
        rows = self.store.streams([stream])
        return fold_campaign(decode_closed(row) for row in rows), {stream: rows[-1].version if rows else 0}

    def stream_of(self, kind: PointKind, value: str) -> UUID:
        """The stream of an address: a keyed hash, which tells nothing to whoever has no key."""
        return UUID(bytes=self._stream_of(kind, value))

    def _stream_of(self, kind: PointKind, value: str) -> bytes:
        """As the 16 bytes of a UUID of version 5."""
        hashed = bytearray(digest(self._secret, kind, hashed_form(kind, value))[:16])
        hashed[6] = hashed[6] & 0x0F | 0x50
        hashed[8] = hashed[8] & 0x3F | 0x80
        return bytes(hashed)

    def forgotten(self, points: Iterable[PointKey]) -> frozenset[PointKey]:
        """Addresses of whoever was erased and has not come back. One look-up for any number."""
        streams = {self._stream_of(*point): point for point in points}
        if not streams:
            return frozenset()
        histories: dict[UUID, list[Recorded]] = defaultdict(list)
        for row in self.store.streams_by_bytes(streams):
            histories[row.stream].append(decode_closed(row))
        return frozenset(
            streams[stream.bytes]
            for stream, history in histories.items()
            if fold_suppression(stream, history).forgotten
        )

    def sent_by(self, contact: Contact, policy: str | None, at: datetime) -> int:
        """How much the sender of such a contact has sent within the window of the policy's cap."""
        kind = kind_of(contact.purpose)
        limit = POLICIES[policy or DEFAULT].sender_caps.get(kind) if (policy or DEFAULT) in POLICIES else None
        if limit is None or contact.sender == NOBODY:
            return 0
        values = (
            contact.sender.encode(),
            contact.channel.encode(),
            kind.encode(),
            (at - limit.within).isoformat().encode(),
        )
        [(sent,)] = ask(self.store.pool, SENT_BY, values, tuple)
        return int(sent)

    @cached_property
    def _secret(self) -> HMAC:
        return keyed(self.keyring.secret("suppression"))


def counted_as(contact: Contact) -> Counted:
    """What its sender's cap counts together: sender, channel and kind."""
    return contact.sender, contact.channel, kind_of(contact.purpose)


def sent(events: Iterable[NewEvent]) -> list[Sent]:
    """What these dispatches count for their senders, and up to how much."""
    found = []
    for each in events:
        event = each.event
        if not isinstance(event, ContactDispatched):
            continue
        kind = kind_of(event.purpose)
        limit = POLICIES[event.policy or DEFAULT].sender_caps.get(kind)
        if limit:
            found.append(Sent(event.sender, event.channel, kind, limit.within.total_seconds(), limit.most))
    return found
