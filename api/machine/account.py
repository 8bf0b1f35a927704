"""Which system account runs PostgreSQL: this user's own, or, because it refuses root, one made for it."""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.machine.problem import MachineProblem

NAME = "renmai"


@dataclass(frozen=True, slots=True)
class Account:
    """The user and group that a server runs as. `switched` says whether that is another one than ours."""

    user: int
    group: int
    switched: bool

    @property
    def options(self) -> dict[str, Any]:
        """What `subprocess` needs to start a program as this account."""
        return {"user": self.user, "group": self.group, "extra_groups": []} if self.switched else {}

    def own(self, path: Path) -> None:
        if self.switched:
            os.chown(path, self.user, self.group)

    def may_pass(self, folder: Path) -> bool:
        found = folder.stat()
        if found.st_uid == self.user:
            return bool(found.st_mode & stat.S_IXUSR)
        if found.st_gid == self.group:
            return bool(found.st_mode & stat.S_IXGRP)
        return bool(found.st_mode & stat.S_IXOTH)

    def let_pass(self, path: Path) -> list[Path]:
        """Let the account pass (not list) each folder above `path`; says which had to be changed."""
        if not self.switched:
            return []
        closed = [folder for folder in path.resolve().parents if not self.may_pass(folder)]
        for folder in closed:
            folder.chmod(folder.stat().st_mode | stat.S_IXOTH)
        return closed

    def let_read(self, tree: Path) -> None:
        """Let the account read and run what is installed in `tree`, as a strict umask may have closed it."""
        if not self.switched or (tree.stat().st_mode & stat.S_IROTH and self.may_pass(tree)):
            return
        for path in (tree, *tree.rglob("*")):
            if path.is_symlink():
                continue
            mode = path.stat().st_mode
            path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))


def server_account(cluster: Path) -> Account:
    """Ours, unless we are root: then whose the cluster is, or one made for it when there is no cluster yet.

    Raises `MachineProblem` root_without_account when none can be made.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switched=False)
    if cluster.is_dir() and (found := cluster.stat()).st_uid != 0:
        return Account(found.st_uid, found.st_gid, switched=True)
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        entry = _make_account()
    return Account(entry.pw_uid, entry.pw_gid, switched=True)


def _make_account() -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is not None:
        made = subprocess.run(
            [useradd, "--system", "--no-create-home", "--user-group", "--shell", "/usr/sbin/nologin", NAME],
            capture_output=True,
            check=False,
        )
        if made.returncode in {0, 9}:  # 9: another process made it in the meantime
            return pwd.getpwnam(NAME)
    raise MachineProblem(
        "root_without_account",
        "PostgreSQL refuses to run as root, and the system account {name} could not be made.",
        "Run Renmai as a normal user, or set RENMAI_DATABASE_URL to a PostgreSQL of your own.",
        name=NAME,
    )
