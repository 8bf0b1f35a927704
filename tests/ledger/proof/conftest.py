from collections.abc import Iterator

import pytest

from ledger.ledger import Ledger
from tests.ledger.proof.log import Log
from tests.servers import Database


@pytest.fixture
def log(database: Database, ledger: Ledger) -> Iterator[Log]:
    opened = Log(database, ledger)
    yield opened
    opened.close()
