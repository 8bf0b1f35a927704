"""`renmai evidence`: a bundle that an auditor verifies offline, without us."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import psycopg
import typer

from api.command_line.looking import looked
from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached
from domain.vocabulary import DataClass
from ledger.ledger import Ledger
from ledger.settings import Settings

if TYPE_CHECKING:
    from ledger.proof.policy import Witnessed

HELP = _(
    """Write a bundle of evidence of one person, of a period or of everything, to be verified offline.

Verify it with the verify.py in it: `python verify.py BUNDLE --log KEY --witness KEY`.

**Examples**

* `renmai evidence /tmp/all.zip`
* `renmai evidence /tmp/anna --person 019a… --clear identity`
* `renmai evidence /tmp/march --from 2026-03-01T00:00+08:00 --to 2026-04-01T00:00+08:00`
"""
)


def evidence(
    target: Annotated[Path, typer.Argument(metavar="BUNDLE", help=_("A new folder, or a new file NAME.zip."))],
    person: Annotated[UUID | None, typer.Option(help=_("Any id of the person."))] = None,
    begin: Annotated[datetime | None, typer.Option("--from", parser=datetime.fromisoformat, metavar="TIME")] = None,
    end: Annotated[datetime | None, typer.Option("--to", parser=datetime.fromisoformat, metavar="TIME")] = None,
    clear: Annotated[
        list[DataClass] | None, typer.Option(help=_("Personal data of this class goes along in clear; else none."))
    ] = None,
    json: Json = False,
) -> None:
    from ledger.proof import evidence as bundle  # slow to import; --help should not wait
    from ledger.proof.log_keys import log_key
    from ledger.proof.notes import VerifierKey
    from ledger.proof.policy import witnessed
    from ledger.proof.witnessing import witnesses

    if (begin is None) != (end is None) or (person and begin):
        raise typer.BadParameter(_("name a person, or both ends of a period"), param_hint="--person, --from, --to")
    begin, end = (each.astimezone() if each else None for each in (begin, end))
    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        ledger.store.durable()
        named = witnesses(settings.witnesses)
        keys: list[VerifierKey] = [log_key(settings).verifier, *(each.key for each in named)]
        with (
            psycopg.connect(settings.conninfo("writer"), autocommit=True) as connection,
            tempfile.TemporaryDirectory(dir=target.absolute().parent) as aside,
        ):
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            with connection.transaction():
                streams = bundle.joined(connection, [person]) if person else ()
                folder = Path(aside) / "bundle" if target.suffix == ".zip" else target
                scope = bundle.Scope(streams, begin, end)
                if clear:
                    looked(ledger, "evidence", streams)
                place = settings.stored_in
                checkpoint = bundle.write(connection, folder, scope, keys, ledger.keyring, clear or (), place)
                seen = witnessed(connection, named, settings.witness_quorum, settings.witness_within, datetime.now(UTC))
            if target.suffix == ".zip":
                bundle.zipped(folder, target)
    if json:
        by = {"named": seen.named, "wanted": seen.wanted, "behind": seen.behind, "enough": seen.enough}
        tell_json({"bundle": target, "size": checkpoint.size, "log": keys[0], "witnesses": by})
    else:
        told.print(
            _("{size} events are sealed; the bundle is in {target}.").format(size=checkpoint.size, target=target)
        )
        told.print(f"--log {keys[0]}", markup=False, soft_wrap=True)
        told.print(_witnessed_by(seen), soft_wrap=True)


def _witnessed_by(seen: "Witnessed") -> str:
    if not seen.named:
        return _("none is named: nobody outside can tell whether history was written anew")
    return _("{signed} of {named} have signed lately, {wanted} are wanted").format(
        signed=seen.named - len(seen.behind), named=seen.named, wanted=seen.wanted
    )
