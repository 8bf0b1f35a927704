"""`renmai tier --decisions FILE`: many people into tiers at once; each is answered for itself."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from pydantic import ValidationError

from api.command_line.messages import _
from api.command_line.options import tell_json, told
from api.machine.attach import attached
from domain.decision import Refused
from domain.decisions import AssignTier
from ledger.envelope import Origin
from ledger.faults import LedgerFault
from ledger.ledger import Ledger
from ledger.settings import Settings

COLUMNS = {"candidate", "tier"}


def decide(file: Path, by: str, *, json: bool) -> None:
    """In the order of the file. What is refused stops no other, and ends the command with 1."""
    commands = list(_commands(file, by))
    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        answers = [_answered(ledger, command, by) for command in commands]
    refused = sum(each["code"] is not None for each in answers)
    if json:
        tell_json({"stored": len(answers) - refused, "refused": refused, "items": answers})
    else:
        for each in answers:
            said = each["code"] or _("position {position}").format(position=each["position"])
            detail = f" ({each['detail']})" if each["detail"] else ""
            told.print(f"{each['candidate']}  {each['tier'] or '-'}  {said}{detail}", markup=False, soft_wrap=True)
    if refused:
        raise typer.Exit(1)


def _commands(file: Path, by: str) -> Iterator[AssignTier]:
    """Raises BadParameter with the line that cannot be read; then nobody is put anywhere."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        if not set(rows.fieldnames or ()) >= COLUMNS:
            raise typer.BadParameter(_("the columns are candidate, tier and why"), param_hint="--decisions")
        for row in rows:
            said = {name: (row.get(name) or "").strip() or None for name in ("candidate", "tier", "why")}
            try:
                yield AssignTier.model_validate(said | {"by": by})
            except ValidationError as error:
                wrong = error.errors()[0]
                where = f"line {rows.line_num}, {'.'.join(map(str, wrong['loc']))}"
                raise typer.BadParameter(f"{where}: {wrong['msg']}", param_hint="--decisions") from error


def _answered(ledger: Ledger, command: AssignTier, by: str) -> dict[str, Any]:
    answer: dict[str, Any] = {"candidate": command.candidate, "tier": command.tier, "code": None, "detail": None}
    try:
        receipt = ledger.submit(command, Origin(actor=by))
    except (Refused, LedgerFault) as fault:
        return answer | {"position": None, "code": fault.code, "detail": getattr(fault, "detail", "") or None}
    return answer | {"position": receipt.position}
