"""What whoever follows keeps of people between batches: their records, and their rows as these stand in the views.

It is as good as the tables that it was kept of. Whoever writes to the people of a generation moves the row of its
checkpoint, in the same transaction; so what is at hand holds as long as that row is the one that was left here, and
all of it is let go as soon as it is not: after a retry, after another generation took its place, after a batch that
was rolled back. Nothing of it is on disk, and it ends with the connection.

Where somebody is erased, all of it is let go as well. Whoever can't ask the database for so long that they could not
know lets go of it too: a sweep sees to that.
"""

import threading
import time
import weakref
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.record import Record
from domain.search.unfolded_row import UnfoldedRow
from projections.checkpoint import Checkpoint
from projections.moving import MadeOf, made_of
from projections.projection import Values

MOST = 5_000
"""Streams of people; one with twelve events takes 29 KB (measured), so this is 150 MB."""
GOOD_FOR = 50.0
"""Seconds without a look at the checkpoint."""
SWEPT_EVERY = 5.0


@dataclass(frozen=True, slots=True)
class Known:
    """One person as they are stored."""

    records: Mapping[UUID, Record]
    """All that merges join."""
    seen: UnfoldedRow | None
    """What is searched of these records, as far as it was looked at."""
    rows: Mapping[str, list[Values]]
    """By view; those of a view that is missing are not at hand."""


class AtHand:
    """`clock` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._people: dict[UUID, Known] = {}
        """By every stream of theirs; who was touched last stands last."""
        self._left: tuple[str, int | None] | None = None
        self._until = 0.0

    def begin(self, checkpoint: Checkpoint) -> None:
        """Keep nothing that somebody else may have written over. The checkpoint is locked."""
        if self._left != (checkpoint.schema, checkpoint.written_by):
            self.forget()
        self._until = self.clock() + GOOD_FOR

    def end(self, checkpoint: Checkpoint, written_by: int) -> None:
        """The rows are as they are kept here, once this transaction is committed."""
        self._left = checkpoint.schema, written_by

    def seen(self, streams: Iterable[UUID]) -> dict[MadeOf, UnfoldedRow]:
        """What is searched of them."""
        people = {id(one): one for one in self.known(streams).values()}.values()
        return {made_of(one.records.values()): one.seen for one in people if one.seen is not None}

    def whole(self, ids: Sequence[UUID]) -> Known | None:
        """Whoever is these records and no others."""
        known = self._people.get(ids[0]) if ids else None
        return known if known is not None and known.records.keys() == set(ids) else None

    def known(self, streams: Iterable[UUID]) -> dict[UUID, Known]:
        people = self._people
        return {stream: people[stream] for stream in streams if stream in people}

    def keep(self, known: Known) -> None:
        for stream in known.records:
            self._people.pop(stream, None)
            self._people[stream] = known
        while len(self._people) > MOST:
            self._people.pop(next(iter(self._people)))

    def drop(self, streams: Collection[UUID]) -> None:
        for stream in streams:
            self._people.pop(stream, None)

    def forget(self) -> None:
        self._people = {}
        self._left = None

    def sweep(self) -> None:
        if self._until <= self.clock():
            self.forget()


def swept() -> AtHand:
    """One that is swept for as long as anybody holds it."""
    hand = AtHand()
    threading.Thread(target=_sweep, args=(weakref.ref(hand),), daemon=True).start()
    return hand


def _sweep(hand: "weakref.ref[AtHand]") -> None:
    while (found := hand()) is not None:
        found.sweep()
        del found
        time.sleep(SWEPT_EVERY)
