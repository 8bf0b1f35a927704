"""Make both lock files again from pyproject.toml: every version and hash, and no address.

The development lock is made first, because its tools narrow some versions; the runtime lock is held to it, so
that both name the same ones. Raises `SystemExit` when an address or a path of this machine got into a lock.
"""

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
COMPILE = [
    *("-m", "uv", "pip", "compile", "pyproject.toml", "--quiet", "--no-config"),
    *("--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links"),
]
ADDRESS = re.compile(r"https?:|file:|--(extra-)?index|--find-links| @ |^/", re.MULTILINE)


def compile_lock(name: str, *options: str) -> None:
    """Write one lock file; what is locked already stays, unless --upgrade is on the command line."""
    command = [sys.executable, *COMPILE, "--output-file", name, *options, *sys.argv[1:]]
    subprocess.run(command, cwd=HERE, check=True)
    if found := ADDRESS.search((HERE / name).read_text(encoding="utf-8")):
        raise SystemExit(f"lock_has_address: {name} holds {found[0]!r}. Remove it from pyproject.toml")


compile_lock("requirements-dev.lock", "--extra", "dev")
compile_lock("requirements.lock", "--constraint", "requirements-dev.lock")
