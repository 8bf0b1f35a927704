"""The last link that was issued for one record's person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.events import UpdateLinkIssued
from domain.recorded import Recorded


@dataclass(frozen=True, slots=True)
class IssuedLink:
    link: UUID
    expires_at: datetime
    position: int


def issued(_before: IssuedLink | None, event: UpdateLinkIssued, recorded: Recorded) -> IssuedLink:
    return IssuedLink(event.link, event.expires_at, recorded.position)
