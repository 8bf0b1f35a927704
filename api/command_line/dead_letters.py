"""`renmai dead-letters`: contacts that were given up, or of which nobody knows; and the former once more."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from api.command_line.messages import _, ngettext
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached
from api.machine.problem import MachineProblem
from ledger.settings import Settings

if TYPE_CHECKING:
    from projections.deliveries import Deliveries, Waiting

HELP = _(
    """List the contacts that were given up, and plan them once more.

A contact is given up when it could not be sent after several attempts, or could never be. Planned once more, it passes
the gate like any other; asked for twice, it is one.

**Examples**

* `renmai dead-letters`
* `renmai dead-letters --unconfirmed`: those of which nobody knows whether they left
* `renmai dead-letters --replay 019a…`
"""
)
BY = "system:command-line"


def dead_letters(
    replay: Annotated[UUID | None, typer.Option(metavar="CONTACT", help=_("Plan this one once more."))] = None,
    unconfirmed: Annotated[bool, typer.Option("--unconfirmed", help=_("Those of which nobody knows."))] = False,
    limit: Annotated[int, typer.Option(min=1, max=500, help=_("How many, at most."))] = 50,
    json: Json = False,
) -> None:
    with attached(Settings()) as settings:
        page = _page(settings, "unconfirmed" if unconfirmed and replay is None else "failed", replay, limit)
        if replay is not None:
            _once_more(settings, page, replay, json=json)
            return
    if json:
        tell_json({"position": page.read_at, "items": [asdict(each) for each in page.items]})
        return
    for each in page.items:
        line = f"{each.contact}  {each.since:%Y-%m-%d %H:%M}  {each.channel}  {each.code or ''}  {each.candidate}"
        told.print(line, markup=False, soft_wrap=True)
    line = ngettext(
        "{count} contact, as of position {position}", "{count} contacts, as of position {position}", len(page.items)
    )
    told.print(line.format(count=len(page.items), position=page.read_at), markup=False, soft_wrap=True)


def _page(settings: Settings, which: "Waiting", contact: UUID | None, limit: int) -> "Deliveries":
    import psycopg

    from projections.checkpoint import live
    from projections.deliveries import waiting

    with psycopg.connect(settings.conninfo("reader"), autocommit=True) as reader:
        if not live(reader, ["deliveries"]):
            raise MachineProblem(
                "read_models_missing",
                "No read model was ever built here.",
                "They are built while `renmai run` runs, or by `renmai rebuild`.",
            )
        return waiting(reader, which, contact=contact, limit=limit)


def _once_more(settings: Settings, page: "Deliveries", contact: UUID, *, json: bool) -> None:
    from ledger.ledger import Ledger, Origin
    from ledger.replaying import replay

    if not page.items:
        raise MachineProblem(
            "no_such_dead_letter",
            "No contact {contact} was given up.",
            "`renmai dead-letters` lists them.",
            contact=contact,
        )
    with Ledger.open(settings, connections=1) as ledger:
        made, receipt = replay(ledger, page.items[0].candidate, contact, Origin(actor=BY))
    if json:
        tell_json({"contact": made, "position": receipt.position})
    else:
        line = _("Planned once more as {contact}, at position {position}; the log tells what became of it.")
        told.print(line.format(contact=made, position=receipt.position), soft_wrap=True)
