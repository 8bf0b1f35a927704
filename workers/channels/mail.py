"""A mail as it leaves: headers, parts, one-click unsubscription, and a signature."""

import re
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from typing import cast

import dkim

from ledger.settings import Settings
from workers.channels.channel import Message, NotTaken, Prepared

SIGNED = (
    *(b"From", b"To", b"Subject", b"Date", b"Message-ID", b"Reply-To", b"MIME-Version", b"Content-Type"),
    *(b"List-Unsubscribe", b"List-Unsubscribe-Post"),
)
"""RFC 8058 asks that both List headers are covered."""
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


def prepared(settings: Settings, message: Message) -> Prepared:
    """Raises NotTaken `unsafe_header`, `bad_address`."""
    made = _built(settings, message)
    content = made.as_bytes(policy=SMTP)
    if settings.dkim_key_file is not None:
        content = signed(content, settings.mail_from, settings.dkim_selector, settings.dkim_key_file)
    return Prepared(message.to, content, made["Message-ID"])


def message_id(settings: Settings, message: Message) -> str:
    """It carries the contact's id, so that an answer leads back to it."""
    return f"<{message.contact}@{domain_of(settings.mail_from)}>"


def domain_of(address: str) -> str:
    return address.rpartition("@")[2]


def signed(content: bytes, sender: str, selector: str, key_file: Path) -> bytes:
    """With a DKIM-Signature (RFC 6376) of the sender's domain in front."""
    present = {line.partition(b":")[0].lower() for line in content.partition(b"\r\n\r\n")[0].split(b"\r\n")}
    headers = [name for name in SIGNED if name.lower() in present]
    signature = dkim.sign(
        content,
        selector.encode(),
        domain_of(sender).encode(),
        _key(key_file),
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=headers,
    )
    return cast(bytes, signature) + content


@lru_cache(maxsize=4)
def _key(path: Path) -> bytes:
    return path.read_bytes()


def _built(settings: Settings, message: Message) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(_safe(message.sender_name or settings.company), addr_spec=settings.mail_from)
    if not (message.to + (message.reply_to or "")).isascii():
        raise NotTaken("bad_address", again=False)
    try:
        mail["To"] = Address(addr_spec=_safe(message.to))
        if message.reply_to:
            mail["Reply-To"] = Address(addr_spec=_safe(message.reply_to))
    except (ValueError, HeaderParseError, IndexError) as error:
        raise NotTaken("bad_address", again=False) from error
    mail["Subject"] = _safe(message.subject or "")
    mail["Date"] = format_datetime(message.made_at or datetime.now(UTC))
    mail["Message-ID"] = message_id(settings, message)
    mail["Content-Language"] = _safe(message.language)
    if message.unsubscribe:
        mail["List-Unsubscribe"] = f"<{_safe(message.unsubscribe)}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(message.text)
    mail.add_alternative(_page(message), subtype="html")
    for each in message.attachments:
        kind, _, subtype = each.media_type.partition("/")
        mail.add_attachment(each.data, maintype=kind, subtype=subtype or "octet-stream", filename=_safe(each.name))
    return mail


def _page(message: Message) -> str:
    language = _safe(message.language)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"></head><body>{message.html}</body></html>'
    )


def _safe(header: str) -> str:
    """A line break in a header is somebody's attempt at another one."""
    if UNPRINTABLE.search(header):
        raise NotTaken("unsafe_header", again=False)
    return header
