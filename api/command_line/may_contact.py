"""`renmai may-contact`: whether somebody may be contacted, and why not. Nothing is stored."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.table import Table

from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached
from api.machine.problem import MachineProblem
from domain.decision import Refused
from domain.gate import DEFAULT, POLICIES, Contact, Verdict
from domain.gate.contact import NEEDS_ADDRESS
from domain.gate.reasons import REASONS
from domain.person import ContactPoint, PointKind
from domain.vocabulary import Channel, Purpose
from ledger.gate import asked
from ledger.ledger import Ledger
from ledger.settings import Settings

HELP = _(
    """Ask the contact gate: may this person be contacted, on which ground, and if not, why.

The answer names every reason, and the position that it rests on. Nothing is stored, and it promises nothing for
later: a contact is asked about again when it leaves.

**Examples**

* `renmai may-contact 019a… email marketing --address wang@example.com`
* `renmai may-contact 019a… phone application --address +8613800138000 --json`
* `renmai may-contact 019a… email talent-pool --address wang@example.com --policy agency-1 --at 2026-12-01T10:00+08:00`
"""
)


def may_contact(
    candidate: Annotated[UUID, typer.Argument(metavar="CANDIDATE", help=_("Any id of the person."))],
    channel: Annotated[Channel, typer.Argument(help=_("By which channel."))],
    purpose: Annotated[Purpose, typer.Argument(help=_("For what."))],
    address: Annotated[str | None, typer.Option(help=_("The address that it would go to."))] = None,
    controller: Annotated[str, typer.Option(help=_("The company that answers for it."))] = "main",
    notice: Annotated[str | None, typer.Option(help=_("The notice that it would carry, as CODE:VERSION."))] = None,
    sender: Annotated[str, typer.Option(help=_("In whose name."))] = "user:somebody",
    policy: Annotated[str, typer.Option(help=_("By which policy."))] = DEFAULT,
    at: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%dT%H:%M%z"], help=_("As if it were then."))] = None,
    json: Json = False,
) -> int:
    """0 where it may, 1 where it may not."""
    if policy not in POLICIES:
        raise typer.BadParameter(", ".join(POLICIES), param_hint="--policy")
    code, version = _notice(notice)
    contact = Contact(
        contact=candidate,
        channel=channel,
        purpose=purpose,
        controller=controller,
        sender=sender,
        address=_point(channel, address) if address else None,
        notice=code,
        notice_version=version,
    )
    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        try:
            verdict = asked(ledger, candidate, contact, policy, at)
        except Refused as refused:
            raise MachineProblem(
                refused.code,
                "There is no candidate {candidate}.",
                "`renmai events` shows which there are.",
                candidate=candidate,
            ) from refused
    if json:
        tell_json(_as_json(verdict))
    else:
        _tell(verdict)
    return 0 if verdict.allowed else 1


def _notice(said: str | None) -> tuple[str | None, int | None]:
    if said is None:
        return None, None
    code, _colon, version = said.partition(":")
    if not version.isdecimal():
        raise typer.BadParameter(_("say it as CODE:VERSION"), param_hint="--notice")
    return code, int(version)


def _point(channel: Channel, address: str) -> ContactPoint:
    from api.http.canonical import canonical_point  # all of the API comes with it; --help should not wait

    kinds = sorted(NEEDS_ADDRESS.get(channel, {PointKind.OTHER}))
    return canonical_point(ContactPoint(kind=kinds[0], value=address))


def _as_json(verdict: Verdict) -> dict[str, Any]:
    return {
        "allowed": verdict.allowed,
        "reasons": verdict.reasons,
        "basis": verdict.basis,
        "basis_position": verdict.basis_position,
        "checked_at": verdict.checked_at,
        "retry_at": verdict.retry_at,
    }


def _tell(verdict: Verdict) -> None:
    if verdict.allowed:
        line = _("It may be made, on the ground {basis}.").format(basis=verdict.basis)
    elif verdict.retry_at:
        line = _("Not now, but from {moment} on.").format(moment=verdict.retry_at.isoformat())
    else:
        line = _("It must not be made.")
    told.print(line, style="bold", markup=False, soft_wrap=True)
    if verdict.reasons:
        table = Table(_("reason"), _("meaning"), _("what lifts it"), box=None)
        for reason in verdict.reasons:
            table.add_row(reason, *REASONS[reason])
        told.print(table)
    told.print(_("Checked at position {position}.").format(position=verdict.checked_at), markup=False)
