"""`python -m tests.ledger.reading_at_once`: eight threads of a new process read their first events, each beginning with
another. A reader that is taken for ready before it is ends the process."""

import sys
from datetime import UTC, datetime
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

from domain.envelope import Claim, Meta
from domain.events import EVENT
from ledger.codec import NewEvent, decode_closed, encode, take_apart
from ledger.keyring import KeyName
from ledger.store import Row
from tests.domain.golden_files import FOLDER, read

THREADS = 8
WHEN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
META = Meta(event_id=UUID(int=1), command_id=UUID(int=2), actor="user:li", occurred=Claim(at=WHEN))


class Shut:
    """A key that nobody has."""

    def encrypt(self, *_: Any) -> bytes:
        return bytes(16)


def row(said: Any) -> Row:
    draft = take_apart(NewEvent(UUID(int=3), 1, META, EVENT.validate_python(said)))
    written = encode(draft, {pair: (KeyName(*pair), Shut()) for pair in draft.parts})  # type: ignore[misc]
    return Row(1, written.stream, written.version, written.type, WHEN, written.state)


def look(together: Barrier, rows: list[Row]) -> None:
    together.wait()
    for each in rows:
        decode_closed(each)


if __name__ == "__main__":
    sys.setswitchinterval(0.0005)
    rows, together = [row(read(path)) for path in sorted(FOLDER.glob("*.json"))], Barrier(THREADS)
    threads = [Thread(target=look, args=(together, rows[at:] + rows[:at])) for at in range(0, 7 * THREADS, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
