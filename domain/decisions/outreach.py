"""Contacts that we make: planned, and asked about again when they leave. The gate answers; here it is written down."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime

from domain.composing import in_use, language_of, require_made
from domain.decision import Command, On, Refused, Rules
from domain.decisions.addressed import OfCandidate, addressed, known
from domain.decisions.application import job_named
from domain.decisions.step import following, has_step, later
from domain.dossier import Dossier
from domain.events import (
    ContactDispatched,
    ContactPlanned,
    ContactRefused,
    Document,
    JobDocument,
)
from domain.gate import DEFAULT, POLICIES, Around, Contact, Policy, Verdict, contact_of, may_contact
from domain.job import Job
from domain.outreach import Attempt, AttemptState
from domain.person import ContactPoint, LongText, Text
from domain.senders import Senders
from domain.template import Template
from domain.vocabulary import Channel, Code, LanguageTag, Purpose, Sender, Sha256, WhyNot

UNMADE = frozenset({"variable_missing", "subject_not_one_line", "message_too_long"})
"""What hangs on the person: of a campaign it is recorded as a refusal."""


class PlanContact(OfCandidate):
    """`contact` is a new id, chosen by the caller. What is refused is recorded with its reasons."""

    type: Literal["plan-contact"] = "plan-contact"
    occurred: None = None
    contact: UUID
    channel: Channel
    purpose: Purpose
    controller: Code = "main"
    recipient: Code | None = None
    sender: Sender
    address: ContactPoint | None = None
    template: Code | None = None
    template_version: int | None = None
    language: LanguageTag | None = None
    notice: Code | None = None
    notice_version: int | None = None
    topic: Code | None = None
    campaign: UUID | None = None
    step: int | None = None
    not_before: AwareDatetime | None = None
    documents: tuple[Document, ...] = ()
    job: UUID | None = None
    """That it is about: it fills in `job.…`."""
    enclosed: tuple[UUID, ...] = ()
    """Files of the job that go with it."""
    variables: dict[Text, LongText] | None = None
    policy: Code = DEFAULT


class DispatchContact(OfCandidate):
    """Sent under any of the person's ids, just before it leaves. Only an event `contact-dispatched` lets it leave."""

    type: Literal["dispatch-contact"] = "dispatch-contact"
    occurred: None = None
    contact: UUID
    template_version: int | None = None
    """What it was made with, if not with what was planned."""
    message_id: Text | None = None
    content_sha256: Sha256 | None = None
    policy: Code = DEFAULT
    monthly: int | None = None
    """The most that campaigns send to this person by this channel in a calendar month, where its platform has such a
    rule."""


def asked(_dossier: Dossier | None, command: Command) -> Contact | None:
    """What a plan asks of the gate."""
    assert isinstance(command, PlanContact)
    return Contact(
        contact=command.contact,
        channel=command.channel,
        purpose=command.purpose,
        controller=command.controller,
        sender=command.sender,
        recipient=command.recipient,
        address=command.address,
        notice=command.notice,
        notice_version=command.notice_version,
        topic=command.topic,
        not_before=command.not_before,
        campaign=command.campaign,
        step=command.step,
    )


def asked_again(dossier: Dossier | None, command: Command) -> Contact | None:
    """What was planned, of any command that names a contact."""
    contact: UUID | None = getattr(command, "contact", None)
    attempt = dossier.contacts.attempts.get(contact) if dossier and contact else None
    return contact_of(attempt) if attempt else None


def plan(
    dossier: Dossier | None,
    around: Around,
    template: Template | None,
    senders: Senders,
    job: Job | None,
    command: PlanContact,
    at: datetime,
    rules: Rules,
) -> Sequence[On]:
    """For when the hour is right: night and days off put it off, and nothing else does.

    A message that could not be made, for want of a template or a variable, is refused before the gate is asked.
    """
    person = addressed(dossier, command.candidate, rules)
    if command.contact in person.contacts.attempts or command.contact in person.contacts.known:
        return []
    if command.step is not None and has_step(person, command.campaign, command.step):
        return []
    contact = asked(dossier, command)
    assert contact is not None
    enclosed = _enclosed(job, command)
    try:
        version = _version_tried(person, template, senders, job, command)
    except Refused as fault:
        if command.step is None or fault.code not in UNMADE:
            raise
        unmade = Verdict(
            reasons=(WhyNot.MESSAGE_INCOMPLETE,), checked_at=max(each.last_position for each in person.records)
        )
        return _refused_at_plan(person, around, contact, unmade, command, at)
    policy = policy_of(command.policy)
    verdict = may_contact(person, contact, policy, max(at, command.not_before or at), around)
    if verdict.basis is None or not (verdict.allowed or verdict.retry_at):
        return _refused_at_plan(person, around, contact, verdict, command, at)
    event = ContactPlanned(
        contact=command.contact,
        channel=command.channel,
        purpose=command.purpose,
        controller=command.controller,
        recipient=command.recipient,
        sender=command.sender,
        template=command.template,
        template_version=version,
        language=command.language,
        notice=command.notice,
        notice_version=command.notice_version,
        topic=command.topic,
        campaign=command.campaign,
        step=command.step,
        not_before=verdict.retry_at or command.not_before,
        basis=verdict.basis,
        basis_position=verdict.basis_position,
        checked_at=verdict.checked_at,
        policy=command.policy,
        documents=command.documents,
        job=command.job,
        enclosed=enclosed,
        address=command.address,
        variables=command.variables if command.step is None else None,  # those of a campaign stand with it
    )
    steps = following(person, around.campaign, command.step, event.not_before or at)
    return [On(command.candidate, event), *(On(command.candidate, each) for each in steps)]


