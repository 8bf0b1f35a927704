"""Every kind of happening that can be imported, and what makes its commands."""

from collections.abc import Callable

from domain.decision import Command
from ledger.intake.happenings import applications, hiring, interviews, knowing, outreach
from ledger.intake.happenings.values import Values

KINDS: dict[str, Callable[[Values], list[Command]]] = {
    "contact": outreach.contact,
    "reply": outreach.reply,
    "consent-given": outreach.consent_given,
    "consent-withdrawn": outreach.consent_withdrawn,
    "note": knowing.note,
    "tag": knowing.tag,
    "untag": knowing.untag,
    "intent": knowing.intent,
    "interest": knowing.interest,
    "pay": knowing.pay,
    "owner": knowing.owner,
    "pool-entered": knowing.pool_entered,
    "pool-left": knowing.pool_left,
    "applied": applications.applied,
    "application-withdrawn": applications.application_withdrawn,
    "screened": applications.screened,
    "reason-confirmed": applications.reason_confirmed,
    "not-hired": applications.not_hired,
    "outcome-told": applications.outcome_told,
    "interview-scheduled": interviews.scheduled,
    "interview-attended": interviews.attended,
    "interview-missed": interviews.missed,
    "interview-cancelled": interviews.cancelled,
    "interview-evaluated": interviews.evaluated,
    "offer-made": hiring.offer_made,
    "offer-accepted": hiring.offer_accepted,
    "offer-declined": hiring.offer_declined,
    "offer-rescinded": hiring.offer_rescinded,
    "hired": hiring.hired,
    "probation-passed": hiring.probation_passed,
    "probation-failed": hiring.probation_failed,
    "left": hiring.left,
    "rehired": hiring.rehired,
}
