"""What a mail server says of a mail that it could not deliver, or did: RFC 3464, and the older ways of saying it."""

import re
from dataclasses import dataclass
from email.message import EmailMessage, Message
from typing import Literal

from flufl.bounce import all_failures

STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
MESSAGE_ID = re.compile(r"^message-id:\s*(<[^>\s]+>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Report:
    what: Literal["hard", "soft", "delivered", "delayed"]
    status: str | None
    """The enhanced status code (RFC 3463)."""
    recipient: str | None
    about: str | None
    """The Message-ID of the mail that it speaks of."""


def report_of(mail: EmailMessage) -> Report | None:
    """None for a mail that reports nothing."""
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status" and (found := _of_status(mail, part)):
            return found
    temporary, permanent = all_failures(mail)
    for what, addresses in (("hard", permanent), ("soft", temporary)):
        if addresses:
            recipient = min(addresses).decode("ascii", "replace").lower()
            status = STATUS.search(_text(mail))
            code = status.group() if status else None
            return Report("hard" if what == "hard" else "soft", code, recipient, about(mail))
    return None


def _of_status(mail: EmailMessage, part: Message) -> Report | None:
    """By the first recipient that a block speaks of: ours have one."""
    for block in part.get_payload() if part.is_multipart() else ():
        assert isinstance(block, Message)
        action = str(block.get("action", "")).strip().lower()
        if not action:
            continue
        found = STATUS.search(str(block.get("status", "")))
        recipient = str(block.get("original-recipient") or block.get("final-recipient") or "")
        address = recipient.rpartition(";")[2].strip().lower() or None
        if action == "failed":
            # X.2.2 is a full mailbox, whatever the class says: it may have room again.
            hard = found is None or (found.group(1) == "5" and found.group(2, 3) != ("2", "2"))
            return Report("hard" if hard else "soft", found.group() if found else None, address, about(mail))
        if action in ("delivered", "relayed", "delayed"):
            what: Literal["delayed", "delivered"] = "delivered" if action == "delivered" else "delayed"
            return Report(what, found.group() if found else None, address, about(mail))
    return None


def about(mail: EmailMessage) -> str | None:
    """Of the mail, or its headers, that a report sends back."""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822" and part.is_multipart():
            inner = part.get_payload(0)
            assert isinstance(inner, Message)
            if inner.get("message-id"):
                return str(inner["message-id"]).strip()
        if kind in ("text/rfc822-headers", "message/rfc822-headers", "text/plain") and part is not mail:
            payload = part.get_payload(decode=True)
            text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
            if found := MESSAGE_ID.search(text):
                return found.group(1)
    found = MESSAGE_ID.search(_text(mail))
    return found.group(1) if found else None


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",)) if mail.is_multipart() else mail
    payload = part.get_payload(decode=True) if part is not None else None
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
