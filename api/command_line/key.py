"""`renmai key …`: who may call the API. A key is shown once, when it is made; the ledger keeps its hash.

Whoever can use this command has the database itself, so nobody has to approve what it makes. It is recorded all the
same.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import typer

from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached
from api.machine.problem import MachineProblem
from domain.access import Role, Scope, usual_scope
from domain.vocabulary import Confidentiality
from ledger.access import AccessKeys, KnownKey
from ledger.ledger import Ledger
from ledger.settings import Settings

HELP = _(
    """Make, list and revoke the keys that calls to the API are made with.

**Examples**

* `renmai key make recruiter --unit cn-platform --days 90`: prints a new key, once
* `renmai key list`
* `renmai key revoke 019a…`: no call is answered under it afterwards
"""
)
BY = "system:command-line"

app = typer.Typer(no_args_is_help=True)

Units = Annotated[list[str] | None, typer.Option("--unit", help=_("An org unit whose people it shows; else all."))]
Level = Annotated[Confidentiality | None, typer.Option(help=_("The most confidential that it shows."))]
Days = Annotated[int | None, typer.Option(min=1, help=_("How long it is good; else until it is revoked."))]
Label = Annotated[str | None, typer.Option(help=_("What it is for, as a code."))]


@app.command("make", help=_("Make a key in a role."))
@app.command("issue", hidden=True)
def make(
    role: Role,
    unit: Units = None,
    level: Level = None,
    days: Days = None,
    label: Label = None,
    json: Json = False,
) -> None:
    scope = Scope(tuple(unit) if unit else None, level or usual_scope(role).level)
    until = datetime.now(UTC) + timedelta(days=days) if days else None
    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        key, plain = AccessKeys(ledger).issue(role, BY, until, scope, label)
    if json:
        tell_json({"key": plain, "id": key, "role": role, "org_units": unit, "level": scope.level, "expires_at": until})
    else:
        told.print(plain, soft_wrap=True)
        told.print(_("This is the only time that it is shown. Its id is {id}.").format(id=key), soft_wrap=True)


@app.command("list", help=_("List every key, without the keys themselves."))
def list_(json: Json = False) -> None:
    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        at, found = ledger.clock(), AccessKeys(ledger).all()
    for each in found:
        if json:
            tell_json(_line(each, at))
        else:
            told.print("  ".join(str(value) for value in _line(each, at).values() if value is not None), soft_wrap=True)


def _line(known: KnownKey, at: datetime) -> dict[str, object]:
    return {
        "id": known.key,
        "state": known.state(at),
        "role": known.role,
        "label": known.label,
        "org_units": None if known.scope.units is None else list(known.scope.units),
        "level": known.scope.level,
        "issued_at": known.issued_at,
        "expires_at": known.expires_at,
        "revoked_at": known.revoked_at,
    }


@app.command("revoke", help=_("End a key by its id."))
def revoke(key: Annotated[UUID, typer.Argument(metavar="ID")], json: Json = False) -> None:
    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        receipt = AccessKeys(ledger).revoke(key, by=BY)
    if receipt is None:
        raise MachineProblem(
            "no_such_key", "There is no key {key} to revoke.", "`renmai key list` tells each key's id.", key=key
        )
    if json:
        tell_json({"revoked": key, "position": receipt.first_position})
    else:
        told.print(_("Revoked, at position {position}.").format(position=receipt.first_position))
