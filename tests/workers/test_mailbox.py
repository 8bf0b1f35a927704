"""What comes back by mail, from a real mailbox: each answer once, under whoever it is from."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.message import EmailMessage
from typing import Any, LiteralString
from uuid import UUID

import psycopg
import pytest

from domain.decisions import AssignOwner, ReportSent
from domain.events import AnyEvent, Replied
from domain.message import message_stream
from domain.vocabulary import Channel, StopWord
from ledger.blobs import Blobs
from ledger.ledger import Ledger
from ledger.settings import Settings
from ledger.sink import Sink, parsed
from projections.run import run as run_projections
from tests.servers import Servers, fresh_database
from tests.workers.gateway import Gateway, gateway_at_work
from tests.workers.letters import LI, House, working
from tests.workers.mailboxes import Mailbox, answer, hasty, mailbox, returned, torn
from tests.workers.tasks import until
from workers.alert import WORDS
from workers.mailbox.follow import called, has_more, listen, opened

pytestmark = pytest.mark.servers


class Post:
    """A house whose workers follow a mailbox."""

    def __init__(self, house: House, box: Mailbox, settings: Settings) -> None:
        self.house = house
        self.box = box
        self.settings = settings

    def sent(self) -> tuple[UUID, UUID, EmailMessage]:
        planned = self.house.plan()
        self.house.comes_to(planned, "sent")
        return *planned, parsed(Sink(self.settings.sink).read(str(planned[1])))

    def heard(self, stream: UUID, kind: str) -> list[AnyEvent]:
        return [each.event for each in self.house.ledger.history(stream) if each.event.type == kind]

    def replied(self, candidate: UUID, count: int = 1) -> list[Replied]:
        until(lambda: len(self.heard(candidate, "replied")) == count)
        return [each for each in self.heard(candidate, "replied") if isinstance(each, Replied)]


@contextmanager
def projecting(settings: Settings) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=run_projections, args=(settings, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(60)


@pytest.fixture(scope="module")
def post(
    servers: Servers, migrated: tuple[str, str], tmp_path_factory: pytest.TempPathFactory, own_redis_url: str
) -> Iterator[Post]:
    folder = tmp_path_factory.mktemp("mailbox")
    with (
        fresh_database(servers, migrated, folder) as fresh,
        Ledger.open(fresh.settings, connections=4) as ledger,
        mailbox(folder) as box,
        gateway_at_work() as robot,
    ):
        alerts = robot.replace("http", "json")
        settings = fresh.settings.at(redis_url=own_redis_url, imap_url=box.url, alert_urls=alerts)
        with projecting(settings), working(settings):
            yield Post(House(settings, ledger), box, settings)


def test_a_call_that_comes_in_pieces_is_heard(post: Post) -> None:
    _, _, mail = post.sent()
    with torn(post.box.imap) as port:
        url = replace(post.box, imap=port).url
        with opened(post.settings.at(imap_url=url)) as mailbox:
            listen(mailbox)
            post.box.deliver(answer(mail, "可以"))
            until(lambda: called(mailbox))
            idle: Any = mailbox.idle
            idle.stop()
            assert mailbox.client.noop()[0] == "OK"


@pytest.mark.parametrize("more", [True, False])
def test_a_call_that_comes_with_the_word_that_it_listens_is_seen(post: Post, more: bool) -> None:
    said = "+ idling\r\n* 1 EXISTS\r\n" if more else "+ idling\r\n"
    with hasty(said) as url, opened(post.settings.at(imap_url=url)) as mailbox:
        listen(mailbox)
        assert not called(mailbox)
        assert has_more(mailbox) is more
        idle: Any = mailbox.idle
        idle.stop()
        assert bool(mailbox.client.untagged_responses.get("EXISTS")) is more


def test_an_answer_is_filed_once_without_what_it_quotes(post: Post) -> None:
    candidate, contact, mail = post.sent()
    reply = answer(mail, "可以，下周聊\n\n在 2026年11月1日，李 <li@a.com> 写道：\n> 退订请点这里")
    reply.add_attachment(b"%PDF-1.7 cv", maintype="application", subtype="pdf", filename="cv.pdf")
    for _ in range(2):
        post.box.deliver(reply)
    (replied,) = post.replied(candidate)
    assert (replied.contact, replied.said, replied.stop) == (contact, "可以，下周聊", None)
    (document,) = replied.documents
    assert Blobs(post.settings.blobs, post.house.ledger.keyring).read(candidate, document) == b"%PDF-1.7 cv"
    post.box.deliver(reply)
    post.box.deliver(answer(mail, "and once more"))
    assert [each.said for each in post.replied(candidate, 2)] == ["可以，下周聊", "and once more"]


def test_an_answer_feeds_activity_stands_in_the_owners_list_and_tells_staff(post: Post) -> None:
    candidate, _, mail = post.sent()
    post.house.ledger.submit(AssignOwner(candidate=candidate, owner="user:zhang", role="recruiter"), LI)
    post.box.deliver(answer(mail, "好的"))
    with psycopg.connect(post.settings.conninfo("reader"), autocommit=True) as reader:
        for query in (ACTIVE, FOLLOWED_UP_BY):
            until(lambda: there(reader, query, candidate))  # noqa: B023
    until(lambda: any(WORDS["alert_reply"] in each and str(candidate) in each for each in told()))


ACTIVE = "SELECT 1 FROM read.activity WHERE dossier = %s"
FOLLOWED_UP_BY = """
    SELECT 1 FROM read.due WHERE dossier = %s AND kind = 'reply-follow-up' AND owner = 'user:zhang'
