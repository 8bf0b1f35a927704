"""Links of a message tell that they were followed where the place lets them, and lead only to what stood there."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import redis

from domain.decisions import IngestRecord, RecordSetting
from domain.dossier import Dossier
from domain.outreach import Attempt, AttemptState
from domain.person import Name, Person
from domain.vocabulary import Basis, Channel, Purpose
from ledger.ledger import Ledger, new_id
from ledger.tracking_links import Tracked, TrackingLinks
from tests.servers import Database
from tests.workers.letters import LI
from workers.equipment import Equipment, equipped
from workers.tracked import MOST, tracked

pytestmark = pytest.mark.servers
BASE = "https://talent.example.com"
JOBS = "https://jobs.example.com/a?x=1&y=2"
HTML = f'<p><A class="b" href="{JOBS.replace("&", "&amp;")}">Jobs</A> <a href="{BASE}/p/token">Wishes</a></p>'
LINK = re.compile(rf'href="{BASE}/c/([^/"]+)/([^"]+)"')
ATTEMPT = Attempt(
    contact=new_id(),
    channel=Channel.EMAIL,
    purpose=Purpose.MARKETING,
    controller="main",
    sender="user:li",
    state=AttemptState.PLANNED,
    since=datetime(2026, 3, 3, tzinfo=UTC),
    position=1,
    basis=Basis.OPT_OUT_REGIME,
)


@pytest.fixture
def equipment(database: Database, redis_url: str) -> Iterator[Equipment]:
    settings = database.settings.at(redis_url=redis_url, public_url=BASE)
    with Ledger.open(settings, connections=2) as ledger, redis.Redis.from_url(redis_url) as client:
        yield equipped(settings, ledger, client, threading.Event())


def living_in(equipment: Equipment, jurisdiction: str) -> Dossier:
    candidate = new_id()
    person = Person(name=Name(full="Anna Núñez"))
    equipment.ledger.submit(IngestRecord(candidate=candidate, source="career-site", person=person), LI)
    equipment.ledger.submit(RecordSetting(candidate=candidate, jurisdiction=jurisdiction), LI)
    dossier, _ = equipment.ledger.dossier(candidate)
    assert dossier is not None
    return dossier


def test_a_link_and_a_picture_tell_of_this_message_alone_and_lead_where_they_did(equipment: Equipment) -> None:
    person, links = living_in(equipment, "US"), TrackingLinks(equipment.ledger)
    html = tracked(equipment, person, ATTEMPT, HTML)
    [(token, shown)] = LINK.findall(html)
    assert links.target_of(shown) == JOBS
    assert links.read(token, JOBS) == Tracked(person.candidate, ATTEMPT.contact, 1)
    assert links.read(token, "https://elsewhere.example.com") is None
    assert f'href="{BASE}/p/token"' in html, "to what a person says of themselves nobody counts the way"
    assert html.count("<img ") == 1
    assert f'src="{BASE}/o/' in html


def test_only_so_many_links_of_one_message_are_counted(equipment: Equipment) -> None:
    person = living_in(equipment, "US")
    html = tracked(equipment, person, ATTEMPT, HTML * (MOST + 3))
    assert len(LINK.findall(html)) == MOST
    assert html.count("jobs.example.com") == 3


def test_where_the_place_wants_a_consent_only_what_rests_on_one_tells(equipment: Equipment) -> None:
    for place in ("CN", "DE"):
        person = living_in(equipment, place)
        assert tracked(equipment, person, ATTEMPT, HTML) == HTML
        assert LINK.search(tracked(equipment, person, replace(ATTEMPT, basis=Basis.CONSENT), HTML))
    nobody = replace(equipment, settings=equipment.settings.at(tracking=False))
    assert tracked(nobody, living_in(equipment, "US"), ATTEMPT, HTML) == HTML
