"""People who arrive at a ledger, and what it makes of them."""

from uuid import UUID

from domain.decisions import IngestRecord
from domain.dossier import Dossier
from domain.person import ContactPoint, Name, Person, PointKind
from ledger.envelope import Origin, new_id
from ledger.ledger import Ledger
from ledger.settings import Settings
from ledger.store import Receipt
from tests.servers import Database

RECRUITER = Origin(actor="user:li")


def comparing(database: Database) -> Settings:
    """The engine is on."""
    return database.settings.at(identity=True)


def person(name: str, *, email: str | None = None, phone: str | None = None) -> Person:
    points = [(PointKind.EMAIL, email), (PointKind.PHONE, phone)]
    return Person(
        name=Name(full=name), points=tuple(ContactPoint(kind=kind, value=value) for kind, value in points if value)
    )


def arrive(
    ledger: Ledger, who: Person, source: str = "career-site", record: UUID | None = None
) -> tuple[UUID, Receipt]:
    stream = record or new_id()
    return stream, ledger.submit(IngestRecord(candidate=stream, source=source, person=who), RECRUITER)


def dossier(ledger: Ledger, record: UUID) -> Dossier:
    found, _ = ledger.dossier(record)
    assert found is not None
    return found


def kinds(ledger: Ledger) -> list[str]:
    return [each.event.type for each in ledger.page(0, 10_000)]
