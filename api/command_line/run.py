"""`renmai run`: all of it on this machine, from nothing to serving, and down again by Ctrl-C."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from api.command_line.complaint import complaint_of
from api.command_line.first_data import import_samples, install_templates, install_terms
from api.command_line.messages import _
from api.command_line.options import Json, progress, tell_json
from api.machine.attach import bring_up_to_date
from api.machine.claim import claim_run
from api.machine.house import House
from api.machine.places import Places
from api.machine.ports import refuse_taken_port
from api.machine.problem import MachineProblem
from api.machine.supervisor import stop_by_signals
from ledger.settings import Settings

HELP = _(
    """Start everything on this machine and serve until Ctrl-C.

Starts PostgreSQL and Redis from wheels (or uses RENMAI_DATABASE_URL and RENMAI_REDIS_URL), migrates, imports
the invented people of samples/ the first time, and keeps the API, the projections and the workers running.
A second `renmai run` goes on with the same data.

**Examples**

* `renmai run`: data in `.renmai`, the API at port 8420
* `renmai run --port 9000 --data /srv/renmai --no-samples`
* `renmai run --json | head -1`: address, key and counts for a script
"""
)

CATCHING_UP = 30.0
"""Seconds to wait for the read models before telling what there is to ask."""


def run(
    port: Annotated[int | None, typer.Option(min=1, max=65535, help=_("The port that the API listens on."))] = None,
    data: Annotated[Path | None, typer.Option(help=_("The data folder."))] = None,
    samples: Annotated[
        bool | None,
        typer.Option(help=_("Import samples/ the first time. By default only into the embedded server.")),
    ] = None,
    json: Json = False,
) -> None:
    given = {name: value for name, value in (("port", port), ("data", data)) if value is not None}
    settings = Settings().at(**given)
    places = Places(settings.data.resolve())
    places.prepare()
    stop_by_signals()
    with claim_run(places, f"http://{settings.host}:{settings.port}"):
        refuse_taken_port(settings.host, settings.port)
        house = House(settings, places, _tell_json if json else _tell)
        with closing(house):
            try:
                _serve(house, samples=settings.database_url is None if samples is None else samples, json=json)
            except KeyboardInterrupt:
                if not json:
                    progress.print(_("Stopping …"))


def _serve(house: House, *, samples: bool, json: bool) -> None:
    settings = house.start_servers()
    for folder in house.postgres.opened if not json else ():
        progress.print(
            _("Note: {folder} was made passable (not readable), for PostgreSQL's account.").format(folder=folder)
        )
    bring_up_to_date(settings)
    install_terms(settings)
    if samples:
        import_samples(settings, quiet=json)
    install_templates(settings)
    house.start_children()
    from api.command_line.welcome import welcome  # slow to import; --help should not wait

    if not house.caught_up(CATCHING_UP) and not json:
        progress.print(_("The read models are still catching up: first answers may lag behind."))
    told = welcome(settings)
    if json:
        tell_json(told.as_json())
    else:
        told.tell()
    house.supervisor.keep()


def _tell(name: str, what: str | MachineProblem, last_words: str) -> None:
    if isinstance(what, MachineProblem):
        line = f"{name}: {complaint_of(what).line()}"
    elif what == "died":
        line = _("{name} ended unexpectedly and is started again; it last said: {words}").format(
            name=name, words=last_words or "–"
        )
    else:
        line = _("{name} is back.").format(name=name)
    progress.print(line, markup=False, soft_wrap=True)


def _tell_json(name: str, what: str | MachineProblem, last_words: str) -> None:
    code = what.code if isinstance(what, MachineProblem) else what
    tell_json({"process": name, "what": code, "last_words": last_words})
