"""A sealed file as an answer: a stream of plain bytes under its own name."""

from collections.abc import Iterator
from urllib.parse import quote
from uuid import UUID

from fastapi.responses import StreamingResponse

from api.http.problem import Problem
from api.http.rooms import Rooms
from domain.events import Document
from ledger.sealed_file import SealedFile

PIECE = 1 << 16


def as_file(rooms: Rooms, subject: UUID, document: Document) -> StreamingResponse:
    """Raises Problem `erased` or `key_lost`, and what `Blobs.open` raises."""
    rooms.ledger.store.durable()
    opened = rooms.blobs.open(subject, document)
    if isinstance(opened, str):
        raise Problem("erased" if opened == "forgotten" else "key_lost")
    headers = {
        "Content-Length": str(opened.size),
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(opened.file_name, errors='replace')}",
    }
    return StreamingResponse(pieces(opened), media_type=document.media_type.replace(".", "/", 1), headers=headers)


def pieces(opened: SealedFile) -> Iterator[bytes]:
    return iter(lambda: opened.read(PIECE), b"")
