"""Commands by their names: a command's file is imported when it is called, its help is read off the file.

All of them together take seconds to import, so neither `renmai --help` nor any one command waits for the others.
"""

import ast
from importlib import import_module
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from typer.core import TyperCommand, TyperGroup

from api.command_line.messages import _

if TYPE_CHECKING:
    from typer._click import Command, Context

HERE = Path(__file__).parent

COMMANDS = {
    "run": "run",
    "import": "importing.import_",
    "replay": "replay",
    "search": "search",
    "export-people": "export_people",
    "due": "due",
    "matches": "matches",
    "explain": "explain",
    "worklist": "worklist",
    "activity": "activity",
    "may-contact": "may_contact",
    "tier": "tier",
    "clusters": "clusters",
    "reviews": "reviews",
    "rescore": "rescore",
    "audit-identity": "audit_identity",
    "events": "events",
    "sink": "sink",
    "dead-letters": "dead_letters",
    "evidence": "evidence",
    "export": "export",
    "metrics": "metrics.app",
    "findings": "findings",
    "requests": "requests",
    "retention": "retention",
    "rebuild": "rebuild",
    "doctor": "doctor",
    "orphans": "orphans",
    "migrate": "migrate",
    "backup": "backup",
    "restore": "restore",
    "bench": "bench",
    "pool": "pool.app",
    "erase": "erase.app",
    "hold": "hold.app",
    "campaign": "campaign.app",
    "key": "key.app",
    "rotate": "rotate.app",
    "identity-model": "identity_model.app",
    "tags": "tags.app",
    "templates": "templates.app",
    "senders": "senders.app",
    "tombstones": "tombstones.app",
    "witness": "witness.app",
    "serve": "serve.app",
}
"""Name, in the order of `renmai --help` -> `FILE.OBJECT` beside this file: a function, or the `app` of a command with
commands of its own. `FILE` alone stands for `FILE.FILE`. The file's HELP is the command's, examples included."""


class ByName(TyperGroup):
    """The commands of the table: listed from their files, imported when called."""

    def __init__(self, **attributes: object) -> None:
        super().__init__(**attributes)  # type: ignore[arg-type]
        self.commands = {
            name: TyperCommand(name, help=help_of(where.partition(".")[0]), rich_markup_mode=self.rich_markup_mode)
            for name, where in COMMANDS.items()
        }

    def resolve_command(self, ctx: "Context", args: list[str]) -> "tuple[str | None, Command | None, list[str]]":
        name, _listed, rest = super().resolve_command(ctx, args)
        return name, whole(str(name)), rest


def help_of(file: str) -> str:
    """The HELP of a command's file, translated."""
    for line in ast.parse((HERE / f"{file}.py").read_bytes()).body:
        if isinstance(line, ast.Assign) and [ast.unparse(target) for target in line.targets] == ["HELP"]:
            assert isinstance(line.value, ast.Call), file
            return cleandoc(_(str(ast.literal_eval(line.value.args[0]))))
    raise LookupError(file)


def whole(name: str) -> "Command":
    """The command itself."""
    file, _dot, named = COMMANDS[name].partition(".")
    module = import_module(f"api.command_line.{file}")
    found = getattr(module, named or file)
    holder = typer.Typer(rich_markup_mode="markdown", pretty_exceptions_enable=False)
    if isinstance(found, typer.Typer):
        holder.add_typer(found, name=name, help=module.HELP)
    else:
        holder.command(name, help=module.HELP)(found)
    return typer.main.get_group(holder).commands[name]
