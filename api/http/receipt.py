"""What a write answers: where its events are. All of it is on disk."""

from datetime import datetime
from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, Field

from ledger.store import Receipt

POSITION = "Renmai-Position"
"""The header of every answer: of a write, where its last event is; of a query, up to where it has read."""


class ReceiptBody(BaseModel):
    position: int = Field(description="The last position of this write; send it as `?after=` to read it back.")
    positions: list[int] = Field(description="Of each event; empty when everything was so already.")
    stream: UUID = Field(description="The stream that was asked for: a candidate, a job, an import, a key.")
    id: UUID | None = Field(None, description="Of what is new in it: a contact, an application, an offer …")
    recorded_at: datetime
    replayed: bool = Field(False, description="The same command had been answered before: this is that answer.")


def answer(receipt: Receipt, stream: UUID, response: Response, id: UUID | None = None) -> ReceiptBody:  # noqa: A002
    """201 when something was stored, 200 when everything was so already."""
    if receipt.events == 0:
        response.status_code = 200
    response.headers[POSITION] = str(receipt.position)
    return ReceiptBody(
        position=receipt.position,
        positions=list(range(receipt.first_position, receipt.first_position + receipt.events)),
        stream=stream,
        id=id,
        recorded_at=receipt.recorded_at,
        replayed=receipt.replayed,
    )
