"""The embedded PostgreSQL: started, adopted, healed and refused, on real folders."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import psycopg
import pytest

from api.machine.account import server_account
from api.machine.fit import MB, Machine, fitting
from api.machine.places import Places
from api.machine.postgres import Postgres
from api.machine.postmaster import Postmaster
from api.machine.problem import MachineProblem
from api.machine.spawn import end, gone

SMALL = {"shared_buffers": "32MB", "max_connections": "20"}
GB = 1024 * MB


@pytest.fixture
def places() -> Iterator[Places]:
    """A data folder of the test's own, short enough for sockets, with nothing running in it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="renmai-machine-"))
    yield Places(folder)
    if (left := Postmaster.of(folder / "postgres")) is not None:
        end(left.process, (signal.SIGQUIT, 5.0))
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres(places: Places) -> Iterator[Postgres]:
    places.prepare()
    server = Postgres(places, SMALL)
    server.start()
    yield server
    server.stop()


def written(server: Postgres) -> list[int]:
    with psycopg.connect(server.conninfo()) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("INSERT INTO kept SELECT count(*) + 1 FROM kept")
        return [n for (n,) in connection.execute("SELECT n FROM kept ORDER BY n")]


def test_a_second_start_goes_on_with_the_same_data(places: Places, postgres: Postgres) -> None:
    assert written(postgres) == [1]
    postgres.stop()
    assert not postgres.alive()
    again = Postgres(places, SMALL)
    again.start()
    assert written(again) == [1, 2]
    assert not again.adopted
    again.stop()


def test_a_running_server_is_adopted_and_can_be_stopped(places: Places, postgres: Postgres) -> None:
    other = Postgres(places, SMALL)
    other.start()
    assert other.adopted
    assert other.alive()
    assert written(other) == [1]
    other.stop()
    assert not postgres.alive()


def test_a_killed_server_starts_again_with_what_was_acknowledged(places: Places, postgres: Postgres) -> None:
    written(postgres)
    assert postgres.process is not None
    postgres.process.kill()
    assert gone(postgres.process, 60)
    assert not postgres.alive()
    postgres.start()
    assert written(postgres) == [1, 2]


