"""`renmai run` on a disk that is full: a file system of its own, as small as the test wants it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from api.machine.places import ROOM_TO_START
from tests.api.test_machine_run import RENMAI
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


@pytest.fixture
def within(tmp_path: Path) -> Within:
    """Runs a command with a small file system at `tmp_path`, or skips where nobody may mount one."""
    namespace = NAMESPACES[os.geteuid() != 0]

    def run(options: str, *command: str) -> "subprocess.CompletedProcess[str]":
        plain = {name: value for name, value in os.environ.items() if not name.startswith("RENMAI_")}
        return subprocess.run(
            [*namespace, "sh", "-c", MOUNTED, "sh", options, str(tmp_path), *command],
            env=plain,
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


@pytest.mark.skipif(os.geteuid() != 0, reason="PostgreSQL needs an account of its own in a namespace of root's")
def test_a_disk_that_fills_up_while_the_cluster_is_made_is_told(within: Within, tmp_path: Path) -> None:
    """Bytes enough, and no more files: the system says the same then."""
    complaint = told(within(f"size={2 * ROOM_TO_START},nr_inodes=300,mode=0755", *run_in(tmp_path)))
    assert complaint["code"] == "disk_full"
