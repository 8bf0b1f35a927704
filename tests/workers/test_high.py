"""The owner is reminded when an event makes somebody highly active, and by no other."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.activity import COUNTED
from domain.decisions import AssignOwner
from ledger.ledger import new_id
from tests.domain.acts import call, ingest, reply
from tests.domain.story import A, Story, some_id
from tests.workers.gateway import Gateway
from tests.workers.letters import LI
from workers.alert import WORDS
from workers.due import Due
from workers.equipment import Equipment
from workers.high import became_high, remind_owner
from workers.reactions import REACTIONS


def test_only_the_event_that_crosses_into_the_high_band_reminds() -> None:
    story = Story().given(ingest(), call(), reply())
    story.given(call(contact=some_id("went well"), went_well=True), reply(contact=some_id("went well")))
    dossier = story.dossier(A)
    moments = {each.position: each.recorded_at for each in story.history}
    crossed = [position for position, at in moments.items() if became_high(dossier, position, at)]
    kinds = {each.position: each.event.type for each in story.history}
    assert [kinds[position] for position in crossed] == ["contact-logged"]
    (position,) = crossed
    assert not became_high(dossier, position, moments[position] + timedelta(days=400))


def test_whatever_counts_for_activity_may_remind() -> None:
    assert {each.asked_by for each in REACTIONS if each.task.startswith("high_")} == COUNTED.keys()


@pytest.mark.servers
def test_the_owner_is_told_once_of_somebody_who_became_highly_active_and_never_who(
    equipment: Equipment, gateway: str
) -> None:
    ledger, candidate, contact = equipment.ledger, new_id(), new_id()
    for command in (
        ingest(candidate),
        AssignOwner(candidate=candidate, owner="user:zhang", role="recruiter"),
        call(candidate, contact),
        reply(candidate, contact),
        call(candidate, new_id(), went_well=True),
        reply(candidate, contact),
    ):
        ledger.submit(command, LI)
    robot = replace(equipment, settings=equipment.settings.at(alert_urls=gateway.replace("http", "json")))
    for each in ledger.history(candidate):
        remind_owner(robot, Due("high_by_contact", each.position, candidate, candidate, 0), lambda *_: None)
    ((body, _headers),) = Gateway.took
    said = json.loads(body)["message"]
    assert said.splitlines()[0] == f"{WORDS['alert_high']} user:zhang"
    assert str(candidate) in said
