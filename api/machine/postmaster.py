"""What PostgreSQL itself says about a server that runs on a data folder: its `postmaster.pid`."""

from dataclasses import dataclass
from pathlib import Path

import psutil

from api.machine.spawn import gone


@dataclass(frozen=True, slots=True)
class Postmaster:
    """Lines 1, 5 and 8 of the file: process, folder of the socket, and whether it takes connections."""

    process: psutil.Process
    sockets: Path
    ready: bool

    @classmethod
    def of(cls, folder: Path) -> "Postmaster | None":
        """The server that runs on this folder, or None. A process that got a dead one's id is none."""
        try:
            lines = (folder / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            process = psutil.Process(int(lines[0]))
            if gone(process) or not _serves(process, folder):
                return None
        except (FileNotFoundError, NotADirectoryError, psutil.NoSuchProcess, ValueError, IndexError):
            return None
        sockets = Path(lines[4]) if len(lines) > 4 else folder
        return cls(process, sockets, ready=len(lines) > 7 and lines[7].strip() == "ready")


def _serves(process: psutil.Process, folder: Path) -> bool:
    """PostgreSQL works inside its data folder, so the process's own folder tells."""
    try:
        return process.name().startswith("postgres") and Path(process.cwd()).samefile(folder)
    except psutil.AccessDenied:
        return process.name().startswith("postgres")
    except OSError:
        return False
