"""Records that a process left behind when it ended, or that nobody indexed, are compared by whoever is there."""

import logging
import threading

import psycopg

from ledger.faults import LedgerFault
from ledger.identity.indexing import index_missing
from ledger.ledger import Ledger

EVERY = 10.0
"""Seconds."""

log = logging.getLogger("renmai.workers")


def match_left_behind(ledger: Ledger, stopping: threading.Event, every: float = EVERY) -> None:
    """Until `stopping`. Several processes may do so at once: what one did, the other finds done."""
    while ledger.engine and not stopping.wait(every):
        try:
            if late := index_missing(ledger.engine):
                log.info("indexed %s records that nobody had", late)
            if done := ledger.engine.catch_up():
                log.info("compared %s records that were left behind", done)
        except (LedgerFault, psycopg.Error) as error:
            log.warning("records left behind: %s, trying again", type(error).__name__)
