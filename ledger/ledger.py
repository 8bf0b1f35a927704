"""The way of a command: fold the streams it reads, decide, seal, append, answer when it is on disk."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from cryptography.hazmat.primitives.hmac import HMAC

from domain.campaign import fold_campaign
from domain.decision import Command, Refused, Rule
from domain.decisions import RULES
from domain.decisions.disclosure import fold_export
from domain.dossier import Dossier, combine
from domain.gate import Around
from domain.job import fold_job
from domain.message import fold_message
from domain.pool import fold_pool
from domain.record import Record, fold
from domain.recorded import Recorded
from domain.senders import STREAM as SENDERS
from domain.tag_vocabulary import STREAM as TERMS
from domain.template import Template, fold_template, template_id
from domain.unfolded import UnfoldedDossier, unfolded
from domain.vocabulary import DataClass
from ledger.around import Surroundings, sent
from ledger.codec import (
    UPCASTS,
    Draft,
    NewEvent,
    canonical,
    decode,
    decode_closed,
    encode,
    parse,
    take_apart,
)
from ledger.envelope import Origin, new_id, numbered, utc_now
from ledger.faults import CommandReused, Moved, VersionMoved
from ledger.identity.described import sealed_for
from ledger.identity.engine import Engine
from ledger.identity.models import Models
from ledger.key_encryption import KeyEncryptionKey
from ledger.keyring import Keyring, by_label, digest, digests, keyed
from ledger.opening import Opening
from ledger.senders import Directory
from ledger.settings import Settings
from ledger.store import NOTHING_INLINE, PLANNED_ONCE, CommandClaim, Inline, Receipt, Row, Store, pool_of
from ledger.tag_vocabulary import Vocabulary

FOLDS: dict[str, Callable[[list[Recorded]], Any]] = {
    "job": fold_job,
    "pool": fold_pool,
    "template": fold_template,
    "message": fold_message,
    "export": fold_export,
    "campaign": fold_campaign,
}
"""What a rule reads beside people."""
AT_HAND = frozenset({TERMS, SENDERS})
"""Streams of which a decision reads what was read before; if one moved, the append says so."""
AT_ONCE = 50
"""Events that are sealed and whose people are indexed one after the other: what they hold fits into the processor."""
ATTEMPTS = 5
"""How often a decision is taken anew when its streams move under it."""


class Ledger:
    """Everything that did happen, and the one way to add to it. Safe to share between threads."""

    def __init__(
        self,
        store: Store,
        keyring: Keyring,
        clock: Callable[[], datetime] = utc_now,
        identity: bool = True,
    ) -> None:
        self.store = store
        self.keyring = keyring
        self.clock = clock
        self.models = Models(self)
        self.engine = Engine(self) if identity else None
        self.vocabulary = Vocabulary(self)
        self.senders = Directory(self)
        self.surroundings = Surroundings(store, keyring)
        self._lookup: HMAC | None = None

    @classmethod
    def open(cls, settings: Settings, *, connections: int = 8) -> Self:
        """Connect as the writer; the caller closes it (or uses `with`)."""
        kek = KeyEncryptionKey.of(settings)
        keys = pool_of(settings.conninfo("keyholder"), size=connections, options=PLANNED_ONCE)
        store = Store(pool_of(settings.conninfo("writer"), size=connections, options=PLANNED_ONCE))
        return cls(store, Keyring(keys, kek), identity=settings.identity)

    def close(self) -> None:
        if self.engine:
            self.engine.close()
        self.store.pool.close()
        self.keyring.pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def submit(
        self,
        command: Command,
        origin: Origin,
        *,
        command_id: UUID | None = None,
        claimed: bool = False,
        inline: Inline = NOTHING_INLINE,
        expected: Mapping[UUID, int] | None = None,
    ) -> Receipt:
        """Decide on a command and store what it makes happen.

        `claimed` is for history brought from elsewhere: what breaks a rule is flagged, not refused.
        `expected` holds the versions of streams that the sender had seen.
        Raises Refused (nothing stored, and what it rests on is durable), VersionMoved, CommandReused, Moved
        after `ATTEMPTS` decisions, LedgerBusy, or OutcomeUnknown: then the same command id tells.
        """
        rule = RULES[type(command)]
        command_id = command_id or new_id()
        claim = CommandClaim(origin.actor, command_id, self._body_hash(command, origin))
        for attempt in range(1, ATTEMPTS + 1):
            states, versions = self._load(rule, command, anew=attempt > 1)
            try:
                _require_versions(expected or {}, versions)
                happened = rule.decide(*states, command, self.clock(), claimed=claimed)
                self._require_positions(rule, command)
            except (Refused, VersionMoved):
                if attempt == 1 and AT_HAND & versions.keys():
                    continue  # a refusal rests on nothing that was only at hand
                if first := self._answered(claim):
                    return first
                self.store.durable()
                raise
            events = numbered(happened, versions, origin, command, command_id)
            counted = replace(inline, sent=leaving) if (leaving := sent(events)) else inline
            try:
                return self.append(events, unmoved=versions, command=claim, inline=counted)
            except Moved:
                if first := self._answered(claim):
                    return first
                if attempt == ATTEMPTS:
                    raise
        raise AssertionError("unreachable")

    def append(
        self,
        events: Sequence[NewEvent],
        *,
        unmoved: Mapping[UUID, int] | None = None,
        command: CommandClaim | None = None,
        inline: Inline = NOTHING_INLINE,
        new_subjects: bool = False,
    ) -> Receipt:
        """Seal and store events whose streams and versions are settled, all or none. Whom they describe is then
        compared with everybody else, and what follows from that is stored, too.

        `new_subjects` says that no key of these people can exist yet, which spares a look-up.
        """
        drafts = [take_apart(event) for event in events]
        return self.append_drafts(drafts, unmoved=unmoved, command=command, inline=inline, new_subjects=new_subjects)

    def append_drafts(
        self,
        drafts: Sequence[Draft],
        *,
        unmoved: Mapping[UUID, int] | None = None,
        command: CommandClaim | None = None,
        inline: Inline = NOTHING_INLINE,
        new_subjects: bool = False,
    ) -> Receipt:
        """The same for events that were taken apart."""
        keys = [pair for draft in drafts for pair in draft.parts]
        describing = sealed_for(drafts) if self.engine else []
        ciphers = self.keyring.for_sealing(keys + describing, fresh=new_subjects) if keys or describing else {}
        if not self.engine or not describing:
            rows = [encode(draft, ciphers) for draft in drafts]
            return self.store.append(rows, unmoved=unmoved, command=command, inline=inline)
        people, rows = self.engine.people(), []
        for place in range(0, len(drafts), AT_ONCE):
            some = drafts[place : place + AT_ONCE]
            self.engine.take(people, some, place, ciphers)
            rows += [encode(draft, ciphers) for draft in some]
        inline = replace(inline, matches=people.rows)
        receipt = self.store.append(rows, unmoved=unmoved, command=command, inline=inline)
        return receipt if receipt.replayed else self.engine.settled(people.described, receipt)

    def read(self, rows: Sequence[Row], *, unseal: bool = True) -> list[Recorded]:
        """Decode rows, opening their seals with one look-up of keys for all of them."""
        if not unseal:
            return _read_closed(rows)
        parsed = [parse(row) for row in rows]
        opened = by_label(self.keyring.open(name for each in parsed for name in each.key_names()))
        return [decode(each, opened) for each in parsed]

    def history(
        self,
        stream: UUID,
        *,
        after: int = 0,
        limit: int | None = None,
        until: int | None = None,
        unseal: bool = True,
    ) -> list[Recorded]:
        """One stream in order: versions above `after`, positions up to `until`."""
        return self.read(self.store.stream(stream, after=after, limit=limit, until=until), unseal=unseal)

    def histories(self, streams: Sequence[UUID], *, unseal: bool = True) -> dict[UUID, list[Recorded]]:
        """Several streams; those without events are left out."""
        found: dict[UUID, list[Recorded]] = defaultdict(list)
        for recorded in self.read(self.store.streams(streams), unseal=unseal):
            found[recorded.stream].append(recorded)
        return dict(found)

    def page(self, after: int, limit: int, *, unseal: bool = True) -> list[Recorded]:
        """The next events of the whole ledger, in order."""
        return self.read(self.store.page(after, limit), unseal=unseal)

    def dossier(
        self, stream: UUID, *, sees: Collection[DataClass] | None = None
    ) -> tuple[Dossier | None, dict[UUID, int]]:
        """The person behind an id, folded from all their records, and the versions that this rests on.

        Where it is said which classes of data will be seen, each part is read, opened and folded when it is looked at.
        """
        records: dict[UUID, Record] = {}
        versions = {stream: 0}
        waiting = [stream]
        while waiting:
            for each, (version, record) in self.records(waiting, sees).items():
                versions[each] = version
                if record is not None:
                    records[each] = record
            linked = {link for record in records.values() for link in record.linked}
            waiting = [link for link in linked if link not in versions]
            versions |= dict.fromkeys(waiting, 0)
        if not records:
            return None, versions
        together = list(records.values())
        return (combine(together) if sees is None else UnfoldedDossier(together)), versions

    def records(
        self, streams: Sequence[UUID], sees: Collection[DataClass] | None
    ) -> dict[UUID, tuple[int, Record | None]]:
        """The version of each stream that has events, and its record."""
        if sees is None or UPCASTS:  # an older form may turn out to be of another type
            histories = self.histories(streams, unseal=sees is None or bool(sees))
            return {each: (history[-1].version, fold(history)) for each, history in histories.items()}
        found = self.store.streams(streams)
        opening = Opening(found, self.keyring, sees)
        whole = [found] if len(streams) == 1 and found else [list(rows) for _, rows in groupby(found, key=_stream)]
        return {rows[0].stream: (rows[-1].version, unfolded(rows, opening.read, opening.forgotten)) for rows in whole}

    def digest(self, kind: str, value: str) -> bytes:
        """The keyed hash by which `value` is looked up (HMAC-SHA-256, 32 bytes)."""
        return digest(self._lookup or self._keyed(), kind, value)

    def digests(self, label: str, values: Iterable[tuple[str, str]]) -> list[bytes]:
        """Those of many (kind, value), the label before each kind."""
        return digests(self._lookup or self._keyed(), label, values)

    def _keyed(self) -> HMAC:
        self._lookup = keyed(self.keyring.secret("lookup"))
        return self._lookup

    def _load(self, rule: Rule, command: Command, *, anew: bool) -> tuple[list[Any], dict[UUID, int]]:
        """What the rule reads. What is kept `AT_HAND` may be as it was; `anew` reads it."""
        states: list[Any] = []
        versions: dict[UUID, int] = {}
        for field, subject in rule.reads:
            named = getattr(command, field)
            state: Any = None
            read: dict[UUID, int] = {}
            if subject == "around":
                state, read = self._around(rule, states[0], command)
            elif subject == "vocabulary":
                state = self.vocabulary.current() if anew else self.vocabulary.at_hand()
                read = {TERMS: state.version}
            elif subject == "senders":
                state = self.senders.current() if anew else self.senders.at_hand()
                read = {SENDERS: state.version}
            elif subject == "addresses":
                points = named.points if named else ()
                state = self.surroundings.suppressions((each.kind, each.value) for each in points)
                read = {each.stream: each.version for each in state.values()}
            elif subject == "suppression":
                state = self.surroundings.suppressions([(named.kind, named.value)])[named.kind, named.value]
                read = {state.stream: state.version}
            elif named is not None and subject == "candidate":
                state, read = self.dossier(named, sees=rule.sees)
            elif subject == "templates":
                state, read = self._templates({each.template for each in named})
            elif named is not None and subject == "notice":
                state, read = self.surroundings.notice(named)
            elif named is not None:
                stream = template_id(named) if isinstance(named, str) else named
                history = self.history(stream)
                state = FOLDS[subject](history)
                read = {stream: history[-1].version if history else 0}
            states.append(state)
            versions = read | versions  # of what was read twice the first: has it moved since, so has the ground
        return states, versions

    def _around(self, rule: Rule, dossier: Any, command: Command) -> tuple[Around, dict[UUID, int]]:
        contact = rule.asks(dossier, command) if rule.asks else None
        policy = getattr(command, "policy", None)
        return self.surroundings.around(dossier, contact, policy, self.clock(), every_address=rule.every_address)

    def _templates(self, names: Iterable[str]) -> tuple[dict[str, Template | None], dict[UUID, int]]:
        streams = {template_id(name): name for name in names}
        histories = self.histories(list(streams), unseal=False)
        states = {name: fold_template(histories.get(stream, [])) for stream, name in streams.items()}
        return states, {stream: histories[stream][-1].version if stream in histories else 0 for stream in streams}

    def _require_positions(self, rule: Rule, command: Command) -> None:
        """A position that a command names has to belong to the stream that it says."""
        for field, stream_field in rule.positions:
            position = getattr(command, field)
            if position is None:
                continue
            rows = self.store.at([position])
            if not rows or rows[0].stream != getattr(command, stream_field):
                raise Refused("no_such_event", str(position))

    def _body_hash(self, command: Command, origin: Origin) -> bytes:
        """Keyed, since a command holds personal data: a plain hash of an address is no secret."""
        body: list[Any] = [
            type(command).__name__,
            command.model_dump(mode="json"),
            origin.on_behalf_of,
            origin.reason,
        ]
        return self.digest("command", canonical(body).decode())

    def _answered(self, claim: CommandClaim) -> Receipt | None:
        """The first answer to a command that was stored already, durable by now."""
        known = self.store.command(claim.actor, claim.command_id)
        if known is None:
            return None
        self.store.durable()
        body, receipt = known
        if body != claim.body_sha256:
            raise CommandReused(str(claim.command_id))
        return receipt


_stream = attrgetter("stream.int")


def _read_closed(rows: Sequence[Row]) -> list[Recorded]:
    return [decode_closed(row) for row in rows]


def _require_versions(expected: Mapping[UUID, int], found: Mapping[UUID, int]) -> None:
    if any(found.get(stream) != version for stream, version in expected.items()):
        raise VersionMoved


__all__ = ["Inline", "Ledger", "NewEvent", "Origin", "Receipt", "new_id"]
