"""A mail leaves, is read in a mailbox and answered there; and one that nobody is there for comes back.

Through Postfix and Dovecot: `.ci/mail` starts them and says where (RENMAI_TEST_MAIL).
"""

import os
import threading
import time
from collections.abc import Iterator

import pytest
import redis
from imap_tools import AND, MailBoxUnencrypted

from domain.person import ContactPoint, PointKind
from ledger.ledger import Ledger
from ledger.sink import parsed
from tests.servers import Servers, fresh_database
from tests.workers.letters import House, working
from tests.workers.mailboxes import PASSWORD, answer, mailbox
from tests.workers.tasks import until
from tests.workers.test_mailbox import Post, projecting

pytestmark = [
    pytest.mark.servers,
    pytest.mark.skipif("RENMAI_TEST_MAIL" not in os.environ, reason="needs Postfix and Dovecot: .ci/mail"),
]
WANG = "wang@renmai.test"


@pytest.fixture
def post(
    servers: Servers, migrated: tuple[str, str], tmp_path_factory: pytest.TempPathFactory, redis_url: str
) -> Iterator[Post]:
    folder = tmp_path_factory.mktemp("whole-way")
    with (
        fresh_database(servers, migrated, folder) as fresh,
        Ledger.open(fresh.settings, connections=4) as ledger,
        mailbox(folder) as box,
    ):
        settings = fresh.settings.at(
            redis_url=redis_url,
            imap_url=box.url,
            delivery="real",
            delivery_allowed="*",
            mail_from=box.owner,
            smtp_url=f"smtp+plain://127.0.0.1:{box.smtp}",
        )
        with projecting(settings), working(settings):
            yield Post(House(settings, ledger), box, settings)


def test_a_mail_is_sent_read_answered_and_the_answer_filed(post: Post) -> None:
    candidate, point = post.house.person(WANG)
    planned = post.house.plan(candidate, point)
    post.house.comes_to(planned, "sent")
    message_id = f"<{planned[1]}@renmai.test>"
    with MailBoxUnencrypted("127.0.0.1", post.box.imap).login(WANG, PASSWORD) as theirs:
        found: list[bytes] = []

        def arrived() -> bool:
            found[:] = [each.obj.as_bytes() for each in theirs.fetch(AND(all=True)) if message_id in str(each.obj)]
            return bool(found)

        until(arrived)
    began = time.monotonic()
    post.box.deliver(answer(parsed(found[0]), "好的，周四见"))
    (replied,) = post.replied(candidate)
    assert (replied.contact, replied.said) == (planned[1], "好的，周四见")
    print(f"from handing the answer to Postfix to its event: {time.monotonic() - began:.2f} s")


def test_a_mail_to_nobody_comes_back_and_ends_the_address(post: Post) -> None:
    candidate, point = post.house.person("nobody-there@renmai.test")
    planned = post.house.plan(candidate, point)
    post.house.comes_to(planned, "bounced")
    assert post.heard(candidate, "contact-point-invalid")


def test_redis_flushed_in_the_middle_loses_no_answer(post: Post) -> None:
    planned = post.house.plan(*post.house.person(WANG))
    post.house.comes_to(planned, "sent")
    assert post.settings.redis_url is not None
    with redis.Redis.from_url(post.settings.redis_url.get_secret_value()) as client:
        flushing = threading.Thread(target=client.flushdb)
        flushing.start()
        about = parsed(f"To: {WANG}\r\nMessage-ID: <{planned[1]}@renmai.test>\r\nSubject: x\r\n\r\n".encode())
        post.box.deliver(answer(about, "yes"))
        flushing.join()
        post.replied(planned[0])
        other = post.house.plan(*(planned[0], ContactPoint(kind=PointKind.EMAIL, value=WANG)))
        post.house.comes_to(other, "sent")
