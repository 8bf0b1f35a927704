"""A job: what the journey asks of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from uuid import UUID

from domain.events import (
    Document,
    HeadcountChanged,
    HiringTeamChanged,
    JobDocumentAttached,
    JobOpened,
    JobProfileSet,
    RecordedInError,
)
from domain.recorded import Recorded, effective
from domain.vocabulary import HeadcountState


@dataclass(frozen=True, slots=True)
class Job:
    stream: UUID
    version: int
    first_position: int
    last_position: int
    title: str | None = None
    """None: its opening was recorded in error, there is no such job (any more)."""
    org_unit: str = ""
    family: str = ""
    controller: str = "main"
    hiring_team: tuple[str, ...] = ()
    headcount: int = 0
    headcount_state: HeadcountState = HeadcountState.CLOSED
    key_role: bool = False
    documents: dict[UUID, Document] = field(default_factory=dict)
    profile: JobProfileSet | None = None
    """Whom it asks for, as was said last."""
    corrected: tuple[int, ...] = ()
    """Positions of this stream that were recorded in error."""
    corrections: tuple[int, ...] = ()
    """Positions of the events that say so."""

    @property
    def void(self) -> bool:
        return self.title is None


def evolve_job(job: Job | None, recorded: Recorded) -> Job:
    position = recorded.position
    if job is None:
        job = Job(recorded.stream, recorded.version, position, position)
    job = replace(job, version=recorded.version, last_position=position)
    match recorded.event:
        case JobOpened() as event:
            return replace(
                job,
                title=event.title,
                org_unit=event.org_unit,
                family=event.family,
                controller=event.controller,
                hiring_team=event.hiring_team,
                headcount=event.headcount,
                headcount_state=event.headcount_state,
                key_role=event.key_role,
            )
        case HeadcountChanged() as event:
            return replace(job, headcount=event.headcount, headcount_state=event.headcount_state)
        case HiringTeamChanged() as event:
            return replace(job, hiring_team=event.hiring_team)
        case JobDocumentAttached() as event:
            return replace(job, documents={**job.documents, event.document.document: event.document})
        case JobProfileSet() as event:
            return replace(job, profile=event)
        case RecordedInError() as event:
            return replace(job, corrected=(*job.corrected, event.position), corrections=(*job.corrections, position))
        case _:
            return job


def fold_job(history: Iterable[Recorded]) -> Job | None:
    """The job as its effective history makes it; None without events."""
    events = list(history)
    if not events:
        return None
    first = events[0]
    job = Job(first.stream, first.version, first.position, first.position)
    for recorded in effective(events):
        job = evolve_job(job, recorded)
    return job
