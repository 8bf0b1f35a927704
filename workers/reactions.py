"""What happens because of what: when this event is recorded, this task is due, until one of these follows.

A task's name is a contract: it stands in `work.due` and in messages under way. It runs at least once, so each
one looks in the ledger for what it has done before, and says in the ledger what came of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from uuid import UUID

from domain.events import (
    Applied,
    BatchFailed,
    BatchFinished,
    BatchUndoFailed,
    BatchUndone,
    BatchUndoRequested,
    CampaignCancelled,
    CampaignLaidOut,
    CampaignPaused,
    CampaignResumed,
    CampaignStarted,
    ConsentGiven,
    ConsentReceiptIssued,
    ContactBounced,
    ContactClicked,
    ContactDelivered,
    ContactDispatched,
    ContactFailed,
    ContactLogged,
    ContactOpened,
    ContactPlanned,
    ContactRefused,
    ContactSent,
    ContactUnconfirmed,
    DocumentAttached,
    DocumentTextExtracted,
    DocumentTextFailed,
    ErasureApproved,
    ErasureScanned,
    Event,
    IdentityModelPublished,
    ImportRequested,
    InterviewAttended,
    MessageAssigned,
    MessageDismissed,
    MessageUnmatched,
    ProfileConfirmed,
    ProfileUpdated,
    Replied,
    ReportDrafted,
    ReportFailed,
    ReportRequested,
    RescoringFailed,
    RescoringFinished,
    SenderForgotten,
    SequenceStepScheduled,
    SequenceStopped,
    TemplateTestFailed,
    TemplateTestRequested,
    TemplateTestSent,
)
from domain.vocabulary import Code
from workers.alert import alert, nobody_told
from workers.channels.ways_out import BY_HAND
from workers.deliver import AT_ONCE, deliver, give_up
from workers.draft_report import draft_report, report_failed
from workers.due import Due
from workers.equipment import Equipment, Heard
from workers.erase import erase, never_given_up
from workers.forget_sender import forget_sender
from workers.high import remind_owner
from workers.plan_campaign import plan_campaign, planning_failed
from workers.plan_step import ENDS, nothing_stopped, plan_step, step_failed, stop_sequences
from workers.prove_consents import ask_to_confirm, not_proved, send_receipt
from workers.read_document import not_read, read_document
from workers.rescore_records import rescore_failed, rescore_records
from workers.run_import import import_failed, run_import
from workers.send_test import send_test, test_failed
from workers.tries import Does, each
from workers.undo_import import undo_failed, undo_import

ALREADY = datetime.min.replace(tzinfo=UTC)

GivesUp = Callable[[Equipment, Due, Code], None]


@dataclass(frozen=True, slots=True)
class Reaction:
    asked_by: type[Event]
    task: str
    run: Does
    """Does them, whatever was done of them before, and tells how far it is."""
    give_up: GivesUp
    """Says in the ledger that it failed for good, and why."""
    until: tuple[type[Event], ...]
    """The ledger holds what came of it: in the same stream, and about the same."""
    also: tuple[type[Event], ...] = ()
    """Other events that ask for the same."""
    about: str | None = None
    """The field that says which of several on a stream it is."""
    when: str | None = None
    """The field of `asked_by` that says when it is due, if not at once."""
    live: bool = False
    """Not because of history that an import brings."""
    campaign: str | None = None
    """The field that names the campaign while whose pause it waits."""
    at_once: int = 1
    """How many of them go together."""
    goes_on: Callable[[Event], datetime | None] = lambda _event: None
    """Of an event in `until` that is not the end: from when it is due again."""


def of_stream(run: Callable[[Equipment, UUID, Heard], None]) -> Does:
    return each(lambda equipment, due, heard: run(equipment, due.stream, heard))


def given_up(give_up: Callable[[Equipment, UUID, Code], None]) -> GivesUp:
    return lambda equipment, due, code: give_up(equipment, due.stream, code)


def still_planned(event: Event) -> datetime | None:
    """The end of a contact, but for: the hour was wrong, nothing was taken, or it is on its way right now."""
    match event:
        case ContactRefused(retry_at=datetime() as retry_at):
            return retry_at
        case ContactFailed(final=False):
            return ALREADY
        case ContactDispatched() if event.channel not in BY_HAND:
            return ALREADY
        case _:
            return None


def kept_for_a_while(event: Event) -> datetime | None:
    """What was kept falls due on a day."""
    again_on = event.again_on if isinstance(event, ErasureScanned) else None
    return datetime.combine(again_on, time(), UTC) if again_on else None


REACTIONS: tuple[Reaction, ...] = (
    Reaction(
        ImportRequested,
        "run_import",
        of_stream(run_import),
        given_up(import_failed),
        until=(BatchFinished, BatchFailed, BatchUndone),
    ),
    Reaction(
        BatchUndoRequested,
        "undo_import",
        of_stream(undo_import),
        given_up(undo_failed),
        until=(BatchUndone, BatchUndoFailed),
    ),
    Reaction(
        IdentityModelPublished,
        "rescore_records",
        of_stream(rescore_records),
        given_up(rescore_failed),
        until=(RescoringFinished, RescoringFailed),
    ),
    Reaction(
        ContactPlanned,
        "deliver",
        deliver,
        give_up,
        until=(
            *(ContactSent, ContactFailed, ContactUnconfirmed, ContactRefused, ContactDispatched),
            *(ContactDelivered, ContactBounced),
        ),
        about="contact",
        when="not_before",
        campaign="campaign",
        at_once=AT_ONCE,
        goes_on=still_planned,
    ),
    Reaction(
        CampaignStarted,
        "plan_campaign",
        each(plan_campaign),
        planning_failed,
        also=(CampaignResumed,),
        until=(CampaignPaused, CampaignCancelled, CampaignLaidOut),
    ),
    Reaction(
        SequenceStepScheduled,
        "plan_step",
        each(plan_step),
        step_failed,
        until=(ContactPlanned, ContactRefused, SequenceStopped),
        about="contact",
        when="due_at",
        campaign="campaign",
    ),
    Reaction(
        next(iter(ENDS)),
        "stop_sequences",
        each(stop_sequences),
        nothing_stopped,
        also=tuple(ENDS)[1:],
        until=(),
        live=True,
    ),
    Reaction(
        TemplateTestRequested,
        "send_test",
        each(send_test),
        test_failed,
        until=(TemplateTestSent, TemplateTestFailed),
        about="test",
    ),
    Reaction(
        DocumentAttached,
        "read_document",
        each(read_document),
        not_read,
        until=(DocumentTextExtracted, DocumentTextFailed),
        about="document_id",
    ),
    Reaction(
        ReportRequested,
        "draft_report",
        of_stream(draft_report),
        given_up(report_failed),
        until=(ReportDrafted, ReportFailed),
    ),
    Reaction(Replied, "high_by_reply", each(remind_owner), nobody_told, until=(), about="contact", live=True),
    Reaction(ContactOpened, "high_by_opening", each(remind_owner), nobody_told, until=(), about="contact", live=True),
    Reaction(ContactClicked, "high_by_click", each(remind_owner), nobody_told, until=(), about="contact", live=True),
    Reaction(Applied, "high_by_application", each(remind_owner), nobody_told, until=(), about="application", live=True),
    Reaction(
        InterviewAttended, "high_by_interview", each(remind_owner), nobody_told, until=(), about="interview", live=True
    ),
    Reaction(ContactLogged, "high_by_contact", each(remind_owner), nobody_told, until=(), about="contact", live=True),
    Reaction(ProfileUpdated, "high_by_update", each(remind_owner), nobody_told, until=(), live=True),
    Reaction(ProfileConfirmed, "high_by_confirmation", each(remind_owner), nobody_told, until=(), live=True),
    Reaction(
        ErasureApproved,
        "erase",
        each(erase),
        never_given_up,
        until=(ErasureScanned,),
        about="erasure",
        goes_on=kept_for_a_while,
    ),
    Reaction(ConsentGiven, "ask_to_confirm", each(ask_to_confirm), not_proved, until=(), about="request", live=True),
    Reaction(
        ConsentReceiptIssued, "send_receipt", each(send_receipt), not_proved, until=(), about="receipt", live=True
    ),
    Reaction(SenderForgotten, "forget_sender", each(forget_sender), never_given_up, until=(), about="subject_id"),
    Reaction(Replied, "alert_reply", each(alert), nobody_told, until=(), about="contact", live=True),
    Reaction(ContactLogged, "alert_inbound", each(alert), nobody_told, until=(), about="contact", live=True),
    Reaction(MessageUnmatched, "alert_unmatched", each(alert), nobody_told, until=(MessageAssigned, MessageDismissed)),
    Reaction(ContactUnconfirmed, "alert_unconfirmed", each(alert), nobody_told, until=(), about="contact", live=True),
    Reaction(ContactFailed, "alert_failed", each(alert), nobody_told, until=(), about="contact", live=True),
)
