"""The command line: each command is what its file says, and asking for help imports none of them."""

import subprocess
import sys

import pytest

from api.command_line.by_name import COMMANDS, help_of, whole

ASKED = """
import sys
from api.command_line import app
try:
    app(["--help"], standalone_mode=False)
finally:
    print("IMPORTED", sorted(name for name in sys.modules if name.split(".")[0] in ("domain", "ledger", "projections")))
"""


@pytest.mark.parametrize("name", COMMANDS)
def test_a_listed_command_is_told_as_the_whole_one_tells_itself(name: str) -> None:
    assert whole(name).help == help_of(COMMANDS[name].partition(".")[0])


def test_help_names_every_command_and_imports_nothing_of_the_product() -> None:
    told = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True).stdout
    assert "IMPORTED []" in told
    assert all(f" {name} " in told for name in COMMANDS)
