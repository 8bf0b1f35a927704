from dataclasses import fields
from datetime import date, timedelta

from domain.decisions import ConfirmProfile, IngestRecord, RecordIntent
from domain.description import SELF, Standing
from domain.dossier import combine
from domain.person import Career, ContactPoint, Name, PartialDate, Person, PointKind
from domain.profile import Profile
from domain.survivorship import ATTRIBUTES, ONE
from domain.vocabulary import Intent
from tests.domain.acts import ingest, merge, person
from tests.domain.story import BEGAN, A, B, Story, claim, some_id

KEY = "key:ats"
BATCH = some_id("batch")


def named(name: str, candidate: object = A, source: str = "greenhouse", **more: object) -> IngestRecord:
    return IngestRecord.model_validate(
        {"candidate": candidate, "source": source, "person": Person(name=Name(full=name)), **more}
    )


def name(story: Story) -> str | None:
    said = story.dossier(A).profile.name
    return said.full if said else None


def test_the_trusted_source_survives() -> None:
    story = Story().given(named("甲", source="greenhouse"), actor=KEY).given(named("乙", source="social"), actor=KEY)
    assert name(story) == "甲"


def test_of_equally_trusted_sources_the_newest_survives() -> None:
    story = Story().given(named("甲", source="one"), named("乙", source="two"), actor=KEY)
    assert name(story) == "乙"
    story.given(named("丙", source="three", occurred=claim(BEGAN - timedelta(days=9))), actor=KEY)
    assert name(story) == "乙"


def test_of_the_same_moment_the_most_complete_survives_then_the_lowest_position() -> None:
    then = claim(BEGAN - timedelta(days=9))
    full = Person(name=Name(full="Wang Xiaoming", family="Wang", given="Xiaoming"))
    story = Story().given(
        named("甲", source="one", occurred=then),
        named("-", source="two", occurred=then, person=full),
        actor=KEY,
    )
    assert name(story) == "Wang Xiaoming"
    story = Story().given(named("甲", source="one", occurred=then), named("乙", source="two", occurred=then), actor=KEY)
    assert name(story) == "甲"


def test_what_the_candidate_says_goes_before_a_source_and_what_a_human_confirms_before_both() -> None:
    story = Story().given(named("自述", source=SELF), named("甲"), actor=KEY)
    assert name(story) == "自述"
    story.given(named("核实", source="direct-entry"), actor="user:hr")
    assert name(story) == "核实"


def test_a_confirmation_lifts_what_was_said_until_it_is_said_anew() -> None:
    story = Story().given(named("甲"), actor=KEY).given(ConfirmProfile(candidate=A, by_candidate=False))
    story.given(named("自述", source=SELF), actor=KEY)
    assert name(story) == "甲"
    story.given(named("乙"), actor=KEY)
    assert name(story) == "自述"


def test_a_confirmation_changes_no_surviving_value() -> None:
    story = Story().given(named("甲", A, "social"), named("乙", B, "greenhouse"), actor=KEY).given(merge(A, B))
    before = story.dossier(A).profile.name
    assert story.given(ConfirmProfile(candidate=A)).dossier(A).profile.name == before


def test_what_an_import_types_in_bulk_is_not_confirmed_by_a_human() -> None:
    story = Story().given(named("甲"), batch=BATCH)
    assert story.record(A).described.sources["greenhouse"].standing is Standing.REPORTED


def test_who_said_it_and_when_is_shown_for_every_value() -> None:
    story = Story().given(named("甲"), named("乙", B, "social"), actor=KEY).given(merge(A, B))
    profile = story.dossier(A).profile
    said = profile.who("name")
    assert said is not None
    assert (said.source, said.record, said.position, said.recorded_at) == (
        "greenhouse",
        A,
        1,
        story.history[0].recorded_at,
    )
    assert profile.also_known_as == {"甲": 1, "乙": 2}
    assert profile.who("born") is None


def test_contact_points_are_a_set() -> None:
    story = Story().given(
        ingest(A, source="one", person=person("甲", "a@example.com", "b@example.com")),
        ingest(B, source="two", person=person("甲", "b@example.com", "c@example.com")),
        merge(A, B),
    )
    points = [(point.value, point.position) for point in story.dossier(A).profile.points]
    assert sorted(points) == [("a@example.com", 1), ("b@example.com", 2), ("c@example.com", 2)]


def test_a_source_that_drops_a_point_drops_it() -> None:
    story = Story().given(ingest(person=person("甲", "a@example.com")), ingest(person=person("甲")))
    assert story.dossier(A).profile.points == ()


def test_skills_are_united_without_regard_to_case() -> None:
    story = Story().given(
        ingest(A, career=Career(skills=("Python", "Go"))),
        ingest(B, career=Career(skills=("python", "Rust"))),
        merge(A, B),
    )
    assert {skill.lower() for skill in story.dossier(A).profile.skills} == {"python", "go", "rust"}
    assert len(story.dossier(A).profile.skills) == 3


def test_intent_is_as_old_as_its_last_mention() -> None:
    said = ingest(career=Career(intent=Intent.CLOSED))
    story = Story().given(said, actor=KEY)
    story.given(RecordIntent(candidate=A, intent=Intent.ACTIVE))
    assert story.dossier(A).profile.intent is Intent.ACTIVE
    story.given(ingest(career=Career(intent=Intent.OPEN)), actor=KEY)
    assert story.dossier(A).profile.intent is Intent.OPEN


def test_external_ids_are_kept_with_their_source() -> None:
    story = Story().given(ingest(A, external_id="7"), ingest(A, source="linkedin", external_id="x"))
    found = {(each.source, each.external_id, each.record) for each in story.dossier(A).profile.external_ids}
    assert found == {("greenhouse", "7", A), ("linkedin", "x", A)}


def test_every_attribute_of_one_value_has_a_rule() -> None:
    full = Person(
        name=Name(full="甲"),
        born=PartialDate(on=date(1990, 1, 1)),
        points=(ContactPoint(kind=PointKind.EMAIL, value="a@example.com"),),
    )
    story = Story().given(ingest(person=full, region="cn-31"))
    assert set(story.dossier(A).profile.positions) <= set(ONE)


def test_records_combine_in_any_order() -> None:
    story = Story().given(ingest(A), ingest(B, source="linkedin"), merge(A, B))
    records = story.dossier(A).records
    assert combine(records) == combine(tuple(reversed(records)))


def test_of_what_humans_said_themselves_the_newest_word_counts_whatever_the_source() -> None:
    story = Story().given(named("甲", source="greenhouse"), named("乙", source="social"), actor="user:hr")
    assert name(story) == "乙"


def test_the_persons_own_word_goes_before_a_source_that_they_once_confirmed() -> None:
    story = Story().given(named("甲", source="career-site"), actor=KEY).given(ConfirmProfile(candidate=A))
    story.given(named("自述", source=SELF), actor=KEY)
    assert name(story) == "自述"


def test_a_confirmation_of_everything_prefers_nothing_of_it() -> None:
    story = Story().given(named("核实", source="direct-entry"), actor="user:hr").given(named("自述", source=SELF))
    story.given(named("甲"), actor=KEY).given(ConfirmProfile(candidate=A, by_candidate=False))
    assert name(story) == "核实"


def test_attributes_of_one_value_are_the_first_fields_of_a_profile_in_their_order() -> None:
    assert [field.name for field in fields(Profile)][: len(ATTRIBUTES)] == list(ATTRIBUTES)
    assert set(ATTRIBUTES) == set(ONE)
