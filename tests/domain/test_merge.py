from domain.decisions import AssertDifferentPeople, RecordInError
from domain.events import (
    CandidateAbsorbed,
    CandidateIngested,
    CandidateMerged,
    DifferentPeopleAsserted,
    MergeReversed,
)
from domain.vocabulary import DataClass
from tests.domain.acts import call, ingest, merge, person, reverse, tag
from tests.domain.story import A, B, C, Story


def three() -> Story:
    return Story().given(ingest(A), ingest(B), ingest(C))


def test_a_merge_is_an_event_on_each_side() -> None:
    three().when(merge(A, B)).then((A, CandidateMerged(absorbed=B)), (B, CandidateAbsorbed(survivor=A)))


def test_every_id_leads_to_the_survivor_and_reversing_takes_it_back() -> None:
    story = three().given(tag(B), merge(B, C), merge(A, B))
    assert {story.dossier(each).candidate for each in (A, B, C)} == {A}
    assert story.dossier(C).members == (A, B, C)
    assert "python" in story.dossier(A).knowing.tags
    story.when(reverse(A, B)).then(*[(each, MergeReversed(survivor=A, absorbed=B)) for each in (A, B)])
    assert story.dossier(A).members == (A,)
    assert story.dossier(C).candidate == B


def test_what_cannot_be_merged() -> None:
    story = three()
    story.when(merge(A, A)).then_refused("same_candidate")
    story.given(merge(A, B))
    story.when(merge(A, B)).then_refused("already_merged", str(A))
    story.when(merge(B, A)).then_refused("merge_ring", str(A))
    story.when(merge(C, B)).then_refused("merged_away", str(A))
    story.when(merge(B, C)).then_refused("merged_away", str(A))
    Story().given(ingest(A)).when(merge(A, B)).then_refused("no_such_candidate")


def test_a_void_or_erased_record_is_not_merged() -> None:
    story = three().given(RecordInError(candidate=B, position=2, why="wrong-file"))
    story.when(merge(A, B)).then_refused("candidate_void")
    story = Story().given(ingest(A))
    story.happened(B, CandidateIngested(), unreadable={DataClass.IDENTITY: "forgotten"})
    story.when(merge(A, B)).then_refused("candidate_erased")


def test_different_people_are_never_merged() -> None:
    different = AssertDifferentPeople(candidate=A, other=B)
    story = three().when(different)
    story.then((A, DifferentPeopleAsserted(other=B)), (B, DifferentPeopleAsserted(other=A)))
    story.when(different).then()
    story.when(merge(B, A)).then_refused("asserted_different")
    story.given(merge(C, B)).when(merge(C, A)).then_refused("asserted_different")


def test_whoever_is_merged_is_not_different_until_it_is_reversed() -> None:
    story = three().given(merge(A, B))
    story.when(AssertDifferentPeople(candidate=B, other=A)).then_refused("already_merged", str(A))
    story.when(AssertDifferentPeople(candidate=A, other=A)).then_refused("same_candidate")
    story.given(reverse(A, B)).when(merge(A, B)).then_refused("asserted_different")


def test_only_a_merge_can_be_reversed() -> None:
    three().when(reverse(A, B)).then_refused("not_merged")
    three().given(merge(A, B), merge(A, C)).when(reverse(B, C)).then_refused("not_merged")


def test_a_merge_is_not_corrected_on_one_side() -> None:
    story = three().given(merge(A, B))
    story.when(RecordInError(candidate=A, position=4, why="mistake")).then_refused("reverse_the_merge")


def test_merging_and_reversing_gives_each_record_its_content_back() -> None:
    story = three().given(tag(A), call(B))
    before = story.dossier(A), story.dossier(B)
    story.given(merge(A, B), reverse(A, B))
    for one, other in zip(before, (story.dossier(A), story.dossier(B)), strict=True):
        assert one.profile == other.profile
        assert (one.knowing, one.contacts, one.activity) == (other.knowing, other.contacts, other.activity)


def test_a_void_member_says_nothing() -> None:
    story = Story().given(ingest(A, person=person("甲")), ingest(B, person=person("乙")), merge(A, B))
    story.given(RecordInError(candidate=B, position=2, why="wrong-file"))
    assert list(story.dossier(A).profile.also_known_as) == ["甲"]
    assert not story.dossier(A).void
