"""Asking witnesses for their signatures, beside the sealing: a witness that is away holds nobody up."""

import logging
import re
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

from psycopg import Connection

from ledger.proof import kept
from ledger.proof.notes import BadNote, BadSignature, VerifierKey, opened
from ledger.proof.outsiders import NotGiven, keep_asking
from ledger.proof.published import Tree
from ledger.proof.tree import consistency
from ledger.proof.witness import SIZE, Asked

PATIENCE = 5.0
PAUSES = 2.0, 300.0
LAST = "SELECT coalesce(max(size), 0) FROM ledger.cosignature WHERE witness = %s"
SIZED = re.compile(r"[0-9]{1,18}\n?")
KEEP = "INSERT INTO ledger.cosignature VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"

log = logging.getLogger("renmai.witnesses")


class WitnessRefused(NotGiven):
    """A witness did not sign, and says why."""

    code = "witness_refused"


@dataclass(frozen=True, slots=True)
class WitnessAt:
    key: VerifierKey
    url: str
    """Without `/add-checkpoint`."""


def witnesses(setting: str) -> list[WitnessAt]:
    """From `KEY URL KEY URL …`. Raises BadNote."""
    words = setting.split()
    if len(words) % 2 or not all(url.startswith(("http://", "https://")) for url in words[1::2]):
        raise BadNote("RENMAI_WITNESSES is `KEY URL KEY URL …`")
    return [
        WitnessAt(VerifierKey.parse(key), url.rstrip("/")) for key, url in zip(words[::2], words[1::2], strict=True)
    ]


def ask(connection: Connection[Any], witness: WitnessAt, *, anew: bool = False) -> int:
    """Let it sign the newest checkpoint, unless it has; gives the size. Raises WitnessRefused, OSError.

    `anew`: though it has. The database that says so may be an older one than the witness saw.
    """
    newest = kept.newest(connection)
    if newest is None:
        return 0
    size, note = newest
    found = connection.execute(LAST, (str(witness.key),)).fetchone()
    old = found[0] if found else 0
    if old == size and not anew:
        return size
    status, media_type, answer = _post(connection, witness, old, size, note)
    if status == 409 and media_type == SIZE and SIZED.fullmatch(answer):
        if int(answer) > size:
            raise WitnessRefused(f"{witness.key.name}: 409, it has signed {int(answer)} events, and here are {size}")
        status, media_type, answer = _post(connection, witness, int(answer), size, note)
    if status != 200:
        raise WitnessRefused(f"{witness.key.name}: {status} {answer.strip()[:200]}")
    try:
        _, signed = opened(note + answer, [witness.key])
    except (BadNote, BadSignature) as error:
        raise WitnessRefused(f"{witness.key.name}: its signature is not good") from error
    if not signed or signed[0].at is None:
        raise WitnessRefused(f"{witness.key.name}: it signed with another key")
    connection.execute(KEEP, (size, str(witness.key), signed[0].at, answer))
    return size


def follow(conninfo: str, asked: list[WitnessAt], stop: threading.Event) -> None:
    """Have each new checkpoint signed by each witness until `stop`; who does not answer is asked less often."""
    threads = [threading.Thread(target=_follow_one, args=(conninfo, each, stop), daemon=True) for each in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _follow_one(conninfo: str, witness: WitnessAt, stop: threading.Event) -> None:
    keep_asking(
        conninfo,
        lambda connection: ask(connection, witness),
        stop,
        who=f"witness {witness.key.name}",
        log=log,
        pauses=PAUSES,
        at_first=lambda connection: ask(connection, witness, anew=True),
    )


def _post(connection: Connection[Any], witness: WitnessAt, old: int, size: int, note: str) -> tuple[int, str, str]:
    tree = Tree(size, lambda level, number, width: kept.tile(connection, level, number, width))
    proof = consistency(old, size, tree.subtree) if old else []
    request = urllib.request.Request(  # noqa: S310  the setting admits http and https only
        f"{witness.url}/add-checkpoint", data=Asked(old, tuple(proof), note).body(), method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310  # nosec B310 - a witness of the settings
            return response.status, response.headers.get_content_type(), response.read(65_536).decode(errors="replace")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers.get_content_type(), error.read(65_536).decode(errors="replace")
    except HTTPException as error:  # it died in the middle of its answer, or is no witness
        raise WitnessRefused(f"{witness.key.name}: its answer can't be read") from error
