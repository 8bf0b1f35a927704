"""E-mail over SMTP, with TLS. What the server said decides whether a mail may be sent again.

A refusal with a code (RFC 5321, 4.2.1) is a refusal: 4xx for now, 5xx for good. A connection that is lost before the
first byte of the text has left nothing there. One that is lost after that, before the server's answer, is a doubt.
"""

import re
import smtplib
import ssl
import threading
import time
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit

from ledger.settings import Settings
from workers.channels import mail
from workers.channels.channel import Message, NotTaken, Prepared, Unsure

TIMEOUT = 30.0
"""Seconds that the server has for each of its answers."""
LONGEST_ANSWER = 300.0
"""Seconds for its answer to the text: it may look into it (RFC 5321 gives it 10 minutes)."""
IDLE = 5.0
"""Seconds after which a connection is asked whether it still lives."""
ASKED = (("sender_refused", 250), ("recipient_refused", 250), ("data_refused", 354))
"""Of MAIL, RCPT and DATA: what a refusal is called here, and the code that is none."""
LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


class Smtp:
    """Keeps one connection for each thread. Raises NotTaken `no_mail_server` when none is set."""

    def __init__(self, settings: Settings) -> None:
        if settings.smtp_url is None:
            raise NotTaken("no_mail_server", again=False)
        self.settings = settings
        self.url = urlsplit(settings.smtp_url.get_secret_value())
        if self.url.scheme not in {"smtp", "smtps", "smtp+plain"}:
            raise NotTaken("no_mail_server", again=False)
        self._of_thread = threading.local()

    def ready(self) -> None:
        """Connected and let in, or NotTaken `mail_server_away`, `mail_server_untrusted`, `mail_login_refused`."""
        connection: smtplib.SMTP | None = getattr(self._of_thread, "connection", None)
        if connection is not None and time.monotonic() - self._of_thread.used > IDLE:
            try:
                lives = connection.noop()[0] == 250
            except (smtplib.SMTPException, OSError):
                lives = False
            if not lives:
                self._drop()
                connection = None
        if connection is None:
            self._of_thread.connection = self._connected()
        self._of_thread.used = time.monotonic()

    def prepare(self, message: Message) -> Prepared:
        return mail.prepared(self.settings, message)

    def send(self, prepared: Prepared) -> str | None:
        self.ready()
        connection: smtplib.SMTP = self._of_thread.connection
        try:
            answer = self._handed_over(connection, prepared)
        except NotTaken:
            with suppress(smtplib.SMTPException, OSError):
                connection.rset()
            raise
        except Unsure:
            self._drop()
            raise
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise NotTaken("mail_server_away", again=True) from error
        self._of_thread.used = time.monotonic()
        return answer

    def _handed_over(self, connection: smtplib.SMTP, prepared: Prepared) -> str:
        if connection.has_extn("pipelining"):
            self._asked_at_once(connection, prepared)
        else:
            _accepted(connection.mail(self.settings.mail_from), "sender_refused")
            _accepted(connection.rcpt(prepared.to), "recipient_refused")
            _accepted(connection.docmd("DATA"), "data_refused", wanted=354)
        text = LEADING_DOT.sub(b"..", prepared.content)
        text = text if text.endswith(b"\r\n") else text + b"\r\n"
        try:
            assert connection.sock is not None
            connection.sock.settimeout(LONGEST_ANSWER)
            connection.send(text + b".\r\n")  # at once: the end alone would wait 40 ms for the text's acknowledgement
            answer = connection.getreply()
            connection.sock.settimeout(TIMEOUT)
        except (smtplib.SMTPException, OSError) as error:
            raise Unsure from error
        _accepted(answer, "message_refused")
        return answer[1].decode("utf-8", "replace")[:200]

    def _asked_at_once(self, connection: smtplib.SMTP, prepared: Prepared) -> None:
        """The three commands before the text in one go (RFC 2920): one way there and back instead of three."""
        sender, to = self.settings.mail_from, prepared.to  # both stand in the mail's headers, so both are addresses
        connection.send(f"MAIL FROM:<{sender}>\r\nRCPT TO:<{to}>\r\nDATA\r\n")
        answers = [connection.getreply() for _ in range(3)]
        try:
            for answer, (code, wanted) in zip(answers, ASKED, strict=True):
                _accepted(answer, code, wanted)
        except NotTaken:
            if answers[-1][0] == ASKED[-1][1]:
                with suppress(smtplib.SMTPException, OSError):
                    connection.docmd(".")  # no text: a server that goes on without a recipient takes nothing
            raise

    def _connected(self) -> smtplib.SMTP:
        url, trusted = self.url, self._trusted()
        try:
            if url.scheme == "smtps":
                connection: smtplib.SMTP = smtplib.SMTP_SSL(
                    host(url), url.port or 465, timeout=TIMEOUT, context=trusted
                )
            else:
                connection = smtplib.SMTP(host(url), url.port or 587, timeout=TIMEOUT)
            connection.ehlo(mail.domain_of(self.settings.mail_from))
            if url.scheme == "smtp":
                connection.starttls(context=trusted)
                connection.ehlo(mail.domain_of(self.settings.mail_from))
            self._let_in(connection)
        except ssl.SSLError as error:
            raise NotTaken("mail_server_untrusted", again=True) from error
        except smtplib.SMTPNotSupportedError as error:
            raise NotTaken("mail_server_without_tls", again=True) from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotTaken("mail_server_away", again=True) from error
        return connection

    def _let_in(self, connection: smtplib.SMTP) -> None:
        """Some servers answer a wrong password with a word, others by hanging up."""
        if not self.url.username:
            return
        try:
            connection.login(unquote(self.url.username), unquote(self.url.password or ""))
        except smtplib.SMTPException as error:
            raise NotTaken("mail_login_refused", again=True) from error

    def _trusted(self) -> ssl.SSLContext:
        if self.url.scheme == "smtp+plain" and not _here(host(self.url)):
            raise NotTaken("mail_server_without_tls", again=False)
        return ssl.create_default_context(cafile=self.settings.smtp_ca_file)

    def _drop(self) -> None:
        connection: smtplib.SMTP | None = getattr(self._of_thread, "connection", None)
        self._of_thread.connection = None
        if connection is not None:
            connection.close()


def host(url: SplitResult) -> str:
    return url.hostname or "localhost"


def _here(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _accepted(answer: tuple[int, bytes], code: str, wanted: int = 250) -> None:
    """Raises NotTaken: with 4xx it may be tried again, 5xx is final. The text of an answer may hold an address."""
    if answer[0] == wanted or (wanted == 250 and answer[0] == 251):
        return
    if answer[0] == -1:
        raise smtplib.SMTPServerDisconnected
    raise NotTaken(code, again=400 <= answer[0] < 500)
