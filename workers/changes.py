"""What a page of the ledger changes of `work.due`, in its order: runs of one kind about one task are one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ledger.arrays import Bigints, Uuids
from ledger.store import Row
from workers.due import Session


@dataclass(frozen=True, slots=True)
class Asked:
    position: int
    stream: UUID
    about: UUID
    """Which of several on this stream; the stream itself where there is one."""
    not_before: datetime | None = None
    campaign: UUID | None = None


class Changes:
    """Nothing is written before `write`, and nothing is told apart from what it would be one after the other."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._asked: dict[str, list[Asked]] = {}
        self._settled: dict[str, list[UUID]] = {}

    def ask(
        self,
        task: str,
        row: Row,
        about: UUID | None = None,
        not_before: datetime | None = None,
        campaign: UUID | None = None,
    ) -> None:
        if task in self._settled:
            self._settle(task)
        self._asked.setdefault(task, []).append(
            Asked(row.position, row.stream, about or row.stream, not_before, campaign)
        )

    def settle(self, task: str, about: UUID) -> None:
        """The ledger holds what came of it."""
        if task in self._asked:
            self._ask(task)
        self._settled.setdefault(task, []).append(about)

    def write(self) -> None:
        for task in list(self._asked):
            self._ask(task)
        for task in list(self._settled):
            self._settle(task)

    def _ask(self, task: str) -> None:
        ask_all(self.session, task, self._asked.pop(task))

    def _settle(self, task: str) -> None:
        query = "DELETE FROM work.due WHERE task = %s AND about = ANY(%s)"
        self.session.execute(query, (task, Uuids(self._settled.pop(task))))


def ask_all(session: Session, task: str, asked: Sequence[Asked]) -> None:
    query = """
        INSERT INTO work.due (task, position, stream, about, not_before, campaign)
        SELECT %s, position, stream, about, coalesce(not_before, '-infinity'), campaign
        FROM unnest(%s, %s, %s, %s::timestamptz[], %s::uuid[])
            AS new(position, stream, about, not_before, campaign)
        ON CONFLICT DO NOTHING
    """
    columns = (
        Bigints([each.position for each in asked]),
        Uuids([each.stream for each in asked]),
        Uuids([each.about for each in asked]),
        [each.not_before for each in asked],
        [each.campaign for each in asked],
    )
    session.execute(query, (task, *columns))
