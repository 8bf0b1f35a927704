"""A mail as it came, read: from whom, in answer to what, what they wrote themselves, and what was attached."""

import hashlib
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from html.parser import HTMLParser
from uuid import UUID

from domain.stop_words import stop_word
from domain.vocabulary import AutoReply, StopWord
from ledger.intake.normalise.emails import canonical_email
from workers.mailbox.automatic import automatic
from workers.mailbox.bounce import Report, report_of
from workers.mailbox.quoted import own_words

IDS = re.compile(r"<([^<>@\s]+)@[^<>\s]+>")
UUID_SHAPE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3"})


@dataclass(frozen=True, slots=True)
class Attached:
    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Incoming:
    message_id: str
    """Its own; of one that has none the hash of all of it."""
    sender: str | None
    """Canonical, where it can be understood."""
    answers: tuple[UUID, ...]
    """What may be contacts of ours, by In-Reply-To and References, the nearest first."""
    said: str
    """Without what is quoted; the subject where nothing else was written."""
    attached: tuple[Attached, ...]
    automatic: AutoReply | None
    report: Report | None


def read(content: bytes) -> Incoming:
    """Never fails over how a mail is made: what can't be understood is left out."""
    mail = message_from_bytes(content, policy=default)
    text = _text(mail)
    said = own_words(text)
    if not said and stop_word(subject := _header(mail, "subject")) is StopWord.WHOLE:
        said = subject
    own_id = _header(mail, "message-id").strip()[:500] or f"<{hashlib.sha256(content).hexdigest()}>"
    address = parseaddr(_header(mail, "reply-to") or _header(mail, "from"))[1]
    report = report_of(mail)
    named = f"{_header(mail, 'in-reply-to')} {' '.join(reversed(_header(mail, 'references').split()))}"
    if report and report.about:
        named = f"{report.about} {named}"
    return Incoming(
        message_id=own_id,
        sender=canonical_email(address) if address else None,
        answers=contacts_in(named),
        said=said,
        attached=() if report else _attached(mail),
        automatic=None if report else automatic(mail, said),
        report=report,
    )


def contacts_in(ids: str) -> tuple[UUID, ...]:
    found = [UUID(each) for each in IDS.findall(ids.lower()) if UUID_SHAPE.fullmatch(each)]
    return tuple(dict.fromkeys(found))


def _header(mail: EmailMessage, name: str) -> str:
    """Empty where it is not there, or is no header at all."""
    try:
        return str(mail.get(name, ""))
    except (ValueError, IndexError, AttributeError, TypeError):  # what the standard library raises over odd ones
        return ""


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain", "html"))
    if part is None:
        return ""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    text = _decoded(payload, part.get_content_charset())
    return _Plain.of(text) if part.get_content_subtype() == "html" else text


def _decoded(payload: bytes, charset: str | None) -> str:
    for name in (charset or "utf-8", "utf-8", "gb18030"):
        try:
            return payload.decode("gb18030" if name.lower() in ("gb2312", "gbk") else name)
        except (UnicodeDecodeError, LookupError):
            continue
    return payload.decode("utf-8", "replace")


def _attached(mail: EmailMessage) -> tuple[Attached, ...]:
    found = []
    for number, part in enumerate(mail.iter_attachments() if mail.is_multipart() else (), 1):
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and payload:
            name = part.get_filename() or f"attachment-{number}"
            found.append(Attached(name[:200], part.get_content_type(), payload))
    return tuple(found)


class _Plain(HTMLParser):
    """Text of a mail that has HTML only; what it quotes is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.hidden = 0

    @classmethod
    def of(cls, html: str) -> str:
        reader = cls()
        reader.feed(html)
        return "".join(reader.found).strip()

    def handle_starttag(self, tag: str, _attributes: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("blockquote", "style", "script", "head")
        if tag in BLOCKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in ("blockquote", "style", "script", "head")))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.found.append(data)
