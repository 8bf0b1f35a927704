from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.decision import Command
from domain.decisions import AcceptProfileUpdate, CorrectOwnProfile, IssueUpdateLink
from domain.description import SELF, Standing
from domain.events import CandidateIngested, UpdateLinkIssued
from domain.person import Career, ContactPoint, Employment, Name, Person, PointKind
from domain.reach import PointState
from domain.vocabulary import DataClass
from tests.domain.acts import ingest, merge, person
from tests.domain.lives import LIVES, lived
from tests.domain.story import A, B, Story, some_id

LINK, OTHER = some_id("link"), some_id("another link")
KEY = "key:ats"


def issue(candidate: Any = A, link: Any = LINK, days: int = 30) -> IssueUpdateLink:
    return IssueUpdateLink(candidate=candidate, link=link, days=days)


def correct(candidate: Any = A, link: Any = LINK, **more: Any) -> CorrectOwnProfile:
    return CorrectOwnProfile(candidate=candidate, link=link, **more)


def invited(**said: Any) -> Story:
    return Story().given(ingest(**said), actor=KEY).given(issue())


def email(value: str) -> ContactPoint:
    return ContactPoint(kind=PointKind.EMAIL, value=value)


def test_a_link_is_issued_for_some_days() -> None:
    story = Story().given(ingest())
    expected = UpdateLinkIssued(link=LINK, expires_at=story.now + timedelta(days=7))
    story.when(issue(days=7)).then((A, expected))


def test_what_the_person_says_goes_before_every_source() -> None:
    story = invited(person=person("王小明")).when(correct(person=Person(name=Name(full="王晓明"))))
    story.then_types("profile-updated")
    profile = story.dossier(A).profile
    said = profile.who("name")
    assert profile.name == Name(full="王晓明")
    assert said is not None
    assert (said.source, said.standing) == (SELF, Standing.SAID_BY_CANDIDATE)


def test_what_the_person_leaves_alone_is_not_their_word() -> None:
    story = invited().given(correct(career=Career(headline="CTO")))
    story.given(correct(person=Person(name=Name(full="王晓明"))))
    own = story.record(A).described.sources[SELF]
    assert own.career == Career(headline="CTO")
    assert own.person == Person(name=Name(full="王晓明"))
    assert story.dossier(A).profile.skills.keys() == {"Python"}


def test_a_value_that_a_human_confirmed_stands_and_the_persons_word_waits_for_a_human() -> None:
    story = Story().given(ingest(person=person("王小明")), issue(), actor="user:hr")
    said = correct(person=Person(name=Name(full="王晓明")), career=Career(headline="CTO"))
    story.when(said).then_types("profile-updated", "profile-update-suggested")
    (suggestion,) = story.record(A).suggestions.made.values()
    assert (suggestion.source, suggestion.attributes) == (SELF, ("name", "headline"))
    assert story.dossier(A).profile.name == Name(full="王小明")
    story.when(said).then()
    story.given(AcceptProfileUpdate(candidate=A, suggestion=suggestion.suggestion, by="user:hr"))
    profile = story.dossier(A).profile
    assert (profile.name, profile.headline) == (Name(full="王晓明"), "CTO")


def test_nothing_new_is_a_confirmation() -> None:
    invited().when(correct()).then_types("profile-confirmed")
    invited().when(correct(career=Career(headline="Engineer"))).then_types("profile-confirmed")


def test_a_new_post_keeps_the_posts_before_it() -> None:
    before = Employment(employer="Example", title="Engineer", current=True)
    story = invited(career=Career(employments=(before,)))
    story.given(correct(career=Career(employments=(Employment(employer="New Ltd", title="CTO", current=True),))))
    found = [(each.employer, each.current) for each in story.dossier(A).profile.employments]
    assert found == [("New Ltd", True), ("Example", False)]


def test_an_address_that_is_gone_is_invalid_and_the_new_one_comes_first() -> None:
    story = invited(person=person("王小明", "old@example.com"))
    new = Person(points=(email("new@example.com"),))
    story.when(correct(person=new, gone=(email("old@example.com"),)))
    story.then_types("profile-updated", "contact-point-invalid")
    states = [(each.value, each.state) for each in story.dossier(A).profile.points]
    assert states == [("new@example.com", None), ("old@example.com", PointState.INVALID)]


def test_a_second_address_of_their_own_replaces_the_first() -> None:
    story = invited(person=person("王小明"))
    for value in ("one@example.com", "two@example.com"):
        story.given(correct(person=Person(points=(email(value),))))
    assert [each.value for each in story.dossier(A).profile.points] == ["two@example.com"]


def test_a_newer_link_ends_the_older_and_no_link_opens_what_was_never_issued() -> None:
    story = invited().given(issue(link=OTHER)).when(correct()).then_refused("link_superseded")
    story.when(correct(link=OTHER)).then_types("profile-confirmed")
    Story().given(ingest()).when(correct()).then_refused("link_superseded")


def test_a_link_expires() -> None:
    story = invited()
    story.when(correct(), at=story.now + timedelta(days=30)).then_refused("link_expired")


def test_of_a_merged_person_the_link_still_leads_to_them() -> None:
    story = Story().given(ingest(A), ingest(B), issue(B), merge(A, B), actor=KEY)
    story.when(correct(B)).then_refused("merged_away", str(A))
    story.when(correct(A, person=Person(name=Name(full="王晓明")))).then_types("profile-updated")
    assert story.made
    assert story.made[0].stream == A


def test_a_link_of_the_one_ends_that_of_the_other_once_they_are_one() -> None:
    story = Story().given(ingest(A), ingest(B), issue(B), issue(A, OTHER), merge(A, B))
    story.when(correct(A)).then_refused("link_superseded")
    story.when(correct(A, OTHER)).then_types("profile-confirmed", "profile-confirmed")


def test_whoever_is_erased_corrects_nothing() -> None:
    story = invited()
    story.happened(A, CandidateIngested(), unreadable={DataClass.IDENTITY: "forgotten"})
    story.when(correct()).then_refused("candidate_erased")


@given(LIVES, st.sampled_from([A, B]))
def test_after_a_correction_the_person_sees_what_they_said(acts: list[Command], whom: Any) -> None:
    """But where a human had confirmed another name: that stands, and theirs is known beside it."""
    story = lived(acts)
    candidate = story.dossier(whom).candidate
    said = story.dossier(candidate).profile.who("name")
    own = Name(full="本人")
    story.given(issue(candidate, OTHER), correct(candidate, OTHER, person=Person(name=own)))
    profile = story.dossier(candidate).profile
    assert own.full in profile.also_known_as
    assert profile.name == own or (said is not None and said.standing is Standing.CONFIRMED)
    story.when(correct(candidate, OTHER, person=Person(name=profile.name)))
    assert story.made
    assert {on.event.type for on in story.made} == {"profile-confirmed"}


@pytest.mark.parametrize("days", [0, 91, -1])
def test_a_link_is_good_for_a_day_at_least_and_ninety_at_most(days: int) -> None:
    with pytest.raises(ValueError, match="days"):
        issue(days=days)
