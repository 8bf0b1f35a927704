"""Whoever arrives is compared at once: certain is merged, likely is for a human, the rest stays apart."""

import os
import signal
from collections.abc import Sequence
from uuid import UUID

import psycopg
import pytest

from domain.decisions import AssertDifferentPeople, MergeCandidates, RecordInError, ReverseMerge
from domain.envelope import Meta
from domain.events import CandidateIngested, CandidateMerged, MatchAssessed, MatchZone
from domain.recorded import Recorded
from domain.vocabulary import DataClass
from ledger import together
from ledger.codec import NewEvent
from ledger.envelope import new_id
from ledger.ledger import Ledger
from ledger.locks import RECOUNTS
from ledger.settings import Settings
from tests.ledger.identity.people import RECRUITER, arrive, comparing, dossier, kinds, person
from tests.processes import PROCESSES
from tests.servers import Database

pytestmark = pytest.mark.servers

XIAOMING = person("王小明", email="xm.wang@example.org", phone="+8613817264953")
TOGETHER = 8
ARRIVALS = int(os.environ.get("RENMAI_ARRIVALS", "10000"))
AT_ONCE = 10
"""Of these a process brings in one append."""


def test_a_certain_match_is_merged_under_the_older_record(ledger: Ledger) -> None:
    first, _ = arrive(ledger, XIAOMING)
    second, receipt = arrive(ledger, person("Wang Xiaoming", email="XM.Wang@example.org"), "linkedin")
    whole = dossier(ledger, second)
    assert whole.candidate == first
    assert set(whole.members) == {first, second}
    assert kinds(ledger)[1:] == ["candidate-ingested", "match-assessed", "candidate-merged", "candidate-absorbed"]
    assert receipt.position == ledger.store.head()
    [merged] = [each for each in ledger.page(0, 100) if isinstance(each.event, CandidateMerged)]
    assert merged.meta.actor == "policy:identity-1"
    assert merged.meta.policy_version == "identity-1"


def test_one_address_under_two_names_is_for_a_human(ledger: Ledger) -> None:
    first, _ = arrive(ledger, XIAOMING)
    second, _ = arrive(ledger, person("Peter Smith", email="xm.wang@example.org"))
    assert dossier(ledger, second).members == (second,)
    [seen] = [each.event for each in ledger.page(0, 100) if isinstance(each.event, MatchAssessed)]
    assert (seen.zone, seen.other, seen.name_compatible) == (MatchZone.LIKELY, first, False)
    rounded = seen.prior + sum(finding.weight for finding in seen.findings)
    assert abs(seen.weight - rounded) <= len(seen.findings)


def test_strangers_stay_apart_and_nothing_is_said_of_it(ledger: Ledger) -> None:
    arrive(ledger, XIAOMING)
    other, _ = arrive(ledger, person("李小红", email="xh.li@example.org"))
    assert dossier(ledger, other).members == (other,)
    assert kinds(ledger) == ["candidate-ingested"] * 2


def test_a_record_joins_two_dossiers_that_it_links(ledger: Ledger) -> None:
    by_mail, _ = arrive(ledger, person("王小明", email="xm.wang@example.org"))
    by_phone, _ = arrive(ledger, person("王小明", phone="+8613817264953"))
    assert dossier(ledger, by_phone).members == (by_phone,)
    both, _ = arrive(ledger, XIAOMING)
    assert set(dossier(ledger, by_phone).members) == {by_mail, by_phone, both}
    assert dossier(ledger, both).candidate == by_mail


def test_whoever_was_asserted_to_be_different_is_never_proposed_again(ledger: Ledger) -> None:
    first, _ = arrive(ledger, XIAOMING)
    second, _ = arrive(ledger, person("Wang Xiaoming", email="xm.wang@example.org"))
    ledger.submit(ReverseMerge(candidate=first, absorbed=second), RECRUITER)
    before = kinds(ledger)
    arrive(ledger, person("Wang Xiaoming", email="xm.wang@example.org", phone="+8613817264953"), record=second)
    assert kinds(ledger)[len(before) :] == ["profile-updated"]
    assert dossier(ledger, second).members == (second,)


def test_a_third_record_is_not_a_bridge_between_two_who_are_different(ledger: Ledger) -> None:
    first, _ = arrive(ledger, person("王小明", email="xm.wang@example.org"))
    second, _ = arrive(ledger, person("王小明", phone="+8613817264953"))
    ledger.submit(AssertDifferentPeople(candidate=first, other=second), RECRUITER)
    third, _ = arrive(ledger, XIAOMING)
    assert dossier(ledger, third).members == (third,)
    seen = [each.event for each in ledger.page(0, 100) if isinstance(each.event, MatchAssessed)]
    assert [(each.zone, each.conflict) for each in seen[1:]] == [(MatchZone.CERTAIN, True)] * 2


