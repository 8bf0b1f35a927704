"""One person as read models see them: the dossier, and where its rows belong in the order of the ledger."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from domain import activity
from domain.dossier import Dossier, combine
from domain.record import Record
from domain.search.columns import NEVER_ACTIVE
from domain.search.row import Row, searchable
from domain.search.unfolded_row import UnfoldedRow


@dataclass(frozen=True)
class Person:
    dossier: Dossier
    position: int
    """The last event that changed anything of this person."""
    absorbed: tuple[UUID, ...]
    """Ids that lead here and keep a row of their own, which says so."""
    linked_at: int
    """The last merge or reversal of any member: what changed the rows of the absorbed."""

    seen: Row | None = None
    """What is searched of them, where it was worked out already."""

    @cached_property
    def rank(self) -> float | None:
        """Of activity, by the policy in force; see `domain.activity`. Not every view asks."""
        if self.seen is not None:
            return None if self.seen.rank == NEVER_ACTIVE else self.seen.rank
        return activity.rank(self.dossier.activity, activity.policy())

    @property
    def row(self) -> Row | None:
        return self.seen or searchable(self.dossier, self.rank)


def person(records: Sequence[Record], seen: UnfoldedRow | None = None) -> Person:
    """Combine the records that merges join; `seen` is the row of the same records."""
    dossier = seen.dossier if seen else combine(records)
    return Person(
        dossier,
        max([record.last_position for record in records]),
        dossier.members[1:],
        max([at for record in records for at in record.links.positions], default=0),
        seen,
    )


def components(records: Mapping[UUID, Record]) -> Iterable[list[Record]]:
    """The records in groups of one person each. A link counts from either side; unknown ends are ignored."""
    joined: dict[UUID, set[UUID]] = {}
    for stream, record in records.items():
        for other in record.linked:
            if other in records:
                joined.setdefault(stream, set()).add(other)
                joined.setdefault(other, set()).add(stream)
    seen: set[UUID] = set()
    for stream, record in records.items():
        if stream not in joined:
            yield [record]
        elif stream not in seen:
            group, waiting = [], [stream]
            seen.add(stream)
            while waiting:
                each = waiting.pop()
                group.append(records[each])
                waiting.extend(joined[each] - seen)
                seen |= joined[each]
            yield group
