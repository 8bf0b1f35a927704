"""A gateway that takes what is posted to it, and keeps it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, ClassVar


class Gateway(BaseHTTPRequestHandler):
    status = 200
    took: list[tuple[bytes, dict[str, str]]] = []  # noqa: RUF012
    before_answer: ClassVar[Callable[[Any], None] | None] = None
    """When it was taken, and nobody was told."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.status == 0:
            self.connection.close()
            return
        if self.status == 200:
            self.took.append((body, dict(self.headers.items())))
            if Gateway.before_answer is not None:
                Gateway.before_answer(self)
        with suppress(ConnectionError):  # who called may be dead
            self.send_response(self.status)
            self.end_headers()
            self.wfile.write(b'{"id": "sms-1"}')

    def log_message(self, *_: Any) -> None:
        """Nothing is told."""


@contextmanager
def gateway_at_work() -> Iterator[str]:
    """Its address."""
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    thread = Thread(target=server.serve_forever)
    thread.start()
    Gateway.status, Gateway.took = 200, []
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()
