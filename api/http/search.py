"""GET and POST /v1/search: people by a filter, in text or JSON."""

from datetime import UTC, datetime
from typing import Annotated, Any, Self

from fastapi import Body, Depends, Query, Request, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema, model_validator

from api.command_line.messages import catalogue, language
from api.filter_faults import node_of, of_json, of_text
from api.found import Found, shown
from api.http.answering import answered
from api.http.caller import Caller, PeopleReader
from api.http.cursors import Cursor, Limit, cursor_checked
from api.http.freshness import Freshly
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms, Rooms
from api.http.routing import keyed_router
from domain.search.fields import BY_NAME
from domain.search.filter import Node, terms
from domain.search.parse import LONGEST, parse
from domain.search.parts import BadFilter
from projections.facets import FACETS, Counts, counts
from projections.misspelt import latin_words, meant
from projections.search_query import where
from projections.searching import Sort, search
from projections.tag_terms import spelt

router = keyed_router("search")


def _counted(field: str) -> str:
    if field not in FACETS:
        raise ValueError("this field is not counted by")
    return field


Facet = Annotated[str, AfterValidator(_counted), WithJsonSchema({"type": "string", "enum": list(FACETS)})]
Text = Annotated[str | None, Field(max_length=LONGEST)]
SORT = "By relevance where text is looked for, else by score."
COUNT = "Also how many there are: exact up to 5,000, beyond that an estimate that says so."


class FilterBody(BaseModel):
    """A filter as text (`q`) or as JSON (`filter`); neither is everybody. docs/search.md has both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Text = None
    filter: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _one_filter(self) -> Self:
        if self.q is not None and self.filter is not None:
            raise ValueError("give q or filter, not both")
        return self


class SearchBody(FilterBody):
    sort: Annotated[Sort | None, Field(description=SORT)] = None
    facets: Annotated[list[Facet], Field(max_length=20, description="Fields to be counted by.")] = []
    count: Annotated[bool, Field(description=COUNT)] = False
    cursor: Annotated[str | None, Field(max_length=512)] = None
    limit: Annotated[int, Field(ge=1, le=500)] = 50


class SearchPage(BaseModel):
    items: list[Found]
    next: str | None
    sort: Sort
    counts: Counts | None = None
    meant: dict[str, list[str]] | None = None
    """When nobody was found: by each Latin word that is in no dossier, words near to it."""


_EXAMPLES: dict[str, dict[str, Any]] = {
    "text": {"q": 'skill:java years>=5 intent:open active:6m "供应链"', "facets": ["city"], "count": True},
    "json": {"filter": {"all": [{"field": "skill", "value": "java"}, {"not": {"field": "intent", "value": "closed"}}]}},
}
PROBLEMS = problem_docs("bad_filter", "bad_cursor", "not_yet")


@router.post(
    "/search",
    summary="Find people by a filter, in text or JSON",
    dependencies=[Depends(Freshly("people"))],
    response_class=Response,
    responses={200: {"model": SearchPage}, **PROBLEMS},
)
def by_body(
    caller: PeopleReader,
    rooms: InRooms,
    request: Request,
    body: Annotated[SearchBody, Body(openapi_examples={name: {"value": each} for name, each in _EXAMPLES.items()})],
) -> Response:
    """Whoever was erased, or merged into another, is not found. Every filter means the same in both forms."""
    return page_of(rooms, caller, node_of_body(request, body), body)


@router.get(
    "/search",
    summary="The same, for filters without words of a person",
    dependencies=[Depends(Freshly("people"))],
    response_class=Response,
    responses={200: {"model": SearchPage}, **problem_docs("text_in_address"), **PROBLEMS},
)
def by_address(
    caller: PeopleReader,
    rooms: InRooms,
    request: Request,
    q: Annotated[str | None, Query(max_length=LONGEST, description="docs/search.md has the language.")] = None,
    sort: Annotated[Sort | None, Query(description=SORT)] = None,
    facets: Annotated[list[Facet], Query(max_length=20, description="Fields to be counted by.")] = [],  # noqa: B006
    count: Annotated[bool, Query(description=COUNT)] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Addresses of pages are logged everywhere, so names and text are looked for by POST only."""
    body = SearchBody(q=q, sort=sort, facets=facets, count=count, cursor=cursor, limit=limit)
    node = node_of_body(request, body)
    if node is not None and any(BY_NAME[each.field].kind == "words" for each in terms(node)):
        raise Problem("text_in_address")
    return page_of(rooms, caller, node, body)


def node_of_body(request: Request, body: FilterBody) -> Node | None:
    """Raises Problem `bad_filter`, told in Chinese where that is what the caller reads first."""
    tell = catalogue(language({"LANG": request.headers.get("accept-language", "")})).gettext
    try:
        return parse(body.q or "") if body.filter is None else node_of(body.filter)
    except BadFilter as error:
        raise Problem("bad_filter", faults=[of_text(error, tell)]) from None
    except ValidationError as error:
        raise Problem("bad_filter", faults=of_json(error, tell)) from None


def page_of(rooms: Rooms, caller: Caller, node: Node | None, body: SearchBody) -> Response:
    at, words = datetime.now(UTC), latin_words(node)
    with rooms.readers.connection() as connection:
        node = spelt(connection, node)
        asked = where(node, at, caller.scope)
        with cursor_checked():
            page = search(
                connection, node, at, sort=body.sort, cursor=body.cursor, limit=body.limit, scope=caller.scope
            )
        caller.shows(each.candidate for each in page.items)
        content: dict[str, Any] = {"items": [shown(each, asked.said) for each in page.items]}
        content |= {"next": page.next, "sort": page.sort}
        if body.count or body.facets:
            content["counts"] = counts(connection, asked, tuple(body.facets))
        if not page.items and body.cursor is None and words and not caller.scope.limited:
            content["meant"] = meant(connection, words)
    return answered(content, page.read_at)
