"""Anyone's dossier as of any moment, by either clock, step by step."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.dossier import Dossier
from domain.events import CandidateTagged, IntentRecorded, RecordedInError
from domain.vocabulary import DataClass, Intent
from ledger.envelope import new_id
from ledger.ledger import Ledger
from projections.replay import replay
from tests.projections.conftest import Following
from tests.projections.invented import people, store
from tests.projections.scribe import Scribe

pytestmark = pytest.mark.servers

MARCH = datetime(2023, 3, 1, tzinfo=UTC)


def tags(dossier: Dossier | None) -> set[str]:
    return set(dossier.knowing.tags) if dossier else set()


def recorded_at(scribe: Scribe, position: int) -> datetime:
    return scribe.ledger.store.at([position])[0].recorded_at


def test_each_step_shows_the_dossier_as_it_stood(scribe: Scribe) -> None:
    person = scribe.ingest()
    first = scribe.say(person, CandidateTagged(tag="java"))
    scribe.say(person, CandidateTagged(tag="go"))
    scribe.say(person, RecordedInError(position=first, why="wrong-person"))
    steps = list(replay(scribe.ledger, person).steps())
    assert [tags(step.dossier) for step in steps] == [set(), {"java"}, {"java", "go"}, {"go"}]
    assert [step.recorded.meta.actor for step in steps] == ["user:anna"] * 4


def test_a_position_and_a_moment_say_the_same(scribe: Scribe) -> None:
    person = scribe.ingest()
    positions = [scribe.say(person, CandidateTagged(tag=tag)) for tag in ("java", "go", "sales")]
    for number, position in enumerate(positions, start=1):
        at = replay(scribe.ledger, person, at=recorded_at(scribe, position))
        by = replay(scribe.ledger, person, position=position)
        assert at.dossier == by.dossier
        assert len(tags(by.dossier)) == number
        assert by.read_at == position
    assert replay(scribe.ledger, person, at=MARCH).dossier is None
    assert replay(scribe.ledger, new_id()).dossier is None


def test_the_clocks_tell_two_stories_of_imported_history(scribe: Scribe) -> None:
    person = scribe.ingest(claimed=MARCH)
    scribe.say(person, IntentRecorded(intent=Intent.ACTIVE), claimed=MARCH + timedelta(days=300))
    scribe.say(person, IntentRecorded(intent=Intent.CLOSED), claimed=MARCH + timedelta(days=100))
    wrong = scribe.say(person, CandidateTagged(tag="java"), claimed=MARCH + timedelta(days=50))
    scribe.say(person, RecordedInError(position=wrong, why="wrong-person"))

    def intent(dossier: Dossier | None) -> Intent | None:
        return dossier.profile.intent if dossier else None

    then = MARCH + timedelta(days=200)
    assert replay(scribe.ledger, person, at=then).dossier is None
    occurred = replay(scribe.ledger, person, at=then, clock="occurred")
    assert intent(occurred.dossier) == Intent.CLOSED
    assert tags(occurred.dossier) == set()
    whole = replay(scribe.ledger, person, clock="occurred")
    assert intent(whole.dossier) == Intent.ACTIVE
    moments = [step.recorded.happened_at for step in whole.steps()]
    assert moments == sorted(moments)
    assert wrong not in {step.recorded.position for step in whole.steps()}
    known_then = replay(scribe.ledger, person, position=wrong, clock="occurred")
    assert tags(known_then.dossier) == {"java"}


def test_merges_count_from_where_they_were_recorded(scribe: Scribe) -> None:
    survivor, absorbed = scribe.ingest("Anna"), scribe.ingest("Ann")
    before = scribe.say(absorbed, CandidateTagged(tag="go"))
    merged = scribe.merge(survivor, absorbed)
    during = scribe.say(survivor, CandidateTagged(tag="java"))
    scribe.reverse(survivor, absorbed)
    after = scribe.say(absorbed, CandidateTagged(tag="sales"))

    def members(candidate_position: int) -> int:
        dossier = replay(scribe.ledger, absorbed, position=candidate_position).dossier
        return len(dossier.records) if dossier else 0

    assert [members(each) for each in (before, merged, during, after)] == [1, 2, 2, 1]
    now = replay(scribe.ledger, absorbed)
    assert tags(now.dossier) == {"go", "sales"}
    shown = {step.recorded.position: tags(step.dossier) for step in now.steps()}
    assert shown[during] == {"go", "java"}
    assert shown[after] == {"go", "sales"}
    assert [step.recorded.position for step in now.steps() if step.recorded.stream == survivor] == [
        merged - 1,
        during,
        during + 1,
    ][: sum(step.recorded.stream == survivor for step in now.steps())]


def test_the_end_of_a_replay_is_the_dossier_that_decisions_rest_on(
    ledger: Ledger, scribe: Scribe, following: Following
) -> None:
    histories = list(people(11, 12))
    store(ledger, histories)
    streams = [each[0].stream for each in histories]
    scribe.merge(streams[0], streams[1])
    for stream in streams:
        replayed = replay(ledger, stream)
        assert replayed.dossier == ledger.dossier(stream)[0]
        steps = list(replayed.steps())
        assert steps[-1].dossier == replayed.dossier


def test_what_was_forgotten_is_told_and_does_not_stop_a_replay(scribe: Scribe) -> None:
    person = scribe.ingest("Anna")
    scribe.say(person, CandidateTagged(tag="go"))
    scribe.ledger.keyring.destroy(person, DataClass.IDENTITY)
    dossier = replay(scribe.ledger, person).dossier
    assert dossier is not None
    assert (dossier.profile.name, dossier.forgotten) == (None, (DataClass.IDENTITY,))
    assert tags(dossier) == {"go"}
