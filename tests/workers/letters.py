"""People who may be written to, and what became of it: a house with workers for the tests of delivery."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg

from domain.decisions import DraftTemplate, IngestRecord, PlanContact, PublishTemplate
from domain.events import ContactDispatched
from domain.events.template import TemplateText
from domain.outreach import Attempt
from domain.person import ContactPoint, Name, Person, PointKind
from domain.recorded import Recorded
from domain.template import template_id
from domain.vocabulary import Channel, Purpose, TemplateKind
from ledger.envelope import Origin
from ledger.ledger import Ledger, new_id
from ledger.settings import Settings
from tests.processes import Forked
from tests.workers.tasks import process, until
from workers.reactions import REACTIONS, Reaction
from workers.run import run

LI = Origin(actor="user:li")
REPLY = "access-answered"
DUE = "SELECT count(*) FROM work.due WHERE not_before <= now()"
NOW = (timedelta(),) * 3


class House:
    """One ledger, a published template, and as many people as are asked for."""

    def __init__(self, settings: Settings, ledger: Ledger) -> None:
        self.settings = settings
        self.ledger = ledger
        self.draft(REPLY, Purpose.RIGHTS_REPLY, "Dear {{ person.name }}, {{ said.answer }}")

    def draft(self, name: str, purpose: Purpose, text: str, channel: Channel = Channel.EMAIL) -> None:
        subject = "Hello {{ person.name }}" if channel is Channel.EMAIL else None
        said = TemplateText(language="en", subject=subject, text=text)
        draft = DraftTemplate(
            template=template_id(name),
            name=name,
            kind=TemplateKind.OTHER,
            channel=channel,
            purpose=purpose,
            texts=(said,),
        )
        self.ledger.submit(draft, LI)
        self.ledger.submit(PublishTemplate(template=draft.template, version=1), LI)

    def person(self, address: str | None = None) -> tuple[UUID, ContactPoint]:
        candidate = new_id()
        point = ContactPoint(kind=PointKind.EMAIL, value=address or f"{candidate.hex}@example.com")
        person = Person(name=Name(full="王小明"), points=(point,))
        self.ledger.submit(IngestRecord(candidate=candidate, source="career-site", person=person), LI)
        return candidate, point

    def plan(
        self, candidate: UUID | None = None, address: ContactPoint | None = None, **changes: Any
    ) -> tuple[UUID, UUID]:
        if candidate is None:
            candidate, address = self.person()
        given: dict[str, Any] = {
            "candidate": candidate,
            "contact": new_id(),
            "channel": Channel.EMAIL,
            "purpose": Purpose.RIGHTS_REPLY,
            "sender": "user:li",
            "address": address,
            "template": REPLY,
            "variables": {"said.answer": "here it is"},
        }
        command = PlanContact(**given | changes)
        self.ledger.submit(command, LI)
        return candidate, command.contact

    def attempt(self, planned: tuple[UUID, UUID]) -> Attempt:
        person, _ = self.ledger.dossier(planned[0])
        assert person is not None
        return person.contacts.attempts[planned[1]]

    def state(self, planned: tuple[UUID, UUID]) -> str:
        return self.attempt(planned).state.value

    def happened(self, planned: tuple[UUID, UUID]) -> list[str]:
        """Of this contact, in order."""
        found = [each.event for each in self.ledger.history(planned[0])]
        return [each.type.removeprefix("contact-") for each in found if getattr(each, "contact", None) == planned[1]]

    def dispatched(self, planned: tuple[UUID, UUID]) -> Recorded:
        """The last time."""
        found = [each for each in self.ledger.history(planned[0]) if isinstance(each.event, ContactDispatched)]
        return [each for each in found if each.event.contact == planned[1]][-1]  # type: ignore[union-attr]

    def comes_to(self, planned: tuple[UUID, UUID], state: str, seconds: float = 90.0) -> None:
        until(lambda: self.state(planned) == state, seconds)

    def last_code(self, planned: tuple[UUID, UUID]) -> str | None:
        """Why its last attempt did not succeed."""
        with psycopg.connect(self.settings.conninfo("reader"), autocommit=True) as connection:
            found = connection.execute("SELECT last_code FROM work.due WHERE about = %s", (planned[1],)).fetchone()
        return found[0] if found else None

    def nothing_due(self) -> None:
        with psycopg.connect(self.settings.conninfo("reader"), autocommit=True) as connection:
            until(lambda: connection.execute(DUE).fetchone() == (0,))


@contextmanager
def working(
    settings: Settings, waits: tuple[timedelta, ...] = NOW, reactions: tuple[Reaction, ...] = REACTIONS
) -> Iterator[None]:
    """Workers in this process."""
    stopping = threading.Event()
    thread = threading.Thread(target=run, args=(settings, stopping, reactions, waits))
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(60)
        assert not thread.is_alive()


@contextmanager
def worker_to_kill(settings: Settings) -> Iterator[Forked]:
    """Workers in a process of their own. It is killed at the end, if it was not before."""
    worker = process(settings)
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()


def tomorrow(ledger: Ledger) -> datetime:
    return ledger.clock() + timedelta(days=1)
