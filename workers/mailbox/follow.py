"""The mailbox: read as mails come (IMAP IDLE), each filed before it is marked as taken.

A mail that was taken bears a keyword of ours, so whoever looks into the mailbox beside us hides nothing. A death
between filing and marking brings the mail again, and it is filed once.
"""

import imaplib
import logging
import ssl
import threading
from datetime import date, timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import psycopg
from imap_tools import AND, BaseMailBox, ImapToolsError, MailBox, MailBoxUnencrypted
from imap_tools.idle import get_socket_poller

from ledger.blob_store import BlobStoreAway
from ledger.faults import LedgerFault
from ledger.locks import READS_MAIL
from ledger.settings import Settings
from ledger.store import OPTIONS
from workers.equipment import Equipment
from workers.mailbox.file import Clerk, NotYet

TAKEN = "RenmaiTaken"
AT_ONCE = 200
"""Mails of one look."""
LOOK_ANYWAY = 240.0
"""Seconds after which it is looked without having been called; servers hang up on longer silence."""
HEARTBEAT = 1
"""Seconds."""
TIMEOUT = 30.0
TRIES = 3
"""Of one mail, before it is left for a human to look at."""
GONE = (psycopg.OperationalError, LedgerFault, BlobStoreAway, NotYet)
LOST = (ImapToolsError, imaplib.IMAP4.error, OSError)

log = logging.getLogger("renmai.inbox")


class BadMailbox(Exception):
    """The address of the mailbox is none that is safe: imaps://, or imap+plain:// to this machine."""

    code = "bad_mailbox"


def follow_mailbox(equipment: Equipment, stopping: threading.Event) -> None:
    """Until `stopping`. One process reads; what is lost is connected to again."""
    settings = equipment.settings
    if settings.imap_url is None:
        return
    pause = 1.0
    while not stopping.wait(0):
        try:
            with psycopg.connect(settings.conninfo("writer"), autocommit=True, options=OPTIONS) as session:
                if session.execute("SELECT pg_try_advisory_lock(%s)", (READS_MAIL,)).fetchone() == (True,):
                    with opened(settings) as mailbox, Clerk(equipment) as clerk:
                        pause = 1.0
                        Reader(mailbox, clerk, settings.imap_days).read_on(session, stopping)
        except BadMailbox as error:
            log.error("%s", error.code)  # noqa: TRY400  the address holds a password
            return
        except (*LOST, *GONE) as error:
            log.warning("mailbox: %s, trying again", type(error).__name__)
            pause = min(60.0, pause * 2)
        stopping.wait(pause)


def opened(settings: Settings) -> BaseMailBox:
    """Logged on, in the folder. Raises BadMailbox, ImapToolsError, OSError."""
    assert settings.imap_url is not None
    url = urlsplit(settings.imap_url.get_secret_value())
    host = url.hostname or ""
    if url.scheme == "imaps":
        context = ssl.create_default_context(cafile=settings.imap_ca_file)
        mailbox: BaseMailBox = MailBox(host, url.port or 993, timeout=TIMEOUT, ssl_context=context)
    elif url.scheme == "imap+plain" and _here(host):
        mailbox = MailBoxUnencrypted(host, url.port or 143, timeout=TIMEOUT)
    else:
        raise BadMailbox
    folder = unquote(url.path.strip("/")) or "INBOX"
    try:
        return mailbox.login(*_login(url), initial_folder=folder)
    except LOST:
        mailbox.client.shutdown()
        raise


