"""An authority that stamps with the time (RFC 3161), on this machine: the real `openssl ts -reply`, behind HTTP."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIGURATION = """[tsa]
default_tsa = one
[one]
serial = ./serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""
EXTENSIONS = "basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n"
NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")

Answer = Callable[[bytes], bytes]


def openssl(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["openssl", *words], cwd=folder, capture_output=True, check=False)


class Authority:
    """Its certificates lie in a folder: `roots.pem`, and its own, `own.pem`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        for name, text in (("conf", CONFIGURATION), ("extensions", EXTENSIONS), ("serial", "01\n")):
            (folder / name).write_text(text)
        for words in (
            ("req", "-x509", *NEW_KEY, "-keyout", "root.key", "-out", "roots.pem", "-days", "99", "-subj", "/CN=Root"),
            ("req", *NEW_KEY, "-keyout", "own.key", "-out", "own.csr", "-subj", "/CN=Stamps"),
            (
                *("x509", "-req", "-in", "own.csr", "-CA", "roots.pem", "-CAkey", "root.key", "-CAcreateserial"),
                *("-days", "99", "-extfile", "extensions", "-out", "own.pem"),
            ),
        ):
            assert openssl(folder, *words).returncode == 0

    def reply(self, query: bytes) -> bytes:
        (self.folder / "query").write_bytes(query)
        asked = ("ts", "-reply", "-config", "conf", "-queryfile", "query", "-inkey", "own.key", "-signer", "own.pem")
        assert openssl(self.folder, *asked, "-out", "answer").returncode == 0
        return (self.folder / "answer").read_bytes()


@contextmanager
def listening(answer: Answer) -> Iterator[str]:
    """The address of whoever answers queries so."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
