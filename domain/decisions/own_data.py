"""A person sees and corrects their own data, by a signed link and without an account."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid5

from pydantic import BaseModel, Field

from domain.decision import On, Rules
from domain.decisions.addressed import OfCandidate, addressed
from domain.decisions.ingest import ConfirmProfile, IngestRecord, confirm, ingest
from domain.decisions.reach import InvalidateContactPoint, invalidate
from domain.decisions.suggestion import SuggestProfileUpdate, suggest
from domain.description import SELF, Standing
from domain.dossier import Dossier
from domain.events import UpdateLinkIssued
from domain.news import news, taken_up
from domain.person import Career, ContactPoint, Person
from domain.survivorship import ONE, STEADY, best, claimed
from domain.update_link import require_good
from domain.vocabulary import Code


class IssueUpdateLink(OfCandidate):
    """`link` is a new id, chosen by the caller. The earlier links of this person end."""

    type: Literal["issue-update-link"] = "issue-update-link"
    link: UUID
    days: int = Field(default=30, ge=1, le=90)
    """For how long it is good."""


class CorrectOwnProfile(OfCandidate):
    """What the person says of themselves; what is left out stays as it is. Nothing at all: nothing has changed."""

    type: Literal["correct-own-profile"] = "correct-own-profile"
    source: Code | None = SELF
    link: UUID
    person: Person | None = None
    career: Career | None = None
    region: Code | None = None
    gone: tuple[ContactPoint, ...] = ()
    """Addresses at which the person can't be reached any more."""


def issue(dossier: Dossier | None, command: IssueUpdateLink, at: datetime, rules: Rules) -> Sequence[On]:
    addressed(dossier, command.candidate, rules)
    event = UpdateLinkIssued(link=command.link, expires_at=at + timedelta(days=command.days))
    return [On(command.candidate, event)]


def correct(dossier: Dossier | None, command: CorrectOwnProfile, at: datetime, rules: Rules) -> Sequence[On]:
    """Where a human had confirmed another value, theirs is kept beside it and waits for a human, too."""
    person = addressed(dossier, command.candidate, rules)
    require_good(person, command.link, at)
    new = news(person.profile, command.person, command.career)
    if not new and not command.gone:
        return confirm(dossier, ConfirmProfile(candidate=command.candidate), at, rules)
    events: list[On] = []
    if new:
        events += ingest(dossier, {}, _described(person, command, new), at, rules)
    if outranked := _outranked(person, new):
        events += suggest(dossier, _suggested(person, command, outranked), at, rules)
    for point in command.gone:
        gone = InvalidateContactPoint(candidate=command.candidate, point=point, why="not-in-use")
        events += invalidate(dossier, gone, at, rules)
    return events


def _described(person: Dossier, command: CorrectOwnProfile, new: tuple[str, ...]) -> IngestRecord:
    """What the person had said before, with what is new: only that counts as their own word."""
    before = person.record(command.candidate).described.sources.get(SELF)
    said, career = command.person, command.career
    if career is not None:
        career = taken_up(person.profile, career)
    if said is not None and before is not None and before.person is not None:
        said = said.model_copy(update={"points": _points(before.person.points, said.points)})
    return IngestRecord(
        candidate=command.candidate,
        source=SELF,
        person=_with(before.person if before else None, said, new),
        career=_with(before.career if before else None, career, new),
        region=command.region or (before.region if before else None),
    )


def _outranked(person: Dossier, new: tuple[str, ...]) -> tuple[str, ...]:
    _, claims = claimed(person.records)
    steady = [name for name in new if name in claims and ONE[name] is STEADY]
    return tuple(name for name in steady if best(claims[name], STEADY).said.standing is Standing.CONFIRMED)


def _suggested(person: Dossier, command: CorrectOwnProfile, names: tuple[str, ...]) -> SuggestProfileUpdate:
    return SuggestProfileUpdate(
        candidate=command.candidate,
        source=SELF,
        suggestion=uuid5(command.link, str(max(record.last_position for record in person.records))),
        person=_with(None, command.person, names),
        career=_with(None, command.career, names),
    )


def _with(before: Any, said: BaseModel | None, new: tuple[str, ...]) -> Any:
    found = {name: value for name, value in said.__dict__.items() if name in new} if said else {}
    if said is None or not found:
        return before
    return before.model_copy(update=found) if before else type(said)(**found)


def _points(before: tuple[ContactPoint, ...], said: tuple[ContactPoint, ...]) -> tuple[ContactPoint, ...]:
    """A new address takes the place of those of its kind."""
    kinds = {each.kind for each in said}
    return (*said, *(each for each in before if each.kind not in kinds))
