"""Answers: from a reply in the mailbox to its row in the contact log, with a worker and the read models live."""

import time
from contextlib import ExitStack
from email.message import EmailMessage
from typing import LiteralString
from uuid import UUID

import psycopg
from imap_tools import MailBoxUnencrypted

from api.machine.places import Places
from api.machine.redis import Redis
from benchmarks.dispatching import PATIENCE, WORKERS, planned, running, template, variables
from benchmarks.ground import Ground
from benchmarks.row import Figure, Row
from benchmarks.served import free_port
from ledger.ledger import Ledger
from ledger.settings import Settings

OWNER, PASSWORD = "recruiting@renmai.invalid", "bench"
IN_LOG = "SELECT FROM read.contact_log WHERE contact = %s AND type = %s"
COUNTED = """
    SELECT FROM read.contact_log c JOIN read.activity a ON a.dossier = c.stream
    WHERE c.contact = %s AND c.type = %s AND strpos(a.contributions, ',' || c.position || ']') > 0
"""
"""Whether it stands among what the person's activity is made of."""
PROJECTIONS = "from ledger.settings import Settings; from projections.run import main; main(Settings())"
LEAST = 5


def reply_to_log(ground: Ground, seconds: float) -> Figure:
    """The slowest of several, one after the other."""
    replies = max(LEAST, int(seconds))
    with ground.ledger() as settings, Ledger.open(settings, connections=2) as ledger, ExitStack() as ending:
        template(ledger)
        Places(settings.data).prepare()
        redis = Redis(Places(settings.data))
        redis.start()
        ending.callback(redis.stop)
        settings = settings.at(redis_url=redis.url)
        smtp, imap = free_port(), free_port()
        given = variables(settings, smtp) | {
            "RENMAI_IMAP_URL": f"imap+plain://{OWNER.replace('@', '%40')}:{PASSWORD}@127.0.0.1:{imap}",
            "RENMAI_DELIVERY": "sink",
        }
        options = ("--host", "127.0.0.1", "--no-http", "--user", OWNER, "--password", PASSWORD)
        ports = ("--smtp-port", str(smtp), "--imap-port", str(imap))
        ending.enter_context(running(("-m", "mail_devel", *options, *ports), given, settings.data / "mailbox.log"))
        ending.enter_context(running(("-c", PROJECTIONS), given, settings.data / "projections.log"))
        ending.enter_context(running(("-c", WORKERS), given, settings.data / "worker.log"))
        contacts = planned(ledger, replies)
        reader = ending.enter_context(psycopg.connect(settings.conninfo("reader"), autocommit=True))
        for contact in contacts:
            _seen(reader, IN_LOG, contact, "contact-sent")
        box = ending.enter_context(MailBoxUnencrypted("127.0.0.1", imap).login(OWNER, PASSWORD))
        time.sleep(1)
        logged, counted = zip(*(_answered(reader, box, contact, settings) for contact in contacts), strict=True)
    notes = f"the slowest of {replies} replies, one after the other", f"in activity {max(counted):.2f} s later at most"
    return Figure(max(logged), None, notes)


def _answered(
    reader: psycopg.Connection[tuple[object, ...]], box: MailBoxUnencrypted, contact: UUID, settings: Settings
) -> tuple[float, float]:
    """Seconds until it stands in the log, and from then on until it counts for the person's activity."""
    mail = EmailMessage()
    mail["From"] = "wang@example.com"
    mail["To"] = settings.mail_from
    mail["Subject"] = "Re: your answer"
    mail["Message-ID"] = f"<{contact.hex}@example.com>"
    mail["In-Reply-To"] = f"<{contact}@renmai.invalid>"
    mail.set_content("好的，周四见\n")
    began = time.monotonic()
    box.append(mail.as_bytes())
    logged = _seen(reader, IN_LOG, contact, "replied")
    return logged - began, _seen(reader, COUNTED, contact, "replied") - logged


def _seen(reader: psycopg.Connection[tuple[object, ...]], query: LiteralString, contact: UUID, kind: str) -> float:
    """When."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            if reader.execute(query, (contact, kind)).fetchone() is not None:
                return time.monotonic()
        except psycopg.errors.UndefinedTable:
            pass  # the read models are being built
        if time.monotonic() > deadline:
            raise RuntimeError(f"{kind} did not come in time")
        time.sleep(0.01)


ROWS = (
    Row(
        "reply-to-log",
        "from a reply in the mailbox to its row in the contact log",
        "",
        "s",
        2,
        "lower",
        5,
        reply_to_log,
    ),
)
