"""The library's own test cases for recorders, run against the ledger on the real server.

What can't apply, and why:
* TrackingRecorderTestCase, ProcessRecorderTestCase: a projection here keeps its checkpoint in the transaction
  that writes its rows; the ledger itself tracks nobody. The library's own tracking recorder works beside the
  ledger, which `test_a_runner_of_the_library_follows_the_ledger` shows.
* InfrastructureFactoryTestCase: it checks how the library's factory picks classes by environment variables, among
  them tracking and process recorders of its own.
"""

from collections.abc import Iterator
from typing import Any, ClassVar
from unittest import TestCase
from uuid import UUID

import pytest
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import IntegrityError, StoredEvent, Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.tests import persistence as library
from eventsourcing.utils import get_topic
from psycopg.conninfo import conninfo_to_dict

from ledger.recorder import LedgerAggregateRecorder, LedgerRecorder
from ledger.store import Store
from tests.servers import Database

pytestmark = pytest.mark.servers


class _OnTheLedger(TestCase):
    """Hands the `store` of each test to a test case of the library, which makes its recorders itself."""

    store: Store

    @pytest.fixture(autouse=True)
    def _take_store(self, store: Store) -> None:
        self.store = store


class TestAggregateRecorder(_OnTheLedger, library.AggregateRecorderTestCase):
    def create_recorder(self) -> LedgerAggregateRecorder:
        return LedgerAggregateRecorder(self.store)


class TestApplicationRecorder(_OnTheLedger, library.ApplicationRecorderTestCase[LedgerRecorder]):
    def create_recorder(self) -> LedgerRecorder:
        return LedgerRecorder(self.store)

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestNonInterleavingNotificationIds(_OnTheLedger, library.NonInterleavingNotificationIDsBaseCase):
    def create_recorder(self) -> LedgerRecorder:
        return LedgerRecorder(self.store)


class Dog(Aggregate):
    @event("Registered")
    def __init__(self, name: str) -> None:
        self.name = name
        self.tricks: list[str] = []

    @event("TrickAdded")
    def add_trick(self, trick: str) -> None:
        self.tricks.append(trick)


class Dogs(Application[UUID]):
    is_snapshotting_enabled = True

    def register(self, name: str) -> UUID:
        dog = Dog(name)
        self.save(dog)
        return dog.id

    def add_trick(self, dog_id: UUID, trick: str) -> int:
        dog: Dog = self.repository.get(dog_id)
        dog.add_trick(trick)
        return self.save(dog)[-1].notification.id


class CountTricks(Projection[PostgresTrackingRecorder]):
    name = "tricks"
    topics: tuple[str, ...] = ()
    seen: ClassVar[list[int]] = []

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        self.seen.append(tracking.notification_id)
        self.view.insert_tracking(tracking)


@pytest.fixture
def environment(database: Database) -> dict[str, str]:
    """As an application of the library is pointed at the ledger; its own tables belong to the owner."""
    owner = conninfo_to_dict(database.admin)
    return {
        "PERSISTENCE_MODULE": "ledger.recorder",
        "LEDGER_CONNINFO": database.writer,
        "POSTGRES_DBNAME": str(owner["dbname"]),
        "POSTGRES_HOST": str(owner.get("host", "")),
        "POSTGRES_PORT": str(owner.get("port", "5432")),
        "POSTGRES_USER": str(owner.get("user", "postgres")),
        "POSTGRES_PASSWORD": str(owner.get("password", "not-needed-on-a-socket")),
    }


@pytest.fixture
def dogs(environment: dict[str, str]) -> Iterator[Dogs]:
    with Dogs(env=environment) as application:
        yield application


def test_an_application_of_the_library_saves_and_loads_aggregates(dogs: Dogs) -> None:
    fido = dogs.register("Fido")
    for trick in ("roll", "sit"):
        dogs.add_trick(fido, trick)
    dog: Dog = dogs.repository.get(fido)
    assert (dog.version, dog.tricks) == (3, ["roll", "sit"])
    assert [each.id for each in dogs.notification_log.select(start=1, limit=10)] == [1, 2, 3]


def test_a_snapshot_of_the_library_is_taken_and_used(dogs: Dogs) -> None:
    fido = dogs.register("Fido")
    dogs.add_trick(fido, "roll")
    dogs.take_snapshot(fido)
    dogs.add_trick(fido, "sit")
    assert dogs.snapshots is not None
    assert [snapshot.originator_version for snapshot in dogs.snapshots.get(fido)] == [2]
    dog: Dog = dogs.repository.get(fido)
    assert (dog.version, dog.tricks) == (3, ["roll", "sit"])


def test_two_changes_of_one_aggregate_at_once_conflict(dogs: Dogs) -> None:
    fido = dogs.register("Fido")
    ours: Dog = dogs.repository.get(fido)
    theirs: Dog = dogs.repository.get(fido)
    ours.add_trick("roll")
    theirs.add_trick("sit")
    dogs.save(ours)
    with pytest.raises(IntegrityError):
        dogs.save(theirs)


def test_a_runner_of_the_library_follows_the_ledger(environment: dict[str, str]) -> None:
    CountTricks.seen.clear()
    environment |= {"TRICKS_PERSISTENCE_MODULE": "eventsourcing.postgres"}
    with ProjectionRunner(
        application_class=Dogs,
        projection_class=CountTricks,
        view_class=PostgresTrackingRecorder,
        env=environment,
    ) as runner:
        fido = runner.app.register("Fido")
        for number in range(20):
            last = runner.app.add_trick(fido, f"trick {number}")
        runner.wait(last, timeout=60)
    assert CountTricks.seen == list(range(1, 22))


def test_a_recorder_reads_ids_that_are_text_as_the_same_stream(store: Store) -> None:
    recorder = LedgerRecorder(store)
    stream = UUID(int=7)
    recorder.insert_events([StoredEvent(str(stream), 1, get_topic(Dog), b"{}")])
    [stored] = recorder.select_events(stream)
    assert stored.originator_id == stream
