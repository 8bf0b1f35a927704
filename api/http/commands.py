"""Every command that can be sent, and where: routes, bodies and the API pages are made from this table.

The fields of a command that its path does not hold are its body. Ingesting, attaching a file and importing
want more than a body, and have files of their own.
"""

from dataclasses import dataclass, field
from typing import Any

from domain.decision import Command
from domain.decisions import (
    AcceptOffer,
    Apply,
    AssertDifferentPeople,
    AssignOwner,
    AttendInterview,
    CancelInterview,
    ChangeHeadcount,
    ChangeHiringTeam,
    ConfirmProfile,
    ConfirmReason,
    DeclineOffer,
    EnterTalentPool,
    EvaluateInterview,
    FailProbation,
    GiveConsent,
    Hire,
    Leave,
    LeaveTalentPool,
    LogContact,
    MakeOffer,
    MergeCandidates,
    MissInterview,
    OpenJob,
    PassProbation,
    RecordInError,
    RecordIntent,
    RecordInterest,
    RecordJobInError,
    RecordNote,
    RecordNotHired,
    RecordPay,
    RecordReply,
    Rehire,
    RescheduleInterview,
    RescindOffer,
    ReverseMerge,
    ScheduleInterview,
    Screen,
    TagCandidate,
    TellOutcome,
    UntagCandidate,
    WithdrawApplication,
    WithdrawConsent,
)

CANDIDATE = "/candidates/{candidate}"
APPLICATION = f"{CANDIDATE}/applications/{{application}}"
INTERVIEW = f"{APPLICATION}/interviews/{{interview}}"
OFFER = f"{APPLICATION}/offers/{{offer}}"
EMPLOYMENT = f"{CANDIDATE}/employments/{{employment}}"
JOB = "/jobs/{job}"

SOME_ID = "0197a1b2-0000-7000-8000-000000000001"
OTHER_ID = "0197a1b2-0000-7000-8000-000000000002"


@dataclass(frozen=True, slots=True)
class CommandRoute:
    path: str
    command: type[Command]
    summary: str
    example: dict[str, Any] = field(default_factory=dict)
    makes: str | None = None
    """The field with the id of what is new: made from the command id when the body leaves it out."""
    by: bool = False
    """The command's `by` is the caller, never the body's say."""


