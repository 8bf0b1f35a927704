"""What PostgreSQL's log means when it does not start: the pattern, and the problem that it tells of."""

import re

from api.machine.places import Places
from api.machine.problem import MachineProblem, marked

REFUSALS = (
    (
        r"No space left on device",
        "disk_full",
        marked("There is no room left where {folder} lies."),
        marked("Make room, or name another data folder with RENMAI_DATA."),
    ),
    (
        r"Permission denied|Read-only file system|wrong ownership",
        "no_write_permission",
        marked("PostgreSQL may not write to {folder}."),
        marked("Give this user the right to, or name another data folder with RENMAI_DATA."),
    ),
    (
        r"database files are incompatible",
        "data_from_other_version",
        marked("{folder} was written by another build of PostgreSQL."),
        marked("Use the Renmai that made it, or restore a backup."),
    ),
    (
        r"lock file .* already exists|pre-existing shared memory",
        "already_running",
        marked("Another PostgreSQL is at work on {folder}."),
        marked("Stop it first, or name another data folder with RENMAI_DATA."),
    ),
)


def refusal(places: Places, told: str) -> MachineProblem:
    """The problem behind what the server wrote; when no pattern fits, in the server's own words."""
    for pattern, code, message, remedy in REFUSALS:
        if re.search(pattern, told):
            return MachineProblem(code, message, remedy, folder=places.postgres)
    lines = told.splitlines()
    loud = [line for line in lines if re.search("FATAL|PANIC|ERROR|error:|invalid", line)]
    return MachineProblem(
        "postgres_did_not_start",
        "PostgreSQL did not start: {why}",
        "The whole story is in {log}.",
        why=re.sub(r"^.*?\b[A-Z]{3,}: +", "", (loud or lines[-1:] or ["not a word from it"])[0]),
        log=places.postgres_log,
    )
