"""Here the engine is on."""

from collections.abc import Iterator

import pytest

from ledger.ledger import Ledger
from tests.ledger.identity.people import comparing
from tests.servers import Database


@pytest.fixture
def ledger(database: Database) -> Iterator[Ledger]:
    with Ledger.open(comparing(database)) as opened:
        yield opened
