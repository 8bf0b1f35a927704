"""Ports for servers of a test's own."""

import secrets
import socket
from contextlib import suppress

GIVEN_TO_ANYBODY = 32_768
"""From here on a system hands ports out to whoever wants any."""


def free_port() -> int:
    """One of this machine that nobody listens on, and that no connection is given before the server is up."""
    while True:
        port = 20_000 + secrets.randbelow(GIVEN_TO_ANYBODY - 20_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
