"""What people decide about what is known of a person: addresses, values, suggestions, reviews."""

from api.http.command_route import CANDIDATE, CommandRoute
from domain.decisions import (
    AcceptProfileUpdate,
    ArchiveRecord,
    DismissProfileUpdate,
    InvalidateContactPoint,
    PreferProfileValue,
    RecordSetting,
    ReleaseProfileValue,
    ReviewRecord,
    SuggestProfileUpdate,
    VerifyContactPoint,
)

OF_PROFILES: tuple[CommandRoute, ...] = (
    # addresses
    CommandRoute(
        f"{CANDIDATE}/contact-points/verify",
        VerifyContactPoint,
        "Record that the person was reached at an address",
        {"point": {"kind": "email", "value": "xiaoming@example.com"}, "method": "replied"},
    ),
    CommandRoute(
        f"{CANDIDATE}/contact-points/invalidate",
        InvalidateContactPoint,
        "Record that the person can't be reached at an address",
        {"point": {"kind": "email", "value": "xiaoming@example.com"}, "why": "bounced"},
    ),
    CommandRoute(
        f"{CANDIDATE}/settings",
        RecordSetting,
        "Record what holds for the person: jurisdiction, controller, time zone, language",
        {"jurisdiction": "CN", "time_zone": "Asia/Shanghai", "language": "zh-CN"},
    ),
    # which value holds
    CommandRoute(
        f"{CANDIDATE}/values/prefer",
        PreferProfileValue,
        "Choose the value that holds, by the position of the event that said it",
        {"attribute": "headline", "position": 4711},
        by=True,
    ),
    CommandRoute(
        f"{CANDIDATE}/values/release",
        ReleaseProfileValue,
        "Take the choice of a value back: the rules decide again",
        {"attribute": "headline"},
    ),
    # what is said to have changed
    CommandRoute(
        f"{CANDIDATE}/suggestions",
        SuggestProfileUpdate,
        "Suggest what is said to have changed: it waits for a human",
        {
            "source": "linkedin",
            "career": {"employments": [{"employer": "Example Ltd", "title": "Marketing director", "current": True}]},
        },
        makes="suggestion",
    ),
    CommandRoute(
        f"{CANDIDATE}/suggestions/{{suggestion}}/accept",
        AcceptProfileUpdate,
        "Accept a suggestion, as it is or corrected",
        by=True,
    ),
    CommandRoute(
        f"{CANDIDATE}/suggestions/{{suggestion}}/dismiss",
        DismissProfileUpdate,
        "Dismiss a suggestion",
        {"why": "same-name"},
        by=True,
    ),
    # entry, review, archive
    CommandRoute(
        f"{CANDIDATE}/reviews",
        ReviewRecord,
        "Confirm or reject what somebody else entered",
        {"subject": "education", "position": 4711, "education": 0, "verdict": "confirmed", "evidence": "chsi"},
        by=True,
    ),
    CommandRoute(
        f"{CANDIDATE}/archive",
        ArchiveRecord,
        "File a description or an evaluation that was reviewed",
        {"position": 4711},
        by=True,
    ),
)
