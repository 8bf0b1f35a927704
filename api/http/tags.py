"""The vocabulary of tags: its terms, who may change them, and the words that it does not know."""

from typing import Annotated, Any, Literal

from fastapi import Body, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.answering import answered
from api.http.attempt import Attempted
from api.http.caller import Anybody, PeopleReader, TermKeeper
from api.http.freshness import Freshly
from api.http.governed import role_of, said
from api.http.problem_docs import problem_docs
from api.http.receipt import ReceiptBody
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from api.told_terms import as_told
from domain.decisions import AddTagTerm, EntrustTagFacet, MergeTagTerm, NameTagTerm, RetireTagTerm
from domain.decisions.tag_vocabulary import MOST_NAMES
from domain.events.tag_vocabulary import TermName
from domain.tag_vocabulary import STREAM
from domain.vocabulary import Tag, TagFacet
from projections.checkpoint import reached
from projections.tag_terms import Ungoverned, ungoverned, vocabulary

router = keyed_router("tags")
PROBLEMS = problem_docs(
    *("facet_not_entrusted", "no_such_term", "term_exists", "term_name_taken", "term_merged", "same_term"),
    *("stream_moved", "command_id_reused", "outcome_unknown"),
)
WRITE: dict[str, Any] = {"status_code": 201, "responses": PROBLEMS}
Names = Annotated[tuple[TermName, ...], Field(max_length=MOST_NAMES)]
NAMES = [{"language": "zh", "text": "云原生"}, {"language": "en", "text": "cloud native"}]


class TermBody(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    facet: TagFacet
    term: Tag


class NamedTermBody(TermBody):
    names: Names = ()


class MergedTermBody(TermBody):
    into: Tag


class EntrustedBody(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    facet: TagFacet
    to: Literal["recruiter", "admin"]


class ToldTerm(BaseModel):
    term: str
    names: dict[str, list[str]]
    """By language; the first is shown."""
    retired: bool
    merged_into: str | None


class ToldFacet(BaseModel):
    facet: TagFacet
    entrusted_to: str
    terms: list[ToldTerm]


class ToldVocabulary(BaseModel):
    items: list[ToldFacet]


def _example(**said: Any) -> Any:
    return Body(openapi_examples={"example": {"value": said}})


@router.get(
    "/tags",
    summary="The vocabulary of tags: every term by facet, with its names in Chinese and English",
    response_class=Response,
    responses={200: {"model": ToldVocabulary}},
)
def terms(caller: Anybody, rooms: InRooms, facet: TagFacet | None = None) -> Response:  # noqa: ARG001
    known = rooms.ledger.vocabulary.current()
    return answered(as_told(known, (facet,) if facet else tuple(TagFacet)), known.position)


@router.get(
    "/tags/ungoverned",
    summary="Words on people that the vocabulary does not know, the commonest first",
    dependencies=[Depends(Freshly("people"))],
    response_class=Response,
    responses={200: {"model": Ungoverned}, **problem_docs("not_yet")},
)
def unknown(
    caller: PeopleReader,
    rooms: InRooms,
    facet: TagFacet | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    """Over 20,000 people the counts are estimates, and `exact` is false. A word may be anything that somebody typed, a
    name too, so only those see them who find people."""
    caller.shows(())
    with rooms.readers.connection() as connection:
        vocabulary(connection)
        found = ungoverned(connection, (facet,) if facet else (), limit, caller.scope)
        return answered(found, reached(connection, ["people"]))


@router.post("/tags/terms", summary="Add a term to a facet, or revive a retired one", responses=PROBLEMS)
def add(
    caller: TermKeeper,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    body: Annotated[NamedTermBody, _example(facet="skill", term="cloud-native", names=NAMES)],
) -> ReceiptBody:
    return said(AddTagTerm(role=role_of(caller), **dict(body)), STREAM, caller, rooms, attempt, response)


@router.post("/tags/terms/name", summary="Say all the names of a term anew", **WRITE)
def name(
    caller: TermKeeper,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    body: Annotated[NamedTermBody, _example(facet="skill", term="cloud-native", names=NAMES)],
) -> ReceiptBody:
    return said(NameTagTerm(role=role_of(caller), **dict(body)), STREAM, caller, rooms, attempt, response)


@router.post("/tags/terms/merge", summary="Say that a term means the same as another", responses=PROBLEMS)
def merge(
    caller: TermKeeper,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    body: Annotated[MergedTermBody, _example(facet="skill", term="paas", into="cloud-native")],
) -> ReceiptBody:
    return said(MergeTagTerm(role=role_of(caller), **dict(body)), STREAM, caller, rooms, attempt, response)


@router.post("/tags/terms/retire", summary="Put a term on nobody any more", **WRITE)
def retire(
    caller: TermKeeper,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    body: Annotated[TermBody, _example(facet="skill", term="flash")],
) -> ReceiptBody:
    return said(RetireTagTerm(role=role_of(caller), **dict(body)), STREAM, caller, rooms, attempt, response)


@router.post("/tags/entrust", summary="Say who may change the terms of a facet", **WRITE)
def entrust(
    caller: TermKeeper,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    body: Annotated[EntrustedBody, _example(facet="skill", to="recruiter")],
) -> ReceiptBody:
    return said(EntrustTagFacet(role=role_of(caller), **dict(body)), STREAM, caller, rooms, attempt, response)
