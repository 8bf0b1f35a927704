"""`renmai witness serve`, killed -9 in the middle of an answer: it stands by what was on its disk, and by no more."""

import os
import signal
import sys
from pathlib import Path

import pytest

from ledger.proof.seal import Sealer
from ledger.proof.witness import Witness
from ledger.proof.witnessing import WitnessAt, WitnessRefused, ask
from tests.ledger.proof.log import Log
from tests.ledger.proof.test_witness import AUDITOR
from tests.ports import free_port
from tests.processes import Forked
from tests.workers.tasks import until

EDIT = "UPDATE ledger.event SET state = convert_to(replace(convert_from(state, 'UTF8'), 'tag-7', 'tag-8'), 'UTF8')"


def serve(words: list[str], dies: str = "") -> None:
    """The command as an auditor calls it; `dies` at its second signature, `before` or `after` that is on its disk."""
    from api.command_line import main
    from ledger.proof import witness

    written = witness._write

    def write(path: Path, text: str) -> None:
        second = path.suffix == ".checkpoint" and path.exists()
        if second and dies == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        written(path, text)
        if second and dies == "after":
            os.kill(os.getpid(), signal.SIGKILL)

    witness._write = write
    sys.argv = ["renmai", "witness", "serve", *words]
    main()


@pytest.mark.parametrize("dies", ["before", "after"])
def test_killed_before_its_answer_it_goes_on_with_what_it_wrote(log: Log, tmp_path: Path, dies: str) -> None:
    folder, port, told = tmp_path / "witness", free_port(), tmp_path / "told"
    witness = Witness(AUDITOR, [log.key.verifier], folder)
    (folder / "key").write_text((b"\x02" * 32).hex())
    words = [f"{folder}", "--name", AUDITOR.name, "--log", f"{log.key.verifier}", "--port", f"{port}", "--json"]
    at = WitnessAt(AUDITOR.verifier, f"http://127.0.0.1:{port}")
    begun = Forked(serve, words, dies, variables=os.environ, output=(told, tmp_path / "complained"))
    until(told.exists)
    until(told.read_text)
    log.write(300)
    log.seal()
    assert ask(log.connection, at) == 300
    log.write(5)
    true = log.seal()
    with pytest.raises(WitnessRefused, match="answer"):
        ask(log.connection, at)
    assert begun.wait(60) == -signal.SIGKILL
    assert [size for (size,) in log.connection.execute("SELECT size FROM ledger.cosignature")] == [300]
    last = witness.newest(log.key.name)
    assert last
    assert last.size == {"before": 300, "after": 305}[dies]
    told.unlink()
    again = Forked(serve, words, variables=os.environ, output=(told, tmp_path / "complained"))
    try:
        until(told.exists)
        until(told.read_text)
        with log.tampered(EDIT):
            log.superuser.execute("TRUNCATE ledger.tile, ledger.checkpoint, ledger.cosignature, ledger.time_stamp")
            assert Sealer(log.superuser, log.key).seal() is not None
            with pytest.raises(WitnessRefused):
                ask(log.superuser, at)
        assert witness.newest(log.key.name) == last
        assert ask(log.connection, at) == 305
        assert witness.newest(log.key.name) == true
    finally:
        again.kill()
