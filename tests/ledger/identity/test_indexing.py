"""Records that no append indexed are indexed from their events, and end as if they had been from the start."""

from typing import Any
from uuid import UUID

import psycopg
import pytest

from domain.identity import Features
from domain.vocabulary import DataClass
from ledger.identity import indexing
from ledger.identity.indexing import index_anew, index_missing
from ledger.identity.known import Known
from ledger.ledger import Ledger
from tests.ledger.identity.people import arrive, comparing, dossier, kinds, person
from tests.servers import Database

pytestmark = pytest.mark.servers


def rows(ledger: Ledger, admin: psycopg.Connection) -> list[tuple[Any, ...]]:
    """Every row, its features opened, and every key."""
    assert ledger.engine is not None
    kept = admin.execute(
        "SELECT stream, position, generation, digests, terms FROM ledger.match_record ORDER BY stream"
    ).fetchall()
    known: dict[UUID, Features] = Known(ledger.engine, [row[0] for row in kept]).features
    keys = admin.execute("SELECT digest, stream FROM ledger.match_key ORDER BY 1, 2").fetchall()
    return [*((*row, known[row[0]]) for row in kept), *keys]


def some_people(ledger: Ledger) -> list[UUID]:
    first, _ = arrive(ledger, person("王小明", email="xm.wang@example.org", phone="+8613817264953"))
    arrive(ledger, person("王小明", email="old@example.org"), record=first)
    arrive(ledger, person("Wang Xiaoming", email="new@example.org"), "linkedin", record=first)
    second, _ = arrive(ledger, person("Anna Nowak", email="anna.nowak@example.org"))
    third, _ = arrive(ledger, person("Nowak", email="anna.nowak@example.org"))
    return [first, second, third]


def test_all_rows_made_anew_are_the_same_rows(
    ledger: Ledger, admin: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_people(ledger)
    assert ledger.engine is not None
    before = rows(ledger, admin)
    assert index_anew(ledger.engine) == 3
    assert rows(ledger, admin) == before
    admin.execute("TRUNCATE ledger.match_record, ledger.match_key")
    monkeypatch.setattr(indexing, "SPAN", 2)
    with pytest.raises(InterruptedError):
        index_anew(ledger.engine, interrupted_once())
    assert len(rows(ledger, admin)) < len(before)
    index_anew(ledger.engine)
    assert rows(ledger, admin) == before
    ledger.engine.tables.tell()
    assert admin.execute("SELECT count(*) FROM ledger.match_due").fetchone() == (0,)


def interrupted_once() -> Any:
    def heard(done: int, _of: int | None) -> None:
        raise InterruptedError

    return heard


def test_all_rows_made_anew_are_found_by_another_key_of_hashes(
    ledger: Ledger, database: Database, admin: psycopg.Connection
) -> None:
    first, *_ = some_people(ledger)
    with psycopg.connect(database.keys_admin, autocommit=True) as keys:
        keys.execute("DELETE FROM keys.secret WHERE name = 'lookup'")
    with Ledger.open(comparing(database)) as rotated:
        assert rotated.engine is not None
        index_anew(rotated.engine)
        another, _ = arrive(rotated, person("王小明", phone="+8613817264953"))
        assert dossier(rotated, another).candidate == first


def test_whoever_is_forgotten_has_no_row_afterwards(ledger: Ledger, admin: psycopg.Connection) -> None:
    first, *rest = some_people(ledger)
    ledger.keyring.destroy(first, DataClass.IDENTITY)
    assert ledger.engine is not None
    index_anew(ledger.engine)
    assert sorted(each for (each,) in admin.execute("SELECT stream FROM ledger.match_record")) == sorted(rest)


def test_what_was_stored_while_nobody_compared_is_made_up_for(database: Database, admin: psycopg.Connection) -> None:
    with Ledger.open(database.settings) as off:
        before, _ = arrive(off, person("王小明", email="xm.wang@example.org"))
        again, _ = arrive(off, person("Wang Xiaoming", email="xm.wang@example.org"))
        unlike, _ = arrive(off, person("Peter Smith", email="a.nowak@example.org"))
    with Ledger.open(comparing(database)) as ledger:
        after, _ = arrive(ledger, person("王小明", email="xm.wang@example.org"))
        arrive(ledger, person("Anna Nowak", email="a.nowak@example.org"))
        assert dossier(ledger, after).members == (after,)
        assert ledger.engine is not None
        assert index_missing(ledger.engine) == 3
        assert index_missing(ledger.engine) == 0
        assert ledger.engine.catch_up() == 3
        assert set(dossier(ledger, after).members) == {before, again, after}
        assert dossier(ledger, after).candidate == before
        assert dossier(ledger, unlike).members == (unlike,)
        assert kinds(ledger).count("match-assessed") == 3
        made = rows(ledger, admin)
        index_anew(ledger.engine)
        assert rows(ledger, admin) == made
