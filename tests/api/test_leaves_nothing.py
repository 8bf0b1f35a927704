"""`.ci/leaves_nothing.py`, by which `.ci/run` shows that the tests leave nothing running."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what is left is found on Linux only")

PLACE = str(Path(__file__).parents[2] / ".ci")
AT_ONCE = """
import sys
sys.path.insert(0, sys.argv[1])
import leaves_nothing
leaves_nothing.GRACE = 0.2
sys.exit(leaves_nothing.main(sys.argv[2:]))
"""
DAEMON = """
import subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
"""


def ran(*command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", AT_ONCE, PLACE, *command], capture_output=True, text=True, check=False, timeout=60
    )


def test_a_process_that_slipped_away_into_a_session_of_its_own_is_found_and_ended() -> None:
    done = ran(sys.executable, "-c", DAEMON)
    assert done.returncode == 1
    assert "left running" in done.stderr
    assert "time.sleep(60)" in done.stderr


def test_the_command_s_own_answer_is_passed_on() -> None:
    assert [ran("sh", "-c", f"exit {code}").returncode for code in (0, 3)] == [0, 3]
