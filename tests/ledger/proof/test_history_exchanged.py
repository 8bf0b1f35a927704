"""Whoever has the whole database, and the log's key, exchanges history for another that is sound in itself.

Nothing inside tells: not the sealer, not the order, not a bundle alone. What is held outside does, every time.
"""

from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from api.command_line.stored import STORED
from api.machine.problem import MachineProblem
from ledger import verify
from ledger.backup.restore import restore
from ledger.backup.take import backup
from ledger.proof import evidence, kept
from ledger.proof.seal import Sealer
from ledger.proof.witnessing import WitnessAt, WitnessRefused, ask
from ledger.settings import Settings
from tests.ledger.house import House, with_kek
from tests.ledger.proof.log import Log
from tests.ledger.proof.test_witness import AUDITOR
from tests.ledger.proof.test_witness import served as served

DOCTOR = dict(STORED)
EDIT = "UPDATE ledger.event SET state = convert_to(replace(convert_from(state, 'UTF8'), 'tag-7', 'tag-8'), 'UTF8')"


class Outside:
    """What an auditor has: both keys, a witness, and the newest checkpoint of the true history."""

    def __init__(self, log: Log, witness: WitnessAt, folder: Path) -> None:
        self.key, self.witness, self.folder, self.bundles = log.key, witness, folder, 0
        self.held = noted(log.connection)

    def failed(self, connection: Connection[Any], *held: str) -> set[str]:
        """The checks that fail for a bundle of what is there now, beside these checkpoints."""
        self.bundles += 1
        bundle = self.folder / f"bundle-{self.bundles}"
        with connection.transaction():
            evidence.write(connection, bundle, evidence.Scope(), [self.key.verifier])
        keys = [verify.key_of(str(each)) for each in (self.key.verifier, AUDITOR.verifier)]
        return {name for name, each in verify.verify(bundle, verify.Asked(keys, list(held))).items() if each.failed}

    def finds_out(self, house: House, more: int) -> None:
        """That another history goes on, be it shorter than the true one or, `more` people later, longer."""
        settings = house.settings.at(witnesses=f"{self.witness.key} {self.witness.url}", witness_within=1e-9)
        with (
            psycopg.connect(settings.conninfo("sealer"), autocommit=True) as sealing,
            psycopg.connect(settings.admin_conninfo) as superuser,
        ):
            assert Sealer(sealing, self.key).seal() is None
            assert DOCTOR["order"](settings)
            assert self.failed(superuser) == set()
            assert self.failed(superuser, self.held) == {"held"}
            with pytest.raises(WitnessRefused, match="409"):
                ask(sealing, self.witness, anew=True)
            for _ in range(more):
                house.ingest("李雷")
            assert Sealer(sealing, self.key).seal() is not None
            assert self.failed(superuser, self.held) == {"held"}
            with pytest.raises(WitnessRefused, match="422"):
                ask(sealing, self.witness)
            assert len(list((self.folder / "witness").glob("*.evidence"))) == 1
            with pytest.raises(MachineProblem) as found:
                DOCTOR["witnesses"](settings)
            assert found.value.code == "witnesses_behind"


def witnessed(log: Log, witness: WitnessAt) -> None:
    log.seal()
    ask(log.connection, witness)


def noted(connection: Connection[Any]) -> str:
    newest = kept.newest(connection)
    assert newest is not None
    return kept.cosigned(connection, *newest)


def test_a_tail_cut_off_with_all_that_came_of_it(log: Log, house: House, served: WitnessAt, tmp_path: Path) -> None:
    for events in (300, 5):
        log.write(events)
        witnessed(log, served)
    outside = Outside(log, served, tmp_path)
    for table, place in (("cosignature", "size"), ("checkpoint", "size"), ("event", "position")):
        log.superuser.execute(f"ALTER TABLE ledger.{table} DISABLE TRIGGER ALL".encode())
        log.superuser.execute(f"DELETE FROM ledger.{table} WHERE {place} > 300".encode())
    outside.finds_out(house, more=6)


def test_an_old_backup_restored(log: Log, house: House, served: WitnessAt, elsewhere: Settings, tmp_path: Path) -> None:
    house.fill(3)
    witnessed(log, served)
    backup(house.settings, tmp_path / "backup")
    house.fill(2)
    witnessed(log, served)
    outside = Outside(log, served, tmp_path)
    restore(with_kek(house, elsewhere), tmp_path / "backup")
    restored = House(elsewhere)
    outside.finds_out(restored, more=4)
    restored.ledger.close()


def test_two_histories_for_two_auditors(log: Log, served: WitnessAt, tmp_path: Path) -> None:
    log.write(300)
    log.seal()
    one = Outside(log, served, tmp_path)
    with log.tampered(EDIT):
        log.superuser.execute("TRUNCATE ledger.tile, ledger.checkpoint, ledger.cosignature, ledger.time_stamp")
        assert Sealer(log.superuser, log.key).seal() is not None
        other = noted(log.superuser)
        assert one.failed(log.superuser, other) == set()
        assert one.failed(log.superuser, one.held) == {"held"}
    assert one.failed(log.superuser, one.held) == set()
    assert one.failed(log.superuser, other) == {"held"}
