"""`renmai activity`: how active somebody is, what made the score, and how it went over time."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import typer
from rich.table import Table

from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached
from api.machine.problem import MachineProblem
from ledger.settings import Settings

HELP = _(
    """Show how active somebody is, what made the score, and how it went over time.

At each point of the curve only what had happened until then counts. docs/measures.md has the measure, and the policies
of weights that `--policy` takes: one that ever was in force gives its old figures again.

**Examples**

* `renmai activity 019a…`
* `renmai activity 019a… --days 30 --points 12`
* `renmai activity 019a… --policy activity-slow-1`
* `renmai activity 019a… --json`
"""
)
WIDTH = 50
"""Of a bar that stands for 100."""


def activity(
    candidate: Annotated[UUID, typer.Argument(metavar="CANDIDATE", help=_("Any id of the person."))],
    days: Annotated[int, typer.Option(min=1, max=366, help=_("Days from one point to the next."))] = 7,
    points: Annotated[int, typer.Option(min=1, max=400, help=_("How many points, the last one now."))] = 26,
    policy: Annotated[str | None, typer.Option(metavar="NAME", help=_("Another policy than the one in force."))] = None,
    json: Json = False,
) -> None:
    import psycopg  # slow to import; --help should not wait

    from domain.activity import POLICIES
    from projections.activity import curve, explained

    if policy is not None and policy not in POLICIES:
        raise typer.BadParameter(", ".join(POLICIES), param_hint="--policy")
    at = datetime.now(UTC)
    with attached(Settings()) as settings, psycopg.connect(settings.conninfo("reader"), autocommit=True) as reader:
        found = explained(reader, candidate, at, policy)
        over_time = curve(reader, candidate, at, timedelta(days=days), points, policy)
    if found is None or found.candidate is None or over_time is None:
        raise MachineProblem(
            "no_such_candidate",
            "There is no candidate {candidate}.",
            "`renmai events` shows which there are.",
            candidate=candidate,
        )
    if json:
        shown = [{"at": each.at, "score": round(each.score, 1), "band": each.band} for each in over_time.points]
        now = {"score": round(found.score, 1), "band": found.band, "policy": found.policy}
        tell_json({"position": found.read_at, **now, "curve": shown})
        return
    told.print(f"{found.score:.1f}  {found.band}  {found.policy}", style="bold", markup=False)
    table = Table(_("happened"), _("kind"), _("at position"), _("share"), box=None)
    for share in found.shares[:10]:
        done = share.contribution
        table.add_row(f"{done.happened_at:%Y-%m-%d}", done.kind, str(done.position), f"{share.part:.0%}")
    told.print(table)
    for point in over_time.points:
        bar = "#" * round(point.score / 100 * WIDTH)
        told.print(f"{point.at:%Y-%m-%d}  {point.score:>5.1f}  {bar}", markup=False)
