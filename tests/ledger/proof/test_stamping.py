"""Time stamps: an authority's own, kept with the checkpoint, and shown by openssl without anything of ours."""

import os
import shutil
import signal
import threading
from pathlib import Path

import pytest
from psycopg.rows import scalar_row

from ledger import verify
from ledger.proof import evidence, stamping
from ledger.proof.run import main
from ledger.proof.stamping import NotStamped, authority, stamp, unstamped_since
from ledger.settings import Settings
from tests.ledger.proof.authority import Answer, Authority, listening, openssl
from tests.ledger.proof.log import Log
from tests.ledger.proof.test_sealing_the_log import wait_until
from tests.processes import Forked

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl binary is not on this machine")


@pytest.fixture(scope="module")
def somebody(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("stamps") / "authority")


def named(log: Log, url: str, roots: Path, every: float = 3600) -> stamping.Authority:
    found = authority(log.settings.at(time_stamps=url, time_stamp_roots=roots, time_stamp_every=every))
    assert found
    return found


def stamped(log: Log) -> list[int]:
    with log.connection.cursor(row_factory=scalar_row) as cursor:
        return cursor.execute("SELECT size FROM ledger.time_stamp ORDER BY size").fetchall()


def test_a_checkpoint_is_stamped_now_and_then_and_openssl_shows_it_from_the_bundle(
    log: Log, somebody: Authority, tmp_path: Path
) -> None:
    log.write(3)
    log.seal()
    with listening(somebody.reply) as url:
        hourly, always = (named(log, url, somebody.folder / "roots.pem", every) for every in (3600, 1e-6))
        assert unstamped_since(log.connection, url) is not None
        assert stamp(log.connection, hourly) == stamp(log.connection, always) == 3
        assert unstamped_since(log.connection, url) is None
        log.write(1)
        log.seal()
        assert stamp(log.connection, hourly) == 3
        assert stamp(log.connection, always) == 4
    assert stamped(log) == [3, 4]
    bundle = tmp_path / "bundle"
    with log.superuser.transaction():
        evidence.write(log.superuser, bundle, evidence.Scope(), [log.key.verifier])
    results = verify.verify(bundle, verify.Asked([verify.key_of(str(log.key.verifier))]))
    assert not [name for name, each in results.items() if each.failed]
    assert (results["stamp"].passed, results["stamp"].skipped) == (2, 2)
    assert "openssl ts -verify -data stamps/SIZE.note" in (bundle / "VERIFY.md").read_text()
    [answer] = bundle.glob("stamps/3.*.tsr")
    shown = ("ts", "-verify", "-in", str(answer), "-CAfile", str(somebody.folder / "roots.pem"), "-data")
    for note, good in ((bundle / "stamps/3.note", True), (bundle / "stamps/4.note", False)):
        assert (openssl(bundle, *shown, str(note)).returncode == 0) == good


def test_what_no_authority_of_ours_said_is_not_kept(log: Log, somebody: Authority, tmp_path: Path) -> None:
    log.write(1)
    log.seal()
    stranger, roots, kept = Authority(tmp_path / "stranger"), somebody.folder / "roots.pem", list[bytes]()

    def an_older_answer(query: bytes) -> bytes:
        kept.append(kept[0] if kept else somebody.reply(query))
        return kept[0]

    def of_another_text(query: bytes) -> bytes:
        openssl(tmp_path, "ts", "-query", "-digest", "11" * 32, "-sha256", "-cert", "-out", "other")
        return somebody.reply((tmp_path / "other").read_bytes())

    with listening(an_older_answer) as url:
        assert stamp(log.connection, named(log, url, roots)) == 1
        log.write(1)
        log.seal()
        with pytest.raises(NotStamped):
            stamp(log.connection, named(log, url, roots, 1e-6))
    wrong: tuple[Answer, ...] = (stranger.reply, of_another_text, lambda _query: b"", lambda _query: b"0" * 100_000)
    for answer in wrong:
        with listening(answer) as url, pytest.raises(NotStamped):
            stamp(log.connection, named(log, url, roots))
    with pytest.raises(OSError, match="refused"):
        stamp(log.connection, named(log, "http://127.0.0.1:9", roots))
    assert stamped(log) == [1]


def test_an_authority_that_does_not_answer_holds_no_checkpoint_up(log: Log, somebody: Authority) -> None:
    asked, go_on, stop = threading.Event(), threading.Event(), threading.Event()

    def late(query: bytes) -> bytes:
        asked.set()
        go_on.wait(60)
        return somebody.reply(query)

    log.write(1)
    log.seal()
    with listening(late) as url:
        arguments = log.settings.conninfo("sealer"), named(log, url, somebody.folder / "roots.pem"), stop
        following = threading.Thread(target=stamping.follow, args=arguments, daemon=True)
        following.start()
        assert asked.wait(60)
        log.write(1)
        assert log.seal().size == 2
        stop.set()
        go_on.set()
        following.join(60)
    assert not following.is_alive()


def test_the_sealer_has_what_it_sealed_stamped(log: Log, somebody: Authority) -> None:
    log.write(1)
    with listening(somebody.reply) as url:
        settings = log.settings.at(time_stamps=url, time_stamp_roots=somebody.folder / "roots.pem")
        sealer = Forked(main, settings, variables=os.environ)
        try:
            wait_until(lambda: stamped(log) == [1])
            sealer.signalled(signal.SIGTERM)
            assert sealer.wait(60) == 0
        finally:
            sealer.kill()


@pytest.mark.parametrize(
    "setting", [{"time_stamps": "file:///x"}, {"time_stamps": "https://x", "time_stamp_roots": "/"}]
)
def test_half_a_setting_is_refused(tmp_path: Path, setting: dict[str, str]) -> None:
    settings = Settings.model_validate({"data": tmp_path})
    with pytest.raises(NotStamped):
        authority(settings.at(**setting))
    assert authority(settings) is None
