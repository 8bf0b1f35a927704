"""Many are decided on together as each would be alone, and stored together or not at all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.decisions import MergeCandidates, ReportSent, WithdrawConsent
from domain.gate import POLICIES, SEES
from domain.gate.policy import SenderCap
from domain.gate.purposes import Kind
from ledger.envelope import new_id
from ledger.faults import Moved
from ledger.ledger import Ledger
from ledger.together import decide_together, people, store_together
from tests.ledger.test_gate import RECRUITER, applicant, lawful, planned, types

__all__ = ["lawful"]
pytestmark = pytest.mark.servers


def test_each_is_decided_as_it_would_be_alone_and_a_senders_cap_counts_those_before(
    lawful: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = lawful
    tight = replace(POLICIES["agency-1"], sender_caps={Kind.TRANSACTIONAL: SenderCap(2, timedelta(days=1))})
    monkeypatch.setitem(POLICIES, "tight", tight)
    mine, withdrawn, merged, absorbed, late = (applicant(ledger) for _ in range(5))
    dispatches = [planned(ledger, *each, policy="tight") for each in (mine, withdrawn, merged, late)]
    ledger.submit(WithdrawConsent(candidate=withdrawn[0]), RECRUITER)
    ledger.submit(MergeCandidates(candidate=merged[0], absorbed=absorbed[0]), RECRUITER)
    dispatches[2] = dispatches[2].model_copy(update={"candidate": absorbed[0]})
    told = ReportSent(candidate=applicant(ledger)[0], contact=new_id())
    commands = [*dispatches, told]

    decided = decide_together(ledger, commands, people(ledger, [each.candidate for each in commands], SEES))
    assert decided.answers[-1].refused is not None
    assert decided.answers[-1].refused.code == "no_such_contact"
    command_id = new_id()
    store_together(ledger, decided, RECRUITER, command_id)
    head = ledger.store.head()
    store_together(ledger, decided, RECRUITER, command_id)

    assert ledger.store.head() == head
    last = [types(ledger, each[0])[-1] for each in (mine, withdrawn, merged, late)]
    assert last == ["contact-dispatched", "contact-refused", "contact-dispatched", "contact-refused"]
    refused = ledger.history(late[0])[-1].event
    assert refused.reasons == ("cap_sender",)  # type: ignore[union-attr]


def test_where_one_of_them_has_moved_nothing_is_stored(lawful: Ledger) -> None:
    ledger = lawful
    several = [applicant(ledger) for _ in range(3)]
    dispatches = [planned(ledger, *each) for each in several]
    decided = decide_together(ledger, dispatches, people(ledger, [each for each, _ in several], SEES))
    ledger.submit(WithdrawConsent(candidate=several[1][0]), RECRUITER)
    with pytest.raises(Moved):
        store_together(ledger, decided, RECRUITER, new_id())
    assert not any("contact-dispatched" in types(ledger, each) for each, _ in several)
