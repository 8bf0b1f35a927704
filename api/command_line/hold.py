"""`renmai hold …`: what an erasure would take is held, until two people let it go."""

from typing import Annotated
from uuid import UUID

import typer

from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from api.command_line.submitting import As, Candidate, submitted
from domain.vocabulary import DataClass

HELP = _(
    """Hold a person's data against erasure, and release the hold again: one proposes, another releases.

**Examples**

* `renmai hold place 019a… lawsuit --class conversation --as user:counsel`
* `renmai hold propose-release 019a… 019b… --as user:counsel`
* `renmai hold release 019a… 019b… --as user:dpo`
"""
)
Hold = Annotated[UUID, typer.Argument(metavar="HOLD", help=_("The hold's id."))]

app = typer.Typer(no_args_is_help=True)


@app.command("place", help=_("Hold some classes of data, or all."))
def place(
    candidate: Candidate,
    why: Annotated[str, typer.Argument(metavar="WHY", help=_("A code: lawsuit, audit …"))],
    by: As,
    of: Annotated[list[DataClass] | None, typer.Option("--class", help=_("Only this class; may be repeated."))] = None,
    json: Json = False,
) -> None:
    from domain.decisions import PlaceLegalHold  # slow to import; --help should not wait
    from ledger.envelope import new_id

    hold = new_id()
    classes = tuple(of) if of else None
    position = submitted(PlaceLegalHold(candidate=candidate, hold=hold, why=why, classes=classes), by)
    _tell(hold, position, _("Held as {hold}.").format(hold=hold), json=json)


@app.command("propose-release", help=_("Propose that a hold be released."))
def propose_release(candidate: Candidate, hold: Hold, by: As, json: Json = False) -> None:
    from domain.decisions import ProposeHoldRelease

    position = submitted(ProposeHoldRelease(candidate=candidate, hold=hold, by=by), by)
    _tell(hold, position, _("Proposed; somebody else releases it."), json=json)


@app.command("release", help=_("Release a hold, as somebody else than who proposed it."))
def release(candidate: Candidate, hold: Hold, by: As, json: Json = False) -> None:
    from domain.decisions import ReleaseLegalHold

    position = submitted(ReleaseLegalHold(candidate=candidate, hold=hold, by=by), by)
    _tell(hold, position, _("Released."), json=json)


def _tell(hold: UUID, position: int, line: str, *, json: bool) -> None:
    if json:
        tell_json({"hold": hold, "position": position})
    else:
        told.print(line, soft_wrap=True)
