"""One offer of an application, and the answer to it."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.events import OfferAccepted, OfferDeclined, OfferMade, OfferRescinded
from domain.recorded import Recorded, Step


class OfferState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    RESCINDED = "rescinded"


@dataclass(frozen=True, slots=True)
class Offer:
    state: OfferState = OfferState.OPEN
    expires_on: date | None = None
    """The last day on which it can be accepted, in UTC."""
    made: bool = False
    """False where only the answer is known, from imported history."""

    def expired(self, on: date) -> bool:
        return self.expires_on is not None and on > self.expires_on


UNKNOWN = Offer()


def made(_offer: Offer, event: OfferMade, _recorded: Recorded) -> Offer:
    return Offer(OfferState.OPEN, event.expires_on, made=True)


def accepted(offer: Offer, _event: OfferAccepted, _recorded: Recorded) -> Offer:
    return replace(offer, state=OfferState.ACCEPTED)


def declined(offer: Offer, _event: OfferDeclined, _recorded: Recorded) -> Offer:
    return replace(offer, state=OfferState.DECLINED)


def rescinded(offer: Offer, _event: OfferRescinded, _recorded: Recorded) -> Offer:
    return replace(offer, state=OfferState.RESCINDED)


STEPS: dict[type, Step] = {
    OfferMade: made,
    OfferAccepted: accepted,
    OfferDeclined: declined,
    OfferRescinded: rescinded,
}
