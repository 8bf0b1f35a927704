"""`renmai rotate`: one asks, another approves, and whoever runs it does what is due."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from api.command_line import app
from api.machine.problem import MachineProblem
from tests.servers import Database
from tests.workers.tasks import environment

pytestmark = pytest.mark.servers


def told(*said: str) -> tuple[int, Any]:
    ended = CliRunner().invoke(app, ["rotate", *said, "--json"])
    if isinstance(ended.exception, MachineProblem):
        return ended.exit_code, ended.exception.code
    return ended.exit_code, [json.loads(line) for line in ended.stdout.splitlines()]


def test_a_key_is_exchanged_by_command(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment(database.settings).items():
        monkeypatch.setenv(name, value)
    ask = ("request", "key-encryption", "--old-dies-in", "0", "--as")
    _, [asked] = told(*ask, "user:li")
    assert told("approve", asked["rotation"], "--as", "user:li") == (1, "four_eyes")
    assert told("run") == (0, [{"rotated": [], "destroyed": []}])
    assert told("approve", asked["rotation"], "--as", "user:dpo")[0] == 0
    assert told(*ask, "user:li") == (1, "rotation_under_way")
    waits, [line] = told("list")
    assert (waits, line["state"], line["old"]) == (1, "approved", asked["old"])
    _, [signs] = told("request", "log", "--as", "user:li")
    told("approve", signs["rotation"], "--as", "user:dpo")
    _, [done] = told("run")
    wrapped, log = done["rotated"]
    assert (wrapped["old"], log["old"], done["destroyed"]) == (asked["old"], signs["old"], [asked["old"]])
    rests, lines = told("list")
    assert (rests, [each["state"] for each in lines]) == (0, ["old-destroyed"] * 2)
    assert [each["new"] for each in lines] == [wrapped["new"], log["new"]]
