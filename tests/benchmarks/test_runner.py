"""The runner of `renmai bench`: rows with names of their own, and lines of the promised shape. No speed is asserted."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

import api
from api.command_line import app, bench
from api.machine.problem import MachineProblem
from benchmarks import run
from benchmarks.ground import Ground
from benchmarks.row import Figure, Line, Row
from benchmarks.rows import ROWS
from tests.servers import Servers

SHAPE = {"name", "measured", "unit", "against", "ratio", "bound", "better", "met"}


def half_of(_ground: Ground, seconds: float) -> Figure:
    return Figure(seconds, seconds * 2, ("made up",))


HALF = Row("half", "half of it", "all of it", "s", 0.7, "lower", 1, half_of)
ALONE = Row("alone", "by itself", "", "MB", 500, "higher", 1, lambda _ground, _seconds: Figure(12.34567))


def test_names_are_unique_and_every_row_says_what_it_measures() -> None:
    names = [row.name for row in ROWS]
    assert len(names) == len(set(names))
    assert all(row.what and row.unit and row.bound and row.seconds for row in ROWS)


def test_rows_come_in_the_order_of_the_table_and_unknown_names_are_refused() -> None:
    assert [row.name for row in run.chosen(["command", "append-8"])] == ["append-8", "command"]
    assert run.chosen() == list(ROWS)
    with pytest.raises(run.UnknownRow) as refused:
        run.chosen(["append-8", "warp"])
    assert "append-8" in refused.value.known


@pytest.mark.parametrize(
    ("row", "figure", "met"),
    [
        (HALF, Figure(1, 2), True),
        (HALF, Figure(2, 2), False),
        (ALONE, Figure(500), True),
        (ALONE, Figure(499), False),
    ],
)
def test_a_bound_is_on_the_ratio_or_on_the_figure_itself(row: Row, figure: Figure, met: bool) -> None:
    assert Line(row, figure).met is met


def test_a_row_is_told_how_long_it_may_take() -> None:
    ground = Ground("", "", Path())
    [own, bounded] = [next(run.lines(ground, [HALF], seconds)) for seconds in (None, 0.5)]
    assert (own.figure.measured, bounded.figure.measured) == (1, 0.5)


def test_json_has_the_promised_shape(servers: Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RENMAI_DATABASE_URL", servers.admin)
    monkeypatch.setenv("RENMAI_ROLE_PASSWORD", servers.role_secret)
    monkeypatch.setattr(run, "chosen", lambda names: [HALF, ALONE] if names == ["half", "alone"] else [])
    told = CliRunner().invoke(app, ["bench", "--json", "--only", "half,alone", "--seconds", "3"])
    assert told.exit_code == 0, told.output
    [half, alone] = json.loads(told.stdout)
    assert set(half) == set(alone) == SHAPE
    assert (half["measured"], half["against"], half["ratio"], half["met"]) == (3, 6, 0.5, True)
    assert (alone["measured"], alone["against"], alone["ratio"], alone["met"]) == (12.35, None, None, False)


def test_an_installed_renmai_says_that_the_benchmarks_are_in_the_source(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(api, "__file__", str(tmp_path / "api" / "__init__.py"))
    with pytest.raises(MachineProblem) as refused:
        bench.bench()
    assert refused.value.code == "no_benchmarks"
