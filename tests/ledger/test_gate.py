"""The gate over a real ledger: what moves at the same moment, and what is counted within the append."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from domain.decisions import (
    Apply,
    DispatchContact,
    IngestRecord,
    MergeCandidates,
    OpenJob,
    PlanContact,
    RaiseObjection,
    WithdrawConsent,
)
from domain.gate import POLICIES, Contact
from domain.gate.policy import SenderCap
from domain.gate.purposes import Kind
from domain.person import ContactPoint, Name, Person, PointKind
from domain.vocabulary import Channel, Purpose
from ledger.envelope import Origin, new_id
from ledger.faults import Moved
from ledger.gate import asked
from ledger.ledger import Ledger
from ledger.store import Inline, Sent, Store

pytestmark = pytest.mark.servers

RECRUITER = Origin(actor="user:li")
ROUNDS = 12


def applicant(ledger: Ledger) -> tuple[UUID, ContactPoint]:
    candidate = new_id()
    mail = ContactPoint(kind=PointKind.EMAIL, value=f"{candidate.hex}@example.com")
    person = Person(name=Name(full="王小明"), points=(mail,))
    ledger.submit(IngestRecord(candidate=candidate, person=person), RECRUITER)
    job = new_id()
    ledger.submit(OpenJob(job=job, title="Engineer", org_unit="rd", family="engineering"), RECRUITER)
    ledger.submit(Apply(candidate=candidate, application=new_id(), job=job), RECRUITER)
    return candidate, mail


def planned(ledger: Ledger, candidate: UUID, mail: ContactPoint, policy: str = "employer-1") -> DispatchContact:
    contact = new_id()
    plan = PlanContact(
        candidate=candidate,
        contact=contact,
        channel=Channel.EMAIL,
        purpose=Purpose.APPLICATION,
        sender="user:li",
        address=mail,
        notice=None,
        policy=policy,
    )
    ledger.submit(plan, RECRUITER)
    return DispatchContact(candidate=candidate, contact=contact, policy=policy)


def types(ledger: Ledger, stream: UUID) -> list[str]:
    return [each.event.type for each in ledger.history(stream, unseal=False)]


def at_once(*calls: Callable[[], object]) -> None:
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> None:
        barrier.wait()
        call()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.fixture
def lawful(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """Where a notice need not come first, so that stories are short."""
    for name, policy in list(POLICIES.items()):
        monkeypatch.setitem(POLICIES, name, replace(policy, home="US"))
    return ledger


def test_nothing_leaves_after_a_withdrawal_that_came_at_the_same_moment_on_a_merged_record(lawful: Ledger) -> None:
    ledger = lawful
    for _ in range(ROUNDS):
        candidate, mail = applicant(ledger)
        other, _mail = applicant(ledger)
        ledger.submit(MergeCandidates(candidate=candidate, absorbed=other), RECRUITER)
        dispatch = planned(ledger, candidate, mail)
        withdraw = WithdrawConsent(candidate=other)
        at_once(lambda: ledger.submit(dispatch, RECRUITER), lambda: ledger.submit(withdraw, RECRUITER))  # noqa: B023
        last = types(ledger, candidate)[-2:]
        assert last in (["contact-dispatched", "consent-withdrawn"], ["consent-withdrawn", "contact-refused"])


def test_two_dispatches_of_one_contact_at_once_are_one(lawful: Ledger) -> None:
    candidate, mail = applicant(lawful)
    dispatch = planned(lawful, candidate, mail)

    def leave() -> None:
        try:
            lawful.submit(dispatch, RECRUITER)
        except Exception as error:  # noqa: BLE001
            refused.append(str(error))

    refused: list[str] = []
    at_once(*[leave] * 6)
    assert types(lawful, candidate).count("contact-dispatched") == 1
    assert refused == ["not_planned"] * 5


def test_of_many_dispatches_at_once_no_more_than_the_senders_cap_get_through(store: Store) -> None:
    sender = f"user:{new_id()}"
    inline = Inline(sent=[Sent(sender, "email", "promotional", 86_400.0, 5)])
    through: list[bool] = []

    def send() -> None:
        try:
            store.append([], inline=inline)
            through.append(True)
        except Moved:
            through.append(False)

    at_once(*[send] * 9)
    assert through.count(True) == 5


def test_a_sender_who_sent_enough_is_refused_with_that_reason(lawful: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = lawful
    tight = replace(POLICIES["agency-1"], sender_caps={Kind.TRANSACTIONAL: SenderCap(1, timedelta(days=1))})
    monkeypatch.setitem(POLICIES, "tight", tight)
    people = [applicant(ledger) for _ in range(2)]
    dispatches = [planned(ledger, *one, policy="tight") for one in people]
    for dispatch in dispatches:
        ledger.submit(dispatch, RECRUITER)
    assert types(ledger, people[0][0])[-1] == "contact-dispatched"
    refused = ledger.history(people[1][0])[-1].event
    assert (refused.type, refused.reasons) == ("contact-refused", ("cap_sender",))  # type: ignore[union-attr]


def test_a_suppressed_address_is_known_by_a_hash_and_outlives_whoever_objected(lawful: Ledger) -> None:
    ledger = lawful
    candidate, mail = applicant(ledger)
    ledger.submit(RaiseObjection(candidate=candidate), RECRUITER)
    stream = ledger.surroundings.stream_of(mail.kind, mail.value)
    (row,) = ledger.store.stream(stream)
    assert b'"sealed":{}' in row.state
    assert mail.value.encode() not in row.state
    again = new_id()
    ledger.submit(IngestRecord(candidate=again, person=Person(points=(mail,))), RECRUITER)
    contact = Contact(new_id(), Channel.EMAIL, Purpose.MARKETING, "main", "user:li", address=mail)
    assert "suppressed" in asked(ledger, again, contact, "employer-1").reasons
