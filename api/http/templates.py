"""/v1/templates: what messages are made of, looked at before they are used."""

from typing import Annotated

from fastapi import Depends, Path, Response

from api.http.answering import answered
from api.http.attempt import Attempted
from api.http.caller import Anybody, Composer, PersonReader
from api.http.freshness import Freshly
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.receipt import ReceiptBody, answer
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from api.http.scope import require_within
from api.http.template_bodies import (
    DRAFT,
    ApprovalBody,
    DraftBody,
    Preview,
    PreviewBody,
    TestBody,
    VersionBody,
    example,
)
from domain.composing import in_use, language_of, of_job, tried
from domain.decision import Command
from domain.decisions import (
    DraftTemplate,
    PublishTemplate,
    RecordTemplateApproval,
    RequestTemplateTest,
    RetireTemplate,
)
from domain.job import fold_job
from domain.person import ContactPoint, PointKind
from domain.template import template_id
from domain.vocabulary import Code
from ledger.templates import template_named
from projections.templates import TemplateList, templates

router = keyed_router("templates")
Name = Annotated[Code, Path()]


@router.get(
    "/templates",
    summary="Every template, with the version in use",
    dependencies=[Depends(Freshly("templates"))],
    response_class=Response,
    responses={200: {"model": TemplateList}, **problem_docs("not_yet")},
)
def of_all(caller: Anybody, rooms: InRooms) -> Response:  # noqa: ARG001
    with rooms.readers.connection() as connection:
        found = templates(connection)
    return answered({"items": found.items}, found.read_at)


@router.get("/templates/{name}", summary="Every version of one template", responses=problem_docs("no_such_template"))
def of_one(caller: Anybody, rooms: InRooms, name: Name) -> Response:  # noqa: ARG001
    template, _ = template_named(rooms.ledger, name)
    if template is None:
        raise Problem("no_such_template")
    rooms.ledger.store.durable()
    versions = [
        {
            "version": number,
            "kind": draft.kind,
            "channel": draft.channel,
            "purpose": draft.purpose,
            "texts": [each.model_dump() for each in draft.texts],
            "approval": template.approvals.get(number),
        }
        for number, draft in template.drafts.items()
    ]
    shown = {"template": template.stream, "name": name, "published": template.published, "versions": versions}
    return answered(
        shown | {"tests": {str(test): told for test, told in template.tests.items()}}, template.last_position
    )


def _submit(caller: Composer, rooms: InRooms, attempt: Attempted, response: Response, command: Command) -> ReceiptBody:
    receipt = rooms.ledger.submit(command, attempt.origin(caller), command_id=attempt.command_id)
    return answer(receipt, command.template, response, None)  # type: ignore[attr-defined]


SENDER = ("sender_incomplete", "sender_retired")
PROBLEMS = ("no_such_template", "no_such_template_version", "command_id_reused", "outcome_unknown")


@router.post(
    "/templates/{name}/versions",
    status_code=201,
    summary="Draft a version; of a new name, a new template",
    responses=problem_docs("template_unreadable", "template_forbidden", "unknown_variable", *PROBLEMS[2:]),
)
def draft(
    caller: Composer,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    name: Name,
    body: Annotated[DraftBody, example("Two lines in English", DRAFT)],
) -> ReceiptBody:
    command = DraftTemplate(template=template_id(name), name=name, **dict(body))
    return _submit(caller, rooms, attempt, response, command)


@router.post("/templates/{name}/publish", status_code=201, summary="Use a version", responses=problem_docs(*PROBLEMS))
def publish(
    caller: Composer,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    name: Name,
    body: Annotated[VersionBody, example("The first", {"version": 1})],
) -> ReceiptBody:
    command = PublishTemplate(template=template_id(name), version=body.version)
    return _submit(caller, rooms, attempt, response, command)


@router.post(
    "/templates/{name}/retire", status_code=201, summary="Use none of its versions", responses=problem_docs(*PROBLEMS)
)
def retire(caller: Composer, rooms: InRooms, attempt: Attempted, response: Response, name: Name) -> ReceiptBody:
    return _submit(caller, rooms, attempt, response, RetireTemplate(template=template_id(name)))


@router.post(
    "/templates/{name}/approvals",
    status_code=201,
    summary="What a gateway says of a version",
    responses=problem_docs(*PROBLEMS),
)
def approve(
    caller: Composer,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    name: Name,
    body: Annotated[
        ApprovalBody,
        example(
            "Approved", {"version": 1, "provider": "sms", "provider_template": "SMS_154950909", "state": "approved"}
        ),
    ],
) -> ReceiptBody:
    command = RecordTemplateApproval(template=template_id(name), **dict(body))
    return _submit(caller, rooms, attempt, response, command)


@router.post(
    "/templates/{name}/preview",
    summary="A version as one person would get it; nothing is recorded",
    responses=problem_docs("no_such_candidate", "variable_missing", *SENDER, *PROBLEMS[:2]),
)
def preview(
    caller: PersonReader,
    rooms: InRooms,
    name: Name,
    body: Annotated[PreviewBody, example("For a candidate", {"candidate": "0197a1b2-0000-7000-8000-000000000001"})],
) -> Preview:
    template, _ = template_named(rooms.ledger, name)
    version, draft = in_use(template, body.version)
    require_within(rooms, caller, body.candidate)
    caller.shows([body.candidate])
    person, _ = rooms.ledger.dossier(body.candidate)
    if person is None:
        raise Problem("no_such_candidate")
    job = fold_job(rooms.ledger.history(body.job)) if body.job else None
    text = draft.in_language(language_of(person, body.language))
    senders = rooms.ledger.senders.current()
    sender = {"sender.company": rooms.settings.company}
    sender |= senders.said(body.sender, text.language) if body.sender else {}
    made = tried(person, text, of_job(job) | body.values, sender=sender)
    rooms.ledger.store.durable()
    return Preview(version=version, language=made.language, subject=made.subject, text=made.text, html=made.html)


@router.post(
    "/templates/{name}/tests",
    status_code=201,
    summary="Send a version to oneself, to see it arrive",
    responses=problem_docs("variable_missing", *PROBLEMS),
)
def test(
    caller: Composer,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    name: Name,
    body: Annotated[TestBody, example("To an address of one's own", {"version": 1, "to": "li@example.com"})],
) -> ReceiptBody:
    """It goes the way that messages go: into the sink, or, where delivery is real, to whom the list allows."""
    made = attempt.new_stream(caller, "test")
    command = RequestTemplateTest(
        template=template_id(name),
        test=made,
        version=body.version,
        language=body.language,
        address=ContactPoint(kind=PointKind.EMAIL, value=body.to),
        values=body.values,
    )
    receipt = rooms.ledger.submit(command, attempt.origin(caller), command_id=attempt.command_id)
    return answer(receipt, command.template, response, made)
