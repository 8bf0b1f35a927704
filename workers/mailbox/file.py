"""One mail, filed: as an answer, as a report on a mail of ours, or as a message of whoever nobody knows."""

import time
from types import TracebackType
from typing import Self
from uuid import UUID

from domain.person import ContactPoint, PointKind
from domain.vocabulary import Channel
from ledger.receiving import Arrived, bounced, file, last_sent_to, seen
from ledger.store import pool_of
from projections.addressees import contact_of, knows_all_until, only_one_at
from projections.checkpoint import NotBuilt
from workers.equipment import Equipment
from workers.mailbox.read import Incoming, read

PATIENCE = 10.0
"""Seconds that the read models have to catch up, before it is tried later."""


class NotYet(Exception):
    """The read models are behind: whose it is can't be said."""

    code = "not_yet"


class Clerk:
    """Looks up whose a mail is. Close it, or use `with`."""

    def __init__(self, equipment: Equipment) -> None:
        self.ledger = equipment.ledger
        self.blobs = equipment.blobs
        self.readers = pool_of(equipment.settings.conninfo("reader"), size=1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.readers.close()

    def file_mail(self, content: bytes) -> str:
        """What became of it, in a word; on disk. Raises NotYet, LedgerFault, BlobStoreAway."""
        try:
            return self._file(read(content))
        except NotBuilt as error:
            raise NotYet from error

    def _file(self, mail: Incoming) -> str:
        arrived = Arrived(
            channel=Channel.EMAIL,
            message_id=mail.message_id,
            point=_point(mail.sender),
            said=mail.said,
            automatic=mail.automatic,
            attached=[(each.name, each.media_type, each.data) for each in mail.attached],
        )
        if seen(self.ledger, arrived):
            return "seen"
        about = _point(mail.report.recipient) if mail.report else arrived.point
        candidate, contact = self._whose(mail, about)
        if mail.report is None:
            return file(self.ledger, self.blobs, arrived, candidate, contact)
        if candidate is None or contact is None or mail.report.what == "delayed":
            return "ignored"
        hearsay = mail.report.what == "hard" and contact not in mail.answers
        return bounced(
            self.ledger, arrived, candidate, contact, "soft" if hearsay else mail.report.what, mail.report.status
        )

    def _whose(self, mail: Incoming, point: ContactPoint | None) -> tuple[UUID | None, UUID | None]:
        head, deadline = self.ledger.store.head(), time.monotonic() + PATIENCE
        while True:
            with self.readers.connection() as connection:
                complete = knows_all_until(connection, head)
                if found := contact_of(connection, mail.answers):
                    return found[1], found[0]
                candidate = only_one_at(connection, "email", point.value) if point else None
            if candidate is not None:
                return candidate, last_sent_to(self.ledger, candidate, point)
            if complete:
                return None, None
            if time.monotonic() > deadline:
                raise NotYet
            time.sleep(0.05)


def _point(address: str | None) -> ContactPoint | None:
    return ContactPoint(kind=PointKind.EMAIL, value=address) if address else None
