"""What can be said of a person: what we know, what they allow, contacts, and which records are one person."""

from api.http.command_route import CANDIDATE, OTHER_ID, CommandRoute
from domain.access import Action
from domain.decisions import (
    AssertDifferentPeople,
    AssessFit,
    AssignOwner,
    AssignTier,
    ConfirmProfile,
    ConfirmTagSuggestion,
    EnterTalentPool,
    GiveConsent,
    LeaveTalentPool,
    LogContact,
    MergeCandidates,
    RecordInError,
    RecordIntent,
    RecordInterest,
    RecordNote,
    RecordPay,
    RecordReply,
    RefuseTagSuggestion,
    ReverseMerge,
    SplitRecord,
    TagCandidate,
    UntagCandidate,
    WithdrawConsent,
)

OF_PEOPLE: tuple[CommandRoute, ...] = (
    # knowing
    CommandRoute(f"{CANDIDATE}/tags", TagCandidate, "Tag a candidate", {"tag": "kubernetes", "facet": "skill"}),
    CommandRoute(f"{CANDIDATE}/tags/remove", UntagCandidate, "Take a tag away", {"tag": "kubernetes"}),
    CommandRoute(
        f"{CANDIDATE}/tag-suggestions/confirm",
        ConfirmTagSuggestion,
        "Say that a tag holds which a file suggests",
        {"tag": "kubernetes"},
        by=True,
    ),
    CommandRoute(
        f"{CANDIDATE}/tag-suggestions/refuse",
        RefuseTagSuggestion,
        "Say that it does not: it is not suggested again",
        {"tag": "kubernetes", "why": "wrong"},
        by=True,
    ),
    CommandRoute(f"{CANDIDATE}/intent", RecordIntent, "Record whether the person looks for a job", {"intent": "open"}),
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
        f"{CANDIDATE}/fit",
        AssessFit,
        "Judge how the person fits, in what they can do or how they get on; `degree` null takes it back",
        {"aspect": "culture", "degree": "high", "remarks": "Asks before deciding."},
        may=Action.EVALUATE,
        by=True,
    ),
    CommandRoute(
        f"{CANDIDATE}/tier",
        AssignTier,
        "Put the person into a tier: as proposed, or otherwise with a reason; `tier` null takes it away",
        {"tier": "a", "why": "key-role"},
        by=True,
    ),
    CommandRoute(f"{CANDIDATE}/notes", RecordNote, "Note something", {"text": "Reads a lot about databases."}),
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
        may=Action.RECORD_WISHES,
    ),
    CommandRoute(
        f"{CANDIDATE}/consents/withdraw",
        WithdrawConsent,
        "Record a withdrawal; what is left out means all",
        {"purpose": "marketing", "method": "message"},
        may=Action.RECORD_WISHES,
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
        may=Action.CONTACT,
    ),
    CommandRoute(
        f"{CANDIDATE}/contacts/{{contact}}/replies",
        RecordReply,
        "Record the person's answer to a contact",
        {"channel": "email", "outcome": "interested", "said": "需要考虑一周"},
        may=Action.CONTACT,
    ),
    # one person, several records
    CommandRoute(
        f"{CANDIDATE}/merge",
        MergeCandidates,
        "Merge another record into this candidate; `prefer` chooses values, by the position that said them",
        {"absorbed": OTHER_ID, "prefer": {"headline": 4711}},
        by=True,
        may=Action.DECIDE_WHO_IS_WHO,
    ),
    CommandRoute(
        f"{CANDIDATE}/merge/reverse",
        ReverseMerge,
        "Take a merge back",
        {"absorbed": OTHER_ID},
        may=Action.DECIDE_WHO_IS_WHO,
    ),
    CommandRoute(
        f"{CANDIDATE}/split",
        SplitRecord,
        "Split one record out: it is somebody else than the rest",
        {"record": OTHER_ID},
        may=Action.DECIDE_WHO_IS_WHO,
    ),
    CommandRoute(
        f"{CANDIDATE}/different-people",
        AssertDifferentPeople,
        "Assert that two records are two people",
        {"other": OTHER_ID},
        may=Action.DECIDE_WHO_IS_WHO,
    ),
    CommandRoute(
        f"{CANDIDATE}/recorded-in-error",
        RecordInError,
        "Declare an event of this candidate void; it stays visible",
        {"position": 4711, "why": "wrong-person"},
    ),
)
