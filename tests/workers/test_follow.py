"""What is due follows from the ledger alone; Redis may lose everything at any moment."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
import redis

from ledger.access import AccessKeys
from ledger.ledger import Ledger
from ledger.settings import Settings
from ledger.store import OPTIONS
from tests.servers import Database
from tests.workers.tasks import FINISHED, append, ask, reacts, until
from workers.due import Session
from workers.follow import Follower, follow, leads
from workers.messages import NAMESPACE, Lane, Messages
from workers.reactions import REACTIONS

pytestmark = pytest.mark.servers
TRY = Lane("try")


@pytest.fixture
def messages(settings: Settings) -> Iterator[Messages]:
    messages = Messages(settings)
    messages.declare(TRY, lambda _task, _positions: None)
    yield messages
    messages.close()


@pytest.fixture
def session(settings: Settings) -> Iterator[Session]:
    with psycopg.connect(settings.conninfo("writer"), autocommit=True, options=OPTIONS) as session:
        yield session


@pytest.fixture
def follower(session: Session, ledger: Ledger, messages: Messages) -> Follower:
    return Follower(session, ledger.store, messages, reacts("finish"))


def due(session: Session) -> list[int]:
    found = session.execute("SELECT position FROM work.due ORDER BY position").fetchall()
    return [position for (position,) in found]


def test_the_table_of_reactions_is_a_contract() -> None:
    table = [(each.asked_by.__name__, each.task, [event.__name__ for event in each.until]) for each in REACTIONS]
    also = {each.task: [event.__name__ for event in each.also] for each in REACTIONS if each.also}
    assert also == {
        "plan_campaign": ["CampaignResumed"],
        "stop_sequences": [
            *("ContactLogged", "Unsubscribed", "ObjectionRaised", "ConsentWithdrawn", "ConsentRefused"),
            *("ContactPreferenceSet", "Applied", "Hired", "Rehired"),
        ],
    }
    assert table == [
        ("ImportRequested", "run_import", ["BatchFinished", "BatchFailed", "BatchUndone"]),
        ("BatchUndoRequested", "undo_import", ["BatchUndone", "BatchUndoFailed"]),
        ("IdentityModelPublished", "rescore_records", ["RescoringFinished", "RescoringFailed"]),
        (
            "ContactPlanned",
            "deliver",
            [
                "ContactSent",
                "ContactFailed",
                "ContactUnconfirmed",
                "ContactRefused",
                "ContactDispatched",
                "ContactDelivered",
                "ContactBounced",
            ],
        ),
        ("CampaignStarted", "plan_campaign", ["CampaignPaused", "CampaignCancelled", "CampaignLaidOut"]),
        ("SequenceStepScheduled", "plan_step", ["ContactPlanned", "ContactRefused", "SequenceStopped"]),
        ("Replied", "stop_sequences", []),
        ("TemplateTestRequested", "send_test", ["TemplateTestSent", "TemplateTestFailed"]),
        ("DocumentAttached", "read_document", ["DocumentTextExtracted", "DocumentTextFailed"]),
        ("ReportRequested", "draft_report", ["ReportDrafted", "ReportFailed"]),
        ("Replied", "high_by_reply", []),
        ("ContactOpened", "high_by_opening", []),
        ("ContactClicked", "high_by_click", []),
        ("Applied", "high_by_application", []),
        ("InterviewAttended", "high_by_interview", []),
        ("ContactLogged", "high_by_contact", []),
        ("ProfileUpdated", "high_by_update", []),
        ("ProfileConfirmed", "high_by_confirmation", []),
        ("ErasureApproved", "erase", ["ErasureScanned"]),
        ("ConsentGiven", "ask_to_confirm", []),
        ("ConsentReceiptIssued", "send_receipt", []),
        ("SenderForgotten", "forget_sender", []),
        ("Replied", "alert_reply", []),
        ("ContactLogged", "alert_inbound", []),
        ("MessageUnmatched", "alert_unmatched", ["MessageAssigned", "MessageDismissed"]),
        ("ContactUnconfirmed", "alert_unconfirmed", []),
        ("ContactFailed", "alert_failed", []),
    ]


def test_a_request_is_due_until_the_ledger_holds_what_came_of_it(
    ledger: Ledger, follower: Follower, session: Session, messages: Messages
) -> None:
    first, _second = ask(ledger), ask(ledger)
    while follower.step():
        pass
    assert due(session) == [1, 2]
    assert messages.waiting(TRY) == 2
    append(ledger, first, 2, FINISHED)
    follower.step()
    assert due(session) == [2]
    follower.step()
    assert messages.waiting(TRY) == 2


def test_a_message_holds_a_position_and_nothing_else(ledger: Ledger, follower: Follower, messages: Messages) -> None:
    stream = ask(ledger)
    follower.step()
    stored = messages.client.hgetall(f"{NAMESPACE}:try.msgs")
    (text,) = stored.values()
    assert b'"args":[1]' in text
    assert "王小明".encode() not in text
    assert str(stream).encode() not in text


def test_a_message_names_several_but_what_was_begun_before_goes_alone(
    ledger: Ledger, session: Session, messages: Messages
) -> None:
    for _ in range(5):
        ask(ledger)
    (reaction,) = reacts("finish")
    follower = Follower(session, ledger.store, messages, (replace(reaction, at_once=3),))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(follower, "_send", lambda: None)
        follower.step()
    session.execute("UPDATE work.due SET attempts = 1 WHERE position = 2")
    follower.step()
    stored = messages.client.hgetall(f"{NAMESPACE}:try.msgs")
    assert sorted(json.loads(text)["args"] for text in stored.values()) == [[1, 3, 4], [2], [5]]


def test_what_a_flush_loses_is_sent_again_at_once(ledger: Ledger, follower: Follower, messages: Messages) -> None:
    for _ in range(3):
        ask(ledger)
    follower.step()
    messages.client.flushdb()
    assert messages.waiting(TRY) == 0
    follower.step()
    assert messages.waiting(TRY) == 3


def test_what_is_due_can_be_thrown_away_and_comes_back_from_the_ledger(
    ledger: Ledger, follower: Follower, session: Session, messages: Messages
) -> None:
    streams = [ask(ledger) for _ in range(5)]
    append(ledger, streams[2], 2, FINISHED)
    follower.step()
    before = due(session)
    assert before == [1, 2, 4, 5]
    session.execute("DELETE FROM work.due")
    session.execute("DELETE FROM work.follower")
    anew = Follower(session, ledger.store, messages, reacts("finish"))
    anew.step()
    assert due(session) == before


def test_a_follower_goes_on_where_the_last_one_stood(
    ledger: Ledger, follower: Follower, session: Session, messages: Messages
) -> None:
    ask(ledger)
    follower.step()
    AccessKeys(ledger).issue("auditor", "user:test")
    follower.step()
    assert follower.position == 2
    anew = Follower(session, ledger.store, messages, reacts("finish"))
    assert anew.position == 1
    ask(ledger)
    anew.step()
    assert due(session) == [1, 3]


def test_of_two_followers_one_leads_and_the_other_takes_over(
    settings: Settings, ledger: Ledger, messages: Messages
) -> None:
    conninfo = settings.conninfo("writer")
    with (
        psycopg.connect(conninfo, autocommit=True) as one,
        psycopg.connect(conninfo, autocommit=True) as other,
    ):
        assert leads(one)
        assert not leads(other)
        one.close()
        until(lambda: leads(other))


def test_a_leader_whose_session_is_cut_reconnects_and_goes_on(
    settings: Settings, ledger: Ledger, messages: Messages, session: Session, database: Database
) -> None:
    stopping = threading.Event()
    arguments = (settings, ledger.store, messages, stopping, reacts("finish"))
    thread = threading.Thread(target=follow, args=arguments)
    thread.start()
    try:
        ask(ledger)
        until(lambda: due(session) == [1])
        with psycopg.connect(database.admin, autocommit=True) as admin:
            cut = admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            ).fetchall()
        assert cut == [(True,)]
        ask(ledger)
        until(lambda: due(session) == [1, 2])
    finally:
        stopping.set()
        thread.join(60)
    assert not thread.is_alive()


def test_without_redis_what_is_due_is_kept_and_sent_when_it_is_back(
    ledger: Ledger, session: Session, messages: Messages, monkeypatch: pytest.MonkeyPatch
) -> None:
    follower = Follower(session, ledger.store, messages, reacts("finish"))
    ask(ledger)
    with monkeypatch.context() as patch:

        def away() -> bool:
            raise redis.ConnectionError

        patch.setattr(messages, "were_lost", away)
        with pytest.raises(redis.ConnectionError):
            follower.step()
    assert due(session) == [1]
    follower.step()
    assert messages.waiting(TRY) == 1
