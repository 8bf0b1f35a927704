"""What a mail that really left leads to: its links are read out of the sink, and followed as people and scanners do."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from api.http import create_app
from domain.composing import confirmation_of
from domain.consents import Grant
from domain.decisions import (
    AttachJobDocument,
    GiveConsent,
    IssueConsentReceipt,
    OpenJob,
    PublishNotice,
    RecordNoticeShown,
    RecordSetting,
)
from domain.dossier import Dossier
from domain.events import ContactPlanned
from domain.person import ContactPoint
from domain.vocabulary import Channel, Purpose
from ledger.blobs import Blobs
from ledger.documents import documents_of
from ledger.ledger import Ledger, new_id
from ledger.settings import Settings
from ledger.sink import Sink, parsed, texts
from ledger.templates import install_defaults
from tests.servers import Servers, fresh_database
from tests.workers.letters import LI, House, working
from tests.workers.tasks import until

pytestmark = pytest.mark.servers
NEWS = "news"


@pytest.fixture(scope="module")
def house(servers: Servers, migrated: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with (
        fresh_database(servers, migrated, tmp_path_factory.mktemp("links")) as fresh,
        Ledger.open(fresh.settings, connections=4) as ledger,
    ):
        install_defaults(ledger)
        made = House(fresh.settings, ledger)
        made.draft(NEWS, Purpose.MARKETING, "News for {{ person.name }}. To stop it: {{ link.unsubscribe }}")
        notice = {"notice": "privacy", "version": 1, "language": "en", "title": "Privacy", "text": "We keep it."}
        ledger.submit(PublishNotice.model_validate({**notice, "purposes": ["marketing"]}), LI)
        yield made


@pytest.fixture
def kept(house: House, redis_url: str) -> Settings:
    return house.settings.at(redis_url=redis_url)


@pytest.fixture
def web(house: House) -> Iterator[TestClient]:
    """A browser without a cookie."""
    with TestClient(create_app(house.settings)) as client:
        yield client


def known(house: House, jurisdiction: str) -> tuple[UUID, ContactPoint]:
    candidate, point = house.person()
    house.ledger.submit(RecordSetting(candidate=candidate, jurisdiction=jurisdiction, language="en"), LI)
    house.ledger.submit(RecordNoticeShown(candidate=candidate, notice="privacy", version=1, channel=Channel.EMAIL), LI)
    return candidate, point


def says_yes(house: House, candidate: UUID) -> UUID:
    request = new_id()
    house.ledger.submit(
        GiveConsent(candidate=candidate, purpose=Purpose.MARKETING, channels=(Channel.EMAIL,), request=request), LI
    )
    return request


def person(house: House, candidate: UUID) -> Dossier:
    found, _ = house.ledger.dossier(candidate)
    assert found is not None
    return found


def grant(house: House, candidate: UUID) -> Grant:
    return person(house, candidate).consents.grants[-1]


def mail(kept: Settings, contact: UUID) -> bytes:
    return Sink(kept.sink).read(str(contact))


def link(kept: Settings, contact: UUID, holding: str) -> str:
    """The path of the one link of this kind in the text of the mail; it leads to us."""
    text, html = texts(mail(kept, contact))
    (found,) = {each for each in re.findall(r"https?://[^\s<>\"]+", text) if holding in each}
    assert found in html
    return path(kept, found)


def path(kept: Settings, url: str) -> str:
    assert url.startswith(kept.reached_at)
    return urlsplit(url).path


def looked_at(web: TestClient, house: House, candidate: UUID, where: str) -> None:
    """By a scanner, more than once: nothing comes of it."""
    before = house.ledger.store.head()
    for method in ("GET", "HEAD", "GET"):
        assert web.request(method, where).status_code in (200, 405)
    assert house.ledger.store.head() == before, person(house, candidate)


def test_a_yes_is_confirmed_by_the_link_in_the_mail_that_asks_and_its_receipt_is_reached_by_another(
    house: House, kept: Settings, web: TestClient
) -> None:
    candidate, point = known(house, "DE")
    request = says_yes(house, candidate)
    asking = house.plan(candidate, point, purpose=Purpose.MARKETING, template=NEWS)
    assert house.happened(asking) == ["refused"]
    with working(kept):
        until(lambda: confirmation_of(request) in person(house, candidate).contacts.attempts)
        house.comes_to((candidate, confirmation_of(request)), "sent")
        confirm = link(kept, confirmation_of(request), "/confirm/")
        looked_at(web, house, candidate, confirm)
        assert not grant(house, candidate).confirmed
        assert web.post(confirm).status_code == 200
        assert grant(house, candidate).confirmed
        planned = house.plan(candidate, point, purpose=Purpose.MARKETING, template=NEWS)
        assert house.happened(planned) == ["planned"]
        given, receipt = grant(house, candidate), new_id()
        issue = IssueConsentReceipt(candidate=candidate, receipt=receipt, position=given.position)
        house.ledger.submit(issue, LI)
        until(lambda: receipt in person(house, candidate).contacts.attempts)
        house.comes_to((candidate, receipt), "sent")
    got = web.get(link(kept, receipt, "/receipts/")).json()
    assert (got["receipt"], got["consent"], got["confirmed"]) == (str(receipt), given.position, True)
    assert (got["purpose"], got["still_stands_for"]) == ("marketing", ["email"])
    assert [house.attempt((candidate, each)).basis for each in (confirmation_of(request), receipt)] == [
        "legal-duty"
    ] * 2


def test_one_click_of_a_mail_that_left_ends_such_messages_and_a_look_does_not(
    house: House, kept: Settings, web: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("domain.gate.wrong_hour", lambda *_: [])  # whenever the test runs, it is a working morning
    candidate, point = known(house, "CN")
    says_yes(house, candidate)
    planned = house.plan(candidate, point, purpose=Purpose.MARKETING, template=NEWS)
    with working(kept):
        house.comes_to(planned, "sent")
    read = parsed(mail(kept, planned[1]))
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    click = path(kept, read["List-Unsubscribe"].strip("<>"))
    assert click == link(kept, planned[1], "/unsubscribe")
    looked_at(web, house, candidate, click)
    assert web.get(click).status_code == 200
    assert not person(house, candidate).consents.withdrawals
    told = web.post(click, data={"List-Unsubscribe": "One-Click"})
    assert (told.status_code, dict(web.cookies)) == (200, {})
    ended = {each.purpose for each in person(house, candidate).consents.withdrawals}
    assert {Purpose.MARKETING, Purpose.TALENT_POOL, Purpose.ALUMNI} <= ended
    after = house.plan(candidate, point, purpose=Purpose.MARKETING, template=NEWS)
    assert house.happened(after) == ["refused"]
    asked_for = house.plan(candidate, point)
    with working(kept):
        house.comes_to(asked_for, "sent")
    assert parsed(mail(kept, asked_for[1]))["List-Unsubscribe"] is None


def test_the_description_of_a_job_arrives_with_the_mail_and_outlives_whom_it_went_to(
    house: House, kept: Settings
) -> None:
    job, blobs = new_id(), Blobs(kept.blobs, house.ledger.keyring)
    house.ledger.submit(OpenJob(job=job, title="Engineer", org_unit="rd", family="engineering"), LI)
    description = blobs.put(job, "job-description", "职位说明.pdf", "application/pdf", b"%PDF what is to be done")
    house.ledger.submit(AttachJobDocument(job=job, document=description), LI)
    house.draft("with-job", Purpose.RIGHTS_REPLY, "Dear {{ person.name }}, about {{ job.title }}")
    candidate, point = house.person()
    planned = house.plan(candidate, point, template="with-job", job=job, enclosed=(description.document,), variables={})
    with working(kept):
        house.comes_to(planned, "sent")
    read = parsed(mail(kept, planned[1]))
    (part,) = read.iter_attachments()
    assert (part.get_filename(), part.get_content_type()) == ("职位说明.pdf", "application/pdf")
    assert part.get_content() == b"%PDF what is to be done"
    assert "about Engineer" in texts(mail(kept, planned[1]))[0]
    (event,) = [each.event for each in house.ledger.history(candidate) if isinstance(each.event, ContactPlanned)]
    assert [each.document for each in event.enclosed] == [description.document]
    assert documents_of(event) == []  # what the person's erasure takes along
