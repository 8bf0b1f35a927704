"""A read model is thrown away and made again from the ledger: the same rows, and nobody notices."""

import random
import sys
from uuid import UUID

import pytest

from domain.decisions import AssertSamePerson, MergeCandidates, SplitRecord, WithdrawConsent
from domain.events import ContactLogged, RecordedInError
from domain.vocabulary import Channel
from ledger.envelope import new_id
from ledger.ledger import Ledger, Origin
from ledger.settings import Settings
from projections import rebuild as rebuilding
from projections.catalogue import PROJECTIONS, UnknownProjection
from projections.checkpoint import lag
from projections.crew import may_fork
from projections.rebuild import Progress, RebuildRunning, rebuild
from tests.processes import PROCESSES
from tests.projections.conftest import Following
from tests.projections.invented import people, store
from tests.projections.scribe import Scribe
from tests.projections.state import everything
from tests.servers import Database

pytestmark = pytest.mark.servers


def lived(ledger: Ledger, scribe: Scribe, seed: int = 7, count: int = 60) -> None:
    """A ledger in which a bit of everything has happened, in an order that nobody planned."""
    chance = random.Random(seed)
    histories = list(people(seed, count))
    store(ledger, histories)
    streams = [each[0].stream for each in histories]
    for one, other in zip(streams[:10:2], streams[1:10:2], strict=True):
        scribe.merge(one, other)
    scribe.merge(streams[0], streams[2])
    scribe.reverse(streams[4], streams[5])
    for stream in streams[20:30]:
        contact = ContactLogged(contact=new_id(), channel=Channel.PHONE, went_well=True)
        position = scribe.say(stream, contact)
        scribe.say(stream, RecordedInError(position=position, why="wrong-person"))
    for stream in streams[30:32]:
        row = ledger.store.stream(stream)[0]
        scribe.say(stream, RecordedInError(position=row.position, why="test-data"))
    for stream in streams[40:43]:
        scribe.poison(stream)
        scribe.say(stream, ContactLogged(contact=new_id(), channel=chance.choice(list(Channel))))
    scribe.merge(streams[50], streams[40])


CHEN = Origin(actor="user:chen")


def taken_apart(ledger: Ledger, scribe: Scribe) -> None:
    """A dozen people merged in many ways, split out from every place, and merged again against what was said."""
    many = [scribe.ingest(f"Person {number}", email=f"p{number}@example.org") for number in range(12)]
    for one, other in ((0, 1), (2, 3), (1, 3), (4, 5), (5, 6), (6, 7), (8, 9), (9, 10)):
        ledger.submit(AssertSamePerson(candidate=many[one], other=many[other], by="user:chen"), CHEN)
    ledger.submit(MergeCandidates(candidate=many[11], absorbed=many[8]), CHEN)
    ledger.submit(WithdrawConsent(candidate=many[9]), CHEN)
    for whose, record, along in ((0, 2, ()), (4, 4, ()), (8, 8, (10,)), (9, 11, ())):
        names = tuple(many[each] for each in along)
        ledger.submit(SplitRecord(candidate=many[whose], record=many[record], along=names), CHEN)
    for one, other in ((2, 3), (4, 7)):
        ledger.submit(AssertSamePerson(candidate=many[one], other=many[other], by="user:chen"), CHEN)
    scribe.say(many[7], ContactLogged(contact=new_id(), channel=Channel.PHONE))


@pytest.mark.parametrize("batch", [1, 2, 3, 5000])
def test_merges_splits_and_what_was_taken_back_are_the_same_after_a_rebuild(
    built: Database, ledger: Ledger, scribe: Scribe, following: Following, batch: int
) -> None:
    taken_apart(ledger, scribe)
    following(batch)
    followed = everything(following.connection)
    for dossier, *_, merged_into in (row[:3] for row in followed["dossiers"]):
        person, _ = ledger.dossier(dossier)
        assert person is not None
        assert person.candidate == (merged_into or dossier)
    rebuild(built.settings)
    assert everything(following.connection) == followed
    assert not followed["parked"]


@pytest.mark.parametrize("batch", [1, 7, 5000])
def test_following_in_any_batches_and_rebuilding_make_the_same_rows(
    built: Database, ledger: Ledger, scribe: Scribe, following: Following, batch: int
) -> None:
    lived(ledger, scribe)
    following(batch)
    followed = everything(following.connection)
    assert len(followed["dossiers"]) == 60
    assert {(projection, code) for projection, _, _, code, _ in followed["parked"]} == {
        ("people", "unknown_event_type")
    }
    assert len(followed["parked"]) == 3

    rebuild(built.settings)

    assert everything(following.connection) == followed
    assert [each.generation for each in lag(following.connection)] == [2] * len(PROJECTIONS)


