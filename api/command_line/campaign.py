"""`renmai campaign …`: the same message, or several, to everybody in a pool."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import orjson
import typer

from api.command_line.messages import _, ngettext
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached
from api.machine.problem import MachineProblem
from ledger.settings import Settings

if TYPE_CHECKING:
    from domain.campaign import Campaign
    from domain.decision import Command
    from ledger.ledger import Ledger, Receipt

HELP = _(
    """Write to a pool: see who would get it, start it, follow it, end it.

A campaign is planned from a JSON file: name, pool, sender and steps (docs/campaigns.md). Nobody is written to before it
is started; each person is asked about again when it is planned, and again when it leaves.

**Examples**

* `renmai campaign plan spring.json`
* `renmai campaign dry-run 0197a1b2-0000-7000-8000-000000000001`
* `renmai campaign start 0197a1b2-0000-7000-8000-000000000001`
* `renmai campaign show 0197a1b2-0000-7000-8000-000000000001 --json`
"""
)
BY = "system:command-line"
Which = Annotated[UUID, typer.Argument(metavar="CAMPAIGN", help=_("The campaign's id."))]
Cursor = Annotated[str | None, typer.Option(help=_("`next` of the page before."))]
Limit = Annotated[int, typer.Option(min=1, max=500, help=_("How many, at most."))]
Why = Annotated[str | None, typer.Option(help=_("Why, as a code."))]

app = typer.Typer(no_args_is_help=True)


@app.command("plan", help=_("Plan a campaign from a JSON file; nobody is written to yet."))
def plan(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    owner: Annotated[str, typer.Option(help=_("Whose it is: of a private pool, its owner."))] = BY,
    json: Json = False,
) -> None:
    from domain.decisions import PlanCampaign
    from ledger.envelope import new_id

    said = orjson.loads(file.read_bytes())
    command = PlanCampaign.model_validate({"campaign": new_id(), "by": owner, **said})
    receipt = _submitted(command)
    if json:
        tell_json({"campaign": command.campaign, "position": receipt.position})
    else:
        line = _(
            "Planned as {campaign}, at position {position}; see who would get it: renmai campaign dry-run {campaign}"
        )
        told.print(line.format(campaign=command.campaign, position=receipt.position), soft_wrap=True)


@app.command("dry-run", help=_("Who would get it if it were started now, and who would not and why."))
def dry_run(
    campaign: Which,
    count: Annotated[bool, typer.Option("--count/--no-count", help=_("Also the counts of all."))] = True,
    limit: Limit = 20,
    cursor: Cursor = None,
    json: Json = False,
) -> None:
    from api.dry_run import as_json, of_all, page
    from ledger.ledger import Ledger

    with attached(Settings()) as settings, Ledger.open(settings, connections=2) as ledger:
        found = _found(ledger, campaign)
        read_at, people = _people(settings, found)
        some = page(ledger, campaign, people, cursor, limit)
        counts = as_json(of_all(ledger, campaign, people)) if count else None
    if json:
        items = [asdict(each) for each in some.items]
        tell_json({"position": read_at, "items": items, "next": some.next, "pool": len(people), "counts": counts})
        return
    for each in some.items:
        what = _("would get it") if each.planned else ", ".join(each.reasons) or _("left out")
        told.print(f"{each.candidate}  {what}", markup=False, soft_wrap=True)
    if some.next:
        told.print(_("More: --cursor {cursor}").format(cursor=some.next), markup=False, soft_wrap=True)
    if counts:
        line = ngettext(
            "{planned} of {people} person would get it", "{planned} of {people} people would get it", len(people)
        )
        told.print(line.format(**counts))
        _tell_counts(counts["refused"])


@app.command("start", help=_("Write to everybody who is in the pool now."))
def start(
    campaign: Which,
    owner: Annotated[str, typer.Option(help=_("Who starts it: of a private pool, its owner."))] = BY,
    json: Json = False,
) -> None:
    from domain.decisions import StartCampaign
    from ledger.ledger import Ledger, Origin

    with attached(Settings()) as settings, Ledger.open(settings, connections=2) as ledger:
        found = _found(ledger, campaign)
        read_at, people = _people(settings, found)
        command = StartCampaign(
            campaign=campaign, by=owner, pool=found.plan.pool, read_at=read_at, people=tuple(people)
        )
        receipt = ledger.submit(command, Origin(actor=BY))
    _tell_receipt(campaign, receipt, json=json)


@app.command("pause", help=_("Let it wait."))
def pause(campaign: Which, why: Why = None, json: Json = False) -> None:
    from domain.decisions import PauseCampaign

    _tell_receipt(campaign, _submitted(PauseCampaign(campaign=campaign, why=why)), json=json)


@app.command("resume", help=_("Let it go on."))
def resume(campaign: Which, json: Json = False) -> None:
    from domain.decisions import ResumeCampaign

    _tell_receipt(campaign, _submitted(ResumeCampaign(campaign=campaign)), json=json)


@app.command("cancel", help=_("End it; what is planned is refused."))
def cancel(campaign: Which, why: Why = None, json: Json = False) -> None:
    from domain.decisions import CancelCampaign

    _tell_receipt(campaign, _submitted(CancelCampaign(campaign=campaign, why=why)), json=json)


@app.command("show", help=_("How far it has come, and what became of its contacts."))
def show(campaign: Which, json: Json = False) -> None:
    import psycopg  # slow to import; --help should not wait

    from projections.campaigns import known_campaigns, progress

    with attached(Settings()) as settings, psycopg.connect(settings.conninfo("reader"), autocommit=True) as reader:
        found = known_campaigns(reader, only=campaign)
        if not found.items:
            raise _no_such_campaign(campaign)
        how_far = asdict(progress(reader, campaign))
    known = found.items[0]
    if json:
        shown = {**asdict(known), "steps": orjson.loads(known.steps)}
        tell_json({"position": found.read_at, "campaign": shown, "progress": how_far})
        return
    told.print(f"{known.name}  {known.state}  {known.size or 0}", style="bold", markup=False)
    for name, number in how_far.items():
        if isinstance(number, int):
            told.print(f"{name}: {number}", markup=False)
        else:
            _tell_counts(number, f"{name} ")


@app.command("list", help=_("Every campaign, with its state."))
def list_(limit: Limit = 50, cursor: Cursor = None, json: Json = False) -> None:
    import psycopg

    from projections.campaigns import known_campaigns

    with attached(Settings()) as settings, psycopg.connect(settings.conninfo("reader"), autocommit=True) as reader:
        found = known_campaigns(reader, cursor=cursor, limit=limit)
    if json:
        items = [{**asdict(each), "steps": orjson.loads(each.steps)} for each in found.items]
        tell_json({"position": found.read_at, "items": items, "next": found.next})
        return
    for each in found.items:
        told.print(f"{each.campaign}  {each.state}  {each.size or 0}  {each.name}", markup=False, soft_wrap=True)
    if found.next:
        told.print(_("More: --cursor {cursor}").format(cursor=found.next), markup=False, soft_wrap=True)


def _submitted(command: "Command") -> "Receipt":
    from ledger.ledger import Ledger, Origin

    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        return ledger.submit(command, Origin(actor=BY))


def _found(ledger: "Ledger", campaign: UUID) -> "Campaign":
    from ledger.campaigns import campaign_at

    found = campaign_at(ledger, campaign)
    if found is None:
        raise _no_such_campaign(campaign)
    return found


def _no_such_campaign(campaign: UUID) -> MachineProblem:
    return MachineProblem(
        "no_such_campaign", "There is no campaign {campaign}.", "See `renmai campaign list`.", campaign=campaign
    )


def _people(settings: Settings, campaign: "Campaign") -> tuple[int, list[UUID]]:
    import psycopg

    from api.dry_run import in_pool
    from projections.pools import known_pools

    with psycopg.connect(settings.conninfo("reader"), autocommit=True) as reader:
        pools = known_pools(reader, None, only=campaign.plan.pool).items
        if not pools:
            pool = campaign.plan.pool
            raise MachineProblem("no_such_pool", "There is no pool {pool}.", "See `renmai pool list`.", pool=pool)
        return in_pool(reader, pools[0].pool, pools[0].filter)


def _tell_counts(counts: dict[str, Any], before: str = "") -> None:
    for reason, number in sorted(counts.items(), key=lambda each: -each[1]):
        told.print(f"  {before}{reason}: {number}", markup=False)


def _tell_receipt(campaign: UUID, receipt: "Receipt", *, json: bool) -> None:
    if json:
        tell_json({"campaign": campaign, "position": receipt.position, "events": receipt.events})
    else:
        line = _("Done, at position {position}.") if receipt.events else _("It was so already.")
        told.print(line.format(position=receipt.position))
