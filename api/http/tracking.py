"""/o and /c: a message was opened, or a link in it followed. Neither is a consent, and neither ends anything.

Whatever becomes of the record, the picture is shown, and a link that stood in the message leads where it led.
"""

import logging
import threading
import time
from typing import Annotated
from uuid import UUID, uuid5

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from api.http.own_page import language_of, unknown_page
from api.http.rooms import InRooms, Rooms
from domain.decision import Command, Refused
from domain.decisions import ReportClicked, ReportOpened
from domain.machines import by_machine
from ledger.envelope import Origin
from ledger.faults import CommandReused, LedgerFault
from ledger.tracking_links import Tracked, TrackingLinks
from ledger.update_links import actor_of

router = APIRouter(include_in_schema=False)
Token = Annotated[str, Path(max_length=100)]
PICTURE = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")
NEVER_KEPT = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
ONE_IN = 3600
"""Seconds in which looking again is the same look."""
AT_ONCE = 2.0
"""Seconds in which a person does not follow two links of one message."""
REMEMBERED = 10_000

log = logging.getLogger("renmai.api")


class _Followed:
    """The last link that was followed in each message, in this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.last: dict[UUID, tuple[float, int]] = {}

    def another_just_now(self, found: Tracked) -> bool:
        now = time.monotonic()
        with self.lock:
            then, number = self.last.pop(found.contact, (0.0, found.number))
            self.last[found.contact] = now, found.number
            if len(self.last) > REMEMBERED:
                del self.last[next(iter(self.last))]
        return number != found.number and now - then < AT_ONCE


FOLLOWED = _Followed()


@router.api_route("/o/{token}.gif", methods=["GET", "HEAD"])
def opened(request: Request, rooms: InRooms, token: Token) -> Response:
    found = TrackingLinks(rooms.ledger).read(token)
    if found is not None and request.method == "GET":
        machine = _machine(request)
        report = ReportOpened(candidate=found.candidate, contact=found.contact, by_machine=machine)
        _told(rooms, found, report, machine=machine)
    return Response(PICTURE, media_type="image/gif", headers=NEVER_KEPT)


@router.api_route("/c/{token}/{shown}", methods=["GET", "HEAD"])
def followed(request: Request, rooms: InRooms, token: Token, shown: Annotated[str, Path(max_length=4100)]) -> Response:
    links = TrackingLinks(rooms.ledger)
    target = links.target_of(shown)
    found = links.read(token, target) if target else None
    if found is None or target is None:
        return unknown_page(language_of(request.headers.get("accept-language")))
    machine = _machine(request) or FOLLOWED.another_just_now(found)
    link = f"link-{found.number}"
    report = ReportClicked(candidate=found.candidate, contact=found.contact, by_machine=machine, link=link)
    _told(rooms, found, report, machine=machine)
    return RedirectResponse(target, 302, headers=NEVER_KEPT)


def _machine(request: Request) -> bool:
    headers = request.headers
    return by_machine(request.method, headers.get("user-agent"), headers.get("sec-purpose") or headers.get("purpose"))


def _told(rooms: Rooms, found: Tracked, report: Command, *, machine: bool) -> None:
    """The same look within an hour is one, so nobody fills the ledger by looking."""
    hour = int(time.time() // ONE_IN)
    command_id = uuid5(found.contact, f"{found.number} {hour} {machine}")
    try:
        rooms.ledger.submit(report, Origin(actor_of(found.contact)), command_id=command_id)
    except (Refused, CommandReused):
        return
    except LedgerFault as fault:
        log.warning("a look is not counted: %s", type(fault).__name__)
