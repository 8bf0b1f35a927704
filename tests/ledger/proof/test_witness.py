"""A witness: it signs what begins with what it signed, refuses the rest, and keeps what convicts a log."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.witness_server import WitnessServer
from ledger.proof import kept
from ledger.proof.notes import BadNote, Checkpoint, KeyType, SignerKey, opened
from ledger.proof.policy import witnessed
from ledger.proof.seal import Sealer
from ledger.proof.tree import consistency
from ledger.proof.witness import SIZE, Asked, Witness
from ledger.proof.witnessing import WitnessAt, WitnessRefused, ask, witnesses
from tests.ledger.proof.log import Log
from tests.ledger.proof.test_tree import Grown

AT = datetime(2026, 11, 26, 12, tzinfo=UTC)
LOG = SignerKey("example.org/log", KeyType.LOG, b"\x01" * 32)
AUDITOR = SignerKey("audit.example/1", KeyType.WITNESS, b"\x02" * 32)
TREE = Grown(600)


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(AUDITOR, [LOG.verifier], tmp_path / "witness")


def note(checkpoint: Checkpoint, key: SignerKey = LOG) -> str:
    return f"{checkpoint.text()}\n{key.sign(checkpoint.text())}"


def asked(old: int, size: int, *, root: bytes | None = None, proof: list[bytes] | None = None) -> bytes:
    checkpoint = Checkpoint(LOG.name, size, root or TREE.subtree(0, size))
    path = consistency(old, size, TREE.subtree) if proof is None and old <= size else proof or []
    return Asked(old, tuple(path), note(checkpoint)).body()


def test_a_log_that_grows_is_signed_each_time(witness: Witness) -> None:
    for old, size in [(0, 3), (3, 300), (300, 300), (300, 600)]:
        answer = witness.add(asked(old, size), AT)
        assert answer.status == 200
        _, [signed] = opened(note(Checkpoint(LOG.name, size, TREE.subtree(0, size))) + answer.body, [AUDITOR.verifier])
        assert signed.at == AT
    assert witness.newest(LOG.name) == Checkpoint(LOG.name, 600, TREE.subtree(0, 600))


def test_a_rollback_is_told_how_far_the_log_had_come(witness: Witness) -> None:
    witness.add(asked(0, 300), AT)
    answer = witness.add(asked(0, 200), AT)
    assert (answer.status, answer.body, answer.media_type) == (409, "300\n", SIZE)
    assert witness.add(asked(300, 200, proof=[]), AT).status == 400


def test_a_fork_is_refused_and_the_evidence_kept(witness: Witness) -> None:
    witness.add(asked(0, 300), AT)
    assert witness.add(asked(300, 300, root=b"\x09" * 32), AT).status == 409
    assert witness.add(asked(300, 600, root=b"\x09" * 32), AT).status == 422
    assert witness.add(asked(300, 600, proof=[]), AT).status == 422
    evidence = [path.read_text(encoding="utf-8") for path in sorted(witness.folder.glob("*.evidence"))]
    assert len(evidence) == 3
    assert all(text.count(f"— {LOG.name} ") == 2 for text in evidence)
    assert witness.newest(LOG.name) == Checkpoint(LOG.name, 300, TREE.subtree(0, 300))


def test_only_the_key_that_was_agreed_on_is_heard(witness: Witness) -> None:
    checkpoint = Checkpoint(LOG.name, 3, TREE.subtree(0, 3))
    other = SignerKey(LOG.name, KeyType.LOG, b"\x05" * 32)
    stranger = SignerKey("example.net/log", KeyType.LOG, b"\x06" * 32)
    strange = Checkpoint(stranger.name, 3, TREE.subtree(0, 3))
    forged = note(checkpoint).replace("\n3\n", "\n4\n")
    assert witness.add(Asked(0, (), note(checkpoint, other)).body(), AT).status == 403
    assert witness.add(Asked(0, (), note(strange, stranger)).body(), AT).status == 404
    assert witness.add(Asked(0, (), forged).body(), AT).status == 403
    for body in (b"", b"\xff", b"old x\n\n", b"old 1\n!\n\n" + note(checkpoint).encode(), b"old -1\n\nx"):
        assert witness.add(body, AT).status == 400


def test_it_goes_on_after_a_restart_with_what_it_had_signed(witness: Witness) -> None:
    witness.add(asked(0, 300), AT)
    again = Witness(AUDITOR, [LOG.verifier], witness.folder)
    assert again.add(asked(0, 600), AT).status == 409
    assert again.add(asked(300, 600), AT).status == 200


@pytest.fixture
def served(log: Log, tmp_path: Path) -> Iterator[WitnessAt]:
    """A witness of this ledger, listening."""
    witness = Witness(AUDITOR, [log.key.verifier], tmp_path / "witness")
    with WitnessServer(witness, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield WitnessAt(AUDITOR.verifier, server.address)
        server.shutdown()


def test_the_sealer_has_its_checkpoints_signed(log: Log, served: WitnessAt) -> None:
    for events in (5, 300, 20):
        log.write(events)
        size = log.seal().size
        assert ask(log.connection, served) == ask(log.connection, served) == size
        newest = kept.newest(log.connection)
        assert newest is not None
        _, signed = opened(kept.cosigned(log.connection, *newest), [log.key.verifier, served.key])
        assert [each.key for each in signed] == [log.key.verifier, served.key]
    log.write(1)
    log.seal()
    with log.tampered("DELETE FROM ledger.cosignature"):  # it forgets what was signed, and is told
        assert ask(log.superuser, served) == 326


def test_a_history_that_was_written_anew_gets_no_signature(log: Log, served: WitnessAt, tmp_path: Path) -> None:
    log.write(300)
    log.seal()
    ask(log.connection, served)
    with log.tampered("UPDATE ledger.event SET state = %s WHERE position = 17", b"{}"):
        log.superuser.execute("TRUNCATE ledger.tile, ledger.checkpoint, ledger.cosignature, ledger.time_stamp")
        assert Sealer(log.superuser, log.key).seal() is not None  # with the true key, and every hash made to fit
        with pytest.raises(WitnessRefused, match="409"):
            ask(log.superuser, served)
    assert len(list((tmp_path / "witness").glob("*.evidence"))) == 1


def test_a_witness_with_another_key_is_not_believed(log: Log, served: WitnessAt) -> None:
    log.write(1)
    log.seal()
    other = SignerKey(AUDITOR.name, KeyType.WITNESS, b"\x08" * 32).verifier
    with pytest.raises(WitnessRefused):
        ask(log.connection, WitnessAt(other, served.url))
    with pytest.raises(OSError, match="refused"):
        ask(log.connection, WitnessAt(served.key, "http://127.0.0.1:9"))


def test_enough_witnesses_have_to_have_signed_lately(log: Log, served: WitnessAt) -> None:
    away = WitnessAt(SignerKey("audit.example/2", KeyType.WITNESS, b"\x04" * 32).verifier, served.url)
    log.write(3)
    log.seal()
    ask(log.connection, served)
    now, both = datetime.now(UTC), [served, away]

    def told(quorum: int | None, minutes: float) -> tuple[bool, tuple[str, ...]]:
        found = witnessed(log.connection, both, quorum, 60, now + timedelta(minutes=minutes))
        return found.enough, found.behind

    assert (told(None, 0), told(None, 2)) == ((True, ()), (False, ("audit.example/2",)))
    assert told(1, 999) == (True, ("audit.example/2",))  # nothing happened since the other one signed
    log.write(1)
    assert told(1, 2) == (False, ("audit.example/1", "audit.example/2"))
    assert told(0, 2)[0]


def test_the_setting_names_keys_and_addresses() -> None:
    key = str(AUDITOR.verifier)
    assert witnesses(f"{key} https://audit.example/w/ ") == [WitnessAt(AUDITOR.verifier, "https://audit.example/w")]
    assert witnesses("") == []
    for wrong in (key, f"{key} file:///etc/passwd", "x https://audit.example"):
        with pytest.raises(BadNote):
            witnesses(wrong)
