"""A live log is verified over HTTP as a bundle is: by hashes alone, and with an auditor's key by the leaves, too."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks.served import OURS, serving
from domain.access import Role
from ledger import verify
from ledger.access import AccessKeys
from ledger.proof import kept
from ledger.proof.notes import Checkpoint, SignerKey
from tests.ledger.proof.faulty import COSIGN, WITNESSES
from tests.ledger.proof.log import Log
from tests.ports import free_port

LEAVES = {"place", "times", "tile"}
HASHES = {"signature", "cosignature", "policy", "root", "held"}


@dataclass
class Served:
    log: Log
    url: str
    folder: Path
    held: str
    """An older checkpoint, as somebody kept it."""

    def verified(self, role: Role, *more: str, capsys: pytest.CaptureFixture[str]) -> dict[str, set[str]]:
        """Which checks passed, and which failed, to a caller in this role."""
        access = self.folder / f"{role}.key"
        if not access.exists():
            access.write_text(AccessKeys(self.log.ledger).issue(role, by="user:root")[1] + "\n")
        keys = ["--log", str(self.log.key.verifier), "--witness", str(WITNESSES[0].verifier)]
        exit_code = verify.main([self.url, "--access", str(access), *keys, *more, "--json"])
        checks: dict[str, Any] = json.loads(capsys.readouterr().out)["checks"]
        told = {what: {name for name, each in checks.items() if each[what]} for what in ("passed", "failed")}
        assert exit_code == bool(told["failed"])
        return told


@pytest.fixture
def served(log: Log, tmp_path: Path) -> Iterator[Served]:
    """600 events, a checkpoint at 300 and a witnessed one of all, behind the server as it is run."""
    log.write(300)
    log.seal()
    note = kept.newest(log.connection)
    assert note
    log.write(300)
    newest = log.seal()
    at = datetime.now(UTC)
    log.connection.execute(COSIGN, (600, str(WITNESSES[0].verifier), at, WITNESSES[0].sign(newest.text(), at)))
    with serving(OURS, log.settings, free_port()) as port:
        yield Served(log, f"http://127.0.0.1:{port}/v1/log", tmp_path, note[1])


def signed(key: SignerKey, checkpoint: Checkpoint) -> str:
    return f"{checkpoint.text()}\n{key.sign(checkpoint.text())}"


def test_a_live_log_is_what_was_signed_and_begins_with_what_was_held(
    served: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, forked = tmp_path / "held", tmp_path / "forked"
    good.write_text(served.held, encoding="utf-8")
    forked.write_text(signed(served.log.key, Checkpoint(served.log.key.name, 300, b"\x01" * 32)), encoding="utf-8")
    for role, shown in ((Role.AUDITOR, HASHES | LEAVES), (Role.ANALYST, HASHES)):
        told = served.verified(role, "--held", str(good), capsys=capsys)
        assert told == {"passed": shown, "failed": set()}
        assert served.verified(role, "--held", str(forked), capsys=capsys)["failed"] == {"held"}
    with served.log.superuser.transaction():
        for statement in (
            "ALTER TABLE ledger.event DISABLE TRIGGER ALL",
            "UPDATE ledger.event SET state = state || ' '::bytea WHERE position = 7",
            "ALTER TABLE ledger.event ENABLE TRIGGER ALL",
        ):
            served.log.superuser.execute(statement)
    assert served.verified(Role.AUDITOR, capsys=capsys)["failed"] == {"root", "tile"}
    assert verify.main([served.url, "--log", str(served.log.key.verifier)]) == 2  # without an access key
