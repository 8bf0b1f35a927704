"""What a person asks for by right, what is held, and how somebody is forgotten. Whoever decides is the caller."""

from api.http.command_route import CANDIDATE, CommandRoute
from domain.access import Action
from domain.decisions import (
    AnswerRightsRequest,
    ApproveErasure,
    ExtendRightsRequest,
    PlaceLegalHold,
    ProposeHoldRelease,
    ReceiveRightsRequest,
    RefuseErasure,
    ReleaseLegalHold,
    RequestErasure,
)

REQUEST = f"{CANDIDATE}/rights-requests/{{request}}"
ERASURE = f"{CANDIDATE}/erasures/{{erasure}}"
HOLD = f"{CANDIDATE}/holds/{{hold}}"

OF_RIGHTS: tuple[CommandRoute, ...] = (
    CommandRoute(
        f"{CANDIDATE}/rights-requests",
        ReceiveRightsRequest,
        "Record that the person asks for something by right: the clock starts",
        {"kind": "access", "method": "email"},
        makes="request",
        may=Action.KEEP_RIGHTS,
    ),
    CommandRoute(
        f"{REQUEST}/extend",
        ExtendRightsRequest,
        "Take more time, and say why",
        {"why": "complex"},
        may=Action.KEEP_RIGHTS,
    ),
    CommandRoute(
        f"{REQUEST}/answer", AnswerRightsRequest, "Record the answer", {"outcome": "fulfilled"}, may=Action.KEEP_RIGHTS
    ),
    CommandRoute(
        f"{CANDIDATE}/erasures",
        RequestErasure,
        "Ask that the person be erased",
        {"why": "other"},
        makes="erasure",
        may=Action.KEEP_RIGHTS,
    ),
    CommandRoute(
        f"{ERASURE}/approve",
        ApproveErasure,
        "Approve an erasure; somebody else asked for it",
        by=True,
        may=Action.FORGET,
    ),
    CommandRoute(
        f"{ERASURE}/refuse",
        RefuseErasure,
        "Refuse an erasure, on a ground of the law",
        {"ground": "legal-claims"},
        by=True,
        may=Action.FORGET,
    ),
    CommandRoute(
        f"{CANDIDATE}/holds",
        PlaceLegalHold,
        "Hold what an erasure would take",
        {"why": "lawsuit", "classes": ["conversation"]},
        makes="hold",
        may=Action.FORGET,
    ),
    CommandRoute(
        f"{HOLD}/propose-release", ProposeHoldRelease, "Propose that a hold be released", by=True, may=Action.FORGET
    ),
    CommandRoute(
        f"{HOLD}/release", ReleaseLegalHold, "Release a hold that somebody else proposed to", by=True, may=Action.FORGET
    ),
)
