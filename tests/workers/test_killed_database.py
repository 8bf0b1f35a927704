"""`kill -9` of the whole database server in the middle of a delivery: nobody gets two, and what had left is known."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest

from ledger.ledger import Ledger
from ledger.settings import Settings
from tests.ledger.own_cluster import OwnCluster
from tests.workers.letters import House, working
from tests.workers.post_office import PostOffice, post_office
from tests.workers.tasks import until

pytestmark = pytest.mark.timeout(300)
MAY_FOLLOW = (["sent"], ["unconfirmed", "sent"])
"""The server gave the contact back when it died: whoever asks before the mail server's word is there finds a doubt."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[OwnCluster]:
    with ExitStack() as ending:
        made = OwnCluster(ending)
        made.start()
        made.migrate()
        yield made


@pytest.fixture
def house(cluster: OwnCluster) -> Iterator[House]:
    with Ledger.open(cluster.settings, connections=4) as ledger:
        yield House(cluster.settings, ledger)


def real(house: House, office: PostOffice, redis_url: str) -> Settings:
    url = f"smtp+plain://127.0.0.1:{office.port}"
    return house.settings.at(
        redis_url=redis_url, delivery="real", delivery_allowed="*", smtp_url=url, mails_per_second=1000
    )


def test_killed_while_a_mail_is_on_its_way_its_dispatch_is_on_disk_and_it_is_not_sent_again(
    cluster: OwnCluster, house: House, redis_url: str
) -> None:
    reached, back = threading.Event(), threading.Event()

    def wait() -> None:
        reached.set()
        back.wait(60)

    with post_office() as office:
        office.before_answer = wait
        planned = house.plan()
        with working(real(house, office, redis_url)):
            assert reached.wait(60)
            cluster.kill()
            cluster.start()
            office.before_answer = None
            back.set()
            with Ledger.open(cluster.settings, connections=2) as ledger:
                house = House(cluster.settings, ledger)
                until(lambda: house.happened(planned)[-1] == "sent")
                house.comes_to(house.plan(), "sent")
                happened = house.happened(planned)
        assert len(office.mails) == 2
    assert happened[:2] == ["planned", "dispatched"]
    assert happened[2:] in MAY_FOLLOW


def test_killed_before_anything_was_recorded_it_leaves_once(cluster: OwnCluster, house: House, redis_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        planned = house.plan()
        office = PostOffice(port=silent.getsockname()[1])
        with working(real(house, office, redis_url), waits=(timedelta(seconds=1),) * 20):
            connection, _ = silent.accept()
            cluster.kill()
            cluster.start()
            silent.close()
            with post_office(port=office.port) as opened, Ledger.open(cluster.settings, connections=2) as ledger:
                connection.close()
                house = House(cluster.settings, ledger)
                house.comes_to(planned, "sent")
                assert house.happened(planned) == ["planned", "dispatched", "sent"]
                assert len(opened.mails) == 1
