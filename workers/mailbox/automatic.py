"""Whether a machine wrote it: by RFC 3834, by the headers that the big ones set instead, by how such mails begin."""

import re
from email.message import EmailMessage

from domain.vocabulary import AutoReply

OUT_OF_OFFICE = re.compile(
    r"out of (?:the )?office|away from (?:the |my )?(?:office|desk)|on (?:annual |sick |parental )?leave\b|on vacation"
    r"|abwesenheit|absence du bureau|absent du bureau|fuera de la oficina|外出|休假|不在办公室|年假|度假",
    re.IGNORECASE,
)
SUBJECT = re.compile(
    r"^\s*(?:auto(?:matic)?[- ]?(?:reply|response|antwort)|automatische antwort"
    r"|réponse automatique|respuesta automática|out of (?:the )?office"
    r"|abwesend|abwesenheits|自动回复|自動回覆|自动答复)",
    re.IGNORECASE,
)
MARKS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from", "x-qq-mail-autoreply")
BULK = frozenset({"bulk", "junk", "list", "auto_reply"})


def automatic(mail: EmailMessage, text: str) -> AutoReply | None:
    """None for a person. A mail that was delivered to a list, or to nobody, is told by its own headers."""
    said = f"{_header(mail, 'subject')}\n{text[:500]}"
    kind = AutoReply.OUT_OF_OFFICE if OUT_OF_OFFICE.search(said) else AutoReply.OTHER
    submitted = _header(mail, "auto-submitted").partition(";")[0].strip().lower()
    if submitted and submitted != "no":
        return kind
    if any(mail.get(name) for name in MARKS) or SUBJECT.search(_header(mail, "subject")):
        return kind
    suppressed = {each.strip().lower() for each in _header(mail, "x-auto-response-suppress").split(",")}
    if _header(mail, "precedence").strip().lower() in BULK or mail.get("list-id"):
        return AutoReply.OTHER
    if "disposition-notification" in _header(mail, "content-type").lower():
        return AutoReply.RECEIPT
    if _header(mail, "return-path").strip() == "<>":
        return kind
    # Exchange sets `All` on what its own rules send; people's mails carry at most some of the rest.
    return kind if "all" in suppressed and OUT_OF_OFFICE.search(said) else None


def _header(mail: EmailMessage, name: str) -> str:
    return str(mail.get(name, ""))
