"""What other tools find: bandit in the source, pip-audit in what is locked. Exits with 1 when either finds something.

Advisories come from the package index's own service. Where it can't be asked, or knows none of the packages (a mirror
without advisories), that is said as NOT RUN and is no failure: nothing was looked at.
"""

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
PACKAGES = ("domain", "ledger", "projections", "api", "workers")
LOCKS = ("requirements.lock", "requirements-dev.lock")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *arguments], cwd=HERE, capture_output=True, text=True, check=False)


def bandit() -> bool:
    """Whether it finds nothing of medium severity or above. (Ruff has its low ones, with the reasons beside them.)"""
    found = run("bandit", "--quiet", "-ll", "--recursive", *PACKAGES)
    if found.returncode:
        print(found.stdout, found.stderr)
    return found.returncode == 0


def pip_audit(lock: str) -> bool:
    asked = run("pip_audit", "-r", lock, "--require-hashes", "--disable-pip", "--progress-spinner", "off", "-f", "json")
    try:
        packages = json.loads(asked.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError):
        print(f"== NOT RUN: pip-audit of {lock}: the advisories can't be had")
        return True
    known = [each for each in packages if "skip_reason" not in each]
    if not known:
        print(f"== NOT RUN: pip-audit of {lock}: the index has no advisories")
        return True
    wrong = [each for each in known if each["vulns"]]
    for each in wrong:
        ids = ", ".join(
            f"{vulnerability['id']} (mended in {vulnerability['fix_versions']})" for vulnerability in each["vulns"]
        )
        print(f"{lock}: {each['name']} {each['version']}: {ids}")
    print(f"pip-audit of {lock}: {len(known)} of {len(packages)} packages looked up, {len(wrong)} with advisories")
    return not wrong


def main() -> None:
    passed = [bandit(), *map(pip_audit, LOCKS)]
    raise SystemExit(0 if all(passed) else 1)


if __name__ == "__main__":
    main()
