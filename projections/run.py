"""The process that keeps the read models: it rebuilds what another version made, then follows the ledger."""

import logging
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from types import FrameType

import psycopg

from ledger.key_encryption import KeyEncryptionKey
from ledger.keyring import Keyring
from ledger.settings import Settings
from ledger.store import pool_of
from projections.batch import OtherVersion
from projections.catalogue import PROJECTIONS
from projections.checkpoint import NotBuilt, live
from projections.follow import RECONNECT_SECONDS, collect_rarely, connect, follow, leads
from projections.projection import Projection
from projections.rebuild import Progress, RebuildRunning, rebuild

SHARDS = 2
"""Processes of a rebuild."""

log = logging.getLogger("renmai.projections")


class Stopped(Exception):
    """The process was told to end in the middle of a rebuild."""


def main(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT. Exits with 1 when another version of the code has taken over."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    collect_rarely()
    try:
        run(settings, stop)
    except (OtherVersion, NotBuilt) as error:
        log.error("%s: the read models were changed by another process; this one ends", error.code)  # noqa: TRY400
        sys.exit(1)


def run(settings: Settings, stop: threading.Event, projections: Sequence[Projection] = PROJECTIONS) -> None:
    """Keep these read models until `stop` is set. Raises OtherVersion."""
    bring_up(settings, stop, projections)
    if stop.is_set():
        return
    with pool_of(settings.conninfo("keyholder"), size=2) as keys:
        keyring = Keyring(keys, KeyEncryptionKey.of(settings))
        keyring.secret("lookup")  # a wrong key-encryption key shows here, and not as everyone's poison
        follow(settings, projections, keyring, stop)
    log.info("stopped")


def bring_up(settings: Settings, stop: threading.Event, projections: Sequence[Projection]) -> None:
    """Rebuild what is missing or was made by another version of the code. The leader does; others wait for it."""
    while not stop.is_set():
        try:
            with connect(settings) as connection:
                due = outdated(connection, projections)
                if not due:
                    return
                if leads(connection):
                    log.info("rebuilding %s", ", ".join(due))
                    rebuild(settings, due, shards=SHARDS, progress=_until(stop), projections=projections)
                    log.info("rebuilt %s", ", ".join(due))
                    return
        except Stopped:
            return
        except RebuildRunning:
            log.info("waiting for a rebuild that is under way")
        except psycopg.OperationalError as error:
            log.warning("connection lost (%s): trying again", error.sqlstate or type(error).__name__)
        stop.wait(RECONNECT_SECONDS)


def outdated(connection: psycopg.Connection[tuple[object, ...]], projections: Sequence[Projection]) -> list[str]:
    """The names of those that are not live in the version of this code."""
    versions = {each.projection: each.version for each in live(connection, [each.name for each in projections])}
    return [each.name for each in projections if versions.get(each.name) != each.version]


def _until(stop: threading.Event) -> Callable[[Progress], None]:
    def check(_progress: Progress) -> None:
        if stop.is_set():
            raise Stopped

    return check
