"""A newer model looks at everybody again: it proposes and questions, and merges or parts nobody."""

from uuid import UUID

import pytest

from benchmarks.labelled import febrl
from domain.decisions import AssertSamePerson, IngestRecord
from domain.doubts import doubts
from domain.events import MatchAssessed, MergeQuestioned, RecordsRescored, RescoringFinished
from domain.identity import DEFAULT
from domain.identity_models import STREAM
from ledger.envelope import new_id
from ledger.identity import rescoring
from ledger.identity.rescoring import rescore
from ledger.ledger import Ledger
from tests.ledger.identity.people import RECRUITER, arrive, dossier, kinds, person
from tests.ledger.identity.test_models import changed

pytestmark = pytest.mark.servers


def test_real_records_are_proposed_by_a_model_that_asks_sooner(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of febrl3, of which nothing is merged at once: one that expects more pairs says so of each."""
    rows = sorted(febrl("febrl3"), key=lambda each: each.entity)[:120]
    for row in rows:
        ledger.submit(IngestRecord(candidate=new_id(), source="febrl", person=row.person), RECRUITER)
    before = proposals(ledger, DEFAULT.version)
    assert ledger.engine is not None
    ledger.models.publish(changed("identity-2", pairs_each=1_000.0), "asks-sooner", "user:li")
    monkeypatch.setattr(rescoring, "AT_ONCE", 25)
    with pytest.raises(InterruptedError):
        rescore(ledger.engine, interrupted_at(75), told_every=50)
    done = rescore(ledger.engine, told_every=50)
    found = proposals(ledger, "identity-2")
    assert (done.records, done.proposed) == (120, len(found))
    assert set(before) <= set(found)
    assert {event.prior for _, event in assessed(ledger, "identity-2")} == {0}
    assert len(found) == len(set(found))
    assert {"candidate-merged", "merge-reversed"}.isdisjoint(kinds(ledger))
    said = [each.event for each in ledger.history(STREAM)][1:]
    assert [type(each) for each in said] == [RecordsRescored, RecordsRescored, RescoringFinished]
    before_again = kinds(ledger)
    assert rescore(ledger.engine) == done
    assert kinds(ledger) == [*before_again, "rescoring-finished"]


def interrupted_at(records: int) -> rescoring.Heard:
    def heard(done: int, _of: int | None) -> None:
        if done == records:
            raise InterruptedError

    return heard


def assessed(ledger: Ledger, model: str) -> list[tuple[UUID, MatchAssessed]]:
    seen = [(each.stream, each.event) for each in ledger.page(0, 10_000)]
    return [(stream, event) for stream, event in seen if isinstance(event, MatchAssessed) and event.model == model]


def proposals(ledger: Ledger, model: str) -> list[tuple[UUID, UUID]]:
    return [(stream, event.other) for stream, event in assessed(ledger, model)]


def test_a_merge_that_the_model_would_not_make_is_questioned_and_stands_until_a_human_says(ledger: Ledger) -> None:
    first, _ = arrive(ledger, person("王小明", email="xm.wang@example.org"))
    second, _ = arrive(ledger, person("王小明", email="xm.wang@example.org"))
    by_hand, _ = arrive(ledger, person("Anna Nowak"))
    ledger.submit(AssertSamePerson(candidate=first, other=by_hand, by="user:li"), RECRUITER)
    assert ledger.engine is not None
    ledger.models.publish(changed("identity-2", certain=1.0), "cautious", "user:li")
    assert rescore(ledger.engine).questioned == 1
    assert set(dossier(ledger, first).members) == {first, second, by_hand}
    [doubt] = doubts(dossier(ledger, first))
    assert (doubt.absorbed, doubt.survivor, doubt.seen.policy, doubt.seen.model) == (
        *(second, first),
        *("identity-1", "identity-2"),
    )
    assert rescore(ledger.engine).questioned == 1
    ledger.submit(AssertSamePerson(candidate=second, other=first, by="user:li"), RECRUITER)
    assert doubts(dossier(ledger, first)) == []
    ledger.models.publish(changed("identity-3", certain=1.0), "cautious", "user:li")
    assert rescore(ledger.engine).questioned == 0
    assert sum(isinstance(each.event, MergeQuestioned) for each in ledger.page(0, 100)) == 1
