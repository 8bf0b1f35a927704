"""Interviews: arranged, held, missed, judged."""

from typing import Any

from domain.decision import Command
from domain.decisions.interview import (
    AttendInterview,
    CancelInterview,
    EvaluateInterview,
    MissInterview,
    ScheduleInterview,
)
from domain.vocabulary import Party, Verdict
from ledger.intake.codes import BadRow
from ledger.intake.happenings.references import of_interview
from ledger.intake.happenings.values import Values
from ledger.intake.normalise.words import MODES

UNNAMED = "system:unnamed"
"""Who judged, where the source does not say: not known to be human, so the event is flagged."""


def scheduled(v: Values) -> list[Command]:
    """A row's date is when the interview is, unless a column of its own says that."""
    opened, ids, number = of_interview(v)
    starts_at = v.moment("starts_at")
    if starts_at is None:
        if v.occurred is None:
            raise BadRow("missing_value", "starts_at")
        starts_at, ids["occurred"] = v.occurred.at, None
    evaluator = v.actor("evaluator")
    mode: Any = v.one_of("mode", MODES, "on-site")
    return [
        *opened,
        ScheduleInterview(
            **ids,
            starts_at=starts_at,
            round=number,
            mode=mode,
            interviewers=(evaluator,) if evaluator else (),
            place=v.text("place"),
        ),
    ]


def attended(v: Values) -> list[Command]:
    opened, ids, _ = of_interview(v)
    return [*opened, AttendInterview(**ids)]


def missed(v: Values) -> list[Command]:
    opened, ids, _ = of_interview(v)
    return [*opened, MissInterview(**ids, missed_by=v.member("party", Party, Party.CANDIDATE))]


def cancelled(v: Values) -> list[Command]:
    opened, ids, _ = of_interview(v)
    return [*opened, CancelInterview(**ids, requested_by=v.member("party", Party, Party.EMPLOYER))]


def evaluated(v: Values) -> list[Command]:
    opened, ids, _ = of_interview(v)
    verdict = v.member("verdict", Verdict, Verdict.UNDECIDED)
    evaluator, why = v.actor("evaluator") or UNNAMED, v.reason()
    score = v.number("score", 0, 100)
    return [
        *opened,
        EvaluateInterview(**ids, evaluator=evaluator, verdict=verdict, why=why, score=score, remarks=v.told()),
    ]
