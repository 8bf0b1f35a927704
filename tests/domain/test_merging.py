import pytest

from domain.decision import Refused
from domain.decisions import AssertDifferentPeople, MergeCandidates, RecordInError
from domain.events.profile import Choosable
from domain.merging import Choice, Preview, preview
from domain.person import Career
from tests.domain.acts import call, consent, ingest, merge, opt_out, reverse, tag
from tests.domain.story import A, B, C, Story, some_id


def two() -> Story:
    return Story().given(
        ingest(A, source="social", career=Career(headline="Engineer")),
        ingest(B, source="linkedin", career=Career(headline="CTO")),
        batch=some_id("batch"),
    )


def of(story: Story, one: object = A, other: object = B, survivor: object = None) -> Preview:
    return preview(story.dossier(one), story.dossier(other), survivor, story.now)  # type: ignore[arg-type]


def codes(found: Preview) -> list[str]:
    return [code for code, _ in found.refusals]


def test_the_dossier_to_be_is_the_one_that_comes_to_be() -> None:
    story = two().given(tag(A), call(B), consent(B), opt_out(A))
    found = of(story, B, A)
    assert (found.survivor, found.absorbed, found.proposed) == (A, B, A)
    assert not found.refusals
    after = story.given(merge(A, B)).dossier(A)
    for name in ("candidate", "members", "profile", "knowing", "consents", "contacts", "activity", "status"):
        assert getattr(found.dossier, name) == getattr(after, name)


def test_another_survivor_can_be_chosen_by_any_of_their_records() -> None:
    story = two().given(ingest(C), merge(C, B))
    found = of(story, A, C, survivor=B)
    assert (found.survivor, found.absorbed, found.proposed) == (C, A, A)
    assert found.dossier.members == (C, A, B)
    with pytest.raises(Refused, match="wrong_survivor"):
        of(two().given(ingest(C)), survivor=C)


def test_a_preview_tells_which_value_survives_and_why() -> None:
    (headline,) = [each for each in of(two()).values.one if each.attribute == "headline"]
    assert headline.value == "CTO"
    assert [(each.value, each.lost_by) for each in headline.alternatives] == [("Engineer", "trust")]


def test_a_preview_shows_the_values_that_were_chosen_as_the_merge_will() -> None:
    story = two()
    prefer: dict[Choosable, int] = {"headline": 1}
    found = preview(story.dossier(A), story.dossier(B), None, story.now, Choice("user:chen", prefer))
    assert found.dossier.profile.headline == "Engineer"
    (headline,) = [each for each in found.values.one if each.attribute == "headline"]
    assert (headline.value, headline.chosen_by) == ("Engineer", "user:chen")
    after = story.given(MergeCandidates(candidate=A, absorbed=B, prefer=prefer, by="user:chen")).dossier(A)
    assert (found.dossier.profile, found.dossier.members) == (after.profile, after.members)
    with pytest.raises(Refused, match="no_such_value"):
        preview(two().dossier(A), two().dossier(B), None, story.now, Choice("user:chen", {"headline": 3}))


def test_a_preview_tells_what_is_allowed_before_and_after() -> None:
    allowed = of(two().given(opt_out(B), consent(B), opt_out(A))).consents
    assert [line.state for line in allowed.survivor] == ["withdrawn"]
    assert [line.state for line in allowed.absorbed] == ["withdrawn", "given"]
    assert {line.state for line in allowed.merged} == {"withdrawn"}


def test_a_preview_tells_what_stands_against_the_merge() -> None:
    assert codes(of(two().given(merge(A, B)))) == ["already_merged"]
    assert codes(of(two(), A, A)) == ["already_merged"]
    assert codes(of(two().given(AssertDifferentPeople(candidate=A, other=B)))) == ["asserted_different"]
    assert codes(of(two().given(merge(A, B), reverse(A, B)))) == ["asserted_different"]
    assert codes(of(two().given(RecordInError(candidate=B, position=2, why="wrong-file")))) == ["candidate_void"]
