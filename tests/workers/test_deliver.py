"""Nobody gets two, and nobody who should get one gets none without its being seen: whatever is killed, and when."""

import json
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
import redis

from api.machine.places import Places
from api.machine.redis import Redis
from domain.decision import Refused
from domain.decisions import (
    DescribeSender,
    ForgetSender,
    IngestRecord,
    InvalidateContactPoint,
    RecordTemplateApproval,
    ReportFailed,
    ReportSent,
    RequestTemplateTest,
    RetireSender,
)
from domain.events import ContactDispatched, ContactFailed, SenderDescribed
from domain.person import ContactPoint, Name, Person, PointKind
from domain.senders import STREAM as SENDERS
from domain.senders import subject_of
from domain.template import template_id
from domain.vocabulary import Approval, Channel, Purpose
from ledger.ledger import Ledger, new_id
from ledger.replaying import replay
from ledger.settings import Settings
from ledger.sink import Sink, texts
from tests.ports import free_port
from tests.servers import Servers, fresh_database
from tests.workers.gateway import Gateway
from tests.workers.letters import LI, REPLY, House, tomorrow, worker_to_kill, working
from tests.workers.post_office import PostOffice, post_office
from tests.workers.tasks import until
from workers import hand_over
from workers.rates import Rates

pytestmark = pytest.mark.servers
WAITING = """
    SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
TERMINATED = WAITING.replace("count(*)", "pg_terminate_backend(pid, 5000)")
"""Else the server, which does not see who is dead, would go on for them."""


@pytest.fixture(scope="module")
def house(servers: Servers, migrated: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with (
        fresh_database(servers, migrated, tmp_path_factory.mktemp("delivery")) as fresh,
        Ledger.open(fresh.settings, connections=4) as ledger,
    ):
        yield House(fresh.settings, ledger)


@pytest.fixture
def kept(house: House, redis_url: str) -> Settings:
    """Mails go into the sink."""
    return house.settings.at(redis_url=redis_url)


def real(kept: Settings, office: PostOffice, **changes: Any) -> Settings:
    url = f"smtp+plain://127.0.0.1:{office.port}"
    return kept.at(**{"delivery": "real", "delivery_allowed": "*", "smtp_url": url, "mails_per_second": 1000} | changes)


def test_what_is_planned_leaves_once_when_it_is_due(house: House, kept: Settings) -> None:
    later = house.plan(not_before=tomorrow(house.ledger))
    planned = [house.plan() for _ in range(5)]
    with working(kept):
        for each in planned:
            house.comes_to(each, "sent")
    sink = Sink(kept.sink)
    for each in planned:
        assert house.happened(each) == ["planned", "dispatched", "sent"]
        assert texts(sink.read(str(each[1])))[0] == "Dear 王小明, here it is\n"
    assert house.state(later) == "planned"
    (dispatched,) = [
        each.event for each in house.ledger.history(planned[0][0]) if isinstance(each.event, ContactDispatched)
    ]
    assert (dispatched.template_version, dispatched.message_id) == (1, f"<{planned[0][1]}@renmai.invalid>")
    assert dispatched.content_sha256 is not None


def test_a_mail_says_of_its_sender_what_the_directory_says_and_none_leaves_for_whoever_left(
    house: House, kept: Settings
) -> None:
    na = {"sender": "user:na", "by": "user:na", "role": "recruiter"}
    said = {"texts": [{"language": "en", "name": "Li Na"}], "email": "na@example.com"}
    house.ledger.submit(DescribeSender.model_validate(na | said), LI)
    planned = house.plan(sender="user:na")
    with working(kept):
        house.comes_to(planned, "sent")
    mail = message_from_bytes(Sink(kept.sink).read(str(planned[1])))
    assert (mail["From"], mail["Reply-To"]) == ('"Li Na" <recruiting@renmai.invalid>', "na@example.com")
    gone = house.plan(sender="user:na")
    house.ledger.submit(RetireSender.model_validate(na), LI)
    with working(kept):
        house.comes_to(gone, "failed")
    (failed,) = [each.event for each in house.ledger.history(gone[0]) if isinstance(each.event, ContactFailed)]
    assert failed.code == "sender_retired"
    house.ledger.submit(ForgetSender.model_validate(na), LI)
    with working(kept), psycopg.connect(house.settings.keys_admin_conninfo, autocommit=True) as keys:
        destroyed = "SELECT destroyed_at FROM keys.data_key WHERE subject = %s AND destroyed_at IS NOT NULL"
        until(lambda: keys.execute(destroyed, (subject_of("user:na"),)).fetchone())
    with Ledger.open(house.settings, connections=1) as anew:
        said_once = [each.event for each in anew.history(SENDERS) if isinstance(each.event, SenderDescribed)]
    assert [(each.texts, each.email) for each in said_once if each.sender == "user:na"] == [(None, None)]


def test_the_gate_has_the_last_word(house: House, kept: Settings) -> None:
    candidate, point = house.person()
    planned = house.plan(candidate, point)
    house.ledger.submit(InvalidateContactPoint(candidate=candidate, point=point, why="bounced"), LI)
    with working(kept):
        house.comes_to(planned, "refused")
    assert house.happened(planned) == ["planned", "refused"]


def test_what_can_never_be_made_is_not_planned_and_what_has_no_way_fails_at_once(house: House, kept: Settings) -> None:
    for changes, code in (({"variables": {}}, "variable_missing"), ({"template": "no-such-one"}, "no_such_template")):
        with pytest.raises(Refused, match=code):
            house.plan(**changes)
    off = house.plan(channel=Channel.WEBHOOK)
    with working(kept):
        house.comes_to(off, "failed")
    (failed,) = [each.event for each in house.ledger.history(off[0]) if isinstance(each.event, ContactFailed)]
    assert (failed.code, failed.final) == ("delivery_is_off", True)


def test_a_task_is_handed_out_and_stays_with_the_human(house: House, kept: Settings) -> None:
    planned = house.plan(channel=Channel.IN_PERSON, template=None, variables={"said.text": "Visit 王小明"})
    with working(kept):
        house.comes_to(planned, "dispatched")
        house.nothing_due()
    with working(kept):
        house.comes_to(house.plan(), "sent")
    assert house.happened(planned) == ["planned", "dispatched"]


def test_a_refusal_for_now_is_tried_again_and_one_for_good_is_not(house: House, kept: Settings) -> None:
    with post_office() as office:
        office.answers = ["451 4.3.0 later", "451 4.3.0 later"]
        with working(real(kept, office)):
            later = house.plan()
            house.comes_to(later, "sent")
            office.answers = ["550 5.7.1 never"]
            never = house.plan()
            house.comes_to(never, "failed")
            office.answers = ["451 4.3.0 later"] * 9
            worn_out = house.plan()
            house.comes_to(worn_out, "failed")
        assert len(office.mails) == 1
    assert house.happened(later) == ["planned", "dispatched", "failed", "dispatched", "failed", "dispatched", "sent"]
    assert house.happened(never) == ["planned", "dispatched", "failed"]
    assert house.happened(worn_out).count("dispatched") == 4


def test_many_go_together_and_what_becomes_of_one_is_its_own(house: House, kept: Settings) -> None:
    ended, point = house.person()
    person = house.person()
    planned = [house.plan(), house.plan(ended, point), house.plan(*person), house.plan(*person), house.plan()]
    house.ledger.submit(InvalidateContactPoint(candidate=ended, point=point, why="bounced"), LI)
    with post_office() as office:
        office.to_recipient = ["550 5.1.1 unknown"]
        with working(real(kept, office)):
            for each, state in zip(planned, ("failed", "refused", "sent", "sent", "sent"), strict=True):
                house.comes_to(each, state)
        assert len(office.mails) == 3
    assert [house.happened(each).count("dispatched") for each in planned] == [1, 0, 1, 1, 1]
    together = {house.dispatched(planned[at]).meta.command_id for at in (0, 2, 4)}
    assert len(together) == 1


def test_what_waits_behind_a_slow_server_is_taken_back_and_asked_about_anew(
    house: House, kept: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = [house.plan() for _ in range(3)]
    with post_office() as office, monkeypatch.context() as slow:
        slow.setattr(hand_over, "HELD", -1.0)
        with working(real(kept, office)):
            until(lambda: all("failed" in house.happened(each) for each in planned))
            assert not office.mails
            slow.undo()
            for each in planned:
                house.comes_to(each, "sent")
        assert len(office.mails) == 3
    for each in planned:
        happened = house.happened(each)
        assert (happened[-2:], happened.count("sent")) == (["dispatched", "sent"], 1)


def test_a_campaign_leaves_room_in_each_second_for_what_somebody_waits_for(kept: Settings) -> None:
    assert kept.redis_url is not None
    with redis.Redis.from_url(kept.redis_url.get_secret_value()) as client:
        client.flushdb()
        rates = Rates(client, kept.at(mails_per_second=10))
        assert rates.takes(Channel.EMAIL, 20, bulk=True) == 8
        assert rates.takes(Channel.EMAIL, 5) in (2, 5)  # of the same second, or of the next
        assert rates.takes(Channel.PHONE, 100) == 100


def test_a_mail_server_that_is_away_delays_and_one_that_dies_in_the_middle_leaves_a_doubt(
    house: House, kept: Settings
) -> None:
    away = PostOffice(port=free_port())
    with working(real(kept, away), waits=(timedelta(seconds=1),) * 20):
        delayed = house.plan()
        until(lambda: house.last_code(delayed) == "mail_server_away")
        with post_office(port=away.port) as back:
            house.comes_to(delayed, "sent")
            assert len(back.mails) == 1
            back.cuts = True
            doubtful = house.plan()
            house.comes_to(doubtful, "unconfirmed")
    assert house.happened(delayed) == ["planned", "dispatched", "sent"]
    assert house.happened(doubtful) == ["planned", "dispatched", "unconfirmed"]


ONCE = ["planned", "dispatched", "sent"]
AGAIN = ["planned", "dispatched", "failed", "dispatched", "sent"]
DOUBT = ["planned", "dispatched", "unconfirmed"]
STEPS = {"EHLO": ONCE, "MAIL": AGAIN, "RCPT": AGAIN, "DATA": AGAIN, "text": DOUBT, "end": DOUBT, "answer": ONCE}


def test_a_mail_server_killed_at_any_step_takes_one_mail_or_none_and_whoever_may_have_none_is_seen(
    house: House, kept: Settings
) -> None:
    with post_office() as office, working(real(kept, office)):
        for step, happens in STEPS.items():
            office.dies_at = step
            office.mails.clear()
            planned = house.plan()
            house.comes_to(planned, happens[-1])
            until(lambda: office.dies_at is None)
            assert (step, len(office.mails)) == (step, happens is not DOUBT)
            assert (step, house.happened(planned)) == (step, happens)


def test_a_text_leaves_when_the_gateway_has_approved_its_version_and_not_before(
    house: House, kept: Settings, gateway: str
) -> None:
    name, phone = "by-text", ContactPoint(kind=PointKind.PHONE, value="+8613800138000")
    house.draft(name, Purpose.RIGHTS_REPLY, "{{ person.name }}: {{ said.answer }}", Channel.SMS)
    candidate = new_id()
    house.ledger.submit(IngestRecord(candidate=candidate, person=Person(name=Name(full="王小明"), points=(phone,))), LI)
    settings = kept.at(delivery="real", delivery_allowed="*", sms_url=gateway, sms_secret="hush")
    told = {None: "failed", Approval.SUBMITTED: "failed", Approval.REJECTED: "failed", Approval.APPROVED: "sent"}
    with working(settings):
        for approval, state in told.items():
            if approval:
                said = RecordTemplateApproval(
                    template=template_id(name), version=1, provider="sms", provider_template="SMS_1", state=approval
                )
                house.ledger.submit(said, LI)
            planned = house.plan(candidate, phone, channel=Channel.SMS, template=name)
            house.comes_to(planned, state)
    ((body, _headers),) = Gateway.took
    said_by_text = json.loads(body)
    assert (said_by_text["template"], said_by_text["to"]) == ("SMS_1", phone.value)
    codes = {each.event.code for each in house.ledger.history(candidate) if isinstance(each.event, ContactFailed)}
    assert codes == {"template_not_approved"}


def test_redis_flushed_again_and_again_sends_nobody_two(house: House, kept: Settings) -> None:
    assert kept.redis_url is not None
    with post_office() as office, redis.Redis.from_url(kept.redis_url.get_secret_value()) as client:
        with working(real(kept, office)):
            planned = []
            for _ in range(10):
                planned += [house.plan(), house.plan()]
                client.flushdb()
            for each in planned:
                house.comes_to(each, "sent", 60)
        found = sorted(str(each["Message-ID"]) for each in office.read)
    assert found == sorted(f"<{contact}@renmai.invalid>" for _, contact in planned)


def test_redis_killed_with_a_delivery_under_way_loses_nobody_and_sends_nobody_two(house: House, tmp_path: Path) -> None:
    places = Places(tmp_path)
    places.prepare()
    carrier = Redis(places)
    carrier.start()
    reached, dead = threading.Event(), threading.Event()

    def wait() -> None:
        reached.set()
        dead.wait(120)

    try:
        with post_office() as office:
            office.before_answer = wait
            with working(real(house.settings.at(redis_url=carrier.url), office)):
                under_way = house.plan()
                assert reached.wait(60)
                assert carrier.process is not None
                carrier.process.kill()
                carrier.stop()
                planned = [house.plan(), house.plan()]
                office.before_answer = None
                dead.set()
                house.comes_to(under_way, "sent")
                carrier.start()
                for each in planned:
                    house.comes_to(each, "sent")
            found = sorted(str(each["Message-ID"]) for each in office.read)
    finally:
        carrier.stop()
    assert found == sorted(f"<{contact}@renmai.invalid>" for _, contact in (under_way, *planned))
    assert [house.happened(each).count("dispatched") for each in (under_way, *planned)] == [1, 1, 1]


def test_killed_while_it_connects_nothing_was_dispatched_and_it_leaves_later(house: House, kept: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        planned = house.plan()
        office = PostOffice(port=silent.getsockname()[1])
        with worker_to_kill(real(kept, office)):
            connection, _ = silent.accept()
    connection.close()
    assert house.happened(planned) == ["planned"]
    with post_office() as office, working(real(kept, office)):
        house.comes_to(planned, "sent")
        assert len(office.mails) == 1


@pytest.mark.parametrize("step", ["before_recipient", "before_answer"])
def test_killed_after_it_was_dispatched_nobody_knows_and_nothing_leaves_again(
    house: House, kept: Settings, step: str
) -> None:
    reached, dead = threading.Event(), threading.Event()

    def wait() -> None:
        reached.set()
        dead.wait(120)

    with post_office() as office:
        setattr(office, step, wait)
        planned = house.plan()
        with worker_to_kill(real(kept, office)):
            assert reached.wait(60)
        dead.set()
        setattr(office, step, None)
        assert house.happened(planned) == ["planned", "dispatched"]
        with working(real(kept, office)):
            house.comes_to(planned, "unconfirmed")
            house.comes_to(house.plan(), "sent")
        assert len(office.mails) == (1 if step == "before_recipient" else 2)
    assert house.happened(planned) == ["planned", "dispatched", "unconfirmed"]


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.WEBHOOK])
def test_killed_before_a_gateway_answers_nobody_knows_and_it_is_called_no_second_time(
    house: House, kept: Settings, gateway: str, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, dead = threading.Event(), threading.Event()

    def hold(_gateway: Gateway) -> None:
        reached.set()
        dead.wait(120)

    called = {"sms_url": gateway, "sms_secret": "x", "webhook_url": gateway, "webhook_secret": "x"}
    settings = kept.at(delivery="real", delivery_allowed="*", **called)
    monkeypatch.setattr(Gateway, "before_answer", hold)
    planned = planned_by(house, channel)
    with worker_to_kill(settings):
        assert reached.wait(60)
    dead.set()
    monkeypatch.setattr(Gateway, "before_answer", None)
    assert house.happened(planned) == ["planned", "dispatched"]
    with working(settings):
        house.comes_to(planned, "unconfirmed")
        other = planned_by(house, channel)
        house.comes_to(other, "sent")
    told = [headers["webhook-id"] for _, headers in Gateway.took]
    assert sorted(told) == sorted([str(planned[1]), str(other[1])])
    assert house.happened(planned) == ["planned", "dispatched", "unconfirmed"]


def planned_by(house: House, channel: Channel) -> tuple[UUID, UUID]:
    if channel is Channel.WEBHOOK:
        return house.plan(channel=channel)
    candidate, phone = new_id(), ContactPoint(kind=PointKind.PHONE, value="+8613800138000")
    person = Person(name=Name(full="王小明"), points=(phone,))
    house.ledger.submit(IngestRecord(candidate=candidate, source="career-site", person=person), LI)
    approval = {"provider": "gateway", "provider_template": "sms_1", "state": "approved"}
    approve = RecordTemplateApproval.model_validate({"template": template_id(REPLY), "version": 1, **approval})
    house.ledger.submit(approve, LI)
    return house.plan(candidate, phone, channel=channel)


def test_killed_between_the_servers_word_and_the_ledgers_nobody_gets_two(house: House, kept: Settings) -> None:
    with post_office() as office, psycopg.connect(house.settings.admin_conninfo) as held:
        office.before_answer = lambda: held.execute("SELECT pg_advisory_xact_lock(7236837521)")
        planned = house.plan()
        with worker_to_kill(real(kept, office)):
            until(lambda: held.execute(WAITING).fetchone() != (0,))
        held.execute(TERMINATED)
        held.rollback()
        office.before_answer = None
        assert house.happened(planned) == ["planned", "dispatched"]
        with working(real(kept, office)):
            house.comes_to(planned, "unconfirmed")
        assert len(office.mails) == 1


def test_a_human_finds_out_and_says_so(house: House, kept: Settings) -> None:
    with post_office() as office, working(real(kept, office)):
        office.cuts = True
        planned = [house.plan(), house.plan()]
        for each in planned:
            house.comes_to(each, "unconfirmed")
    house.ledger.submit(ReportSent(candidate=planned[0][0], contact=planned[0][1]), LI)
    house.ledger.submit(ReportFailed(candidate=planned[1][0], contact=planned[1][1], code="not-sent"), LI)
    assert [house.state(each) for each in planned] == ["sent", "failed"]
    made, _ = replay(house.ledger, *planned[1], LI)
    assert replay(house.ledger, *planned[1], LI)[0] == made
    with working(kept):
        house.comes_to((planned[1][0], made), "sent")
    with pytest.raises(Refused, match="not_failed"):
        replay(house.ledger, *planned[0], LI)


def test_a_template_is_tried_out_at_an_address_of_ones_own(house: House, kept: Settings) -> None:
    ask = RequestTemplateTest(
        template=template_id(REPLY),
        test=new_id(),
        version=1,
        address=ContactPoint(kind=PointKind.EMAIL, value="li@example.com"),
        values={"person.name": "Test", "said.answer": "x"},
    )
    house.ledger.submit(ask, LI)
    with working(kept):
        until(lambda: Sink(kept.sink).folder.joinpath(f"{ask.test}.eml").exists())
        house.nothing_due()
