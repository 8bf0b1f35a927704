"""The one route of a witness, on the standard library alone: an auditor's machine needs nothing of our server.

It speaks plain HTTP; whoever is asked from elsewhere puts a proxy with TLS before it.
"""

from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from ledger.proof.witness import LARGEST_BODY, Answer, Witness

PATIENCE = 10.0


class WitnessServer(ThreadingHTTPServer):
    """Listens on `host` and `port` (0 for any) from the start. Raises OSError when the port is taken."""

    daemon_threads = True

    def __init__(self, witness: Witness, host: str, port: int) -> None:
        class Handler(_Handler):
            signing = witness

        super().__init__((host, port), Handler)

    @property
    def address(self) -> str:
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"


class _Handler(BaseHTTPRequestHandler):
    signing: Witness
    timeout = PATIENCE
    server_version = "renmai-witness"
    sys_version = ""

    def do_POST(self) -> None:
        self._answer(self._added())

    def _added(self) -> Answer:
        if self.path != "/add-checkpoint":
            return Answer(404, "POST /add-checkpoint\n")
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            return Answer(413, f"up to {LARGEST_BODY} bytes, with their length\n")
        return self.signing.add(self.rfile.read(int(length)), datetime.now(UTC))

    def _answer(self, answer: Answer) -> None:
        body = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: what was signed is in the folder."""
