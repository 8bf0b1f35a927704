"""`renmai metrics weekly`: the reports as they were drafted."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached
from api.machine.problem import MachineProblem
from domain.weekly_report import WeeklyReport
from ledger.settings import Settings


def weekly(
    ended: Annotated[
        datetime | None,
        typer.Argument(formats=["%Y-%m-%d"], metavar="DAY", help=_("The Monday with which the week was over.")),
    ] = None,
    output: Annotated[
        Path | None, typer.Argument(metavar="FILE", help=_("Write it there; else it is only listed."))
    ] = None,
    language: Annotated[Literal["en", "zh"], typer.Option(help=_("Of the report."))] = "en",
    json: Json = False,
) -> None:
    from ledger.blobs import Blobs
    from ledger.ledger import Ledger
    from ledger.weekly_reports import page_of, weekly_report, weekly_reports

    with attached(Settings()) as settings, Ledger.open(settings, connections=2) as ledger:
        if ended is None:
            reports = list(weekly_reports(ledger, ledger.clock()))
        else:
            one = weekly_report(ledger, ended.date())
            reports = [one] if one else []
        page = page_of(Blobs(settings.blobs, ledger.keyring), reports[0], language) if reports and output else None
    if output and not isinstance(page, bytes):
        raise MachineProblem("unknown_report", "There is no report of that week.", "See `renmai metrics weekly`.")
    if output and isinstance(page, bytes):
        output.write_bytes(page)
        digest = hashlib.sha256(page).hexdigest()
        if json:
            tell_json({"file": output, "sha256": digest})
        else:
            told.print(f"{output}  sha256 {digest}", markup=False, soft_wrap=True)
    elif json:
        tell_json({"items": [_facts(each) for each in reports]})
    else:
        for each in reports:
            said = ", ".join(f"{page.language} {page.page_sha256[:16]}" for _at, page in each.drafts)
            told.print(f"{each.ended}  {said or each.code or _('being drafted')}", markup=False, soft_wrap=True)


def _facts(report: WeeklyReport) -> dict[str, object]:
    pages = [page.model_dump(exclude={"type", "breaks", "page"}) for _at, page in report.drafts]
    return {"ended": report.ended, "as_of": report.as_of, "code": report.code, "pages": pages}
