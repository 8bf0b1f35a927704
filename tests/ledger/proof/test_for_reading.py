"""What a bundle tells people beside the events: the notices, and who looked."""

import hashlib
import json
from pathlib import Path
from uuid import UUID

from domain.envelope import Meta
from domain.events import AnyEvent, NoticePublished, NoticeShown, PersonalDataViewed
from domain.vocabulary import Channel, Purpose
from ledger import verify
from ledger.codec import NewEvent
from ledger.envelope import new_id
from ledger.proof import evidence
from tests.ledger.proof.log import Log

TEXT = "We keep what you send us for two years."
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()


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
