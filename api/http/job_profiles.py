"""Whom a job asks for: proposed from its description, said by a recruiter, and found by a filter."""

from typing import Annotated
from uuid import UUID

from fastapi import Body, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.answering import answered
from api.http.caller import Allowed, Caller, FactReader
from api.http.job_documents import known_job
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.access import Action
from domain.events import JobProfileSet
from domain.events.job import WantedTag
from domain.job_profile import proposed, wanted_filter
from domain.vocabulary import EducationLevel, TagFacet

router = keyed_router("search")
LONGEST = 50_000
"""Letters of a description: some ten pages."""
NOT_SAID = JobProfileSet(wanted=())


class Description(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Annotated[str, Field(min_length=1, max_length=LONGEST)]


class ProposedTag(BaseModel):
    facet: TagFacet
    tag: str
    confidence: int
    """In per cent."""
    mentions: int
    evidence: str
    """The phrase, with what stands around it."""


class ProposedTags(BaseModel):
    job: UUID
    items: list[ProposedTag]


class ToldProfile(BaseModel):
    job: UUID
    title: str
    wanted: list[WantedTag]
    years: int | None
    """At least."""
    education: EducationLevel | None
    """At least."""
    filter: str
    """Of what is needed, as searches and pools take it; empty where nothing is."""


@router.post(
    "/jobs/{job}/profile/proposed",
    summary="Tags that a job's title and description name, the surest first; nothing is stored",
    response_class=Response,
    responses={200: {"model": ProposedTags}, **problem_docs("no_such_job")},
)
def propose(
    caller: Annotated[Caller, Depends(Allowed(Action.OPEN_JOBS))],  # noqa: ARG001
    rooms: InRooms,
    job: UUID,
    body: Annotated[
        Description, Body(openapi_examples={"example": {"value": {"text": "Java for SaaS, Kubernetes is welcome"}}})
    ],
) -> Response:
    known = known_job(rooms, job)
    found = proposed(known.title or "", body.text, rooms.ledger.vocabulary.current())
    items = [
        {
            "facet": each.facet,
            "tag": each.term,
            "confidence": each.confidence,
            "mentions": each.mentions,
            "evidence": each.evidence,
        }
        for each in found
    ]
    return answered({"job": job, "items": items}, known.last_position)


@router.get(
    "/jobs/{job}/profile",
    summary="Whom the job asks for, and the filter that finds them",
    response_class=Response,
    responses={200: {"model": ToldProfile}, **problem_docs("no_such_job")},
)
def read(caller: FactReader, rooms: InRooms, job: UUID) -> Response:  # noqa: ARG001
    known = known_job(rooms, job)
    rooms.ledger.store.durable()
    said = known.profile or NOT_SAID
    told = ToldProfile(
        job=job,
        title=known.title or "",
        wanted=list(said.wanted),
        years=said.years,
        education=said.education,
        filter=wanted_filter(said),
    )
    return answered(told.model_dump(mode="json"), known.last_position)
