"""`renmai sink`: the mails that were kept instead of being sent."""

from typing import Annotated

import typer

from api.command_line.looking import looked
from api.command_line.messages import _, ngettext
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached
from api.machine.problem import MachineProblem
from ledger.ledger import Ledger
from ledger.settings import Settings
from ledger.sink import NoSuchMail, Sink, parsed, texts

HELP = _(
    """Show the mails that were kept instead of being sent.

As long as RENMAI_DELIVERY is not `real`, no mail leaves this machine: each becomes a file in the data folder.

**Examples**

* `renmai sink`: the last ones
* `renmai sink 019a…`: one of them, its headers and text
"""
)


def sink(
    name: Annotated[str | None, typer.Argument(metavar="[CONTACT]", help=_("Which one."))] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help=_("How many, at most."))] = 20,
    json: Json = False,
) -> None:
    kept = Sink(Settings().sink)
    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        looked(ledger, "sink", ())  # a mail names no one by an id of ours
    if name is not None:
        _show(kept, name, json=json)
        return
    mails = list(kept.mails(limit))
    if json:
        tell_json([{"name": each.name, "to": each.to, "subject": each.subject, "at": each.kept_at} for each in mails])
        return
    for each in mails:
        told.print(f"{each.name}  {each.kept_at:%Y-%m-%d %H:%M}  {each.to}", markup=False, soft_wrap=True)
        told.print(f"    {each.subject}", markup=False, soft_wrap=True)
    line = ngettext("{count} mail in {folder}", "{count} mails in {folder}", len(mails))
    told.print(line.format(count=len(mails), folder=kept.folder), markup=False, soft_wrap=True)


def _show(kept: Sink, name: str, *, json: bool) -> None:
    try:
        content = kept.read(name)
    except NoSuchMail:
        raise MachineProblem(
            "no_such_mail", "The sink has no mail {name}.", "`renmai sink` lists them.", name=name
        ) from None
    text, html = texts(content)
    headers = {key: str(said) for key, said in parsed(content).items() if key != "DKIM-Signature"}
    if json:
        tell_json({"name": name, "headers": headers, "text": text, "html": html})
        return
    for key, said in headers.items():
        told.print(f"{key}: {said}", markup=False, soft_wrap=True)
    told.print(f"\n{text}", markup=False, soft_wrap=True)
