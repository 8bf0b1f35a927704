"""`renmai witness …`: what an auditor runs elsewhere, so that a log can't show two faces."""

from pathlib import Path
from typing import Annotated

import typer

from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from ledger.proof.notes import KeyType, SignerKey
from ledger.settings import kept_secret

HELP = _(
    """Hold logs to what they showed before: sign their checkpoints, with a key and a folder of your own.

Run it on another machine than the ledger, under somebody else's rights.

**Examples**

* `renmai witness key /safe/witness --name audit.example/1`: make the key, and show what to give to the log's admin
* `renmai witness serve /safe/witness --name audit.example/1 --log "renmai.local/ledger+…+…"`
"""
)
Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help=_("Where the key and what was signed are kept."))]
Name = Annotated[str, typer.Option(metavar="NAME", help=_("Under which it signs; without spaces and plus signs."))]

app = typer.Typer(no_args_is_help=True)


@app.command("key", help=_("Show the verifier key; it is made at the first call."))
def key(folder: Folder, name: Name, json: Json = False) -> None:
    verifier = str(_signer(folder, name).verifier)
    if json:
        tell_json({"key": verifier})
    else:
        told.print(verifier, markup=False, soft_wrap=True)


@app.command("serve", help=_("Answer `POST /add-checkpoint` (C2SP tlog-witness) until Ctrl-C."))
def serve(
    folder: Folder,
    name: Name,
    log: Annotated[list[str], typer.Option(metavar="KEY", help=_("The verifier key of a log: GET /v1/log/key."))],
    host: Annotated[str, typer.Option(help=_("The address to listen on."))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help=_("The port to listen on."))] = 8421,
    json: Json = False,
) -> None:
    from api.witness_server import WitnessServer  # slow to import; --help should not wait
    from ledger.proof.notes import VerifierKey
    from ledger.proof.witness import Witness

    witness = Witness(_signer(folder, name), [VerifierKey.parse(each) for each in log], folder)
    with WitnessServer(witness, host, port) as server:
        if json:
            tell_json({"address": server.address, "key": str(witness.key.verifier)})
        else:
            told.print(_("Signing at {address}.").format(address=server.address), markup=False, soft_wrap=True)
        server.serve_forever()


def _signer(folder: Path, name: str) -> SignerKey:
    return SignerKey(name, KeyType.WITNESS, bytes.fromhex(kept_secret(folder / "key")))
