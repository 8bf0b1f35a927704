"""The embedded Redis: started, adopted, and gone without a trace."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from api.machine.places import Places
from api.machine.redis import Redis
from api.machine.spawn import gone


@pytest.fixture
def server() -> Iterator[Redis]:
    places = Places(Path(tempfile.mkdtemp(prefix="renmai-machine-")))
    places.prepare()
    server = Redis(places)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(places.data)


def test_it_answers_on_its_socket_and_writes_nothing(server: Redis) -> None:
    with redis.Redis.from_url(server.url) as client:
        assert client.set("work", "to do")
        assert client.config_get("save") == {b"save": b""} or client.config_get("save") == {"save": ""}
    assert [path.name for path in server.places.redis.iterdir()] == ["log"]
    assert server.socket.parent.stat().st_mode & 0o077 == 0


def test_a_running_one_is_adopted_with_its_work(server: Redis) -> None:
    with redis.Redis.from_url(server.url) as client:
        client.set("work", "to do")
    heir = Redis(server.places)
    heir.start()
    assert heir.adopted
    with redis.Redis.from_url(heir.url) as client:
        assert client.exists("work")
    heir.stop()
    assert server.process is not None
    assert gone(server.process)


def test_a_killed_one_starts_again(server: Redis) -> None:
    assert server.process is not None
    server.process.kill()
    assert gone(server.process, 60)
    assert not server.alive()
    server.start()
    with redis.Redis.from_url(server.url) as client:
        assert client.ping()
