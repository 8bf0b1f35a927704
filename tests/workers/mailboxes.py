"""A real mailbox for tests: `mail-devel`, an SMTP and IMAP server of its own that keeps mails in memory.

With RENMAI_TEST_MAIL (`SMTP_PORT IMAP_PORT`) it is one that runs already: `.ci/mail` starts Postfix and Dovecot.
"""

import os
import smtplib
import socket
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

from imap_tools import MailBoxUnencrypted

from tests.ports import free_port

OWNER, PASSWORD = "recruiting@renmai.invalid", "hush"


@dataclass(frozen=True)
class Mailbox:
    smtp: int
    imap: int
    owner: str = OWNER

    @property
    def url(self) -> str:
        return f"imap+plain://{self.owner.replace('@', '%40')}:{PASSWORD}@127.0.0.1:{self.imap}/INBOX"

    def deliver(self, mail: EmailMessage | bytes) -> None:
        """By SMTP where it is a server's; `mail-devel` calls nobody over what comes by SMTP, so there by APPEND."""
        content = mail if isinstance(mail, bytes) else mail.as_bytes()
        if self.owner == OWNER:
            with MailBoxUnencrypted("127.0.0.1", self.imap).login(OWNER, PASSWORD) as box:
                box.append(content)
            return
        with smtplib.SMTP("127.0.0.1", self.smtp, timeout=60) as server:
            server.sendmail("wang@renmai.test", [self.owner], content)


@contextmanager
def mailbox(folder: Path) -> Iterator[Mailbox]:
    if elsewhere := os.environ.get("RENMAI_TEST_MAIL"):
        smtp, imap = map(int, elsewhere.split())
        yield Mailbox(smtp, imap, "recruiting@renmai.test")
        return
    found = Mailbox(free_port(), free_port())
    options = ("--host", "127.0.0.1", "--no-http", "--user", OWNER, "--password", PASSWORD)
    ports = ("--smtp-port", str(found.smtp), "--imap-port", str(found.imap))
    with (folder / "mailbox.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "mail_devel", *options, *ports], stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 90
        while not (_listens(found.smtp) and _listens(found.imap)):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield found
    finally:
        process.terminate()
        process.wait(60)


@contextmanager
def torn(port: int) -> Iterator[int]:
    """A port before a server's: all that it says comes in two pieces, as it may on any network."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), partial(_Tearing, port)) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


class _Tearing(socketserver.BaseRequestHandler):
    def __init__(self, port: int, *given: Any) -> None:
        self.port = port
        super().__init__(*given)

    def handle(self) -> None:
        caller: socket.socket = self.request
        caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with socket.create_connection(("127.0.0.1", self.port)) as behind:
            threading.Thread(target=_passed_on, args=(caller, behind), daemon=True).start()
            while said := behind.recv(1 << 16):
                caller.sendall(said[: len(said) // 2])
                time.sleep(0.05)
                caller.sendall(said[len(said) // 2 :])


def _passed_on(caller: socket.socket, behind: socket.socket) -> None:
    with suppress(OSError):
        while asked := caller.recv(1 << 16):
            behind.sendall(asked)
        behind.shutdown(socket.SHUT_RDWR)


@contextmanager
def hasty(listening: str) -> Iterator[str]:
    """A mailbox with nothing in it, which says this in one go where it is asked to listen; answers its address."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), partial(_Hasty, listening)) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
        try:
            yield f"imap+plain://li:{PASSWORD}@127.0.0.1:{server.server_address[1]}/INBOX"
        finally:
            server.shutdown()


class _Hasty(socketserver.StreamRequestHandler):
    def __init__(self, listening: str, *given: Any) -> None:
        self.listening = listening
        super().__init__(*given)

    def handle(self) -> None:
        self.wfile.write(b"* OK here\r\n")
        tag = ""
        while line := self.rfile.readline().decode().split():
            if line == ["DONE"]:
                self.wfile.write(f"{tag} OK done\r\n".encode())
                continue
            tag = line[0]
            answers = {"CAPABILITY": "* CAPABILITY IMAP4rev1 IDLE\r\n", "LOGOUT": "* BYE\r\n"}
            done = f"{answers.get(line[1], '')}{tag} OK done\r\n"
            self.wfile.write((self.listening if line[1] == "IDLE" else done).encode())


def answer(to: EmailMessage, said: str, **headers: str) -> EmailMessage:
    """As a mail program answers a mail."""
    mail = EmailMessage()
    given = {
        "From": str(to["To"]),
        "To": OWNER,
        "Subject": f"Re: {to['Subject']}",
        "Message-ID": f"<{time.time_ns()}@example.com>",
        "In-Reply-To": str(to["Message-ID"]),
        "References": str(to["Message-ID"]),
    }
    for name, value in (given | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        if value:
            mail[name] = value
    mail.set_content(said)
    return mail


def returned(about: EmailMessage, status: str, action: str = "failed") -> bytes:
    """As Postfix sends a mail back (RFC 3464)."""
    return f"""From: MAILER-DAEMON@mx.example.com (Mail Delivery System)
To: {OWNER}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <{time.time_ns()}@mx.example.com>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; {about["To"]}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} User unknown

--B
Content-Type: text/rfc822-headers

Message-ID: {about["Message-ID"]}
To: {about["To"]}

--B--
""".replace("\n", "\r\n").encode()


def _listens(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0
