"""Which parts of somebody's records an event left as they were: a view that rests on those alone has the same rows.

A record is carried on part by part, and what an event does not concern stays the same object, so to look takes a
few microseconds, where making the rows of a view takes up to a hundred.
"""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from uuid import UUID

from domain.record import PARTS, Record

OF_KNOWING = ("intent", "interests", "pay", "owners", "honours", "tags")
"""A tag, an owner, a note concern few views, so this part is looked at more closely. Its notes are only counted."""
NAMES = (
    *(name for name in PARTS if name != "knowing"),
    *(f"knowing.{name}" for name in OF_KNOWING),
    *("activity", "marks", "belonging", "last_happened_at"),
)
_parts = attrgetter(*NAMES)

SEEN = frozenset({"described", "marks", "rights"})
"""Whether somebody is there, and not erased."""
PROFILE = SEEN | {"suggestions", "preferences", "reviews", "reach", "knowing.intent", "knowing.pay"}
"""Whatever a profile survives from."""
ALL = frozenset(NAMES)


def changed(before: Mapping[UUID, Record], records: Sequence[Record]) -> frozenset[str]:
    """The parts that are others than before in some record; `ALL` where a merge changed, and with it maybe whose id the
    person has. They must be the same records as before.
    """
    found = set[str]()
    for record in records:
        then = before[record.stream]
        if then is not record:
            found.update(
                name for name, was, now in zip(NAMES, _parts(then), _parts(record), strict=True) if was is not now
            )
    return ALL if "links" in found else frozenset(found)
