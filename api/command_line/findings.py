"""`renmai findings`: what is not as it should be, over a period; the auditor's first question."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told

HELP = _(
    """List what is not as it should be: contacts without basis, consents claimed late, keys lost, and the like.

docs/auditor.md says what each kind means.

**Examples**

* `renmai findings --from 2026-01-01 --to 2026-04-01`
* `renmai findings --from 2026-01-01 --to 2026-04-01 --json`
"""
)


def findings(
    begin: Annotated[datetime, typer.Option("--from", help=_("From when on it was recorded."))],
    end: Annotated[datetime, typer.Option("--to", help=_("Until before when."))],
    json: Json = False,
) -> None:
    from dataclasses import asdict  # slow to import; --help should not wait

    import psycopg

    from api.machine.attach import attached
    from ledger.ledger import Ledger
    from ledger.settings import Settings
    from projections import findings as found_in

    with (
        attached(Settings()) as settings,
        Ledger.open(settings, connections=1) as ledger,
        psycopg.connect(settings.conninfo("reader"), autocommit=True) as reader,
    ):
        found = found_in.findings(ledger, reader, begin.astimezone(), end.astimezone(), datetime.now(UTC))
    if json:
        tell_json(asdict(found))
        return
    for each in found.items:
        place = "" if each.position is None else f"  #{each.position}"
        line = f"{each.code}  {each.at:%Y-%m-%d}  {each.candidate}{place}  {each.detail or ''}"
        told.print(line.rstrip(), markup=False, soft_wrap=True)
    for code, count in found.counts.items():
        more = _(" and more") if code in found.cut else ""
        told.print(f"{code}: {count:,}{more}", markup=False)
