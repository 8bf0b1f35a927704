"""How a write is asked for: under which command id, resting on which version, and for what reason.

A command id is unique per key and kept for ever with the ledger: a retry gets the first answer. Without an
`Idempotency-Key` each call is a command of its own.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header
from pydantic import BeforeValidator

from api.http.caller import Caller
from api.http.etag import versions_in
from domain.vocabulary import Code
from ledger.ledger import Origin, new_id


def _unquoted(text: str) -> str:
    return text.strip().strip('"')


CommandId = Annotated[UUID, BeforeValidator(_unquoted)]


@dataclass(frozen=True, slots=True)
class Attempt:
    command_id: UUID
    expected: Mapping[UUID, int] | None = None
    """The version of every stream that the caller had seen; None when it did not say."""
    reason: Code | None = None

    def origin(self, caller: Caller, source: Code | None = None) -> Origin:
        """What a key of some org units writes is of the first of them."""
        unit = next(iter(caller.scope.units or ()), None)
        return Origin(caller.actor, on_behalf_of=caller.on_behalf_of, reason=self.reason, source=source, org_unit=unit)

    def new_stream(self, caller: Caller, name: str = "stream") -> UUID:
        """An id that a retry of the same command makes again. It sorts by time when the command id does."""
        made = hashlib.sha256(f"{caller.actor}/{self.command_id}/{name}".encode()).digest()
        version = 7 if self.command_id.version == 7 else 8
        number = int.from_bytes(self.command_id.bytes[:6] + made[:10])
        number = number & ~(0xF << 76) | version << 76
        return UUID(int=number & ~(0x3 << 62) | 0x2 << 62)


async def attempt(
    idempotency_key: Annotated[
        CommandId | None,
        Header(description="The command id, a UUID of yours: a retry gets the first answer."),
    ] = None,
    if_match: Annotated[
        str | None, Header(description="The ETag of the dossier that this rests on; 412 when it has moved.")
    ] = None,
    renmai_reason: Annotated[Code | None, Header(description="Why, as a code; it stays on the event.")] = None,
    renmai_acting_user: Annotated[
        str | None, Header(description="For whom the key acts: `user:ID`, never a name.")
    ] = None,
) -> Attempt:
    del renmai_acting_user  # read with the key; it is named here to be seen in the API's description
    return Attempt(idempotency_key or new_id(), versions_in(if_match), renmai_reason)


Attempted = Annotated[Attempt, Depends(attempt)]
