"""The live twin of a metric gives the number that its definition gives on the lake."""

from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow

from domain.envelope import Claim
from domain.events import CandidateIngested, Hired, Left, ProfileConfirmed, TalentPoolEntered, TalentPoolLeft
from domain.recorded import Recorded
from ledger.codec import NewEvent
from ledger.envelope import new_id
from ledger.ledger import Ledger
from ledger.proof.log_keys import log_key
from ledger.proof.seal import Sealer
from ledger.store import OPTIONS
from projections.lake.export import export
from projections.lake.place import Place
from projections.live import METRICS, live
from projections.metrics.asked import Asked
from projections.metrics.engine import HERE, engine
from projections.metrics.run import answered
from tests.projections.conftest import Following
from tests.projections.invented import people, store
from tests.projections.metrics.several_lives import lives
from tests.projections.scribe import Scribe
from tests.servers import Database


def told(history: list[Recorded]) -> list[NewEvent]:
    """For an empty ledger; what came late happened as long before now as it did there before it was recorded."""
    now = datetime.now(UTC)
    return [
        NewEvent(
            each.stream,
            each.version,
            each.meta.model_copy(update={"occurred": Claim(at=now - (each.recorded_at - each.happened_at))}),
            each.event,
        )
        for each in history
    ]


def test_every_live_twin_equals_its_metric(
    built: Database,
    reader: Connection[TupleRow],
    ledger: Ledger,
    scribe: Scribe,
    following: Following,
    tmp_path: Path,
) -> None:
    ledger.append(told(lives(3, people=6)), new_subjects=True)
    store(ledger, people(7, 60))
    one, other, third = (scribe.ingest(name) for name in ("王小明", "Anna", "Luis"))
    work = new_id()
    for each in (one, other, third):
        scribe.say(each, TalentPoolEntered(pool="main"), TalentPoolEntered(pool="west"))
    scribe.say(one, Hired(application=new_id(), employment=work))
    scribe.say(other, ProfileConfirmed(), TalentPoolLeft(pool="west"))
    scribe.merge(third, other)
    employee = scribe.ingest("Petra")
    scribe.say(employee, CandidateIngested(status="employee", external_id="p"), TalentPoolEntered())
    scribe.say(one, Left(employment=work))
    following()
    with psycopg.connect(built.sealer, autocommit=True, options=OPTIONS) as connection:
        Sealer(connection, log_key(built.settings)).seal()
    manifest = export(built.settings, str(tmp_path))
    at = manifest.recorded_at or datetime.now(UTC)
    with engine(HERE, Place(str(tmp_path)), manifest) as running:
        for pool in (None, "west"):
            now = live(reader, at, pool)
            assert now
            assert now.read_at == manifest.position
            assert now.people
            for name, column in METRICS.items():
                (row,) = answered(running, name, Asked(pool=pool)).table.to_pylist()
                assert row[column] == getattr(now, column), (name, pool)
            bands = {
                row["band"]: row["people"]
                for row in answered(running, "score-bands", Asked(pool=pool)).table.to_pylist()
            }
            assert bands == {band: n for band in ("high", "middle", "low") if (n := getattr(now, band))}
