"""What every test may ask for: `servers`, a `database` of its own, and a `redis_url` that is empty."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import redis
from hypothesis import HealthCheck, settings

from tests.memory import files_in_memory
from tests.servers import Database, Servers, fresh_database, running_servers, templates

files_in_memory()
# Property tests judge what is true, not how fast a busy machine finds out.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

RUNNING = pytest.StashKey[Servers]()
ENDING = pytest.StashKey[ExitStack]()


def started(config: pytest.Config) -> Servers:
    """The session's servers; started at the first call, in the process that leads the session."""
    if RUNNING not in config.stash:
        config.stash[ENDING] = ExitStack()
        config.stash[RUNNING] = config.stash[ENDING].enter_context(running_servers())
    return config.stash[RUNNING]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Before xdist starts a worker: tell it where the servers are, so that all share them."""
    node.workerinput["servers"] = started(node.config).as_text()  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    """After everything, a Ctrl-C too: leave nothing running. On kill -9 the servers end with their parent."""
    if ENDING in config.stash:
        config.stash[ENDING].close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What touches the servers is marked so: `.ci/run` runs those again against other versions of them."""
    for item in items:
        if "servers" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.servers)


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> Servers:
    told = getattr(request.config, "workerinput", None)
    return Servers.of(told["servers"]) if told else started(request.config)


@pytest.fixture(scope="session")
def cluster(servers: Servers) -> str:
    """The address of a real PostgreSQL, with durability on, as a role that may create databases and roles."""
    return servers.admin


@pytest.fixture(scope="session")
def migrated(servers: Servers) -> tuple[str, str]:
    """The templates that each `database` is copied from."""
    return templates(servers)


@pytest.fixture
def database(servers: Servers, migrated: tuple[str, str], tmp_path: Path) -> Iterator[Database]:
    """A ledger and its keys of this test's own."""
    with fresh_database(servers, migrated, tmp_path) as fresh:
        yield fresh


@pytest.fixture(scope="session")
def own_redis_url(servers: Servers, worker_id: str) -> str:
    """A Redis database of this worker's own."""
    number = int(worker_id.removeprefix("gw")) % 15 + 1 if worker_id.startswith("gw") else 0
    return f"{servers.redis_url.split('?')[0]}?db={number}"


@pytest.fixture
def redis_url(own_redis_url: str) -> str:
    """The same, empty at the start of each test."""
    with redis.Redis.from_url(own_redis_url) as client:
        client.flushdb()
    return own_redis_url
