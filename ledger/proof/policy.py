"""Whether enough witnesses have signed lately: K of those that are named, nothing older than T left unseen.

A ledger in which nothing happens needs no new signature: a witness is behind only from the first event that it has not
seen, as long as that has been there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from ledger.proof.witnessing import WitnessAt

UNSEEN = """
    SELECT (SELECT recorded_at FROM ledger.event WHERE position = seen.size + 1)
    FROM (SELECT coalesce(max(size), 0) AS size FROM ledger.cosignature WHERE witness = %s) seen
"""


@dataclass(frozen=True, slots=True)
class Witnessed:
    wanted: int
    named: int
    behind: tuple[str, ...]
    """The names of those that have left something unseen for longer than the policy allows."""

    @property
    def enough(self) -> bool:
        return self.named - len(self.behind) >= self.wanted


def witnessed(
    connection: Connection[Any], named: list[WitnessAt], quorum: int | None, within: float, at: datetime
) -> Witnessed:
    """`within` in seconds; without a quorum all that are named have to have signed."""
    behind = []
    for each in named:
        (unseen,) = connection.execute(UNSEEN, (str(each.key),)).fetchone() or (None,)
        if unseen is not None and at - unseen > timedelta(seconds=within):
            behind.append(each.key.name)
    return Witnessed(len(named) if quorum is None else quorum, len(named), tuple(behind))
