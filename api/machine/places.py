"""What lies where in the data folder, and where the sockets go when its path is too long for them."""

import errno
import hashlib
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from api.machine.problem import MachineProblem

LONGEST_SOCKET_FOLDER = 103 - len("/postgres/.s.PGSQL.5432")
"""Bytes: a socket's whole path may have 107 on Linux and 103 on macOS."""
ROOM_TO_START = 256 * 2**20
"""Bytes: a new cluster, its first write-ahead log and a margin to shut down in."""


@dataclass(frozen=True, slots=True)
class Places:
    """The data folder, absolute. Only its user may list it; the account of root's Postgres may pass."""

    data: Path

    @property
    def postgres(self) -> Path:
        return self.data / "postgres"

    @property
    def postgres_log(self) -> Path:
        return self.data / "postgres.log"

    @property
    def redis(self) -> Path:
        return self.data / "redis"

    @property
    def sockets(self) -> Path:
        """The folder above both socket folders: in the data folder, or in a short private one under /tmp."""
        near = self.data / "sockets"
        if len(os.fsencode(near)) <= LONGEST_SOCKET_FOLDER:
            return near
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        for parent in (Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108  # nosec B108 - private_folder checks the owner
            short = parent / f"renmai-{os.geteuid()}-{digest}"
            if len(os.fsencode(short)) <= LONGEST_SOCKET_FOLDER:
                break
        return short

    def prepare(self) -> None:
        """Make the folders. Raises `MachineProblem`: no_write_permission, disk_full, data_not_a_folder."""
        mode = 0o711 if os.geteuid() == 0 else 0o700
        try:
            self.data.mkdir(mode=mode, parents=True, exist_ok=True)
            private_folder(self.sockets, mode, self.data.stat().st_uid)
            trial = self.data / f".trial-{os.getpid()}"
            trial.write_bytes(b"\0" * 4096)
            trial.unlink()
        except OSError as error:
            raise folder_problem(error, self.data) from error
        free = shutil.disk_usage(self.data).free
        if free < ROOM_TO_START:
            raise MachineProblem(
                "disk_full",
                "Only {free} MB are free where {folder} lies; Renmai needs {needed} MB to start.",
                "Make room, or name another data folder with RENMAI_DATA.",
                free=free // 2**20,
                needed=ROOM_TO_START // 2**20,
                folder=self.data,
            )


def private_folder(path: Path, mode: int = 0o700, owner: int | None = None) -> None:
    """Make a folder that only we write to. Refuses one that is not ours or `owner`'s, as in a shared /tmp."""
    path.mkdir(mode=mode, parents=True, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), owner}:
        raise PermissionError(errno.EACCES, "belongs to somebody else", str(path))
    path.chmod(mode)


def folder_problem(error: OSError, folder: Path) -> MachineProblem:
    """The problem behind an error of the file system; anything unforeseen keeps the system's own words."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return MachineProblem(
            "disk_full",
            "There is no room left where {folder} lies.",
            "Make room, or name another data folder with RENMAI_DATA.",
            folder=folder,
        )
    if error.errno in {errno.ENOTDIR, errno.EEXIST}:
        return MachineProblem(
            "data_not_a_folder",
            "{path} is in the way of the data folder.",
            "Move it, or name another data folder with RENMAI_DATA.",
            path=error.filename or folder,
        )
    return MachineProblem(
        "no_write_permission",
        "Renmai may not write to {path} ({why}).",
        "Give this user the right to, or name another data folder with RENMAI_DATA.",
        path=error.filename or folder,
        why=error.strerror or type(error).__name__,
    )
