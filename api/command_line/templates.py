"""`renmai templates …`: what messages are made of, as the ledger holds it."""

from pathlib import Path
from typing import Annotated

import orjson
import typer

from api.command_line.messages import _, ngettext
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached
from api.machine.problem import MachineProblem
from ledger.settings import Settings

HELP = _(
    """Install, show and draft the templates that messages are made of.

**Examples**

* `renmai templates install`: those that come with the product, where they are missing
* `renmai templates show interview-reminder`
* `renmai templates draft interview-reminder texts.json --publish`
"""
)
BY = "system:command-line"

app = typer.Typer(no_args_is_help=True)


@app.command("install", help=_("Add the templates that come with the product, where they are missing."))
def install(json: Json = False) -> None:
    from ledger.ledger import Ledger
    from ledger.templates import install_defaults

    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        names = install_defaults(ledger)
    if json:
        tell_json({"installed": list(names)})
        return
    for name in names:
        told.print(name, markup=False)
    line = ngettext("{count} template was added.", "{count} templates were added.", len(names))
    told.print(line.format(count=len(names)))


@app.command("show", help=_("Every version of one template."))
def show(name: Annotated[str, typer.Argument(metavar="NAME")], json: Json = False) -> None:
    from ledger.ledger import Ledger
    from ledger.templates import template_named

    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        template, _versions = template_named(ledger, name)
    if template is None:
        raise MachineProblem("no_such_template", "There is no template {name}.", "See GET /v1/templates.", name=name)
    if json:
        texts = {number: [each.model_dump() for each in draft.texts] for number, draft in template.drafts.items()}
        tell_json({"name": name, "published": template.published, "versions": texts})
        return
    for number, draft in template.drafts.items():
        used = _(" (in use)") if number == template.published else ""
        told.print(_("version {number}{used}").format(number=number, used=used), style="bold", markup=False)
        for each in draft.texts:
            told.print(f"[{each.language}] {each.subject or ''}\n\n{each.text}", markup=False, soft_wrap=True)


@app.command("draft", help=_("Add a version from a JSON file: kind, channel, purpose, texts."))
def draft(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    publish: Annotated[bool, typer.Option("--publish", help=_("Use it from now on."))] = False,
    json: Json = False,
) -> None:
    from domain.decisions import DraftTemplate, PublishTemplate
    from domain.template import template_id
    from ledger.ledger import Ledger, Origin
    from ledger.templates import template_named

    said = orjson.loads(file.read_bytes())
    command = DraftTemplate.model_validate({"template": template_id(name), "name": name, **said})
    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        ledger.submit(command, Origin(actor=BY))
        template, _versions = template_named(ledger, name)
        assert template is not None
        if publish:
            chosen = PublishTemplate(template=template.stream, version=template.latest)
            ledger.submit(chosen, Origin(actor=BY))
    if json:
        tell_json({"name": name, "version": template.latest})
    else:
        told.print(_("version {number}{used}").format(number=template.latest, used=""))
