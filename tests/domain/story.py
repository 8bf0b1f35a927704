"""Given what happened, when somebody wants something, then this follows: a ledger in memory for tests.

story = Story().given(ingest(A), tag(A, "python"))
story.when(tag(A, "python")).then()
story.when(reply(A, uuid4())).then_refused("no_such_contact")
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from uuid import UUID, uuid5

from domain.campaign import fold_campaign
from domain.decision import Command, On, Refused
from domain.decisions import RULES
from domain.decisions.disclosure import fold_export
from domain.dossier import Dossier, dossier_of
from domain.envelope import Claim, Meta
from domain.events import AnyEvent, Event
from domain.gate import Around, Contact
from domain.job import Job, fold_job
from domain.message import fold_message
from domain.notices import fold_notice, notice_stream
from domain.person import ContactPoint
from domain.pool import fold_pool
from domain.record import Record, fold
from domain.recorded import Recorded, Unreadable
from domain.senders import STREAM as SENDERS
from domain.senders import fold_senders
from domain.suppression import Suppression, fold_suppression
from domain.tag_vocabulary import STREAM, fold_tag_vocabulary
from domain.template import Template, fold_template, template_id
from domain.vocabulary import DataClass

BEGAN = datetime(2024, 5, 6, 9, 0, tzinfo=UTC)
SPACE = UUID("5d3c7a52-9d1e-4a63-9c3b-3f0f3b1f8f10")
RECRUITER = "user:li"


def some_id(name: str) -> UUID:
    return uuid5(SPACE, name)


FOLDS: dict[str, Any] = {
    "job": fold_job,
    "pool": fold_pool,
    "template": fold_template,
    "message": fold_message,
    "export": fold_export,
    "campaign": fold_campaign,
}
A, B, C = some_id("A"), some_id("B"), some_id("C")
JOB = some_id("job")


def claim(at: datetime | None) -> Claim | None:
    return Claim(at=at) if at else None


class Story:
    """Every event advances the clock by a minute."""

    def __init__(self) -> None:
        self.history: list[Recorded] = []
        self.now = BEGAN
        self.made: list[On] | None = None
        self.refused: Refused | None = None
        self.sent_by_sender = 0
        """That the gate is told."""

    def given(self, *commands: Command, actor: str = RECRUITER, batch: UUID | None = None) -> Self:
        """Raises Refused where a command is."""
        for command in commands:
            self._submit(command, actor, batch, claimed=False)
        return self

    def when(
        self,
        command: Command,
        *,
        actor: str = RECRUITER,
        batch: UUID | None = None,
        claimed: bool = False,
        at: datetime | None = None,
    ) -> Self:
        self.made, self.refused = None, None
        self.now = at or self.now
        try:
            self.made = list(self._submit(command, actor, batch, claimed=claimed))
        except Refused as refused:
            self.refused = refused
        return self

    def then(self, *expected: tuple[UUID, Event]) -> Self:
        assert self.refused is None, f"refused: {self.refused}"
        assert [(on.stream, on.event) for on in self.made or ()] == list(expected)
        return self

    def then_types(self, *expected: str) -> Self:
        assert self.refused is None, f"refused: {self.refused}"
        assert tuple(on.event.type for on in self.made or ()) == expected
        return self

    def then_refused(self, code: str, detail: str = "") -> Self:
        assert self.refused is not None, f"accepted: {self.made}"
        assert self.refused.code == code
        assert not detail or self.refused.detail == detail
        return self

    def then_breaks(self, *codes: str) -> Self:
        assert self.refused is None, f"refused: {self.refused}"
        assert self.made
        assert all(set(on.event.breaks) == set(codes) for on in self.made), self.made
        return self

    def happened(
        self,
        stream: UUID,
        event: AnyEvent,
        *,
        actor: str = RECRUITER,
        batch: UUID | None = None,
        source: str | None = None,
        occurred: Claim | None = None,
        unreadable: dict[DataClass, Unreadable] | None = None,
        command_id: UUID | None = None,
    ) -> Recorded:
        """Record an event as it is, whatever the rules say."""
        self.now += timedelta(minutes=1)
        position = len(self.history) + 1
        meta = Meta(
            event_id=some_id(f"event {position}"),
            command_id=command_id or some_id(f"command {position}"),
            actor=actor,
            batch=batch,
            source=source,
            occurred=occurred,
        )
        version = len(self.of(stream)) + 1
        recorded = Recorded(position, stream, version, self.now, meta, event, unreadable or {})
        self.history.append(recorded)
        return recorded

    def of(self, stream: UUID) -> list[Recorded]:
        return [each for each in self.history if each.stream == stream]

    def of_type(self, name: str) -> list[Recorded]:
        return [each for each in self.history if each.event.type == name]

    def record(self, stream: UUID) -> Record:
        record = fold(self.of(stream))
        assert record is not None
        return record

    def dossier(self, stream: UUID) -> Dossier:
        dossier = self._dossier(stream)
        assert dossier is not None
        return dossier

    def job(self, stream: UUID = JOB) -> Job:
        job = fold_job(self.of(stream))
        assert job is not None
        return job

    def template(self, stream: UUID) -> Template:
        template = fold_template(self.of(stream))
        assert template is not None
        return template

    def _dossier(self, stream: UUID) -> Dossier | None:
        return dossier_of(stream, lambda each: fold(self.of(each)))

    def around(self, dossier: Dossier | None, contact: Contact | None, *, every_address: bool = False) -> Around:
        """What the ledger would find; an address names its stream by a hash that is no secret here."""
        points = [(point.kind, point.value) for point in dossier.profile.points] if dossier and every_address else []
        if contact and contact.address:
            points.append((contact.address.kind, contact.address.value))
        return Around(
            suppressions={(kind, value): self.suppression(kind, value) for kind, value in points},
            notice=fold_notice(self.of(notice_stream(contact.notice))) if contact and contact.notice else None,
            sent_by_sender=self.sent_by_sender,
            campaign=fold_campaign(self.of(contact.campaign)) if contact and contact.campaign else None,
        )

    def suppression(self, kind: str, value: str) -> Suppression:
        stream = some_id(f"address {kind} {value}")
        return fold_suppression(stream, self.of(stream))

    def _state(self, subject: str, named: Any) -> Any:
        if subject == "notice":
            return fold_notice(self.of(notice_stream(named)))
        if subject == "senders":
            return fold_senders(self.of(SENDERS))
        if subject == "vocabulary":
            return fold_tag_vocabulary(self.of(STREAM))
        if subject == "addresses":
            return {(each.kind, each.value): self.suppression(each.kind, each.value) for each in named.points}
        if subject == "templates":
            return {each.template: fold_template(self.of(template_id(each.template))) for each in named}
        if subject == "suppression":
            assert isinstance(named, ContactPoint)
            return self.suppression(named.kind, named.value)
        return self._dossier(named) if subject == "candidate" else FOLDS[subject](self.of(_stream(named)))

    def _submit(self, command: Command, actor: str, batch: UUID | None, *, claimed: bool) -> Sequence[On]:
        rule = RULES[type(command)]
        states: list[Any] = []
        for field, subject in rule.reads:
            named = getattr(command, field)
            if named is None:
                states.append({} if subject == "addresses" else None)
            elif subject == "around":
                asks = rule.asks or (lambda _dossier, _command: None)
                contact = asks(states[0], command)
                states.append(self.around(states[0], contact, every_address=rule.every_address))
            else:
                states.append(self._state(subject, named))
        made = rule.decide(*states, command, self.now, claimed=claimed)
        self._positions_belong(command)
        command_id = some_id(f"command {len(self.history) + 1}")
        for on in made:
            self.happened(
                on.stream,
                on.event,
                actor=actor,
                batch=batch,
                source=command.source,
                occurred=command.occurred,
                command_id=command_id,
            )
        return made

    def _positions_belong(self, command: Command) -> None:
        for field, stream_field in RULES[type(command)].positions:
            position, stream = getattr(command, field), getattr(command, stream_field)
            if position is not None and position not in {each.position for each in self.of(stream)}:
                raise Refused("no_such_event")


def _stream(named: Any) -> UUID:
    """A template may be read by its name."""
    return template_id(named) if isinstance(named, str) else named
