"""Whether a person can be reached at an address, and by which rules of which place."""

from typing import Literal

from domain.events.event import Address, Event
from domain.person import PointKind
from domain.vocabulary import Code, Jurisdiction, LanguageTag, Zone

Proof = Literal["clicked", "replied", "called", "code", "seen", "other"]
Failing = Literal["bounced", "unreachable", "wrong-person", "not-in-use", "other"]


class ContactPointVerified(Event):
    """The person was reached there; on every record that holds the address."""

    type: Literal["contact-point-verified"] = "contact-point-verified"
    kind: PointKind
    method: Proof
    point: Address = None


class ContactPointInvalid(Event):
    """The person can't be reached there; until it is verified anew."""

    type: Literal["contact-point-invalid"] = "contact-point-invalid"
    kind: PointKind
    why: Failing
    point: Address = None


class SettingRecorded(Event):
    """What holds for this person when they are contacted. What is left out stays as it was."""

    type: Literal["setting-recorded"] = "setting-recorded"
    jurisdiction: Jurisdiction | None = None
    """Whose law counts."""
    controller: Code | None = None
    """The company that answers for the data."""
    time_zone: Zone | None = None
    language: LanguageTag | None = None
    """In which they want to be written to."""
