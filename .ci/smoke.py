"""A short `renmai run` from nothing: it imports, answers a call, stops cleanly, and a second one goes on.

Raises `SystemExit` with what was not as promised.
"""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

PATIENCE = 400
RENMAI = Path(sys.executable).parent / "renmai"


def free_port() -> int:
    """One that the system hands to nobody else before the run listens on it (as in tests/ports.py)."""
    while True:
        port = 20_000 + secrets.randbelow(12_768)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def start(data: Path, port: int) -> tuple[subprocess.Popen[str], dict[str, Any]]:
    """Run it in the foreground of its own, and wait for the line that says it serves."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("RENMAI_")}
    run = subprocess.Popen(
        [str(RENMAI), "run", "--json", "--data", str(data), "--port", str(port)],
        stdout=subprocess.PIPE,
        text=True,
        env=plain,
    )
    signal.alarm(PATIENCE)
    assert run.stdout is not None
    for line in run.stdout:
        told = json.loads(line)
        if told.get("ready"):
            signal.alarm(0)
            return run, told
    raise SystemExit(f"smoke: renmai run ended with {run.wait()} before it served")


def stop(run: subprocess.Popen[str]) -> None:
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=180)
    if run.returncode != 0:
        raise SystemExit(f"smoke: Ctrl-C ended renmai run with {run.returncode}")


def get(told: dict[str, Any], path: str) -> Any:
    request = urllib.request.Request(told["address"] + path, headers={"Authorization": f"Bearer {told['key']}"})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)


def left_running(data: Path) -> list[str]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(data) in command and folder.name != str(os.getpid()):
            found.append(command)
    return found


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="renmai-smoke-") as folder:
        data, port = Path(folder), free_port()
        run, first = start(data, port)
        print(
            "smoke: serves",
            {name: first[name] for name in ("address", "records", "people", "events", "head")},
        )
        if first["records"] == 0:
            raise SystemExit("smoke: no sample was imported")
        page = get(first, f"/v1/candidates?limit=3&after={first['head']}")
        print("smoke: answers", json.dumps(page, ensure_ascii=False)[:200])
        if not page:
            raise SystemExit("smoke: the first call found nobody")
        stop(run)
        run, second = start(data, port)
        if second["records"] != first["records"] or second["key"] != first["key"]:
            raise SystemExit("smoke: the second run does not go on with the same data")
        stop(run)
        if left := left_running(data):
            raise SystemExit(f"smoke: left running: {left}")
    print("smoke: stopped cleanly, twice, and left nothing running")


if __name__ == "__main__":
    main()
