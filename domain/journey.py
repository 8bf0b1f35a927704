"""The journey of one person: every application, every employment, and where the person stands by them.

Nothing here refuses: an imported event of an application that is not known opens one, with what it says.
"""

from collections.abc import Sequence
from dataclasses import field, replace
from typing import Any
from uuid import UUID

from domain import application, employment, interview, offer
from domain.application import Application
from domain.employment import Employment
from domain.events import Hired, Left, ProbationFailed, ProbationPassed, Rehired
from domain.recorded import Recorded, Step
from domain.value import value
from domain.vocabulary import Status


@value
class Journey:
    applications: dict[UUID, Application] = field(default_factory=dict)
    employments: dict[UUID, Employment] = field(default_factory=dict)

    def status(self, given: Status) -> Status:
        """What employments say goes before what a source gave."""
        if not self.employments:
            return given
        active = any(each.active for each in self.employments.values())
        return Status.EMPLOYEE if active else Status.FORMER_EMPLOYEE


def _of_application(journey: Journey, event: Any, recorded: Recorded) -> Journey:
    known = _application(journey, event, recorded)
    return _with(journey, event.application, application.STEPS[type(event)](known, event, recorded))


def _of_interview(journey: Journey, event: Any, recorded: Recorded) -> Journey:
    known = _application(journey, event, recorded)
    before = known.interviews.get(event.interview, interview.UNKNOWN)
    after = interview.STEPS[type(event)](before, event, recorded)
    changed = replace(known, interviews={**known.interviews, event.interview: after})
    return _with(journey, event.application, changed)


def _of_offer(journey: Journey, event: Any, recorded: Recorded) -> Journey:
    known = _application(journey, event, recorded)
    after = offer.STEPS[type(event)](known.offers.get(event.offer, offer.UNKNOWN), event, recorded)
    changed = replace(known, offers={**known.offers, event.offer: after})
    return _with(journey, event.application, changed)


def _of_employment(journey: Journey, event: Any, recorded: Recorded) -> Journey:
    known = journey.employments.get(event.employment) or Employment(event.controller)
    after = employment.STEPS[type(event)](known, event, recorded)
    return Journey(journey.applications, {**journey.employments, event.employment: after})


def _hired(journey: Journey, event: Hired | Rehired, recorded: Recorded) -> Journey:
    employed = _of_employment(journey, event, recorded)
    return employed if event.application is None else _of_application(employed, event, recorded)


def _application(journey: Journey, event: Any, recorded: Recorded) -> Application:
    known = journey.applications.get(event.application)
    return known or Application(event.job, event.controller, recorded.position)


def _with(journey: Journey, key: UUID, changed: Application) -> Journey:
    return Journey({**journey.applications, key: changed}, journey.employments)


STEPS: dict[type, Step] = {
    **dict.fromkeys(application.STEPS, _of_application),
    **dict.fromkeys(interview.STEPS, _of_interview),
    **dict.fromkeys(offer.STEPS, _of_offer),
    Hired: _hired,
    Rehired: _hired,
    ProbationPassed: _of_employment,
    ProbationFailed: _of_employment,
    Left: _of_employment,
}


def together(journeys: Sequence[Journey]) -> Journey:
    """Of one person's records. An id that stands on two of them is read where it began first."""
    if len(journeys) == 1:
        return journeys[0]
    found = [pair for each in journeys for pair in each.applications.items()]
    applications = dict(sorted(found, key=lambda pair: pair[1].first_position, reverse=True))
    employments = {key: each for journey in reversed(journeys) for key, each in journey.employments.items()}
    return Journey(applications, employments)
