from datetime import date
from typing import Any, get_args

import pytest

from domain.decisions import IngestRecord, PreferProfileValue, ReleaseProfileValue
from domain.description import SELF, Standing
from domain.events.profile import Choosable
from domain.person import Career, Education, Name, PartialDate, Person
from domain.survivorship import ONE, STEADY
from domain.values import REASONS, Weighed, values
from tests.domain.acts import ingest, merge, person, reverse
from tests.domain.story import A, B, Story

KEY = "key:ats"


def named(name: str, source: str = "greenhouse", candidate: Any = A, **more: Any) -> IngestRecord:
    said = {"candidate": candidate, "source": source, "person": Person(name=Name(full=name))}
    return IngestRecord.model_validate({**said, **more})


def prefer(position: int, by: str | None = "user:hr", attribute: Any = "name") -> PreferProfileValue:
    return PreferProfileValue(candidate=A, attribute=attribute, position=position, by=by)


RELEASE = ReleaseProfileValue(candidate=A, attribute="name")


def name(story: Story, candidate: Any = A) -> str | None:
    said = story.dossier(candidate).profile.name
    return said.full if said else None


def weighed(story: Story, attribute: str = "name") -> Weighed:
    return next(each for each in values(story.dossier(A)).one if each.attribute == attribute)


TWO = (named("甲"), named("乙", "social"))


def test_every_value_tells_who_said_it_and_why_the_others_lost() -> None:
    story = Story().given(*TWO, named("丙", "linkedin"), actor=KEY)
    found = weighed(story)
    assert (found.value.full, found.said.source, found.said.position) == ("甲", "greenhouse", 1)
    assert [(each.value.full, each.lost_by) for each in found.alternatives] == [("丙", "trust"), ("乙", "trust")]


def test_an_alternative_that_says_the_same_agrees() -> None:
    (alternative,) = weighed(Story().given(named("甲"), named("甲", "social"), actor=KEY)).alternatives
    assert alternative.agrees


@pytest.mark.parametrize(
    ("loser", "winner", "actor", "reason"),
    [
        (named("甲", "one"), named("乙", SELF), KEY, "standing"),
        (named("甲", "one"), named("乙", "two"), "user:hr", "word-in-person"),
        (named("甲", "social"), named("乙"), KEY, "trust"),
        (named("甲", "one"), named("乙", "two"), KEY, "newer"),
    ],
)
def test_each_rule_of_the_table_can_be_why(loser: Any, winner: Any, actor: str, reason: str) -> None:
    (alternative,) = weighed(Story().given(loser, winner, actor=actor)).alternatives
    assert (alternative.value.full, alternative.lost_by) == ("甲", reason)


def test_every_rule_has_a_reason() -> None:
    assert {each for order in ONE.values() for each in order} == set(REASONS)


def test_of_what_is_kept_everyone_who_says_it_is_named() -> None:
    story = Story().given(ingest(), ingest(source="social", career=Career(skills=("python", "Go"))), actor=KEY)
    many = values(story.dossier(A)).many
    found = {(kept.attribute, kept.value): {said.source for said in kept.said} for kept in many}
    assert found["skills", "Python"] == {"greenhouse", "social"}
    assert found["skills", "Go"] == {"social"}
    assert found["names", "王小明"] == {"greenhouse", "social"}


def test_every_value_of_the_profile_is_told() -> None:
    full = Person(name=Name(full="甲"), born=PartialDate(on=date(1990, 1, 1)))
    story = Story().given(ingest(person=full, region="cn-31", career=Career(educations=(Education(school="北大"),))))
    assert {each.attribute for each in values(story.dossier(A)).one} == set(story.dossier(A).profile.positions)


def test_a_human_chooses_the_value_that_holds_and_takes_it_back() -> None:
    story = Story().given(*TWO, actor=KEY)
    story.when(prefer(2)).then_types("profile-value-preferred").when(prefer(2)).then()
    assert name(story) == "乙"
    assert (weighed(story).said.standing, weighed(story).chosen_by) == (Standing.CONFIRMED, "user:hr")
    assert weighed(story).alternatives[0].lost_by == "standing"
    story.when(RELEASE).then_types("profile-value-released").when(RELEASE).then()
    assert name(story) == "甲"


def test_the_last_choice_stands() -> None:
    assert name(Story().given(*TWO, actor=KEY).given(prefer(2), prefer(1))) == "甲"
    assert name(Story().given(*TWO, actor=KEY).given(prefer(1), prefer(2), prefer(1), prefer(2))) == "乙"


def test_a_choice_holds_against_sources_and_not_against_a_newer_word_in_person() -> None:
    story = Story().given(*TWO, actor=KEY).given(prefer(2)).given(named("丙", "career-site"), actor=KEY)
    assert name(story) == "乙"
    story.given(named("丁", "direct-entry"), actor="user:li")
    assert name(story) == "丁"
    story.when(prefer(2)).then_types("profile-value-preferred")
    assert name(story) == "乙"


def test_a_choice_ends_with_the_value_that_was_chosen() -> None:
    story = Story().given(*TWO, actor=KEY).given(prefer(2)).given(named("戊", "social"), actor=KEY)
    assert name(story) == "甲"


def test_what_nobody_said_is_not_chosen() -> None:
    story = Story().given(*TWO, actor=KEY)
    story.when(prefer(9)).then_refused("no_such_value")
    story.when(prefer(1, attribute="born")).then_refused("no_such_value")


@pytest.mark.parametrize("by", [None, "policy:auto", "system:import"])
def test_a_human_chooses(by: str | None) -> None:
    Story().given(*TWO, actor=KEY).when(prefer(2, by)).then_refused("human_required")


def test_a_choice_stays_with_the_record_that_the_value_comes_from() -> None:
    story = Story().given(named("甲"), named("乙", "social", B), named("丙", "one", B), merge(A, B), actor=KEY)
    story.when(prefer(2))
    assert story.made
    assert [on.stream for on in story.made] == [B]
    assert name(story) == "乙"
    story.given(reverse(A, B))
    assert (name(story), name(story, B)) == ("甲", "乙")


def test_a_choice_concerns_its_attribute_alone() -> None:
    story = Story().given(
        ingest(), ingest(source="social", person=person("乙"), career=Career(headline="CEO")), actor=KEY
    )
    story.given(prefer(2))
    assert (name(story), story.dossier(A).profile.headline) == ("乙", "Engineer")


def test_whatever_is_steady_can_be_chosen() -> None:
    assert set(get_args(Choosable)) == {attribute for attribute, order in ONE.items() if order is STEADY}
