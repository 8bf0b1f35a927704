"""The command that follows from what is due, by kind: the clock submits it under the item's own id."""

from collections.abc import Callable
from uuid import UUID

from domain.composing import language_of
from domain.decision import Command
from domain.decisions import ExpireConsent, PlanContact
from domain.dossier import Dossier
from domain.due import Item
from domain.due.outreach import application_of, of_journey, of_relation, reminder_of_interview
from domain.events import InterviewScheduled
from domain.job import Job, fold_job
from domain.vocabulary import DueKind
from ledger.ledger import Ledger
from ledger.settings import Settings


def command_for(ledger: Ledger, settings: Settings, person: Dossier, item: Item) -> Command:
    """Whoever is in the directory of senders signs as it says of them; what it does not say, the company does. Raises
    Refused `sender_retired`."""
    command = DOES[item.kind](ledger, settings, person, item)
    if not isinstance(command, PlanContact):
        return command
    said = ledger.senders.current().said(command.sender, language_of(person, None))
    variables = {name: text for name, text in (command.variables or {}).items() if name not in said}
    return command.model_copy(update={"variables": variables})


def _expire(_ledger: Ledger, _settings: Settings, person: Dossier, item: Item) -> Command:
    return ExpireConsent(candidate=person.candidate, position=int(item.detail or 0))


def _remind(ledger: Ledger, settings: Settings, person: Dossier, item: Item) -> Command:
    said = (each.event for record in person.records for each in ledger.history(record.stream))
    scheduled = [each for each in said if isinstance(each, InterviewScheduled) and each.interview == item.about][-1]
    return reminder_of_interview(person, item, scheduled, _job(ledger, scheduled.job), **_of_us(settings))


def _of_journey(ledger: Ledger, settings: Settings, person: Dossier, item: Item) -> Command:
    settled = item.kind is DueKind.SETTLING_IN
    about = person.journey.employments[item.about] if settled and item.about else application_of(person, item)
    return of_journey(person, item, _job(ledger, about.job), **_of_us(settings))


def _of_relation(_ledger: Ledger, settings: Settings, person: Dossier, item: Item) -> Command:
    return of_relation(person, item, **_of_us(settings))


def _job(ledger: Ledger, stream: UUID | None) -> Job | None:
    return fold_job(ledger.history(stream, unseal=False)) if stream else None


def _of_us(settings: Settings) -> dict[str, str]:
    return {"company": settings.company, "answers_to": settings.mail_from}


DOES: dict[DueKind, Callable[[Ledger, Settings, Dossier, Item], Command]] = {
    DueKind.CONSENT_EXPIRY: _expire,
    DueKind.INTERVIEW_REMINDER: _remind,
    DueKind.APPLICATION_RECEIPT: _of_journey,
    DueKind.STEP_REMINDER: _of_journey,
    DueKind.INTERVIEW_THANKS: _of_journey,
    DueKind.INTERVIEW_SURVEY: _of_journey,
    DueKind.SETTLING_IN: _of_journey,
    DueKind.POOL_WELCOME: _of_relation,
    DueKind.ACTIVATION: _of_relation,
    DueKind.ALUMNI_GREETING: _of_relation,
}
"""What can follow by itself. Everything else is somebody's task."""
