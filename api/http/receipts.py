"""The receipt of a consent, as a document that a person can keep: what was agreed to, when, how, and how to end it.

The fields follow the record of ISO/IEC TS 27560: schema version, record id, notice, language, purpose, controller,
recipient, method, event time, state and validity. It holds no name and no address.
"""

from datetime import UTC, datetime
from uuid import UUID

import orjson
from fastapi import Response

from api.http.caller import PersonReader
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.consents import Scope
from domain.dossier import Dossier
from domain.gate.purposes import PURPOSES
from ledger.ledger import Ledger

router = keyed_router("consents")
SCHEMA = "renmai-consent-receipt-1"


@router.get(
    "/candidates/{candidate}/consents/{position}/receipt",
    summary="The receipt of one consent",
    response_class=Response,
    responses=problem_docs("no_such_candidate", "no_such_consent"),
)
def receipt(caller: PersonReader, rooms: InRooms, candidate: UUID, position: int) -> Response:  # noqa: ARG001
    dossier, _ = rooms.ledger.dossier(candidate)
    if dossier is None:
        raise Problem("no_such_candidate")
    made = receipt_of(rooms.ledger, dossier, position)
    if made is None:
        raise Problem("no_such_consent")
    rooms.ledger.store.durable()
    return made


def receipt_of(ledger: Ledger, dossier: Dossier, position: int) -> Response | None:
    """As it stands now; None where there is no such consent."""
    consents = dossier.consents
    grant = next((each for each in consents.grants if each.position == position), None)
    if grant is None:
        return None
    now = datetime.now(UTC)
    scopes = [Scope(grant.purpose, channel, grant.controller, grant.recipient) for channel in grant.channels]
    stands = [scope.channel for scope in scopes if consents.governing(scope) == grant and not grant.expired(now)]
    notice, _ = ledger.surroundings.notice(grant.notice) if grant.notice else (None, {})
    text = notice.text(grant.notice_version, grant.language) if notice and grant.notice_version else None
    made_out = next((each.receipt for each in consents.receipts if each.consent == position), None)
    said = {
        "schema": SCHEMA,
        "receipt": made_out,
        "consent": position,
        "subject": dossier.candidate,
        "purpose": grant.purpose,
        "purpose_meaning": PURPOSES[grant.purpose].meaning,
        "kept_for_days": PURPOSES[grant.purpose].keeps.days,
        "channels": grant.channels,
        "controller": grant.controller,
        "recipient": grant.recipient,
        "notice": grant.notice,
        "notice_version": grant.notice_version,
        "notice_sha256": text[1].text_sha256 if text else None,
        "language": grant.language,
        "method": grant.method,
        "confirmed": grant.confirmed,
        "given_at": grant.happened_at,
        "recorded_at": grant.recorded_at,
        "valid_until": grant.expires_on,
        "still_stands_for": stands,
        "way_to_withdraw": "the link in every message, or any word to us",
    }
    body = orjson.dumps(said, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z)
    headers = {
        "Content-Disposition": f'attachment; filename="consent-{position}.json"',
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow",
    }
    return Response(body, 200, headers, "application/json")
