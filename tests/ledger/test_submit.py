"""The way of a command, on the real server: decide, seal, append, answer once."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from domain.decision import Refused
from domain.decisions import (
    AddTagTerm,
    AssignOwner,
    Hire,
    IngestRecord,
    LogContact,
    MergeCandidates,
    RecordInError,
    RecordReply,
    RetireTagTerm,
    TagCandidate,
)
from domain.envelope import Claim
from domain.events import CandidateIngested, CandidateTagged, Hired
from domain.events.tag_vocabulary import TermName
from domain.person import Name, Person
from domain.vocabulary import Channel, DataClass, TagFacet
from ledger.envelope import Origin, new_id
from ledger.faults import CommandReused
from ledger.ledger import Ledger
from tests.servers import Database

RECRUITER = Origin(actor="user:li", org_unit="sales", reason="first-import")


@pytest.fixture
def ledger(database: Database) -> Iterator[Ledger]:
    with Ledger.open(database.settings) as opened:
        yield opened


@pytest.fixture
def candidate(ledger: Ledger) -> UUID:
    stream = new_id()
    ledger.submit(IngestRecord(candidate=stream, person=Person(name=Name(full="王小明"))), RECRUITER)
    return stream


def test_what_was_submitted_is_read_back_with_its_envelope(ledger: Ledger, candidate: UUID) -> None:
    [recorded] = ledger.history(candidate)
    assert isinstance(recorded.event, CandidateIngested)
    assert recorded.event.person == Person(name=Name(full="王小明"))
    assert (recorded.position, recorded.version) == (1, 1)
    assert (recorded.meta.actor, recorded.meta.org_unit, recorded.meta.reason) == (
        "user:li",
        "sales",
        "first-import",
    )
    [closed] = ledger.history(candidate, unseal=False)
    assert isinstance(closed.event, CandidateIngested)
    assert closed.event.person is None


def test_a_refused_command_stores_nothing_and_names_its_reason(ledger: Ledger) -> None:
    with pytest.raises(Refused) as refused:
        ledger.submit(TagCandidate(candidate=new_id(), tag="java"), RECRUITER)
    assert refused.value.code == "no_such_candidate"
    assert ledger.store.head() == 0


def test_a_command_that_changes_nothing_is_answered_with_the_head(ledger: Ledger, candidate: UUID) -> None:
    ledger.submit(TagCandidate(candidate=candidate, tag="java"), RECRUITER)
    again = ledger.submit(TagCandidate(candidate=candidate, tag="java"), RECRUITER)
    assert (again.events, again.position, ledger.store.head()) == (0, 2, 2)


def test_a_retry_gets_the_first_answer_even_where_the_rules_would_refuse_it_now(
    ledger: Ledger, candidate: UUID
) -> None:
    command_id, contact = new_id(), new_id()
    ledger.submit(LogContact(candidate=candidate, contact=contact, channel=Channel.PHONE), RECRUITER)
    reply = RecordReply(candidate=candidate, contact=contact, channel=Channel.PHONE)
    first = ledger.submit(reply, RECRUITER, command_id=command_id)
    voided = ledger.history(candidate)[1].position
    ledger.submit(RecordInError(candidate=candidate, position=voided, why="wrong-person"), RECRUITER)
    with pytest.raises(Refused):
        ledger.submit(reply, RECRUITER)
    again = ledger.submit(reply, RECRUITER, command_id=command_id)
    assert (again.replayed, again.first_position) == (True, first.first_position)


def test_a_command_id_can_not_be_used_for_another_body(ledger: Ledger, candidate: UUID) -> None:
    command_id = new_id()
    ledger.submit(TagCandidate(candidate=candidate, tag="java"), RECRUITER, command_id=command_id)
    with pytest.raises(CommandReused):
        ledger.submit(TagCandidate(candidate=candidate, tag="go"), RECRUITER, command_id=command_id)
    other_actor = Origin(actor="user:zhang")
    ledger.submit(TagCandidate(candidate=candidate, tag="go"), other_actor, command_id=command_id)
    assert [type(each.event) for each in ledger.history(candidate)][1:] == [CandidateTagged, CandidateTagged]


def test_a_decision_whose_streams_move_is_taken_again(ledger: Ledger, candidate: UUID) -> None:
    load = ledger.dossier
    moved: list[UUID] = []

    def loaded_before_somebody_else_wrote(stream: UUID, *, sees: Collection[DataClass] | None = None) -> object:
        answer = load(stream, sees=sees)
        if not moved:
            moved.append(stream)
            ledger.submit(AssignOwner(candidate=stream, owner="user:wu"), Origin(actor="user:wu"))
        return answer

    ledger.dossier = loaded_before_somebody_else_wrote  # type: ignore[method-assign, assignment]
    receipt = ledger.submit(TagCandidate(candidate=candidate, tag="java"), RECRUITER)
    assert (receipt.first_position, receipt.events) == (3, 1)


def test_a_decision_on_an_old_vocabulary_of_tags_is_taken_again(
    database: Database, ledger: Ledger, candidate: UUID
) -> None:
    put = TagCandidate(candidate=candidate, tag="云原生", facet="skill")
    ledger.submit(put, RECRUITER)  # from now on it has the vocabulary at hand, which does not know the word
    called = (TermName(language="zh", text="云原生"),)
    with Ledger.open(database.settings) as elsewhere:
        elsewhere.submit(AddTagTerm(facet=TagFacet.SKILL, role="admin", term="cloud-native", names=called), RECRUITER)
        ledger.submit(put, RECRUITER)
        meant = CandidateTagged(tag="cloud-native", facet="skill", written="云原生")
        assert ledger.history(candidate)[-1].event == meant
        elsewhere.submit(AddTagTerm(facet=TagFacet.SKILL, role="admin", term="cobol"), RECRUITER)
        elsewhere.submit(RetireTagTerm(facet=TagFacet.SKILL, role="admin", term="cobol"), RECRUITER)
    with pytest.raises(Refused, match="no_such_term"):
        ledger.submit(RetireTagTerm(facet=TagFacet.SKILL, role="admin", term="fortran"), RECRUITER)
    with pytest.raises(Refused, match="term_retired"):
        ledger.submit(TagCandidate(candidate=candidate, tag="cobol", facet="skill"), RECRUITER)


def test_claimed_history_is_accepted_and_flagged_where_a_live_command_is_refused(
    ledger: Ledger, candidate: UUID
) -> None:
    hire = Hire(
        candidate=candidate,
        application=new_id(),
        employment=new_id(),
        occurred=Claim(at=datetime.now(UTC) - timedelta(days=900)),
    )
    with pytest.raises(Refused) as refused:
        ledger.submit(hire, RECRUITER)
    ledger.submit(hire, RECRUITER, claimed=True)
    hired = ledger.history(candidate)[-1].event
    assert isinstance(hired, Hired)
    assert refused.value.code in hired.breaks


def test_a_position_of_another_stream_can_not_be_recorded_in_error(ledger: Ledger, candidate: UUID) -> None:
    ledger.submit(IngestRecord(candidate=new_id(), person=Person(name=Name(full="Ann"))), RECRUITER)
    ledger.submit(TagCandidate(candidate=candidate, tag="java"), RECRUITER)
    with pytest.raises(Refused) as refused:
        ledger.submit(RecordInError(candidate=candidate, position=2, why="mistake"), RECRUITER)
    assert refused.value.code == "no_such_event"


def test_one_person_answers_under_every_id_after_a_merge(ledger: Ledger, candidate: UUID) -> None:
    other = new_id()
    ledger.submit(IngestRecord(candidate=other, person=Person(name=Name(full="Wang Xiaoming"))), RECRUITER)
    ledger.submit(MergeCandidates(candidate=candidate, absorbed=other), RECRUITER)
    for asked in (candidate, other):
        dossier, versions = ledger.dossier(asked)
        assert dossier is not None
        assert dossier.candidate == candidate
        assert versions == {candidate: 2, other: 2}