def dispatch(
    dossier: Dossier | None, around: Around, command: DispatchContact, at: datetime, _rules: Rules
) -> Sequence[On]:
    """Once. What was true at the plan counts for nothing: all of it is asked again."""
    person = known(dossier)
    attempt, stream = attempt_of(person, command.contact)
    if attempt.state is not AttemptState.PLANNED:
        raise Refused("not_planned", attempt.state.value)
    contact, policy = contact_of(attempt), policy_of(command.policy)
    if command.monthly is not None and attempt.campaign and _this_month(person, attempt, policy, at) >= command.monthly:
        raise Refused("month_full")
    verdict = may_contact(person, contact, policy, at, around)
    if verdict.basis is None or not verdict.allowed:
        retry_at = verdict.retry_at if verdict.put_off else later(attempt, verdict, at)
        refusal = _refused(contact, verdict, command.policy, "dispatch", retry_at)
        return [On(stream, refusal)]
    event = ContactDispatched(
        contact=attempt.contact,
        channel=attempt.channel,
        purpose=attempt.purpose,
        controller=attempt.controller,
        sender=attempt.sender,
        basis=verdict.basis,
        basis_position=verdict.basis_position,
        checked_at=verdict.checked_at,
        template=attempt.template,
        template_version=command.template_version or attempt.template_version,
        language=attempt.language,
        notice=attempt.notice,
        notice_version=attempt.notice_version,
        campaign=attempt.campaign,
        policy=command.policy,
        message_id=command.message_id,
        content_sha256=command.content_sha256,
    )
    return [On(stream, event)]


def _this_month(person: Dossier, attempt: Attempt, policy: Policy, at: datetime) -> int:
    """Of campaigns, by this channel; the month begins where the house is at home."""
    begins = at.astimezone(ZoneInfo(policy.home_zone)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return sum(
        other.left and other.channel is attempt.channel and other.campaign is not None and other.since >= begins
        for other in person.contacts.attempts.values()
    )


def _refused_at_plan(
    person: Dossier, around: Around, contact: Contact, verdict: Verdict, command: PlanContact, at: datetime
) -> Sequence[On]:
    """Whoever does not get the first step of a campaign never enters it; a later one that is refused is passed over."""
    refusal = _refused(contact, verdict, command.policy, "plan")
    steps = following(person, around.campaign, command.step, at) if (command.step or 1) > 1 else ()
    return [On(command.candidate, refusal), *(On(command.candidate, each) for each in steps)]


def _enclosed(job: Job | None, command: PlanContact) -> tuple[JobDocument, ...]:
    """Raises Refused."""
    known = job_named(command.job, job)
    documents = known.documents if known else {}
    if not documents.keys() >= set(command.enclosed):
        raise Refused("no_such_job_document")
    return tuple(JobDocument.model_validate(documents[each].model_dump()) for each in command.enclosed)


def _version_tried(
    person: Dossier, template: Template | None, senders: Senders, job: Job | None, command: PlanContact
) -> int | None:
    """The version that the message is made of, once it was seen that it can be made. Raises Refused."""
    language = language_of(person, command.language)
    if command.template is None:
        senders.said(command.sender, language)
        return None
    version, draft = in_use(template, command.template_version)
    text = draft.in_language(language)
    sender = {"sender.company": command.controller} | senders.said(command.sender, text.language)
    require_made(person, text, command.variables or {}, sender=sender, job=job)
    return version


def attempt_of(person: Dossier, contact: UUID) -> tuple[Attempt, UUID]:
    """The contact and the stream that it lives on. Raises Refused."""
    for record in person.records:
        if contact in record.contacts.attempts:
            return record.contacts.attempts[contact], record.stream
    raise Refused("no_such_contact")


def policy_of(name: str) -> Policy:
    """Raises Refused."""
    if name not in POLICIES:
        raise Refused("no_such_policy")
    return POLICIES[name]


def _refused(
    contact: Contact,
    verdict: Verdict,
    policy: str,
    stage: Literal["plan", "dispatch"],
    retry_at: datetime | None = None,
) -> ContactRefused:
    return ContactRefused(
        contact=contact.contact,
        channel=contact.channel,
        purpose=contact.purpose,
        controller=contact.controller,
        sender=contact.sender,
        reasons=verdict.reasons,
        stage=stage,
        checked_at=verdict.checked_at,
        retry_at=retry_at,
        campaign=contact.campaign,
        step=contact.step,
        policy=policy,
    )