def test_a_new_description_is_compared_anew_and_the_old_one_still_counts(ledger: Ledger) -> None:
    first, _ = arrive(ledger, XIAOMING)
    second, _ = arrive(ledger, person("王小明"))
    assert dossier(ledger, second).members == (second,)
    arrive(ledger, person("王小明", email="xm.wang@example.org"), record=second)
    assert dossier(ledger, second).candidate == first
    arrive(ledger, person("王小明", email="new@example.org"), record=first)
    third, _ = arrive(ledger, person("王小明", phone="+8613817264953"))
    assert dossier(ledger, third).candidate == first


def test_a_record_made_in_error_draws_nobody_in(ledger: Ledger) -> None:
    first, receipt = arrive(ledger, XIAOMING)
    ledger.submit(RecordInError(candidate=first, position=receipt.position, why="test"), RECRUITER)
    second, _ = arrive(ledger, XIAOMING)
    assert dossier(ledger, second).members == (second,)


def test_whoever_is_forgotten_is_not_compared(ledger: Ledger, database: Database) -> None:
    first, _ = arrive(ledger, XIAOMING)
    ledger.keyring.destroy(first, DataClass.IDENTITY)
    with Ledger.open(comparing(database)) as another:  # what was in memory is no concern here
        second, _ = arrive(another, XIAOMING)
        assert dossier(another, second).members == (second,)
        assert another.engine is not None
        another.engine.tables.unmatch([first])
    with psycopg.connect(database.writer) as connection:
        assert connection.execute("SELECT DISTINCT stream FROM ledger.match_key").fetchall() == [(second,)]


