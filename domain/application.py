"""One candidacy of one person for one job: how far it has come."""

from dataclasses import field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.events import (
    ApplicationWithdrawn,
    Applied,
    Hired,
    NotHired,
    OutcomeTold,
    ReasonConfirmed,
    Rehired,
    Screened,
)
from domain.interview import Interview
from domain.offer import Offer, OfferState
from domain.recorded import Recorded, Step
from domain.value import value
from domain.vocabulary import Channel, NotHiredReason, Party, Verdict


class Stage(StrEnum):
    APPLIED = "applied"
    SCREENED = "screened"
    INTERVIEWING = "interviewing"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    HIRED = "hired"
    WITHDRAWN = "withdrawn"
    NOT_HIRED = "not-hired"


@value
class Screening:
    passed: bool
    why: NotHiredReason | None
    confirmed: bool = False
    """A human has confirmed the reason of a negative one."""
    happened_at: datetime | None = None


@value
class Reason:
    """Why somebody was not hired, named by a human, and who decided it."""

    why: NotHiredReason
    decided_by: Party
    position: int


@value
class Closing:
    stage: Stage
    """`hired`, `not-hired` or `withdrawn`."""
    happened_at: datetime
    position: int
    employment: UUID | None = None


@value
class Told:
    channel: Channel
    happened_at: datetime
    position: int


@value
class Application:
    job: UUID | None
    controller: str
    first_position: int
    via: str | None = None
    applied_at: datetime | None = None
    """None where only what followed is known, from imported history."""
    screening: Screening | None = None
    interviews: dict[UUID, Interview] = field(default_factory=dict)
    offers: dict[UUID, Offer] = field(default_factory=dict)
    reason: Reason | None = None
    closing: Closing | None = None
    told: Told | None = None
    imported: bool = True
    """Nobody applied here and now: it was brought by a batch, or only what followed is known."""

    @property
    def open(self) -> bool:
        return self.closing is None

    @property
    def hired(self) -> bool:
        return self.closing is not None and self.closing.stage is Stage.HIRED

    @property
    def stage(self) -> Stage:
        if self.closing:
            return self.closing.stage
        if self.offers:
            offers = {offer.state for offer in self.offers.values()}
            if OfferState.ACCEPTED in offers:
                return Stage.ACCEPTED
            if OfferState.OPEN in offers:
                return Stage.OFFERED
        if self.interviews:
            return Stage.INTERVIEWING
        return Stage.SCREENED if self.screening else Stage.APPLIED

    @property
    def unconfirmed(self) -> tuple[NotHiredReason | None, ...]:
        """The reasons that evaluations and the screening gave and that no human has confirmed yet."""
        reasons = [
            evaluation.why
            for interview in self.interviews.values()
            for evaluation in interview.evaluations.values()
            if evaluation.verdict is Verdict.NEGATIVE and not evaluation.confirmed
        ]
        if self.screening and not self.screening.passed and not self.screening.confirmed:
            reasons.append(self.screening.why)
        return tuple(reasons)


def applied(application: Application, event: Applied, recorded: Recorded) -> Application:
    return Application(
        event.job,
        event.controller,
        application.first_position,
        event.via,
        recorded.happened_at,
        application.screening,
        application.interviews,
        application.offers,
        application.reason,
        application.closing,
        application.told,
        recorded.meta.batch is not None,
    )


def screened(application: Application, event: Screened, recorded: Recorded) -> Application:
    return replace(application, screening=Screening(event.passed, event.why, happened_at=recorded.happened_at))


def reason_confirmed(application: Application, event: ReasonConfirmed, recorded: Recorded) -> Application:
    screening = application.screening
    return replace(
        application,
        reason=Reason(event.why, event.decided_by, recorded.position),
        interviews={key: each.all_confirmed() for key, each in application.interviews.items()},
        screening=replace(screening, confirmed=True) if screening else None,
    )


def not_hired(application: Application, event: NotHired, recorded: Recorded) -> Application:
    return replace(
        application,
        reason=Reason(event.why, event.decided_by, recorded.position),
        closing=Closing(Stage.NOT_HIRED, recorded.happened_at, recorded.position),
    )


def withdrawn(application: Application, _event: ApplicationWithdrawn, recorded: Recorded) -> Application:
    return replace(application, closing=Closing(Stage.WITHDRAWN, recorded.happened_at, recorded.position))


def hired(application: Application, event: Hired | Rehired, recorded: Recorded) -> Application:
    closing = Closing(Stage.HIRED, recorded.happened_at, recorded.position, event.employment)
    return replace(application, closing=closing)


def told(application: Application, event: OutcomeTold, recorded: Recorded) -> Application:
    return replace(application, told=Told(event.channel, recorded.happened_at, recorded.position))


STEPS: dict[type, Step] = {
    Applied: applied,
    Screened: screened,
    ReasonConfirmed: reason_confirmed,
    NotHired: not_hired,
    ApplicationWithdrawn: withdrawn,
    Hired: hired,
    Rehired: hired,
    OutcomeTold: told,
}
