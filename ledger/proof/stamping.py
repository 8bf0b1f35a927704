"""Time stamps (RFC 3161): somebody else's authority says when a checkpoint was there. Asked beside the sealing, now and
then; one that is away holds nobody up.
"""

import logging
import threading
import urllib.request
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.x509 import Certificate, load_pem_x509_certificates
from psycopg import Connection

from ledger.proof import kept
from ledger.proof.outsiders import NotGiven, keep_asking
from ledger.settings import Settings

if TYPE_CHECKING:
    from rfc3161_client import TimeStampRequest

PATIENCE = 10.0
PAUSES = 5.0, 600.0
LARGEST = 65_536
"""Bytes of an answer."""
LAST = """
    SELECT size, clock_timestamp() - stamped_at FROM ledger.time_stamp
    WHERE authority = %s ORDER BY size DESC LIMIT 1
"""
KEEP = "INSERT INTO ledger.time_stamp VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
UNSTAMPED = """
    SELECT min(signed_at) FROM ledger.checkpoint
    WHERE size > (SELECT coalesce(max(size), 0) FROM ledger.time_stamp WHERE authority = %s)
"""

log = logging.getLogger("renmai.time-stamps")


class NotStamped(NotGiven):
    """An authority gave no time stamp that holds, and why."""

    code = "not_stamped"


@dataclass(frozen=True, slots=True)
class Authority:
    url: str
    roots: tuple[Certificate, ...]
    every: timedelta
    """So often at most a checkpoint is stamped."""


def authority(settings: Settings) -> Authority | None:
    """Whom the settings name. Raises NotStamped."""
    if not settings.time_stamps:
        return None
    if not settings.time_stamps.startswith(("http://", "https://")) or settings.time_stamp_roots is None:
        raise NotStamped("RENMAI_TIME_STAMPS is the address of an authority, RENMAI_TIME_STAMP_ROOTS its certificates")
    if find_spec("rfc3161_client") is None:
        raise NotStamped("RENMAI_TIME_STAMPS needs renmai[time-stamps]")
    return Authority(
        settings.time_stamps, _certificates(settings.time_stamp_roots), timedelta(seconds=settings.time_stamp_every)
    )


def stamp(connection: Connection[Any], asked: Authority) -> int:
    """Have the newest checkpoint stamped, where it is time to; gives the size. Raises NotStamped, OSError."""
    newest = kept.newest(connection)
    size, since = connection.execute(LAST, (asked.url,)).fetchone() or (0, asked.every)
    if newest is None or newest[0] == size or since < asked.every:
        return int(size)
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder  # of an extra

    data = newest[1].encode()
    request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    answer = _post(asked.url, request.as_bytes())
    connection.execute(KEEP, (newest[0], asked.url, _verified(answer, data, asked.roots, request), answer))
    return newest[0]


def _verified(answer: bytes, data: bytes, roots: tuple[Certificate, ...], request: "TimeStampRequest") -> datetime:
    """The time at which an authority beneath these roots says it saw these bytes. Raises NotStamped."""
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

    try:
        response = decode_timestamp_response(answer)
        VerifierBuilder(nonce=request.nonce, roots=[*roots]).build().verify_message(response, data)
        return response.tst_info.gen_time
    except (VerificationError, ValueError) as error:
        raise NotStamped(str(error)) from error


def unstamped_since(connection: Connection[Any], url: str) -> datetime | None:
    """When the oldest checkpoint that is above all stamped ones was signed."""
    found = connection.execute(UNSTAMPED, (url,)).fetchone()
    return found[0] if found else None


def follow(conninfo: str, asked: Authority, stop: threading.Event) -> None:
    """Have checkpoints stamped until `stop`; an authority that gives none is asked less often."""
    keep_asking(conninfo, lambda connection: stamp(connection, asked), stop, who=asked.url, log=log, pauses=PAUSES)


def _post(url: str, query: bytes) -> bytes:
    headers = {"Content-Type": "application/timestamp-query"}
    request = urllib.request.Request(url, data=query, headers=headers, method="POST")  # noqa: S310  see `authority`
    with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310  # nosec B310 - of the settings
        return bytes(response.read(LARGEST))


def _certificates(path: Path) -> tuple[Certificate, ...]:
    try:
        return tuple(load_pem_x509_certificates(path.read_bytes()))
    except (ValueError, OSError) as error:
        raise NotStamped(f"{path} holds no certificates") from error
