"""What a command of the command line asks of the ledger; a refusal is told by its code and meaning."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.command_line.messages import _
from api.machine.problem import MachineProblem

if TYPE_CHECKING:
    from domain.decision import Command
    from ledger.ledger import Ledger
    from ledger.store import Receipt

By = Annotated[str, typer.Option(metavar="user:ID", help=_("Who decides: `user:ID`."))]


def decided(ledger: "Ledger", kind: "type[Command]", by: str, /, **said: Any) -> "Receipt":
    """Raises MachineProblem with the refusal's code, and BadParameter for a value that is none."""
    from pydantic import TypeAdapter, ValidationError

    from domain.decision import Refused  # slow to import; --help should not wait
    from domain.refusals import REFUSALS
    from domain.vocabulary import ActorId
    from ledger.envelope import Origin

    try:
        TypeAdapter(ActorId).validate_python(by)
        command = kind.model_validate(said)
    except ValidationError as error:
        wrong = error.errors()[0]
        raise typer.BadParameter(f"{'.'.join(map(str, wrong['loc'])) or by}: {wrong['msg']}") from error
    try:
        return ledger.submit(command, Origin(actor=by))
    except Refused as refused:
        raise MachineProblem(
            refused.code, REFUSALS[refused.code], "It is about: {detail}.", detail=refused.detail or "-"
        ) from refused
