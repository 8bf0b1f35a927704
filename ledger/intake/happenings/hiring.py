"""Offers, the first working day, and what comes after it."""

from typing import Any

from domain.decision import Command
from domain.decisions.employment import FailProbation, Hire, Leave, PassProbation, Rehire
from domain.decisions.offer import AcceptOffer, DeclineOffer, MakeOffer, RescindOffer
from domain.vocabulary import NotHiredReason, Party
from ledger.intake.happenings.references import (
    controller,
    first_employment,
    of_application,
    of_employment,
    of_job,
    of_offer,
)
from ledger.intake.happenings.values import Values

LONGEST_TERMS = 500


def offer_made(v: Values) -> list[Command]:
    """Terms that are too long for the event stay in the note beside it."""
    opened, ids = of_offer(v)
    expires_on, terms = v.day("expires_on"), v.text("text")
    if terms and len(terms) > LONGEST_TERMS:
        v.keep("text", terms)
        terms = None
    return [*opened, MakeOffer(**ids, expires_on=expires_on, terms=terms)]


def offer_accepted(v: Values) -> list[Command]:
    opened, ids = of_offer(v)
    return [*opened, AcceptOffer(**ids)]


def offer_declined(v: Values) -> list[Command]:
    opened, ids = of_offer(v)
    why = v.reason() or NotHiredReason.CANDIDATE_DECLINED_OFFER
    return [*opened, DeclineOffer(**ids, why=why, said=v.told())]


def offer_rescinded(v: Values) -> list[Command]:
    opened, ids = of_offer(v)
    return [*opened, RescindOffer(**ids, why=v.reason() or NotHiredReason.HEADCOUNT_FROZEN)]


def hired(v: Values) -> list[Command]:
    opened, ids = of_application(v)
    return [*opened, Hire(**ids, employment=_new_employment(v) or first_employment(v))]


def probation_passed(v: Values) -> list[Command]:
    return [PassProbation(**of_employment(v))]


def probation_failed(v: Values) -> list[Command]:
    return [FailProbation(**of_employment(v))]


def left(v: Values) -> list[Command]:
    return [Leave(**of_employment(v), initiated_by=v.member("party", Party, Party.CANDIDATE))]


def rehired(v: Values) -> list[Command]:
    """After the last employment that is known."""
    opened, job = of_job(v)
    known = list(v.it.dossier.journey.employments) if v.it.dossier else []
    again = _new_employment(v) or v.it.derive("employment", str(v.it.candidate), v.it.row_key)
    ids: dict[str, Any] = {"candidate": v.it.candidate, "occurred": v.occurred, "job": job}
    previous = known[-1] if known else first_employment(v)
    return [*opened, Rehire(**ids, employment=again, previous=previous, controller=controller(v))]


def _new_employment(v: Values) -> Any:
    reference = v.text("employment")
    return v.id_of("employment", v.it.source, reference) if reference else None
