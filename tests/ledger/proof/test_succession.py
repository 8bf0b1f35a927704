"""The log's key is exchanged: both keys sign that, each is good in its span, and anybody else's is not."""

import threading
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from domain.events import KeyRotated
from domain.vocabulary import RotatedKey
from ledger import verify
from ledger.envelope import Origin
from ledger.key_rotations import KeyRotations
from ledger.proof import evidence, kept, passing
from ledger.proof.log_keys import log_key, settled, waiting
from ledger.proof.notes import BadNote, BadSignature, Checkpoint, KeyType, SignerKey
from ledger.proof.passing import rotate_log
from ledger.proof.seal import Changed, Sealer, follow
from ledger.proof.succession import Succession
from ledger.proof.witness import Asked, Witness
from tests.ledger.proof.faulty import STRANGER
from tests.ledger.proof.log import Log

LI, DPO, RUN = (Origin("system:command-line", each) for each in ("user:li", "user:dpo", None))


def approved(log: Log) -> None:
    told = KeyRotations(log.ledger)
    old = log_key(log.settings).verifier.public.hex()
    told.approve(told.request(RotatedKey.LOG, old, LI, None), DPO)


def rotated(log: Log) -> KeyRotated:
    found = rotate_log(log.settings, log.ledger, RUN)
    assert found
    return found


def failed(bundle: Path, *keys: SignerKey, held: list[str] | None = None) -> set[str]:
    asked = verify.Asked([verify.key_of(str(each.verifier)) for each in keys], held or [])
    return {name for name, each in verify.verify(bundle, asked).items() if each.failed}


def bundle_of(log: Log, folder: Path, person: UUID | None = None) -> Path:
    log.superuser.autocommit = True
    with log.superuser.transaction():
        scope = evidence.Scope((person,)) if person else evidence.Scope()
        evidence.write(log.superuser, folder, scope, [log_key(log.settings).verifier])
    return folder


def test_either_key_verifies_what_both_signed_and_each_only_its_own_span(log: Log, tmp_path: Path) -> None:
    first = log.key
    [person] = log.write(300)
    log.seal()
    approved(log)
    told = rotated(log)
    second = log_key(log.settings)
    assert (told.old, told.new, told.size) == (first.verifier.public.hex(), second.verifier.public.hex(), 302)
    assert [each.state(datetime.now(UTC).date()) for each in KeyRotations(log.ledger).all()] == ["old-destroyed"]
    assert waiting(log.settings) is None
    with pytest.raises(Changed, match="another key"):
        log.again()
    log.write(5)
    newest = Sealer(log.connection, second).seal()
    assert newest
    for bundle in (bundle_of(log, tmp_path / "whole"), bundle_of(log, tmp_path / "person", person)):
        assert failed(bundle, first) == failed(bundle, second) == failed(bundle, first, second) == set()
        assert failed(bundle, STRANGER) == {"signature", "succession"}
        text = newest.text()
        assert failed(bundle, first, held=[f"{text}\n{second.sign(text)}"]) == set()
        assert failed(bundle, second, held=[f"{text}\n{first.sign(text)}"]) == {"signature"}
    witness = Witness(SignerKey("w", KeyType.WITNESS, bytes(32)), [first.verifier, second.verifier], tmp_path / "w")
    note = f"{newest.text()}\n{second.sign(newest.text())}"
    assert witness.add(Asked(0, (), note).body(), datetime.now(UTC)).status == 200


def test_whoever_seals_passes_the_key_on_without_stopping(log: Log) -> None:
    seen: list[Checkpoint] = []
    stop = threading.Event()
    sealing = threading.Thread(target=follow, args=(log.settings, stop, seen.append))
    sealing.start()
    try:
        log.write(3)
        approved(log)
        told = rotated(log)
    finally:
        stop.set()
        sealing.join()
    assert log_key(log.settings).verifier.public.hex() == told.new
    assert rotate_log(log.settings, log.ledger, RUN) is None
    assert Sealer(log.connection, log_key(log.settings)).edge.size >= (told.size or 0)


def test_whoever_dies_between_the_two_keys_is_made_up_for(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    log.write(3)
    approved(log)
    for name in ("make_next", "take_place", "_passed"):
        with monkeypatch.context() as patched:
            patched.setattr(passing, name, interrupt)
            with pytest.raises(KeyboardInterrupt):
                rotate_log(log.settings, log.ledger, RUN)
        assert bool(waiting(log.settings)) == (name == "take_place")
        if name == "take_place":
            with monkeypatch.context() as patched:
                patched.setattr(passing, "settled", interrupt)
                with pytest.raises(KeyboardInterrupt):
                    rotate_log(log.settings, log.ledger, RUN)
            assert settled(log.connection, log.settings).verifier == kept.successions(log.connection)[0].new
    told = rotated(log)
    [change] = kept.successions(log.connection)
    assert (change.new.public.hex(), change.size) == (told.new, told.size)
    assert log_key(log.settings).verifier == change.new


def interrupt(*_given: object) -> None:
    raise KeyboardInterrupt


def test_a_change_of_keys_needs_both(log: Log) -> None:
    other = SignerKey(log.key.name, KeyType.LOG, b"\x07" * 32)
    change = Succession(log.key.verifier, other.verifier, 3, bytes(32))
    note = change.signed(log.key, other)
    assert Succession.parse(note) == Succession(*(change.old, change.new, change.size, change.root), note)
    *_, old, new = note.splitlines(keepends=True)
    for wrong in (note.replace(old, ""), note.replace(new, ""), note.replace("/v1", "/v2"), "x"):
        with pytest.raises((BadNote, BadSignature)):
            Succession.parse(wrong)
    with pytest.raises((BadNote, BadSignature)):
        Succession.parse(note.replace("\n3\n", "\n4\n"))
