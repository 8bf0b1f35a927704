"""What can be said of contacts, consents and limits beyond what a person's page needs daily."""

from api.http.command_route import CANDIDATE, CommandRoute
from domain.access import Action
from domain.decisions import (
    ConfirmConsent,
    DispatchContact,
    ExpireConsent,
    IssueConsentReceipt,
    LiftRestriction,
    RaiseObjection,
    RecordNoticeShown,
    RefuseConsent,
    ReportBounced,
    ReportClicked,
    ReportDelivered,
    ReportFailed,
    ReportOpened,
    ReportSent,
    ReportUnconfirmed,
    RequestConsent,
    RestrictProcessing,
    SetContactPreference,
    Unsubscribe,
)

CONTACT = f"{CANDIDATE}/contacts/{{contact}}"
REQUEST = f"{CANDIDATE}/consents/requests/{{request}}"

OF_CONTACTS: tuple[CommandRoute, ...] = (
    # consent
    CommandRoute(
        f"{CANDIDATE}/consents/requests",
        RequestConsent,
        "Record that a consent was asked for; `renews` names one that runs out",
        {"purpose": "talent-pool", "channels": ["email"], "controller": "main", "expires_on": "2999-12-31"},
        makes="request",
        may=Action.RECORD_WISHES,
    ),
    CommandRoute(
        f"{REQUEST}/refuse",
        RefuseConsent,
        "Record that the person said no",
        {"method": "message"},
        may=Action.RECORD_WISHES,
    ),
    CommandRoute(
        f"{REQUEST}/confirm", ConfirmConsent, "Record the second yes", {"method": "one-click"}, may=Action.RECORD_WISHES
    ),
    CommandRoute(
        f"{CANDIDATE}/consents/expire",
        ExpireConsent,
        "Say of a consent that it ran out",
        {"position": 4711},
        may=Action.RECORD_WISHES,
    ),
    CommandRoute(
        f"{CANDIDATE}/consents/receipts",
        IssueConsentReceipt,
        "Make out the receipt of a consent",
        {"position": 4711},
        makes="receipt",
        may=Action.RECORD_WISHES,
    ),
    CommandRoute(
        f"{CANDIDATE}/notices-shown",
        RecordNoticeShown,
        "Record that the person was shown a notice",
        {"notice": "privacy", "version": 1, "channel": "email"},
        may=Action.RECORD_WISHES,
    ),
    # limits
    CommandRoute(
        f"{CANDIDATE}/preferences/contact",
        SetContactPreference,
        "Record what the person wants to hear; what is left out is left to us again",
        {"channels": ["email"], "rhythm": "monthly", "topics": ["jobs"]},
        may=Action.RECORD_WISHES,
    ),
    CommandRoute(
        f"{CANDIDATE}/unsubscribe", Unsubscribe, "Record that the person wants no more", may=Action.RECORD_WISHES
    ),
    CommandRoute(
        f"{CANDIDATE}/objections",
        RaiseObjection,
        "Record an objection",
        {"purposes": ["marketing"]},
        may=Action.RECORD_WISHES,
    ),
    CommandRoute(
        f"{CANDIDATE}/restriction",
        RestrictProcessing,
        "Restrict the processing",
        {"why": "accuracy-contested"},
        may=Action.RECORD_WISHES,
    ),
    CommandRoute(
        f"{CANDIDATE}/restriction/lift",
        LiftRestriction,
        "Lift the restriction",
        {"why": "settled"},
        may=Action.RECORD_WISHES,
    ),
    # contact: what became of it
    CommandRoute(
        f"{CONTACT}/dispatch",
        DispatchContact,
        "Ask the gate again and, if it may, record that the contact leaves now",
        {"policy": "employer-1"},
        may=Action.CONTACT,
    ),
    CommandRoute(
        f"{CONTACT}/sent",
        ReportSent,
        "Record that it was taken over",
        {"provider_reference": "250 2.0.0"},
        may=Action.CONTACT,
    ),
    CommandRoute(
        f"{CONTACT}/failed", ReportFailed, "Record that nothing has left", {"code": "refused"}, may=Action.CONTACT
    ),
    CommandRoute(
        f"{CONTACT}/unconfirmed", ReportUnconfirmed, "Record that nobody knows whether it has left", may=Action.CONTACT
    ),
    CommandRoute(f"{CONTACT}/delivered", ReportDelivered, "Record that it reached the address", may=Action.CONTACT),
    CommandRoute(
        f"{CONTACT}/bounced",
        ReportBounced,
        "Record that it came back; a hard bounce ends the address",
        {"hard": True, "status": "5.1.1"},
        may=Action.CONTACT,
    ),
    CommandRoute(
        f"{CONTACT}/opened", ReportOpened, "Record that it was opened", {"by_machine": False}, may=Action.CONTACT
    ),
    CommandRoute(
        f"{CONTACT}/clicked", ReportClicked, "Record that a link was followed", {"link": "jobs"}, may=Action.CONTACT
    ),
)
