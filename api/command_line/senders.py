"""`renmai senders …`: what messages say of whoever writes them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from api.command_line.deciding import decided
from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached
from ledger.settings import Settings

if TYPE_CHECKING:
    from domain.decision import Command

HELP = _(
    """See and change the directory of senders: names, titles and signatures by language, where they are answered.

**Examples**

* `renmai senders list`
* `renmai senders describe user:li li.json` with `{"texts": [{"language": "zh", "name": "李娜"}], "email": …}`
* `renmai senders retire user:li`: nothing goes out in this name any more
"""
)
BY = "system:command-line"
Name = Annotated[str, typer.Argument(metavar="SENDER", help=_("In whose name, as contacts say it: `user:li`."))]

app = typer.Typer(no_args_is_help=True)


@app.command("list", help=_("Everybody in whose name messages go out."))
def list_(json: Json = False) -> None:
    from api.told_senders import as_told
    from ledger.ledger import Ledger

    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        known = ledger.senders.current()
        ledger.store.durable()
    found = as_told(known)
    if json:
        tell_json({"position": known.position, **found})
        return
    for each in found["items"]:
        names = " · ".join(text["name"] for text in each["texts"])
        reached = "  ".join(filter(None, (each["email"], each["phone"], each["wecom_user"])))
        gone = _(" (retired)") if each["retired"] else ""
        told.print(f"{each['sender']}{gone}  {names}  {reached}", markup=False, soft_wrap=True)


@app.command("describe", help=_("Say all that messages say of a sender, from a JSON file."))
def describe(
    sender: Name,
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help=_("A JSON file."))],
    json: Json = False,
) -> None:
    from domain.decisions import DescribeSender

    try:
        said = orjson.loads(file.read_bytes())
    except orjson.JSONDecodeError as error:
        raise typer.BadParameter(str(error), param_hint="FILE") from error
    if not isinstance(said, dict):
        raise typer.BadParameter(_("The file holds no JSON object."), param_hint="FILE")
    _decide(DescribeSender, json, said | {"sender": sender})


@app.command("retire", help=_("Let nothing go out in this name any more."))
def retire(sender: Name, json: Json = False) -> None:
    from domain.decisions import RetireSender

    _decide(RetireSender, json, {"sender": sender})


@app.command("forget", help=_("Let what messages said of a sender be nobody's to read any more."))
def forget(sender: Name, json: Json = False) -> None:
    from domain.decisions import ForgetSender

    _decide(ForgetSender, json, {"sender": sender})


def _decide(kind: "type[Command]", json: bool, said: dict[str, Any]) -> None:
    from ledger.ledger import Ledger

    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        receipt = decided(ledger, kind, BY, **{**said, "by": BY, "role": "admin"})
    if json:
        tell_json({"position": receipt.position, "changed": receipt.events > 0})
    else:
        told.print(_("It is so, as of position {position}.").format(position=receipt.position))