ROUTES: tuple[CommandRoute, ...] = (
    # knowing
    CommandRoute(
        f"{CANDIDATE}/tags", TagCandidate, "Tag a candidate", {"tag": "kubernetes", "facet": "skill"}
    ),
    CommandRoute(f"{CANDIDATE}/tags/remove", UntagCandidate, "Take a tag away", {"tag": "kubernetes"}),
    CommandRoute(
        f"{CANDIDATE}/intent", RecordIntent, "Record whether the person looks for a job", {"intent": "open"}
    ),
    CommandRoute(
        f"{CANDIDATE}/interests",
        RecordInterest,
        "Record an area of interest",
        {"area": "云原生", "degree": "high"},
    ),
    CommandRoute(
        f"{CANDIDATE}/pay",
        RecordPay,
        "Record what the person hopes to earn",
        {
            "pay": {
                "minimum": "30000",
                "maximum": "36000",
                "currency": "CNY",
                "period": "month",
                "months_a_year": 14,
            }
        },
    ),
    CommandRoute(
        f"{CANDIDATE}/owners",
        AssignOwner,
        "Make somebody responsible; `owner` null takes the role away",
        {"owner": "user:zhang", "role": "recruiter"},
    ),
    CommandRoute(
        f"{CANDIDATE}/notes", RecordNote, "Note something", {"text": "Reads a lot about databases."}
    ),
    CommandRoute(f"{CANDIDATE}/confirmations", ConfirmProfile, "Record that nothing has changed"),
    CommandRoute(f"{CANDIDATE}/pools", EnterTalentPool, "Enter a talent pool", {"pool": "main"}),
    CommandRoute(f"{CANDIDATE}/pools/leave", LeaveTalentPool, "Leave a talent pool", {"pool": "main"}),
    # consent
    CommandRoute(
        f"{CANDIDATE}/consents",
        GiveConsent,
        "Record a consent: one purpose, one controller, one recipient",
        {
            "purpose": "talent-pool",
            "channels": ["email"],
            "controller": "main",
            "notice": "privacy",
            "notice_version": 3,
            "method": "web-form",
        },
    ),
    CommandRoute(
        f"{CANDIDATE}/consents/withdraw",
        WithdrawConsent,
        "Record a withdrawal; what is left out means all",
        {"purpose": "marketing", "method": "message"},
    ),
    # contact
    CommandRoute(
        f"{CANDIDATE}/contacts",
        LogContact,
        "Log a call, a chat or a meeting, after the fact",
        {
            "channel": "phone",
            "outcome": "interested",
            "went_well": True,
            "said": "Would talk again in March.",
        },
        makes="contact",
    ),
    CommandRoute(
        f"{CANDIDATE}/contacts/{{contact}}/replies",
        RecordReply,
        "Record the person's answer to a contact",
        {"channel": "email", "outcome": "interested", "said": "需要考虑一周"},
    ),
    # journey
    CommandRoute(
        f"{CANDIDATE}/applications",
        Apply,
        "Record an application for a job",
        {"job": SOME_ID, "via": "career-site"},
        makes="application",
    ),
    CommandRoute(f"{APPLICATION}/withdraw", WithdrawApplication, "The candidate withdraws"),
    CommandRoute(
        f"{APPLICATION}/screenings",
        Screen,
        "Record a screening; a negative one names its reason",
        {"passed": False, "why": "job-fit"},
    ),
    CommandRoute(
        f"{APPLICATION}/interviews",
        ScheduleInterview,
        "Schedule an interview",
        {
            "starts_at": "2026-12-01T10:00:00+08:00",
            "round": 1,
            "mode": "video",
            "interviewers": ["user:wang"],
        },
        makes="interview",
    ),
    CommandRoute(
        f"{INTERVIEW}/reschedule",
        RescheduleInterview,
        "Move an interview",
        {"starts_at": "2026-12-02T10:00:00+08:00", "requested_by": "candidate"},
    ),
    CommandRoute(f"{INTERVIEW}/cancel", CancelInterview, "Cancel an interview", {"requested_by": "employer"}),
    CommandRoute(f"{INTERVIEW}/attend", AttendInterview, "Record that an interview took place"),
    CommandRoute(
        f"{INTERVIEW}/miss", MissInterview, "Record that somebody did not come", {"missed_by": "candidate"}
    ),
    CommandRoute(
        f"{INTERVIEW}/evaluations",
        EvaluateInterview,
        "Record an interviewer's verdict; a negative one names its reason",
        {
            "evaluator": "user:wang",
            "verdict": "negative",
            "why": "pay-mismatch",
            "score": 70,
            "remarks": "逻辑清晰,对行业趋势判断准确",
        },
    ),
    CommandRoute(
        f"{APPLICATION}/reason/confirm",
        ConfirmReason,
        "Confirm why somebody was judged negatively",
        {"why": "pay-mismatch"},
        by=True,
    ),
    CommandRoute(
        f"{APPLICATION}/not-hired",
        RecordNotHired,
        "Record that the person is not hired, and why",
        {"why": "headcount-frozen"},
        by=True,
    ),
    CommandRoute(
        f"{APPLICATION}/outcome-told",
        TellOutcome,
        "Record that the person was told the outcome",
        {"channel": "phone"},
    ),
    CommandRoute(
        f"{APPLICATION}/offers",
        MakeOffer,
        "Make an offer",
        {"job": SOME_ID, "expires_on": "2027-01-31"},
        makes="offer",
    ),
    CommandRoute(f"{OFFER}/accept", AcceptOffer, "The candidate accepts"),
    CommandRoute(
        f"{OFFER}/decline", DeclineOffer, "The candidate declines", {"why": "candidate-declined-offer"}
    ),
    CommandRoute(f"{OFFER}/rescind", RescindOffer, "Take an offer back", {"why": "headcount-frozen"}),
    CommandRoute(
        f"{APPLICATION}/hire",
        Hire,
        "Record the first working day (入职)",
        {"job": SOME_ID},
        makes="employment",
    ),
    CommandRoute(f"{EMPLOYMENT}/probation/pass", PassProbation, "Record that the probation was passed"),
    CommandRoute(f"{EMPLOYMENT}/probation/fail", FailProbation, "Record that the probation was failed"),
    CommandRoute(f"{EMPLOYMENT}/leave", Leave, "Record the last working day", {"initiated_by": "candidate"}),
    CommandRoute(
        f"{CANDIDATE}/employments",
        Rehire,
        "Record that somebody who left works here again",
        {"previous": SOME_ID},
        makes="employment",
    ),
    # one person, several records
    CommandRoute(
        f"{CANDIDATE}/merge",
        MergeCandidates,
        "Merge another record into this candidate",
        {"absorbed": OTHER_ID},
    ),
    CommandRoute(f"{CANDIDATE}/merge/reverse", ReverseMerge, "Take a merge back", {"absorbed": OTHER_ID}),
    CommandRoute(
        f"{CANDIDATE}/different-people",
        AssertDifferentPeople,
        "Assert that two records are two people",
        {"other": OTHER_ID},
    ),
    CommandRoute(
        f"{CANDIDATE}/recorded-in-error",
        RecordInError,
        "Declare an event of this candidate void; it stays visible",
        {"position": 4711, "why": "wrong-person"},
    ),
    # jobs
    CommandRoute(
        "/jobs",
        OpenJob,
        "Open a job",
        {"title": "Backend engineer", "org_unit": "cn-platform", "family": "engineering", "headcount": 2},
        makes="job",
    ),
    CommandRoute(
        f"{JOB}/headcount",
        ChangeHeadcount,
        "Change the headcount",
        {"headcount": 0, "headcount_state": "frozen"},
    ),
    CommandRoute(
        f"{JOB}/hiring-team", ChangeHiringTeam, "Change the hiring team", {"hiring_team": ["user:wang"]}
    ),
    CommandRoute(
        f"{JOB}/recorded-in-error",
        RecordJobInError,
        "Declare an event of this job void; it stays visible",
        {"position": 4711, "why": "typing-error"},
    ),
)
