"""`renmai bench`: how fast, each row against another way to do it, both sides in one run on this machine."""

import importlib
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

import api
from api.command_line.messages import _
from api.command_line.options import Json, progress, tell_json, told
from api.machine.problem import MachineProblem

HELP = _(
    """Measure how fast Renmai is on this machine, each row against another way to do it, in the same run.

Only in a checkout of the source. It uses databases of its own, on the embedded server or on that of
RENMAI_DATABASE_URL, and drops them. Nothing else should be busy meanwhile. What each row measures, and figures
to compare with: docs/benchmarks.md.

**Examples**

* `renmai bench`: all of it, about ten minutes
* `renmai bench --only append-8,command --seconds 5`
* `renmai bench --json`
"""
)

Rows = Annotated[list[str] | None, typer.Argument(metavar="NAME", help=_("Which rows; all by default."))]
Only = Annotated[str | None, typer.Option(metavar="NAME,NAME", help=_("Which rows; all by default."))]
Seconds = Annotated[
    float | None,
    typer.Option(min=0.1, help=_("Bounds the measuring of each row; less data is used where it is short.")),
]


def bench(rows: Rows = None, only: Only = None, seconds: Seconds = None, json: Json = False) -> None:
    run = _benchmarks()
    names = [*(rows or ()), *(name.strip() for name in (only or "").split(",") if name.strip())]
    try:
        chosen = run.chosen(names)
    except run.UnknownRow as error:
        raise typer.BadParameter(
            _("There is no row {name}. There are: {known}.").format(name=error, known=", ".join(error.known)),
            param_hint="--only",
        ) from error
    with progress.status("") as status:

        def begins(row: Any) -> None:
            status.update(_("Measuring {name} …").format(name=row.name))

        with run.running(chosen, seconds, begins) as (machine, lines):
            progress.print(_machine(machine), markup=False)
            measured = list(lines)
    if json:
        tell_json([line.as_json() for line in measured])
        return
    told.print(_table(measured))
    for line in measured:
        told.print(_explained(line), markup=False)


def _benchmarks() -> Any:
    """They lie beside the packages in a checkout, and are not installed with them."""
    root = Path(api.__file__).parent.parent
    if not (root / "benchmarks" / "run.py").is_file():
        raise MachineProblem(
            "no_benchmarks",
            "The benchmarks are not part of an installed Renmai.",
            "Run `renmai bench` in a checkout of the source.",
        )
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    return importlib.import_module("benchmarks.run")


def _machine(machine: Any) -> str:
    return _(
        "{cpus} processors, {memory_gb} GB, {system}, Python {python}, PostgreSQL {postgres}; "
        "one durable commit {commit_ms} ms; a million additions {additions_ms} ms; "
        "a page of memory that rested {rested_page_us} us; load {load}"
    ).format(**machine.as_json())


def _table(lines: list[Any]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading, justify in (
        (_("row"), "left"),
        (_("measured"), "right"),
        (_("unit"), "left"),
        (_("against"), "right"),
        (_("ratio"), "right"),
        (_("bound"), "right"),
        (_("met"), "left"),
    ):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    for line in lines:
        shown = line.as_json()
        bound = f"{'≥' if shown['better'] == 'higher' else '≤'} {shown['bound']:,g}"
        against, ratio = shown["against"], shown["ratio"]
        table.add_row(
            line.row.name,
            "" if shown["measured"] is None else f"{shown['measured']:,g}",
            line.row.unit,
            "" if against is None else f"{against:,g}",
            "" if ratio is None else f"{ratio:.2f} ×",
            bound if ratio is None else f"{bound} ×",
            _("yes") if line.met else _("no"),
        )
    return table


def _explained(line: Any) -> str:
    """What it is, in the benchmark's own words (English: it is a developer's tool)."""
    against = f", against {line.row.other}" if line.row.other else ""
    return f"{line.row.name}: {line.row.what}{against}. {'; '.join(line.figure.notes)}"
