"""Where the files of a test run lie: in memory where there is plenty of it.

A database is some hundreds of files, and a disk takes a millisecond and more for each of them, all over again for
every test. The servers are set up as they ship; what a `kill -9` leaves is the same on either.
"""

import os
import shutil
import tempfile
from pathlib import Path

from api.machine.fit import GB, this_machine

MEMORY = Path("/dev/shm")
ROOM, MEMORY_BESIDE = 4 * GB, 8 * GB


def files_in_memory() -> None:
    """For this process and all below it. Whoever has set TMPDIR has chosen."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    if shutil.disk_usage(MEMORY).free >= ROOM and this_machine(MEMORY).memory >= MEMORY_BESIDE:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)
