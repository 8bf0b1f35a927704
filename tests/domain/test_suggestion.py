from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from domain.decisions import AcceptProfileUpdate, DismissProfileUpdate, RecordInError, SuggestProfileUpdate
from domain.description import Standing
from domain.events import ProfileUpdateSuggested
from domain.person import Career, Education, Employment
from domain.suggestions import SuggestionState
from domain.vocabulary import DataClass, EducationLevel
from tests.domain.acts import ingest, merge, person, reverse
from tests.domain.story import A, B, Story, some_id

ONE, TWO = some_id("suggestion"), some_id("another suggestion")
BEFORE = Employment(employer="某制造企业", title="市场经理", current=True)
NOW = Employment(employer="某竞品公司", title="市场总监", current=True)
HELD = ingest(career=Career(headline="市场经理", employments=(BEFORE,), skills=("B2B",)))


def suggest(candidate: Any = A, suggestion: Any = ONE, **more: Any) -> SuggestProfileUpdate:
    said = {"career": Career(employments=(NOW,)), "source": "linkedin"}
    return SuggestProfileUpdate.model_validate({"candidate": candidate, "suggestion": suggestion, **said, **more})


def accept(candidate: Any = A, suggestion: Any = ONE, **more: Any) -> AcceptProfileUpdate:
    said = {"candidate": candidate, "suggestion": suggestion, "by": "user:hr"}
    return AcceptProfileUpdate.model_validate({**said, **more})


def dismiss(candidate: Any = A, suggestion: Any = ONE) -> DismissProfileUpdate:
    return DismissProfileUpdate(candidate=candidate, suggestion=suggestion, why="same-name", by="user:hr")


def state(story: Story, suggestion: Any = ONE, candidate: Any = A) -> SuggestionState:
    return story.record(candidate).suggestions.made[suggestion].state_at(story.now)


def titles(story: Story, candidate: Any = A) -> list[tuple[str | None, bool]]:
    return [(each.title, each.current) for each in story.dossier(candidate).profile.employments]


def test_what_is_suggested_changes_nothing_until_somebody_accepts_it() -> None:
    story = Story().given(HELD).when(suggest()).then_types("profile-update-suggested")
    assert titles(story) == [("市场经理", True)]
    assert state(story) is SuggestionState.OPEN
    story.when(accept()).then_types("profile-update-accepted")
    assert titles(story) == [("市场总监", True), ("市场经理", False)]
    assert state(story) is SuggestionState.ACCEPTED
    story.when(accept()).then()


def test_what_was_accepted_stands_as_confirmed_by_a_human_and_keeps_its_source() -> None:
    story = Story().given(HELD, suggest(), accept())
    said = story.dossier(A).profile.who("employments")
    assert said is not None
    assert (said.source, said.standing) == ("linkedin", Standing.CONFIRMED)
    story.given(ingest(career=Career(employments=(BEFORE,))), actor="key:ats")
    assert titles(story)[0] == ("市场总监", True)
    assert story.dossier(A).profile.headline is None


def test_what_the_person_accepts_stands_as_said_by_them() -> None:
    story = Story().given(HELD, actor="key:ats").given(suggest(), accept(by=None, by_candidate=True))
    said = story.dossier(A).profile.who("employments")
    assert said is not None
    assert said.standing is Standing.SAID_BY_CANDIDATE


def test_it_can_be_accepted_otherwise_than_suggested() -> None:
    corrected = Career(employments=(Employment(employer="某竞品公司", title="市场副总监", current=True),))
    assert titles(Story().given(HELD, suggest(), accept(career=corrected)))[0] == ("市场副总监", True)


@pytest.mark.parametrize("by", [None, "policy:auto", "system:crawler"])
def test_only_a_human_or_the_person_accepts(by: str | None) -> None:
    Story().given(HELD, suggest()).when(accept(by=by)).then_refused("human_required")


def test_what_is_known_already_is_no_news() -> None:
    story = Story().given(HELD)
    story.when(suggest(career=Career(employments=(BEFORE,), skills=("b2b",), headline="市场经理"))).then()
    story.when(suggest(career=Career(skills=("b2b", "SaaS")))).then_types("profile-update-suggested")
    assert story.record(A).suggestions.made[ONE].attributes == ("skills",)


