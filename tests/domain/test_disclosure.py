"""Data is given to somebody outside on a ground of each person's own, and on no other."""

from typing import Any

from domain.decisions import (
    DisclosePersonalData,
    ExportPeople,
    LiftRestriction,
    RaiseObjection,
    RecordSetting,
    RestrictProcessing,
    WithdrawConsent,
)
from domain.decisions.disclosure import IN_ONE_EVENT
from domain.events import PersonalDataDisclosed
from domain.vocabulary import Basis, ExportFormat, Purpose
from tests.domain.acts import consent, ingest, merge
from tests.domain.story import A, B, Story, some_id

P = Purpose.TALENT_POOL
FOR_THEM = consent(purpose=P, recipient="headhunter-a")


def give(basis: Basis | None = None, **more: Any) -> DisclosePersonalData:
    return DisclosePersonalData(candidate=A, recipient="headhunter-a", purpose=P, basis=basis, **more)


def grounds(story: Story) -> tuple[Basis, int | None]:
    event = story.of_type("personal-data-disclosed")[-1].event
    assert isinstance(event, PersonalDataDisclosed)
    return event.basis, event.basis_position


def test_a_consent_for_this_recipient_is_the_ground_and_is_named() -> None:
    story = Story().given(ingest()).when(give()).then_refused("disclosure_without_basis")
    story.given(consent(purpose=P)).when(give()).then_refused("disclosure_without_basis")
    story.given(FOR_THEM)
    position = story.of_type("consent-given")[-1].position
    assert grounds(story.given(give(Basis.LEGAL_DUTY))) == (Basis.CONSENT, position)
    other = give().model_copy(update={"recipient": "headhunter-b"})
    story.when(other).then_refused("disclosure_without_basis")
    story.given(WithdrawConsent(candidate=A, purpose=P)).when(give()).then_refused("disclosure_without_basis")


def test_another_ground_counts_only_where_the_persons_place_admits_it() -> None:
    story = Story().given(ingest()).when(give(Basis.LEGITIMATE_INTEREST)).then_refused("disclosure_without_basis")
    story.given(RecordSetting(candidate=A, jurisdiction="CN"))
    story.when(give(Basis.LEGITIMATE_INTEREST)).then_refused("disclosure_without_basis")
    story.given(RecordSetting(candidate=A, jurisdiction="DE"))
    assert grounds(story.given(give(Basis.LEGITIMATE_INTEREST))) == (Basis.LEGITIMATE_INTEREST, None)
    story.given(RaiseObjection(candidate=A, purposes=(P,)))
    story.when(give(Basis.LEGITIMATE_INTEREST)).then_refused("disclosure_without_basis")
    assert grounds(story.given(give(Basis.LEGAL_DUTY))) == (Basis.LEGAL_DUTY, None)


def test_nothing_is_given_of_whom_the_processing_is_restricted() -> None:
    story = Story().given(ingest(), FOR_THEM, RestrictProcessing(candidate=A))
    story.when(give()).then_refused("processing_restricted")
    story.given(LiftRestriction(candidate=A)).when(give()).then_types("personal-data-disclosed")


def test_of_merged_records_the_person_is_told_of_once() -> None:
    story = Story().given(ingest(A), FOR_THEM, ingest(B), merge(B, A)).when(give())
    assert story.made is not None
    assert [each.stream for each in story.made] == [B]


def test_an_export_of_many_is_one_event_for_each_part() -> None:
    people = tuple(some_id(str(number)) for number in range(IN_ONE_EVENT + 1))
    wish = ExportPeople(export=some_id("x"), format=ExportFormat.CSV, why="audit", read_at=1, people=people)
    story = Story().when(wish).then_types("people-exported", "people-exported")
    told = [each.event for each in story.of_type("people-exported")]
    assert tuple(one for each in told for one in each.people) == people  # type: ignore[union-attr]
    story.when(wish).then_refused("export_exists")
