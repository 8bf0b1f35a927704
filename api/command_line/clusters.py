"""`renmai clusters`: which rows of an import became one dossier, and which pairs wait for a human."""

import csv
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached
from ledger.settings import Settings

if TYPE_CHECKING:
    from projections.clusters import Clusters

HELP = _(
    """Tell which records of an import batch are one dossier; with --pairs, which pairs a human should look at.

Beside a labelled file it shows how well people were told apart: `renmai import` names the batch, and each row of
the file comes with its record and the dossier that this belongs to.

**Examples**

* `renmai clusters --batch 0199… --csv`: row, record, dossier
* `renmai clusters --batch 0199… --pairs --csv`: the pairs of rows and of records, with zone and posterior
"""
)
MEMBERS = ("row", "record", "dossier")
PAIRS = ("row", "other_row", "record", "other_record", "zone", "posterior")


def clusters(
    batch: Annotated[UUID, typer.Option(metavar="BATCH", help=_("The import, as `renmai import` named it."))],
    pairs: Annotated[bool, typer.Option("--pairs", help=_("The pairs that wait for a human, instead."))] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help=_("As CSV with headings."))] = False,
    json: Json = False,
) -> None:
    from ledger.ledger import Ledger  # slow to import; --help should not wait
    from projections.clusters import clusters as clustered

    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        found = clustered(ledger, batch)
    if json:
        tell_json(_as_json(found, pairs=pairs))
        return
    headings, rows = (PAIRS, _pair_rows(found)) if pairs else (MEMBERS, _member_rows(found))
    if as_csv:
        out = csv.writer(sys.stdout, lineterminator="\n")
        out.writerow(headings)
        out.writerows(rows)
    else:
        for row in (headings, *rows):
            told.print("\t".join("" if cell is None else str(cell) for cell in row), markup=False, soft_wrap=True)
        told.print(_summary(found), markup=False, soft_wrap=True)


def _member_rows(found: "Clusters") -> Iterable[Sequence[Any]]:
    return ((each.row, each.record, each.dossier) for each in found.members)


def _pair_rows(found: "Clusters") -> Iterable[Sequence[Any]]:
    return ((*each.rows, *each.records, each.zone.value, f"{each.posterior:.6f}") for each in found.pairs)


def _as_json(found: "Clusters", *, pairs: bool) -> dict[str, Any]:
    name, items = ("pairs", found.pairs) if pairs else ("members", found.members)
    return {"position": found.read_at, name: [asdict(each) for each in items]}


def _summary(found: "Clusters") -> str:
    line = _("{records} records, {dossiers} dossiers, {pairs} pairs wait for a human")
    records, dossiers = ({getattr(each, name) for each in found.members} for name in ("record", "dossier"))
    return line.format(records=f"{len(records):,}", dossiers=f"{len(dossiers):,}", pairs=f"{len(found.pairs):,}")
