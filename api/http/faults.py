"""Exceptions of the rooms below, as problems. The one place where a fault of the ledger becomes a status."""

import psycopg
import psycopg_pool
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.http.problem import Problem
from api.http.tokens import ProviderAway
from api.http.validation import unacceptable
from domain.decision import Refused
from ledger.access import SamePerson
from ledger.blob_store import BlobMissing, BlobStoreAway
from ledger.blobs import BlobTooLarge
from ledger.faults import (
    CommandReused,
    Conflict,
    EventTooLarge,
    KeyServiceAway,
    LedgerBusy,
    LedgerFull,
    Moved,
    OutcomeUnknown,
    VersionMoved,
)
from ledger.sealed_file import TamperedBlob
from ledger.uploads import ImportUnderWay
from projections.checkpoint import NotBuilt
from projections.lake.faults import LakeDamaged, LakeOfOtherFormat, NoLake
from projections.metrics.faults import BadParameter, EngineDown, EngineRefused, OfPersons, UnknownMetric

BY_STATUS = {400: "malformed_body", 404: "no_such_route", 405: "method_not_allowed", 413: "body_too_large"}

CODES: dict[type[Exception], str] = {
    SamePerson: "four_eyes",
    ProviderAway: "identity_provider_away",
    Moved: "stream_moved",
    Conflict: "inline_conflict",
    CommandReused: "command_id_reused",
    LedgerBusy: "ledger_busy",
    OutcomeUnknown: "outcome_unknown",
    LedgerFull: "disk_full",
    KeyServiceAway: "key_service_away",
    VersionMoved: "version_moved",
    EventTooLarge: "event_too_large",
    ImportUnderWay: "import_under_way",
    BlobTooLarge: "body_too_large",
    BlobStoreAway: "blob_store_unavailable",
    BlobMissing: "blob_missing",
    TamperedBlob: "tampered_blob",
    NotBuilt: "not_yet",
    UnknownMetric: "unknown_metric",
    BadParameter: "bad_parameter",
    OfPersons: "of_persons",
    EngineDown: "engine_down",
    EngineRefused: "engine_refused",
    NoLake: "no_lake",
    LakeDamaged: "lake_damaged",
    LakeOfOtherFormat: "lake_of_other_format",
    psycopg.errors.UndefinedTable: "not_yet",  # an older version of the read models is still the live one
    psycopg_pool.PoolTimeout: "database_unavailable",
    psycopg_pool.PoolClosed: "database_unavailable",
    psycopg.OperationalError: "database_unavailable",
    psycopg.errors.DiskFull: "disk_full",
}
"""Of an exception that is several of these, the nearest counts."""


def install(app: FastAPI, known_names: frozenset[str]) -> None:
    """Every handler is `async`, so that none waits for a thread."""

    async def problem(_request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return error.response()

    async def foreseen(_request: Request, error: Exception) -> Response:
        code = next(CODES[kind] for kind in type(error).__mro__ if kind in CODES)
        return Problem(code).response()

    async def refused(_request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)
        return Problem(error.code, error.detail).response()

    async def invalid(_request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return unacceptable(error.errors(), known_names).response()

    async def other(_request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        code = BY_STATUS.get(error.status_code, "unexpected")
        return Problem(code, headers=error.headers).response()

    app.add_exception_handler(Problem, problem)
    app.add_exception_handler(Refused, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, other)
    for kind in CODES:
        app.add_exception_handler(kind, foreseen)