def test_the_same_suggestion_waits_once() -> None:
    story = Story().given(HELD, suggest())
    story.when(suggest(suggestion=TWO)).then()
    story.when(suggest(suggestion=TWO, source="maimai")).then_types("profile-update-suggested")


def test_what_was_dismissed_is_not_suggested_again() -> None:
    story = Story().given(HELD, suggest(), dismiss())
    assert state(story) is SuggestionState.DISMISSED
    story.when(suggest(suggestion=TWO)).then()
    story.when(accept()).then_refused("suggestion_settled")
    story.when(dismiss()).then()


def test_a_newer_word_of_the_same_source_supersedes_the_older() -> None:
    newer = Career(employments=(Employment(employer="某竞品公司", title="总经理", current=True),))
    story = Story().given(HELD, suggest(), suggest(suggestion=TWO, career=newer))
    assert (state(story), state(story, TWO)) == (SuggestionState.SUPERSEDED, SuggestionState.OPEN)
    story.when(accept()).then_refused("suggestion_settled")
    story.when(dismiss()).then_refused("suggestion_settled")


def test_a_word_on_something_else_supersedes_nothing() -> None:
    story = Story().given(HELD, suggest(), suggest(suggestion=TWO, career=Career(skills=("SaaS",))))
    assert state(story) is SuggestionState.OPEN


def test_a_suggestion_expires() -> None:
    story = Story().given(HELD, suggest())
    later = story.now + timedelta(days=181)
    story.when(accept(), at=later).then_refused("suggestion_expired")
    assert state(story) is SuggestionState.EXPIRED
    story.when(suggest(suggestion=TWO)).then_types("profile-update-suggested")
    Story().given(HELD).when(suggest(expires_on=date(2020, 1, 1))).then_refused("already_expired")


def test_an_unknown_suggestion_is_not_settled() -> None:
    Story().given(HELD).when(accept()).then_refused("no_such_suggestion")
    Story().given(HELD).when(dismiss()).then_refused("no_such_suggestion")
    Story().given(HELD, suggest()).when(suggest()).then_refused("suggestion_exists")


def test_a_suggestion_says_something() -> None:
    with pytest.raises(ValidationError):
        suggest(career=Career())


def test_what_is_forgotten_can_not_be_accepted() -> None:
    story = Story().given(HELD)
    event = ProfileUpdateSuggested(suggestion=ONE, attributes=("employments",))
    story.happened(A, event, unreadable={DataClass.CAREER: "forgotten"})
    story.when(accept()).then_refused("suggestion_forgotten")


def test_an_acceptance_stays_with_the_record_that_it_was_suggested_of() -> None:
    story = Story().given(HELD, ingest(B), suggest(B), merge(A, B)).when(accept())
    assert story.made
    assert [on.stream for on in story.made] == [B]
    story.given(reverse(A, B))
    assert titles(story) == [("市场经理", True)]
    assert titles(story, B)[0] == ("市场总监", True)


def test_an_acceptance_in_error_is_taken_back() -> None:
    story = Story().given(HELD, suggest(), accept())
    story.given(RecordInError(candidate=A, position=story.history[-1].position, why="wrong-person"))
    assert titles(story) == [("市场经理", True)]
    assert state(story) is SuggestionState.OPEN


def test_an_accepted_address_is_one_more_address() -> None:
    story = Story().given(ingest(person=person("王小明", "old@example.com")))
    story.given(suggest(career=None, person=person("王小明", "new@example.com")), accept())
    points = {point.value for point in story.dossier(A).profile.points}
    assert points == {"old@example.com", "new@example.com"}


def test_a_degree_that_was_accepted_is_a_fact_and_not_verified() -> None:
    degree = Education(school="复旦大学", level=EducationLevel.DOCTORATE, verified=True)
    story = Story().given(HELD, suggest(career=Career(educations=(degree,))), accept())
    profile = story.dossier(A).profile
    assert [each.verified for each in profile.educations] == [False]
    assert profile.education_level is EducationLevel.DOCTORATE
