"""`.ci/steps`, by which `.ci/run` keeps each step, and the whole, within its minutes."""

import shutil
import subprocess
from pathlib import Path

import pytest

STEPS = Path(__file__).parents[2] / ".ci" / "steps"
WHOLE = 75
"""Minutes."""

pytestmark = pytest.mark.skipif(not (shutil.which("bash") and shutil.which("timeout")), reason="needs bash and timeout")


def ran(tmp_path: Path, gone: int, *steps: str) -> tuple[int, str]:
    """The exit code and what was told, when so many seconds of the whole are gone already."""
    setting = f"set -euo pipefail; work={tmp_path}; clean=(env); source {STEPS}; started=$((SECONDS - {gone}))"
    told = subprocess.run(
        ["bash", "-c", "\n".join((setting, *steps))], capture_output=True, text=True, check=False, timeout=60
    )
    assert told.stderr == ""
    return told.returncode, told.stdout


def test_a_step_within_its_budget_and_the_whole_s_is_done(tmp_path: Path) -> None:
    code, told = ran(tmp_path, 0, 'step "short" 1 true', 'step "next" 1 pwd')
    assert (code, str(tmp_path) in told) == (0, True)


def test_what_fails_ends_the_run_with_its_code(tmp_path: Path) -> None:
    code, told = ran(tmp_path, 0, 'step "bad" 1 sh -c "exit 3"', 'step "next" 1 true')
    assert code == 3
    assert "bad: FAILED (3)" in told
    assert "next" not in told


def test_a_step_is_cut_off_where_the_whole_has_no_time_left(tmp_path: Path) -> None:
    code, told = ran(tmp_path, WHOLE * 60 - 1, 'step "long" 5 sleep 30', 'step "next" 1 true')
    assert code == 124
    assert f"long: the whole is above its budget of {WHOLE} min" in told
    assert "next" not in told


def test_no_step_is_begun_once_the_whole_s_time_is_over(tmp_path: Path) -> None:
    code, told = ran(tmp_path, WHOLE * 60, 'step "late" 5 echo begun')
    assert (code, "begun" in told) == (124, False)
