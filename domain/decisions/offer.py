"""Offers, and the answers to them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Literal
from uuid import UUID

from domain.decision import On, Refused, Rules
from domain.decisions.application import Found, OfApplication, found, job_named
from domain.dossier import Dossier
from domain.events import OfferAccepted, OfferDeclined, OfferMade, OfferRescinded
from domain.job import Job
from domain.offer import UNKNOWN, Offer, OfferState
from domain.person import LongText, Text
from domain.vocabulary import HeadcountState, NotHiredReason


class OfOffer(OfApplication):
    offer: UUID


class MakeOffer(OfOffer):
    """`offer` is a new id, chosen by the caller. `job` has to be named if the application has one."""

    type: Literal["make-offer"] = "make-offer"
    expires_on: date | None = None
    terms: Text | None = None


class AcceptOffer(OfOffer):
    type: Literal["accept-offer"] = "accept-offer"


class DeclineOffer(OfOffer):
    """Also after accepting it, as long as nobody has started to work."""

    type: Literal["decline-offer"] = "decline-offer"
    why: NotHiredReason = NotHiredReason.CANDIDATE_DECLINED_OFFER
    said: LongText | None = None


class RescindOffer(OfOffer):
    type: Literal["rescind-offer"] = "rescind-offer"
    why: NotHiredReason = NotHiredReason.HEADCOUNT_FROZEN


HEADCOUNT_REFUSALS = {
    HeadcountState.FROZEN: "headcount_frozen",
    HeadcountState.FILLED: "headcount_filled",
    HeadcountState.CLOSED: "job_closed",
}


def make(dossier: Dossier | None, job: Job | None, command: MakeOffer, at: datetime, rules: Rules) -> Sequence[On]:
    it = found(dossier, command, rules)
    known = it.state.offers.get(command.offer)
    if known is not None and known.made:
        raise Refused("offer_exists")
    rules.require(it.state.open, "application_closed")
    states = {offer.state for offer in it.state.offers.values()}
    rules.require(not states & {OfferState.OPEN, OfferState.ACCEPTED}, "offer_open")
    rules.require(it.names["job"] == command.job, "job_required")
    if job := job_named(command.job, job):
        for state, code in HEADCOUNT_REFUSALS.items():
            rules.require(job.headcount_state is not state, code)
    expired = command.expires_on is not None and _day(command, at) > command.expires_on
    rules.require(not expired, "already_expired")
    event = OfferMade(**it.names, offer=command.offer, expires_on=command.expires_on, terms=command.terms)
    return it.event_on(event)


def accept(dossier: Dossier | None, command: AcceptOffer, at: datetime, rules: Rules) -> Sequence[On]:
    it, offer = _offer(dossier, command, rules)
    if offer.state is OfferState.ACCEPTED:
        return []
    rules.require(offer.state is OfferState.OPEN, "offer_over")
    rules.require(it.state.open, "application_closed")
    rules.require(not offer.expired(_day(command, at)), "offer_expired")
    return it.event_on(OfferAccepted(**it.names, offer=command.offer))


def decline(dossier: Dossier | None, command: DeclineOffer, _at: datetime, rules: Rules) -> Sequence[On]:
    it, offer = _offer(dossier, command, rules)
    if offer.state is OfferState.DECLINED:
        return []
    rules.require(offer.state is not OfferState.RESCINDED, "offer_over")
    rules.require(not it.state.hired, "already_hired")
    return it.event_on(OfferDeclined(**it.names, offer=command.offer, why=command.why, said=command.said))


def rescind(dossier: Dossier | None, command: RescindOffer, _at: datetime, rules: Rules) -> Sequence[On]:
    it, offer = _offer(dossier, command, rules)
    if offer.state is OfferState.RESCINDED:
        return []
    rules.require(offer.state is not OfferState.DECLINED, "offer_over")
    rules.require(not it.state.hired, "already_hired")
    return it.event_on(OfferRescinded(**it.names, offer=command.offer, why=command.why))


def _offer(dossier: Dossier | None, command: OfOffer, rules: Rules) -> tuple[Found, Offer]:
    it = found(dossier, command, rules)
    offer = it.state.offers.get(command.offer)
    rules.require(offer is not None, "no_such_offer")
    return it, offer or UNKNOWN


def _day(command: OfOffer, at: datetime) -> date:
    """In UTC, as `expires_on` is read."""
    return command.happened_at(at).astimezone(UTC).date()
