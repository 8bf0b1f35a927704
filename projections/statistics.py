"""The planner's statistics hold values of rows. Of rows that are gone the bytes stay until the catalog is written anew.

Only the owner of the database may do that; elsewhere the server passes over it with a warning.
"""

import logging
import time

import psycopg

from ledger.settings import Settings

TRIES = 20
PAUSE = 0.1
"""Seconds. Who plans a query meanwhile waits for a lock as long as this, at most."""
ANEW = "VACUUM (FULL) pg_catalog.pg_statistic"

log = logging.getLogger("renmai.projections")


def write_statistics_anew(settings: Settings) -> bool:
    """Whether it could be done beside those who take statistics now. They stay as they are."""
    with psycopg.connect(settings.admin_conninfo, autocommit=True) as owner:
        owner.execute(f"SET lock_timeout = '{PAUSE}s'")
        for _ in range(TRIES):
            try:
                owner.execute(ANEW)
            except psycopg.errors.LockNotAvailable:
                time.sleep(PAUSE)
            else:
                return True
    log.warning("the planner's statistics were not written anew: others were at them all the while")
    return False