def test_the_server_ends_when_its_parent_is_killed(places: Places) -> None:
    places.prepare()
    program = (
        "import sys, time; from pathlib import Path; from api.machine.places import Places;"
        "from api.machine.postgres import Postgres; p = Postgres(Places(Path(sys.argv[1])));"
        "p.start(); print(p.process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program, str(places.data)], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    with closing(parent.stdout):
        server = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
        parent.wait()
    if sys.platform == "linux":
        assert gone(server, 60)
    heir = Postgres(places, SMALL)
    heir.start()
    assert written(heir) == [1]
    heir.stop()
    assert gone(server, 60)


def test_a_pid_file_that_names_another_process_is_no_server(places: Places, postgres: Postgres) -> None:
    pid_file = places.postgres / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    assert postgres.process is not None
    postgres.process.kill()
    assert gone(postgres.process, 60)
    postgres.alive()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert Postmaster.of(places.postgres) is None
    postgres.start()
    assert written(postgres) == [1]


def test_of_a_start_that_takes_too_long_the_last_words_of_the_server_are_told(
    places: Places, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres.stop()
    places.postgres_log.write_text("2026-01-31 12:00:00.000 UTC [1] LOG:  replaying\n", encoding="utf-8")
    monkeypatch.setattr("api.machine.postgres.PATIENCE", 0.0)
    with pytest.raises(MachineProblem, match="not ready after 0 seconds, after it said 'replaying'") as told:
        postgres.start()
    assert told.value.code == "postgres_did_not_start"
    assert not postgres.alive()
    monkeypatch.undo()
    postgres.start()
    assert postgres.alive()


def test_a_folder_of_another_version_is_refused(places: Places) -> None:
    places.prepare()
    places.postgres.mkdir()
    (places.postgres / "PG_VERSION").write_text("15\n")
    with pytest.raises(MachineProblem, match="PostgreSQL 15") as refused:
        Postgres(places).start()
    assert refused.value.code == "data_from_other_version"


def test_a_start_that_was_cut_short_leaves_no_half_cluster(places: Places) -> None:
    places.prepare()
    draft = places.data / "postgres.draft"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")
    server = Postgres(places, SMALL)
    server.start()
    assert written(server) == [1]
    assert not draft.exists()
    server.stop()


def test_a_setting_that_the_server_refuses_is_told_in_its_words(places: Places) -> None:
    places.prepare()
    with pytest.raises(MachineProblem, match="max_connections") as refused:
        Postgres(places, {"max_connections": "none"}).start()
    assert refused.value.code == "postgres_did_not_start"


def test_a_file_in_the_way_of_the_data_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("mine")
    with pytest.raises(MachineProblem) as refused:
        Places(tmp_path / "data").prepare()
    assert refused.value.code == "data_not_a_folder"


def test_no_write_permission_is_refused(places: Places) -> None:
    places.data.chmod(0o555)
    if as_root := os.geteuid() == 0:
        os.seteuid(65534)
    try:
        with pytest.raises(MachineProblem) as refused:
            places.prepare()
    finally:
        if as_root:
            os.seteuid(0)
    assert refused.value.code == "no_write_permission"
    assert str(places.data) in str(refused.value)


def test_only_its_owner_reaches_the_socket_and_other_roles_need_a_password(postgres: Postgres) -> None:
    mode = stat.S_IMODE(postgres.sockets.stat().st_mode)
    assert mode == 0o700
    with psycopg.connect(postgres.conninfo(), autocommit=True) as connection:
        connection.execute("CREATE ROLE somebody LOGIN PASSWORD 'secret'")
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(postgres.conninfo(), user="somebody")
        psycopg.connect(postgres.conninfo(), user="somebody", password="secret").close()
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW fsync").fetchone() == ("on",)


def test_a_long_data_folder_gets_a_short_private_socket_folder(places: Places) -> None:
    deep = Places(places.data / ("long" * 25))
    deep.prepare()
    server = Postgres(deep, SMALL)
    server.start()
    try:
        assert written(server) == [1]
        assert not deep.sockets.is_relative_to(deep.data)
        assert deep.sockets.stat().st_mode & 0o022 == 0
    finally:
        server.stop()
        shutil.rmtree(deep.sockets)


def test_a_socket_folder_that_somebody_else_made_first_is_refused(places: Places) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a folder of somebody else's")
    deep = Places(places.data / ("long" * 25))
    deep.sockets.mkdir()
    os.chown(deep.sockets, 65534, 65534)
    with pytest.raises(MachineProblem) as refused:
        deep.prepare()
    deep.sockets.rmdir()
    assert refused.value.code == "no_write_permission"


def test_root_hands_the_server_to_an_account_of_its_own(postgres: Postgres) -> None:
    assert postgres.process is not None
    owner = server_account(postgres.places.postgres)
    assert postgres.process.uids().effective == owner.user != 0
    assert postgres.places.postgres.stat().st_uid == owner.user


@pytest.mark.parametrize(
    ("machine", "shared", "log"),
    [
        (Machine(memory=512 * MB, cores=1, disk_free=2 * GB), "128MB", "256MB"),
        (Machine(memory=4 * GB, cores=2, disk_free=40 * GB), "1024MB", "2048MB"),
        (Machine(memory=256 * GB, cores=64, disk_free=4000 * GB), "2048MB", "4096MB"),
    ],
)
def test_settings_fit_the_machine_and_keep_durability(machine: Machine, shared: str, log: str) -> None:
    settings = fitting(machine)
    assert settings["shared_buffers"] == shared
    assert settings["max_wal_size"] == log
    assert {settings[name] for name in ("fsync", "full_page_writes", "synchronous_commit")} == {"on"}
