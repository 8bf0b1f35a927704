from itertools import pairwise

from domain.decisions import AssertDifferentPeople, MergeCandidates, RecordInError
from domain.events import (
    CandidateAbsorbed,
    CandidateIngested,
    CandidateMerged,
    DifferentPeopleAsserted,
    MergeReversed,
    ProfileValuePreferred,
    SamePersonAsserted,
)
from domain.person import Career
from domain.vocabulary import DataClass
from tests.domain.acts import call, ingest, merge, person, reverse, same, tag
from tests.domain.story import A, B, C, Story, some_id

D = some_id("D")


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


def test_values_are_chosen_field_by_field_at_the_merge() -> None:
    story = Story().given(
        ingest(A, source="linkedin", career=Career(headline="Engineer"), region="cn-31"),
        ingest(B, source="social", career=Career(headline="CTO"), region="cn-11"),
    )
    prefer = {"headline": 2, "region": 1}
    story.when(MergeCandidates(candidate=A, absorbed=B, prefer=prefer, by="user:chen")).then(
        (A, CandidateMerged(absorbed=B)),
        (B, CandidateAbsorbed(survivor=A)),
        (B, ProfileValuePreferred(attribute="headline", position=2, preferred_by="user:chen")),
        (A, ProfileValuePreferred(attribute="region", position=1, preferred_by="user:chen")),
    )
    profile = story.dossier(A).profile
    assert (profile.headline, profile.region) == ("CTO", "cn-31")


def test_only_a_human_chooses_at_a_merge_and_only_what_was_said() -> None:
    choosing = MergeCandidates(candidate=A, absorbed=B, prefer={"headline": 2})
    three().when(choosing).then_refused("human_required")
    three().when(choosing.model_copy(update={"by": "policy:x"})).then_refused("human_required")
    missing = choosing.model_copy(update={"by": "user:chen", "prefer": {"headline": 3}})
    three().when(missing).then_refused("no_such_value")


def test_the_same_person_is_asserted_under_any_of_the_ids() -> None:
    story = three().given(ingest(D), merge(B, A), merge(D, C))
    story.when(same(C, A)).then((B, CandidateMerged(absorbed=D)), (D, CandidateAbsorbed(survivor=B)))
    assert {story.dossier(each).candidate for each in (A, B, C, D)} == {B}
    story.when(same(A, D)).then()


def test_the_oldest_id_survives_unless_another_is_chosen() -> None:
    three().when(same(B, A)).then((A, CandidateMerged(absorbed=B)), (B, CandidateAbsorbed(survivor=A)))
    story = three().given(merge(C, B)).when(same(A, C, survivor=B))
    story.then((C, CandidateMerged(absorbed=A)), (A, CandidateAbsorbed(survivor=C)))
    three().when(same(A, B, survivor=C)).then_refused("wrong_survivor", str(C))


def test_only_a_human_asserts_the_same_person() -> None:
    three().when(same(A, B, by=None)).then_refused("human_required")
    three().when(same(A, B, by="policy:identity-1")).then_refused("human_required")
    three().when(same(A, A)).then_refused("same_candidate")
    three().when(same(A, D)).then_refused("no_such_candidate")


def test_a_human_takes_back_that_they_are_different_people() -> None:
    story = three().given(merge(A, B), reverse(A, B), merge(B, C))
    story.when(same(C, A)).then(
        (B, SamePersonAsserted(other=A)),
        (A, SamePersonAsserted(other=B)),
        (A, CandidateMerged(absorbed=B)),
        (B, CandidateAbsorbed(survivor=A)),
    )
    assert not story.dossier(A).different
    story.given(reverse(A, B)).when(merge(A, B)).then_refused("asserted_different")


def test_the_same_person_is_neither_void_nor_erased() -> None:
    story = three().given(RecordInError(candidate=B, position=2, why="wrong-file"))
    story.when(same(A, B)).then_refused("candidate_void", str(B))
    story = Story().given(ingest(A))
    story.happened(B, CandidateIngested(), unreadable={DataClass.IDENTITY: "forgotten"})
    story.when(same(B, A)).then_refused("candidate_erased", str(B))


def test_five_hundred_records_are_one_person_and_each_can_be_given_back() -> None:
    story = Story()
    many = [some_id(f"record {number}") for number in range(500)]
    for each in many:
        story.happened(each, CandidateIngested(person=person("王小明")))
    for each, other in pairwise(many):
        story.happened(each, CandidateMerged(absorbed=other))
        story.happened(other, CandidateAbsorbed(survivor=each))
    assert len(story.dossier(many[250]).members) == 500
    assert story.dossier(many[-1]).candidate == many[0]
    story.when(reverse(many[249], many[250]))
    assert len(story.dossier(many[0]).members) == len(story.dossier(many[-1]).members) == 250