"""


def there(reader: psycopg.Connection[Any], query: LiteralString, candidate: UUID) -> bool:
    try:
        return reader.execute(query, (candidate,)).fetchone() is not None
    except psycopg.errors.UndefinedTable:  # the read models are being built
        return False


def told() -> list[str]:
    """What staff were told, of others too."""
    return [json.loads(body)["message"] for body, _ in list(Gateway.took)]


def test_stop_by_mail_withdraws_and_a_machine_that_says_it_does_not(post: Post) -> None:
    candidate, _, mail = post.sent()
    post.box.deliver(answer(mail, "I am out of office; STOP", Auto_Submitted="auto-replied"))
    until(lambda: post.heard(candidate, "auto-reply-received"))
    assert not post.heard(candidate, "unsubscribed")
    post.box.deliver(answer(mail, "STOP.\n\nOn Mon, Nov 1, 2026 at 9:00 AM Li <li@a.com> wrote:\n> hello"))
    (replied,) = post.replied(candidate)
    assert replied.stop is StopWord.WHOLE
    assert post.heard(candidate, "unsubscribed")


def test_a_mail_that_names_no_contact_is_found_by_its_address(post: Post) -> None:
    candidate, contact, mail = post.sent()
    post.box.deliver(answer(mail, "by the way", In_Reply_To="", References=""))
    (replied,) = post.replied(candidate)
    assert replied.contact == contact


def test_somebody_unknown_waits_for_a_human(post: Post) -> None:
    _, _, mail = post.sent()
    stranger = answer(mail, "hello", From="stranger@example.org", In_Reply_To="", References="")
    stream = message_stream(Channel.EMAIL, str(stranger["Message-ID"]))
    post.box.deliver(stranger)
    until(lambda: post.heard(stream, "message-unmatched"))


def test_what_comes_back_hard_ends_the_address_and_soft_counts(post: Post) -> None:
    candidate, contact, mail = post.sent()
    post.box.deliver(returned(mail, "4.2.2"))
    post.house.comes_to((candidate, contact), "bounced")
    assert not post.heard(candidate, "contact-point-invalid")
    other = post.sent()
    post.house.ledger.submit(ReportSent(candidate=other[0], contact=other[1]), LI)
    post.box.deliver(returned(other[2], "5.1.1"))
    post.house.comes_to(other[:2], "bounced")
    assert post.heard(other[0], "contact-point-invalid")


def test_what_names_an_address_and_no_mail_of_ours_ends_no_address(post: Post) -> None:
    candidate, contact, mail = post.sent()
    forged = returned(mail, "5.1.1").replace(str(contact).encode(), b"another")
    assert str(contact).encode() not in forged
    post.box.deliver(forged)
    post.house.comes_to((candidate, contact), "bounced")
    assert not post.heard(candidate, "contact-point-invalid")
