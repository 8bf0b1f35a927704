"""A real mail server for tests (aiosmtpd), with TLS and a login, that can be told how to behave."""

import ssl
from asyncio import Server, Transport
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from ledger.sink import parsed

LOGIN = b"recruiting", b"hush"


@dataclass
class PostOffice:
    """`mails` holds what was taken, as it came. The answers are given in turn, then 250."""

    host: str = "127.0.0.1"
    port: int = 0
    mails: list[bytes] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    to_recipient: list[str] = field(default_factory=list)
    before_recipient: Any = None
    before_answer: Any = None
    """Called when the text is there and before it is answered."""
    cuts: bool = False
    """The connection, when the text is there."""
    dies_at: str | None = None
    """Once, as a server that is killed and started again: at EHLO, MAIL, RCPT or DATA, within the text (`text`), when
    the text is there (`end`), or right after it was answered (`answer`)."""
    pipelining: bool = False

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.dies(server, "EHLO")
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]] if self.pipelining else responses

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.dies(server, "MAIL")
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        self.dies(server, "RCPT")
        if self.before_recipient is not None:
            self.before_recipient()
        if self.to_recipient:
            return self.to_recipient.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.before_answer is not None:
            self.before_answer()
        if self.cuts or self.dies(server, "end"):
            _hang_up(server)
            return "451 nobody hears it"
        answer = self.answers.pop(0) if self.answers else "250 2.0.0 OK: queued as 4711"
        if answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.mails.append(envelope.content)
        return answer

    def dies(self, server: SMTP, step: str) -> bool:
        if self.dies_at != step:
            return False
        self.dies_at = None
        _hang_up(server)
        return True

    @property
    def read(self) -> list[EmailMessage]:
        return [parsed(each) for each in self.mails]


@contextmanager
def post_office(certificate: tuple[Path, Path] | None = None, *, port: int = 0) -> Iterator[PostOffice]:
    """With a certificate it wants TLS and a login, as a mail server on the open net does."""
    office = PostOffice()
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)

    def let_in(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        return AuthResult(success=(given.login, given.password) == LOGIN)

    controller = _Controller(
        office,
        hostname=office.host,
        port=port,
        tls_context=context,
        require_starttls=context is not None,
        auth_required=context is not None,
        authenticator=let_in,
    )
    controller.start()
    office.port = controller.port
    try:
        yield office
    finally:
        controller.stop()


def _hang_up(server: SMTP) -> None:
    assert isinstance(server.transport, Transport)
    server.transport.abort()


class _Smtp(SMTP):
    """Dies where the library asks nobody, too."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        office: PostOffice = self.event_handler
        if office.dies(self, "DATA"):
            return
        if office.dies_at == "text":
            await self.push("354 go on")
            await self._reader.readline()
            office.dies(self, "text")
            return
        await super().smtp_DATA(arg)
        if office.dies_at == "answer":
            assert self._writer is not None
            await self._writer.drain()
            office.dies(self, "answer")


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Smtp(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        """Asked for any port, the library would connect to port 0."""
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


def certificate(folder: Path) -> tuple[Path, Path]:
    """Of an authority of its own, for 127.0.0.1: the certificate, and its key."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "post office")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "cert.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(private(key))
    return paths


def private(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
