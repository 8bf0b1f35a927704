"""A human chooses among what was said, and takes the choice back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from domain.decision import On, Refused, Rules
from domain.decisions.addressed import OfCandidate, addressed, is_human
from domain.dossier import Dossier
from domain.events import ProfileValuePreferred, ProfileValueReleased
from domain.events.profile import Choosable
from domain.survivorship import ONE, best, claimed
from domain.vocabulary import ActorId


class PreferProfileValue(OfCandidate):
    """`position` is of the event that said the value."""

    type: Literal["prefer-profile-value"] = "prefer-profile-value"
    attribute: Choosable
    position: int
    by: ActorId | None = None
    """Who chooses; has to be a human."""


class ReleaseProfileValue(OfCandidate):
    type: Literal["release-profile-value"] = "release-profile-value"
    attribute: Choosable


def prefer(dossier: Dossier | None, command: PreferProfileValue, _at: datetime, rules: Rules) -> Sequence[On]:
    """On the record that the value comes from, so that the choice goes with it when a merge is taken back."""
    person = addressed(dossier, command.candidate, rules)
    return preferred(person, command.attribute, command.position, command.by)


def preferred(person: Dossier, attribute: Choosable, position: int, by: ActorId | None) -> list[On]:
    """The choice, if it is one; none where it stands already. Raises Refused."""
    if by is None or not is_human(by):
        raise Refused("human_required")
    _, claims = claimed(person.records)
    rivals = claims.get(attribute, [])
    found = [claim for claim in rivals if claim.said.position == position]
    if not found:
        raise Refused("no_such_value")
    if found[0].chosen and best(rivals, ONE[attribute]) is found[0]:
        return []
    event = ProfileValuePreferred(attribute=attribute, position=position, preferred_by=by)
    return [On(found[0].said.record, event)]


def release(dossier: Dossier | None, command: ReleaseProfileValue, _at: datetime, rules: Rules) -> Sequence[On]:
    """On every record that holds a choice, so that no older one comes back."""
    person = addressed(dossier, command.candidate, rules)
    event = ProfileValueReleased(attribute=command.attribute)
    return [On(record.stream, event) for record in person.records if command.attribute in record.preferences]
