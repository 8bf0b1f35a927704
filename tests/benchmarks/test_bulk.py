"""People who were put there in bulk are there like any others: read, found, and compared with whoever arrives."""

import pytest

from benchmarks.bulk import fill
from benchmarks.many_people import content, many
from benchmarks.matching import RECRUITER
from domain.decisions import IngestRecord
from domain.events import CandidateIngested, MatchAssessed
from ledger.envelope import new_id
from ledger.ledger import Ledger
from tests.servers import Database

pytestmark = pytest.mark.servers


def test_whoever_was_put_there_in_bulk_is_found(database: Database) -> None:
    settings = database.settings.at(identity=True)
    fill(settings, 30, processes=1)
    with Ledger.open(settings) as ledger:
        everyone = ledger.page(0, 100)
        assert [each.position for each in everyone] == list(range(1, 31))
        known = next(many(1, 1))
        first = everyone[0]
        assert isinstance(first.event, CandidateIngested)
        assert first.event.person == content(known, known.email)[0]
        person, career = content(known, f"new.{known.email}")
        ledger.submit(IngestRecord(candidate=new_id(), source="x", person=person, career=career), RECRUITER)
        [seen] = [each.event for each in ledger.page(30, 100) if isinstance(each.event, MatchAssessed)]
        assert seen.other == first.stream
