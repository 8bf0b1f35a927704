"""A mail server on loopback in a process of its own: takes every mail, and counts them into a file."""

import asyncio
import sys
import time
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP


class Counting:
    """One line for each mail: when it was taken, in seconds."""

    def __init__(self, into: Path) -> None:
        self.file = into.open("a", buffering=1)

    async def handle_DATA(self, _server: SMTP, _session: Any, _envelope: Any) -> str:  # noqa: N802
        self.file.write(f"{time.time()}\n")
        return "250 2.0.0 OK"


async def serve(port: int, into: Path) -> None:
    handler = Counting(into)
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(handler), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
