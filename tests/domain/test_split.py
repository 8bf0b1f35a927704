from domain.events import CandidateAbsorbed, CandidateMerged, DifferentPeopleAsserted, MergeReversed
from tests.domain.acts import ingest, merge, opt_out, same, split, tag
from tests.domain.story import A, B, C, Story, some_id

D = some_id("D")


def four() -> Story:
    return Story().given(*(ingest(each) for each in (A, B, C, D)))


def members(story: Story) -> set[tuple[object, ...]]:
    return {story.dossier(each).members for each in (A, B, C, D)}


def test_a_record_that_absorbed_nobody_goes_alone() -> None:
    story = four().given(merge(A, B), merge(A, C)).when(split(A, C))
    story.then(
        *[(each, MergeReversed(survivor=A, absorbed=C)) for each in (A, C)],
        (C, DifferentPeopleAsserted(other=B)),
        (B, DifferentPeopleAsserted(other=C)),
    )
    assert members(story) == {(A, B), (C,), (D,)}


def test_what_a_record_had_absorbed_stays_with_the_rest() -> None:
    story = four().given(tag(C), merge(B, C), merge(A, B)).when(split(C, B))
    story.then(
        *[(each, MergeReversed(survivor=A, absorbed=B)) for each in (A, B)],
        *[(each, MergeReversed(survivor=B, absorbed=C)) for each in (B, C)],
        (A, CandidateMerged(absorbed=C)),
        (C, CandidateAbsorbed(survivor=A)),
    )
    assert members(story) == {(A, C), (B,), (D,)}
    assert "python" in story.dossier(A).knowing.tags
    assert "python" not in story.dossier(B).knowing.tags


def test_what_a_human_names_goes_along_with_all_that_it_absorbed() -> None:
    story = four().given(merge(C, D), merge(B, C), merge(A, B)).when(split(A, B, C))
    assert members(story) == {(A,), (B, C, D)}
    story = four().given(merge(B, C), merge(B, D), merge(A, B)).given(split(A, B, D))
    assert members(story) == {(A, C), (B, D)}


def test_without_its_survivor_the_oldest_of_the_rest_survives() -> None:
    story = four().given(merge(C, D), merge(C, B), merge(C, A)).when(split(A, C))
    assert members(story) == {(A, B, D), (C,)}
    assert story.dossier(D).candidate == A


def test_the_record_and_each_of_the_rest_are_different_people() -> None:
    story = four().given(merge(B, C), merge(A, B), merge(A, D), split(A, C))
    for each in (A, B, D):
        assert C in story.record(each).links.different
        assert each in story.record(C).links.different
    story.given(split(A, D)).when(merge(C, B)).then_refused("asserted_different")
    story.when(merge(C, D)).then_refused("asserted_different")
    story.given(same(C, D))
    assert story.dossier(D).candidate == C


def test_only_a_record_of_a_dossier_of_several_is_split_out() -> None:
    four().when(split(A, A)).then_refused("not_merged")
    four().given(merge(A, B)).when(split(A, C)).then_refused("not_merged")
    four().given(merge(A, B)).when(split(A, some_id("nobody"))).then_refused("no_such_candidate")
    four().given(merge(A, B), merge(A, C)).when(split(A, B, C)).then_refused("not_merged")
    four().given(merge(A, B)).when(split(A, A, B)).then_refused("not_merged")


def test_an_opt_out_stays_with_every_record_that_is_split_out() -> None:
    story = four().given(merge(B, C), merge(A, B), opt_out(C), split(A, B))
    for each in (A, B, C):
        assert len(story.record(each).consents.withdrawals) == 1
