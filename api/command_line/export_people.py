"""`renmai export-people`: the people of a filter or a pool as a file, recorded with who, why and for whom."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from api.command_line.deciding import By
from api.command_line.messages import _
from api.command_line.options import Json, progress, tell_json
from api.machine.attach import attached
from api.machine.problem import MachineProblem
from domain.vocabulary import Basis, ExportFormat, Purpose
from ledger.settings import Settings

if TYPE_CHECKING:
    from domain.search.filter import Node

HELP = _(
    """Export the people of a filter or a pool to a file: CSV, XLSX, JSON Resume (an array) or vCard 4.

The file is complete and of one position of the ledger, and the export is recorded before it is written. For somebody
outside (`--recipient`) each person's ground is recorded too: a consent for that recipient, or the one that `--basis`
names where the person's place admits it. Without a ground of everybody nothing is exported.

**Examples**

* `renmai export-people people.xlsx 'skill:java tier:a' --why team-meeting --by user:zoe`
* `renmai export-people - --pool 0197a1b2-0000-7000-8000-000000000001 --format csv --why review --by user:zoe`
* `renmai export-people list.csv 'tier:a' --why mandate --recipient headhunter-a --by user:zoe`
"""
)
ENDINGS = {".csv": ExportFormat.CSV, ".xlsx": ExportFormat.XLSX, ".json": ExportFormat.JSON_RESUME}
ENDINGS |= {".vcf": ExportFormat.VCARD}


def export_people(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("Where to; `-` is standard output."))],
    query: Annotated[str, typer.Argument(metavar="FILTER", help=_("The filter; empty for everybody."))] = "",
    *,
    why: Annotated[str, typer.Option(metavar="CODE", help=_("What it is for, as a code."))],
    by: By,
    format: Annotated[  # noqa: A002
        ExportFormat | None, typer.Option(help=_("By default by the ending of the file's name."))
    ] = None,
    pool: Annotated[UUID | None, typer.Option(metavar="POOL", help=_("The people of a pool instead."))] = None,
    recipient: Annotated[str | None, typer.Option(metavar="CODE", help=_("Whoever outside gets it."))] = None,
    purpose: Annotated[Purpose, typer.Option(help=_("What the recipient uses it for."))] = Purpose.TALENT_POOL,
    basis: Annotated[
        Basis | None, typer.Option(help=_("Claimed of whoever gave no consent for this recipient."))
    ] = None,
    json: Json = False,
) -> None:
    from pydantic import TypeAdapter, ValidationError

    from api.export.run import Wish, exported
    from domain.decision import Refused
    from domain.refusals import REFUSALS
    from domain.vocabulary import ActorId, Code
    from ledger.ledger import Ledger, Origin, new_id

    chosen = format or ENDINGS.get(file.suffix.lower())
    if chosen is None:
        raise typer.BadParameter(_("name a format, or a file with its ending"), param_hint="--format")
    try:
        TypeAdapter(ActorId).validate_python(by)
        for each in (why, recipient or why):
            TypeAdapter(Code).validate_python(each)
    except ValidationError as error:
        raise typer.BadParameter(_("a code is small letters, digits, dots and hyphens; an actor is user:ID")) from error
    wish = Wish(new_id(), chosen, why, recipient, purpose, basis=basis, pool=pool)
    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        node = _asked(settings, query, pool, quiet=json)
        try:
            with exported(settings, ledger, node, wish, Origin(actor=by), new_id()) as made:
                size = _write(file, made.pieces)
        except Refused as refused:
            raise MachineProblem(
                refused.code, REFUSALS[refused.code], "It is about: {detail}.", detail=refused.detail or "-"
            ) from refused
    if json and str(file) != "-":
        tell_json({"export": wish.export, "people": len(made.people), "position": made.position, "bytes": size})
    else:
        line = _("{count} people, as of position {position}; the export is {export}")
        told = line.format(count=f"{len(made.people):,}", position=made.read_at, export=wish.export)
        progress.print(told, markup=False, soft_wrap=True)


def _asked(settings: Settings, query: str, pool: UUID | None, *, quiet: bool) -> "Node | None":
    import psycopg

    from api.command_line.search import parsed
    from domain.pool import asks_for
    from projections.pools import known_pools

    if pool is None:
        return parsed(query, quiet=quiet)
    if query:
        raise typer.BadParameter(_("a filter or a pool, not both"), param_hint="--pool")
    with psycopg.connect(settings.conninfo("reader"), autocommit=True) as reader:
        known = known_pools(reader, None, only=pool).items
    if not known:
        raise MachineProblem("no_such_pool", "There is no pool {pool}.", "See `renmai pool list`.", pool=pool)
    return asks_for(pool, known[0].filter)


def _write(file: Path, pieces: Iterator[bytes]) -> int:
    size = 0
    if str(file) == "-":
        for piece in pieces:
            sys.stdout.buffer.write(piece)
            size += len(piece)
        sys.stdout.flush()
        return size
    with file.open("wb") as out:
        file.chmod(0o600)
        for piece in pieces:
            size += out.write(piece)
    return size
