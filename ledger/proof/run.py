"""What `renmai serve sealer` runs."""

import logging
import signal
import sys
import threading
from types import FrameType

from ledger.proof.notes import BadNote, BadSignature
from ledger.proof.seal import Changed, follow
from ledger.proof.stamping import Authority, NotStamped, authority
from ledger.proof.stamping import follow as stamp_for_ever
from ledger.proof.witnessing import follow as ask_for_ever
from ledger.proof.witnessing import witnesses
from ledger.settings import Settings

log = logging.getLogger("renmai.sealer")


def main(settings: Settings) -> None:
    """Seal until SIGTERM or SIGINT. Exits with 1 when what was sealed is not what is there."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    try:
        sealer, asked = settings.conninfo("sealer"), witnesses(settings.witnesses)
        asking = threading.Thread(target=ask_for_ever, args=(sealer, asked, stop))
        asking.start()
        if stamping := _stamping(settings):
            threading.Thread(target=stamp_for_ever, args=(sealer, stamping, stop), daemon=True).start()
        try:
            follow(settings, stop)
        finally:
            stop.set()
            asking.join()
    except (Changed, BadSignature, BadNote) as error:
        log.critical("%s: %s. Nothing more is sealed; see docs/proof.md", Changed.code, error)
        sys.exit(1)


def _stamping(settings: Settings) -> Authority | None:
    """Who stamps; nobody where the settings are at fault: that is no reason to seal nothing."""
    try:
        return authority(settings)
    except NotStamped as error:
        log.error("%s: %s", error.code, error)  # noqa: TRY400  no trace: it is a setting
        return None
