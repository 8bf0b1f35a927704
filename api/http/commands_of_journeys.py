"""The way of an application, from the job to the last working day."""

from api.http.command_route import APPLICATION, CANDIDATE, EMPLOYMENT, INTERVIEW, JOB, OFFER, SOME_ID, CommandRoute
from domain.access import Action
from domain.decisions import (
    AcceptOffer,
    Apply,
    AttendInterview,
    CancelInterview,
    ChangeHeadcount,
    ChangeHiringTeam,
    ConfirmReason,
    DeclineOffer,
    EvaluateInterview,
    FailProbation,
    Hire,
    Leave,
    MakeOffer,
    MissInterview,
    OpenJob,
    PassProbation,
    RecordJobInError,
    RecordNotHired,
    Rehire,
    RescheduleInterview,
    RescindOffer,
    ScheduleInterview,
    Screen,
    SetJobProfile,
    TellOutcome,
    WithdrawApplication,
)

OF_JOURNEYS: tuple[CommandRoute, ...] = (
    # jobs
    CommandRoute(
        "/jobs",
        OpenJob,
        "Open a job",
        {"title": "Backend engineer", "org_unit": "cn-platform", "family": "engineering", "headcount": 2},
        makes="job",
        may=Action.OPEN_JOBS,
    ),
    CommandRoute(
        f"{JOB}/headcount",
        ChangeHeadcount,
        "Change the headcount",
        {"headcount": 0, "headcount_state": "frozen"},
        may=Action.OPEN_JOBS,
    ),
    CommandRoute(
        f"{JOB}/hiring-team",
        ChangeHiringTeam,
        "Change the hiring team",
        {"hiring_team": ["user:wang"]},
        may=Action.OPEN_JOBS,
    ),
    CommandRoute(
        f"{JOB}/profile",
        SetJobProfile,
        "Say whom the job asks for",
        {
            "wanted": [{"facet": "skill", "tag": "java"}, {"facet": "skill", "tag": "saas", "needed": False}],
            "years": 5,
            "education": "bachelor",
        },
        may=Action.OPEN_JOBS,
    ),
    CommandRoute(
        f"{JOB}/recorded-in-error",
        RecordJobInError,
        "Declare an event of this job void; it stays visible",
        {"position": 4711, "why": "typing-error"},
        may=Action.OPEN_JOBS,
    ),
    # journey
    CommandRoute(
        f"{CANDIDATE}/applications",
        Apply,
        "Record an application for a job",
        {"job": SOME_ID, "via": "career-site"},
        makes="application",
        may=Action.ADVANCE,
    ),
    CommandRoute(f"{APPLICATION}/withdraw", WithdrawApplication, "The candidate withdraws", may=Action.ADVANCE),
    CommandRoute(
        f"{APPLICATION}/screenings",
        Screen,
        "Record a screening; a negative one names its reason",
        {"passed": False, "why": "job-fit"},
        may=Action.EVALUATE,
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
        may=Action.ADVANCE,
    ),
    CommandRoute(
        f"{INTERVIEW}/reschedule",
        RescheduleInterview,
        "Move an interview",
        {"starts_at": "2026-12-02T10:00:00+08:00", "requested_by": "candidate"},
        may=Action.ADVANCE,
    ),
    CommandRoute(
        f"{INTERVIEW}/cancel", CancelInterview, "Cancel an interview", {"requested_by": "employer"}, may=Action.ADVANCE
    ),
    CommandRoute(f"{INTERVIEW}/attend", AttendInterview, "Record that an interview took place", may=Action.EVALUATE),
    CommandRoute(
        f"{INTERVIEW}/miss",
        MissInterview,
        "Record that somebody did not come",
        {"missed_by": "candidate"},
        may=Action.EVALUATE,
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
        may=Action.EVALUATE,
    ),
    CommandRoute(
        f"{APPLICATION}/reason/confirm",
        ConfirmReason,
        "Confirm why somebody was judged negatively",
        {"why": "pay-mismatch"},
        by=True,
        may=Action.EVALUATE,
    ),
    CommandRoute(
        f"{APPLICATION}/not-hired",
        RecordNotHired,
        "Record that the person is not hired, and why",
        {"why": "headcount-frozen"},
        by=True,
        may=Action.ADVANCE,
    ),
    CommandRoute(
        f"{APPLICATION}/outcome-told",
        TellOutcome,
        "Record that the person was told the outcome",
        {"channel": "phone"},
        may=Action.ADVANCE,
    ),
    CommandRoute(
        f"{APPLICATION}/offers",
        MakeOffer,
        "Make an offer",
        {"job": SOME_ID, "expires_on": "2027-01-31"},
        makes="offer",
        may=Action.ADVANCE,
    ),
    CommandRoute(f"{OFFER}/accept", AcceptOffer, "The candidate accepts", may=Action.ADVANCE),
    CommandRoute(
        f"{OFFER}/decline",
        DeclineOffer,
        "The candidate declines",
        {"why": "candidate-declined-offer"},
        may=Action.ADVANCE,
    ),
    CommandRoute(
        f"{OFFER}/rescind", RescindOffer, "Take an offer back", {"why": "headcount-frozen"}, may=Action.ADVANCE
    ),
    CommandRoute(
        f"{APPLICATION}/hire",
        Hire,
        "Record the first working day (入职)",
        {"job": SOME_ID},
        makes="employment",
        may=Action.ADVANCE,
    ),
    CommandRoute(
        f"{EMPLOYMENT}/probation/pass", PassProbation, "Record that the probation was passed", may=Action.ADVANCE
    ),
    CommandRoute(
        f"{EMPLOYMENT}/probation/fail", FailProbation, "Record that the probation was failed", may=Action.ADVANCE
    ),
    CommandRoute(
        f"{EMPLOYMENT}/leave", Leave, "Record the last working day", {"initiated_by": "candidate"}, may=Action.ADVANCE
    ),
    CommandRoute(
        f"{CANDIDATE}/employments",
        Rehire,
        "Record that somebody who left works here again",
        {"previous": SOME_ID},
        makes="employment",
        may=Action.ADVANCE,
    ),
)
