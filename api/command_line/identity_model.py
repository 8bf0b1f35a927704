"""`renmai identity-model …`: the weights by which records are compared, as data in the ledger."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached
from api.machine.problem import MachineProblem
from ledger.settings import Settings

if TYPE_CHECKING:
    from domain.identity import IdentityModel
    from domain.identity_models import Published

HELP = _(
    """Show and publish the models by which records are compared: weights, and where the zones begin.

**Examples**

* `renmai identity-model show > model.json`: then change it, and its version
* `renmai identity-model publish model.json --why fewer-reviews`
* `renmai identity-model list`
"""
)
BY = "system:command-line"

app = typer.Typer(no_args_is_help=True)


@app.command("show", help=_("Print a model as JSON: the one that holds, or the named one."))
def show(
    version: Annotated[str | None, typer.Argument(metavar="[VERSION]", help=_("Such as identity-1."))] = None,
    json: Json = False,  # noqa: ARG001  it is JSON either way
) -> None:
    found = [each for each in _published() if version in (None, each.model.version)]
    if not found:
        raise MachineProblem(
            "no_such_model", "There is no model {version}.", "`renmai identity-model list` names them.", version=version
        )
    tell_json(found[-1].model.model_dump(mode="json"))


@app.command("list", help=_("List the models, the newest last: that one holds."))
def list_(json: Json = False) -> None:
    models = _published()
    if json:
        tell_json([_brief(each) for each in models])
        return
    for each in models:
        came = _("with the software") if each.position is None else f"{each.published_at:%Y-%m-%d %H:%M}Z"
        line = f"{each.number}  {each.model.version}  {came}  {each.why or ''}  {' '.join(each.published_by)}"
        told.print(line.rstrip(), markup=False, soft_wrap=True)


@app.command("publish", help=_("Publish a model: from now on records are compared by it."))
def publish(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("JSON, as `show` prints it, with a new version."))],
    why: Annotated[str, typer.Option(help=_("A code that says why, such as fewer-reviews."))],
    by: Annotated[str, typer.Option(help=_("Who publishes it: `user:ID`."))] = BY,
    json: Json = False,
) -> None:
    from pydantic import TypeAdapter, ValidationError

    from domain.decision import Refused  # slow to import; --help should not wait
    from domain.refusals import REFUSALS
    from domain.vocabulary import ActorId, Code
    from ledger.ledger import Ledger

    model = _read(file)
    try:
        TypeAdapter(Code).validate_python(why)
        TypeAdapter(ActorId).validate_python(by)
    except ValidationError as error:
        raise typer.BadParameter(_("a code is small letters, digits, dots and hyphens; an actor is user:ID")) from error
    try:
        with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
            receipt = ledger.models.publish(model, why, by)
    except Refused as refused:
        raise MachineProblem(
            refused.code, REFUSALS[refused.code], "It is about: {detail}.", detail=refused.detail or model.version
        ) from refused
    if json:
        tell_json({"model": model.version, "published": receipt.events == 1, "position": receipt.position})
    elif receipt.events:
        line = _("Published at position {position}. A worker compares all records anew, or `renmai rescore`.")
        told.print(line.format(position=receipt.position), soft_wrap=True)
    else:
        told.print(_("This model holds already."))


def _read(file: Path) -> "IdentityModel":
    from pydantic import ValidationError

    from domain.identity import IdentityModel

    try:
        return IdentityModel.model_validate_json(file.read_bytes())
    except OSError as error:
        raise MachineProblem(
            "unreadable_file", "{file} can't be read.", "Name a file that this user may read.", file=file
        ) from error
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"]) or "-"
        raise MachineProblem(
            "broken_model",
            "{file} is no model; look at {place}.",
            "`renmai identity-model show` prints one.",
            file=file,
            place=place,
        ) from error


def _published() -> "tuple[Published, ...]":
    from ledger.ledger import Ledger

    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        models = ledger.models.all()
        ledger.store.durable()
    return models


def _brief(published: "Published") -> dict[str, object]:
    return {
        "number": published.number,
        "model": published.model.version,
        "position": published.position,
        "published_at": published.published_at,
        "published_by": published.published_by,
        "why": published.why,
    }
