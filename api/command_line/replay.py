"""`renmai replay`: a person as of any moment, event by event: who, when recorded, when claimed, and why."""

import sys
from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer

from api.command_line.looking import looked
from api.command_line.messages import _
from api.command_line.options import Json, told
from api.machine.attach import attached
from api.machine.problem import MachineProblem
from api.shown_event import shown
from api.told_replay import told as told_replay
from domain.dossier import Dossier
from domain.record import STEPS
from domain.recorded import Recorded
from ledger.ledger import Ledger
from ledger.settings import Settings
from projections.replay import Clock, Replay, Step
from projections.replay import replay as replayed

HELP = _(
    """Replay a person from the ledger: each event, and the dossier as it stood then.

By the recorded clock (the default) it shows what was known when; by the occurred clock, how things stood when
they happened, as far as is known now. A time without a zone is this machine's.

**Examples**

* `renmai replay 019a…`: everything, up to now
* `renmai replay 019a… --at 2026-03-01T09:00+08:00`
* `renmai replay 019a… --position 4711 --json`
* `renmai replay 019a… --clock occurred --at 2023-12-31`
"""
)


def replay(
    candidate: Annotated[UUID, typer.Argument(metavar="CANDIDATE", help=_("Any id of the person."))],
    at: Annotated[
        datetime | None,
        typer.Option(parser=datetime.fromisoformat, metavar="TIME", help=_("As of this moment.")),
    ] = None,
    position: Annotated[int | None, typer.Option(min=0, help=_("As of this position of the ledger."))] = None,
    clock: Annotated[Clock, typer.Option(help=_("Whether --at means when it was recorded, or claimed."))] = "recorded",
    json: Json = False,
) -> None:
    if at is not None and position is not None:
        raise typer.BadParameter(_("name a moment or a position, not both"), param_hint="--at, --position")
    at = at.astimezone() if at and at.tzinfo is None else at
    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        found = replayed(ledger, candidate, at=at, position=position, clock=clock)
        _require_candidate(ledger, candidate, found)
        looked(ledger, "replay", [candidate])
    if json:
        for piece in told_replay(found, clock, "each"):
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.write(b"\n")
        return
    for step in found.steps():
        _tell(step)
    told.print()
    told.print(_("As read up to position {position}:").format(position=found.read_at))
    last = found.dossier
    told.print("  " + (_summary(last) if last else _("nothing had happened yet")), markup=False, soft_wrap=True)


def _require_candidate(ledger: Ledger, candidate: UUID, found: Replay) -> None:
    events = found.events or ledger.history(candidate, limit=1, unseal=False)
    if not any(type(each.event) in STEPS for each in events):
        raise MachineProblem(
            "no_such_candidate",
            "There is no candidate {candidate}.",
            "`renmai events` shows which there are.",
            candidate=candidate,
        )


def _tell(step: Step) -> None:
    recorded = step.recorded
    told.print(f"#{recorded.position}  {recorded.event.type}", style="bold", markup=False)
    told.print("    " + " · ".join(_circumstances(recorded)), markup=False, soft_wrap=True)
    said = shown(recorded)["event"]
    if said:
        told.print("    " + ", ".join(f"{name}: {_short(value)}" for name, value in said.items()),
                   markup=False, soft_wrap=True)  # fmt: skip
    told.print("    → " + _summary(step.dossier), markup=False, soft_wrap=True, style="dim")


def _circumstances(recorded: Recorded) -> list[str]:
    """When recorded, when claimed, by whom, for whom, from where, why, and what can't be read."""
    meta = recorded.meta
    parts = [_("recorded {at}").format(at=f"{recorded.recorded_at.astimezone():%Y-%m-%d %H:%M:%S%z}")]
    if meta.occurred:
        at, exact = meta.occurred.at.isoformat(), meta.occurred.precision.value
        parts.append(_("claimed {at} (to the {precision})").format(at=at, precision=exact))
    parts.append(_("by {actor}").format(actor=meta.actor))
    if meta.on_behalf_of:
        parts.append(_("for {actor}").format(actor=meta.on_behalf_of))
    if meta.source:
        parts.append(_("from {source}").format(source=meta.source))
    if meta.reason:
        parts.append(_("because {reason}").format(reason=meta.reason))
    parts += [f"{data_class}: {why}" for data_class, why in recorded.unreadable.items()]
    return parts


def _summary(dossier: Dossier) -> str:
    """The dossier in a line."""
    profile, known = dossier.profile, dossier.knowing
    parts = [profile.name.full if profile.name else "–", dossier.status.value]
    if profile.intent:
        parts.append(profile.intent.value)
    if known.tags:
        parts.append(_("tags {tags}").format(tags=", ".join(known.tags)))
    if dossier.pools:
        parts.append(_("pools {pools}").format(pools=", ".join(dossier.pools)))
    stages = [application.stage.value for application in dossier.journey.applications.values()]
    if stages:
        parts.append(_("applications {stages}").format(stages=", ".join(stages)))
    if len(dossier.records) > 1:
        parts.append(_("{count} records").format(count=len(dossier.records)))
    return " · ".join(parts)


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 120 else text[:119] + "…"
