"""A person's way through the steps of a campaign ends before its last step: what they did says why."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from domain.consents import Scope
from domain.decision import On, Refused, Rules
from domain.decisions.addressed import OfCandidate, known
from domain.dossier import Dossier
from domain.events import SequenceStopped
from domain.gate.bases import standing_block
from domain.gate.purposes import UNASKED
from domain.outreach import AttemptState
from domain.vocabulary import StopReason


class StopSequence(OfCandidate):
    """One campaign's, by hand or for another reason."""

    type: Literal["stop-sequence"] = "stop-sequence"
    campaign: UUID
    reason: StopReason = StopReason.BY_HAND


class StopSequences(OfCandidate):
    """Every one that the person entered before the position of what they did."""

    type: Literal["stop-sequences"] = "stop-sequences"
    reason: StopReason
    position: int


def stop(dossier: Dossier | None, command: StopSequence, _at: datetime, _rules: Rules) -> Sequence[On]:
    person = known(dossier)
    sequence = person.contacts.sequences.get(command.campaign)
    if sequence is None:
        raise Refused("no_such_sequence")
    return _stopped(person, command.campaign, command.reason)


def stop_all(dossier: Dossier | None, command: StopSequences, _at: datetime, _rules: Rules) -> Sequence[On]:
    person = known(dossier)
    entered = [
        campaign
        for campaign, sequence in person.contacts.sequences.items()
        if sequence.entered_position < command.position
        and (command.reason is not StopReason.OPT_OUT or _opted_out(person, campaign))
    ]
    return [on for campaign in entered for on in _stopped(person, campaign, command.reason)]


def _stopped(person: Dossier, campaign: UUID, reason: StopReason) -> Sequence[On]:
    """On every record that is on its way, so that the reversal of a merge brings nobody back to it."""
    return [
        On(record.stream, SequenceStopped(contact=each.contact, campaign=campaign, step=each.step, reason=reason))
        for record in person.records
        if (each := record.contacts.sequences.get(campaign)) and not each.stopped and _to_come(person, each.contact)
    ]


def _opted_out(person: Dossier, campaign: UUID) -> bool:
    """Of just what the campaign is for: who wants no more news may still want to hear of their application."""
    scopes = {
        Scope(each.purpose, each.channel, each.controller, each.recipient)
        for each in person.contacts.attempts.values()
        if each.campaign == campaign
    }
    wish = person.boundaries.preference
    stopped = wish is not None and wish.stopped and any(scope.purpose in UNASKED for scope in scopes)
    return stopped or any(standing_block(person.consents, scope) for scope in scopes)


def _to_come(person: Dossier, contact: UUID) -> bool:
    """Nobody planned it, or it has not left."""
    attempt = person.contacts.attempts.get(contact)
    return attempt is None or attempt.state is AttemptState.PLANNED
