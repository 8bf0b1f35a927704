from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from domain.decisions import InvalidateContactPoint, RecordInError, RecordSetting, VerifyContactPoint
from domain.events import CandidateIngested, ContactPointVerified
from domain.person import ContactPoint, PointKind
from domain.point_history import PointLine, point_history
from domain.profile import HeldPoint
from domain.reach import PointState
from domain.vocabulary import DataClass
from tests.domain.acts import ingest, merge, person, reverse
from tests.domain.story import A, B, Story, claim


def point(value: str) -> ContactPoint:
    return ContactPoint(kind=PointKind.EMAIL, value=value)


def verify(candidate: Any = A, value: str = "a@example.com", **more: Any) -> VerifyContactPoint:
    return VerifyContactPoint(candidate=candidate, point=point(value), method="replied", **more)


def bounce(candidate: Any = A, value: str = "a@example.com", **more: Any) -> InvalidateContactPoint:
    return InvalidateContactPoint(candidate=candidate, point=point(value), why="bounced", **more)


TWO = ingest(person=person("王小明", "a@example.com", "b@example.com"))


def held(story: Story, value: str = "a@example.com", candidate: Any = A) -> HeldPoint:
    return next(each for each in story.dossier(candidate).profile.points if each.value == value)


def test_an_address_shows_whether_it_works_since_when_and_who_says_so() -> None:
    story = Story().given(TWO, verify(), actor="user:hr")
    assert held(story).state is PointState.VERIFIED
    assert (held(story).since, held(story).checked_by, held(story).how) == (story.now, "user:hr", "replied")
    assert held(story, "b@example.com").state is None


def test_an_address_that_still_works_has_worked_since_the_first_time() -> None:
    story = Story().given(TWO, verify())
    first = story.now
    story.when(verify()).then_types("contact-point-verified")
    assert held(story).since == first
    story.given(bounce(), verify())
    assert held(story).since == story.now


def test_what_bounces_comes_last_and_what_works_first() -> None:
    story = Story().given(TWO, bounce())
    assert [each.value for each in story.dossier(A).profile.points] == ["b@example.com", "a@example.com"]
    story.given(verify())
    assert [each.value for each in story.dossier(A).profile.points] == ["a@example.com", "b@example.com"]


def test_the_same_bounce_again_is_no_news() -> None:
    Story().given(TWO, bounce()).when(bounce()).then()


def test_what_happened_later_stands_in_whatever_order_it_is_told() -> None:
    story = Story().given(TWO, verify())
    story.given(bounce(occurred=claim(story.now - timedelta(days=3))))
    assert held(story).state is PointState.VERIFIED


def test_an_address_that_nobody_gave_is_not_verified_and_may_well_bounce() -> None:
    story = Story().given(TWO).when(verify(value="x@example.com")).then_refused("no_such_contact_point")
    story.when(bounce(value="x@example.com")).then_types("contact-point-invalid")


def test_a_verdict_stays_with_the_record_that_holds_the_address() -> None:
    other = ingest(B, person=person("王小明", "b@example.com"))
    story = Story().given(ingest(person=person("王小明", "a@example.com")), other, merge(A, B))
    story.when(bounce(value="b@example.com"))
    assert story.made
    assert [on.stream for on in story.made] == [B]
    story.given(reverse(A, B))
    assert held(story, "b@example.com", B).state is PointState.INVALID


def test_an_address_on_both_records_is_judged_on_both() -> None:
    same = person("王小明", "a@example.com")
    story = Story().given(ingest(person=same), ingest(B, person=same), merge(A, B)).when(bounce())
    assert story.made
    assert [on.stream for on in story.made] == [A, B]
    assert held(story).state is PointState.INVALID


def test_a_forgotten_address_judges_nothing() -> None:
    story = Story().given(TWO)
    event = ContactPointVerified(kind=PointKind.EMAIL, method="replied")
    story.happened(A, event, unreadable={DataClass.IDENTITY: "forgotten"})
    assert story.record(A).reach.checked == ()


def lines(story: Story, candidate: Any = A) -> dict[str, list[tuple[str, str | None]]]:
    found: tuple[PointLine, ...] = point_history(story.dossier(candidate), story.history)
    return {line.value: [(change.what, change.source) for change in line.changes] for line in found}


def test_the_history_of_an_address_tells_who_said_it_who_dropped_it_and_whether_it_worked() -> None:
    story = Story().given(TWO, bounce(), ingest(person=person("王小明", "b@example.com")))
    story.given(ingest(source="linkedin", person=person("王小明", "a@example.com")))
    assert lines(story) == {
        "b@example.com": [("said", "greenhouse")],
        "a@example.com": [
            ("said", "greenhouse"),
            ("invalid", None),
            ("dropped", "greenhouse"),
            ("said", "linkedin"),
        ],
    }


def test_an_address_that_nobody_gives_any_more_is_still_told() -> None:
    story = Story().given(TWO, ingest(person=person("王小明")))
    found = point_history(story.dossier(A), story.history)
    assert [(line.value, line.held) for line in found] == [("a@example.com", None), ("b@example.com", None)]


def test_what_was_recorded_in_error_is_no_change_of_address() -> None:
    story = Story().given(ingest(person=person("王小明", "b@example.com")), TWO)
    story.given(RecordInError(candidate=A, position=2, why="wrong-person"))
    assert lines(story) == {"b@example.com": [("said", "greenhouse")]}


def test_a_forgotten_description_drops_nothing() -> None:
    story = Story().given(TWO)
    story.happened(A, CandidateIngested(), source="greenhouse", unreadable={DataClass.IDENTITY: "forgotten"})
    assert lines(story)["a@example.com"] == [("said", "greenhouse")]


def settings(story: Story) -> dict[str, str]:
    return {name: setting.value for name, setting in story.dossier(A).settings.items()}


def test_settings_are_recorded_one_by_one_and_the_last_word_counts() -> None:
    story = Story().given(ingest(), RecordSetting(candidate=A, jurisdiction="CN", time_zone="Asia/Shanghai"))
    story.given(RecordSetting(candidate=A, time_zone="Europe/Berlin", language="zh-CN"))
    assert settings(story) == {"jurisdiction": "CN", "time_zone": "Europe/Berlin", "language": "zh-CN"}
    story.when(RecordSetting(candidate=A, language="zh-CN")).then()
    story.given(RecordSetting(candidate=A, language="en", occurred=claim(story.now - timedelta(days=9))))
    assert settings(story)["language"] == "zh-CN"


def test_settings_stand_in_one_order_whichever_was_recorded_first() -> None:
    story = Story().given(ingest(), RecordSetting(candidate=A, language="en"))
    story.given(RecordSetting(candidate=A, jurisdiction="CN"))
    assert list(settings(story)) == ["jurisdiction", "language"]


def test_of_a_merged_person_the_last_word_on_any_record_counts() -> None:
    story = Story().given(ingest(), ingest(B), RecordSetting(candidate=A, jurisdiction="CN"))
    story.given(RecordSetting(candidate=B, jurisdiction="DE"), merge(A, B))
    assert settings(story) == {"jurisdiction": "DE"}


@pytest.mark.parametrize(
    "said",
    [{}, {"time_zone": "Asia/Atlantis"}, {"time_zone": "../etc"}, {"language": "中文"}, {"jurisdiction": "China"}],
)
def test_a_setting_is_one_that_there_is(said: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        RecordSetting.model_validate({"candidate": A, **said})
