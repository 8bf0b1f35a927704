"""The clock: what has come is done once, whoever looks, however often, and however long nobody did."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from api.command_line.stored import STORED
from api.machine.problem import MachineProblem
from domain.decisions import (
    Apply,
    AssignOwner,
    AttendInterview,
    DescribeSender,
    EnterTalentPool,
    GiveConsent,
    OpenJob,
    PublishNotice,
    RecordNoticeShown,
    ScheduleInterview,
    SetReminder,
)
from domain.due import RULES, Follows
from domain.due.automation import LATE
from domain.events import ConsentGiven, ContactPlanned
from domain.vocabulary import Channel, DueKind, Purpose
from ledger.envelope import new_id
from ledger.ledger import Ledger
from ledger.locks import KEEPS_TIME
from ledger.settings import Settings
from ledger.store import OPTIONS
from ledger.templates import install_defaults
from ledger.ticking import last_tick
from projections import follow
from projections.catalogue import PROJECTIONS
from projections.due import day_of, due_list
from projections.rebuild import rebuild
from tests.processes import Forked
from tests.projections.scribe import Scribe
from tests.servers import Database
from tests.workers.gateway import Gateway
from tests.workers.keeping_time import keep_quick_time
from tests.workers.letters import LI, House
from tests.workers.tasks import environment, until
from workers import clock as keeping
from workers.clock import Clock, leads
from workers.due import Session
from workers.follows import DOES

pytestmark = pytest.mark.servers

OVER = date(2026, 1, 31)


@pytest.fixture
def ledger(database: Database) -> Iterator[Ledger]:
    with Ledger.open(database.settings, connections=4) as ledger:
        yield ledger


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    rebuild(database.settings, shards=0)
    with psycopg.connect(database.settings.conninfo("writer"), autocommit=True, options=OPTIONS) as session:
        yield session


@pytest.fixture
def clock(session: Session, ledger: Ledger, database: Database) -> Clock:
    return Clock(session, ledger, database.settings)


def catch_up(settings: Settings, ledger: Ledger) -> None:
    with follow.connect(settings) as connection:
        follow.catch_up(connection, PROJECTIONS, ledger.keyring)


def consenting(ledger: Ledger, count: int, last: date = OVER) -> list[UUID]:
    """People whose consent ran out with that day."""
    scribe = Scribe(ledger)
    people = [scribe.ingest() for _ in range(count)]
    given = ConsentGiven(purpose=Purpose.TALENT_POOL, channels=(Channel.EMAIL,), controller="main", expires_on=last)
    for person in people:
        scribe.say(person, given)
    return people


def types(ledger: Ledger, person: UUID) -> list[str]:
    """Without what the clock proposes of whoever is to be deleted."""
    told = [each.event.type for each in ledger.history(person, unseal=False)]
    return [each for each in told if each != "erasure-requested"]


def test_what_has_come_is_done_once_however_often_one_looks(clock: Clock, ledger: Ledger, session: Session) -> None:
    people, later = consenting(ledger, 3), consenting(ledger, 1, date(2999, 1, 1))
    assert clock.tick() == 0
    catch_up(clock.settings, ledger)
    assert clock.tick() == 3
    session.execute("DELETE FROM work.fired")  # it can be thrown away
    assert clock.tick() == 0
    assert all(types(ledger, person)[2:] == ["consent-expired"] for person in people)
    assert types(ledger, later[0])[2:] == []
    catch_up(clock.settings, ledger)
    assert session.execute("SELECT count(*) FROM read.due WHERE due_at < now() AND follows = 'event'").fetchone() == (
        0,
    )


def test_of_many_that_came_at_once_so_many_are_taken_the_oldest_first_and_none_is_lost(
    clock: Clock, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "AT_ONCE", 5)
    newer, older = consenting(ledger, 6), consenting(ledger, 6, OVER - timedelta(days=1))
    catch_up(clock.settings, ledger)
    assert clock.tick() == 5
    assert [types(ledger, person)[2:] for person in older].count(["consent-expired"]) == 5
    assert [clock.tick() for _ in range(3)] == [5, 2, 0]
    assert all(types(ledger, person)[2:] == ["consent-expired"] for person in (*newer, *older))


def test_by_policy_an_application_is_received_by_itself_or_by_somebody(
    clock: Clock, ledger: Ledger, session: Session
) -> None:
    install_defaults(ledger)
    person = scheduled(ledger, clock, days=40)
    catch_up(clock.settings, ledger)
    settings, now = clock.settings, ledger.clock()
    follows = {}
    for automation in ("by-hand-1", "listed-1"):
        clock.settings = settings.at(automation=automation)
        page = due_list(session, day_of(None, now), kind=DueKind.APPLICATION_RECEIPT, automatic=automation)
        follows[automation] = [(each.follows, each.template) for each in page.items]
        clock.tick()
        assert ("contact-planned" in types(ledger, person)) is (automation == "listed-1")
    template = "application-receipt"
    assert follows == {"by-hand-1": [("task", template)], "listed-1": [("outreach", template)]}


def test_what_fell_due_long_ago_goes_by_itself_no_more(clock: Clock, ledger: Ledger, session: Session) -> None:
    install_defaults(ledger)
    person, _ = House(clock.settings, ledger).person()
    told(ledger, person)
    ledger.submit(GiveConsent(candidate=person, purpose=Purpose.TALENT_POOL, channels=(Channel.EMAIL,)), LI)
    ledger.submit(EnterTalentPool(candidate=person), LI)
    catch_up(clock.settings, ledger)
    falls = ledger.clock() + timedelta(days=365)
    for late, follows in ((LATE + timedelta(hours=1), "task"), (timedelta(hours=1), "outreach")):
        ledger.clock = lambda late=late: falls + late  # type: ignore[misc]
        today = day_of(None, ledger.clock())
        pages = [due_list(session, today, state=state, kind=DueKind.ACTIVATION) for state in ("due", "overdue")]
        assert [(each.candidate, each.follows) for page in pages for each in page.items] == [(person, follows)]
        assert clock.tick() == (follows == "outreach")
    (planned,) = [each.event for each in ledger.history(person) if isinstance(each.event, ContactPlanned)]
    assert (planned.template, planned.purpose) == ("activation", "talent-pool")


def test_after_a_downtime_what_stands_is_done_and_what_is_over_is_missed_once(
    clock: Clock, ledger: Ledger, session: Session
) -> None:
    install_defaults(ledger)
    person = scheduled(ledger, clock, days=2)
    starts_at = clock.ledger.clock() + timedelta(days=2)
    catch_up(clock.settings, ledger)
    ledger.clock = lambda: starts_at - timedelta(hours=1)
    assert clock.tick() == 0
    assert "contact-planned" not in types(ledger, person)
    missed = session.execute(
        "SELECT count(*) FROM read.due WHERE kind = 'interview-reminder' AND until_at < %s", (ledger.clock(),)
    )
    assert missed.fetchone() == (1,)


def test_an_interview_is_reminded_of_the_day_before_with_time_place_and_interviewer(
    clock: Clock, ledger: Ledger
) -> None:
    install_defaults(ledger)
    person = scheduled(ledger, clock, days=3)
    catch_up(clock.settings, ledger)
    assert clock.tick() == 1
    assert letters(ledger, person).keys() == {"application-receipt"}
    starts_at = ledger.clock() + timedelta(days=3)
    ledger.clock = lambda: starts_at - timedelta(hours=14)
    assert clock.tick() == 1
    planned = letters(ledger, person)["interview-reminder"]
    assert (planned.purpose, planned.channel) == ("application", "email")
    said = planned.variables or {}
    assert (said["said.place"], said["said.interviewer"], said["job.title"]) == ("Room 5", "wang, chen", "Engineer")
    assert said["said.time"].endswith("(Asia/Shanghai)")
    catch_up(clock.settings, ledger)
    assert clock.tick() == 0


def test_how_an_interview_was_is_asked_once_three_days_after_it(clock: Clock, ledger: Ledger) -> None:
    install_defaults(ledger)
    person = scheduled(ledger, clock, days=3)
    dossier, _ = ledger.dossier(person)
    assert dossier is not None
    ((application, of),) = dossier.journey.applications.items()
    (interview,) = of.interviews
    ledger.submit(AttendInterview(candidate=person, application=application, interview=interview), LI)
    ledger.submit(AssignOwner(candidate=person, owner="user:wu", role="recruiter"), LI)
    wu = {
        "sender": "user:wu",
        "by": "user:wu",
        "role": "recruiter",
        "texts": [{"language": "en", "name": "Wu", "title": "Recruiter"}],
    }
    ledger.submit(DescribeSender.model_validate(wu), LI)
    catch_up(clock.settings, ledger)
    assert clock.tick() == 1
    later = ledger.clock() + timedelta(days=3)
    ledger.clock = lambda: later
    assert clock.tick() == 2
    assert letters(ledger, person).keys() == {"application-receipt", "interview-thanks", "experience-survey"}
    planned = letters(ledger, person)["experience-survey"]
    assert planned.purpose == "application"
    signed = {name: said for name, said in (planned.variables or {}).items() if name.startswith("sender.")}
    assert (planned.sender, signed) == ("user:wu", {"sender.email": clock.settings.mail_from})
    assert (planned.variables or {})["job.title"] == "Engineer"
    catch_up(clock.settings, ledger)
    assert clock.tick() == 0


def scheduled(ledger: Ledger, clock: Clock, days: int) -> UUID:
    """Somebody who applied, and has an interview so many days from now."""
    person, _ = House(clock.settings, ledger).person()
    told(ledger, person)
    job, application, interview = new_id(), new_id(), new_id()
    ledger.submit(OpenJob(job=job, title="Engineer", org_unit="rd", family="engineering"), LI)
    ledger.submit(Apply(candidate=person, application=application, job=job), LI)
    ledger.submit(
        ScheduleInterview(
            candidate=person,
            application=application,
            interview=interview,
            job=job,
            starts_at=ledger.clock() + timedelta(days=days),
            interviewers=("user:wang", "user:chen"),
            place="Room 5",
        ),
        LI,
    )
    return person


def told(ledger: Ledger, person: UUID) -> None:
    notice = {"notice": "privacy", "version": 1, "language": "en", "title": "Privacy", "text": "We keep it."}
    ledger.submit(PublishNotice.model_validate({**notice, "purposes": ["application"]}), LI)
    ledger.submit(RecordNoticeShown(candidate=person, notice="privacy", version=1, channel=Channel.EMAIL), LI)


def letters(ledger: Ledger, person: UUID) -> dict[str | None, ContactPlanned]:
    """That were planned for somebody, by template."""
    found = [each.event for each in ledger.history(person) if isinstance(each.event, ContactPlanned)]
    assert len(found) == len({each.template for each in found})
    return {each.template: each for each in found}


def test_staff_are_told_once_a_day_of_how_much_and_never_of_whom(clock: Clock, ledger: Ledger, gateway: str) -> None:
    person, _ = House(clock.settings, ledger).person()
    day = date(2097, 5, 6)
    for owner, on in (("user:li", day), ("user:li", day - timedelta(days=1)), (None, day)):
        ledger.submit(SetReminder(candidate=person, reminder=new_id(), due_on=on, owner=owner), LI)
    catch_up(clock.settings, ledger)
    clock.settings = clock.settings.at(alert_urls=gateway.replace("http", "json"))
    for hour in (0, 2, 3, 4):  # 8:00 to 12:00 in Shanghai
        ledger.clock = lambda hour=hour: datetime(2097, 5, 6, hour, tzinfo=UTC)  # type: ignore[misc]
        clock.tick()
    ((body, _headers),) = Gateway.took
    said = json.loads(body)["message"]
    assert "user:li: 1 (+1)" in said
    assert "1 (+0)" in said
    assert str(person) not in said


def test_of_two_that_keep_time_one_leads_and_when_it_is_killed_the_other_goes_on(
    database: Database, ledger: Ledger, session: Session
) -> None:
    people = consenting(ledger, 60)
    catch_up(database.settings, ledger)
    processes = [Forked(keep_quick_time, variables=environment(database.settings)) for _ in range(2)]
    try:
        # Of whom is killed after a command and before it is marked, only the ledger knows that it was done.
        expired = "SELECT count(*) FROM ledger.event WHERE type = 'consent-expired'"
        until(lambda: session.execute(expired).fetchone() >= (5,))  # type: ignore[operator]
        [(name,)] = session.execute(
            "SELECT application_name FROM pg_stat_activity JOIN pg_locks USING (pid)"
            " WHERE locktype = 'advisory' AND granted AND datname = current_database()"
            " AND (classid::bigint << 32 | objid::bigint) = %s",
            (KEEPS_TIME,),
        ).fetchall()
        next(each for each in processes if name == f"clock-{each.pid}").kill()
        until(lambda: session.execute(expired).fetchone() == (60,))
    finally:
        for each in processes:
            each.kill()
            each.wait()
    assert [types(ledger, person)[2:] for person in people] == [["consent-expired"]] * 60


def test_whoever_is_to_be_deleted_is_proposed_once_by_whoever_leads_and_no_earlier_than_due(
    clock: Clock, ledger: Ledger, session: Session, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "PROPOSED_AT_ONCE", 2)
    people, later = consenting(ledger, 5), consenting(ledger, 1, date(2999, 1, 1))
    catch_up(clock.settings, ledger)
    for leader in (clock, clock, clock, Clock(session, ledger, database.settings)):
        leader.tick()
    tomorrow = ledger.clock() + timedelta(days=1)
    ledger.clock = lambda: tomorrow
    clock.tick()
    asked = {person: [each for each in ledger.history(person) if each.event.type == "erasure-requested"]
             for person in (*people, *later)}  # fmt: skip
    assert {person: len(each) for person, each in asked.items()} == {**dict.fromkeys(people, 1), later[0]: 0}
    assert {each.meta.actor for (each,) in map(asked.get, people)} == {"policy:retention"}  # type: ignore[misc]


def test_whatever_follows_by_itself_is_something_that_the_clock_does() -> None:
    assert DOES.keys() == {rule.kind for rule in RULES.values() if rule.follows is not Follows.TASK}


def test_whether_the_clock_ticks_is_seen(clock: Clock, session: Session, database: Database) -> None:
    look = dict(STORED)["clock"]
    assert "not ticked" in look(database.settings)
    assert leads(session)
    clock.tick()
    tick = last_tick(session)
    assert (tick.kept, tick.stands_still) == (True, False)
    assert "a process keeps it" in look(database.settings)
    session.execute("UPDATE work.clock SET ticked_at = ticked_at - interval '1 hour'")
    with pytest.raises(MachineProblem, match="clock_stands_still"):
        look(database.settings)
