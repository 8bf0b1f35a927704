"""`renmai tier`: which tier somebody is in, which one the policy proposes and why; and to decide on it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.table import Table

from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached
from api.machine.problem import MachineProblem
from domain.vocabulary import Tier
from ledger.settings import Settings

HELP = _(
    """Show which tier somebody is in, which one the policy proposes now, and what it saw; or decide on it.

A policy proposes by what somebody can do, how active they are, how clearly they want a job, and how they get on. A
human decides: as proposed, or otherwise with a reason. docs/tiers.md has the policy.

**Examples**

* `renmai tier 019a…`
* `renmai tier 019a… --assign b --why key-role --by user:zoe`
* `renmai tier 019a… --json`
* `renmai tier --decisions decided.csv --by user:zoe`: many at once, with the columns candidate, tier and why
"""
)

PATIENCE = 5.0
"""Seconds to wait until what was decided can be read."""


def tier(
    candidate: Annotated[
        UUID | None, typer.Argument(metavar="[CANDIDATE]", help=_("Any id of the person."), show_default=False)
    ] = None,
    assign: Annotated[Tier | None, typer.Option(help=_("Put the person into this tier."))] = None,
    why: Annotated[str | None, typer.Option(metavar="CODE", help=_("Why otherwise than proposed."))] = None,
    by: Annotated[str | None, typer.Option(metavar="user:ID", help=_("Who decides: `user:ID`."))] = None,
    decisions: Annotated[
        Path | None,
        typer.Option(metavar="FILE", exists=True, dir_okay=False, help=_("A CSV of who is put into which tier.")),
    ] = None,
    json: Json = False,
) -> None:
    if (candidate is None) == (decisions is None):
        raise typer.BadParameter(_("name a person, or a file of decisions"), param_hint="CANDIDATE, --decisions")
    if decisions is not None:
        if by is None:
            raise typer.BadParameter(_("say who decides"), param_hint="--by")
        from api.command_line.tier_decisions import decide

        decide(decisions, by, json=json)
        return
    assert candidate is not None
    import psycopg  # slow to import; --help should not wait

    from projections.tiering import tier_of

    with attached(Settings()) as settings:
        if assign:
            if by is None:
                raise typer.BadParameter(_("say who decides"), param_hint="--by")
            _assigned(settings, candidate, assign, why, by)
        with psycopg.connect(settings.conninfo("reader"), autocommit=True) as reader:
            found = tier_of(reader, candidate, datetime.now(UTC))
    if found is None or found.proposed is None:
        raise _nobody(candidate)
    if json:
        from api.told_tier import as_told

        tell_json({"position": found.read_at, **_plain(as_told(found))})
        return
    held = found.assigned or {}
    line = _("tier {tier}, proposed {proposed} by {policy}")
    now = (held.get("tier") or "-").upper()
    proposed = found.proposed
    told.print(line.format(tier=now, proposed=proposed.tier.upper(), policy=proposed.policy), style="bold")
    table = Table(_("dimension"), _("found"), _("at position"), box=None)
    for each in proposed.findings:
        table.add_row(each.dimension, each.degree or "?", str(each.position or ""))
    told.print(table)
    for gap in proposed.lacking:
        line = _("for the next tier: {dimension} {asked}, is {found}")
        told.print(line.format(dimension=gap.dimension, asked=gap.asked, found=gap.found), markup=False)


def _assigned(settings: Settings, candidate: UUID, assign: Tier, why: str | None, by: str) -> None:
    """Shown once it can be read."""
    from contextlib import suppress

    import psycopg

    from api.command_line.deciding import decided
    from domain.decisions import AssignTier
    from ledger.ledger import Ledger
    from projections.checkpoint import NotYet, wait_for

    with Ledger.open(settings, connections=1) as ledger:
        receipt = decided(ledger, AssignTier, by, candidate=candidate, by=by, tier=assign, why=why)
    with psycopg.connect(settings.conninfo("reader"), autocommit=True) as reader, suppress(NotYet):
        wait_for(reader, receipt.position, PATIENCE, ["people"])


def _nobody(candidate: UUID) -> MachineProblem:
    return MachineProblem(
        "no_such_candidate",
        "There is no candidate {candidate}.",
        "`renmai events` shows which there are.",
        candidate=candidate,
    )


def _plain(content: dict[str, Any]) -> dict[str, Any]:
    import orjson

    plain: dict[str, Any] = orjson.loads(orjson.dumps(content))
    return plain
