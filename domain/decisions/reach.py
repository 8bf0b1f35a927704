"""Addresses that work or don't, and what holds for a person when they are contacted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, model_validator

from domain.decision import On, Rules
from domain.decisions.addressed import OfCandidate, addressed
from domain.dossier import Dossier
from domain.events import AnyEvent, ContactPointInvalid, ContactPointVerified, SettingRecorded
from domain.events.reach import Failing, Proof
from domain.person import ContactPoint
from domain.reach import SETTINGS, PointState
from domain.vocabulary import Code, Jurisdiction, LanguageTag, Zone


def _known_zone(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("is not the name of a time zone") from error
    return zone


class VerifyContactPoint(OfCandidate):
    """The person was reached there, or showed that it is theirs."""

    type: Literal["verify-contact-point"] = "verify-contact-point"
    point: ContactPoint
    method: Proof = "other"


class InvalidateContactPoint(OfCandidate):
    """The person can't be reached there."""

    type: Literal["invalidate-contact-point"] = "invalidate-contact-point"
    point: ContactPoint
    why: Failing = "other"


class RecordSetting(OfCandidate):
    """Jurisdiction, controller, time zone, language: at least one; what is left out stays as it was."""

    type: Literal["record-setting"] = "record-setting"
    jurisdiction: Jurisdiction | None = None
    controller: Code | None = None
    time_zone: Annotated[Zone, AfterValidator(_known_zone)] | None = None
    language: LanguageTag | None = None

    @model_validator(mode="after")
    def _sets_something(self) -> Self:
        if not any(getattr(self, name) for name in SETTINGS):
            raise ValueError("at least one setting has to be given")
        return self


def verify(dossier: Dossier | None, command: VerifyContactPoint, _at: datetime, rules: Rules) -> Sequence[On]:
    """Also when it was verified before: that it still works is news."""
    person = addressed(dossier, command.candidate, rules)
    held = _held_by(person, command.point)
    rules.require(bool(held), "no_such_contact_point")
    event = ContactPointVerified(kind=command.point.kind, method=command.method, point=command.point)
    return _on(held or [command.candidate], event)


def invalidate(dossier: Dossier | None, command: InvalidateContactPoint, _at: datetime, rules: Rules) -> Sequence[On]:
    """A message that came back is never refused, whether or not a source still gives the address."""
    person = addressed(dossier, command.candidate, rules)
    held = _held_by(person, command.point) or [command.candidate]
    key = command.point.kind, command.point.value
    known = {stream: _state(person, stream, key) for stream in held}
    streams = [stream for stream in held if known[stream] != (PointState.INVALID, command.why)]
    event = ContactPointInvalid(kind=command.point.kind, why=command.why, point=command.point)
    return _on(streams, event)


def record_setting(dossier: Dossier | None, command: RecordSetting, _at: datetime, rules: Rules) -> Sequence[On]:
    person = addressed(dossier, command.candidate, rules)
    wanted = {name: value for name in SETTINGS if (value := getattr(command, name))}
    if all(name in person.settings and person.settings[name].value == value for name, value in wanted.items()):
        return []
    return [On(command.candidate, SettingRecorded.model_validate(wanted))]


def _held_by(person: Dossier, point: ContactPoint) -> list[UUID]:
    """The records in which a source gives this address."""
    return [
        record.stream
        for record in person.records
        if any(
            (each.kind, each.value) == (point.kind, point.value)
            for description in record.descriptions
            if description.person
            for each in description.person.points
        )
    ]


def _state(person: Dossier, stream: UUID, key: tuple[str, str]) -> tuple[PointState, str] | None:
    found = [each for each in person.record(stream).reach.checked if each.key == key]
    return (found[0].state, found[0].how) if found else None


def _on(streams: Sequence[UUID], event: AnyEvent) -> list[On]:
    return [On(stream, event) for stream in streams]
