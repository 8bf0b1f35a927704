"""The options that mean the same on every command."""

import json
import sys
from typing import Annotated, Any

import typer
from rich.console import Console

from api.command_line.messages import _

Json = Annotated[bool, typer.Option("--json", help=_("Answer in JSON, errors too."))]

told = Console(highlight=False)
"""Where answers go: standard output."""
progress = Console(stderr=True, highlight=False)
"""Where progress, warnings and errors go, so that answers can be piped."""


def tell_json(answer: Any) -> None:
    """One JSON document on a line of its own; times and ids as text."""
    sys.stdout.write(json.dumps(answer, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()
