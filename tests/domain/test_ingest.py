from datetime import date
from typing import Any

import pytest

from domain.decisions import AttachDocument, RecordInError
from domain.events import CandidateIngested, Document, ProfileUpdated
from domain.person import Career, Education, Name, PartialDate, Person
from domain.vocabulary import AgeBand, DataClass, EducationLevel, Purpose, Status
from tests.domain.acts import call, ingest, merge, person, tag
from tests.domain.story import A, B, Story, some_id


def test_a_new_record_is_ingested() -> None:
    command = ingest(external_id="7")
    Story().when(command).then((A, CandidateIngested(person=command.person, career=command.career, external_id="7")))


def test_the_same_content_adds_nothing_whatever_its_row() -> None:
    Story().given(ingest(row=1)).when(ingest(row=9)).then()


@pytest.mark.parametrize(
    "change",
    [
        {"person": person("王小明", "new@example.com")},
        {"career": None},
        {"external_id": "8"},
        {"unmapped": {"班次": "夜"}},
        {"region": "cn-31"},
        {"education_level": EducationLevel.MASTER},
    ],
)
def test_changed_content_updates_the_profile(change: dict[str, Any]) -> None:
    story = Story().given(ingest())
    story.when(ingest(**change)).then_types("profile-updated").when(ingest(**change)).then()


def test_an_unmapped_column_that_stays_the_same_is_no_change() -> None:
    Story().given(ingest(unmapped={"班次": "夜"})).when(ingest(unmapped={"班次": "夜"})).then()


def test_another_source_adds_its_own_description() -> None:
    story = Story().given(ingest()).when(ingest(source="linkedin")).then_types("profile-updated")
    assert set(story.record(A).described.sources) == {"greenhouse", "linkedin"}


def test_a_record_voided_in_error_is_ingested_anew() -> None:
    story = Story().given(ingest(), RecordInError(candidate=A, position=1, why="wrong-file"))
    assert story.dossier(A).void
    story.when(tag()).then_refused("candidate_void")
    story.when(ingest()).then_types("candidate-ingested")
    assert not story.dossier(A).void
    story.when(tag()).then_types("candidate-tagged")


def test_a_merged_record_is_still_described_by_its_own_source() -> None:
    changed = ingest(B, person=person("王小明", "b@example.com"))
    Story().given(ingest(A), ingest(B), merge(A, B)).when(changed).then(
        (B, ProfileUpdated(person=changed.person, career=changed.career))
    )


def test_coarse_facts_are_derived_and_their_drift_is_no_change() -> None:
    born = Person(born=PartialDate(on=date(1994, 5, 7)))
    career = Career(
        educations=(Education(level=EducationLevel.BACHELOR), Education(level=EducationLevel.MASTER)),
        career_start=PartialDate(on=date(2017, 7, 1)),
    )
    story = Story().given(ingest(person=born, career=career))
    last = story.record(A).described.sources["greenhouse"]
    assert (last.age_band, last.education_level, last.career_start_year) == (
        AgeBand.FROM_25,
        EducationLevel.MASTER,
        2017,
    )
    story.when(ingest(person=born, career=career), at=story.now.replace(year=2026)).then()


def test_sensitive_data_needs_a_purpose() -> None:
    Story().when(ingest(sensitive={"民族": "汉"})).then_refused("sensitive_needs_purpose")
    Story().when(ingest(sensitive={"民族": "汉"}, sensitive_for=Purpose.ONBOARDING)).then_types("candidate-ingested")


@pytest.mark.parametrize("blank", ["   ", "\u202e\u200b", "\u3000\t"])
def test_a_name_that_shows_nothing_is_no_name(blank: str) -> None:
    story = Story().when(ingest(person=Person(name=Name(full=blank)))).then_refused("blank_name")
    story.when(ingest(person=Person(name=Name(full="🙂\u200d")))).then_types("candidate-ingested")
    story.when(ingest(person=Person())).then_types("profile-updated")


def test_whoever_is_forgotten_is_not_brought_back_by_an_import() -> None:
    story = Story()
    story.happened(A, CandidateIngested(), unreadable={DataClass.IDENTITY: "forgotten"})
    assert story.record(A).forgotten == (DataClass.IDENTITY,)
    story.when(ingest()).then_refused("candidate_erased")
    story.when(call()).then_refused("candidate_erased")


def test_a_lost_key_is_noted_and_erases_nobody() -> None:
    story = Story()
    story.happened(A, CandidateIngested(), unreadable={DataClass.IDENTITY: "key-lost"})
    assert story.record(A).marks.unreadable == {DataClass.IDENTITY: "key-lost"}
    assert not story.dossier(A).erased


def test_status_comes_from_the_source_until_there_is_an_employment() -> None:
    assert Story().given(ingest(status=Status.REFERRER)).dossier(A).status is Status.REFERRER


def test_a_document_is_attached_once() -> None:
    document = Document(
        document=some_id("cv"),
        kind="resume",
        media_type="application.pdf",
        size=9,
        ciphertext_sha256="0" * 64,
    )
    command = AttachDocument(candidate=A, document=document, file_name="简历.pdf")
    story = Story().given(ingest()).when(command).then_types("document-attached").when(command).then()
    assert story.record(A).described.documents[0].file_name == "简历.pdf"
