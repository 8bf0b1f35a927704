"""Writes events to the ledger as they come to mind: the next version of a stream is looked up."""

from datetime import datetime
from uuid import UUID

from domain.events import AnyEvent, CandidateAbsorbed, CandidateIngested, CandidateMerged, MergeReversed
from domain.person import ContactPoint, Name, Person, PointKind
from ledger.codec import NewEvent, canonical
from ledger.envelope import new_id
from ledger.ledger import Ledger
from ledger.store import NewRow
from tests.projections.invented import meta


class Scribe:
    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def version(self, stream: UUID) -> int:
        rows = self.ledger.store.stream(stream)
        return rows[-1].version if rows else 0

    def say(self, stream: UUID, *events: AnyEvent, claimed: datetime | None = None) -> int:
        """Append to one stream; answers the last position."""
        version = self.version(stream)
        new = [NewEvent(stream, version + place, meta(claimed), event) for place, event in enumerate(events, start=1)]
        return self.ledger.append(new).position

    def ingest(self, name: str = "王小明", *, email: str | None = None, claimed: datetime | None = None) -> UUID:
        """A new person."""
        stream = new_id()
        points = (ContactPoint(kind=PointKind.EMAIL, value=email),) if email else ()
        self.say(
            stream,
            CandidateIngested(person=Person(name=Name(full=name), points=points), external_id=str(stream)),
            claimed=claimed,
        )
        return stream

    def merge(self, survivor: UUID, absorbed: UUID) -> int:
        return self._both(survivor, CandidateMerged(absorbed=absorbed), absorbed, CandidateAbsorbed(survivor=survivor))

    def reverse(self, survivor: UUID, absorbed: UUID) -> int:
        event = MergeReversed(survivor=survivor, absorbed=absorbed)
        return self._both(survivor, event, absorbed, event)

    def poison(self, stream: UUID, kind: str = "telepathy-logged") -> int:
        """An event of a type that this version of the software does not know."""
        state = canonical({"facts": {}, "meta": meta().model_dump(mode="json", exclude_none=True), "sealed": {}})
        return self.ledger.store.append([NewRow(stream, self.version(stream) + 1, kind, state)]).position

    def _both(self, one: UUID, first: AnyEvent, other: UUID, second: AnyEvent) -> int:
        return self.ledger.append(
            [
                NewEvent(one, self.version(one) + 1, meta(), first),
                NewEvent(other, self.version(other) + 1, meta(), second),
            ]
        ).position
