"""What others say has changed of one record's person: open until a human, or the person, settles it."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

from domain.description import NO_SOURCE, Description, Standing
from domain.events import ProfileUpdateAccepted, ProfileUpdateDismissed, ProfileUpdateSuggested
from domain.person import Career, Person
from domain.recorded import Recorded


class SuggestionState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    SUPERSEDED = "superseded"
    """The same source said something newer of the same."""
    EXPIRED = "expired"
    """Open, but its last day has passed: known only at a moment."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    suggestion: UUID
    source: str
    attributes: tuple[str, ...]
    position: int
    suggested_at: datetime
    expires_on: date | None
    state: SuggestionState = SuggestionState.OPEN
    settled_at: datetime | None = None
    settled_by: str | None = None
    why: str | None = None
    """Of a dismissal."""
    person: Person | None = None
    career: Career | None = None
    """Both None once forgotten, or where the seals were not opened."""
    seen_at: str | None = None

    def state_at(self, at: datetime) -> SuggestionState:
        late = self.expires_on is not None and at.astimezone(UTC).date() > self.expires_on
        return SuggestionState.EXPIRED if late and self.state is SuggestionState.OPEN else self.state


@dataclass(frozen=True, slots=True)
class Suggestions:
    made: dict[UUID, Suggestion] = field(default_factory=dict)
    accepted: tuple[Description, ...] = ()
    """What was accepted, as descriptions of their own beside those of the sources."""


NO_SUGGESTIONS = Suggestions()


def suggested(suggestions: Suggestions, event: ProfileUpdateSuggested, recorded: Recorded) -> Suggestions:
    new = Suggestion(
        event.suggestion,
        recorded.meta.source or NO_SOURCE,
        event.attributes,
        recorded.position,
        recorded.happened_at,
        event.expires_on,
        person=event.person,
        career=event.career,
        seen_at=event.seen_at,
    )
    made = {key: _after(each, new) for key, each in suggestions.made.items()}
    return Suggestions({**made, event.suggestion: new}, suggestions.accepted)


def accepted(suggestions: Suggestions, event: ProfileUpdateAccepted, recorded: Recorded) -> Suggestions:
    standing = Standing.SAID_BY_CANDIDATE if event.by_candidate else Standing.CONFIRMED
    description = Description(
        event.suggested_by,
        recorded.position,
        recorded.recorded_at,
        recorded.happened_at,
        standing,
        event.person,
        event.career,
        age_band=event.age_band,
        education_level=event.education_level,
        career_start_year=event.career_start_year,
        entered_by=recorded.meta.hands,
        own_standing=standing,
    )
    made = _settled(suggestions, event.suggestion, SuggestionState.ACCEPTED, event.accepted_by, recorded)
    return Suggestions(made, (*suggestions.accepted, description))


def dismissed(suggestions: Suggestions, event: ProfileUpdateDismissed, recorded: Recorded) -> Suggestions:
    state = SuggestionState.DISMISSED
    made = _settled(suggestions, event.suggestion, state, event.dismissed_by, recorded, event.why)
    return Suggestions(made, suggestions.accepted)


def _after(one: Suggestion, new: Suggestion) -> Suggestion:
    if one.state is not SuggestionState.OPEN or one.source != new.source:
        return one
    if not set(one.attributes) & set(new.attributes):
        return one
    return replace(one, state=SuggestionState.SUPERSEDED, settled_at=new.suggested_at)


def _settled(
    suggestions: Suggestions,
    key: UUID,
    state: SuggestionState,
    by: str | None,
    recorded: Recorded,
    why: str | None = None,
) -> dict[UUID, Suggestion]:
    one = suggestions.made.get(key)
    if one is None:
        return suggestions.made
    return {**suggestions.made, key: replace(one, state=state, settled_at=recorded.happened_at, settled_by=by, why=why)}
