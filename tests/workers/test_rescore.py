"""A published model makes a worker look at everybody again; records that nobody indexed are found by it, too."""

import threading

import pytest
import redis

from domain.events import RescoringFailed, RescoringFinished
from domain.identity_models import STREAM
from ledger.ledger import Ledger
from tests.ledger.identity.people import arrive, dossier, person
from tests.ledger.identity.test_models import changed
from tests.servers import Database
from tests.workers.tasks import until
from tests.workers.test_run_import import working
from workers import match_left_behind
from workers.equipment import equipped
from workers.rescore_records import rescore_failed

pytestmark = pytest.mark.servers


def test_a_worker_rescores_what_a_model_was_published_for(
    database: Database, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = database.settings.at(redis_url=redis_url, identity=True)
    with Ledger.open(database.settings) as off:
        one, _ = arrive(off, person("王小明", email="xm.wang@example.org"))
    with Ledger.open(settings, connections=4) as ledger:
        other, _ = arrive(ledger, person("王小明", email="xm.wang@example.org"))
        stopping = threading.Event()
        catching_up = threading.Thread(target=match_left_behind.match_left_behind, args=(ledger, stopping, 0.05))
        catching_up.start()
        until(lambda: set(dossier(ledger, other).members) == {one, other})
        stopping.set()
        catching_up.join()
        ledger.models.publish(changed("identity-2", certain=1.0), "cautious", "user:li")
        with working(settings):
            until(lambda: len(ledger.history(STREAM)) == 2)
        said = ledger.history(STREAM)[-1].event
        assert said == RescoringFinished(model="identity-2", records=2, proposed=0, questioned=1)
        assert settings.redis_url is not None
        with redis.Redis.from_url(settings.redis_url.get_secret_value()) as client:
            rescore_failed(equipped(settings, ledger, client, threading.Event()), STREAM, "ledger_busy")
        assert ledger.history(STREAM)[-1].event == RescoringFailed(model="identity-2", code="ledger_busy")
