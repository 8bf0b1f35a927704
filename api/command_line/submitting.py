"""Commands that somebody sends from this machine, in their own name."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from api.command_line.messages import _
from api.machine.attach import attached
from api.machine.problem import MachineProblem
from ledger.settings import Settings

if TYPE_CHECKING:
    from domain.decision import Command
    from ledger.envelope import Origin

Candidate = Annotated[UUID, typer.Argument(metavar="CANDIDATE", help=_("Any id of the person."))]
As = Annotated[str, typer.Option("--as", metavar="user:ID", help=_("In whose name: an id, never a name."))]


def submitted(command: "Command", by: str) -> int:
    """Answers the position. Raises MachineProblem with the code of a refusal."""
    from domain.decision import Refused  # slow to import; --help should not wait
    from domain.refusals import REFUSALS
    from ledger.ledger import Ledger

    origin = spoken_for(by)
    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        try:
            return ledger.submit(command, origin).position
        except Refused as refused:
            detail = f" ({refused.detail})" if refused.detail else ""
            raise MachineProblem(
                refused.code, "{said}{detail}", "See docs/forgetting.md.", said=_(REFUSALS[refused.code]), detail=detail
            ) from refused


def spoken_for(by: str) -> "Origin":
    """A person's own doing, by this command line."""
    from ledger.envelope import Origin

    if not by.startswith("user:"):
        raise typer.BadParameter(_("say it as user:ID"), param_hint="--as")
    return Origin(actor="system:command-line", on_behalf_of=by)
