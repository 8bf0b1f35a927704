"""A campaign reaches everybody once: whatever is killed on the way, paused, resumed, or answered."""

import multiprocessing
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from domain.campaign import contact_of_step
from domain.decisions import (
    CancelCampaign,
    CreatePool,
    PauseCampaign,
    PlanCampaign,
    RecordReply,
    ReportSent,
    ResumeCampaign,
    StartCampaign,
)
from domain.decisions.campaign import Step
from domain.envelope import Meta
from domain.events import (
    AnyEvent,
    CandidateIngested,
    ConsentGiven,
    ContactPlanned,
    ContactRefused,
    NoticeShown,
    SettingRecorded,
)
from domain.person import ContactPoint, Name, Person, PointKind
from domain.vocabulary import Channel, Purpose
from ledger.campaigns import campaign_at
from ledger.codec import NewEvent
from ledger.envelope import Origin
from ledger.ledger import Ledger, new_id
from ledger.preference_links import preference_links
from ledger.settings import Settings
from ledger.sink import Sink, parsed, texts
from projections.campaigns import CAMPAIGNS, known_campaigns, progress
from projections.deliveries import DELIVERIES, waiting
from projections.rebuild import rebuild
from tests.servers import Servers, fresh_database
from tests.workers.held import held_at_stream
from tests.workers.letters import LI, House, worker_to_kill, working
from tests.workers.tasks import until
from workers import plan_campaign
from workers.deliver import AT_ONCE, deliver
from workers.due import Due
from workers.equipment import Equipment
from workers.plan_campaign import CHUNK
from workers.reactions import REACTIONS
from workers.run import THREADS
from workers.tries import Tries

pytestmark = pytest.mark.servers
PEOPLE = 3 * CHUNK
NEWS, REPLY, BY_WECOM = "news", "reply", "by-wecom"
MAIL = (Channel.EMAIL,)
SOONER = "UPDATE work.due SET not_before = now() WHERE task = 'plan_step' AND not_before < now() + interval '1 hour'"
"""As if the minutes had passed after which it is looked again whether the step before has left."""


