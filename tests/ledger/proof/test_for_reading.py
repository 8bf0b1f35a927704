"""What a bundle tells people beside the events: each consent and what became of it, the notices, and who looked."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from domain.envelope import Meta
from domain.events import AnyEvent, NoticePublished, NoticeShown, PersonalDataViewed
from domain.vocabulary import Channel, Purpose
from ledger import verify
from ledger.codec import NewEvent
from ledger.envelope import new_id
from ledger.proof import evidence
from ledger.proof.for_reading import consent_records
from ledger.store import Row
from tests.ledger.proof.faulty import PERSON, SCOPE, stored
from tests.ledger.proof.log import Log

AT = datetime(2026, 1, 2, tzinfo=UTC)
TEXT = "We keep what you send us for two years."
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()


def lived(*happened: tuple[str, dict[str, Any]]) -> list[str]:
    """The state of the first consent after these."""
    given = ("consent-given", {**SCOPE, "channels": ["email"]})
    rows = [Row(n, PERSON, n, kind, AT, stored(facts)) for n, (kind, facts) in enumerate([given, *happened], 1)]
    record = next(iter(consent_records(rows)))
    assert record["consent_events"][-1]["event_state"] == record["consent_state"]
    return [each["event_state"].removeprefix("dpv:Consent") for each in record["consent_events"]]


def test_a_consent_is_told_with_what_became_of_it() -> None:
    assert lived() == ["Given"]
    assert lived(("consent-withdrawn", {}), ("consent-given", {**SCOPE, "channels": ["sms"]})) == ["Given", "Withdrawn"]
    assert lived(("unsubscribed", {"purposes": ["marketing"], "channels": ["email"]})) == ["Given", "Withdrawn"]
    assert lived(("consent-expired", {"position": 1}), ("consent-expired", {"position": 9})) == ["Given", "Expired"]
    assert lived(("recorded-in-error", {"position": 1})) == ["Given", "Invalidated"]
    for elsewhere in ({"purpose": "alumni"}, {"controller": "other"}, {"channels": ["sms"]}):
        assert lived(("consent-withdrawn", elsewhere)) == ["Given"]


def test_notices_and_looks_of_a_person_go_along(log: Log, tmp_path: Path) -> None:
    [person], [other] = log.write(1), log.write(1)
    published = NoticePublished(
        notice="privacy",
        version=1,
        language="en",
        title="Privacy",
        text=TEXT,
        purposes=(Purpose.TALENT_POOL,),
        text_sha256=SHA256,
    )
    unnamed = published.model_copy(update={"notice": "other"})
    shown = NoticeShown(
        notice="privacy", version=1, language="en", text_sha256=SHA256, channel=Channel.EMAIL, controller="main"
    )
    seen = [PersonalDataViewed(way="candidates", candidates=each) for each in ((person, other), (other,))]
    alone: list[AnyEvent] = [published, unnamed, *seen]
    happened: list[tuple[UUID, int, AnyEvent]] = [(new_id(), 1, each) for each in alone]
    happened.append((person, 2, shown))
    for stream, version, event in happened:
        meta = Meta(event_id=new_id(), command_id=new_id(), actor="user:li")
        log.ledger.append([NewEvent(stream, version, meta, event)])
    log.seal()
    told = {what: bundle(log, tmp_path / what, scope) for what, scope in scopes(person).items()}
    assert {path.name: path.read_text() for path in (told["person"] / "notices").iterdir()} == {
        "privacy.1.en.txt": TEXT
    }
    assert len(list((told["whole"] / "notices").iterdir())) == 2
    assert looked_at(told["person"]) == [[str(person)]]
    assert looked_at(told["whole"]) == [[str(person), str(other)], [str(other)]]


def scopes(person: UUID) -> dict[str, evidence.Scope]:
    return {"whole": evidence.Scope(), "person": evidence.Scope((person,))}


def bundle(log: Log, folder: Path, scope: evidence.Scope) -> Path:
    with log.superuser.transaction():
        evidence.write(log.superuser, folder, scope, [log.key.verifier])
    asked = verify.Asked([verify.key_of(str(log.key.verifier))])
    assert not any(each.failed for each in verify.verify(folder, asked).values())
    return folder


def looked_at(folder: Path) -> list[list[str]]:
    lines = (folder / "access_log.jsonl").read_text().splitlines()
    return [json.loads(line)["candidates"] for line in lines]