def test_a_merge_that_overtakes_the_comparison_is_not_made_twice(
    ledger: Ledger, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = arrive(ledger, XIAOMING)
    second, read = new_id(), ledger.histories

    def overtaken(streams: Sequence[UUID], *, unseal: bool = True) -> object:
        found = read(streams, unseal=unseal)
        if second in streams and not unseal:
            monkeypatch.setattr(ledger, "histories", read)
            with Ledger.open(database.settings) as other:
                other.submit(MergeCandidates(candidate=first, absorbed=second), RECRUITER)
        return found

    def settled_meanwhile(people: object, receipt: object) -> object:
        monkeypatch.setattr(ledger, "histories", overtaken)
        return settled(people, receipt)  # type: ignore[arg-type]

    assert ledger.engine is not None
    settled = ledger.engine.settled
    monkeypatch.setattr(ledger.engine, "settled", settled_meanwhile)
    arrive(ledger, XIAOMING, record=second)
    assert set(dossier(ledger, second).members) == {first, second}
    assert kinds(ledger).count("candidate-merged") == 1


def test_a_row_that_somebody_changed_draws_nobody_in_and_stops_nobody(
    ledger: Ledger, admin: psycopg.Connection
) -> None:
    arrive(ledger, XIAOMING)
    admin.execute("UPDATE ledger.match_record SET features = overlay(features PLACING '\\x00' FROM 20)")
    second, _ = arrive(ledger, XIAOMING)
    assert dossier(ledger, second).members == (second,)


def test_no_value_lies_open_in_the_tables_of_matching(ledger: Ledger, admin: psycopg.Connection) -> None:
    arrive(ledger, XIAOMING)
    for table in ("match_record", "match_key"):
        for (row,) in admin.execute(f"SELECT t::text FROM ledger.{table} t").fetchall():
            assert "wang" not in row
            assert b"xm.wang".hex() not in row
            assert "王".encode().hex() not in row


def test_terms_are_counted_by_one_at_a_time_and_nobody_waits_for_another(
    ledger: Ledger, admin: psycopg.Connection
) -> None:
    assert ledger.engine
    arrive(ledger, person("Anna Novak"))
    tables = ledger.engine.tables
    with admin.transaction():
        admin.execute("SELECT pg_advisory_xact_lock(%s)", (RECOUNTS,))
        tables.recount()
        assert tables.population()[1] == 0
    tables.recount()
    assert tables.population()[1] == 1


def test_the_engine_may_be_off(database: Database) -> None:
    with Ledger.open(database.settings) as ledger:
        arrive(ledger, XIAOMING)
        second, _ = arrive(ledger, XIAOMING)
        assert dossier(ledger, second).members == (second,)


def test_a_comparison_that_was_cut_off_is_made_up_for(ledger: Ledger, database: Database) -> None:
    first, _ = arrive(ledger, XIAOMING)
    process = PROCESSES.Process(target=ingest_and_die, args=(comparing(database),))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    [second] = [each.stream for each in ledger.page(1, 10)]
    assert dossier(ledger, second).members == (second,)
    assert ledger.engine is not None
    assert ledger.engine.catch_up() == 0  # not while it may still be at work
    assert ledger.engine.catch_up(seconds=0) == 1
    assert dossier(ledger, second).candidate == first
    assert ledger.engine.catch_up(seconds=0) == 0


def ingest_and_die(settings: Settings) -> None:
    with Ledger.open(settings) as ledger:
        assert ledger.engine is not None

        def die(*_: object) -> None:
            os.kill(os.getpid(), signal.SIGKILL)

        ledger.engine.settled = die  # type: ignore[method-assign, assignment]
        arrive(ledger, XIAOMING)


def test_who_was_compared_is_due_no_more_with_the_next_arrival_and_at_the_end(database: Database) -> None:
    with psycopg.connect(database.writer, autocommit=True) as connection:

        def due() -> list[UUID]:
            return [stream for (stream,) in connection.execute("SELECT stream FROM ledger.match_due")]

        with Ledger.open(comparing(database)) as ledger:
            first, _ = arrive(ledger, XIAOMING)
            assert due() == [first]
            second, _ = arrive(ledger, person("李小红"))
            assert due() == [second]
        assert due() == []


def test_a_comparison_made_twice_says_so_once(ledger: Ledger, database: Database) -> None:
    arrive(ledger, XIAOMING)
    arrive(ledger, person("Peter Smith", email="xm.wang@example.org"))
    before = kinds(ledger)
    assert ledger.engine is not None
    ledger.engine.tables.tell()
    with psycopg.connect(database.admin) as connection:
        connection.execute("INSERT INTO ledger.match_due (stream) SELECT stream FROM ledger.match_record")
    assert ledger.engine.catch_up(seconds=0) == 2
    assert kinds(ledger) == before


@pytest.mark.parametrize("people", [pytest.param(250, id="250"), pytest.param(ARRIVALS, marks=pytest.mark.slow)])
def test_arrivals_at_the_same_moment_make_one_dossier(database: Database, people: int) -> None:
    """Every process brings every person, in the same order, from a source of its own, some at a time."""
    crowd = [
        PROCESSES.Process(target=bring, args=(comparing(database), f"source-{number}", people))
        for number in range(TOGETHER)
    ]
    for process in crowd:
        process.start()
    for process in crowd:
        process.join(3_000)
        assert process.exitcode == 0
    with Ledger.open(comparing(database)) as ledger:
        assert ledger.engine is not None
        ledger.engine.catch_up(seconds=0)
        streams = [each.stream for each in everyone(ledger)]
        dossiers = {
            found.members
            for at in range(0, len(streams), 1_000)
            for found in together.people(ledger, streams[at : at + 1_000], ()).found.values()
        }
    assert len(streams) == TOGETHER * people
    assert sorted(map(len, dossiers)) == [TOGETHER] * people


def bring(settings: Settings, source: str, people: int) -> None:
    with Ledger.open(settings, connections=2) as ledger:
        for at in range(0, people, AT_ONCE):
            numbers = range(at, min(people, at + AT_ONCE))
            ledger.append([arrival(number, source) for number in numbers], new_subjects=True)


def arrival(number: int, source: str) -> NewEvent:
    who = person(f"王小{chr(0x4E00 + number)}", email=f"person{number}@example.org")
    meta = Meta(event_id=new_id(), command_id=new_id(), actor="user:li", source=source)
    return NewEvent(new_id(), 1, meta, CandidateIngested(person=who))


def everyone(ledger: Ledger) -> list[Recorded]:
    found: list[Recorded] = []
    after = 0
    while page := ledger.page(after, 2_000, unseal=False):
        after = page[-1].position
        found += [each for each in page if each.event.type == "candidate-ingested"]
    return found


def test_many_who_arrive_together_are_one_persons_as_if_they_had_come_one_by_one(ledger: Ledger) -> None:
    """Of a chain the later links wait for the earlier: merged, likely and apart in one append."""
    points = [{"email": "a@example.org"}, {"email": "a@example.org", "phone": "+8613817264953"}]
    points += [{"phone": "+8613817264953"}, {"phone": "+8613817264953", "email": "b@example.org"}]
    people = [person("王小明", **said) for said in points] + [person("Peter Smith", email="b@example.org")]
    events = [
        NewEvent(
            new_id(), 1, Meta(event_id=new_id(), command_id=new_id(), actor="user:li"), CandidateIngested(person=who)
        )
        for who in people
    ]
    ledger.append(events)
    streams = [each.stream for each in events]
    assert set(dossier(ledger, streams[3]).members) == set(streams[:4])
    assert dossier(ledger, streams[4]).members == (streams[4],)
    assert kinds(ledger).count("candidate-merged") == 3
