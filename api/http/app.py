"""The one place where the API is wired together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from fastapi_offline import FastAPIOffline

from api.http import (
    activity,
    answers,
    batches,
    campaigns,
    candidates,
    changes,
    command_routes,
    consents,
    contact_log,
    contact_points,
    deliveries,
    documents,
    due,
    events,
    exports,
    faults,
    findings,
    gate,
    health,
    history,
    identity_models,
    imports,
    inbound,
    ingest,
    job_documents,
    job_profiles,
    key_rotations,
    keys,
    log,
    looks,
    lookup,
    match_decisions,
    matches,
    merges,
    metrics,
    notices,
    own_copy,
    own_data,
    own_rights,
    pages,
    parked,
    pool_moves,
    pools,
    preference_links,
    preferences,
    receipts,
    replay,
    rights,
    search,
    senders,
    sink,
    suggestions,
    suppressions,
    tag_suggestions,
    tags,
    templates,
    tier_decisions,
    tiers,
    tracking,
    update_links,
    values,
    waiting_reviews,
    wecom,
    weekly_reports,
)
from api.http.body_limit import BodyLimit
from api.http.containment import Containment
from api.http.rooms import opened
from api.http.validation import names_of
from ledger.settings import Settings

DESCRIPTION = """
Every write is a command that becomes events; every answer says the position of the ledger that it answers
from (`Renmai-Position`). Send that position as `?after=` to read your own write. Problems are
`application/problem+json` with a stable `code`. Personal data travels in bodies only, never in an address.
"""

ROUTERS: tuple[APIRouter, ...] = (
    candidates.quick,
    candidates.router,
    search.router,
    pools.router,
    exports.router,
    campaigns.router,
    pool_moves.router,
    ingest.router,
    lookup.router,
    command_routes.router,
    merges.router,
    gate.router,
    notices.router,
    suppressions.router,
    update_links.router,
    preference_links.router,
    documents.router,
    job_documents.router,
    job_profiles.router,
    history.router,
    replay.router,
    looks.router,
    findings.router,
    consents.router,
    rights.router,
    receipts.router,
    suggestions.router,
    matches.router,
    match_decisions.router,
    waiting_reviews.router,
    contact_log.router,
    contact_points.router,
    templates.router,
    senders.router,
    deliveries.router,
    answers.router,
    sink.router,
    values.router,
    activity.router,
    tiers.router,
    tier_decisions.router,
    tags.router,
    tag_suggestions.router,
    metrics.router,
    weekly_reports.router,
    due.router,
    imports.router,
    batches.router,
    changes.router,
    events.router,
    log.router,
    parked.router,
    keys.router,
    key_rotations.router,
    identity_models.router,
    health.router,
    pages.router,
    own_data.router,
    own_rights.router,
    own_copy.router,
    preferences.router,
    tracking.router,
    inbound.router,
    wecom.router,
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """The ASGI application. It connects when it starts, and closes what it opened when it ends."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opened(settings or Settings()) as rooms:
            app.state.rooms = rooms
            yield

    app = FastAPIOffline(
        title="Renmai",
        version="1",
        summary="Talent relationships on an immutable ledger",
        description=DESCRIPTION,
        redoc_url=None,
        lifespan=lifespan,
        swagger_ui_parameters=pages.SWAGGER,
    )
    for router in ROUTERS:
        app.include_router(router)
    faults.install(app, names_of(ROUTERS))
    app.add_middleware(BodyLimit)
    app.add_middleware(Containment)
    return app
