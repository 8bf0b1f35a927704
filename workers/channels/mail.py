"""A mail as it leaves: headers, parts, one-click unsubscription, and a signature."""

import re
from base64 import encodebytes
from binascii import b2a_qp
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import Header
from email.headerregistry import Address
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import Compat32
from email.utils import format_datetime, quote
from functools import lru_cache
from pathlib import Path
from typing import cast

import dkim

from ledger.settings import Settings
from workers.channels.channel import Attachment, Message, NotTaken, Prepared

SIGNED = (
    *(b"From", b"To", b"Subject", b"Date", b"Message-ID", b"Reply-To", b"MIME-Version", b"Content-Type"),
    *(b"List-Unsubscribe", b"List-Unsubscribe-Post"),
)
"""RFC 8058 asks that both List headers are covered."""
LONGEST_LINE = 900
"""Letters of a line that every server lets through (RFC 5322 has 998)."""
ORDINARY = re.compile(r"[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
"""An address as nearly all are (RFC 5322, 3.2.3): it is seen at once, where the library takes a twentieth of a mail."""
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


class Spelt(Compat32):
    """Headers leave as they were set: in ASCII, in lines of their own making. The library's other policies parse each
    of them anew, which was half of the work of a whole delivery."""

    def fold_binary(self, name: str, value: str) -> bytes:
        return f"{name}: {value}\n".replace("\n", self.linesep).encode("ascii")


AS_IT_LEAVES = Spelt(linesep="\r\n")


def prepared(settings: Settings, message: Message) -> Prepared:
    """Raises NotTaken `unsafe_header`, `bad_address`."""
    made = _built(settings, message)
    content = made.as_bytes(policy=AS_IT_LEAVES)
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


def _built(settings: Settings, message: Message) -> MIMEMultipart:
    between = f"={message.contact.hex}"  # which no text holds by chance, so none is looked through for it
    texts = [_text(message.text, "plain"), _text(_page(message), "html")]
    mail = MIMEMultipart("alternative", f"{between}=a", texts)
    if message.attachments:
        mail = MIMEMultipart("mixed", f"{between}=m", [mail, *map(_file, message.attachments)])
    mail["From"] = f"{_phrase(message.sender_name or settings.company)} <{_address(settings.mail_from)}>"
    mail["To"] = _address(message.to)
    if message.reply_to:
        mail["Reply-To"] = _address(message.reply_to)
    mail["Subject"] = _words(message.subject or "", "Subject")
    mail["Date"] = format_datetime(message.made_at or datetime.now(UTC))
    mail["Message-ID"] = message_id(settings, message)
    mail["Content-Language"] = _safe(message.language)
    if message.unsubscribe:
        mail["List-Unsubscribe"] = f"<{_safe(message.unsubscribe)}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return mail


def _text(text: str, subtype: str) -> MIMENonMultipart:
    """As it is, where every server lets it through; else by whichever way to spell it is shorter."""
    part = MIMENonMultipart("text", subtype, charset="utf-8")
    lines = text.replace("\r\n", "\n").removesuffix("\n") + "\n"
    if lines.isascii() and max(map(len, lines.split("\n"))) <= LONGEST_LINE:
        return _spelt(part, lines.encode(), "7bit")
    quoted, encoded = b2a_qp(lines.encode()), encodebytes(lines.replace("\n", "\r\n").encode())
    short = len(quoted) <= len(encoded)
    return _spelt(part, quoted if short else encoded, "quoted-printable" if short else "base64")


def _file(each: Attachment) -> MIMENonMultipart:
    kind, _, subtype = map(_safe, each.media_type.partition("/"))
    part = _spelt(MIMENonMultipart(kind, subtype or "octet-stream"), encodebytes(each.data), "base64")
    name = _safe(each.name)
    part.add_header("Content-Disposition", "attachment", filename=name if name.isascii() else ("utf-8", "", name))
    return part


def _spelt(part: MIMENonMultipart, said: bytes, how: str) -> MIMENonMultipart:
    part["Content-Transfer-Encoding"] = how
    part.set_payload(said.decode("ascii"))
    return part


@lru_cache(maxsize=256)
def _address(said: str) -> str:
    if ORDINARY.fullmatch(said):
        return said
    if not said.isascii():
        raise NotTaken("bad_address", again=False)
    try:
        return Address(addr_spec=_safe(said)).addr_spec
    except (ValueError, HeaderParseError, IndexError) as error:
        raise NotTaken("bad_address", again=False) from error


def _phrase(name: str) -> str:
    """A name before an address."""
    return f'"{quote(_safe(name))}"' if name.isascii() else _words(name, "From")


def _words(said: str, header: str) -> str:
    """Spelt in ASCII, in lines of no more than 75 letters."""
    if said.isascii() and len(said) <= LONGEST_LINE:
        return _safe(said)
    return Header(_safe(said), "utf-8", header_name=header).encode()


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
