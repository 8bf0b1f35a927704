"""`renmai run` on a disk that is full: a file system of its own, as small as the test wants it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2 as httpx
import psycopg
import pytest

from api.machine.places import ROOM_TO_START, Places
from api.machine.postgres import Postgres
from tests.api.runs import RENMAI, in_time, plain, running
from tests.ports import free_port

pytestmark = pytest.mark.timeout(180)

MOUNTED = 'mount -t tmpfs -o "$1" tmpfs "$2" && shift 2 && exec "$@"'
NAMESPACES = (["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"])
"""For root, and for anybody else; the mount is gone with its process."""
FILL = """import sys
with open(sys.argv[1] + "/ballast", "wb", 0) as file:
    while file.write(bytes(2**20)):
        pass"""

Within = Callable[..., "subprocess.CompletedProcess[str]"]


def mounted(options: str, folder: Path) -> list[str]:
    """The command that becomes the one after it, with a small file system at `folder`."""
    return [*NAMESPACES[os.geteuid() != 0], "sh", "-c", MOUNTED, "sh", options, str(folder)]


@pytest.fixture
def within(tmp_path: Path) -> Within:
    """Runs a command with a small file system at `tmp_path`, or skips where nobody may mount one."""

    def run(options: str, *command: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*mounted(options, tmp_path), *command],
            env=plain(),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    try:
        tried = run("size=1m", "true")
    except FileNotFoundError:
        pytest.skip("no file system can be mounted here: there is no unshare")
    if tried.returncode != 0:
        pytest.skip(f"no file system can be mounted here: {tried.stderr.strip()[:100]}")
    return run


def told(ended: "subprocess.CompletedProcess[str]") -> dict[str, str]:
    """The one line of complaint."""
    assert ended.returncode == 1, ended
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1, ended.stderr
    complaint: dict[str, str] = json.loads(ended.stderr)["error"]
    return complaint


def run_in(folder: Path) -> list[str]:
    return [*RENMAI, "run", "--json", "--no-samples", "--data", str(folder / "data"), "--port", str(free_port())]


def test_a_disk_that_is_too_small_is_told_before_anything_starts(within: Within, tmp_path: Path) -> None:
    complaint = told(within("size=64m", *run_in(tmp_path)))
    assert complaint["code"] == "disk_full"
    assert str(ROOM_TO_START // 2**20) in complaint["message"]


def test_a_disk_without_a_byte_left_is_told(within: Within, tmp_path: Path) -> None:
    fill = f'{sys.executable} -c "$0" {tmp_path} 2>/dev/null; exec "$@"'
    complaint = told(within("size=300m", "sh", "-c", fill, FILL, *run_in(tmp_path)))
    assert complaint["code"] == "disk_full"
    assert str(tmp_path) in complaint["message"]


def test_a_folder_that_nobody_may_write_to_is_told(within: Within, tmp_path: Path) -> None:
    complaint = told(within("size=1m,ro", *run_in(tmp_path)))
    assert complaint["code"] == "no_write_permission"
    assert str(tmp_path) in complaint["message"]


AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="PostgreSQL needs an account of its own in root's namespace")


@AS_ROOT
def test_a_disk_that_fills_up_while_the_cluster_is_made_is_told(within: Within, tmp_path: Path) -> None:
    """Bytes enough, and no more files: the system says the same then."""
    complaint = told(within(f"size={2 * ROOM_TO_START},nr_inodes=300,mode=0755", *run_in(tmp_path)))
    assert complaint["code"] == "disk_full"


@AS_ROOT
def test_a_disk_that_fills_up_while_it_serves_refuses_until_there_is_room(within: Within, tmp_path: Path) -> None:
    """What was accepted stays, and what was refused goes through under the same command id."""
    assert within("size=1m", "true").returncode == 0
    places = Places(tmp_path / ("data" * 20))  # too long for sockets: they lie beside what is mounted, not in it
    with running(places.data, within=mounted(f"size={2 * ROOM_TO_START},mode=0755", tmp_path)) as run:
        run.ready()

        def post(path: str, what: dict[str, Any], command: UUID) -> httpx.Response:
            answer = run.call("POST", path, headers={"Idempotency-Key": str(command)}, json=what)
            assert answer is not None
            return answer

        described = {"source": "ats", "person": {"name": {"full": "王小明"}}}
        person = post("/v1/candidates", described, uuid4()).json()["stream"]

        def note(command: UUID) -> httpx.Response:
            return post(f"/v1/candidates/{person}/notes", {"text": command.hex * 100}, command)

        assert note(uuid4()).status_code == 201
        give_a_fresh_log(places)
        ballast = Path(f"/proc/{run.process.pid}/root{tmp_path}/ballast")
        fill(ballast)
        accepted = 1
        while (refused := note(command := uuid4())).status_code == 201:
            accepted += 1
            assert accepted < ENOUGH
        assert (refused.status_code, refused.json()["code"]) == (507, "disk_full")
        ballast.unlink()
        in_time(lambda: note(command).status_code == 201)
        position = note(command).json()["position"]
        dossier = f"/v1/candidates/{person}?after={position}"
        in_time(lambda: f'"notes":{accepted + 1},' in run.text(dossier))
        in_time(lambda: run.text("/health/ready"))
    shutil.rmtree(places.sockets)


ENOUGH = 500
"""Notes that do not fit into what the tables of the ledger have room for already, nor into one file of its log."""


def give_a_fresh_log(places: Places) -> None:
    """A file of the write-ahead log that is there and empty: with none to write in, the server would end."""
    with psycopg.connect(Postgres(places).conninfo(), autocommit=True) as connection:
        connection.execute("SELECT pg_switch_wal()")
        connection.execute("SELECT pg_logical_emit_message(true, 'renmai', '')")


def fill(ballast: Path) -> None:
    """To the last byte."""
    with ballast.open("wb", 0) as file, suppress(OSError):
        while file.write(bytes(2**20)):
            pass