@pytest.fixture(scope="module")
def house(servers: Servers, migrated: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with (
        fresh_database(servers, migrated, tmp_path_factory.mktemp("campaigns")) as fresh,
        Ledger.open(fresh.settings, connections=4) as ledger,
    ):
        house = House(fresh.settings, ledger)
        house.draft(NEWS, Purpose.MARKETING, "Dear {{ person.name }}, {{ said.news }}")
        house.draft(REPLY, Purpose.RIGHTS_REPLY, "Dear {{ person.name }}, {{ said.news }}")
        yield house


@pytest.fixture
def kept(house: House, redis_url: str) -> Settings:
    return house.settings.at(redis_url=redis_url)


def many(house: House, number: int) -> list[UUID]:
    """Every fifth without a consent."""
    people = [new_id() for _ in range(number)]
    events = []
    for place, candidate in enumerate(people):
        point = ContactPoint(kind=PointKind.EMAIL, value=f"{candidate.hex}@example.com")
        said: list[AnyEvent] = [
            CandidateIngested(person=Person(name=Name(full="王小明"), points=(point,))),
            SettingRecorded(jurisdiction="CN", time_zone="Asia/Shanghai"),
            NoticeShown(notice="privacy", version=1, channel=Channel.EMAIL),
        ]
        if place % 5:
            said.append(ConsentGiven(purpose=Purpose.MARKETING, channels=MAIL, controller="main"))
        for version, event in enumerate(said, 1):
            meta = Meta(event_id=new_id(), command_id=new_id(), actor="user:li")
            events.append(NewEvent(candidate, version, meta, event))
    house.ledger.append(events, new_subjects=True)
    return people


def started(house: House, people: list[UUID], *steps: Step, purpose: Purpose = Purpose.RIGHTS_REPLY) -> UUID:
    pool, campaign = new_id(), new_id()
    house.ledger.submit(CreatePool(pool=pool, by="user:li", name="Fair"), LI)
    plan = PlanCampaign(
        campaign=campaign,
        by="user:li",
        name="Spring",
        pool=pool,
        purpose=purpose,
        sender="user:li",
        steps=steps,
        variables={"said.news": "we moved"},
    )
    house.ledger.submit(plan, LI)
    start = StartCampaign(campaign=campaign, by="user:li", pool=pool, read_at=1, people=tuple(people))
    house.ledger.submit(start, LI)
    return campaign


def laid_out(house: House, campaign: UUID) -> bool:
    found = campaign_at(house.ledger, campaign)
    return found is not None and found.laid_out


def decided(house: House, people: list[UUID], campaign: UUID) -> Counter[tuple[UUID, str]]:
    """How often each person was planned or refused for it."""
    found: Counter[tuple[UUID, str]] = Counter()
    for stream, history in house.ledger.histories(people, unseal=False).items():
        for each in history:
            if isinstance(each.event, ContactPlanned | ContactRefused) and each.event.campaign == campaign:
                found[stream, each.event.type] += 1
    return found


def firsts(people: list[UUID], campaign: UUID, step: int = 1) -> list[tuple[UUID, UUID]]:
    return [(each, contact_of_step(campaign, each, step)) for each in people]


def comes_to(house: House, planned: tuple[UUID, UUID], state: str, seconds: float = 90.0) -> None:
    """Also where it is not planned yet."""

    def there() -> bool:
        person, _ = house.ledger.dossier(planned[0])
        assert person is not None
        attempt = person.contacts.attempts.get(planned[1])
        return attempt is not None and attempt.state == state

    until(there, seconds)


def due(house: House) -> list[tuple[Any, ...]]:
    with psycopg.connect(house.settings.conninfo("reader"), autocommit=True) as connection:
        return connection.execute("SELECT task, attempts FROM work.due ORDER BY position").fetchall()


def test_each_gets_it_once_and_it_shows_how_far_it_is(house: House, kept: Settings) -> None:
    people = many(house, 6)
    campaign = started(house, people, Step(template=REPLY))
    with working(kept):
        for each in firsts(people, campaign):
            comes_to(house, each, "sent")
    content = Sink(kept.sink).read(str(firsts(people, campaign)[0][1]))
    assert texts(content)[0] == "Dear 王小明, we moved\n"
    one_click = str(parsed(content)["List-Unsubscribe"]).strip("<>").removesuffix("/unsubscribe")
    assert preference_links(house.ledger).read(one_click.rpartition("/")[2]) == firsts(people, campaign)[0]
    for each in firsts(people, campaign):
        assert house.happened(each) == ["planned", "dispatched", "sent"]
    house.ledger.submit(
        RecordReply(candidate=people[0], contact=firsts(people, campaign)[0][1], channel=Channel.EMAIL), LI
    )
    rebuild(house.settings, shards=0, projections=(CAMPAIGNS,))
    with psycopg.connect(house.settings.conninfo("reader"), autocommit=True) as reader:
        (known,) = known_campaigns(reader, only=campaign).items
        found = progress(reader, campaign)
    assert (known.state, known.size, known.laid_out) == ("running", 6, True)
    assert (found.planned, found.waiting, found.dispatched, found.replied) == (6, 0, 6, 1)


def test_paused_nothing_leaves_resumed_it_does_and_cancelled_the_rest_is_refused(house: House, kept: Settings) -> None:
    people = many(house, 4)
    campaign = started(house, people, Step(template=REPLY))
    house.ledger.submit(PauseCampaign(campaign=campaign, why="typo"), LI)
    with working(kept):
        house.comes_to(house.plan(), "sent")
        assert not decided(house, people, campaign)
        house.ledger.submit(ResumeCampaign(campaign=campaign), LI)
        comes_to(house, firsts(people, campaign)[0], "sent")
        until(lambda: laid_out(house, campaign))
    second = started(house, people, Step(template=REPLY))
    with working(kept):
        until(lambda: laid_out(house, second))
        house.ledger.submit(PauseCampaign(campaign=second), LI)
    left = [each for each in firsts(people, second) if house.state(each) == "planned"]
    house.ledger.submit(CancelCampaign(campaign=second, why="wrong-text"), LI)
    with working(kept):
        for each in left:
            comes_to(house, each, "refused")
        house.nothing_due()


def test_a_sequence_goes_on_step_by_step_and_stops_when_the_person_answers(house: House, kept: Settings) -> None:
    people = many(house, 2)
    campaign = started(house, people, Step(template=REPLY), Step(template=REPLY), Step(template=REPLY, delay_hours=48))
    with working(kept):
        for each in firsts(people, campaign):
            comes_to(house, each, "sent")
        with psycopg.connect(house.settings.conninfo("writer"), autocommit=True) as later:
            until(lambda: later.execute(SOONER).rowcount == 0, 60)
        for each in firsts(people, campaign, 2):
            comes_to(house, each, "sent")
        first = firsts(people, campaign)[0]
        until(lambda: [task for task, _ in due(house)] == ["plan_step"] * 2)
        house.ledger.submit(RecordReply(candidate=first[0], contact=first[1], channel=Channel.EMAIL), LI)
        until(lambda: [task for task, _ in due(house)] == ["plan_step"])
    stopped = [each.event for each in house.ledger.history(first[0]) if each.event.type == "sequence-stopped"]
    assert [(each.step, each.reason) for each in stopped] == [(3, "reply")]
    with psycopg.connect(house.settings.conninfo("writer"), autocommit=True) as connection:
        row = connection.execute("SELECT not_before - now() FROM work.due WHERE task = 'plan_step'").fetchone()
    assert row is not None
    assert row[0] > timedelta(hours=47)


def test_an_employee_confirms_what_goes_by_wecom_and_few_such_go_to_one_person_in_a_month(
    house: House, kept: Settings
) -> None:
    house.draft(BY_WECOM, Purpose.RIGHTS_REPLY, "{{ person.name }}，{{ said.news }}", Channel.WECOM)
    people = many(house, 2)
    with working(kept.at(wecom_monthly=1)):
        for state in ("dispatched", "failed"):
            campaign = started(house, people, Step(template=BY_WECOM))
            for each in firsts(people, campaign):
                comes_to(house, each, state)
    rebuild(house.settings, shards=0, projections=(DELIVERIES,))
    with psycopg.connect(house.settings.conninfo("reader"), autocommit=True) as reader:
        tasks = [each for each in waiting(reader, "task").items if each.candidate in people]
        failed = {each.code for each in waiting(reader, "failed").items if each.candidate in people}
    assert failed == {"month_full"}
    assert [(each.channel, each.sender) for each in tasks] == [("wecom", "user:li")] * 2
    for task in tasks:
        house.ledger.submit(ReportSent(candidate=task.candidate, contact=task.contact), Origin(actor="user:na"))
        assert house.state((task.candidate, task.contact)) == "sent"
    rebuild(house.settings, shards=0, projections=(DELIVERIES,))
    with psycopg.connect(house.settings.conninfo("reader"), autocommit=True) as reader:
        assert not [each for each in waiting(reader, "task").items if each.candidate in people]


def test_killed_in_the_middle_nobody_is_planned_twice_and_nobody_is_missed(house: House, kept: Settings) -> None:
    people = many(house, PEOPLE)
    campaign = started(house, people, Step(template=NEWS), purpose=Purpose.MARKETING)
    for chunk in (1, 2):
        with held_at_stream(kept, people[chunk * CHUNK]) as until_there, worker_to_kill(kept):
            until_there()
        assert len(decided(house, people, campaign)) == chunk * CHUNK
        assert not laid_out(house, campaign)
    with working(kept):
        until(lambda: laid_out(house, campaign), 60)
    expected = {(each, "contact-planned" if place % 5 else "contact-refused") for place, each in enumerate(people)}
    assert decided(house, people, campaign) == Counter(dict.fromkeys(expected, 1))


def test_two_processes_plan_one_campaign_and_one_of_them_may_be_killed(
    house: House, kept: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_campaign, "CHUNK", 20)
    monkeypatch.setattr(plan_campaign, "MANY", 40)
    people = many(house, 100)
    campaign = started(house, people, Step(template=NEWS), purpose=Purpose.MARKETING)
    others = set(multiprocessing.active_children())
    with ExitStack() as at_work:
        with held_at_stream(kept, people[25]) as until_there:
            at_work.enter_context(working(kept))
            until_there()  # in the second chunk, which the other process plans
            (second,) = set(multiprocessing.active_children()) - others
            second.kill()
            second.join()
        until(lambda: laid_out(house, campaign))
    expected = {(each, "contact-planned" if place % 5 else "contact-refused") for place, each in enumerate(people)}
    assert decided(house, people, campaign) == Counter(dict.fromkeys(expected, 1))


def test_a_reminder_does_not_wait_behind_a_campaign(house: House, kept: Settings) -> None:
    """Every thread that may carry the campaign's mails is held, and more wait than there are."""
    people = many(house, (THREADS + 1) * AT_ONCE)
    campaign = started(house, people, Step(template=REPLY))
    mails = {contact for _, contact in firsts(people, campaign)}
    held, released = threading.Semaphore(0), threading.Event()

    def carry(equipment: Equipment, dues: Sequence[Due], tries: Tries) -> None:
        if mails.intersection(due.about for due in dues):
            held.release()
            released.wait(600)
        deliver(equipment, dues, tries)

    reactions = tuple(replace(each, run=carry) if each.task == "deliver" else each for each in REACTIONS)
    with working(kept, reactions=reactions):
        try:
            for _ in range(THREADS):
                assert held.acquire(timeout=240)
            reminder = house.plan()
            house.comes_to(reminder, "sent")
            assert all(house.state(each) == "planned" for each in firsts(people, campaign))
        finally:
            released.set()
        for each in firsts(people, campaign):
            comes_to(house, each, "sent")
