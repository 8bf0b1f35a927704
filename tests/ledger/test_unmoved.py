"""Two decisions that read each other's streams at the same moment: never both.

Both rest on both streams, and each writes to one: under plain optimistic versions both would pass. The streams
are two records of one merged person; on one a withdrawal arrives while the other is about to be contacted.
"""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Literal
from unittest.mock import patch
from uuid import UUID

import pytest

from domain.decision import Command, On, Refused, Rule, Rules
from domain.decisions import RULES, GiveConsent, IngestRecord, MergeCandidates
from domain.dossier import Dossier
from domain.events import ConsentWithdrawn, ContactLogged
from domain.vocabulary import Channel, Purpose
from ledger.envelope import Origin, new_id
from ledger.faults import Moved
from ledger.ledger import Ledger
from ledger.store import NewRow, Store

pytestmark = pytest.mark.servers

ROUNDS = 150
RECRUITER = Origin(actor="user:li")


class Withdraw(Command):
    """Written to one record only, so that nothing but the unmoved streams can hold the other back."""

    type: Literal["withdraw-on-one-record"] = "withdraw-on-one-record"
    candidate: UUID


class Dispatch(Command):
    type: Literal["dispatch"] = "dispatch"
    candidate: UUID


def withdraw(_dossier: Dossier, command: Withdraw, _at: datetime, _rules: Rules) -> Sequence[On]:
    return [On(command.candidate, ConsentWithdrawn())]


def dispatch(dossier: Dossier, command: Dispatch, _at: datetime, _rules: Rules) -> Sequence[On]:
    if dossier.consents.withdrawals:
        raise Refused("no_lawful_basis")
    return [On(command.candidate, ContactLogged(contact=new_id(), channel=Channel.EMAIL))]


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Call all of them at the same moment; their results, or what they raised, in the same order."""
    barrier = threading.Barrier(len(calls))
    results: list[object] = [None] * len(calls)

    def run(place: int, call: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results[place] = call()
        except (Moved, Refused) as refusal:
            results[place] = refusal

    threads = [threading.Thread(target=run, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def one(stream: UUID, version: int, name: str) -> list[NewRow]:
    return [NewRow(stream, version, name, b"{}")]


def test_of_two_decisions_that_rest_on_both_streams_exactly_one_is_stored(store: Store) -> None:
    survivor, absorbed = new_id(), new_id()
    versions = {survivor: 0, absorbed: 0}
    won = {"withdrawn": 0, "dispatched": 0}
    for _ in range(ROUNDS):
        read = dict(versions)
        results = at_once(
            partial(store.append, one(absorbed, read[absorbed] + 1, "withdrawn"), unmoved=read),
            partial(store.append, one(survivor, read[survivor] + 1, "dispatched"), unmoved=read),
        )
        assert sum(isinstance(result, Moved) for result in results) == 1
        [last] = store.page(store.head() - 1, 10)
        versions[last.stream] += 1
        won[last.type] += 1
    assert store.head() == ROUNDS
    assert min(won.values()) > 0, "they never raced"


def test_without_naming_the_streams_that_were_read_both_are_stored(store: Store) -> None:
    """What this file would show if the lock did not look at them: that the race is real."""
    survivor, absorbed = new_id(), new_id()
    results = at_once(
        lambda: store.append(one(absorbed, 1, "withdrawn")),
        lambda: store.append(one(survivor, 1, "dispatched")),
    )
    assert not any(isinstance(result, Moved) for result in results)
    assert store.head() == 2


@patch.dict(RULES, {Withdraw: Rule(withdraw), Dispatch: Rule(dispatch)})
def test_a_dispatch_never_follows_a_withdrawal_on_another_record_of_the_person(ledger: Ledger) -> None:
    refused = 0
    for _ in range(25):
        survivor, absorbed = new_id(), new_id()
        for candidate in (survivor, absorbed):
            ledger.submit(IngestRecord(candidate=candidate), RECRUITER)
        ledger.submit(MergeCandidates(candidate=survivor, absorbed=absorbed), RECRUITER)
        consent = GiveConsent(candidate=survivor, purpose=Purpose.MARKETING, channels=(Channel.EMAIL,))
        ledger.submit(consent, RECRUITER)
        results = at_once(
            partial(ledger.submit, Withdraw(candidate=absorbed), RECRUITER),
            *[partial(ledger.submit, Dispatch(candidate=survivor), RECRUITER)] * 2,
        )
        refused += sum(isinstance(result, Refused) for result in results)
        withdrawn_at = ledger.history(absorbed)[-1].position
        for recorded in ledger.history(survivor):
            if isinstance(recorded.event, ContactLogged):
                assert recorded.position < withdrawn_at
        assert ledger.history(absorbed)[-1].event == ConsentWithdrawn()
    assert refused > 0, "they never raced"


def test_a_stream_without_events_counts_as_version_0(store: Store) -> None:
    stream, other = new_id(), new_id()
    store.append(one(stream, 1, "written"), unmoved={other: 0})
    store.append(one(other, 1, "written"))
    with pytest.raises(Moved):
        store.append(one(stream, 2, "written"), unmoved={other: 0})
    assert store.head() == 2
