from typing import Any

import pytest

from domain.decisions import ArchiveRecord, EvaluateInterview, IngestRecord, ReviewRecord
from domain.entries import DEFAULT, POLICIES, Entry, EntryState, entries
from domain.events import CandidateIngested, RecordReviewed
from domain.person import Career, Education
from domain.vocabulary import DataClass, EducationLevel
from tests.domain.acts import INTERVIEWED, evaluate, ingest, merge, reverse
from tests.domain.story import RECRUITER, A, B, Story

DEGREE = Education(school="北京大学", level=EducationLevel.MASTER)
CHEN = "user:chen"


def graduate(candidate: Any = A, **more: Any) -> IngestRecord:
    return ingest(candidate, career=Career(educations=(DEGREE,)), **more)


def review(position: int = 1, **more: Any) -> ReviewRecord:
    said = {"subject": "education", "education": 0, "verdict": "confirmed", "evidence": "chsi", "by": CHEN}
    return ReviewRecord.model_validate({"candidate": A, "position": position, **said, **more})


def archive(position: int = 1, by: str = CHEN) -> ArchiveRecord:
    return ArchiveRecord(candidate=A, position=position, by=by)


def verified(story: Story, candidate: Any = A) -> list[bool]:
    return [each.verified for each in story.dossier(candidate).profile.educations]


def entry(story: Story, subject: str, candidate: Any = A) -> Entry:
    return next(each for each in entries(story.record(candidate)) if each.subject == subject)


def test_a_degree_is_verified_by_a_review_and_never_by_a_claim() -> None:
    boast = Career(educations=(DEGREE.model_copy(update={"verified": True}),))
    story = Story().given(ingest(career=boast))
    assert verified(story) == [False]
    story.when(review()).then(
        (
            A,
            RecordReviewed(
                subject="education",
                position=1,
                education=0,
                verdict="confirmed",
                evidence="chsi",
                reviewer=CHEN,
                degree=DEGREE,
            ),
        )
    )
    assert verified(story) == [True]


def test_a_claim_that_was_stored_as_verified_counts_as_unverified() -> None:
    story = Story()
    boast = Career(educations=(DEGREE.model_copy(update={"verified": True}),))
    story.happened(A, CandidateIngested(career=boast))
    assert verified(story) == [False]


def test_a_source_that_only_adds_that_it_is_verified_says_nothing_new() -> None:
    boast = Career(educations=(DEGREE.model_copy(update={"verified": True}),))
    Story().given(graduate()).when(ingest(career=boast)).then()


def test_a_review_holds_for_the_degree_that_was_seen_and_no_other() -> None:
    better = Career(educations=(Education(school="北京大学", level=EducationLevel.DOCTORATE),))
    story = Story().given(graduate(), review(), ingest(career=better))
    assert verified(story) == [False]
    story.given(graduate())
    assert verified(story) == [True]


def test_the_last_review_stands() -> None:
    story = Story().given(graduate(), review(), review(verdict="rejected", evidence=None))
    assert verified(story) == [False]


def test_whoever_had_a_hand_in_an_entry_can_not_review_it() -> None:
    story = Story().given(graduate(), actor="key:ats")
    story.when(review(by="key:ats")).then_refused("four_eyes")
    Story().given(graduate()).when(review(by=RECRUITER)).then_refused("four_eyes")


def test_an_evaluator_can_not_review_the_evaluation_that_somebody_else_typed_in() -> None:
    story = Story().given(*INTERVIEWED, evaluate())
    position = story.history[-1].position
    about = {"subject": "evaluation", "education": None, "evidence": None}
    story.when(review(position, **about, by="user:boss")).then_refused("four_eyes")
    story.when(review(position, **about, by=RECRUITER)).then_refused("four_eyes")
    story.when(review(position, **about)).then_types("record-reviewed")
    assert entry(story, "evaluation").state is EntryState.REVIEWED


@pytest.mark.parametrize("by", [None, "policy:auto", "system:import", "link:0"])
def test_a_review_is_made_by_a_human(by: str | None) -> None:
    Story().given(graduate()).when(review(by=by)).then_refused("human_required")


def test_a_confirmed_degree_names_its_evidence() -> None:
    Story().given(graduate()).when(review(evidence=None)).then_refused("evidence_required")


@pytest.mark.parametrize("about", [{"position": 9}, {"education": 1}, {"subject": "evaluation"}, {"education": None}])
def test_what_was_not_entered_is_not_reviewed(about: dict[str, Any]) -> None:
    Story().given(graduate()).when(review(**about)).then_refused("nothing_to_review")


def test_a_description_that_was_replaced_is_not_reviewed() -> None:
    Story().given(graduate(), ingest()).when(review()).then_refused("nothing_to_review")


def test_entry_review_archive() -> None:
    story = Story().given(graduate())
    assert (entry(story, "record").state, entry(story, "education").review_asked) == (EntryState.ENTERED, True)
    story.when(archive()).then_refused("review_required")
    story.given(review())
    assert entry(story, "education").state is EntryState.REVIEWED
    assert not entry(story, "education").review_asked
    story.when(archive()).then_types("record-archived").when(archive()).then()
    assert {each.state for each in entries(story.record(A))} == {EntryState.ARCHIVED}
    story.when(review()).then_refused("entry_archived")


def test_what_a_review_rejected_is_not_archived() -> None:
    rejected = review(verdict="rejected", evidence=None)
    Story().given(graduate(), rejected).when(archive()).then_refused("review_rejected")


def test_a_record_without_a_degree_is_archived_without_a_review() -> None:
    Story().given(ingest()).when(archive()).then_types("record-archived")


def test_a_new_description_begins_as_entered() -> None:
    story = Story().given(ingest(), archive(), graduate())
    assert entry(story, "record").state is EntryState.ENTERED


def test_a_review_stays_with_the_record_that_it_was_made_of() -> None:
    story = Story().given(ingest(), graduate(B), merge(A, B))
    story.when(review(2)).then_types("record-reviewed")
    assert story.made
    assert story.made[0].stream == B
    assert verified(story) == [True]
    story.given(reverse(A, B))
    assert (verified(story, B), verified(story)) == ([True], [])


def test_a_forgotten_degree_verifies_nothing() -> None:
    story = Story().given(graduate())
    event = RecordReviewed(subject="education", position=1, education=0, verdict="confirmed", reviewer=CHEN)
    story.happened(A, event, unreadable={DataClass.CAREER: "forgotten"})
    assert verified(story) == [False]


def test_a_policy_speaks_of_every_kind_of_entry() -> None:
    assert all(set(policy) == {"record", "education", "evaluation"} for policy in POLICIES.values())
    assert DEFAULT in POLICIES


def test_evaluations_are_judged_anew_when_the_evaluator_changes_the_verdict() -> None:
    story = Story().given(*INTERVIEWED, evaluate())
    first = story.history[-1].position
    story.given(EvaluateInterview.model_validate({**evaluate().model_dump(), "score": 80}))
    story.when(review(first, subject="evaluation", education=None)).then_refused("nothing_to_review")
