"""What is measured, and the numbers: of the lake as it was last exported, worked out where RENMAI_ENGINE_URL says."""

from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Response

from api.http.answering import answered
from api.http.caller import Anybody, Measurer
from api.http.freshness import Freshly
from api.http.moments import Moment, NowOrLater
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.receipt import POSITION
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.access import Role
from domain.small_groups import hidden_small
from domain.vocabulary import Channel
from projections.live import WITHIN, Live, live
from projections.metrics.catalogue import Metric, metric, metrics

router = keyed_router("metrics")
SEES_EVERYBODY = (Role.AUDITOR, Role.DPO)
"""Roles to whom small groups and single persons are shown, too."""
FAULTS = (
    *("unknown_metric", "bad_parameter", "of_persons", "no_lake", "lake_damaged", "lake_of_other_format"),
    *("engine_down", "engine_refused", "analytics_not_installed"),
)


@router.get("/metrics", summary="Every metric, and how it is defined", response_class=Response)
def list_metrics(caller: Anybody) -> Response:  # noqa: ARG001
    """In words; each one's own address has the SQL, too."""
    return answered({"items": [each.model_dump(exclude={"sql"}) for each in metrics().values()]}, 0)


@router.get(
    "/metrics/live",
    summary="What dashboards need at once: the pool at this moment",
    dependencies=[Depends(Freshly("people"))],
    response_class=Response,
    responses={200: {"model": Live}, **problem_docs("past_not_kept", "not_yet")},
)
def live_metrics(caller: Measurer, rooms: InRooms, at: NowOrLater, pool: str | None = None) -> Response:
    """The live twins of pool-size, activity-rate, coverage, dormant-share, update-rate and score-bands, from the read
    models: a second behind at most, and no lake is needed.
    """
    with rooms.readers.connection() as connection:
        found = live(connection, at, pool)
    if found is None:
        raise Problem("not_yet")
    counts = {name: getattr(found, name) for name in Live.__slots__ if name != "read_at"}
    shown = [counts] if caller.role in SEES_EVERYBODY else hidden_small([counts], (), "people", WITHIN)
    return answered(shown[0], found.read_at)


@router.get(
    "/metrics/{name}",
    summary="How a metric is defined, in words and in SQL",
    response_class=Response,
    responses={200: {"model": Metric}, **problem_docs("unknown_metric")},
)
def show_metric(caller: Anybody, name: str) -> Response:  # noqa: ARG001
    """Spark SQL, over the columns of the lake (docs/lake.md)."""
    return answered(metric(name).model_dump(), 0)


@router.get(
    "/metrics/{name}/answer",
    summary="Work a metric out",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}, "image/svg+xml": {}}}, **problem_docs(*FAULTS)},
)
def answer_metric(
    caller: Measurer,
    rooms: InRooms,
    name: str,
    as_of: Moment = None,
    known_at: Moment = None,
    people: Annotated[Literal["now", "then"], Query(description="Whose records are whose: as known when.")] = "now",
    pool: str | None = None,
    segment: Annotated[str, Query(description="none, region, age, education, intent, tier, skill, family")] = "none",
    since: Moment = None,
    channel: Channel | None = None,
    format_: Annotated[Literal["json", "csv", "parquet", "svg"], Query(alias="format")] = "json",
) -> Response:
    """With the definition's version, the position and root of the lake, and the engine: all it takes to get the same
    again. It takes seconds. Most roles are shown no group under 10 people.
    """
    metric(name)
    try:
        from projections.metrics.asked import Asked  # the extra `analytics`
        from projections.metrics.run import answer
        from projections.metrics.shown import FORMATS, for_groups
    except ModuleNotFoundError as missing:
        raise Problem("analytics_not_installed", str(missing.name)) from missing
    asked = Asked(as_of, known_at, people, pool, segment, since, channel)
    found = answer(name, rooms.settings.lake, asked, url=rooms.settings.engine_url)
    if caller.role not in SEES_EVERYBODY:
        found = for_groups(found)
    media_type, write = FORMATS[format_]
    headers: dict[str, Any] = {POSITION: str(found.position)}
    return Response(write(found), headers=headers, media_type=media_type)
