"""What several tests of workers speak to."""

from collections.abc import Iterator
from threading import Event

import pytest
import redis

from ledger.ledger import Ledger
from ledger.settings import Settings
from tests.servers import Database
from tests.workers.gateway import gateway_at_work
from workers.equipment import Equipment, equipped


@pytest.fixture
def settings(database: Database, redis_url: str) -> Settings:
    return database.settings.at(redis_url=redis_url)


@pytest.fixture
def ledger(settings: Settings) -> Iterator[Ledger]:
    with Ledger.open(settings, connections=4) as ledger:
        yield ledger


@pytest.fixture
def equipment(settings: Settings, ledger: Ledger) -> Iterator[Equipment]:
    assert settings.redis_url is not None
    with redis.Redis.from_url(settings.redis_url.get_secret_value()) as client:
        yield equipped(settings, ledger, client, Event())


@pytest.fixture
def gateway() -> Iterator[str]:
    with gateway_at_work() as url:
        yield url
