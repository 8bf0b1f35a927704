"""`renmai key …`: who may call the API. A key is shown once, when it is issued; the ledger keeps its hash."""

from typing import Annotated
from uuid import UUID

import typer

from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached
from api.machine.problem import MachineProblem
from ledger.access import AccessKeys, AccessRole
from ledger.ledger import Ledger
from ledger.settings import Settings

HELP = _(
    """Issue and revoke the keys that calls to the API are made with.

**Examples**

* `renmai key issue recruiter`: prints a new key, once
* `renmai key revoke 019a…`: no call is answered under it afterwards
"""
)
BY = "system:command-line"

app = typer.Typer(no_args_is_help=True)


@app.command("issue", help=_("Make a key in a role: recruiter, auditor, analyst or admin."))
def issue(role: AccessRole, json: Json = False) -> None:
    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        key, plain = AccessKeys(ledger).issue(role, by=BY)
    if json:
        tell_json({"key": plain, "id": key, "role": role})
    else:
        told.print(plain, soft_wrap=True)
        told.print(_("This is the only time that it is shown. Its id is {id}.").format(id=key), soft_wrap=True)


@app.command("revoke", help=_("End a key by its id."))
def revoke(key: Annotated[UUID, typer.Argument(metavar="ID")], json: Json = False) -> None:
    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        receipt = AccessKeys(ledger).revoke(key, by=BY)
    if receipt is None:
        raise MachineProblem(
            "no_such_key", "There is no key {key} to revoke.", "`renmai key issue` tells a key's id.", key=key
        )
    if json:
        tell_json({"revoked": key, "position": receipt.first_position})
    else:
        told.print(_("Revoked, at position {position}.").format(position=receipt.first_position))
