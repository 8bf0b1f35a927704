"""`renmai serve …`: one process of a deployment, in the foreground. `renmai run` keeps one of each."""

import importlib
import os
import sys

import typer

from api.command_line.messages import _
from api.command_line.options import Json
from api.machine.ports import refuse_taken_port
from api.machine.spawn import die_with_parent
from domain.activity import put_in_force
from ledger.settings import Settings

HELP = _("Run one process of a deployment in the foreground; `renmai run` does this on one machine.")

app = typer.Typer(no_args_is_help=True)


@app.command(
    "api",
    help=_(
        """Serve HTTP at RENMAI_HOST and RENMAI_PORT.

**Example**: `RENMAI_DATABASE_URL=postgresql://… RENMAI_HOST=0.0.0.0 renmai serve api`
"""
    ),
)
def api(json: Json = False) -> None:  # noqa: ARG001  the same options everywhere
    from granian import Granian  # slow to import; --help should not wait
    from granian.constants import Interfaces
    from granian.log import LogLevels

    settings = _settings()
    refuse_taken_port(settings.host, settings.port)
    Granian(
        "api.http:create_app",
        factory=True,
        interface=Interfaces.ASGI,
        address=settings.host,
        port=settings.port,
        workers=max(1, min(4, (os.cpu_count() or 1) // 2)),
        respawn_failed_workers=True,
        workers_kill_timeout=8,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve()


@app.command("projections", help=_("Follow the ledger and keep the read models. One leads per shard; more wait."))
def projections(json: Json = False) -> None:  # noqa: ARG001
    importlib.import_module("projections.run").main(_settings())


@app.command("sealer", help=_("Sign a checkpoint of the ledger whenever it has grown. One seals; more wait."))
def sealer(json: Json = False) -> None:  # noqa: ARG001
    importlib.import_module("ledger.proof.run").main(_settings())


@app.command("workers", help=_("Do what follows from events: deliveries, imports, timers."))
def workers(json: Json = False) -> None:  # noqa: ARG001
    _settings()
    # The API's package never imports the workers', so this process becomes theirs. The kernel still ends it
    # with its parent.
    program = "from ledger.settings import Settings; from workers.run import main; main(Settings())"
    os.execv(sys.executable, [sys.executable, "-P", "-c", program])  # noqa: S606


def _settings() -> Settings:
    if os.environ.get("RENMAI_SUPERVISED"):
        die_with_parent()
    settings = Settings()
    put_in_force(settings.activity_policy)
    return settings
