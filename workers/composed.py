"""A planned contact as a message: its template filled in, in the person's language, with links of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.campaign import Campaign
from domain.composing import filled, in_use, language_of, made, newest, waiting
from domain.decisions import IssueUpdateLink
from domain.dossier import Dossier
from domain.events import ContactPlanned
from domain.events.template import TemplateText
from domain.gate.purposes import UNASKED
from domain.outreach import Attempt
from domain.rendering import paragraphs, variables_of
from domain.template import Template
from domain.vocabulary import Approval
from ledger.update_links import UpdateLinks
from workers.channels.channel import Attachment, Message, NotTaken
from workers.equipment import Equipment
from workers.recording import BY
from workers.shelf import Shelf
from workers.tracked import tracked


@dataclass(frozen=True, slots=True)
class Composed:
    message: Message
    version: int | None
    """Of the template."""


def composed(
    equipment: Equipment, shelf: Shelf, person: Dossier, attempt: Attempt, campaign: Campaign | None = None
) -> Composed:
    """Raises Refused where a template or a variable is missing or the sender retired, NotTaken where an attachment is
    missing."""
    plan = shelf.plans[attempt.contact]
    given = plan.variables or (campaign.plan.variables if campaign else None) or {}
    language = language_of(person, attempt.language) or "en"
    sender = shelf.sender(attempt.sender, language) | given
    message = Message(
        contact=attempt.contact,
        to=attempt.address.value if attempt.address else str(person.candidate),
        language=language,
        text=given.get("said.text", ""),
        html="",
        sender_name=sender.get("sender.name"),
        reply_to=sender.get("sender.email"),
        unsubscribe=f"{_centre(equipment, person, attempt)}/unsubscribe" if _unasked(attempt) else None,
        attachments=_attachments(equipment, person, plan),
    )
    if attempt.template is None:
        return Composed(replace(message, html=tracked(equipment, person, attempt, paragraphs(message.text))), None)
    template = shelf.template(attempt.template)
    version, draft = in_use(template, attempt.template_version)
    text = draft.in_language(message.language)
    values = filled(
        person,
        given,
        sender={"sender.company": equipment.settings.company} | shelf.sender(attempt.sender, text.language),
        job=shelf.job(plan.job) if plan.job else None,
        links=_links(equipment, person, attempt, text),
    )
    filled_in = made(text, values)
    return Composed(
        replace(
            message,
            language=filled_in.language,
            subject=filled_in.subject,
            text=filled_in.text,
            html=tracked(equipment, person, attempt, filled_in.html),
            provider_template=approved(template, version),
            variables=tuple((name, values[name]) for name in sorted(variables_of(text)) if name in values),
        ),
        version,
    )


def approved(template: Template | None, version: int) -> str | None:
    """The gateway's id of this version, if it let it pass."""
    known = template.approvals.get(version) if template else None
    return known.id if known and known.state is Approval.APPROVED else None


def _unasked(attempt: Attempt) -> bool:
    return attempt.purpose in UNASKED or attempt.campaign is not None


def _centre(equipment: Equipment, person: Dossier, attempt: Attempt) -> str:
    """Where the person says what they want; `/unsubscribe` below it is the one click of RFC 8058."""
    return f"{equipment.settings.reached_at}/p/{equipment.links.token(person.candidate, attempt.contact)}"


def _links(equipment: Equipment, person: Dossier, attempt: Attempt, text: TemplateText) -> Mapping[str, str]:
    centre = _centre(equipment, person, attempt)
    links = {"link.preferences": centre, "link.unsubscribe": f"{centre}/unsubscribe"}
    if grant := waiting(person, attempt.contact):
        links["link.confirm"] = f"{centre}/confirm/{grant.request}"
    if grant := newest(person, attempt.contact):
        links["link.receipt"] = f"{centre}/receipts/{grant.position}"
    if "link.update" in variables_of(text):
        # The link's id is the contact's: a second try issues the same one.
        equipment.ledger.submit(IssueUpdateLink(candidate=person.candidate, link=attempt.contact), BY)
        token = UpdateLinks(equipment.ledger).token(person.candidate, attempt.contact)
        links["link.update"] = f"{equipment.settings.reached_at}/u/{token}"
    return links


def _attachments(equipment: Equipment, person: Dossier, plan: ContactPlanned) -> tuple[Attachment, ...]:
    """The person's own first, then those of the job."""
    found = []
    sealed = [(person.candidate, each) for each in plan.documents]
    sealed += [(plan.job, each) for each in plan.enclosed if plan.job]
    for subject, document in sealed:
        file = equipment.blobs.open(subject, document)
        if isinstance(file, str):
            raise NotTaken(f"attachment-{file}", again=False)
        media_type = document.media_type.replace(".", "/", 1)
        found.append(Attachment(file.file_name, media_type, file.read()))
    return tuple(found)
