"""What proves a consent: its receipt, and what the person was shown."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.decision import On, Refused, Rules
from domain.decisions.addressed import OfCandidate, addressed, known
from domain.decisions.consent_asking import grant_at
from domain.dossier import Dossier
from domain.events import ConsentReceiptIssued, NoticeShown
from domain.notices import Notice
from domain.vocabulary import Channel, Code, LanguageTag


class IssueConsentReceipt(OfCandidate):
    """`receipt` is a new id, chosen by the caller; `position` is of the consent."""

    type: Literal["issue-consent-receipt"] = "issue-consent-receipt"
    receipt: UUID
    position: int


class RecordNoticeShown(OfCandidate):
    type: Literal["record-notice-shown"] = "record-notice-shown"
    notice: Code
    version: int = Field(ge=1)
    language: LanguageTag | None = None
    channel: Channel
    contact: UUID | None = None


def issue_receipt(dossier: Dossier | None, command: IssueConsentReceipt, _at: datetime, _rules: Rules) -> Sequence[On]:
    """One for each consent: asked again, it is the same."""
    person = known(dossier)
    grant, stream = grant_at(person, command.position)
    if any(each.consent == grant.position for each in person.consents.receipts):
        return []
    return [On(stream, ConsentReceiptIssued(receipt=command.receipt, position=grant.position))]


def notice_shown(
    dossier: Dossier | None, notice: Notice | None, command: RecordNoticeShown, _at: datetime, rules: Rules
) -> Sequence[On]:
    person = addressed(dossier, command.candidate, rules)
    found = notice.text(command.version, command.language) if notice else None
    if notice is None or found is None:
        raise Refused("no_such_notice")
    language, text = found
    seen = (command.notice, command.version, notice.controller)
    if any((each.notice, each.version, each.controller) == seen for each in person.boundaries.shown):
        return []
    event = NoticeShown(
        notice=command.notice,
        version=command.version,
        language=language,
        text_sha256=text.text_sha256,
        controller=notice.controller,
        channel=command.channel,
        contact=command.contact,
    )
    return [On(command.candidate, event)]
