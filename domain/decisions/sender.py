"""What messages say of whoever writes them: each says it of themselves, an administrator of everybody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from domain.decision import Command, On, Refused, Rules
from domain.events import SenderDescribed, SenderForgotten, SenderRetired
from domain.events.sender import Line, SenderText
from domain.senders import STREAM, SenderEntry, Senders, subject_of
from domain.vocabulary import ActorId, Sender

MOST_LANGUAGES = 20
MailAddress = Annotated[str, StringConstraints(pattern=r"^[!-?A-~]{1,64}@[!-?A-~]{1,190}$")]
"""In ASCII: it stands in the header of a mail."""


class _OfSender(Command):
    sender: Sender
    by: ActorId
    role: Literal["recruiter", "admin"]
    """As whom it is asked for."""


class DescribeSender(_OfSender):
    """All that is said of them, also what stays."""

    type: Literal["describe-sender"] = "describe-sender"
    texts: tuple[SenderText, ...] = Field(min_length=1, max_length=MOST_LANGUAGES)
    email: MailAddress | None = None
    phone: Line | None = None
    wecom_user: Line | None = None


class RetireSender(_OfSender):
    type: Literal["retire-sender"] = "retire-sender"


class ForgetSender(_OfSender):
    """What messages said of them is nobody's to read any more, us included."""

    type: Literal["forget-sender"] = "forget-sender"


def describe(senders: Senders, command: DescribeSender, _at: datetime, _rules: Rules) -> Sequence[On]:
    _allowed(command)
    languages = tuple(each.language for each in command.texts)
    if len(set(languages)) < len(languages):
        raise Refused("language_twice")
    other = senders.by_wecom_user(command.wecom_user) if command.wecom_user else None
    if other is not None and other.sender != command.sender:
        raise Refused("wecom_user_taken", other.sender)
    there = senders.known.get(command.sender)
    now = (command.texts, command.email, command.phone, command.wecom_user)
    if there is not None and not there.retired and (there.texts, there.email, there.phone, there.wecom_user) == now:
        return []
    event = SenderDescribed(
        sender=command.sender,
        subject_id=subject_of(command.sender, there.forgotten if there else None),
        languages=languages,
        texts=command.texts,
        email=command.email,
        phone=command.phone,
        wecom_user=command.wecom_user,
    )
    return [On(STREAM, event)]


def retire(senders: Senders, command: RetireSender, _at: datetime, _rules: Rules) -> Sequence[On]:
    there = _there(senders, command)
    return [] if there.retired else [On(STREAM, SenderRetired(sender=command.sender))]


def forget(senders: Senders, command: ForgetSender, _at: datetime, _rules: Rules) -> Sequence[On]:
    subject = _there(senders, command).subject
    return [On(STREAM, SenderForgotten(sender=command.sender, subject_id=subject))] if subject else []


def _there(senders: Senders, command: _OfSender) -> SenderEntry:
    there = senders.known.get(command.sender)
    if there is None:
        raise Refused("no_such_sender")
    _allowed(command)
    return there


def _allowed(command: _OfSender) -> None:
    if command.role != "admin" and command.by != command.sender:
        raise Refused("sender_not_yours")