class Reader:
    def __init__(self, mailbox: BaseMailBox, clerk: Clerk, days: int) -> None:
        self.mailbox = mailbox
        self.clerk = clerk
        self.days = days
        kept = str(mailbox.client.untagged_responses.get("PERMANENTFLAGS"))
        self.keeps_keywords = "*" in kept or TAKEN in kept
        self.calls = b"IDLE" in mailbox.client.capability()[1][0].upper().split()  # of who is logged on, not before
        self.failed: dict[str, int] = {}

    def read_on(self, session: psycopg.Connection[tuple[object, ...]], stopping: threading.Event) -> None:
        """Until it stops, or something is lost."""
        while not stopping.is_set():
            while self.look(stopping) or self._told():
                pass
            session.execute("SELECT 1")  # the lock is as good as the session
            self._wait(stopping)

    def look(self, stopping: threading.Event) -> int:
        """How many mails it has done with."""
        done = 0
        for uid in self._new():
            if stopping.is_set():
                return 0
            content = self._content(uid)
            if content is None or self._filed(uid, content):
                self._mark(uid)
                done += 1
        return done

    def _told(self) -> bool:
        """Whether the server has said, beside another answer, that there is something new: it says so once."""
        return bool(self.mailbox.client.untagged_responses.pop("EXISTS", None))

    def _new(self) -> list[str]:
        since = date.today() - timedelta(days=self.days)  # noqa: DTZ011  the server's day is not known
        new = AND(no_keyword=TAKEN, date_gte=since) if self.keeps_keywords else AND(seen=False, date_gte=since)
        return self.mailbox.uids(new)[:AT_ONCE]

    def _content(self, uid: str) -> bytes | None:
        """None for one that was deleted meanwhile."""
        _, answer = self.mailbox.client.uid("fetch", uid, "(BODY.PEEK[])")
        return next((bytes(each[1]) for each in answer if isinstance(each, tuple)), None)

    def _filed(self, uid: str, content: bytes) -> bool:
        try:
            log.info("a mail: %s", self.clerk.file_mail(content))
        except GONE:
            raise
        except Exception as error:  # noqa: BLE001  whatever is wrong with one mail, the others are read
            self.failed[uid] = self.failed.get(uid, 0) + 1
            log.warning("mail %s: %s", uid, type(error).__name__)
            return self.failed[uid] >= TRIES
        return True

    def _mark(self, uid: str) -> None:
        self.mailbox.flag(uid, TAKEN if self.keeps_keywords else "\\Seen", value=True)

    def _wait(self, stopping: threading.Event) -> None:
        """For a call of the server, or as long as it can be left alone."""
        if not self.calls:
            stopping.wait(5 * HEARTBEAT)
            return
        listen(self.mailbox)
        waited = LOOK_ANYWAY if self._told() or has_more(self.mailbox) else 0.0
        while not stopping.is_set() and waited < LOOK_ANYWAY:
            if called(self.mailbox):
                break
            waited += HEARTBEAT
        idle: Any = self.mailbox.idle
        idle.stop()


def listen(mailbox: BaseMailBox) -> None:
    """As the library's `start`, which fails where the server tells what is new before it says that it listens."""
    client: Any = mailbox.client
    mailbox.idle._idle_tag = client._command("IDLE")
    while client._get_response() is not None:
        pass


def called(mailbox: BaseMailBox) -> bool:
    """Whether the server says anything. It is read once listening has ended: the library's `poll` takes what has come
    of a line for all of it, and breaks off.
    """
    return bool(get_socket_poller(mailbox.client.sock, HEARTBEAT))


def has_more(mailbox: BaseMailBox) -> bool:
    """Whether something lies read, but not looked at: nothing calls for that any more."""
    client: Any = mailbox.client
    if hasattr(client, "_readbuf"):  # as Python 3.14 and newer keep what they have read
        beneath = client.sock.pending() if isinstance(client.sock, ssl.SSLSocket) else 0
        return any(client._readbuf) or beneath > 0
    patience = client.sock.gettimeout()
    client.sock.settimeout(0)
    try:
        return bool(client.file.peek(1))
    finally:
        client.sock.settimeout(patience)


def _here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _login(url: SplitResult) -> tuple[str, str]:
    return unquote(url.username or ""), unquote(url.password or "")
