"""What several tests of workers speak to."""

from collections.abc import Iterator
from http.server import HTTPServer
from threading import Thread

import pytest

from tests.workers.gateway import Gateway


@pytest.fixture
def gateway() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    thread = Thread(target=server.serve_forever)
    thread.start()
    Gateway.status, Gateway.took = 200, []
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()
