"""The newest model that was published is the one that records are compared by, and what came of it names it."""

from typing import Any

import pytest

from domain.decision import Refused
from domain.events import CandidateMerged, MatchAssessed
from domain.identity import DEFAULT, IdentityModel
from domain.identity_models import STREAM
from ledger.ledger import Ledger
from tests.ledger.identity.people import arrive, comparing, person
from tests.servers import Database

pytestmark = pytest.mark.servers


def changed(version: str, **more: Any) -> IdentityModel:
    return IdentityModel.model_validate(DEFAULT.model_dump() | {"version": version} | more)


def test_the_newest_model_decides_on_every_process_and_is_named(ledger: Ledger, database: Database) -> None:
    with Ledger.open(comparing(database)) as another:
        receipt = another.models.publish(changed("identity-2", likely=1e-9, certain=1.0), "cautious", "user:li")
    assert receipt.events == 1
    arrive(ledger, person("王小明", email="xm.wang@example.org"))
    arrive(ledger, person("王小明", email="xm.wang@example.org"))
    events = ledger.page(0, 100)
    [seen] = [each.event for each in events if isinstance(each.event, MatchAssessed)]
    assert (seen.model, seen.zone.value) == ("identity-2", "likely")
    assert not any(isinstance(each.event, CandidateMerged) for each in events)
    first, second = ledger.models.all()
    assert (first.number, first.model, first.position) == (1, DEFAULT, None)
    assert (second.number, second.why, second.published_by) == (2, "cautious", ("user:li",))
    assert second.position == ledger.history(STREAM)[0].position


def test_what_could_not_be_compared_by_is_not_published(ledger: Ledger) -> None:
    def refused(model: IdentityModel) -> str:
        with pytest.raises(Refused) as told:
            ledger.models.publish(model, "test", "user:li")
        return told.value.code

    fields = DEFAULT.model_dump()["fields"]
    assert ledger.models.publish(DEFAULT, "test", "user:li").events == 0
    assert refused(changed("identity-1", likely=0.5)) == "model_version_known"
    assert refused(changed("identity-2", fields={**fields, "order": {}})) == "model_incomplete"
    assert refused(changed("identity-2", fields={**fields, "shoe": fields["city"]})) == "model_incomplete"
    assert refused(changed("identity-2", likely=0.9995)) == "model_zones_crossed"
    assert refused(changed("identity-2", frequencies="usual-9")) == "unknown_frequencies"
    assert ledger.models.current() == DEFAULT
