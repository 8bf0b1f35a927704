"""`renmai`: the one command line. Each command is a file of its own; `by_name` is the list of them."""

import os
import sys

import typer

from api.command_line.by_name import ByName
from api.command_line.messages import _

app = typer.Typer(
    cls=ByName,
    name="renmai",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help=_("Talent relationships on an immutable ledger: every action on a candidate is an event."),
    epilog=_("Start with `renmai run`. Every command has `--help` with examples, and `--json`."),
)


@app.callback()
def renmai() -> None:
    """Nothing happens before a command."""


def main() -> None:
    """Run one command. Exit code 0 when it did what was asked, 1 when not, 2 when it was not understood."""
    try:
        code = app(standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # the edge: whatever it is, people get one line
        if os.environ.get("RENMAI_DEBUG"):
            raise
        from api.command_line.complaint import complain  # it knows every error there is, and so imports much

        sys.exit(complain(error, as_json="--json" in sys.argv))
    sys.exit(code if isinstance(code, int) else 0)
