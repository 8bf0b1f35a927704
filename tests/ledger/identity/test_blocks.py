"""Who has a key: however many keys are asked for at once, the answer is the same."""

from uuid import UUID

import psycopg
import pytest

from ledger.identity import rows
from ledger.ledger import Ledger

pytestmark = pytest.mark.servers

MOST = 3
SIZES = {-7: 1, 11: 2, 12: MOST, 13: MOST + 4, 2**62: 2}
"""Of each key, how many have it."""


@pytest.fixture
def everyone(admin: psycopg.Connection) -> dict[int, list[bytes]]:
    """Whoever shares a key with somebody."""
    held = {digest: [UUID(int=digest % 1000 * 100 + n) for n in range(size)] for digest, size in SIZES.items()}
    for digest, streams in held.items():
        admin.execute("INSERT INTO ledger.match_key SELECT %s, unnest(%s::uuid[])", (digest, streams))
    return {digest: [each.bytes for each in streams] for digest, streams in held.items() if len(streams) > 1}


@pytest.mark.parametrize("together", [1, len(SIZES) + 2], ids=["together", "one by one"])
def test_of_an_oversized_block_no_more_than_asked_for(
    ledger: Ledger, everyone: dict[int, list[bytes]], monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    monkeypatch.setattr(rows, "TOGETHER", together)
    assert ledger.engine is not None
    for _ in range(2):  # the second time an oversized block is known
        found = ledger.engine.tables.blocks([*SIZES, 99], MOST)
        assert {digest: len(streams) for digest, streams in found.items()} == {11: 2, 12: MOST, 13: MOST, 2**62: 2}
        assert all(set(streams) <= set(everyone[digest]) for digest, streams in found.items())


def test_a_block_that_was_oversized_is_read_anew_every_time(
    ledger: Ledger, everyone: dict[int, list[bytes]], admin: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "TOGETHER", 1)
    assert ledger.engine is not None
    ledger.engine.tables.blocks(SIZES, MOST)
    first = UUID(bytes=everyone[13][0])
    admin.execute("DELETE FROM ledger.match_key WHERE digest = 13 AND stream > %s", (first,))
    assert 13 not in ledger.engine.tables.blocks(SIZES, MOST)
    admin.execute("INSERT INTO ledger.match_key VALUES (13, %s)", (UUID(int=5),))
    assert set(ledger.engine.tables.blocks(SIZES, MOST)[13]) == {first.bytes, UUID(int=5).bytes}


def test_who_was_compared_is_told_with_keys_that_are_looked_up_together(
    ledger: Ledger, admin: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "TOGETHER", 1)
    assert ledger.engine is not None
    admin.execute("INSERT INTO ledger.match_due (stream) VALUES (%s)", (UUID(int=1),))
    ledger.engine.tables.matched([UUID(int=1)])
    ledger.engine.tables.blocks([99], MOST)
    assert admin.execute("SELECT count(*) FROM ledger.match_due").fetchone() == (0,)
