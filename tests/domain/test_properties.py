"""What holds of every history, whatever people do and in whatever order."""

from dataclasses import fields, replace
from random import Random

import orjson
from hypothesis import given
from hypothesis import strategies as st

from domain.consents import Scope
from domain.decision import Command
from domain.dossier import combine, dossier_json
from domain.events import CATALOGUE, CandidateListed, CandidateUnlisted, RecordedInError
from domain.record import PARTS, STEPS, Record, evolve, fold, record_json, takes_back
from domain.recorded import Recorded
from domain.vocabulary import Channel, DataClass, Purpose
from tests.domain.acts import consent, opt_out, reverse
from tests.domain.lives import JOINING, LIVES, PEOPLE, lived
from tests.domain.story import A, some_id

CONTENT = (
    "described",
    "knowing",
    "tiering",
    "lists",
    "stays",
    "consents",
    "contacts",
    "journey",
    "links",
    "matches",
    "activity",
    "reviews",
    "suggestions",
    "reach",
    "reading",
    "boundaries",
    "preferences",
    "rights",
    "update_link",
    "agenda",
)


def content(record: Record | None) -> dict[str, object]:
    return {name: getattr(record, name) for name in CONTENT} if record else {}


def carried_on(record: Record | None, events: list[Recorded]) -> Record | None:
    for recorded in events:
        assert not takes_back(recorded)
        record = evolve(record, recorded)
    return record


@given(LIVES)
def test_a_fold_is_deterministic_and_the_same_one_by_one(acts: list[Command]) -> None:
    story = lived(acts)
    for stream in PEOPLE:
        history = story.of(stream)
        assert fold(history) == fold(history) == carried_on(None, history)


@given(LIVES, st.integers(min_value=0))
def test_a_stored_record_is_carried_on(acts: list[Command], where: int) -> None:
    history = lived(acts).of(A)
    half = where % len(history)
    stored = record_json().dump_json(fold(history[:half])) if half else None  # type: ignore[arg-type]
    assert carried_on(record_json().validate_json(stored) if stored else None, history[half:]) == fold(history)


@given(LIVES, st.booleans(), st.integers(min_value=0))
def test_what_was_recorded_in_error_might_as_well_not_have_been(acts: list[Command], claimed: bool, which: int) -> None:
    story = lived(acts, claimed=claimed)
    history = story.of(A)
    wrong = history[which % len(history)]
    without = [each for each in history if each is not wrong]
    story.happened(A, RecordedInError(position=wrong.position, why="mistake"))
    assert content(fold(story.of(A))) == content(fold([*without, story.of(A)[-1]]))
    if without:
        assert content(fold(story.of(A))) == content(fold(without))


@given(LIVES, st.randoms())
def test_records_combine_in_any_order(acts: list[Command], random: Random) -> None:
    story = lived(acts)
    for stream in PEOPLE:
        dossier = story.dossier(stream)
        records = list(dossier.records)
        random.shuffle(records)
        assert combine(records) == dossier
        assert {story.dossier(member).candidate for member in dossier.members} == {dossier.candidate}


@given(LIVES)
def test_a_record_that_says_nothing_adds_nothing_to_one_alone(acts: list[Command]) -> None:
    story = lived(acts)
    for stream in PEOPLE:
        record = story.record(stream)
        last = story.of(stream)[-1]
        silent = Record(some_id("silent"), 10**9, last.position, 1, last.recorded_at, last.happened_at)
        alone, beside = combine([record]), combine([record, silent])
        assert list(alone.profile.positions.items()) == list(beside.profile.positions.items())
        in_order = tuple(sorted(alone.stays, key=lambda stay: stay.begun))
        assert replace(alone, stays=in_order, records=beside.records) == beside


@given(LIVES)
def test_records_and_dossiers_survive_being_stored(acts: list[Command]) -> None:
    story = lived(acts)
    dossier = story.dossier(A)
    assert dossier_json().validate_json(dossier_json().dump_json(dossier)) == dossier
    for record in dossier.records:
        assert record_json().validate_json(record_json().dump_json(record)) == record
        plain = orjson.dumps(record, default=lambda said: said.model_dump(mode="json"), option=orjson.OPT_NON_STR_KEYS)
        assert record_json().validate_json(plain) == record


MAIL = Scope(Purpose.MARKETING, Channel.EMAIL, "main")
IMPORTED = consent()


@given(LIVES, st.lists(st.sampled_from((*JOINING, IMPORTED)), max_size=20))
def test_a_withdrawn_consent_survives_any_sequence_of_merges_and_reversals(
    acts: list[Command], joining: list[Command]
) -> None:
    story = lived(acts)
    withdrawn = story.given(opt_out(A)).dossier(A).members
    for act in joining:
        story.when(act, claimed=act is IMPORTED, batch=some_id("batch") if act is IMPORTED else None)
        for stream in withdrawn:
            consents = story.dossier(stream).consents
            assert consents.blocked(MAIL)
            assert consents.basis(MAIL, story.now) is None


@given(LIVES, st.lists(st.sampled_from(JOINING), max_size=20))
def test_reversing_every_merge_gives_each_record_its_content_back(acts: list[Command], joining: list[Command]) -> None:
    story = lived([act for act in acts if act not in JOINING])
    before = {stream: content(story.record(stream)) | {"links": None} for stream in PEOPLE}
    for act in joining:
        story.when(act)
    for stream in PEOPLE:
        for absorbed in story.record(stream).links.absorbed:
            story.given(reverse(stream, absorbed))
    for stream in PEOPLE:
        assert story.dossier(stream).members == (stream,)
        assert content(story.record(stream)) | {"links": None} == before[stream]


@given(LIVES, st.sets(st.sampled_from(list(DataClass)), min_size=1))
def test_what_is_forgotten_never_stops_a_fold(acts: list[Command], lost: set[DataClass]) -> None:
    history = [forgetting(recorded, lost) for recorded in lived(acts).of(A)]
    record = fold(history)
    assert record is not None
    assert combine([record]).forgotten == record.forgotten
    assert set(record.forgotten) <= lost


def forgetting(recorded: Recorded, lost: set[DataClass]) -> Recorded:
    gone = {
        name: mark.data_class
        for name, mark in type(recorded.event).personal.items()
        if mark.data_class in lost and getattr(recorded.event, name) is not None
    }
    event = recorded.event.model_copy(update=dict.fromkeys(gone))
    return recorded._replace(event=event, unreadable=dict.fromkeys(gone.values(), "forgotten"))


def test_every_part_of_a_record_is_compared_here() -> None:
    counted = {"stream", "first_position", "last_position", "version", "last_recorded_at", "last_happened_at"}
    assert {field.name for field in fields(Record)} == {*CONTENT, *counted, "marks", "belonging"}


def test_what_steps_change_are_the_last_fields_of_a_record_in_their_order() -> None:
    assert [field.name for field in fields(Record)][-len(PARTS) :] == list(PARTS)


def test_every_event_of_a_candidate_changes_a_part_of_the_record() -> None:
    people = ("agenda", "identity", "matching", "knowing", "consent", "boundary", "contact", "outreach", "journey")
    names = (*people, "review", "rights", "profile", "reach", "reading", "update_link")
    subjects = {f"domain.events.{name}" for name in names}
    said_of_people = {event for event in CATALOGUE if event.__module__ in subjects}
    assert set(STEPS) == said_of_people | {CandidateListed, CandidateUnlisted}
