"""`renmai audit-identity`: where Splink disagrees with the dossiers."""

import csv
import os
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.command_line.matches import require_built
from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached
from api.machine.problem import MachineProblem, identity_off
from ledger.settings import Settings

if TYPE_CHECKING:
    from projections.identity_audit import Audit, Disagreement

HELP = _(
    """Compare all records by Splink, and tell where it disagrees with the dossiers. Nothing is changed.

`would-join`: two people whom it would take for one. `would-part`: a record that it finds unlikely to belong to the
rest of its dossier. Ids only, so that the answer can be passed on. Splink comes with the extra `identity-audit`.

**Examples**

* `renmai audit-identity`
* `renmai audit-identity --csv > disagreements.csv`
* `renmai audit-identity --fields`: what each field weighs for Splink and for us, and on which they disagree
"""
)
HEADINGS = ("kind", "record", "other_record", "dossier", "other_dossier", "posterior")


def audit_identity(
    as_csv: Annotated[bool, typer.Option("--csv", help=_("As CSV with headings."))] = False,
    fields: Annotated[bool, typer.Option(help=_("Also what each field weighs, in bits."))] = False,
    json: Json = False,
) -> None:
    if fields and as_csv:
        raise typer.BadParameter(_("fields are shown as text or JSON"), param_hint="--fields, --csv")
    found = _audit(fields=fields)
    rows = [_row(each) for each in found.found]
    if json:
        counts = {"records": found.records, "dossiers": found.dossiers, "compared": found.compared}
        told_rows = [dict(zip(HEADINGS, row, strict=True)) for row in rows]
        if fields:
            told_rows = [
                row | {"fields": list(map(asdict, each.fields))}
                for row, each in zip(told_rows, found.found, strict=True)
            ]
        tell_json(counts | {"disagreements": told_rows})
        return
    if as_csv:
        out = csv.writer(sys.stdout, lineterminator="\n")
        out.writerow(HEADINGS)
        out.writerows((*row[:-1], f"{row[-1]:.6f}") for row in rows)
        return
    for row, each in zip(rows, found.found, strict=True):
        told.print("  ".join((*map(str, row[:-1]), f"{row[-1]:.6f}")), markup=False, soft_wrap=True)
        for field in each.fields:
            sign = "!" if field.disagree else " "
            told.print(
                f"  {sign} {field.field:9} splink {_bits(field.splink)}  renmai {_bits(field.engine)}", markup=False
            )
    line = _("{records} records, {dossiers} dossiers: Splink disagrees on {count} of {compared} pairs.")
    numbers = {"records": found.records, "dossiers": found.dossiers, "count": len(rows), "compared": found.compared}
    told.print(line.format(**{name: f"{number:,}" for name, number in numbers.items()}), markup=False, soft_wrap=True)


def _bits(weight: float | None) -> str:
    return "      -" if weight is None else f"{weight:+7.2f}"


def _audit(*, fields: bool) -> "Audit":
    import psycopg  # slow to import, as the next are; --help should not wait

    from ledger.ledger import Ledger
    from projections.identity_audit import ExtraMissing, TooFewRecords, audit, dossier_of_each

    os.environ.setdefault("TQDM_DISABLE", "1")
    try:
        with (
            attached(Settings()) as settings,
            Ledger.open(settings, connections=2) as ledger,
            psycopg.connect(settings.conninfo("reader"), autocommit=True) as reader,
        ):
            if ledger.engine is None:
                raise identity_off()
            require_built(reader)
            return audit(ledger.engine, dossier_of_each(reader), fields=fields)
    except ExtraMissing as error:
        raise MachineProblem(
            error.code, "Splink is not installed.", "It comes with the extra: pip install 'renmai[identity-audit]'."
        ) from error
    except TooFewRecords as error:
        raise MachineProblem(
            error.code,
            "There are too few records to learn from.",
            "Splink needs at least ten, with names or addresses.",
        ) from error


def _row(each: "Disagreement") -> tuple[Any, ...]:
    return (each.kind, *each.records, *each.dossiers, each.posterior)
