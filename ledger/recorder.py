"""The ledger as a recorder of the `eventsourcing` library, so that its repositories, snapshots and runners work here.

The library's own test cases for recorders run against these classes. The product itself does not go this way:
a recorder knows neither command ids nor seals.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing import postgres
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    IntegrityError,
    ListenNotifySubscription,
    Notification,
    StoredEvent,
)
from eventsourcing.utils import Environment
from psycopg_pool import ConnectionPool

from ledger.faults import Moved
from ledger.session import Session
from ledger.store import NewRow, Receipt, Row, Store, pool_of

POLL_SECONDS = 0.02


class LedgerAggregateRecorder(AggregateRecorder):
    """Streams only, as the library wants them of a store for aggregates or snapshots."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:  # noqa: ARG002
        self._append(stored_events)
        return None

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        stream = originator_id if isinstance(originator_id, UUID) else UUID(originator_id)
        after = -1 if gt is None else gt
        rows = [row for row in self.store.stream(stream, after=after) if lte is None or row.version <= lte]
        if desc:
            rows.reverse()
        return [StoredEvent(row.stream, row.version, row.type, row.state) for row in rows[:limit]]

    def _append(self, stored_events: Sequence[StoredEvent]) -> Receipt | None:
        if not stored_events:
            return None
        rows = [
            NewRow(UUID(str(each.originator_id)), each.originator_version, each.topic, each.state)
            for each in stored_events
        ]
        try:
            return self.store.append(rows)
        except Moved as error:
            raise IntegrityError(str(error)) from error


class LedgerRecorder(LedgerAggregateRecorder, ApplicationRecorder):
    """Streams and the order of the whole ledger. A notification's id is the position."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:  # noqa: ARG002
        receipt = self._append(stored_events)
        return list(range(receipt.first_position, receipt.position + 1)) if receipt else []

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        after = 0 if start is None else start - inclusive_of_start
        return [_notification(row) for row in self.store.page(after, limit, until=stop, types=topics)]

    def max_notification_id(self) -> int | None:
        return self.store.head() or None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> "PollingSubscription":
        return PollingSubscription(self, gt=gt, topics=topics)


class PollingSubscription(ListenNotifySubscription[LedgerRecorder]):
    """Follows by polling: a NOTIFY beside each append costs more than it gives, and can be missed."""

    def _loop_on_pull(self) -> None:
        try:
            while not self._has_been_stopped:
                self._pull()
                self._has_been_notified.wait(POLL_SECONDS)
        except BaseException as error:  # noqa: BLE001 - handed to the thread that iterates, as the library does
            self._thread_error = error
            self.stop()


class Factory(postgres.PostgresFactory):
    """`PERSISTENCE_MODULE=ledger.recorder` with `LEDGER_CONNINFO`: events go to the ledger.

    What the library keeps besides (tracking, snapshots) stays in its own tables.
    """

    def __init__(self, env: Environment) -> None:
        super().__init__(env)
        self._pools: list[ConnectionPool[Session]] = []

    def application_recorder(self) -> LedgerRecorder:
        conninfo = self.env.get("LEDGER_CONNINFO")
        if not conninfo:
            raise OSError("LEDGER_CONNINFO is not set")
        pool = pool_of(conninfo)
        self._pools.append(pool)
        return LedgerRecorder(Store(pool))

    def close(self) -> None:
        for pool in self._pools:
            pool.close()
        super().close()


def _notification(row: Row) -> Notification:
    return Notification(
        id=row.position,
        originator_id=row.stream,
        originator_version=row.version,
        topic=row.type,
        state=row.state,
    )
