"""Arrays in the database's own binary form arrive as they were sent."""

from uuid import UUID

import psycopg
import pytest

from ledger.arrays import Bigints, Blobs, Texts, Uuids
from tests.servers import Database

CASES = (
    (Uuids([UUID(int=0), UUID(int=2**128 - 1)]), "uuid[]"),
    (Bigints([0, -1, 2**63 - 1, -(2**63)]), "bigint[]"),
    (Texts(["", "plain", '王小明, "{NULL}" \\ \'', "\U0001f600"]), "text[]"),
    (Blobs([b"", b"\x00\xff", bytes(range(256)) * 40]), "bytea[]"),
)


@pytest.mark.parametrize(("array", "kind"), [*CASES, *((type(array)(), kind) for array, kind in CASES)])
def test_an_array_comes_back_as_it_was_sent(database: Database, array: list[object], kind: str) -> None:
    with psycopg.connect(database.writer) as connection:
        found = connection.execute("SELECT %b, pg_typeof(%b)::text, cardinality(%b)", (array,) * 3).fetchone()
    assert found == (array, kind, len(array))
