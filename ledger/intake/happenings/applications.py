"""Applications: made, screened, withdrawn, ended, and the person told."""

from domain.decision import Command
from domain.decisions.application import (
    Apply,
    ConfirmReason,
    RecordNotHired,
    Screen,
    TellOutcome,
    WithdrawApplication,
)
from domain.vocabulary import Channel, NotHiredReason, Verdict
from ledger.intake.codes import BadRow
from ledger.intake.happenings.references import of_application
from ledger.intake.happenings.values import Values


def applied(v: Values) -> list[Command]:
    opened, ids = of_application(v)
    return [*opened, Apply(**ids, via=v.code("via") or v.code("channel"))]


def application_withdrawn(v: Values) -> list[Command]:
    opened, ids = of_application(v)
    why = v.reason() or NotHiredReason.CANDIDATE_WITHDREW
    v.party(why)
    return [*opened, WithdrawApplication(**ids, why=why, said=v.told())]


def screened(v: Values) -> list[Command]:
    opened, ids = of_application(v)
    verdict = v.needed_member("verdict" if v.has("verdict") else "outcome", Verdict)
    why = v.reason()
    return [*opened, Screen(**ids, passed=verdict is Verdict.POSITIVE, why=why, remarks=v.told())]


def reason_confirmed(v: Values) -> list[Command]:
    opened, ids = of_application(v)
    why = v.reason()
    if why is None:
        raise BadRow("missing_value", "why")
    return [*opened, ConfirmReason(**ids, why=why, decided_by=v.party(why), by=v.actor("evaluator"))]


def not_hired(v: Values) -> list[Command]:
    opened, ids = of_application(v)
    why = v.reason() or NotHiredReason.OTHER
    decided_by, by = v.party(why), v.actor("evaluator")
    return [*opened, RecordNotHired(**ids, why=why, decided_by=decided_by, by=by, remarks=v.told())]


def outcome_told(v: Values) -> list[Command]:
    opened, ids = of_application(v)
    channel = v.member("channel", Channel, Channel.OTHER)
    return [*opened, TellOutcome(**ids, channel=channel, said=v.told())]