def make_anew(settings: Settings) -> None:
    """In a process that has no other thread."""
    assert may_fork() == (sys.platform == "linux")
    rebuilding.RANGE = 40
    rebuild(settings, shards=2)


def test_a_process_that_was_forked_makes_the_same_rows(
    built: Database, ledger: Ledger, scribe: Scribe, following: Following
) -> None:
    lived(ledger, scribe)
    following()
    followed = everything(following.connection)
    process = PROCESSES.Process(target=make_anew, args=(built.settings,))
    process.start()
    process.join()
    assert process.exitcode == 0
    assert everything(following.connection) == followed
    assert [each.generation for each in lag(following.connection)] == [2] * len(PROJECTIONS)


def test_two_processes_make_the_same_rows_as_one(
    built: Database,
    ledger: Ledger,
    scribe: Scribe,
    following: Following,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lived(ledger, scribe)
    following()
    followed = everything(following.connection)
    monkeypatch.setattr(rebuilding, "RANGE", 40)
    seen: list[Progress] = []

    rebuild(built.settings, shards=2, progress=seen.append)

    assert everything(following.connection) == followed
    loads = [each for each in seen if each.stage == "load"]
    assert len(loads) > 5
    assert loads[-1].done == loads[-1].total == ledger.store.head()


def test_one_read_model_is_rebuilt_by_its_own_name_or_a_views(built: Database, following: Following) -> None:
    assert [each.projection for each in rebuild(built.settings, ["people"])] == ["people"]
    assert {each.projection: each.generation for each in lag(following.connection)} == {
        **{each.name: 1 for each in PROJECTIONS},
        "people": 2,
    }
    with pytest.raises(UnknownProjection) as refused:
        rebuild(built.settings, ["horoscopes"])
    assert "dossiers" in refused.value.known


def test_a_view_rebuilt_alone_has_the_same_rows_and_leaves_its_sisters_as_they_are(
    built: Database, ledger: Ledger, scribe: Scribe, following: Following
) -> None:
    taken_apart(ledger, scribe)
    following()
    sisters = following.connection.execute("SELECT 'read.search'::regclass::oid").fetchone()
    during: list[UUID] = []

    def meanwhile(progress: Progress) -> None:
        """More than the live generation has folded, so that it has to be brought along."""
        if progress.stage == "index":
            during.append(scribe.ingest("Somebody new"))

    (stands,) = rebuild(built.settings, ["dossiers", "recall"], progress=meanwhile)

    assert (stands.generation, stands.position) == (1, ledger.store.head())
    assert during
    grafted = everything(following.connection)
    assert set(during) <= {row[0] for row in grafted["dossiers"]}
    scribe.merge(during[0], during[1])
    following()
    followed = everything(following.connection)
    assert following.connection.execute("SELECT 'read.search'::regclass::oid").fetchone() == sisters
    rebuild(built.settings)
    assert everything(following.connection) == followed


def test_where_somebody_is_parked_a_view_is_rebuilt_with_all_of_its_sisters(
    built: Database, ledger: Ledger, scribe: Scribe, following: Following
) -> None:
    lived(ledger, scribe, count=55)
    following()
    followed = everything(following.connection)
    assert followed["parked"]
    (stands,) = rebuild(built.settings, ["dossiers"])
    assert stands.generation == 2
    assert everything(following.connection) == followed


def test_only_one_rebuild_of_a_read_model_at_a_time(built: Database) -> None:
    def second(_progress: Progress) -> None:
        with pytest.raises(RebuildRunning):
            rebuild(built.settings, ["contact_log"])
        assert rebuild(built.settings, ["batches"])

    rebuild(built.settings, ["contact_log"], progress=second)


def test_a_rebuild_that_is_called_off_changes_nothing_and_leaves_nothing_for_long(
    built: Database, ledger: Ledger, scribe: Scribe, following: Following
) -> None:
    lived(ledger, scribe, count=55)
    following()
    followed = everything(following.connection)

    class CalledOff(Exception):
        pass

    def call_off(progress: Progress) -> None:
        if progress.stage == "index":
            raise CalledOff

    with pytest.raises(CalledOff):
        rebuild(built.settings, progress=call_off)
    assert everything(following.connection) == followed
    rebuild(built.settings)
    assert everything(following.connection) == followed
    schemas = following.connection.execute(
        "SELECT count(*) FROM pg_namespace WHERE nspname ~ '^(people|contact_log|corrections|batches)_'"
    ).fetchone()
    assert schemas == (4,)


def test_a_log_rebuilt_alone_has_the_same_rows(
    built: Database, ledger: Ledger, scribe: Scribe, following: Following
) -> None:
    lived(ledger, scribe, count=55)
    following()
    followed = everything(following.connection)
    assert any(row[-1] is not None for row in followed["contact_log"])
    rebuild(built.settings, ["contact_log", "corrections"])
    assert everything(following.connection) == followed
