"""Records of consent: whole in the fields of ISO/IEC TS 27560, and read by somebody else's JSON-LD without a loss."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pyld import jsonld

from domain.envelope import Meta
from domain.events import AnyEvent, ConsentGiven, NoticePublished, PersonalDataDisclosed, SettingRecorded, Unsubscribed
from domain.vocabulary import Basis, Channel, Purpose
from ledger.codec import NewEvent
from ledger.envelope import new_id
from ledger.proof import evidence
from ledger.proof.consent_records import CONTEXT, Beside, consent_records
from ledger.store import Row
from tests.ledger.proof.faulty import PERSON, SCOPE, stored
from tests.ledger.proof.log import Log

AT = datetime(2026, 1, 2, tzinfo=UTC)
TEXT = "We keep what you send us for two years."
DPV = "https://w3id.org/dpv#"


def lived(*happened: tuple[str, dict[str, Any]]) -> list[str]:
    """The state of the first consent after these."""
    given = ("consent-given", {**SCOPE, "channels": ["email"]})
    rows = [Row(n, PERSON, n, kind, AT, stored(facts)) for n, (kind, facts) in enumerate([given, *happened], 1)]
    record = next(iter(consent_records(rows, Beside())))
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


def test_somebody_elses_json_ld_keeps_every_key_of_a_whole_record(log: Log, tmp_path: Path) -> None:
    published = NoticePublished(
        notice="privacy",
        version=1,
        language="en",
        title="Privacy",
        text=TEXT,
        purposes=(Purpose.MARKETING,),
        text_sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
    )
    [person] = log.write(1)
    consent = ConsentGiven(
        purpose=Purpose.MARKETING,
        channels=(Channel.EMAIL,),
        controller="main",
        recipient="agency",
        notice="privacy",
        notice_version=1,
        language="en",
        expires_on=AT.date(),
    )
    plain = ConsentGiven(purpose=Purpose.ALUMNI, channels=(Channel.SMS,), controller="main")
    place = log.ledger.store.head() + 3  # of the first consent
    disclosed = PersonalDataDisclosed(
        recipient="agency", purpose=Purpose.MARKETING, basis=Basis.CONSENT, basis_position=place
    )
    ended = Unsubscribed(purposes=(Purpose.MARKETING,))
    happened: list[AnyEvent] = [SettingRecorded(jurisdiction="DE"), consent, disclosed, ended, plain]
    told: list[tuple[Any, int, AnyEvent]] = [(new_id(), 1, published)]
    told += [(person, version, each) for version, each in enumerate(happened, 2)]
    for stream, version, event in told:
        meta = Meta(event_id=new_id(), command_id=new_id(), actor="user:li")
        log.ledger.append([NewEvent(stream, version, meta, event)])
    log.seal()
    scope = evidence.Scope((person,))
    with log.superuser.transaction():
        evidence.write(log.superuser, tmp_path / "bundle", scope, [log.key.verifier], stored_in="IE")
    said = json.loads((tmp_path / "bundle" / "consent_records.jsonld").read_text())
    assert said["@context"] == CONTEXT
    expanded = jsonld.expand(said, {"documentLoader": unreachable})
    assert jsonld.compact(expanded, CONTEXT, {"documentLoader": unreachable, "graph": True}) == said
    assert all(name.startswith(("@", "http", "urn:")) for name in keys(expanded))
    whole, other = expanded
    record = said["@graph"][0]
    assert whole["@type"] == [f"{DPV}ConsentRecord"]
    assert whole[f"{DPV}hasPurpose"][0]["@type"] == [f"{DPV}Purpose", f"{DPV}DirectMarketing"]
    kinds = [each["@id"].rpartition(":")[2] for each in whole[f"{DPV}hasPersonalData"]]
    assert kinds == ["career", "conversation", "identity"]
    assert [each["code"] for each in record["recipients"]] == ["agency"]
    assert [each["position"] for each in record["recipients"][0]["disclosures"]] == [place + 1]
    assert record["notice"]["sha256"] == published.text_sha256
    assert (record["storage"]["retention"], record["storage"]["place"]) == ("P730D", "loc:IE")
    assert whole[f"{DPV}hasJurisdiction"] == [{"@id": "https://w3id.org/dpv/loc#DE"}]
    assert record["controller"]["code"] == "main"
    assert [each["event_type"] for each in record["consent_events"]] == ["consent-given", "unsubscribed"]
    assert f"{DPV}hasNotice" not in other


def unreachable(url: str, _options: object = None) -> Any:
    raise AssertionError(url)


def keys(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(keys, value))
    return set(value).union(*map(keys, value.values())) if isinstance(value, dict) else set()
