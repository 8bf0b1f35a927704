"""Links by which people correct their own data."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime

from domain.events.event import Event


class UpdateLinkIssued(Event):
    """The person can see and correct their data by a signed link. It ends every earlier one."""

    type: Literal["update-link-issued"] = "update-link-issued"
    link: UUID
    expires_at: AwareDatetime
