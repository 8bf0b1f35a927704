"""What is said to have changed waits, until a human or the person accepts or dismisses it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal, Self
from uuid import UUID

from pydantic import model_validator

from domain.decision import On, Refused, Rules
from domain.decisions.addressed import OfCandidate, addressed, is_human
from domain.decisions.ingest import age_band, highest
from domain.description import NO_SOURCE
from domain.dossier import Dossier
from domain.events import ProfileUpdateAccepted, ProfileUpdateDismissed, ProfileUpdateSuggested
from domain.news import attributes, news, taken_up
from domain.person import Career, Person, Text
from domain.suggestions import Suggestion, SuggestionState
from domain.vocabulary import ActorId, Code

LASTS_DAYS = 180
"""A suggestion that names no last day. Ours, to be tuned by users."""


class SuggestProfileUpdate(OfCandidate):
    """Only what is new: a post, a degree, a skill, an address. `suggestion` is a new id, chosen by the caller."""

    type: Literal["suggest-profile-update"] = "suggest-profile-update"
    suggestion: UUID
    person: Person | None = None
    career: Career | None = None
    seen_at: Text | None = None
    expires_on: date | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not attributes(self.person, self.career):
            raise ValueError("a suggestion says something of the person or the career")
        return self


class AcceptProfileUpdate(OfCandidate):
    """`person` and `career` are said where they are to be accepted otherwise than suggested."""

    type: Literal["accept-profile-update"] = "accept-profile-update"
    suggestion: UUID
    person: Person | None = None
    career: Career | None = None
    by_candidate: bool = False
    """The person says that it is so."""
    by: ActorId | None = None
    """Who accepts; has to be a human, unless the person does."""


class DismissProfileUpdate(OfCandidate):
    type: Literal["dismiss-profile-update"] = "dismiss-profile-update"
    suggestion: UUID
    why: Code
    by: ActorId | None = None


def suggest(dossier: Dossier | None, command: SuggestProfileUpdate, at: datetime, rules: Rules) -> Sequence[On]:
    """What is believed already is no news, and what was dismissed is not asked twice."""
    person = addressed(dossier, command.candidate, rules)
    made = [each for record in person.records for each in record.suggestions.made.values()]
    if any(each.suggestion == command.suggestion for each in made):
        raise Refused("suggestion_exists")
    day = at.astimezone(UTC).date()
    expires_on = command.expires_on or day + timedelta(days=LASTS_DAYS)
    rules.require(expires_on >= day, "already_expired")
    new = news(person.profile, command.person, command.career)
    if not new or any(_repeats(command, each, at) for each in made):
        return []
    event = ProfileUpdateSuggested(
        suggestion=command.suggestion,
        attributes=new,
        expires_on=expires_on,
        person=command.person,
        career=command.career,
        seen_at=command.seen_at,
    )
    return [On(command.candidate, event)]


def accept(dossier: Dossier | None, command: AcceptProfileUpdate, at: datetime, rules: Rules) -> Sequence[On]:
    person = addressed(dossier, command.candidate, rules)
    stream, suggestion = _found(person, command.suggestion)
    if suggestion.state is SuggestionState.ACCEPTED:
        return []
    _require_open(suggestion, at)
    rules.require(command.by_candidate or is_human(command.by), "human_required")
    said, career = command.person or suggestion.person, command.career or suggestion.career
    if said is None and career is None:
        raise Refused("suggestion_forgotten")
    career = taken_up(person.profile, career) if career else None
    event = ProfileUpdateAccepted(
        suggestion=command.suggestion,
        suggested_by=suggestion.source,
        accepted_by=command.by,
        by_candidate=command.by_candidate,
        age_band=age_band(said.born.on, at.date()) if said and said.born else None,
        education_level=highest(career) if career else None,
        career_start_year=career.career_start.on.year if career and career.career_start else None,
        person=said,
        career=career,
    )
    return [On(stream, event)]


def dismiss(dossier: Dossier | None, command: DismissProfileUpdate, _at: datetime, rules: Rules) -> Sequence[On]:
    """Also after its last day, so that a list can be cleared."""
    person = addressed(dossier, command.candidate, rules)
    stream, suggestion = _found(person, command.suggestion)
    if suggestion.state is SuggestionState.DISMISSED:
        return []
    rules.require(suggestion.state is SuggestionState.OPEN, "suggestion_settled")
    event = ProfileUpdateDismissed(suggestion=command.suggestion, why=command.why, dismissed_by=command.by)
    return [On(stream, event)]


def _found(person: Dossier, suggestion: UUID) -> tuple[UUID, Suggestion]:
    for record in person.records:
        if found := record.suggestions.made.get(suggestion):
            return record.stream, found
    raise Refused("no_such_suggestion")


def _require_open(suggestion: Suggestion, at: datetime) -> None:
    state = suggestion.state_at(at)
    if state is SuggestionState.EXPIRED:
        raise Refused("suggestion_expired")
    if state is not SuggestionState.OPEN:
        raise Refused("suggestion_settled")


def _repeats(command: SuggestProfileUpdate, one: Suggestion, at: datetime) -> bool:
    same = (command.person, command.career) == (one.person, one.career)
    waits = one.state_at(at) in (SuggestionState.OPEN, SuggestionState.DISMISSED)
    return same and waits and one.source == (command.source or NO_SOURCE)
